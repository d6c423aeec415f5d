"""Numbers of what follows a session: tasks done, published in time, reported in time."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from congress.models import Publication, ResolutionTask, Session
from union_site import figures
from union_site.figures import Figure, Rate, Span
from union_site.models import Union

GROUP = "民主管理"


def _tasks(union: Union, span: Span) -> Any:
    """Tasks that fell due in the span, called off ones left out."""
    return ResolutionTask.objects.of_union(union).counted().due_between(span.first, span.last)


def _done(union: Union, span: Span) -> Any:
    return _tasks(union, span).done()


def _published(union: Union, span: Span) -> Any:
    """Publications that began in the span and were before the staff."""
    rows = Publication.objects.of_union(union).shown()
    return rows.filter(from_on__gte=span.first, from_on__lte=span.last)


def _reported(union: Union, span: Span) -> Any:
    held = Session.objects.of_union(union).held().between(span.first, span.last)
    return held.reported_on_time()


def _tasks_url(state: str) -> Any:
    """Addresses are asked for when a page is drawn: they are not loaded yet where this is."""
    return lambda span: (
        reverse("congress:task_list") + f"?state={state}&from={span.first}&to={span.last}"
    )


figures.register(
    Figure(
        code="congress.tasks",
        label="教代会决议落实事项",
        unit="项",
        rows=_tasks,
        url=_tasks_url("counted"),
        group=GROUP,
    ),
    Figure(
        code="congress.tasks_done",
        label="教代会决议落实完成",
        unit="项",
        rows=_done,
        url=_tasks_url("done"),
        group=GROUP,
    ),
    Rate(
        code="congress.tasks_rate",
        label="教代会决议落实率",
        numerator="congress.tasks_done",
        denominator="congress.tasks",
        group=GROUP,
    ),
    Figure(
        code="congress.publications",
        label="教代会决议公示",
        unit="次",
        rows=_published,
        url=lambda span: (
            reverse("congress:publication_list") + f"?from={span.first}&to={span.last}&shown=1"
        ),
        group=GROUP,
    ),
    Figure(
        code="congress.reported_on_time",
        label="按时向上级报告的教代会会议",
        unit="次",
        rows=_reported,
        url=lambda span: (
            reverse("congress:session_list") + f"?state=held&report=on_time"
            f"&from={span.first}&to={span.last}"
        ),
        group=GROUP,
    ),
)
