"""Numbers in running text: how a figure is said, and whether a text still says it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from reports.models import FigureSnapshot

_WORDS = {"exact": "", "over": "超过", "nearly": "近", "about": "约"}
_MONEY_UNITS = ("元", "万元")


def plain(value: Decimal, unit: str = "") -> str:
    """24, 95.8, 18600.50: no separators, as official papers write numbers in a sentence."""
    whole = value.to_integral_value()
    if value == whole:
        return str(int(whole))
    return f"{value:.2f}" if unit in _MONEY_UNITS else f"{value:.2f}".rstrip("0")


def said(snapshot: FigureSnapshot) -> str:
    """The figure in a sentence: 24件, 超过1000人, 95.8%."""
    number = plain(snapshot.shown, snapshot.unit)
    return f"{_WORDS[snapshot.qualifier]}{number}{snapshot.unit}"


def shown(value: Decimal | int, unit: str) -> str:
    """The figure in a table: 24, 1,000, 18,600.00."""
    if unit in _MONEY_UNITS:
        return f"{value:,.2f}"
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.2f}".rstrip("0")


def tabled(snapshot: FigureSnapshot) -> str:
    """The figure in a table, with the word that qualifies it: 超过1,000."""
    return _WORDS[snapshot.qualifier] + shown(snapshot.shown, snapshot.unit)


def frozen_number(entry: Mapping[str, Any]) -> str:
    """The figure of a frozen return as a table shows it."""
    return _WORDS[entry["qualifier"]] + shown(Decimal(entry["value"]), entry["unit"])


def says(text: str, number: str) -> bool:
    """Does the text hold this number, alone and not as a part of another? Commas are ignored."""
    bare = re.sub(r"(?<=\d)[,，](?=\d{3}(?!\d))", "", text)
    return re.search(rf"(?<![\d.]){re.escape(number)}(?!\d|\.\d)", bare) is not None


def quoted_now(
    text: str, snapshots: list[FigureSnapshot], before: dict[str, str]
) -> dict[str, str]:
    """Which figures the text quotes, and with which number.

    An old number that still stands in the text is kept in mind until it is gone.
    """
    quoted = {}
    for snapshot in snapshots:
        now, old = plain(snapshot.shown, snapshot.unit), before.get(snapshot.code)
        if says(text, now):
            quoted[snapshot.code] = now
        elif old is not None and says(text, old):
            quoted[snapshot.code] = old
    return quoted
