"""Numbers of the proposal box, each with the rows behind it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from proposals.models import MicroProposal
from union_site.figures import Figure, Rate, Span, register
from union_site.models import Union


def _received(union: Union, span: Span) -> Any:
    return MicroProposal.objects.of_union(union).received_in(span.first, span.last)


def _list_url(show: str) -> Any:
    def url(span: Span) -> str:
        query = {"since": span.first.isoformat(), "until": span.last.isoformat(), "show": show}
        return f"{reverse('proposals:list')}?{urlencode(query)}"

    return url


register(
    Figure(
        "proposals.micro_received",
        "收到微提案",
        "件",
        rows=_received,
        url=_list_url(""),
        group="民主管理",
    ),
    Figure(
        "proposals.micro_valid",
        "有效微提案",
        "件",
        rows=lambda union, span: _received(union, span).valid(),
        url=_list_url("valid"),
        group="民主管理",
    ),
    Figure(
        "proposals.micro_resolved",
        "已解决微提案",
        "件",
        rows=lambda union, span: _received(union, span).resolved(),
        url=_list_url("resolved"),
        group="民主管理",
    ),
    Figure(
        "proposals.micro_satisfied",
        "评价为满意、基本满意的微提案",
        "件",
        rows=lambda union, span: (
            _received(union, span).valid().filter(satisfaction__in=["satisfied", "mostly"])
        ),
        url=_list_url("satisfied"),
        group="民主管理",
    ),
    Figure(
        "proposals.micro_rated",
        "已评价的微提案",
        "件",
        rows=lambda union, span: _received(union, span).valid().exclude(satisfaction=""),
        url=_list_url("rated"),
        group="民主管理",
    ),
    Rate(
        "proposals.micro_satisfaction_rate",
        "微提案满意率",
        numerator="proposals.micro_satisfied",
        denominator="proposals.micro_rated",
        group="民主管理",
    ),
    Rate(
        "proposals.resolution_rate",
        "微提案解决率",
        numerator="proposals.micro_resolved",
        denominator="proposals.micro_valid",
        group="民主管理",
    ),
)
