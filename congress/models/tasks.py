"""Follow-up tasks: who carries a resolution out, until when, and what came of it."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from congress.models.resolutions import Resolution
from union_site.models import Attachment, Seat
from union_site.scoping import ScopedQuerySet, UnionOwned

OPEN_STATES = ("open", "reported")


class TaskQuerySet(ScopedQuerySet):
    def readable_by(self, seat: Seat) -> Self:
        """All of them for who may read the congress, one's own for everybody else."""
        return self if seat.can("congress.view") else self.filter(owner=seat)

    def pending(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def done(self) -> Self:
        return self.filter(state=ResolutionTask.State.DONE)

    def counted(self) -> Self:
        """Those that were to be done: called off ones are not."""
        return self.exclude(state=ResolutionTask.State.CANCELLED)

    def late(self, today: datetime.date) -> Self:
        return self.pending().filter(due_on__lt=today)

    def due_between(self, first: datetime.date | None, last: datetime.date | None) -> Self:
        rows = self if first is None else self.filter(due_on__gte=first)
        return rows if last is None else rows.filter(due_on__lte=last)

    def for_list(self) -> Self:
        return self.select_related(
            "resolution__session__term", "resolution__session__union", "owner__user", "union"
        ).order_by("due_on", "pk")


class ResolutionTask(UnionOwned):
    """落实事项: one thing to be done so that a resolution takes effect.

    Progress is noted in the steps of its workflow. The owner is a seat, or a name where
    somebody without an account answers for it.
    """

    class State(models.TextChoices):
        OPEN = "open", "办理中"
        REPORTED = "reported", "已报完成"
        DONE = "done", "已完成"
        CANCELLED = "cancelled", "已撤销"

    resolution = models.ForeignKey(
        Resolution, models.PROTECT, verbose_name="决议", related_name="tasks"
    )
    what = models.CharField("落实事项", max_length=200)
    owner = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="责任人", null=True, blank=True, related_name="+"
    )
    owner_name = models.CharField("责任人或部门", max_length=60, blank=True)
    due_on = models.DateField("完成期限")
    done_on = models.DateField("完成日期", null=True, blank=True, editable=False)
    outcome = models.TextField("完成情况", max_length=1000, blank=True)
    evidence = models.ForeignKey(
        Attachment, models.PROTECT, verbose_name="佐证材料", null=True, blank=True, related_name="+"
    )
    reminded_on = models.DateField("最近提醒", null=True, blank=True, editable=False)
    state = models.CharField(
        "状态", max_length=10, choices=State, default=State.OPEN, editable=False
    )

    objects = TaskQuerySet.as_manager()

    classification = {
        "what": "internal",
        "owner_name": "internal",
        "due_on": "internal",
        "done_on": "internal",
        "outcome": "internal",
        "reminded_on": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "决议落实事项"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "reported", "done", "cancelled"]),
                name="resolution_task_state_known",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | ~Q(owner_name=""),
                name="resolution_task_has_owner",
                violation_error_message="请选择责任人，或写明责任人或部门的名称。",
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_on__isnull=False)
                | ~Q(state="done") & Q(done_on__isnull=True),
                name="resolution_task_done_has_day",
            ),
        ]
        indexes = [models.Index(fields=["union", "state", "due_on"], name="resolution_task_due")]

    def __str__(self) -> str:
        return self.what

    @property
    def owner_label(self) -> str:
        if self.owner is None:
            return self.owner_name
        place = self.owner.department or self.owner.title
        return f"{self.owner.name}（{place}）" if place else self.owner.name

    @property
    def is_pending(self) -> bool:
        return self.state in OPEN_STATES
