"""What the steps after the answer depend on: ratings, follow-ups, days and norms."""

from __future__ import annotations

from django.utils import timezone

from proposals.checks import rating as checks
from proposals.models import FollowUp, MicroProposal, Proposal, Rating
from union_site.findings import Finding
from union_site.norms import norm


def is_unsatisfied(proposal: Proposal) -> bool:
    """The author's last word on the last reply."""
    return Rating.objects.of_last_reply(proposal).by_author().unsatisfied().exists()


def is_unsolved(proposal: Proposal | MicroProposal) -> bool:
    """The follow-up of this handling was answered: not solved."""
    answered = FollowUp.objects.filter(
        answer=FollowUp.Answer.NO, handling_round=proposal.handling_round
    )
    if isinstance(proposal, Proposal):
        return answered.filter(proposal=proposal).exists()
    return answered.filter(micro=proposal).exists()


def handled_often_enough(proposal: Proposal) -> str:
    """Why it is not handled again, or ""."""
    limit = norm("proposals.rehandlings", union=proposal.union, on=timezone.localdate())
    return _first(checks.handling_again_findings(proposal.handling_round, limit))


def may_be_handled_again(proposal: Proposal) -> str:
    """Why it is not referred to the presidium or the next session yet, or ""."""
    if not handled_often_enough(proposal):
        return "还可以再办理一次，先请承办部门再办理。"
    if not Rating.objects.of_last_reply(proposal).unsatisfied().exists():
        return "没有人对答复不满意，不需要提请研究。"
    return ""


def not_to_be_closed_yet(proposal: Proposal) -> str:
    """Why it cannot be closed today, or ""."""
    today = timezone.localdate()
    if proposal.replied_at is None:
        return ""
    found = checks.closing_findings(
        has_rated=Rating.objects.of_last_reply(proposal).by_author().exists(),
        replied_on=timezone.localdate(proposal.replied_at),
        today=today,
        days=norm("proposals.rating_days", union=proposal.union, on=today),
    )
    return _first(found)


def _first(found: list[Finding]) -> str:
    return next((finding.sentence for finding in found), "")
