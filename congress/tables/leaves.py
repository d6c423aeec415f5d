"""What pages show of leave."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from congress.models import Leave, LeaveState, Session
from congress.tables import attendance
from union_site.calendar import official_date
from union_site.listing import Asked, Column, Listed, searched
from union_site.models import Seat


def leaves(session: Session, seat: Seat, asked: Asked) -> Listed:
    """?state= ?q= (name, delegation)."""
    mine = Leave.objects.readable_by(seat).filter(session=session)
    found = searched(mine, asked.words, "entry__name", "entry__delegation_name")
    counts = dict(found.order_by().values_list("state").annotate(rows=Count("pk")))
    state = asked.one_of("state", LeaveState.values)
    rows = found.filter(state=state) if state else found
    return Listed(
        rows=rows.for_list(),
        chips=asked.chips("state", LeaveState.choices, counts),
        more_chips=[],
        filter_form=None,
    )


COLUMNS = [
    Column("姓名", lambda row: row.entry.name, 12),
    Column("代表类别", lambda row: row.entry.get_kind_display(), 12),
    Column("代表团", lambda row: row.entry.delegation_name, 16),
    Column("场次", lambda row: row.span, 18),
    Column("事由", lambda row: row.get_reason_display(), 12),
    Column("说明", lambda row: row.note, 30),
    Column("状态", lambda row: row.get_state_display(), 16),
    Column("提出时间", lambda row: timezone.localtime(row.applied_at).replace(tzinfo=None), 20),
]


def trail(session: Session) -> list[tuple[str, str]]:
    here = reverse("congress:leave_list", args=[session.pk])
    return [*attendance.trail(session), ("请假", here)]


def facts(leave: Leave) -> list[tuple[str, Any]]:
    entry, by = leave.entry, leave.applied_by
    applied = timezone.localtime(leave.applied_at)
    return [
        ("代表", f"{entry.name}（{entry.get_kind_display()}）"),
        ("代表团", entry.delegation_name or "未编入代表团"),
        ("会议", leave.session.short_title),
        ("场次", leave.span),
        ("事由", leave.get_reason_display()),
        ("说明", leave.note),
        ("提出", f"{official_date(applied.date())} {applied:%H:%M} {by.name if by else ''}"),
    ]
