"""The checklist of a session as pages show it: what the data tell, what was written down."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone

from congress.actions import offices as office_actions
from congress.actions.audience import audience
from congress.checks import checklist as checks
from congress.checks.checklist import Done, Line, Stage, Standing
from congress.checks.preparing import Preparing
from congress.models import (
    AgendaItem,
    Delegate,
    Delegation,
    DiscussionRecord,
    Milestone,
    Publication,
    Resolution,
    Session,
    SessionPaper,
    SessionReport,
    Sitting,
    SittingState,
    State,
)
from congress.models.delegates import Kind, Role
from congress.models.sittings import Office, Part
from congress.tables import agenda as agenda_tables
from congress.tables import settled
from union_site.calendar import official_date
from union_site.findings import Finding


class Gathered:
    """What is known of one session; each part is read once, when it is first asked for."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @cached_property
    def rules(self) -> Preparing:
        return Preparing.in_force(union=self.session.union, on=self.session.held_on)

    @cached_property
    def milestones(self) -> dict[str, Milestone]:
        rows = Milestone.objects.of_union(self.session.union).filter(session=self.session)
        return {row.key: row for row in rows.select_related("file")}

    @cached_property
    def items(self) -> list[AgendaItem]:
        rows = AgendaItem.objects.of_union(self.session.union).filter(session=self.session)
        return list(rows.for_list())

    @cached_property
    def papers(self) -> list[SessionPaper]:
        rows = SessionPaper.objects.of_union(self.session.union).filter(session=self.session)
        return list(rows.for_list())

    @cached_property
    def resolutions(self) -> list[Resolution]:
        return list(self.session.resolutions.order_by("position"))

    @cached_property
    def publications(self) -> list[Publication]:
        return list(self.session.publications.all())

    @cached_property
    def report(self) -> SessionReport | None:
        return SessionReport.objects.filter(session=self.session).first()

    @cached_property
    def sittings(self) -> list[Sitting]:
        rows = Sitting.objects.of_union(self.session.union).filter(session=self.session)
        return list(rows.order_by("starts_at", "pk"))

    @cached_property
    def offices(self) -> dict[str, list[Delegate]]:
        return office_actions.named(self.session)

    @cached_property
    def delegates(self) -> dict[str, Any]:
        """Full delegates: how many, how many without a delegation, when the last was elected."""
        rows = audience(self.session).filter(kind=Kind.FULL).order_by()
        return rows.aggregate(
            full=Count("pk", distinct=True),
            loose=Count("pk", filter=Q(delegation__isnull=True), distinct=True),
            last=Max("since"),
        )

    @cached_property
    def delegations(self) -> dict[str, int]:
        """How many delegations there are, and how many of them are led by somebody."""
        led = Q(delegates__role=Role.HEAD, delegates__ended_on__isnull=True)
        rows = Delegation.objects.of_union(self.session.union).filter(term_id=self.session.term_id)
        return rows.aggregate(
            number=Count("pk", distinct=True), led=Count("pk", filter=led, distinct=True)
        )

    @cached_property
    def discussed_on(self) -> datetime.date | None:
        rows = DiscussionRecord.objects.of_union(self.session.union).filter(session=self.session)
        last = rows.aggregate(last=Max("held_at"))["last"]
        return timezone.localdate(last) if last else None


# --- what the data tell -------------------------------------------------------------------


def _delegates(known: Gathered) -> Done | None:
    full, due = known.delegates["full"], known.session.term.full_delegates
    if not full or full < due:
        return None
    return Done(known.delegates["last"], f"正式代表 {full} 人")


def _delegations(known: Gathered) -> Done | None:
    number, led = known.delegations["number"], known.delegations["led"]
    if not number or led < number or known.delegates["loose"]:
        return None
    return Done(None, f"{number} 个代表团，均有团长")


def _roll(known: Gathered) -> Done | None:
    frozen = known.session.roll_frozen_on
    return Done(frozen, f"应到 {known.session.expected} 人") if frozen else None


def _presidium(known: Gathered) -> Done | None:
    count = len(known.offices[Office.PRESIDIUM])
    return Done(None, f"{count} 人") if count else None


def _agenda(known: Gathered) -> Done | None:
    return Done(None, f"{len(known.items)} 项") if known.items else None


