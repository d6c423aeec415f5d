"""Numbers of the roster, each with the rows behind it."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from members.models import Member
from members.models.codes import Engagement, Ethnicity, Status
from union_site import figures
from union_site.figures import Figure, Rows, Span
from union_site.idcards import Sex
from union_site.models import Union

GROUP = "会员"


def is_past(span: Span) -> bool:
    """Whether the span ended before today: then the history tells, not the row as it is now."""
    return span.last < timezone.localdate()


def _active(union: Union, span: Span) -> Rows:
    """Members in service at the end of the span, or now where it is not over."""
    rows = Member.objects.of_union(union)
    return rows.active_at(span.last) if is_past(span) else rows.active()


def _women(union: Union, span: Span) -> Rows:
    return _active(union, span).filter(sex=Sex.FEMALE)


def _minority(union: Union, span: Span) -> Rows:
    return _active(union, span).exclude(ethnicity__in=["", Ethnicity.HA])


def _not_established(union: Union, span: Span) -> Rows:
    return _active(union, span).exclude(engagement__in=["", Engagement.ESTABLISHED])


def _retained(union: Union, span: Span) -> Rows:
    rows = Member.objects.of_union(union)
    if is_past(span):
        return rows.status_at(span.last).filter(status_then=Status.RETAINED)
    return rows.filter(status=Status.RETAINED)


def _list(span: Span, query: str) -> str:
    """The roster as it is now, or as it was on the last day."""
    if is_past(span):
        return f"{reverse('members:history')}?as_of={span.last}&{query}"
    return f"{reverse('members:list')}?{query}"


figures.register(
    Figure(
        code="members.active",
        label="会员",
        unit="人",
        rows=_active,
        url=lambda span: _list(span, "status=active"),
        group=GROUP,
    ),
    Figure(
        code="members.women",
        label="女会员",
        unit="人",
        rows=_women,
        url=lambda span: _list(span, "status=active&sex=female"),
        group=GROUP,
    ),
    Figure(
        code="members.minority",
        label="少数民族会员",
        unit="人",
        rows=_minority,
        url=lambda span: _list(span, "status=active&minority=1"),
        group=GROUP,
    ),
    Figure(
        code="members.not_established",
        label="非在编会员",
        unit="人",
        rows=_not_established,
        url=lambda span: _list(span, "status=active&engagement=other"),
        group=GROUP,
    ),
    Figure(
        code="members.retained",
        label="保留会籍",
        unit="人",
        rows=_retained,
        url=lambda span: _list(span, "status=retained"),
        group=GROUP,
    ),
)
