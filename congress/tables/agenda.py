"""What pages show of an agenda: its parts, their times, what the rules say."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from congress.checks import agenda as checks
from congress.models import AgendaItem, Session, Sitting
from congress.models.sittings import Part
from union_site.findings import Finding


@dataclass(frozen=True)
class PartShown:
    """One part of the session: its items, how long they take, when it begins."""

    part: str
    label: str
    items: list[AgendaItem]
    minutes: int
    starts_at: datetime.datetime | None

    @property
    def length(self) -> str:
        """1 小时 20 分."""
        return duration(self.minutes)


def duration(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} 分钟"
    return f"{hours} 小时" + (f" {rest} 分" if rest else "")


def parts(items: Iterable[AgendaItem], sittings: Sequence[Sitting]) -> list[PartShown]:
    """The parts that have items, in the order of the session."""
    listed, found = list(items), []
    for part in Part:
        mine = [item for item in listed if item.part == part]
        if mine:
            begins = next((row.starts_at for row in sittings if row.part == part), None)
            minutes = sum(item.minutes or 0 for item in mine)
            found.append(PartShown(part.value, part.label, mine, minutes, begins))
    return found


def findings(session: Session, items: Sequence[AgendaItem]) -> list[Finding]:
    return checks.agenda(kind=session.kind, items=items, is_staff=session.term.is_staff)


def total(shown: Iterable[PartShown]) -> str:
    return duration(sum(part.minutes for part in shown))


@dataclass(frozen=True)
class Timed:
    """An item with the time at which it comes up; None where no sitting says when."""

    item: AgendaItem
    begins: datetime.datetime | None
    ends: datetime.datetime | None

    @property
    def span(self) -> str:
        if self.begins is None:
            return f"{self.item.minutes} 分钟" if self.item.minutes else ""
        begins = timezone.localtime(self.begins)
        if self.ends is None or self.ends == self.begins:
            return f"{begins:%H:%M}"
        return f"{begins:%H:%M}—{timezone.localtime(self.ends):%H:%M}"


def timed(part: PartShown) -> list[Timed]:
    """Each item follows the one before it without a break."""
    at, found = part.starts_at, []
    for item in part.items:
        after = at + datetime.timedelta(minutes=item.minutes or 0) if at else None
        found.append(Timed(item, at, after))
        at = after
    return found


def may_record(session: Session, today: datetime.date) -> bool:
    """What happened is written from the day of the session on, or while a sitting is near."""
    return session.is_held or session.held_on <= today
