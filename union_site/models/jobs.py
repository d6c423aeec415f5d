"""Long work: the row is the truth, a worker only borrows it."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from union_site.models.accounts import Seat
from union_site.models.attachments import Attachment
from union_site.models.unions import Union

if TYPE_CHECKING:
    from typing import Any


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, seat: Seat | None) -> JobQuerySet:
        """A job and its file belong to the seat that started it."""
        return self.none() if seat is None else self.filter(owner_id=seat.pk)

    def unfinished(self) -> JobQuerySet:
        return self.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])

    def free_to_take(self, now: datetime.datetime) -> JobQuerySet:
        """Waiting, or held by a worker that has not been heard of for a while."""
        silent_since = now - datetime.timedelta(seconds=Job.SILENCE_SECONDS)
        return self.filter(
            models.Q(state=Job.State.QUEUED)
            | models.Q(state=Job.State.RUNNING, heartbeat_at__lt=silent_since)
        )


class Job(models.Model):
    SILENCE_SECONDS = 45  # three missed heartbeats
    HEARTBEAT_SECONDS = 10

    class State(models.TextChoices):
        QUEUED = "queued", "排队中"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        FAILED = "failed", "未完成"

    union = models.ForeignKey(Union, models.PROTECT, verbose_name="工会", related_name="+")
    owner = models.ForeignKey(Seat, models.PROTECT, verbose_name="发起人", related_name="+")
    kind = models.CharField("种类", max_length=60)
    label = models.CharField("名称", max_length=120)
    parameters: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        "参数", default=dict, blank=True
    )
    state = models.CharField("状态", max_length=10, choices=State, default=State.QUEUED)
    done = models.PositiveIntegerField("已做", default=0)
    total = models.PositiveIntegerField("共", default=0)
    message = models.CharField("说明", max_length=300, blank=True)
    result = models.ForeignKey(
        Attachment,
        models.SET_NULL,
        verbose_name="结果文件",
        null=True,
        blank=True,
        related_name="+",
    )
    result_url = models.CharField("完成后前往", max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    holder = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField("发起时间", default=timezone.now)
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    heartbeat_at = models.DateTimeField("最近心跳", null=True, blank=True)
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)

    objects = JobQuerySet.as_manager()

    classification = {
        "kind": "internal",
        "label": "internal",
        "parameters": "restricted",
        "message": "internal",
        "result_url": "internal",
        "holder": "internal",
        "created_at": "internal",
        "started_at": "internal",
        "heartbeat_at": "internal",
        "finished_at": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["queued", "running", "done", "failed"]),
                name="job_state_known",
            ),
        ]
        indexes = [models.Index(fields=["state", "heartbeat_at"], name="job_waiting")]

    def __str__(self) -> str:
        return self.label

    @property
    def is_finished(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0

    def seconds_left(self, now: datetime.datetime) -> int | None:
        """Estimate from the pace so far; None while there is none."""
        if not self.started_at or not self.done or not self.total:
            return None
        elapsed = (now - self.started_at).total_seconds()
        return max(0, round(elapsed / self.done * (self.total - self.done)))
