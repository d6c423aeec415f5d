"""Names of delegates as lists print them: by surname strokes, two characters set apart, marked."""

from __future__ import annotations

from collections.abc import Iterable

from congress.models import Delegate
from members.papers.organisation import spaced as spaced_name
from union_site.idcards import Sex


def in_strokes(people: Iterable[Delegate]) -> list[Delegate]:
    return sorted(people, key=lambda one: (one.stroke_order, one.pk))


def marked(delegate: Delegate) -> str:
    """Women and minorities are marked: 周敏（女，回族）."""
    member = delegate.member
    marks = ["女"] if member is not None and member.sex == Sex.FEMALE else []
    if member is not None and member.is_minority:
        marks.append(member.get_ethnicity_display())
    return delegate.name + (f"（{'，'.join(marks)}）" if marks else "")


def spaced(name: str) -> str:
    """王　琛, also where a mark follows."""
    bare, bracket, rest = name.partition("（")
    return spaced_name(bare) + bracket + rest
