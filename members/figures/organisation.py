"""Numbers of the organisation: groups, committee, women's committee; each with its rows."""

from __future__ import annotations

from django.urls import reverse

from members.models import Body, Post, UnionGroup
from members.models.organisation import Kind
from union_site import figures
from union_site.figures import Figure, Rows, Span
from union_site.models import Union

GROUP = "组织"


def _groups(union: Union, span: Span) -> Rows:
    """As they are now, whatever days are asked for: like the roster."""
    return UnionGroup.objects.of_union(union).in_use()


def _committee(union: Union, span: Span) -> Rows:
    return Post.objects.of_union(union).current().of_kind(Kind.COMMITTEE)


def _full_time(union: Union, span: Span) -> Rows:
    return _committee(union, span).filter(is_full_time=True)


def _part_time(union: Union, span: Span) -> Rows:
    return _committee(union, span).filter(is_full_time=False)


def _women(union: Union, span: Span) -> Rows:
    """Bodies for women that have a term in office: one, or none."""
    bodies = Body.objects.of_union(union).filter(kind=Kind.WOMEN)
    return bodies.filter(terms__ended_on__isnull=True, terms__isnull=False)


def _posts(query: str) -> str:
    return f"{reverse('members:post_list')}?kind={Kind.COMMITTEE}{query}"


figures.register(
    Figure(
        code="organisation.groups",
        label="工会小组",
        unit="个",
        rows=_groups,
        url=lambda span: reverse("members:group_list"),
        group=GROUP,
    ),
    Figure(
        code="organisation.committee",
        label="工会委员会委员",
        unit="人",
        rows=_committee,
        url=lambda span: _posts(""),
        group=GROUP,
    ),
    Figure(
        code="organisation.full_time",
        label="专职工会干部",
        unit="人",
        rows=_full_time,
        url=lambda span: _posts("&full=1"),
        group=GROUP,
    ),
    Figure(
        code="organisation.part_time",
        label="兼职工会干部",
        unit="人",
        rows=_part_time,
        url=lambda span: _posts("&full=0"),
        group=GROUP,
    ),
    Figure(
        code="organisation.women_committee",
        label="女职工委员会",
        unit="个",
        rows=_women,
        url=lambda span: f"{reverse('members:body_list')}?kind={Kind.WOMEN}&state=current",
        group=GROUP,
    ),
)