def _papers(known: Gathered) -> Done | None:
    """Done when all are out; the day is that of the last first version."""
    firsts = [paper for paper in known.papers if paper.version == 1]
    if not firsts or any(paper.sent_at is None for paper in firsts):
        return None
    days = [timezone.localdate(paper.sent_at) for paper in firsts if paper.sent_at]
    return Done(max(days), f"{len(firsts)} 份")


def _discussion(known: Gathered) -> Done | None:
    return Done(known.discussed_on) if known.discussed_on else None


def _met(part: str) -> Callable[[Gathered], Done | None]:
    def of(known: Gathered) -> Done | None:
        mine = [row for row in known.sittings if row.part == part]
        closed = [row.closed_at for row in mine if row.closed_at is not None]
        if not mine or any(row.state != SittingState.CLOSED for row in mine) or not closed:
            return None
        return Done(timezone.localdate(max(closed)))

    return of


def _plenary(known: Gathered) -> Done | None:
    session = known.session
    return Done(session.held_on, f"实到 {session.present} 人") if session.is_held else None


def _published(known: Gathered) -> Done | None:
    return settled.published(known.resolutions, known.publications, known.milestones.get("publish"))


def _reported(known: Gathered) -> Done | None:
    return settled.reported(known.report, known.milestones.get("report"))


# Line → what the data say of it. A line that is not here is written down by somebody.
DERIVED: dict[str, Callable[[Gathered], Done | None]] = {
    "delegates": _delegates,
    "delegations": _delegations,
    "roll": _roll,
    "presidium": _presidium,
    "agenda": _agenda,
    "papers": _papers,
    "discussion": _discussion,
    "preparatory": _met(Part.PREPARATORY),
    "presidium_meeting": _met(Part.PRESIDIUM),
    "plenary": _plenary,
    "publish": _published,
    "report": _reported,
}
# Line → the page where it is done, with its permission left to that page.
PAGES: dict[str, str] = {
    "roll": "congress:roll",
    "preparatory": "congress:attendance",
    "presidium_meeting": "congress:attendance",
    "publish": "congress:aftermath",
    "report": "congress:aftermath",
    "archive": "congress:aftermath",
    "presidium": "congress:offices",
    "offices": "congress:offices",
    "agenda": "congress:agenda",
    "papers": "congress:materials",
    "discussion": "congress:discussions",
    "notice": "congress:session_documents",
    "request": "congress:session_documents",
    "plenary": "congress:session",
}

FACES = {
    Standing.DONE: ("ok", "已办"),
    Standing.DONE_LATE: ("warn", "已办，晚"),
    Standing.SOON: ("info", "将到期"),
    Standing.LATE: ("bad", "已逾期"),
    Standing.OPEN: ("plain", "待办"),
    Standing.UNRECORDED: ("plain", "未登记"),
    Standing.WAIVED: ("plain", "不适用"),
}


@dataclass(frozen=True)
class Row:
    """One line of the checklist as a page shows it."""

    line: Line
    due: datetime.date | None
    done: Done | None
    standing: Standing
    reason: str
    milestone: Milestone | None
    page: str
    record: str

    @property
    def tone(self) -> str:
        return FACES[self.standing][0]

    @property
    def badge(self) -> str:
        return FACES[self.standing][1]

    @property
    def is_settled(self) -> bool:
        return self.standing in (Standing.DONE, Standing.DONE_LATE, Standing.WAIVED)

    @property
    def article(self) -> str:
        return checks.article_of(self.line)

    @property
    def due_words(self) -> str:
        return official_date(self.due) if self.due else "—"

    @property
    def done_day(self) -> str:
        return official_date(self.done.on) if self.done and self.done.on else ""

    @property
    def done_words(self) -> str:
        """The day, and what the data say beside it: 2026年11月20日，应到 29 人."""
        if self.done is None:
            return ""
        return "，".join(part for part in (self.done_day, self.done.words) if part)

    @property
    def file_url(self) -> str:
        if self.milestone is None or self.milestone.file_id is None:
            return ""
        return reverse("congress:milestone_file", args=[self.milestone.session_id, self.line.key])


def _done(line: Line, known: Gathered) -> Done | None:
    told = DERIVED[line.key](known) if line.key in DERIVED else None
    if told is not None or line.key in ("publish", "report"):
        return told
    written = known.milestones.get(line.key)
    return Done(written.done_on) if written is not None and written.done_on else None


