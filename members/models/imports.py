"""Runs of the roster import: what was brought, what was found, what became of it; headings."""

from __future__ import annotations

import json
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from union_site.encryption import EncryptedTextField
from union_site.models import Attachment, Job, Seat
from union_site.scoping import ScopedQuerySet, UnionOwned

KEEP_FILE_DAYS = 30  # domain: uploaded files are deleted after the run, at the latest after 30 days


class RosterImportQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        return self.select_related("by__user").order_by("-pk")

    def applied(self) -> Self:
        return self.filter(state=RosterImport.State.APPLIED)


class RosterImport(UnionOwned):
    """One file that somebody brought. Its preview is the same run as its import, uncommitted."""

    class State(models.TextChoices):
        CHECKING = "checking", "核对中"
        MAPPING = "mapping", "待对应列"
        PREVIEWED = "previewed", "待确认"
        APPLIED = "applied", "已导入"
        DISCARDED = "discarded", "已放弃"
        UNDONE = "undone", "已撤销"

    # Empty where the operator ran the command.
    by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="上传人", null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("上传时间", default=timezone.now)
    file = models.ForeignKey(
        Attachment, models.SET_NULL, verbose_name="文件", null=True, blank=True, related_name="+"
    )
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("摘要", max_length=64)
    state = models.CharField("状态", max_length=12, choices=State, default=State.CHECKING)
    job = models.ForeignKey(
        Job, models.SET_NULL, verbose_name="后台任务", null=True, blank=True, related_name="+"
    )
    # Plain heading → field, or "" for a column that is left aside: said once for every heading of
    # the file, so that preview and import read it alike whatever is remembered meanwhile.
    mapping = models.JSONField("列的对应", default=dict, blank=True)
    sheet = models.CharField("工作表", max_length=100, blank=True)
    row_count = models.PositiveIntegerField("行数", default=0)
    created_count = models.PositiveIntegerField("新增", default=0)
    updated_count = models.PositiveIntegerField("变更", default=0)
    unchanged_count = models.PositiveIntegerField("无变化", default=0)
    blocking_count = models.PositiveIntegerField("须改正", default=0)
    warning_count = models.PositiveIntegerField("请核对", default=0)
    # What was seen in the preview; applied only if the same comes out again.
    fingerprint = models.CharField(max_length=64, blank=True)
    # Findings and piles as JSON: they quote what people wrote into cells. None: thrown away.
    preview = EncryptedTextField("预览", null=True, blank=True)
    # For undo: revision and former values of each member that was changed.
    former = EncryptedTextField("变更前", null=True, blank=True)
    applied_at = models.DateTimeField("导入时间", null=True, blank=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    objects = RosterImportQuerySet.as_manager()

    classification = {
        "file": "restricted",
        "file_name": "internal",
        "at": "internal",
        "mapping": "internal",
        "sha256": "internal",
        "sheet": "internal",
        "fingerprint": "internal",
        "applied_at": "internal",
        "undone_at": "internal",
        "preview": "sensitive",
        "former": "sensitive",
    }

    class Meta:
        verbose_name = verbose_name_plural = "名册导入"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "checking",
                        "mapping",
                        "previewed",
                        "applied",
                        "discarded",
                        "undone",
                    ]
                ),
                name="import_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["applied", "undone"]) | Q(applied_at__isnull=False),
                name="import_applied_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @cached_property
    def shown(self) -> dict[str, Any]:
        """The stored preview: findings, piles and notes; empty once it was thrown away."""
        return json.loads(self.preview) if self.preview else {}

    @property
    def has_changes(self) -> bool:
        return bool(self.created_count or self.updated_count)

    @property
    def may_be_applied(self) -> bool:
        return self.state == self.State.PREVIEWED and not self.blocking_count


class HeadingMemory(UnionOwned):
    """What somebody of this union said a heading means; it holds for the next file as well."""

    heading = models.CharField("列名", max_length=200)  # as `spreadsheets.plain` gives it
    key = models.CharField("对应项目", max_length=40, blank=True)  # "": not to be imported
    by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="由谁", null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("时间", default=timezone.now)

    classification = {"heading": "internal", "key": "internal", "at": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "列名的对应"
        constraints = [
            models.UniqueConstraint(fields=["union", "heading"], name="heading_once_per_union"),
        ]

    def __str__(self) -> str:
        return self.heading
