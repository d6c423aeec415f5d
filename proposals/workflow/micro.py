"""The life of a micro-proposal: one table of states and steps."""

from __future__ import annotations

from django.utils import timezone

from congress.models import CongressTerm, Delegate
from proposals.models import MicroProposal, MicroState, Proposal, ProposalState, keep_facts
from proposals.workflow.after import is_unsolved
from union_site.models import Seat
from union_site.workflow import Step, Workflow


def is_author(proposal: MicroProposal, seat: Seat) -> bool:
    return proposal.author_id == seat.pk


def is_lead(proposal: MicroProposal, seat: Seat) -> bool:
    return proposal.lead_id == seat.pk


def extended_already(proposal: MicroProposal) -> str:
    return "这件提案已经延期过一次，不能再延期。" if proposal.extended_from else ""


def rated_already(proposal: MicroProposal) -> str:
    return "这件提案已经评价过了。" if proposal.satisfaction else ""


def is_author_of_unsolved(proposal: MicroProposal, seat: Seat) -> bool:
    """The author who answered the follow-up that it is not solved."""
    return is_author(proposal, seat) and is_unsolved(proposal)


def may_promote(proposal: MicroProposal, seat: Seat) -> bool:
    """The chair, who chooses a delegate; the author who is a full delegate in office."""
    if seat.can("proposals.screen"):
        return True
    if not is_author(proposal, seat):
        return False
    terms = CongressTerm.objects.of_union(proposal.union).in_force(timezone.localdate())
    delegates = Delegate.objects.filter(term__in=terms, member__seat=seat)
    return delegates.in_office().full().exists()


def promoted_already(proposal: MicroProposal) -> str:
    drafts = Proposal.objects.filter(origin=proposal).exclude(state=ProposalState.WITHDRAWN)
    return "这件微提案已经转为正式提案。" if drafts.exists() else ""


def is_handled_anew_in_public(proposal: MicroProposal, seat: Seat) -> bool:
    """Its former answer is still on the notice page."""
    return proposal.published_at is not None


def is_not_published(proposal: MicroProposal) -> str:
    return "" if proposal.published_at else "这件提案没有公示。"


MICRO = Workflow(
    name="micro_proposal",
    steps=(
        Step(
            "accept",
            "受理",
            sources=(MicroState.SUBMITTED,),
            target=MicroState.ACCEPTED,
            permission="proposals.screen",
            is_likely=True,
        ),
        Step(
            "decline",
            "不予受理",
            sources=(MicroState.SUBMITTED,),
            target=MicroState.DECLINED,
            permission="proposals.screen",
            needs_note=True,
            is_destructive=True,
        ),
        Step(
            "assign",
            "交办",
            sources=(MicroState.ACCEPTED,),
            target=MicroState.ASSIGNED,
            permission="proposals.screen",
            is_likely=True,
        ),
        Step(
            "answer",
            "答复",
            sources=(MicroState.ASSIGNED,),
            target=MicroState.ANSWERED,
            permission="proposals.handle",
            who=is_lead,
            is_likely=True,
        ),
        Step(
            "send_back",
            "退回",
            sources=(MicroState.ASSIGNED,),
            target=MicroState.ACCEPTED,
            permission="proposals.handle",
            who=is_lead,
            needs_note=True,
        ),
        Step(
            "extend",
            "延期答复",
            sources=(MicroState.ASSIGNED,),
            target=None,
            permission="proposals.handle",
            who=is_lead,
            objection=extended_already,
            needs_note=True,
        ),
        Step(
            "remind",
            "催办",
            sources=(MicroState.ASSIGNED,),
            target=None,
            permission="proposals.screen",
            is_likely=True,
        ),
        Step(
            "rate",
            "评价",
            sources=(MicroState.ANSWERED, MicroState.PUBLISHED),
            target=None,
            permission="proposals.submit",
            who=is_author,
            objection=rated_already,
            is_likely=True,
        ),
        Step(
            "rehandle",
            "要求再办理",
            sources=(MicroState.ANSWERED,),
            target=MicroState.ASSIGNED,
            permission="proposals.submit",
            who=is_author,
            needs_note=True,
        ),
        Step(
            "reopen",
            "重新办理",
            sources=(MicroState.ANSWERED, MicroState.PUBLISHED),
            target=MicroState.ASSIGNED,
            permission="proposals.submit",
            who=is_author_of_unsolved,
            needs_note=True,
        ),
        Step(
            "publish",
            "公示",
            sources=(MicroState.ANSWERED,),
            target=MicroState.PUBLISHED,
            permission="proposals.publish",
            is_likely=True,
        ),
        Step(
            "take_down",
            "撤下公示",
            sources=(MicroState.PUBLISHED,),
            target=MicroState.ANSWERED,
            permission="proposals.publish",
            objection=is_not_published,
            needs_note=True,
            is_destructive=True,
        ),
        Step(
            "take_down_anew",
            "撤下公示",
            sources=(MicroState.ASSIGNED, MicroState.ANSWERED),
            target=None,
            permission="proposals.publish",
            who=is_handled_anew_in_public,
            needs_note=True,
            is_destructive=True,
        ),
        Step(
            "promote",
            "转为正式提案",
            sources=(
                MicroState.ACCEPTED,
                MicroState.ASSIGNED,
                MicroState.ANSWERED,
                MicroState.PUBLISHED,
            ),
            target=None,
            permission="proposals.own",
            who=may_promote,
            objection=promoted_already,
        ),
        Step(
            "withdraw",
            "撤回",
            sources=(MicroState.SUBMITTED,),
            target=MicroState.WITHDRAWN,
            permission="proposals.submit",
            who=is_author,
            is_destructive=True,
        ),
    ),
    # Nobody is named for the own steps of an author who is anonymous, or who is to be forgotten
    # one day: the trail forgets nothing.
    is_anonymous=lambda proposal, step: (
        proposal.publicity != MicroProposal.Publicity.OPEN and step.permission == "proposals.submit"
    ),
    afterwards=keep_facts,
)
