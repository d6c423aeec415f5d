"""Acts on the classes of results."""

from __future__ import annotations

from django.db import transaction

from proposals.models import Meaning, ResultClass
from union_site.models import Union

# What most schools use; each may word its own.
DEFAULT = (
    ("A", "已解决或基本解决", Meaning.SOLVED),
    ("B", "正在解决", Meaning.IN_PROGRESS),
    ("C", "列入计划逐步解决", Meaning.PLANNED),
    ("D", "暂不能解决，已作说明", Meaning.EXPLAINED),
    ("E", "留作工作参考", Meaning.REFERENCE),
)


@transaction.atomic
def ensure_classes(*, union: Union) -> None:
    """Gives a union that has none the usual list."""
    if ResultClass.objects.of_union(union).exists():
        return
    ResultClass.objects.bulk_create(
        [
            ResultClass(union=union, letter=letter, label=label, meaning=meaning, position=place)
            for place, (letter, label, meaning) in enumerate(DEFAULT, start=1)
        ],
        ignore_conflicts=True,
    )
