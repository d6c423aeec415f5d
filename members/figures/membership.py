"""Numbers of what happened to memberships, counted from their history."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils import timezone

from members.figures.roster import GROUP
from members.models import EventKind, Member, MembershipEvent
from members.tables.membership import ENDS
from members.tables.retirement import due_between
from union_site import figures
from union_site.figures import Figure, Rows, Span
from union_site.models import Union


def _with(*kinds: str) -> Callable[[Union, Span], Rows]:
    """Members to whom one of these happened in the span, and was not corrected since."""

    def rows(union: Union, span: Span) -> Rows:
        events = MembershipEvent.objects.of_union(union).standing().filter(kind__in=kinds)
        found = events.between(span.first, span.last).values("member")
        return Member.objects.of_union(union).filter(pk__in=found)

    return rows


def _changes(kind: str) -> Callable[[Span], str]:
    page = "members:changes"
    return lambda span: f"{reverse(page)}?kind={kind}&from={span.first}&to={span.last}"


def _retiring(union: Union, span: Span) -> Rows:
    return due_between(union, span.first, span.last, today=timezone.localdate())


figures.register(
    Figure(
        code="members.joined",
        label="新入会",
        unit="人",
        rows=_with(EventKind.JOINED),
        url=_changes("joined"),
        group=GROUP,
    ),
    Figure(
        code="members.transferred_in",
        label="转入",
        unit="人",
        rows=_with(EventKind.TRANSFERRED_IN),
        url=_changes("transferred_in"),
        group=GROUP,
    ),
    Figure(
        code="members.transferred_out",
        label="转出",
        unit="人",
        rows=_with(EventKind.TRANSFERRED_OUT),
        url=_changes("transferred_out"),
        group=GROUP,
    ),
    Figure(
        code="members.left",
        label="离会（退会、除名、去世）",
        unit="人",
        rows=_with(*ENDS),
        url=_changes("left"),
        group=GROUP,
    ),
    Figure(
        code="members.retiring",
        label="到龄退休",
        unit="人",
        rows=_retiring,
        url=lambda span: f"{reverse('members:retirement')}?from={span.first}&to={span.last}",
        group=GROUP,
    ),
)