def _remark(line: Line, known: Gathered) -> str:
    """What is to be known of a line that is not done."""
    if line.key == "publish":
        return settled.partly(known.resolutions, known.publications)
    if line.key == "report" and known.report is not None:
        return "上级已退回，待重新报送"
    return ""


def rows(known: Gathered, *, today: datetime.date) -> list[Row]:
    session = known.session
    made = []
    for line in checks.lines_of(session):
        milestone, done = known.milestones.get(line.key), _done(line, known)
        due = checks.due_on(line, held_on=session.held_on, rules=known.rules)
        reason = checks.excused(line, session)
        if milestone is not None and milestone.is_waived:
            reason = milestone.note
        is_over = session.state != State.PLANNED and line.stage is not Stage.AFTER
        stands = checks.standing(due=due, done=done, reason=reason, today=today, is_over=is_over)
        is_typed = not line.is_told_by_data and (done is None or milestone is not None)
        record = reverse("congress:milestone", args=[session.pk, line.key]) if is_typed else ""
        page = reverse(PAGES[line.key], args=[session.pk]) if line.key in PAGES else ""
        words = reason or _remark(line, known)
        made.append(Row(line, due, done, stands, words, milestone, page, record))
    return made


def by_stage(found: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    listed = list(found)
    return [(stage.value, [row for row in listed if row.line.stage is stage]) for stage in Stage]


def upcoming(found: Iterable[Row]) -> list[Row]:
    """What is next: the first three that are open, the earliest due first."""
    waiting = (Standing.LATE, Standing.SOON, Standing.OPEN)
    listed = [row for row in found if row.standing in waiting]
    return sorted(listed, key=lambda row: row.due or datetime.date.max)[:3]


def progress(found: Iterable[Row]) -> dict[str, int]:
    listed = list(found)
    return {"done": sum(row.is_settled for row in listed), "total": len(listed)}


# --- what is to be said -------------------------------------------------------------------

_SAID_APART = ("papers", "publish", "report")


def findings(known: Gathered, found: Iterable[Row], *, today: datetime.date) -> list[Finding]:
    """Late, missing or unlawful: each in a sentence with its article."""
    session, listed = known.session, list(found)
    if session.state == State.CANCELLED:
        return []
    late = [
        row.line.label
        for row in listed
        if row.standing is Standing.LATE and row.line.key not in _SAID_APART
    ]
    missing = [row.line.label for row in listed if row.standing is Standing.UNRECORDED]
    return [
        *_papers_findings(known, listed, today),
        *agenda_tables.findings(session, known.items),
        *office_actions.office_findings(session, known.offices, known.rules),
        *_after(known, listed, today),
        *checks.behind(late),
        *checks.unrecorded(missing),
    ]


def _papers_findings(known: Gathered, listed: list[Row], today: datetime.date) -> list[Finding]:
    if not known.session.term.is_staff:
        return []
    row = next(row for row in listed if row.line.key == "papers")
    held_on, rules = known.session.held_on, known.rules
    if row.done is not None and row.done.on is not None:
        return checks.papers_in_time(sent_on=row.done.on, held_on=held_on, rules=rules)
    if row.standing is Standing.WAIVED or known.session.is_held:
        return []
    return checks.papers_missing(held_on=held_on, today=today, rules=rules)


def _after(known: Gathered, listed: list[Row], today: datetime.date) -> list[Finding]:
    if not (known.session.is_held and known.session.term.is_staff):
        return []
    found: list[Finding] = []
    for row in listed:
        if row.line.key not in ("publish", "report") or row.standing is Standing.WAIVED:
            continue
        if row.due is not None:
            found += checks.after_work(
                line=row.line, due=row.due, done=row.done, today=today, rules=known.rules
            )
    return found


def line_facts(row: Row) -> list[tuple[str, Any]]:
    """For the page of one line: when it is due, on what it rests."""
    due = official_date(row.due) if row.due else ""
    return [("期限", due), ("依据", row.article), ("状态", row.badge)]


def overview(session: Session, *, may_manage: bool, today: datetime.date) -> dict[str, Any]:
    """What the first page of a session shows of its preparation."""
    if session.state == State.CANCELLED:
        return {"findings": [], "upcoming": [], "progress": None}
    known = Gathered(session)
    found = rows(known, today=today)
    return {
        "findings": findings(known, found, today=today) if may_manage else [],
        "upcoming": upcoming(found),
        "progress": progress(found),
    }
