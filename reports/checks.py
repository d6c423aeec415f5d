"""What must be, and what should be, in order before a paper is handed in. Rows in, findings out."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from reports import numbers
from reports.models import AnnualSummary, FigureSnapshot, PlanTheme, SummarySection, WorkPlan
from union_site.findings import Finding, Level

MAX_AGE = datetime.timedelta(days=1)
# What people leave in a text to fill in later.
_LEFT_OPEN = re.compile(r"[×xX]{2,}|_{2,}|＿{2,}|【\s*】|（\s*）|\?{2,}|？{2,}|待补充|待填")


def summary_findings(
    summary: AnnualSummary,
    *,
    sections: Sequence[SummarySection],
    snapshots: Sequence[FigureSnapshot],
    now: datetime.datetime,
    live: Mapping[str, Decimal] | None = None,
) -> list[Finding]:
    """Everything to say about a summary before it is handed in.

    `live` holds the numbers as the data gives them now; without it that is not compared.
    """
    included = [section for section in sections if section.is_included]
    return [
        *_empty(included),
        *_left_open(included),
        *stale_quotes(included, snapshots),
        *_old_figures(summary, snapshots, now),
        *_moved_figures(snapshots, live or {}),
        *_zeros(snapshots),
        *_untouched(included),
    ]


def section_findings(section: SummarySection, snapshots: Sequence[FigureSnapshot]) -> list[Finding]:
    """What to say beside one section while it is being written."""
    return [*_left_open([section]), *stale_quotes([section], snapshots)]


def stale_quotes(
    sections: Iterable[SummarySection], snapshots: Iterable[FigureSnapshot]
) -> list[Finding]:
    """A text still says a number that its figure no longer has."""
    by_code = {snapshot.code: snapshot for snapshot in snapshots}
    return [
        Finding(
            Level.WARN,
            f"R-05/{section.key}/{code}",
            f"“{snapshot.label}”已由 {old} 变为 {now}，正文仍写 {old}。",
            where=section.name,
        )
        for section in sections
        for code, old in section.quoted.items()
        if (snapshot := by_code.get(code)) is not None
        and old != (now := numbers.plain(snapshot.shown, snapshot.unit))
        and numbers.says(section.body, old)
    ]


def _empty(sections: Iterable[SummarySection]) -> list[Finding]:
    return [
        Finding(
            Level.BLOCK,
            "R-01",
            "还没有写内容。请补写，或取消“列入”不报送这一节。",
            where=section.name,
        )
        for section in sections
        if not section.is_written
    ]


def _left_open(sections: Iterable[SummarySection]) -> list[Finding]:
    return [
        Finding(
            Level.WARN,
            f"R-02/{section.key}",
            f"正文里有未填的地方：“{found.group()}”。",
            where=section.name,
        )
        for section in sections
        if (found := _LEFT_OPEN.search(section.body))
    ]


def _old_figures(
    summary: AnnualSummary, snapshots: Sequence[FigureSnapshot], now: datetime.datetime
) -> list[Finding]:
    if not snapshots:
        sentence = "没有取到任何数字，附表将为空。"
        return [Finding(Level.WARN, "R-03", sentence, where="数字")]
    taken = summary.figures_taken_at
    if taken is None or now - taken <= MAX_AGE:
        return []
    days = (now - taken).days
    sentence = f"数字是 {days} 天前取的，报送前请重新取数。"
    return [Finding(Level.WARN, "R-03", sentence, where="数字")]


def _moved_figures(
    snapshots: Iterable[FigureSnapshot], live: Mapping[str, Decimal]
) -> list[Finding]:
    moved = [
        f"“{snapshot.label}” {numbers.shown(snapshot.value, snapshot.unit)}"
        f" → {numbers.shown(live[snapshot.code], snapshot.unit)}"
        for snapshot in snapshots
        if snapshot.value is not None
        and snapshot.code in live
        and live[snapshot.code] != snapshot.value
    ]
    if not moved:
        return []
    sentence = f"取数以后台账又有变化：{'；'.join(moved)}。需要时请重新取数。"
    return [Finding(Level.WARN, "R-04", sentence, where="数字")]


def _zeros(snapshots: Iterable[FigureSnapshot]) -> list[Finding]:
    zeros = [snapshot.label for snapshot in snapshots if not snapshot.shown]
    if not zeros:
        return []
    sentence = f"以下数字为 0，请确认是没有开展，还是没有登记：{'、'.join(zeros)}。"
    return [Finding(Level.WARN, "R-06", sentence, where="数字")]


def _untouched(sections: Iterable[SummarySection]) -> list[Finding]:
    names = [section.name for section in sections if section.is_untouched]
    if not names:
        return []
    sentence = f"以下各节仍是按数据生成的初稿，没有人改过：{'、'.join(names)}。"
    return [Finding(Level.WARN, "R-07", sentence, where="正文")]


def plan_findings(plan: WorkPlan, *, themes: Sequence[PlanTheme], item_count: int) -> list[Finding]:
    """Everything to say about a work plan before it is handed in."""
    found = []
    if not plan.guiding_principle.strip():
        found.append(Finding(Level.WARN, "P-01", "没有写指导思想，将直接从主要工作开始。"))
    if not themes:
        found.append(Finding(Level.BLOCK, "P-02", "至少要有一项主要工作。", where="主要工作"))
    found += [
        Finding(Level.BLOCK, "P-03", "还没有写工作内容。", where=theme.heading)
        for theme in themes
        if not theme.lines
    ]
    if not item_count:
        found.append(
            Finding(Level.WARN, "P-04", "没有月工作安排，附表将为空。", where="月工作安排")
        )
    return found
