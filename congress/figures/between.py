"""Numbers of the work between sessions."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from congress.models import DelegateActivity, DelegateTraining, Initiative, JointMeeting
from union_site import figures
from union_site.figures import Figure, Span
from union_site.models import Union

GROUP = "民主管理"


def _within(model: Any) -> Any:
    """The rows of a table whose day lies in the span."""

    def rows(union: Union, span: Span) -> Any:
        return model.objects.of_union(union).between(span.first, span.last)

    return rows


def _url(route: str) -> Any:
    return lambda span: reverse(route) + f"?from={span.first}&to={span.last}"


figures.register(
    Figure(
        code="congress.trainings",
        label="教代会代表培训",
        unit="次",
        rows=_within(DelegateTraining),
        url=_url("congress:training_list"),
        group=GROUP,
    ),
    Figure(
        code="congress.joint_meetings",
        label="教代会联席会议",
        unit="次",
        rows=_within(JointMeeting),
        url=_url("congress:joint_meeting_list"),
        group=GROUP,
    ),
    Figure(
        code="congress.initiatives",
        label="代表联名提议",
        unit="件",
        rows=_within(Initiative),
        url=_url("congress:initiative_list"),
        group=GROUP,
    ),
    Figure(
        code="congress.delegate_activities",
        label="代表履职记录",
        unit="条",
        rows=_within(DelegateActivity),
        url=_url("congress:activity_list"),
        group=GROUP,
    ),
)
