"""The life of a deliberation and of one opinion in it: a table of steps each."""

from __future__ import annotations

from proposals.models import (
    ANSWERED,
    IN_HANDLING,
    VALID_STATES,
    Deliberation,
    DeliberationState,
    MicroProposal,
    Opinion,
    Proposal,
    Standing,
    heads_committee,
    sits_on_committee,
)
from union_site.models import Seat
from union_site.workflow import Step, Workflow

OWN = "proposals.own"
D = DeliberationState
Thing = MicroProposal | Proposal | None


def may_be_discussed(thing: Thing) -> bool:
    """A micro-proposal once it is valid, a formal one once it was docketed; nothing: a topic."""
    if thing is None:
        return True
    if isinstance(thing, MicroProposal):
        return thing.state in VALID_STATES
    return thing.state in IN_HANDLING + ANSWERED


def may_open(thing: Thing, seat: Seat) -> bool:
    """Who may begin a deliberation or keep the record of a meeting: the chair, the committee,
    and on a proposal the department that leads its handling."""
    if not seat.can(OWN):
        return False
    leads = thing is not None and thing.lead_id == seat.pk
    return seat.can("proposals.screen") or sits_on_committee(seat) or leads


def runs(deliberation: Deliberation, seat: Seat) -> bool:
    """Who began it, the head of the committee, the chair."""
    is_own = deliberation.opened_by_id == seat.pk
    return is_own or seat.can("proposals.screen") or heads_committee(seat)


DELIBERATION = Workflow(
    name="deliberation",
    steps=(
        Step("close", "结束并小结", (D.OPEN,), D.CLOSED, OWN, runs, is_likely=True),
        Step("prolong", "调整截止日期", (D.OPEN,), None, OWN, runs),
        Step("reopen", "继续讨论", (D.CLOSED,), D.OPEN, OWN, runs),
    ),
)


def is_speaker(opinion: Opinion, seat: Seat) -> bool:
    return opinion.seat_id == seat.pk


OPINION = Workflow(
    name="opinion",
    column="standing",
    steps=(
        Step(
            "withdraw",
            "撤回意见",
            (Standing.SHOWN, Standing.COVERED, Standing.KEPT),
            Standing.WITHDRAWN,
            OWN,
            is_speaker,
            is_destructive=True,
        ),
        # By the system, when as many colleagues as the norm says have reported it.
        Step(
            "cover",
            "先行隐藏",
            (Standing.SHOWN,),
            Standing.COVERED,
            "proposals.screen",
            lambda opinion, seat: False,
        ),
        Step("keep", "保留", (Standing.COVERED,), Standing.KEPT, "proposals.screen"),
        Step(
            "remove",
            "隐藏",
            (Standing.SHOWN, Standing.COVERED, Standing.KEPT),
            Standing.REMOVED,
            "proposals.screen",
            needs_note=True,
            is_destructive=True,
        ),
    ),
    # Who withdraws an opinion without a name is not named by the trail either.
    is_anonymous=lambda opinion, step: step.name == "withdraw" and not opinion.is_named,
)
