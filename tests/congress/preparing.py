"""Makes what the preparation of a session needs: papers, a delegate with a seat, a norm's rule."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from congress.models import Delegate, RollEntry, Session, SessionPaper
from tests.congress.factories import make_delegate, make_entry
from tests.members.factories import make_member
from union_site.models import Seat
from union_site.norms import InForce


def rule(value: Any, citation: str = "条文") -> InForce:
    return InForce("key", value, "label", "天", citation, "nation", True)


def on_roll(session: Session, seat: Seat, **fields: Any) -> RollEntry:
    """Gives a seat its place on the roll of a session."""
    member = make_member(session.union, seat.name, seat=seat)
    entry = make_entry(session, make_delegate(session.term, seat.name, member=member, **fields))
    freeze(session)
    return entry


def freeze(session: Session) -> None:
    session.roll_frozen_on = session.held_on
    session.expected = session.roll.full().count()
    session.save()


def make_paper(session: Session, by: Seat, title: str = "工作报告", **fields: Any) -> SessionPaper:
    """A draft with a text; with `sent_to` one that is out."""
    if "sent_to" in fields:
        fields.setdefault("sent_at", timezone.now())
    fields.setdefault("text", "一、概况\n正文。")
    paper = SessionPaper(union=session.union, session=session, title=title, drafted_by=by, **fields)
    paper.full_clean()
    paper.save()
    return paper


def make_presidium(session: Session, n: int, *, teachers: int) -> list[Delegate]:
    """n delegates, the first ones teachers, one the head of the school, one the union's chair."""
    posts = {0: "校长", 1: "工会主席"}
    return [
        make_delegate(
            session.term,
            category="teacher" if number < teachers else "staff",
            post=posts.get(number, ""),
        )
        for number in range(n)
    ]
