"""Work on the register: the list of responsibilities, and files that were brought."""

from __future__ import annotations

import datetime
import json
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from members.models.register import Unit
from union_site.encryption import EncryptedTextField
from union_site.models import Attachment, Seat
from union_site.scoping import ScopedQuerySet, UnionOwned


class RegisterTaskQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        return self.filter(state=RegisterTask.State.OPEN)

    def overdue(self, day: datetime.date) -> Self:
        return self.open().filter(due_on__lt=day)

    def for_list(self) -> Self:
        return self.select_related("unit").order_by("due_on", "unit__name_order", "pk")


class RegisterTask(UnionOwned):
    """One line of the 责任清单: which unit, what, by whom, until when."""

    class Purpose(models.TextChoices):
        FOUNDING = "founding", "建会"
        RENEWAL = "renewal", "换届"
        OTHER = "other", "其他"

    class State(models.TextChoices):
        OPEN = "open", "进行中"
        DONE = "done", "已完成"
        DROPPED = "dropped", "不再办理"

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位", related_name="tasks")
    purpose = models.CharField("类别", max_length=10, choices=Purpose, default=Purpose.FOUNDING)
    text = models.CharField("任务", max_length=200)
    owner_name = models.CharField("责任人", max_length=60)
    due_on = models.DateField("完成时限")
    note = models.CharField("备注", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    done_on = models.DateField("完成日期", null=True, blank=True)
    by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="登记人", null=True, blank=True, related_name="+"
    )
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = RegisterTaskQuerySet.as_manager()

    classification = {
        "text": "internal",
        "owner_name": "restricted",
        "due_on": "internal",
        "note": "internal",
        "done_on": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "责任清单"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "done", "dropped"]), name="register_task_state_known"
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=["founding", "renewal", "other"]),
                name="register_task_purpose_known",
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_on__isnull=False)
                | (~Q(state="done") & Q(done_on__isnull=True)),
                name="register_task_done_with_day",
            ),
            models.UniqueConstraint(
                fields=["unit", "text"],
                condition=Q(state="open"),
                name="register_task_open_once",
                violation_error_message="这个单位已有一项同样的任务在办。",
            ),
        ]
        indexes = [models.Index(fields=["union", "state", "due_on"], name="register_task_by_due")]

    def __str__(self) -> str:
        return f"{self.unit}：{self.text}"

    def is_overdue(self, day: datetime.date) -> bool:
        return self.state == self.State.OPEN and self.due_on < day


class RegisterImportQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        return self.select_related("by__user").order_by("-pk")


class RegisterImport(UnionOwned):
    """A file with units that somebody brought. Its preview is the same run, uncommitted."""

    class State(models.TextChoices):
        PREVIEWED = "previewed", "待确认"
        APPLIED = "applied", "已导入"
        DISCARDED = "discarded", "已放弃"

    by = models.ForeignKey(Seat, models.PROTECT, verbose_name="上传人", related_name="+")
    at = models.DateTimeField("上传时间", default=timezone.now)
    file = models.ForeignKey(
        Attachment, models.SET_NULL, verbose_name="文件", null=True, blank=True, related_name="+"
    )
    file_name = models.CharField("文件名", max_length=200)
    state = models.CharField("状态", max_length=12, choices=State, default=State.PREVIEWED)
    row_count = models.PositiveIntegerField("行数", default=0)
    created_count = models.PositiveIntegerField("新增", default=0)
    updated_count = models.PositiveIntegerField("变更", default=0)
    unchanged_count = models.PositiveIntegerField("无变化", default=0)
    blocking_count = models.PositiveIntegerField("须改正", default=0)
    # What was seen in the preview; applied only if the same comes out again.
    fingerprint = models.CharField(max_length=64, blank=True)
    # Findings and piles as JSON: they quote what people wrote into cells. None: thrown away.
    preview = EncryptedTextField("预览", null=True, blank=True)
    applied_at = models.DateTimeField("导入时间", null=True, blank=True)

    objects = RegisterImportQuerySet.as_manager()

    classification = {
        "at": "internal",
        "file": "restricted",
        "file_name": "internal",
        "fingerprint": "internal",
        "preview": "sensitive",
        "applied_at": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "登记册导入"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["previewed", "applied", "discarded"]),
                name="register_import_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="applied") | Q(applied_at__isnull=False),
                name="register_import_applied_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @cached_property
    def shown(self) -> dict[str, Any]:
        """The stored preview; empty once it was thrown away."""
        return json.loads(self.preview) if self.preview else {}

    @property
    def has_changes(self) -> bool:
        return bool(self.created_count or self.updated_count)
