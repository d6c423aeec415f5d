"""Numbers of the delegates who are registered by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from congress.models import CongressTerm, Delegate
from congress.models.delegates import Category
from union_site import figures
from union_site.figures import Figure, Rate, Span
from union_site.idcards import Sex
from union_site.models import Union

GROUP = "民主管理"


def _full(union: Union, span: Span) -> Any:
    """Full delegates at the end of the span, of the term in force then."""
    terms = CongressTerm.objects.of_union(union).in_force(span.last)
    rows = Delegate.objects.of_union(union).filter(term__in=terms)
    return rows.full().in_office_on(span.last)


def _women(union: Union, span: Span) -> Any:
    return _full(union, span).filter(member__sex=Sex.FEMALE)


def _teachers(union: Union, span: Span) -> Any:
    return _full(union, span).filter(category=Category.TEACHER)


def _url(query: str) -> Callable[[Span], str]:
    here = "congress:delegates_now"
    return lambda span: f"{reverse(here)}?kind=full&on={span.last}{query}"


figures.register(
    Figure(
        code="congress.named_delegates",
        label="登记在册的教代会正式代表",
        unit="人",
        rows=_full,
        url=_url(""),
        group=GROUP,
    ),
    Figure(
        code="congress.women_delegates",
        label="教代会女代表",
        unit="人",
        rows=_women,
        url=_url("&sex=female"),
        group=GROUP,
    ),
    Figure(
        code="congress.teacher_delegates",
        label="教代会教师代表",
        unit="人",
        rows=_teachers,
        url=_url("&category=teacher"),
        group=GROUP,
    ),
    Rate(
        code="congress.women_delegates_share",
        label="女代表占比",
        numerator="congress.women_delegates",
        denominator="congress.named_delegates",
        group=GROUP,
    ),
    Rate(
        code="congress.teacher_delegates_share",
        label="教师代表占比",
        numerator="congress.teacher_delegates",
        denominator="congress.named_delegates",
        group=GROUP,
    ),
)
