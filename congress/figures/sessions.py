"""Numbers of the congress for reports and the workbench."""

from __future__ import annotations

from typing import Any

from django.db.models import Sum
from django.urls import reverse

from congress.models import CongressTerm, Resolution, Series, Session
from union_site import figures
from union_site.figures import Figure, Span
from union_site.models import Union

GROUP = "民主管理"


def _held(union: Union, span: Span) -> Any:
    """Sessions of the teacher congress alone; those of the union and its committee are not it."""
    staff = Session.objects.of_union(union).of_series(Series.STAFF)
    return staff.held().between(span.first, span.last)


def _adopted(union: Union, span: Span) -> Any:
    staff = Resolution.objects.of_union(union).of_series(Series.STAFF)
    return staff.adopted().of_matters().between(span.first, span.last)


def _terms(union: Union, span: Span) -> Any:
    """The term in force at the end of the span."""
    return CongressTerm.objects.of_union(union).in_force(span.last)


def _sum(column: str) -> Any:
    return lambda rows: int(rows.aggregate(total=Sum(column))["total"] or 0)


def _days(span: Span) -> str:
    return f"from={span.first}&to={span.last}"


figures.register(
    Figure(
        code="congress.sessions",
        label="召开教代会",
        unit="次",
        rows=_held,
        url=lambda span: (
            reverse("congress:session_list") + f"?state=held&series=staff&{_days(span)}"
        ),
        group=GROUP,
    ),
    Figure(
        code="congress.proposals_received",
        label="教代会征集提案",
        unit="件",
        rows=_held,
        url=lambda span: (
            reverse("congress:session_list") + f"?state=held&series=staff&{_days(span)}"
        ),
        measure=_sum("proposals_received"),
        group=GROUP,
    ),
    Figure(
        code="congress.resolutions",
        label="教代会通过事项",
        unit="项",
        rows=_adopted,
        url=lambda span: (
            reverse("congress:resolution_list")
            + f"?result=adopted&series=staff&kind=matter&{_days(span)}"
        ),
        group=GROUP,
    ),
    Figure(
        code="congress.delegates",
        label="教代会正式代表",
        unit="人",
        rows=_terms,
        url=lambda span: reverse("congress:term_list") + f"?on={span.last}",
        measure=_sum("full_delegates"),
        group=GROUP,
    ),
)
