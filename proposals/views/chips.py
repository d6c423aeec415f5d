"""What the chips above a list know already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from union_site.listing import Asked

BESIDE = {"show", "page"}  # all that may be asked without narrowing what a chip counts


def count_of(chips: Iterable[Mapping[str, Any]], asked: Asked) -> int | None:
    """How many rows there are: what the chip says that is switched on, where nothing else
    narrows the list. None where they must be counted."""
    if any(value and name not in BESIDE for name, value in asked.data.items()):
        return None
    return next((chip["count"] for chip in chips if chip["is_active"]), None)
