"""Pairs of rows that look like one person and were found to be two."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from members.models.people import Member
from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned


class NotSameQuerySet(ScopedQuerySet):
    def about(self, first: Member, second: Member) -> Self:
        """The judgement on these two, in whatever order they are named."""
        low, high = sorted((first.pk, second.pk))
        return self.filter(first_id=low, second_id=high)

    def for_list(self) -> Self:
        return self.select_related("first__group", "second__group", "by__user").order_by("-pk")


class NotSame(UnionOwned):
    """不是同一人: somebody looked at two rows and knows that they are two people."""

    # The judgement is about the two rows and goes with them, when an import is undone.
    first = models.ForeignKey(Member, models.CASCADE, verbose_name="会员甲", related_name="+")
    second = models.ForeignKey(Member, models.CASCADE, verbose_name="会员乙", related_name="+")
    by = models.ForeignKey(Seat, models.PROTECT, verbose_name="由谁", related_name="+")
    at = models.DateTimeField("时间", default=timezone.now)

    objects = NotSameQuerySet.as_manager()

    classification = {"at": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "不是同一人"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="not_same_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="not_same_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first} 与 {self.second}"
