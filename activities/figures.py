"""Numbers of activities for reports and the workbench."""

from __future__ import annotations

from typing import Any

from django.db.models import Sum
from django.urls import reverse

from activities.models import Activity
from union_site import figures
from union_site.figures import Figure, Span
from union_site.models import Union

GROUP = "活动"


def _held(union: Union, span: Span) -> Any:
    return Activity.objects.of_union(union).held().between(span.first, span.last)


def _trainings(union: Union, span: Span) -> Any:
    return _held(union, span).trainings()


def _attendance(rows: Any) -> int:
    """人次: a person who came twice counts twice."""
    sums = rows.aggregate(members=Sum("headcount_members"), others=Sum("extra_headcount"))
    return (sums["members"] or 0) + (sums["others"] or 0)


def _cost(rows: Any) -> Any:
    return rows.aggregate(total=Sum("cost"))["total"] or 0


def _url(span: Span) -> str:
    return reverse("activities:activity_list") + f"?state=held&from={span.first}&to={span.last}"


figures.register(
    Figure("activities.held", "举办活动", "场", rows=_held, url=_url, group=GROUP),
    Figure(
        "activities.attendance",
        "参加活动",
        "人次",
        rows=_held,
        url=_url,
        measure=_attendance,
        group=GROUP,
    ),
    Figure("activities.cost", "活动支出", "元", rows=_held, url=_url, measure=_cost, group=GROUP),
    Figure(
        "activities.trainings",
        "组织培训",
        "次",
        rows=_trainings,
        url=lambda span: _url(span) + "&kind=training",
        group=GROUP,
    ),
)
