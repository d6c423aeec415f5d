"""The registers of proposals as workbooks: the rows of a list, exactly as it was narrowed."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from union_site.listing import Column
from union_site.models import Seat


def micro_columns(seat: Seat) -> Sequence[Column]:
    """Names as this reader may know them."""
    return (
        Column("编号", lambda row: row.number, 12),
        Column("标题", lambda row: row.title, 24),
        Column("内容", lambda row: row.text, 50),
        Column("类别", lambda row: row.get_category_display(), 10),
        Column("提案人", lambda row: row.shown_author(seat), 12),
        Column("提交日期", lambda row: row.submitted_on, 14),
        Column("状态", lambda row: row.get_state_display(), 10),
        Column("主办", lambda row: row.lead.department if row.lead else "", 14),
        Column("应答复", lambda row: row.due_on, 14),
        Column("答复", lambda row: row.answer, 50),
        Column("办理结果", lambda row: row.get_result_class_display(), 16),
        Column("评价", lambda row: row.get_satisfaction_display(), 10),
    )


def formal_columns(seat: Seat) -> Sequence[Column]:
    return (
        Column("立案编号", lambda row: row.number, 14),
        Column("案由", lambda row: row.heading, 36),
        Column("类别", lambda row: row.get_category_display(), 10),
        Column("提出方式", lambda row: row.get_kind_display(), 10),
        Column("提案人", lambda row: row.shown_proposer(seat), 14),
        Column("提交日期", lambda row: _day(row.submitted_at), 14),
        Column("审查结果", lambda row: row.get_outcome_display(), 12),
        Column("状态", lambda row: row.status_words, 12),
        Column("主办", lambda row: row.lead.department if row.lead else "", 14),
        Column("分管校领导", lambda row: row.leader.user.name if row.leader else "", 12),
        Column("应答复", lambda row: row.due_on, 14),
        Column("办理结果", lambda row: row.result.label if row.result else "", 18),
        Column("案据", lambda row: row.reason, 50),
        Column("建议方案", lambda row: row.suggestion, 50),
    )


def _day(moment: object) -> object:
    return timezone.localdate(moment) if moment else None  # type: ignore[arg-type]
