"""Makes the least that is valid of the congress."""

from __future__ import annotations

import datetime
from typing import Any

from congress import checks
from congress.models import CongressTerm, Resolution, Session, State
from union_site.models import Union

BEGIN, END = datetime.date(2024, 1, 1), datetime.date(2028, 12, 31)


def make_term(union: Union, *, n: int = 57, **fields: Any) -> CongressTerm:
    fields.setdefault("term_no", 5)
    fields.setdefault("starts_on", BEGIN)
    fields.setdefault("ends_on", END)
    term = CongressTerm(union=union, full_delegates=n, **fields)
    term.full_clean()
    term.save()
    return term


def make_session(term: CongressTerm, number: int = 1, **fields: Any) -> Session:
    """A session that is planned."""
    fields.setdefault("held_on", datetime.date(2026, 3, 6))
    session = Session(union=term.union, term=term, session_no=number, **fields)
    session.full_clean()
    session.save()
    return session


def make_held(term: CongressTerm, number: int = 1, **fields: Any) -> Session:
    """A session that met, with everybody there."""
    n = term.full_delegates
    counted = {"state": State.HELD, "expected": n, "present": n}
    return make_session(term, number, **{**counted, **fields})


def make_resolution(session: Session, position: int = 1, **fields: Any) -> Resolution:
    """A resolution with every vote in favour."""
    fields.setdefault("votes_for", session.present)
    fields.setdefault("title", f"第{position}项办法")
    fields.setdefault("method", Resolution.Method.SHOW_OF_HANDS)
    rules = checks.Rules.in_force(union=session.union, on=session.held_on)
    verdict = checks.verdict(
        n=session.expected or 0, votes_for=fields["votes_for"], rule=rules.adoption
    )
    resolution = Resolution(
        union=session.union,
        session=session,
        position=position,
        needed=verdict.needed,
        is_adopted=verdict.is_adopted,
        **fields,
    )
    resolution.full_clean()
    resolution.save()
    return resolution
