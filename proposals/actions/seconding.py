"""Acts on seconders: the author asks, each one answers in person."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from congress.models import Delegate
from proposals.actions.acting import hold
from proposals.actions.readiness import text_findings
from proposals.models import Proposal, ProposalState, Seconder, SeconderState
from proposals.workflow.formal import FORMAL, OWN, is_author
from union_site import audit, notifications
from union_site.findings import require_clear
from union_site.models import Seat
from union_site.norms import norm
from union_site.workflow import advance

S = ProposalState
# Why nobody can second any more, by the state it is in now.
NOT_GATHERING = {
    S.DRAFT: "提案人已撤回修改，改好后会再请您确认。",
    S.WITHDRAWN: "提案人已撤案，不用再附议。",
}


def second_url(proposal: Proposal) -> str:
    return reverse("proposals:second", args=[proposal.pk])


@transaction.atomic
def invite(*, proposal: Proposal, delegates: Iterable[Delegate], by: Seat) -> list[Seconder]:
    """Asks delegates to second; the first time the draft becomes 征集附议.

    What was declined or called off may be asked again. Who consented to an earlier text is asked
    anew along with them. Returns those asked now.
    """
    hold(proposal)
    if not is_author(proposal, by):
        raise PermissionDenied
    if proposal.is_collective:
        raise ValidationError("以代表团或专门委员会名义提出的提案不需要附议，可以直接提交。")
    chosen = list(delegates)
    for delegate in chosen:
        _require_fit(proposal, delegate)
    is_first = proposal.state == S.DRAFT
    if is_first:
        require_clear(text_findings(proposal, today=timezone.localdate()))
    elif proposal.state != S.SECONDING:
        raise ValidationError(f"现在是“{proposal.get_state_display()}”，不能再邀请附议人。")
    asked = [row for row in (_ask(proposal, delegate) for delegate in chosen) if row]
    if is_first:
        asked = _begin(proposal, by)
    elif not asked:
        raise ValidationError("请选择要邀请的代表；已附议或正等待答复的不用再邀请。")
    names = "、".join(row.delegate.name for row in asked)
    audit.record(verb="proposal.ask", label="邀请附议", by=by, thing=proposal, note=names[:500])
    _tell_asked(proposal, asked)
    return asked


def _require_fit(proposal: Proposal, delegate: Delegate) -> None:
    if delegate.union_id != proposal.union_id:
        raise PermissionDenied
    if delegate.term_id != proposal.term_id or not (
        delegate.is_in_office and delegate.votes_at_congress
    ):
        raise ValidationError(f"{delegate.name}不是本届在任的正式代表，不能附议。")
    seat_id = delegate.member.seat_id if delegate.member else None
    if seat_id is None:
        raise ValidationError(f"{delegate.name}还没有登录账号，不能本人确认附议，请改请他人。")
    if seat_id == proposal.author_id:
        raise ValidationError("提案人不能附议自己的提案。")


def _ask(proposal: Proposal, delegate: Delegate) -> Seconder | None:
    """The row now waiting for an answer; None where there is one already, or consent."""
    row = proposal.seconders.filter(delegate=delegate).first()
    if row is not None and row.state in (SeconderState.INVITED, SeconderState.ACCEPTED):
        return None
    row = row or Seconder(union=proposal.union, proposal=proposal, delegate=delegate)
    row.state, row.invited_at, row.answered_at = SeconderState.INVITED, timezone.now(), None
    row.full_clean()
    row.save()
    return row


def _begin(proposal: Proposal, by: Seat) -> list[Seconder]:
    """Draft → 征集附议, with everybody who is now asked, those of an earlier text too."""
    rows = proposal.seconders.filter(state=SeconderState.INVITED)
    asked = list(rows.select_related("delegate__member__seat"))
    if not asked and not proposal.seconders.accepted().exists():
        raise ValidationError("请至少选择一位代表。")
    advance(FORMAL, thing=proposal, step="invite", by=by)
    return asked


def _tell_asked(proposal: Proposal, asked: Iterable[Seconder]) -> None:
    notifications.tell(
        seats=[row.delegate.member.seat for row in asked if row.delegate.member],
        sentence=f"{proposal.author.user.name}请您附议提案“{proposal.heading}”",
        url=second_url(proposal),
    )


@transaction.atomic
def cancel(*, proposal: Proposal, seconder_id: int, by: Seat) -> Seconder:
    """Calls an unanswered invitation off."""
    hold(proposal)
    if not is_author(proposal, by):
        raise PermissionDenied
    row = proposal.seconders.select_related("delegate__member__seat").filter(pk=seconder_id).first()
    if row is None or proposal.state not in (S.DRAFT, S.SECONDING):
        raise ValidationError("这份邀请已经不在了，请刷新页面查看。")
    if row.state != SeconderState.INVITED:
        raise ValidationError(f"{row.delegate.name}“{row.get_state_display()}”，不能取消邀请。")
    row.state = SeconderState.CANCELLED
    row.save(update_fields=["state"])
    name = row.delegate.name
    audit.record(verb="proposal.unask", label="取消附议邀请", by=by, thing=proposal, note=name)
    if row.delegate.member:
        notifications.tell(
            seats=[row.delegate.member.seat],
            sentence=f"{by.user.name}取消了附议邀请：“{proposal.heading}”",
            url=reverse("proposals:mine"),
        )
    return row


def own_invitation(proposal: Proposal, seat: Seat) -> Seconder | None:
    """The row that asks the person of this seat, as long as it was not called off."""
    rows = proposal.seconders.asked().filter(delegate__member__seat=seat)
    found: Seconder | None = rows.select_related("delegate").first()
    return found


def _own(proposal: Proposal, by: Seat) -> Seconder:
    """One's own row while it may be answered; what happened meanwhile is told."""
    hold(proposal)
    if not by.can(OWN):
        raise PermissionDenied
    row = proposal.seconders.filter(delegate__member__seat=by).select_related("delegate").first()
    if row is None:
        raise PermissionDenied
    if proposal.state != S.SECONDING:
        usual = "提案已经提交，附议人名单不能再变。"
        raise ValidationError(NOT_GATHERING.get(S(proposal.state), usual))
    if row.state == SeconderState.CANCELLED:
        raise ValidationError("提案人已取消邀请，不用再附议。")
    if not (row.delegate.is_in_office and row.delegate.votes_at_congress):
        raise ValidationError("您已不是在任的正式代表，不能附议。")
    return row


