"""The list of either kind of proposals: its chips by state, its filter, the page asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import django_filters
from django.db.models import Count

from union_site.listing import Asked, Chip, KeysFirst
from union_site.requests import SeatRequest

BESIDE = {"show", "page"}  # all that may be asked without narrowing what a chip counts


def listed(
    request: SeatRequest,
    base: Any,
    narrowing: type[django_filters.FilterSet],
    states: list[tuple[str, str]],
) -> dict[str, Any]:
    """What the template of such a list is shown: two queries, the chips' and the page's."""
    asked = Asked(request.GET)
    found = narrowing(request.GET, queryset=base.for_list(), request=request)
    chips = _chips(asked, base, states)
    return {
        "page": asked.page(KeysFirst(found.qs, base.lines), count=_count(asked, chips)),
        "query": asked.query,
        "chips": chips,
        "filter_form": found.form,
        "is_filtered": any(request.GET.get(name) for name in found.filters if name != "show"),
    }


def _chips(asked: Asked, base: Any, states: list[tuple[str, str]]) -> list[Chip]:
    """One for each state. `show` may name other parts as well, what the figures count: then
    none is switched on."""
    # Of rows and not of keys: the narrowest index will do.
    counts = dict(base.order_by().values_list("state").annotate(rows=Count("*")))
    every, *others = asked.chips("show", states, counts)
    return [replace(every, is_active=not asked.data.get("show")), *others]


def _count(asked: Asked, chips: list[Chip]) -> int | None:
    """How many rows there are: what the chip says that is switched on, where nothing else
    narrows the list. None where they must be counted."""
    if any(value and name not in BESIDE for name, value in asked.data.items()):
        return None
    return next((chip.count for chip in chips if chip.is_active), None)
