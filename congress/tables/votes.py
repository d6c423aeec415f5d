"""What a voter is shown: where one stands in a ballot, and all ballots that are one's own."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse

from congress.models import (
    Ballot,
    BallotState,
    Elector,
    Presence,
    RollEntry,
    Session,
    State,
    Turnout,
)
from congress.models.ballots import Electorate, Medium
from congress.models.delegates import Kind
from union_site.models import Seat


class Standing(enum.StrEnum):
    """Where a voter stands in a ballot at this moment."""

    MAY_VOTE = "may_vote"
    VOTED = "voted"
    NOT_OPEN = "not_open"
    NOT_SIGNED_IN = "not_signed_in"
    TOO_LATE = "too_late"
    NOT_ON_THE_ROLL = "not_on_the_roll"
    ELSEWHERE = "elsewhere"
    WAS_ELSEWHERE = "was_elsewhere"
    CLOSED = "closed"
    VOID = "void"


# Standing → badge, its tone.
WORDS: dict[Standing, tuple[str, str]] = {
    Standing.MAY_VOTE: ("等您投票", "warn"),
    Standing.VOTED: ("已投票", "ok"),
    Standing.NOT_OPEN: ("未开始", "plain"),
    Standing.NOT_SIGNED_IN: ("未签到", "warn"),
    Standing.TOO_LATE: ("未列入名单", "plain"),
    Standing.NOT_ON_THE_ROLL: ("无表决权", "plain"),
    Standing.ELSEWHERE: ("现场投票", "info"),
    Standing.WAS_ELSEWHERE: ("现场投票，系统不记录个人是否投票", "plain"),
    Standing.CLOSED: ("已结束，未投票", "plain"),
    Standing.VOID: ("已作废", "bad"),
}


def mine(seat: Seat) -> Any:
    """Every ballot of the union as this seat stands to it. One query."""
    member = Q(member__seat=seat)
    elector = Elector.objects.filter(member, ballot=OuterRef("pk"))
    roll = RollEntry.objects.filter(member, session=OuterRef("session_id"), kind=Kind.FULL)
    signed = (
        Presence.objects.full()
        .here()
        .filter(entry__member__seat=seat, sitting=OuterRef("sitting_id"))
    )
    turnout = Turnout.objects.filter(elector__member__seat=seat, elector__ballot=OuterRef("pk"))
    return Ballot.objects.visible_to(seat).annotate(
        elector=Subquery(elector.values("pk")[:1]),
        is_on_roll=Exists(roll),
        has_signed_in=Exists(signed),
        has_voted=Exists(turnout),
    )


def standing(ballot: Any) -> Standing:
    """Of a row of `mine`."""
    if ballot.state == BallotState.VOID:
        return Standing.VOID
    if ballot.has_voted:
        return Standing.VOTED
    if ballot.state == BallotState.DRAFT:
        return _before(ballot)
    if ballot.elector is None:
        return _left_out(ballot)
    is_open = ballot.state == BallotState.OPEN
    if ballot.medium != Medium.PHONE:
        # Sheets on paper and hands carry no names: who voted is not known here.
        return Standing.ELSEWHERE if is_open else Standing.WAS_ELSEWHERE
    return Standing.MAY_VOTE if is_open else Standing.CLOSED


def _before(ballot: Any) -> Standing:
    if ballot.electorate == Electorate.MEMBERS:
        return Standing.NOT_OPEN
    if not ballot.is_on_roll and ballot.session.roll_frozen_on is not None:
        return Standing.NOT_ON_THE_ROLL
    sitting = ballot.sitting
    needs_sign_in = ballot.electorate == Electorate.DELEGATES and ballot.is_on_roll
    # Before the day nobody has signed in, and nobody could.
    can_sign_in = sitting is not None and (sitting.takes_signatures or sitting.is_open)
    is_missing = needs_sign_in and can_sign_in and not ballot.has_signed_in
    return Standing.NOT_SIGNED_IN if is_missing else Standing.NOT_OPEN


def _left_out(ballot: Any) -> Standing:
    if ballot.electorate == Electorate.MEMBERS or not ballot.is_on_roll:
        return Standing.NOT_ON_THE_ROLL
    return Standing.CLOSED if ballot.state != BallotState.OPEN else Standing.TOO_LATE


@dataclass(frozen=True)
class Row:
    """One line of "Am I on the roll? Have I voted?"."""

    ballot: Any
    standing: Standing

    @property
    def word(self) -> str:
        return WORDS[self.standing][0]

    @property
    def tone(self) -> str:
        return WORDS[self.standing][1]

    @property
    def may_vote(self) -> bool:
        return self.standing == Standing.MAY_VOTE

    @property
    def roll(self) -> str:
        if self.ballot.elector is not None or self.ballot.is_on_roll:
            return "在名单上"
        if self.ballot.electorate == Electorate.MEMBERS:
            return "全体会员" if self.ballot.state == BallotState.DRAFT else "不在名单上"
        session = self.ballot.session
        return "名册未定" if session.roll_frozen_on is None else "不在名单上"


def own_ballots(seat: Seat) -> Any:
    """Those on whose list the seat is or will be, the open ones first."""
    whole = Q(electorate=Electorate.MEMBERS, state=BallotState.DRAFT)
    rows = mine(seat).filter(Q(elector__isnull=False) | Q(is_on_roll=True) | whole)
    opened = Q(state=BallotState.OPEN)
    return (
        rows.annotate(is_now=Q(opened)).select_related("session__term", "sitting", "union")
    ).order_by("-is_now", "-session__held_on", "position", "round_no", "pk")


def rows(page: Any) -> list[Row]:
    return [Row(ballot, standing(ballot)) for ballot in page]


def awaiting(seat: Seat) -> Any:
    """Open ballots on the phone where this seat may vote and has not. One query."""
    waiting = Elector.objects.filter(ballot=OuterRef("pk"), member__seat=seat, turnout__isnull=True)
    opened = Ballot.objects.visible_to(seat).open().filter(medium=Medium.PHONE)
    return opened.filter(Exists(waiting)).select_related("session__term", "sitting")


@dataclass(frozen=True)
class Place:
    """Whether one is on the roll of a session that is to come."""

    session: Session
    sentence: str
    tone: str


def places(seat: Seat) -> list[Place]:
    """For each session ahead: what the roll says of this seat, before the day as well."""
    entry = RollEntry.objects.filter(session=OuterRef("pk"), member__seat=seat)
    ahead = Session.objects.visible_to(seat).filter(state=State.PLANNED)
    found = ahead.annotate(my_kind=Subquery(entry.values("kind")[:1]))
    return [_place(session) for session in found.select_related("term").order_by("held_on")]


def _place(session: Any) -> Place:
    if session.roll_frozen_on is None:
        return Place(session, "代表名册还没有确定，确定后可以在这里核对。", "info")
    if session.my_kind == Kind.FULL:
        return Place(session, "您是正式代表，在名册上，有表决权。", "ok")
    if session.my_kind is not None:
        kind = Kind(session.my_kind).label
        return Place(session, f"您是{kind}，可以到会，没有表决权。", "info")
    return Place(session, "您不在代表名册上。如有疑问，请在开会前与工会联系。", "plain")


def sign_in_url(ballot: Ballot) -> str:
    """Where one signs in at the ballot's sitting, while that takes signatures."""
    sitting = ballot.sitting
    if sitting is None or not sitting.takes_signatures:
        return ""
    return reverse("sign_in_entry", args=[sitting.token])
