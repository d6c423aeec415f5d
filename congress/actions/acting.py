"""What every act of the congress begins with: the right, the rules of the day, the lock."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from congress import checks
from congress.models import Series, Session
from union_site.calendar import official_date
from union_site.models import Seat, Union
from union_site.norms import NormMissing

MANAGE = "congress.manage"


def require(by: Seat, union_id: int) -> None:
    if by.union_id != union_id or not by.can(MANAGE):
        raise PermissionDenied


def rules(*, union: Union, on: datetime.date, series: str = Series.STAFF) -> checks.Rules:
    """The rules of that day; a sentence where the day lies before all of them."""
    try:
        return checks.Rules.in_force(union=union, on=on, series=series)
    except NormMissing as missing:
        sentence = f"{official_date(on)}没有可用的教代会规则，请核对日期。"
        raise ValidationError(sentence) from missing


def rules_of(session: Session) -> checks.Rules:
    """The rules a session goes by: those of its series, on its day."""
    return rules(union=session.union, on=session.held_on, series=session.term.series)


def series_of(session: Session | None) -> str:
    """Whose norms hold for what a session votes on; outside of one, those of the staff congress."""
    return session.term.series if session is not None else Series.STAFF


def is_of_staff(session: Session | None) -> bool:
    """Whether Order 32 speaks of it."""
    return series_of(session) == Series.STAFF


def write(thing: Any, written: dict[str, Any]) -> None:
    for name, value in written.items():
        setattr(thing, name, value)


def lock(thing: Any) -> None:
    """Makes two people who number something at the same moment wait for each other."""
    list(type(thing).objects.select_for_update().filter(pk=thing.pk))


def hold(thing: Any) -> None:
    """Locks a row and reads it anew: an act goes by what is there now and overwrites nothing.

    Call it before the state is asked and before `write`.
    """
    lock(thing)
    thing.refresh_from_db()