@transaction.atomic
def consent(*, proposal: Proposal, by: Seat) -> Seconder:
    """附议, in person. Consenting twice changes nothing."""
    row = _own(proposal, by)
    if row.state == SeconderState.ACCEPTED:
        return row
    _answer(row, SeconderState.ACCEPTED, "附议", by)
    count = proposal.seconders.counting().count()
    rule = norm("proposals.min_seconders", union=proposal.union, on=timezone.localdate())
    missing = rule.number - count
    more = f"还差 {missing} 人" if missing > 0 else f"已有 {count} 人附议，可以提交"
    _tell_author(proposal, f"{row.delegate.name}已附议“{proposal.heading}”，{more}")
    return row


@transaction.atomic
def decline(*, proposal: Proposal, by: Seat) -> Seconder:
    row = _own(proposal, by)
    if row.state == SeconderState.DECLINED:
        return row
    _answer(row, SeconderState.DECLINED, "不附议", by)
    _tell_author(proposal, f"{row.delegate.name}未附议“{proposal.heading}”，可以另请他人")
    return row


@transaction.atomic
def take_back(*, proposal: Proposal, by: Seat) -> Seconder:
    """Consent taken back, as long as the proposal is not handed in."""
    row = _own(proposal, by)
    if row.state != SeconderState.ACCEPTED:
        raise ValidationError("您还没有附议这件提案。")
    _answer(row, SeconderState.DECLINED, "撤回附议", by)
    _tell_author(proposal, f"{row.delegate.name}撤回了对“{proposal.heading}”的附议")
    return row


def _answer(row: Seconder, state: str, label: str, by: Seat) -> None:
    row.state, row.answered_at = state, timezone.now()
    row.full_clean()
    row.save(update_fields=["state", "answered_at"])
    audit.record(verb=f"proposal.second_{state}", label=label, by=by, thing=row.proposal)


def _tell_author(proposal: Proposal, sentence: str) -> None:
    notifications.tell(
        seats=[proposal.author],
        sentence=sentence,
        url=reverse("proposals:proposal", args=[proposal.pk]),
    )


def void_consents(proposal: Proposal) -> list[Seat]:
    """The text changes: who consented to it is to be asked anew. Returns their seats."""
    accepted = proposal.seconders.accepted()
    seats = list(Seat.objects.filter(member__delegacies__seconded__in=accepted).distinct())
    accepted.update(state=SeconderState.INVITED, answered_at=None)
    return seats
