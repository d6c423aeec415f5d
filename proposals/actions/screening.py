"""Acts on the way to a decision: receiving, advice, back for mending, presidium, appeal."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from proposals.actions import deciding, similar, telling
from proposals.actions.batches import Batch, each
from proposals.checks import screening as checks
from proposals.models import Advice, Proposal
from proposals.workflow.formal import FORMAL
from union_site.models import Seat
from union_site.workflow import advance, require_open


@transaction.atomic
def receive(*, proposal: Proposal, by: Seat) -> Proposal:
    """开始审查: from now on the committee's members give their advice."""
    advance(FORMAL, thing=proposal, step="receive", by=by)
    sentence = f"提案“{proposal.heading}”已由提案工作委员会接收，开始审查"
    telling.tell(proposal, sentence, telling.author_side(proposal))
    others = [seat for seat in telling.committee(proposal) if seat.pk != by.pk]
    telling.tell(proposal, f"请填写审查意见：提案“{proposal.heading}”", others)
    return proposal


def receive_all(*, proposals: Iterable[Proposal], by: Seat) -> Batch:
    return each(proposals, lambda proposal: receive(proposal=proposal, by=by))


@transaction.atomic
def advise(
    *,
    proposal: Proposal,
    suggestion: str,
    opinion: str = "",
    first_unit: Seat | None = None,
    second_unit: Seat | None = None,
    accepted: Iterable[str] = (),
    by: Seat,
) -> Advice:
    """One advice for each who screens; it may be changed until the proposal is decided."""
    deciding.hold(proposal)
    require_open(FORMAL, thing=proposal, step="advise", by=by)
    for name, unit in (("first_unit", first_unit), ("second_unit", second_unit)):
        if unit is not None and not unit.can("proposals.handle"):
            raise ValidationError({name: "请选择本校的承办部门。"})
    if first_unit is not None and first_unit == second_unit:
        raise ValidationError({"second_unit": "第一、第二建议部门不能相同。"})
    found = checks.decision_findings(is_own=deciding.is_own(proposal, by), members=0, advised=0)
    agreed, told = deciding.accept(found, accepted)
    row = Advice.objects.filter(proposal=proposal, seat=by).first()
    row = row or Advice(union=proposal.union, proposal=proposal, seat=by)
    row.suggestion, row.opinion = suggestion, opinion.strip()
    row.first_unit, row.second_unit = first_unit, second_unit
    row.given_at, row.is_outdated = timezone.now(), False
    row.full_clean()
    row.save()
    advance(FORMAL, thing=proposal, step="advise", by=by, details=told, accepted=agreed)
    others = [seat for seat in telling.deciders(proposal) if seat.pk != by.pk]
    telling.tell(proposal, f"{by.user.name}对提案“{proposal.heading}”填写了审查意见", others)
    return row


@transaction.atomic
def complete(*, proposal: Proposal, note: str, by: Seat) -> Proposal:
    """退回补正: a draft again, which keeps the day it first came in.

    What was advised spoke of the old text; it stays readable and counts no more.
    """
    deciding.hold(proposal)
    advance(FORMAL, thing=proposal, step="complete", by=by, note=note)
    Advice.objects.filter(proposal=proposal).update(is_outdated=True)
    similar.index(proposal)  # a draft: taken out
    sentence = f"提案“{proposal.heading}”退回补正：{note.strip()}"
    deciding.announce(proposal, sentence, by)
    return proposal


@transaction.atomic
def refer(*, proposal: Proposal, note: str, by: Seat) -> Proposal:
    """提请主席团: the committee is not of one mind."""
    deciding.hold(proposal)
    advance(FORMAL, thing=proposal, step="refer", by=by, note=note)
    deciding.announce(proposal, f"提案“{proposal.heading}”提请主席团决定：{note.strip()}", by)
    return proposal


@transaction.atomic
def appeal(*, proposal: Proposal, note: str, by: Seat) -> Proposal:
    """申请复议: the author asks the presidium, once and in time. What was decided is open again;
    the words of the first decision stay in the trail."""
    deciding.hold(proposal)
    require_open(FORMAL, thing=proposal, step="appeal", by=by)
    advance(
        FORMAL,
        thing=proposal,
        step="appeal",
        by=by,
        note=note,
        changes=deciding.undecided() | {"appealed_on": timezone.localdate()},
        details={
            "reason_class": proposal.reason_class,
            "decision_note": proposal.decision_note,
            "decided_on": f"{proposal.decided_on:%Y-%m-%d}" if proposal.decided_on else "",
        },
    )
    deciding.announce(proposal, f"提案“{proposal.heading}”申请复议：{note.strip()}", by)
    return proposal
