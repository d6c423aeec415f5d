"""The clock of a test: an act of the clock in every union, as the tasks call it."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from union_site.models import Union


def in_all(act: Callable[..., int], *, today: datetime.date) -> int:
    return sum(act(union=union, today=today) for union in Union.objects.all())
