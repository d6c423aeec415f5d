"""Progress 进展 of what a reply has promised, by date and per cent, until it is done."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from proposals.models.proposals import Proposal
from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned


class ProgressQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        """The newest first."""
        return self.select_related("by__user").order_by("-on", "-pk")


class Progress(UnionOwned):
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, verbose_name="提案", related_name="progress_rows"
    )
    on = models.DateField("日期")
    percent = models.PositiveSmallIntegerField("进度")
    note = models.CharField("说明", max_length=500, blank=True)
    by = models.ForeignKey(Seat, models.PROTECT, verbose_name="登记人", related_name="+")
    at = models.DateTimeField("登记时间")

    objects = ProgressQuerySet.as_manager()

    classification = {"on": "internal", "note": "internal", "at": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "落实进展"
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__lte=100),
                name="progress_within_hundred",
                violation_error_message="进度在 0 到 100 之间。",
            )
        ]
        indexes = [models.Index(fields=["proposal", "-on"], name="progress_latest")]

    def __str__(self) -> str:
        return f"{self.proposal}进展 {self.percent}%"

    @property
    def words(self) -> str:
        return f"{self.percent}%：{self.note}" if self.note else f"{self.percent}%"
