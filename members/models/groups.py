"""Union groups: the circles in which a union's members meet, and who heads them."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Count, F, Q

from members.models.codes import ON_ROLL, Status
from union_site.idcards import Sex
from union_site.scoping import ScopedQuerySet, UnionOwned


class UnionGroupQuerySet(ScopedQuerySet):
    def in_use(self) -> Self:
        return self.filter(ended_on__isnull=True)

    def for_list(self) -> Self:
        on_roll = Count("members", filter=Q(members__status__in=ON_ROLL))
        return self.annotate(member_count=on_roll).order_by("order", "name")

    def counted(self) -> Self:
        """Each with its members in service, the women among them, and the retained apart."""
        active = Q(members__status=Status.ACTIVE)
        return (
            self.annotate(
                active_count=Count("members", filter=active),
                women_count=Count("members", filter=active & Q(members__sex=Sex.FEMALE)),
                retained_count=Count("members", filter=Q(members__status=Status.RETAINED)),
            )
            .select_related("head")
            .order_by("order", "name")
        )


class UnionGroup(UnionOwned):
    """工会小组, usually the teachers of one year or subject. Never deleted: it ends."""

    # Set by `counted`.
    active_count: int
    women_count: int
    retained_count: int

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
    ended_on = models.DateField("撤销日期", null=True, blank=True)

    objects = UnionGroupQuerySet.as_manager()

    classification = {"name": "internal", "head": "internal", "ended_on": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "工会小组"
        ordering = ["order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "name"],
                name="group_name_once_per_union",
                violation_error_message="本工会已有同名的小组。",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(head__isnull=True),
                name="group_ended_has_no_head",
                violation_error_message="已撤销的小组不能有组长。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GroupHeadQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        return self.select_related("member").order_by(
            F("until").desc(nulls_first=True), F("since").desc(nulls_last=True), "-pk"
        )


class GroupHead(UnionOwned):
    """Who headed a group from when until when; the open row is the head of today."""

    group = models.ForeignKey(
        UnionGroup, models.PROTECT, verbose_name="工会小组", related_name="heads"
    )
    member = models.ForeignKey(
        "members.Member", models.PROTECT, verbose_name="组长", related_name="groups_headed"
    )
    # Unknown where the head was written down before the history began.
    since = models.DateField("自", null=True, blank=True)
    until = models.DateField("至", null=True, blank=True)

    objects = GroupHeadQuerySet.as_manager()

    classification = {"since": "internal", "until": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "小组组长"
        constraints = [
            models.UniqueConstraint(
                fields=["group"],
                condition=Q(until__isnull=True),
                name="group_head_one_at_a_time",
                violation_error_message="这个小组已有组长。",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gte=F("since")),
                name="group_head_range_forward",
                violation_error_message="卸任日期不能早于任职日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}组长{self.member}"
