"""What pages show of disclosed items: the register, the facts of one, its tables and steps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F
from django.urls import reverse
from django.utils.safestring import SafeString

from congress.models import Disclosure, DisclosureDuty, DisclosureState, DisclosureTable
from congress.models.disclosure_duties import Category
from congress.models.disclosure_parts import LABEL, NUMBER
from congress.papers.disclosure import chart_of, shown
from congress.workflow.disclosure import DISCLOSURE
from union_site.calendar import official_date
from union_site.documents import chart_svg
from union_site.forms import PeriodForm
from union_site.listing import Asked, Chip, Column, Listed, searched
from union_site.models import Seat

SHOW = [
    ("running", "公布中"),
    ("disclosed", "已公开的全部"),
    ("preparing", "拟办中"),
    ("withdrawn", "已撤下"),
    ("waiting", "有待答复的询问"),
]
_PREPARING = (DisclosureState.DRAFT, DisclosureState.SUBMITTED, DisclosureState.APPROVED)


def disclosures(seat: Seat, asked: Asked) -> Listed:
    """?category= ?show= ?duty= ?year= ?from= ?to= (published) ?q=."""
    mine = Disclosure.objects.visible_to(seat)
    found = _shown(mine, asked.one_of("show", dict(SHOW)))
    found = found.between(asked.period.first, asked.period.last)
    if duty := asked.number("duty"):
        found = found.filter(duty_id=duty)
    found = searched(found, asked.words, "title", "text", "department", "place")
    counts = dict(
        found.order_by().values_list("category").annotate(rows=Count("pk", distinct=True))
    )
    category = asked.one_of("category", Category.values)
    rows = found.filter(category=category) if category else found
    years = [day.year for day in mine.order_by().dates("published_on", "year")]
    duties = DisclosureDuty.objects.visible_to(seat).for_list().values_list("pk", "title")
    choices = [
        ("show", "状态", SHOW),
        ("duty", "公开事项", [(str(pk), title) for pk, title in duties]),
    ]
    return Listed(
        rows=rows.for_list().with_counts(),
        chips=asked.chips("category", Category.choices, counts),
        more_chips=asked.year_chips(years),
        filter_form=PeriodForm(
            asked, words="标题、内容、部门", carried=["category"], choices=choices
        ),
    )


def _shown(rows: Any, show: str) -> Any:
    if show == "running":
        return rows.running()
    if show == "disclosed":
        return rows.disclosed()
    if show == "preparing":
        return rows.filter(state__in=_PREPARING)
    if show == "withdrawn":
        return rows.filter(state=DisclosureState.WITHDRAWN)
    if show == "waiting":
        waiting = {"questions__isnull": False, "questions__answered_at__isnull": True}
        return rows.filter(**waiting).distinct()
    return rows


REGISTER_COLUMNS = [
    Column("类别", lambda row: row.get_category_display(), 10),
    Column("标题", lambda row: row.title, 44),
    Column("公开事项", lambda row: str(row.duty or ""), 30),
    Column("所属时期", lambda row: row.period.label, 24),
    Column("责任部门", lambda row: row.department, 16),
    Column("公开形式", lambda row: row.channel_labels, 24),
    Column("地点或网址", lambda row: row.place, 30),
    Column("公布日期", lambda row: row.published_on),
    Column("公布至", lambda row: row.published_until),
    Column("状态", lambda row: row.get_state_display(), 10),
    Column("已阅人数", lambda row: row.readers, 10),
    Column("待答复", lambda row: row.open_questions, 10),
]


def year_chips(asked: Asked, years: Iterable[int], shown: str) -> list[Chip]:
    """The years of the overview, of which one is always shown."""
    return [
        Chip(chip.label, chip.url, chip.label == shown)
        for chip in asked.year_chips(years)
        if chip.label != "历年"
    ]


def for_register(rows: Any) -> Any:
    """In the order of a register: the oldest first, drafts last."""
    return rows.order_by(F("published_on").asc(nulls_last=True), "pk")


def trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("校务公开", reverse("congress:disclosure_list")), *more]


def item_trail(disclosure: Disclosure) -> list[tuple[str, str]]:
    return trail((disclosure.title, reverse("congress:disclosure", args=[disclosure.pk])))


def facts(disclosure: Disclosure, seat: Seat) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = [
        ("类别", disclosure.get_category_display()),
        ("所属时期", disclosure.period.label),
        ("责任部门", disclosure.department),
        ("公开形式", disclosure.channel_labels),
        ("地点或网址", disclosure.place),
    ]
    if disclosure.duty is not None:
        found.append(("公开事项", disclosure.duty.title))
    if disclosure.published_on and disclosure.published_until:
        first, last = disclosure.published_on, disclosure.published_until
        found.append(("公布时间", f"{official_date(first)}至{official_date(last)}"))
    if seat.can("disclosure.manage") or seat.can("disclosure.approve"):
        found.append(("拟稿", disclosure.drafted_by.name if disclosure.drafted_by else ""))
        found.append(("批准", disclosure.approved_by.name if disclosure.approved_by else ""))
    return found


# Steps that ask nothing are buttons, the others lead to a page of their own.
DIRECT = ("submit", "approve", "recall")


def steps(disclosure: Disclosure, seat: Seat) -> dict[str, list[dict[str, Any]]]:
    """The acts open to this seat; of two red buttons the last one stays red."""
    found = DISCLOSURE.open_to(disclosure, seat)
    names = [step.name for step in found]
    rows = [
        {
            "name": step.name,
            "label": step.label,
            "url": reverse("congress:disclosure_step", args=[disclosure.pk, step.name]),
            "is_primary": step.is_likely and not (step.name == "submit" and "approve" in names),
            "is_destructive": step.is_destructive,
        }
        for step in found
    ]
    return {
        "direct": [row for row in rows if row["name"] in DIRECT],
        "asking": [row for row in rows if row["name"] not in DIRECT],
    }


# --- tables -------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShownTable:
    """A table as a page shows it, with its picture."""

    table: DisclosureTable
    headings: list[dict[str, Any]]
    rows: list[dict[str, Any]]
    total: dict[str, Any] | None
    picture: SafeString | str


def shown_table(table: DisclosureTable) -> ShownTable:
    chart = chart_of(table)
    headings = [
        {"name": c["name"], "is_number": c["kind"] == NUMBER, "is_label": c["kind"] == LABEL}
        for c in table.columns
    ]
    return ShownTable(
        table=table,
        headings=headings,
        rows=[_row(table, row) for row in table.rows],
        total=_row(table, table.total) if table.total else None,
        picture=chart_svg(chart) if chart is not None else "",
    )


def _row(table: DisclosureTable, cells: list[str]) -> dict[str, Any]:
    """The label first, then the other cells with their headings."""
    others = [
        {
            "heading": column["name"],
            "text": shown(text, column["kind"]),
            "is_number": column["kind"] == NUMBER,
        }
        for column, text in zip(table.columns, cells, strict=True)
        if column["kind"] != LABEL
    ]
    return {"label": cells[table.label_place], "cells": others}
