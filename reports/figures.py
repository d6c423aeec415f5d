"""Figures: those this app offers, and reading those of every app for a summary."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Sum
from django.urls import reverse

from reports.models import PlanItem
from reports.outlines import MONTHLY, OTHER_FIGURES, SUMMARY
from union_site import figures
from union_site.calendar import last_day_of_month
from union_site.figures import Figure, Number, Rate, Span
from union_site.models import Union

_SECTION_OF_CODE = {code: outline.key for outline in SUMMARY for code in outline.codes}
_SECTION_OF_GROUP = {group: outline.key for outline in SUMMARY for group in outline.groups}
_ORDER = {code: place for place, code in enumerate(_SECTION_OF_CODE)}
_SECTIONS = [outline.key for outline in SUMMARY]
_TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Reading:
    """A figure as the data gives it now."""

    code: str
    label: str
    unit: str
    value: Decimal
    span: Span
    section_key: str
    row_ids: tuple[str, ...] = ()
    row_count: int = 0
    by_month: tuple[float, ...] = ()


def read_all(union: Union, span: Span) -> list[Reading]:
    """Every figure that any app offers, those of the outline first. Some queries per figure."""
    found = [_read(figure, union, span) for figure in figures.all_figures()]
    values = {reading.code: reading for reading in found}
    for rate in figures.all_rates():
        if reading := _rate(rate, values, span):
            found.append(reading)
    return sorted(found, key=_place)


def _place(reading: Reading) -> tuple[int, int]:
    """Section by section; within one those that the outline names come first."""
    return _SECTIONS.index(reading.section_key), _ORDER.get(reading.code, len(_ORDER))


def read_values(union: Union, span: Span, codes: Iterable[str]) -> dict[str, Decimal]:
    """The numbers alone, one query each; to see what has changed since they were taken."""
    wanted = set(codes)
    return {
        figure.code: Decimal(figures.value(figure.code, union=union, span=span))
        for figure in figures.all_figures()
        if figure.code in wanted
    }


def rows_url(code: str, span: Span) -> str:
    """The page that lists the rows behind a figure; of a rate those of its base."""
    for rate in figures.all_rates():
        if rate.code == code:
            return rows_url(rate.denominator, span)
    known = {figure.code: figure for figure in figures.all_figures()}
    return known[code].url(span) if code in known else ""


def _read(figure: Figure, union: Union, span: Span) -> Reading:
    taken = figures.take(figure.code, union=union, span=span)
    return Reading(
        code=figure.code,
        label=figure.label,
        unit=figure.unit,
        value=Decimal(taken.value),
        span=span,
        section_key=section_of(figure.code, figure.group),
        row_ids=taken.row_ids,
        row_count=len(taken.row_ids) if taken.url else 0,
        by_month=_by_month(figure, union, span) if figure.code in MONTHLY else (),
    )


def _by_month(figure: Figure, union: Union, span: Span) -> tuple[float, ...]:
    months = [_month(span.year, month) for month in range(1, 13)]
    return tuple(float(figures.value(figure.code, union=union, span=month)) for month in months)


def _month(year: int, month: int) -> Span:
    first = datetime.date(year, month, 1)
    return Span(first, last_day_of_month(first), f"{year}年{month}月")


def _rate(rate: Rate, values: dict[str, Reading], span: Span) -> Reading | None:
    """None where a part is missing or nothing stands below the line."""
    above, below = values.get(rate.numerator), values.get(rate.denominator)
    if above is None or below is None or not below.value:
        return None
    share = (above.value * 100 / below.value).quantize(_TENTH, ROUND_HALF_UP)
    return Reading(
        code=rate.code,
        label=rate.label,
        unit="%",
        value=share,
        span=span,
        section_key=section_of(rate.code, rate.group),
        row_count=below.row_count,
    )


def section_of(code: str, group: str) -> str:
    """The section that shows a figure: named by the outline, else by the figure's group."""
    return _SECTION_OF_CODE.get(code) or _SECTION_OF_GROUP.get(group, OTHER_FIGURES)


def _plan_items(union: Union, span: Span) -> Any:
    return PlanItem.objects.of_union(union).of_year(span.year)


def _staff(rows: Any) -> Number:
    return int(rows.aggregate(total=Sum("staff_count"))["total"] or 0)


figures.register(
    Figure(
        "reports.plan_items",
        "年初计划事项",
        "项",
        rows=_plan_items,
        url=lambda span: f"{reverse('reports:plan_items')}?year={span.year}",
        group="文书",
    ),
    Figure(
        "reports.plan_done",
        "已完成计划事项",
        "项",
        rows=lambda union, span: _plan_items(union, span).done(),
        url=lambda span: f"{reverse('reports:plan_items')}?year={span.year}&show=done",
        group="文书",
    ),
    Rate(
        "reports.plan_rate",
        "计划完成率",
        numerator="reports.plan_done",
        denominator="reports.plan_items",
        group="文书",
    ),
    # From the register of unions: one row, and the union's own page is the workbench.
    Figure(
        "reports.staff",
        "教职工",
        "人",
        rows=lambda union, span: Union.objects.filter(pk=union.pk),
        url=lambda span: "",
        measure=_staff,
        group="组织",
    ),
    Rate(
        "reports.coverage",
        "入会率",
        numerator="members.active",
        denominator="reports.staff",
        group="组织",
    ),
)
