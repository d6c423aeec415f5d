"""督办: what is overdue or pressed for, of both kinds, by department."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from proposals.models import WITH_DEPARTMENT, MicroProposal, Progress, Proposal, ProposalState
from proposals.tables.lights import days_late, light_of
from union_site.calendar import official_date
from union_site.listing import Asked, Chip, Column
from union_site.models import Seat, StepEvent

S = ProposalState
OPEN = (*WITH_DEPARTMENT, S.REPLY_REVIEW)
SHOW = [
    ("overdue", "已超期"),
    ("supervised", "列入督办"),
    ("formal", "正式提案"),
    ("micro", "微提案"),
]


@dataclass
class Pressed:
    """One row: a proposal of either kind that is late or under supervision."""

    thing: Proposal | MicroProposal
    kind: str
    url: str
    due_on: datetime.date | None
    today: datetime.date
    reminders: int
    is_supervised: bool
    last: str = ""

    @property
    def number(self) -> str:
        return self.thing.number

    @property
    def department(self) -> str:
        lead = self.thing.lead
        return (lead.department or lead.user.name) if lead else "未交办"

    @property
    def state(self) -> str:
        return self.thing.status_words

    @property
    def late(self) -> int:
        """Working days past the day it was due."""
        return days_late(self.due_on, self.today) if self.due_on else 0

    @property
    def light(self) -> dict[str, str]:
        return light_of(self.due_on, self.today) if self.due_on else {}

    @property
    def key(self) -> tuple[str, str]:
        return (self.thing._meta.label_lower, str(self.thing.pk))


COLUMNS = (
    Column("类别", lambda row: row.kind, 10),
    Column("编号", lambda row: row.number, 14),
    Column("案由", lambda row: row.thing.heading, 36),
    Column("主办", lambda row: row.department, 14),
    Column("状态", lambda row: row.state, 12),
    Column("应办日期", lambda row: row.due_on, 14),
    Column("超期工作日", lambda row: row.late, 10),
    Column("列入督办", lambda row: "是" if row.is_supervised else "", 10),
    Column("已提醒次数", lambda row: row.reminders, 10),
    Column("最近进展", lambda row: row.last, 40),
)


def pressed(seat: Seat, today: datetime.date) -> list[Pressed]:
    """All that this seat may see; the longest overdue first. Two queries."""
    found = [*_formal(seat, today), *_micro(seat, today)]
    return sorted(found, key=lambda row: (-row.late, row.due_on or today, row.number))


def _formal(seat: Seat, today: datetime.date) -> Iterable[Pressed]:
    late = Q(state__in=OPEN, due_on__lt=today)
    late |= Q(state=S.ASSIGNED, accept_due_on__lt=today)
    watched = Q(is_supervised=True, state__in=[*OPEN, S.REPLIED])
    rows = Proposal.objects.visible_to(seat).filter(late | watched).for_list()
    for proposal in rows.annotate(reminder_count=Count("reminders", distinct=True)):
        yield Pressed(
            proposal,
            "正式提案",
            reverse("proposals:proposal", args=[proposal.pk]),
            _due_of(proposal),
            today,
            proposal.reminder_count,
            proposal.is_supervised,
        )


def _due_of(proposal: Proposal) -> datetime.date | None:
    """The day the next step was due; what is replied is late no more."""
    if proposal.state == S.ASSIGNED and proposal.accept_due_on:
        return proposal.accept_due_on
    return proposal.due_on if proposal.state in OPEN else None


def _micro(seat: Seat, today: datetime.date) -> Iterable[Pressed]:
    rows = MicroProposal.objects.visible_to(seat).overdue(today).for_list()
    for proposal in rows.annotate(reminder_count=Count("reminders")):
        yield Pressed(
            proposal,
            "微提案",
            reverse("proposals:micro", args=[proposal.pk]),
            proposal.due_on,
            today,
            proposal.reminder_count,
            False,
        )


def narrowed(rows: list[Pressed], asked: Asked) -> list[Pressed]:
    """By chip, by department and by words."""
    show = asked.one_of("show", [value for value, _ in SHOW])
    unit = asked.number("unit")
    words = asked.words.lower()
    return [
        row
        for row in rows
        if (not show or _is(row, show))
        and (unit is None or row.thing.lead_id == unit)
        and (not words or words in f"{row.number} {row.thing.heading}".lower())
    ]


def _is(row: Pressed, show: str) -> bool:
    return {
        "overdue": row.late > 0,
        "supervised": row.is_supervised,
        "formal": row.kind == "正式提案",
        "micro": row.kind == "微提案",
    }[show]


def chips(rows: list[Pressed], asked: Asked) -> list[Chip]:
    """Each with the number of rows behind it; they overlap, so that “all” is not their sum."""
    shown = asked.one_of("show", [value for value, _ in SHOW])
    found = [Chip("全部", asked.link({"show": None}), not shown, len(rows))]
    for value, label in SHOW:
        count = sum(_is(row, value) for row in rows)
        if count or value == shown:
            found.append(Chip(label, asked.link({"show": value}), value == shown, count))
    return found


def by_department(rows: list[Pressed], asked: Asked) -> list[Chip]:
    """How many lie with each department."""
    counts = Counter((row.thing.lead_id, row.department) for row in rows)
    unit = asked.number("unit")
    every = Chip("全部部门", asked.link({"unit": None}), unit is None, len(rows))
    return [every] + [
        Chip(name, asked.link({"unit": str(pk)}), pk == unit, count)
        for (pk, name), count in counts.most_common()
        if pk is not None
    ]


def with_last_step(rows: list[Pressed], seat: Seat) -> list[Pressed]:
    """Adds the last progress of each, or where none was recorded, its last step. Two queries."""
    keys = {row.key for row in rows}
    wanted = Q(pk__in=[])
    for object_type in sorted({kind for kind, _ in keys}):
        ids = [pk for kind, pk in keys if kind == object_type]
        wanted |= Q(object_type=object_type, object_id__in=ids)
    last: dict[tuple[str, str], StepEvent] = {}
    for event in StepEvent.objects.visible_to(seat).filter(wanted).order_by("pk"):
        last[event.object_type, event.object_id] = event
    progress = _last_progress(rows, seat)
    for row in rows:
        row.last = progress.get(row.key) or _words(last.get(row.key))
    return rows


def _last_progress(rows: list[Pressed], seat: Seat) -> dict[tuple[str, str], str]:
    keys = {row.thing.pk: row.key for row in rows if isinstance(row.thing, Proposal)}
    found = Progress.objects.visible_to(seat).filter(proposal__in=keys).order_by("on", "pk")
    return {keys[row.proposal_id]: f"{official_date(row.on)} {row.words}" for row in found}


def _words(event: StepEvent | None) -> str:
    if event is None:
        return ""
    words = f"{official_date(timezone.localdate(event.at))} {event.label}"
    return f"{words}：{event.note}" if event.note else words


class Listed(list[Pressed]):
    """Rows that are read already, in the way a workbook asks for them."""

    def iterator(self, chunk_size: int = 0) -> Iterator[Pressed]:
        return iter(self)
