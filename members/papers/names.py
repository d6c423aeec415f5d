"""Names as lists print them: by surname strokes, two characters set apart, marked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db.models import Model

from members.models import Member
from union_site.idcards import Sex

_WIDE = "　"
One = TypeVar("One", bound=Model)


def in_strokes(
    people: Iterable[One], *, named: Callable[[One], Any] = lambda one: one
) -> list[One]:
    """`named` tells whose name it is, where a row has none itself."""
    return sorted(people, key=lambda one: (named(one).stroke_order, one.pk))


def marked(name: str, member: Member | None) -> str:
    """Women and minorities are marked: 周敏（女，回族）."""
    marks = ["女"] if member is not None and member.sex == Sex.FEMALE else []
    if member is not None and member.is_minority:
        marks.append(member.get_ethnicity_display())
    return name + (f"（{'，'.join(marks)}）" if marks else "")


def spaced(name: str) -> str:
    """A name of two characters is as wide as one of three: 王　琛, also where a mark follows."""
    bare, bracket, rest = name.partition("（")
    wide = _WIDE.join(bare) if len(bare) == 2 else bare
    return wide + bracket + rest
