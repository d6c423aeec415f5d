"""What came of monthly meetings 生活会: problems raised and really solved."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from proposals.models import MicroProposal
from union_site.figures import Figure, Span, register
from union_site.models import Union


def _raised(union: Union, span: Span) -> Any:
    rows = MicroProposal.objects.of_union(union).received_in(span.first, span.last)
    return rows.from_monthly_meetings()


def _url(show: str) -> Any:
    def url(span: Span) -> str:
        query = {"since": span.first.isoformat(), "until": span.last.isoformat(), "show": show}
        return f"{reverse('proposals:list')}?{urlencode(query)}"

    return url


register(
    Figure(
        "proposals.meeting_raised",
        "生活会提出问题",
        "件",
        rows=_raised,
        url=_url("meeting"),
        group="民主管理",
    ),
    Figure(
        "proposals.meeting_solved",
        "生活会切实解决问题",
        "件",
        rows=lambda union, span: _raised(union, span).resolved(),
        url=_url("meeting_solved"),
        group="民主管理",
    ),
)
