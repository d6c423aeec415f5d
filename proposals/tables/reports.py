"""The page of a report: each number as a link to the rows that it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from proposals.checks.statistics import Line, Scope, Share, Statistics
from proposals.models import ProposalReport, Rating, Satisfaction
from union_site.workflow import Step


@dataclass(frozen=True)
class Number:
    """A number of the page and where its rows are; "" where there are none."""

    value: str
    url: str = ""


@dataclass(frozen=True)
class Grid:
    title: str
    heads: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Number]]]


@dataclass(frozen=True)
class Fact:
    label: str
    number: Number
    note: str = ""


class Linked:
    """Numbers of one scope as links into the list of proposals."""

    def __init__(self, scope: Scope) -> None:
        self._query = scope.query

    def to(self, part: str, value: int, **more: str) -> Number:
        if not value:
            return Number("0")
        query = {**self._query, **more, "show": part}
        return Number(str(value), f"{reverse('proposals:formal_list')}?{urlencode(query)}")

    def row(self, line: Line, parts: Sequence[str], **more: str) -> list[Number]:
        return [self.to(part, line.counts[part], **more) for part in parts]

    def ratings(self, part: str, satisfaction: str, value: int) -> Number:
        if not value:
            return Number("0")
        query = {**self._query, "part": part, "satisfaction": satisfaction}
        return Number(str(value), f"{reverse('proposals:ratings')}?{urlencode(query)}")


TOTALS = (
    ("收到", "received"),
    ("立案", "docketed"),
    ("并案", "merged"),
    ("转意见建议", "converted"),
    ("不予立案", "rejected"),
    ("撤案", "withdrawn_sent"),
    ("正在审查", "undecided"),
    ("应答复", "to_be_answered"),
    ("已答复", "answered"),
    ("按期答复", "in_time"),
)


def totals(scope: Scope, found: Statistics) -> list[Fact]:
    linked = Linked(scope)
    return [Fact(label, linked.to(part, found.totals[part])) for label, part in TOTALS]


def rates(scope: Scope, found: Statistics) -> list[dict[str, Any]]:
    """Every rate with its two numbers, each of which opens its rows."""
    linked = Linked(scope)

    def rate(label: str, share: Share, part: str, whole: str) -> dict[str, Any]:
        return {
            "label": label,
            "shown": share.shown,
            "part": linked.to(part, share.part),
            "whole": linked.to(whole, share.whole),
        }

    return [
        rate("答复率（立案和意见建议）", found.reply_rate, "answered", "to_be_answered"),
        rate("答复率（立案）", found.docketed_reply_rate, "answered_docketed", "docketed"),
        rate("按期答复率", found.in_time_rate, "in_time", "answered"),
        rate("解决率（已解决）", found.solved_rate, "solved_docketed", "docketed"),
        rate(
            "解决、正在解决或列入计划",
            found.on_its_way_rate,
            "on_its_way_docketed",
            "docketed",
        ),
        rate(
            "满意率（提案人，含基本满意）",
            found.satisfaction_rate,
            "author_content",
            "author_rated",
        ),
    ]


def grids(scope: Scope, found: Statistics) -> list[Grid]:
    linked = Linked(scope)
    shown = [
        _categories(linked, found),
        Grid(
            "各代表团",
            ["代表团", "收到", "立案", "意见建议", "参加人数"],
            [
                (
                    line.label,
                    [
                        *linked.row(
                            line,
                            ("received", "docketed", "converted"),
                            **({"delegation": line.key} if line.key else {}),
                        ),
                        Number(str(line.people)),
                    ],
                )
                for line in found.by_delegation
            ],
        ),
        _departments(linked, found),
        Grid(
            "办理结果",
            ["结果", "件数"],
            [
                (line.label, linked.row(line, ("answered",), result=line.key))
                for line in found.by_result
            ],
        ),
        _ratings(linked, found),
    ]
    return [grid for grid in shown if grid.rows]


def _categories(linked: Linked, found: Statistics) -> Grid:
    parts = ("received", "docketed", "converted", "rejected")
    received = found.totals["received"]
    rows = []
    for line in found.by_category:
        first, *others = linked.row(line, parts, category=line.key)
        rows.append((line.label, [first, Number(line.share_of(received).shown), *others]))
    return Grid("类别", ["类别", "收到", "占比", "立案", "意见建议", "不予立案"], rows)


def _departments(linked: Linked, found: Statistics) -> Grid:
    parts = (
        *("to_be_answered", "accepted", "answered", "in_time"),
        *("solved", "in_progress", "planned", "author_content"),
    )
    heads = ["部门", "交办", "接收", "答复", "按期", "已解决", "正在解决", "列入计划", "满意"]
    rows = [(line.label, linked.row(line, parts, lead=line.key)) for line in found.by_department]
    return Grid("各部门办理", heads, rows)


def _ratings(linked: Linked, found: Statistics) -> Grid:
    rows = []
    for part, label in Rating.Part.choices:
        counts = found.rated_by(part)
        if sum(counts.values()):
            numbers = [linked.ratings(part, value, counts[value]) for value in Satisfaction.values]
            rows.append((str(label), numbers))
    return Grid("评价（人次）", ["评价人", *(str(s.label) for s in Satisfaction)], rows)


def buttons(report: ProposalReport, steps: Sequence[Step]) -> list[dict[str, Any]]:
    routes = {"write": "report_words", "finish": "report_finish", "reopen": "report_reopen"}
    return [
        {
            "label": "修改文字" if step.name == "write" else step.label,
            "url": reverse(f"proposals:{routes[step.name]}", args=[report.pk]),
            "is_primary": step.is_likely,
            "is_destructive": step.is_destructive,
        }
        for step in steps
    ]
