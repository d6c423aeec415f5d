"""Acts on the notice page 微公示: publishing, taking down, the readers' ratings."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from congress.actions.acting import hold
from proposals.actions import similar, telling
from proposals.models import (
    MicroProposal,
    MicroState,
    Notice,
    NoticeRating,
    Proposal,
    ProposalState,
    Satisfaction,
    keep_facts,
    keep_readers,
)
from proposals.models.either import column_of
from proposals.workflow.formal import FORMAL
from proposals.workflow.micro import MICRO
from union_site import audit, notifications
from union_site.models import Seat
from union_site.workflow import Workflow, advance


def public_name(thing: MicroProposal | Proposal) -> str:
    """The name as the author chose: the same for every reader of the notice page."""
    if isinstance(thing, MicroProposal):
        return thing.shown_author(None)
    return thing.shown_proposer(None)


def _put_up(thing: MicroProposal | Proposal, headline: str, by: Seat) -> Notice:
    """The notice of a proposal that was published in this transaction, anew or again."""
    column = column_of(thing)
    notice = Notice.objects.of_union(thing.union).filter(**column).first()
    notice = notice or Notice(union=thing.union, **column)
    notice.headline = (headline.strip() or thing.heading)[:60]
    notice.shown_name = public_name(thing)
    notice.published_at = thing.published_at or timezone.now()
    notice.published_by = by
    notice.taken_down_at = notice.taken_down_by = None
    notice.taken_down_reason = ""
    notice.full_clean()
    notice.save()
    keep_facts(thing)
    similar.index(thing)  # by its headline too
    return notice


def _tell_micro_author(proposal: MicroProposal, sentence: str, url: str) -> None:
    notifications.tell(seats=[proposal.author], sentence=sentence, url=url)


@transaction.atomic
def publish_micro(*, proposal: MicroProposal, headline: str = "", by: Seat) -> MicroProposal:
    """On the notice page, with the name the author chose to show."""
    advance(MICRO, thing=proposal, step="publish", by=by, changes={"published_at": timezone.now()})
    notice = _put_up(proposal, headline, by)
    url = reverse("proposals:notice", args=[notice.pk])
    _tell_micro_author(proposal, f"您的微提案 {proposal.number} 已在微公示公布", url)
    return proposal


@transaction.atomic
def publish_formal(*, proposal: Proposal, headline: str = "", by: Seat) -> Proposal:
    hold(proposal)
    changes = {"published_at": timezone.now()}
    advance(FORMAL, thing=proposal, step="publish", by=by, changes=changes)
    _put_up(proposal, headline, by)
    telling.tell(
        proposal,
        f"提案 {proposal.number}“{proposal.heading}”已在微公示公布",
        telling.author_side(proposal),
        telling.departments(proposal),
    )
    return proposal


def _taking_down(thing: MicroProposal | Proposal) -> tuple[Workflow, str]:
    """A published micro-proposal is an answered one again; what is handled anew stays so."""
    if isinstance(thing, Proposal):
        return FORMAL, "take_down"
    is_handled_anew = thing.state in (MicroState.ASSIGNED, MicroState.ANSWERED)
    return MICRO, "take_down_anew" if is_handled_anew else "take_down"


def may_take_down(notice: Notice, by: Seat) -> bool:
    flow, step = _taking_down(notice.thing)
    return notice.is_up and flow.allows(notice.thing, step, by)


@transaction.atomic
def take_down(*, notice: Notice, reason: str, by: Seat) -> Notice:
    """Off the notice page, with a reason; the proposal may be published again when it is mended."""
    thing = notice.thing
    if not by.can("proposals.publish") or by.union_id != notice.union_id:
        raise PermissionDenied
    hold(notice)
    if not notice.is_up:
        raise ValidationError("这条公示已经撤下，可能有人刚刚办理过。")
    changes = {"published_at": None}
    flow, step = _taking_down(thing)
    advance(flow, thing=thing, step=step, by=by, note=reason, changes=changes)
    notice.taken_down_at, notice.taken_down_by = timezone.now(), by
    notice.taken_down_reason = reason.strip()
    notice.full_clean()
    notice.save()
    _tell_taken_down(thing, reason)
    return notice


def _tell_taken_down(thing: MicroProposal | Proposal, reason: str) -> None:
    if isinstance(thing, Proposal):
        sentence = f"提案 {thing.number} 的公示已撤下：{reason}"
        telling.tell(thing, sentence, telling.author_side(thing), telling.departments(thing))
        return
    url = reverse("proposals:micro", args=[thing.pk])
    _tell_micro_author(thing, f"您的微提案 {thing.number} 的公示已撤下：{reason}", url)


def ripe(union_seat: Seat) -> tuple[list[MicroProposal], list[Proposal]]:
    """What may be published now: answered micro-proposals, closed formal ones."""
    micros = MicroProposal.objects.visible_to(union_seat).filter(state=MicroState.ANSWERED)
    formal = Proposal.objects.visible_to(union_seat).filter(
        state=ProposalState.CLOSED, published_at__isnull=True
    )
    return list(micros.for_list()), list(formal.for_list())


@transaction.atomic
def publish_all(
    *, micros: Sequence[MicroProposal] = (), proposals: Sequence[Proposal] = (), by: Seat
) -> int:
    """Several at once, all or none; returns how many."""
    if not micros and not proposals:
        raise ValidationError("请至少选择一件。")
    for micro in micros:
        publish_micro(proposal=micro, by=by)
    for proposal in proposals:
        publish_formal(proposal=proposal, by=by)
    return len(micros) + len(proposals)


def rating_objection(notice: Notice, seat: Seat) -> str:
    """Why this seat does not rate as a reader: it is the author's or the department's own."""
    thing = notice.thing
    if thing.author_id == seat.pk:
        return "您是提案人，您的评价单独列出，请在提案页面上评价。"
    if thing.lead_id == seat.pk:
        return "承办部门不评价自己的答复。"
    return ""


@transaction.atomic
def rate_notice(*, notice: Notice, satisfaction: str, by: Seat) -> NoticeRating:
    """What a reader thinks of it; a second time changes the first."""
    if by.union_id != notice.union_id or not by.can("proposals.own"):
        raise PermissionDenied
    hold(notice)
    if not notice.is_up:
        raise ValidationError("这条公示已经撤下，不能再评价。")
    if sentence := rating_objection(notice, by):
        raise ValidationError(sentence)
    if satisfaction not in Satisfaction.values:
        raise ValidationError("请选择满意、基本满意或不满意。")
    mine = NoticeRating.objects.filter(notice=notice, seat=by).first()
    rating = mine or NoticeRating(union=by.union, notice=notice, seat=by)
    rating.satisfaction, rating.rated_on = satisfaction, timezone.localdate()
    rating.full_clean()
    rating.save()
    keep_readers(notice)
    # What was chosen stays out of the trail.
    audit.record(verb="notice.rate", label="评价微公示", by=by, thing=notice)
    return rating
