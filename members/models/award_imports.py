"""Imports of awards from a sheet: the file is kept until it is written or given up."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from union_site.models import Attachment, Seat
from union_site.scoping import ScopedQuerySet, UnionOwned


class AwardImport(UnionOwned):
    """One uploaded sheet of awards."""

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
    row_count = models.PositiveIntegerField("行数", default=0)
    created_count = models.PositiveIntegerField("写入", default=0)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PREVIEWED)

    objects = ScopedQuerySet.as_manager()

    classification = {"at": "internal", "file_name": "internal", "file": "restricted"}

    class Meta:
        verbose_name = verbose_name_plural = "获奖导入"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["previewed", "applied", "discarded"]),
                name="award_import_state_known",
            )
        ]

    def __str__(self) -> str:
        return self.file_name
