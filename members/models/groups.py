"""Union groups: the circles in which a union's members meet."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Count, Q

from members.models.codes import ON_ROLL
from union_site.scoping import ScopedQuerySet, UnionOwned


class UnionGroupQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        on_roll = Count("members", filter=Q(members__status__in=ON_ROLL))
        return self.annotate(member_count=on_roll).order_by("order", "name")


class UnionGroup(UnionOwned):
    """工会小组, usually the teachers of one year or subject."""

    name = models.CharField("名称", max_length=40)
    order = models.PositiveSmallIntegerField("顺序", default=0)
    head = models.ForeignKey(
        "members.Member",
        models.SET_NULL,
        verbose_name="组长",
        null=True,
        blank=True,
        related_name="+",
    )

    objects = UnionGroupQuerySet.as_manager()

    classification = {"name": "internal", "head": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "工会小组"
        ordering = ["order", "name"]
        constraints = [
            models.UniqueConstraint(fields=["union", "name"], name="group_name_once_per_union")
        ]

    def __str__(self) -> str:
        return self.name
