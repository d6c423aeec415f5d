"""What pages show of training, of what delegates do, and of joint meetings."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, Sum
from django.urls import reverse

from congress.checks import between as checks
from congress.models import (
    CongressTerm,
    Delegate,
    DelegateActivity,
    DelegateTraining,
    JointMeeting,
    Session,
    State,
)
from congress.models.between import ActivityKind
from union_site.calendar import official_date
from union_site.findings import Finding
from union_site.forms import PeriodForm
from union_site.listing import Asked, Column, Listed, searched
from union_site.models import Seat


def _of_term(rows: Any, asked: Asked, column: str = "term") -> Any:
    term = asked.number("term")
    return rows if term is None else rows.filter(**{column: term})


def _years(rows: Any) -> list[int]:
    return [day.year for day in rows.order_by().dates("held_on", "year")]


# --- training -----------------------------------------------------------------------------


def trainings(seat: Seat, asked: Asked) -> Listed:
    """?term= ?year= ?from= ?to= ?q= (topic, speaker, place)."""
    mine = _of_term(DelegateTraining.objects.visible_to(seat), asked)
    dated = mine.between(asked.period.first, asked.period.last)
    return Listed(
        rows=searched(dated, asked.words, "topic", "speaker", "place").for_list(),
        chips=[],
        more_chips=asked.year_chips(_years(mine)),
        filter_form=PeriodForm(asked, words="内容、主讲、地点", carried=["term"]),
    )


TRAINING_COLUMNS = [
    Column("培训内容", lambda row: row.topic, 40),
    Column("届次", lambda row: str(row.term), 24),
    Column("日期", lambda row: row.held_on),
    Column("学时", lambda row: row.hours, 8),
    Column("主讲", lambda row: row.speaker, 16),
    Column("地点", lambda row: row.place, 20),
    Column("参加代表", lambda row: row.attendance, 10),
]


def training_record(term: CongressTerm, seat: Seat, asked: Asked) -> Any:
    """Each delegate in office with how often and how long she was trained; ?q= (name)."""
    rows = Delegate.objects.visible_to(seat).filter(term=term).in_office()
    rows = searched(rows, asked.words, "name")
    counted = rows.annotate(attended=Count("trainings"), hours=Sum("trainings__hours"))
    return counted.for_list()


RECORD_COLUMNS = [
    Column("姓名", lambda row: row.name, 12),
    Column("代表类别", lambda row: row.get_kind_display(), 12),
    Column("代表团", lambda row: str(row.delegation or ""), 16),
    Column("参加培训（次）", lambda row: row.attended, 14),
    Column("学时", lambda row: row.hours or 0, 10),
]


# --- what delegates did -------------------------------------------------------------------


def activities(seat: Seat, asked: Asked) -> Listed:
    """?kind= ?term= ?year= ?from= ?to= ?q= (name, subject, record)."""
    mine = _of_term(DelegateActivity.objects.visible_to(seat), asked, "delegate__term")
    dated = mine.between(asked.period.first, asked.period.last)
    found = searched(dated, asked.words, "delegate__name", "subject", "record")
    counts = dict(found.order_by().values_list("kind").annotate(rows=Count("pk")))
    kind = asked.one_of("kind", ActivityKind.values)
    rows = found.filter(kind=kind) if kind else found
    return Listed(
        rows=rows.for_list(),
        chips=asked.chips("kind", ActivityKind.choices, counts),
        more_chips=asked.year_chips(_years(mine)),
        filter_form=PeriodForm(asked, words="代表、事项、情况", carried=["kind", "term"]),
    )


ACTIVITY_COLUMNS = [
    Column("代表", lambda row: row.delegate.name, 12),
    Column("代表团", lambda row: str(row.delegate.delegation or ""), 16),
    Column("选区", lambda row: str(row.delegate.constituency or ""), 16),
    Column("类别", lambda row: row.get_kind_display(), 12),
    Column("日期", lambda row: row.held_on),
    Column("事项", lambda row: row.subject, 40),
    Column("情况", lambda row: row.record, 50),
]


def activity_line(term: CongressTerm) -> str:
    """How many of the delegates have written anything, in one sentence."""
    full = term.delegates.in_office().full()
    wrote = full.filter(activities__isnull=False).distinct().count()
    return f"在任正式代表 {full.count()} 人，{wrote} 人有履职记录。"


# --- joint meetings -----------------------------------------------------------------------

REPORTED = [("no", "未报告"), ("yes", "已报告")]


def meetings(seat: Seat, asked: Asked) -> Listed:
    """?reported=yes|no ?term= ?year= ?from= ?to= ?q= (matter, conclusion)."""
    mine = _of_term(JointMeeting.objects.visible_to(seat), asked)
    dated = mine.between(asked.period.first, asked.period.last)
    found = searched(dated, asked.words, "matter", "conclusion")
    counts = found.aggregate(
        no=Count("pk", filter=Q(reported_at__isnull=True)),
        yes=Count("pk", filter=Q(reported_at__isnull=False)),
    )
    reported = asked.one_of("reported", dict(REPORTED))
    rows = found.filter(reported_at__isnull=reported == "no") if reported else found
    return Listed(
        rows=rows.for_list(),
        chips=asked.chips("reported", REPORTED, counts),
        more_chips=asked.year_chips(_years(mine)),
        filter_form=PeriodForm(asked, words="议题、处理意见", carried=["reported", "term"]),
    )


MEETING_COLUMNS = [
    Column("议题", lambda row: row.matter, 40),
    Column("届次", lambda row: str(row.term), 24),
    Column("日期", lambda row: row.held_on),
    Column("地点", lambda row: row.place, 16),
    Column("主持人", lambda row: row.chair.name, 12),
    Column("参加人数", lambda row: row.headcount, 10),
    Column("协商处理意见", lambda row: row.conclusion, 60),
    Column("报告于", lambda row: row.reported_at.short_title if row.reported_at else "", 24),
]


def meeting_trail() -> list[tuple[str, str]]:
    return [
        ("教代会", reverse("congress:session_list")),
        ("联席会议", reverse("congress:joint_meeting_list")),
    ]


def meeting_facts(meeting: JointMeeting) -> list[tuple[str, Any]]:
    reported = meeting.reported_at
    return [
        ("届次", meeting.term),
        ("日期", official_date(meeting.held_on)),
        ("地点", meeting.place),
        ("主持人", meeting.chair.name),
        ("报告于", reported.short_title if reported else "尚未报告"),
    ]


def meeting_findings(meeting: JointMeeting) -> list[Finding]:
    """C-29 with the session that comes, or came, first after the meeting."""
    sessions = Session.objects.of_union(meeting.union).filter(
        Q(term__series="staff"), held_on__gte=meeting.held_on
    )
    following = sessions.exclude(state=State.CANCELLED).select_related("term", "joint_term")
    return checks.unreported(meeting, next_session=following.order_by("held_on").first())
