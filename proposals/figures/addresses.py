"""Where the rows behind a number are listed."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.http import urlencode

from union_site.figures import Span


def list_url(route: str, part: str) -> Callable[[Span], str]:
    """The list of a kind, narrowed to the span and to the part that was counted."""

    def url(span: Span) -> str:
        query = {"since": span.first.isoformat(), "until": span.last.isoformat(), "show": part}
        return f"{reverse(route)}?{urlencode(query)}"

    return url
