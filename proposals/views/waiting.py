"""等我办 and 督办: what waits for a seat, and what has waited too long."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from proposals.tables import supervised as late
from proposals.tables import waiting as tables
from proposals.tables.tabs import tabs
from union_site.door import requires
from union_site.listing import Asked, Chip, workbook
from union_site.requests import SeatRequest

SHOWN_OF_EACH = 8


@requires("proposals.own")
def waiting(request: SeatRequest) -> HttpResponse:
    """All groups with their first rows, or one group whole."""
    asked = Asked(request.GET)
    found = tables.lines(request.seat, timezone.localdate())
    counts = tables.counts(found)
    show = asked.one_of("show", counts)
    page = asked.page([line for line in found if line.group == show]) if show else None
    groups = [
        _group(name, [line for line in found if line.group == name], page if show else None, asked)
        for name in counts
        if not show or name == show
    ]
    context = {
        "chips": _chips(counts, show, asked),
        "hurried": [group for group in groups if group["name"] not in tables.UNHURRIED],
        "unhurried": [group for group in groups if group["name"] in tables.UNHURRIED],
        "page": page,
        "query": asked.query,
        "tabs": tabs(request.seat, "proposals:waiting"),
    }
    return render(request, "proposals/rating/waiting.html", context)


def _group(name: str, lines: list[tables.Line], page: Any, asked: Asked) -> dict[str, Any]:
    shown = list(page) if page is not None else lines[:SHOWN_OF_EACH]
    return {
        "name": name,
        "label": tables.GROUPS[name],
        "count": len(lines),
        "more": len(lines) - len(shown) if page is None else 0,
        "url": asked.link({"show": name}),
        "lines": shown,
    }


def _chips(counts: dict[str, int], show: str, asked: Asked) -> list[Chip]:
    every = Chip("全部", asked.link({"show": None}), not show, sum(counts.values()))
    return [every] + [
        Chip(tables.GROUPS[name], asked.link({"show": name}), name == show, count)
        for name, count in counts.items()
    ]


@requires("proposals.own")
def supervised(request: SeatRequest) -> HttpResponse:
    """督办: overdue or pressed for, by department."""
    asked = Asked(request.GET)
    seat, today = request.seat, timezone.localdate()
    everything = late.pressed(seat, today)
    page = asked.page(late.narrowed(everything, asked))
    context = {
        "page": page,
        "rows": late.with_last_step(list(page), seat),
        "query": asked.query,
        "chips": late.chips(everything, asked),
        "departments": late.by_department(everything, asked),
        "tabs": tabs(seat, "proposals:supervised"),
    }
    return render(request, "proposals/rating/supervised.html", context)


@requires("proposals.own")
def supervised_export(request: SeatRequest) -> HttpResponse:
    """The rows of the page as it is filtered."""
    asked = Asked(request.GET)
    seat, today = request.seat, timezone.localdate()
    rows = late.narrowed(late.pressed(seat, today), asked)
    return workbook("提案督办", late.COLUMNS, late.Listed(late.with_last_step(rows, seat)))
