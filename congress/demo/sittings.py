"""Demonstration sittings: those of the last session, and one that meets today."""

from __future__ import annotations

import datetime

from django.db.models import F

from congress.models import Presence, Session, Sitting, SittingState, State
from congress.models.sittings import Part, Way
from union_site.demo import Stage, moment

AWAY_TODAY = 4  # full delegates who have not come to today's sitting


def load(stage: Stage) -> None:
    """For sessions of the rich school that have a roll and no sitting yet."""
    mine = Session.objects.of_union(stage.rich).filter(roll_frozen_on__isnull=False)
    for session in mine.filter(sittings__isnull=True).order_by("held_on"):
        if session.state == State.HELD:
            _held(session)
        elif session.held_on > stage.today:
            _ahead(session, stage)


def _sitting(session: Session, position: int, part: str, title: str, day: datetime.date) -> Sitting:
    return Sitting(
        union=session.union,
        session=session,
        position=position,
        part=part,
        title=title,
        starts_at=moment(day, 13 + position),
        place=session.place,
        token=f"demo{session.pk:06d}{position:02d}",
        secret=f"demo-{session.pk}-{position}",
    )


def _open(sitting: Sitting, present: int, state: str) -> None:
    sitting.state = state
    sitting.opened_at = sitting.starts_at
    sitting.expected, sitting.present = sitting.session.roll.full().count(), present
    if state == SittingState.CLOSED:
        sitting.closed_at = sitting.starts_at + datetime.timedelta(minutes=50)
    sitting.full_clean()
    sitting.save()


def _sign(sitting: Sitting, count: int) -> None:
    """Those with an account come first, so that each of them finds something to do."""
    entries = sitting.session.roll.full().order_by(
        F("member__seat").asc(nulls_last=True), "stroke_order"
    )
    Presence.objects.bulk_create(
        Presence(
            union=sitting.union,
            sitting=sitting,
            entry=entry,
            way=Way.CODE if number % 5 else Way.DESK,
            at=sitting.starts_at - datetime.timedelta(minutes=15, seconds=-7 * number),
        )
        for number, entry in enumerate(entries[:count])
    )


def _held(session: Session) -> None:
    for position, (part, title) in enumerate(
        [(Part.PREPARATORY, "预备会议"), (Part.PLENARY, "全体会议")], start=1
    ):
        sitting = _sitting(session, position, part, title, session.held_on)
        _open(sitting, session.present or 0, SittingState.CLOSED)
        _sign(sitting, session.present or 0)


def _ahead(session: Session, stage: Stage) -> None:
    """A preparatory meeting that is going on, a week before the session."""
    preparatory = _sitting(session, 1, Part.PREPARATORY, "预备会议", stage.today)
    present = session.roll.full().count() - AWAY_TODAY
    preparatory.takes_signatures = True
    _open(preparatory, present, SittingState.OPEN)
    _sign(preparatory, present)
    plenary = _sitting(session, 2, Part.PLENARY, "全体会议", session.held_on)
    plenary.full_clean()
    plenary.save()
