"""Numbers of the roster, each with the rows behind it."""

from __future__ import annotations

from django.urls import reverse

from members.models import Member
from members.models.codes import Engagement, Ethnicity
from union_site import figures
from union_site.figures import Figure, Rows, Span
from union_site.idcards import Sex
from union_site.models import Union

GROUP = "会员"


def _active(union: Union, span: Span) -> Rows:
    """Members in service now: the roster holds no past, whatever days are asked for."""
    return Member.objects.of_union(union).active()


def _women(union: Union, span: Span) -> Rows:
    return _active(union, span).filter(sex=Sex.FEMALE)


def _minority(union: Union, span: Span) -> Rows:
    return _active(union, span).exclude(ethnicity__in=["", Ethnicity.HA])


def _not_established(union: Union, span: Span) -> Rows:
    return _active(union, span).exclude(engagement__in=["", Engagement.ESTABLISHED])


def _retained(union: Union, span: Span) -> Rows:
    return Member.objects.of_union(union).filter(status="retained")


def _joined(union: Union, span: Span) -> Rows:
    return Member.objects.of_union(union).on_roll().joined_between(span.first, span.last)


def _list(query: str) -> str:
    return f"{reverse('members:list')}?{query}"


figures.register(
    Figure(
        code="members.active",
        label="会员",
        unit="人",
        rows=_active,
        url=lambda span: _list("status=active"),
        group=GROUP,
    ),
    Figure(
        code="members.women",
        label="女会员",
        unit="人",
        rows=_women,
        url=lambda span: _list("status=active&sex=female"),
        group=GROUP,
    ),
    Figure(
        code="members.minority",
        label="少数民族会员",
        unit="人",
        rows=_minority,
        url=lambda span: _list("status=active&minority=1"),
        group=GROUP,
    ),
    Figure(
        code="members.not_established",
        label="非在编会员",
        unit="人",
        rows=_not_established,
        url=lambda span: _list("status=active&engagement=other"),
        group=GROUP,
    ),
    Figure(
        code="members.retained",
        label="保留会籍",
        unit="人",
        rows=_retained,
        url=lambda span: _list("status=retained"),
        group=GROUP,
    ),
    Figure(
        code="members.joined",
        label="新入会",
        unit="人",
        rows=_joined,
        url=lambda span: _list(f"from={span.first}&to={span.last}"),
        group=GROUP,
    ),
)
