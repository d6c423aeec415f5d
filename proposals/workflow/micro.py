"""The life of a micro-proposal: one table of states and steps."""

from __future__ import annotations

from proposals.models import MicroProposal, MicroState
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
            "publish",
            "公示",
            sources=(MicroState.ANSWERED,),
            target=MicroState.PUBLISHED,
            permission="proposals.publish",
            is_likely=True,
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
)
