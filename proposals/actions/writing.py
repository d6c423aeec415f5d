"""Acts of the author: beginning a draft, saving, rewriting, handing in, withdrawing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from proposals.actions import similar
from proposals.actions.acting import hold
from proposals.actions.capacities import Capacity, capacities
from proposals.actions.collecting import place_for
from proposals.actions.readiness import submit_findings
from proposals.actions.seconding import void_consents
from proposals.actions.telling import committee, deciders, tell
from proposals.checks.micro import clean_text
from proposals.models import UNSENT, MicroProposal, Proposal, ProposalState, SeconderState
from proposals.workflow.formal import FORMAL, is_author
from union_site import audit, notifications
from union_site.findings import require_clear
from union_site.models import Seat
from union_site.workflow import advance, require_open

TEXTS = ("title", "reason", "suggestion")
# What is written over while the draft is saved; longer ones are refused, never cut.
LONGEST = {"title": 60, "reason": 2000, "suggestion": 2000}


class OvertakenDraft(ValidationError):
    """A newer text was saved in another window since this one was opened; `current` is it."""

    def __init__(self, current: Proposal) -> None:
        at = timezone.localtime(current.edited_at or current.created_at)
        super().__init__(
            f"另一个窗口在 {at:%H:%M} 保存了较新的文字。本页的文字没有丢，也没有盖掉它，"
            "请对照后再保存。",
            code="overtaken",
        )
        self.current = current


@transaction.atomic
def start(
    *,
    by: Seat,
    capacity: Capacity | None = None,
    origin: MicroProposal | None = None,
    **texts: Any,
) -> Proposal:
    """Begins a draft, seen by `by` alone.

    `capacity` is one of capacities(by); without it the first: as a delegate, if `by` is one.
    `origin` is the micro-proposal it grows from; one grows into one proposal at most.
    `texts`: any of title, category, reason, suggestion, publicity, wanted_lead. None has to be
    complete: lengths are looked at when it is submitted. Raises PermissionDenied for who may
    make no proposals.
    """
    now = timezone.now()
    held = capacities(by, today=timezone.localdate(now))
    chosen = capacity or next(iter(held), None)
    if chosen is None or chosen not in held:
        raise PermissionDenied
    proposal = Proposal(
        union=by.union,
        author=by,
        term=chosen.term,
        kind=chosen.kind,
        delegate=chosen.delegate,
        delegation=chosen.delegation,
        body=chosen.body,
        origin=origin,
        created_at=now,
    )
    _write(proposal, texts)
    proposal.full_clean()
    proposal.save(force_insert=True)
    audit.record(verb="proposal.start", label="起草提案", by=by, thing=proposal)
    return proposal


def _write(proposal: Proposal, texts: dict[str, Any]) -> None:
    cleaned = {name: clean_text(value) if name in TEXTS else value for name, value in texts.items()}
    too_long = {
        name: f"太长了，最多能保存 {most} 个字符（含空格和换行），请删减。"
        for name, most in LONGEST.items()
        if len(cleaned.get(name, "")) > most
    }
    if too_long:
        raise ValidationError(too_long)
    lead: Any = cleaned.get("wanted_lead")
    if lead is not None and (
        lead.union_id != proposal.union_id or not lead.can("proposals.handle")
    ):
        raise ValidationError({"wanted_lead": "请选择本校的承办部门。"})
    for name, value in cleaned.items():
        setattr(proposal, name, value)


def require_own_draft(proposal: Proposal, by: Seat) -> None:
    if not is_author(proposal, by):
        raise PermissionDenied
    if proposal.state != ProposalState.DRAFT:
        raise ValidationError(
            f"现在是“{proposal.get_state_display()}”，不能修改。征集附议时请先“撤回修改”。"
        )


@transaction.atomic
def save_draft(*, proposal: Proposal, by: Seat, version: int, **texts: Any) -> Proposal:
    """Saves what was typed into a draft, complete or not.

    `version` is the one that was opened: where another window saved since, this raises
    OvertakenDraft and writes nothing. What reads the same as what is kept changes nothing.
    """
    hold(proposal)
    require_own_draft(proposal, by)
    kept = {name: getattr(proposal, name) for name in texts}
    seen = proposal.version
    _write(proposal, texts)
    if all(getattr(proposal, name) == value for name, value in kept.items()):
        return proposal
    if version != seen:
        proposal.refresh_from_db()
        raise OvertakenDraft(proposal)
    proposal.version, proposal.edited_at = seen + 1, timezone.now()
    proposal.full_clean()
    proposal.save()
    if any(getattr(proposal, name) != kept.get(name, "") for name in TEXTS if name in kept):
        _tell_voided(proposal, void_consents(proposal))
    return proposal


def _tell_voided(proposal: Proposal, seats: Iterable[Seat]) -> None:
    """They consented to a text that is being changed; the draft itself they do not see."""
    notifications.tell(
        seats=seats,
        sentence=f"“{proposal.heading}”正在修改，您的附议已失效，改好后会再请您确认",
        url=reverse("proposals:mine"),
    )


@transaction.atomic
def rewrite(*, proposal: Proposal, by: Seat) -> Proposal:
    """征集附议 → draft: consents are void, all who were asked are told."""
    hold(proposal)
    require_open(FORMAL, thing=proposal, step="rewrite", by=by)
    waiting = proposal.seconders.filter(state=SeconderState.INVITED)
    undecided = list(Seat.objects.filter(member__delegacies__seconded__in=waiting).distinct())
    voided = void_consents(proposal)
    advance(FORMAL, thing=proposal, step="rewrite", by=by)
    _tell_voided(proposal, voided)
    notifications.tell(
        seats=undecided,
        sentence=f"“{proposal.heading}”正在修改，暂不用附议，改好后会再请您确认",
        url=reverse("proposals:mine"),
    )
    return proposal


@transaction.atomic
def submit(*, proposal: Proposal, by: Seat, accepted: Iterable[str] = ()) -> Proposal:
    """Hands it in: to the session that collects now, late to the one that has closed, else
    between the sessions. What is still asked of others ends with it.

    `accepted`: codes of the warnings the author accepts. Raises NotClear with all findings.
    """
    hold(proposal)
    require_open(FORMAL, thing=proposal, step="submit", by=by)
    now = timezone.now()
    today = timezone.localdate(now)
    place = place_for(proposal.union, today=today)
    found = submit_findings(proposal, today=today, place=place)
    agreed = require_clear(found, accepted=accepted)
    changes: dict[str, Any] = {}
    if proposal.submitted_at is None:
        changes = {"submitted_at": now, "session": place.session, "is_late": place.is_late}
    advance(FORMAL, thing=proposal, step="submit", by=by, changes=changes, accepted=agreed)
    _close_invitations(proposal)
    seconders = Seat.objects.filter(
        member__delegacies__seconded__in=proposal.seconders.accepted()
    ).distinct()
    tell(proposal, f"您附议的提案“{proposal.heading}”已提交", seconders)
    late = "（逾期）" if proposal.is_late else ""
    tell(
        proposal,
        f"收到提案“{proposal.heading}”{late}，请审查",
        (set(deciders(proposal)) | set(committee(proposal))) - {by},
    )
    similar.index(proposal)
    return proposal


def _close_invitations(proposal: Proposal) -> None:
    waiting = proposal.seconders.filter(state=SeconderState.INVITED)
    seats = list(Seat.objects.filter(member__delegacies__seconded__in=waiting).distinct())
    waiting.update(state=SeconderState.CANCELLED)
    notifications.tell(
        seats=seats,
        sentence=f"“{proposal.heading}”已提交，不用再附议",
        url=reverse("proposals:mine"),
    )


@transaction.atomic
def withdraw(*, proposal: Proposal, note: str, by: Seat) -> Proposal:
    """撤案 with its reason, until it is handed over. Seconders and, once it was handed in, the
    committee are told. One that was merged, or holds merged ones, is refused."""
    hold(proposal)
    if proposal.state == ProposalState.MERGED and is_author(proposal, by):
        raise ValidationError(
            f"这件提案已并入“{proposal.merged_into.heading if proposal.merged_into else ''}”，"
            "由联名提案人共同提出，不能单独撤案。确需撤案的，请提案工作委员会先撤销并案。"
        )
    was_sent = proposal.state not in UNSENT
    asked = proposal.seconders.exclude(state__in=["cancelled", "declined"])
    seats = list(Seat.objects.filter(member__delegacies__seconded__in=asked).distinct())
    advance(FORMAL, thing=proposal, step="withdraw", by=by, note=note)
    tell(proposal, f"提案“{proposal.heading}”已撤案：{note}", seats)
    if was_sent or proposal.submitted_at is not None:
        readers = set(deciders(proposal)) | set(committee(proposal))
        tell(proposal, f"提案“{proposal.heading}”已撤案：{note}", readers - {by, *seats})
    return proposal
