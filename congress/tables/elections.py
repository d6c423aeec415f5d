"""What pages show of elections, appraisals and polls of a session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse

from congress.actions.appraisals import may_see_result
from congress.models import Ballot, BallotState, Session
from congress.models.ballots import BallotKind, Medium
from congress.tables.results import verdict
from union_site.models import Seat

TONES = {
    BallotState.OPEN: "info",
    BallotState.COUNTING: "warn",
    BallotState.DECIDED: "ok",
}


@dataclass(frozen=True)
class Row:
    ballot: Ballot
    tone: str
    url: str
    items: int
    is_plain: bool  # nothing special to do: the page of the ballot itself
    words: str  # what came out, for whom may know


def rows(session: Session, seat: Seat) -> list[Row]:
    """Elections, appraisals, polls, and whatever is counted by people. One query."""
    found = Ballot.objects.visible_to(seat).filter(session=session)
    found = found.exclude(kind=BallotKind.RESOLUTION, medium=Medium.PHONE).for_list()
    return [_row(ballot, seat) for ballot in found.annotate(items_on_it=Count("items"))]


def _row(ballot: Ballot, seat: Seat) -> Row:
    page = _page(ballot, seat)
    return Row(
        ballot=ballot,
        tone=TONES.get(BallotState(ballot.state), "plain"),
        url=reverse(page, args=[ballot.pk]),
        items=ballot.items_on_it,
        is_plain=not ballot.is_decided and page == "congress:ballot_result",
        words=verdict(ballot)[0] if may_see_result(ballot, seat) else "",
    )


def _page(ballot: Ballot, seat: Seat) -> str:
    """Where the next thing is done with it."""
    page = "congress:ballot_result"
    if seat.can("congress.manage"):
        has_people = ballot.kind in (BallotKind.ELECTION, BallotKind.APPRAISAL)
        if ballot.state == BallotState.DRAFT and has_people:
            page = "congress:ballot_people"
        elif ballot.state in (BallotState.OPEN, BallotState.COUNTING) and _by_people(ballot):
            page = "congress:ballot_count"
    return page


def _by_people(ballot: Ballot) -> bool:
    return ballot.medium != Medium.PHONE


def facts(ballot: Ballot, people: int) -> list[tuple[str, Any]]:
    shown: list[tuple[str, Any]] = [
        ("类别", ballot.get_kind_display()),
        ("投票方式", f"{ballot.get_method_display()}（{ballot.get_medium_display()}）"),
        ("投票范围", ballot.get_electorate_display()),
        ("状态", ballot.get_state_display()),
    ]
    if ballot.kind == BallotKind.ELECTION:
        seats = ballot.seats or 0
        excess = people - seats
        kind = f"差额选举，差额 {excess} 人" if excess > 0 else "等额选举"
        shown += [
            ("应选", f"{seats} 人"),
            ("候选人", f"{people} 人（{kind}）"),
            ("可另选他人", f"{ballot.write_ins} 人"),
        ]
    else:
        shown.append(("评议对象", f"{people} 人"))
        shown.append(("评价等次", "、".join(ballot.labels.values())))
    if ballot.round_no > 1:
        shown.append(("轮次", f"第 {ballot.round_no} 轮"))
    return shown
