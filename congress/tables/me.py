"""我的教代会: a person's own place, papers and duties, as sections made by small functions.

A section is a heading with rows. To add one, write a function from Me to a Section (or None
where it does not concern this person) and put it into SECTIONS.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from django.urls import reverse

from congress.actions.initiatives import place_of
from congress.models import (
    CongressTerm,
    Delegate,
    DelegateActivity,
    DelegateTraining,
    Initiative,
    Session,
)
from congress.tables import materials, votes
from union_site.calendar import official_date
from union_site.models import Seat

SHOWN = 5  # rows of a section; the rest is behind its link


@dataclass(frozen=True)
class Row:
    """One line: a title that may open a page, with a detail and a badge."""

    title: str
    detail: str = ""
    url: str = ""
    badge: str = ""
    tone: str = "plain"
    action: str = ""
    is_primary: bool = False


@dataclass(frozen=True)
class Section:
    """A heading with its rows; `empty` is said where there are none, `url` adds or shows more."""

    heading: str
    rows: list[Row] = field(default_factory=list)
    empty: str = ""
    url: str = ""
    label: str = ""
    is_primary: bool = False


@dataclass(frozen=True)
class Me:
    """Who asks: the seat, the term in force, and the own place there, if there is one."""

    seat: Seat
    today: datetime.date
    term: CongressTerm | None
    place: Delegate | None  # of any kind, in office
    votes: bool  # as a full delegate


def me(seat: Seat, *, today: datetime.date) -> Me:
    term = CongressTerm.objects.visible_to(seat).in_force(today).first()
    mine = Delegate.objects.visible_to(seat).in_office().filter(term=term, member__seat=seat)
    place = mine.for_list().first() if term else None
    return Me(seat, today, term, place, place is not None and place.votes_at_congress)


def sections(mine: Me) -> list[Section]:
    found = (make(mine) for make in SECTIONS)
    return [section for section in found if section is not None]


def own_place(mine: Me) -> Section | None:
    place = mine.place
    if place is None or mine.term is None:
        return None
    seat = " · ".join(
        part for part in (str(place.delegation or ""), place.get_role_display()) if part
    )
    rows = [Row(str(mine.term), badge=place.get_kind_display(), tone="ok")]
    if seat:
        rows.append(Row(seat, "代表团"))
    if place.constituency:
        rows.append(Row(str(place.constituency), "选区"))
    rows.append(
        Row(f"{official_date(place.since)}起", f"任期至{official_date(mine.term.last_day)}")
    )
    return Section("我的代表身份", rows)


def next_session(mine: Me) -> Section | None:
    """Those of the delegates; a committee's plenary is no matter of theirs."""
    ahead = Session.objects.visible_to(mine.seat).of_delegates().planned()
    ahead = ahead.between(mine.today, None)
    rows = [
        Row(
            session.short_title,
            f"{official_date(session.held_on)} · {session.place or '地点待定'}",
            reverse("congress:session", args=[session.pk])
            if mine.seat.can("congress.view")
            else "",
            session.get_kind_display(),
            "info",
        )
        for session in ahead.for_list().reverse()[:SHOWN]
    ]
    return Section("近期会议", rows, empty="近期没有会议。")


def to_sign(mine: Me) -> Section | None:
    """Initiatives that wait for the own signature, and those one has signed."""
    if not mine.votes:
        return None
    open_ones = Initiative.objects.visible_to(mine.seat).collecting().filter(term=mine.term)
    signed = set(open_ones.filter(signatures__delegate=mine.place).values_list("pk", flat=True))
    rows = [
        Row(
            initiative.matter,
            f"{initiative.opened_by.name}发起 · 已联名 {initiative.signed} 人",
            reverse("congress:initiative", args=[initiative.pk]),
            "已联名" if initiative.pk in signed else "待联名",
            "ok" if initiative.pk in signed else "warn",
            "" if initiative.pk in signed else "查看",
            initiative.pk not in signed,
        )
        for initiative in open_ones.for_list()
    ]
    return Section(
        "联名提议",
        rows,
        empty="没有正在征集联名的提议。",
        url=reverse("congress:initiative_new"),
        label="发起联名提议",
    )


def own_training(mine: Me) -> Section | None:
    if mine.place is None:
        return None
    attended = DelegateTraining.objects.visible_to(mine.seat).filter(attendees=mine.place)
    rows = [
        Row(training.topic, f"{official_date(training.held_on)} · {training.hours} 学时")
        for training in attended.order_by("-held_on", "-pk")
    ]
    return Section("培训记录", rows, empty="还没有培训记录。")


def own_activity(mine: Me) -> Section | None:
    if not mine.votes:
        return None
    written = DelegateActivity.objects.visible_to(mine.seat).filter(delegate=mine.place)
    rows = [
        Row(
            activity.subject,
            f"{official_date(activity.held_on)} · {activity.get_kind_display()}",
            reverse("congress:activity_edit", args=[activity.pk]),
        )
        for activity in written.order_by("-held_on", "-pk")[:SHOWN]
    ]
    return Section(
        "履职记录",
        rows,
        empty="走访教职工、反映意见、督办落实之后，在这里记一条。",
        url=reverse("congress:activity_new"),
        label="记一条",
        is_primary=True,
    )


def to_vote(mine: Me) -> Section | None:
    """Ballots on the phone that wait for this person's sheet."""
    rows = [
        Row(
            ballot.title,
            " · ".join(str(place) for place in (ballot.session, ballot.sitting) if place),
            reverse("congress:ballot", args=[ballot.pk]),
            "等您投票",
            "warn",
            "投票",
            True,
        )
        for ballot in votes.awaiting(mine.seat)
    ]
    if not rows and not mine.votes:
        return None
    return Section(
        "表决",
        rows,
        empty="没有等您投票的事项。",
        url=reverse("congress:votes"),
        label="我在名单上吗，投过票吗",
    )


def to_read(mine: Me) -> Section | None:
    """Papers of the next session that this person has not opened."""
    rows = [
        Row(
            paper.title,
            paper.session.short_title,
            reverse("congress:material", args=[paper.pk]),
            "未读",
            "warn",
            "阅读",
        )
        for paper in materials.unread(mine.seat)
    ]
    return Section("会议材料", rows) if rows else None


SECTIONS: list[Callable[[Me], Section | None]] = [
    to_vote,
    to_read,
    to_sign,
    next_session,
    own_activity,
    own_place,
    own_training,
]


def may_start(seat: Seat, today: datetime.date) -> bool:
    return place_of(seat, today=today) is not None
