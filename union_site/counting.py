"""Several lists counted with one query: a frame shows the numbers of a dozen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, Func, IntegerField, Value

Rows = Any  # a QuerySet

# Not Count, which would group: each list gives one line, also where it is empty.
HOW_MANY = Func(function="COUNT", template="%(function)s(*)", output_field=IntegerField())


def counted(lists: Iterable[tuple[str, Rows]]) -> Counter[str]:
    """How many rows there are under each name; what stands under one name is added up."""
    counts: Counter[str] = Counter()
    parts = [
        rows.order_by()
        .annotate(list_name=Value(name, CharField()), how_many=HOW_MANY)
        .values_list("list_name", "how_many")
        for name, rows in lists
    ]
    if parts:
        for name, number in parts[0].union(*parts[1:], all=True):
            counts[name] += number
    return counts
