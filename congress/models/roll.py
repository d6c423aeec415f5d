"""The roll of a session: who had which place there, frozen at the credentials check."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from congress.models.delegates import Category, Delegate, Kind
from congress.models.sessions import Session
from members.models import Member
from union_site.collation import KEY_LENGTH
from union_site.scoping import ScopedQuerySet, UnionOwned


class RollQuerySet(ScopedQuerySet):
    def full(self) -> Self:
        """Those who count: n of every rule (Order 32 arts 19, 21)."""
        return self.filter(kind=Kind.FULL)

    def guests(self) -> Self:
        """Observers and invited: they count nowhere and vote nowhere (art. 19)."""
        return self.exclude(kind=Kind.FULL)

    def for_list(self) -> Self:
        return self.select_related("delegate", "member__seat").order_by("stroke_order", "pk")


class RollEntry(UnionOwned):
    """One line of the roll. What is copied here stays as it was at the check."""

    session = models.ForeignKey(Session, models.PROTECT, verbose_name="会议", related_name="roll")
    delegate = models.ForeignKey(
        Delegate, models.PROTECT, verbose_name="代表", related_name="roll_entries"
    )
    member = models.ForeignKey(
        Member, models.PROTECT, verbose_name="会员", null=True, blank=True, related_name="+"
    )
    name = models.CharField("姓名", max_length=60)
    stroke_order = models.CharField(max_length=KEY_LENGTH, editable=False)
    kind = models.CharField("代表类别", max_length=10, choices=Kind)
    category = models.CharField("身份", max_length=10, choices=Category, blank=True)
    is_leader = models.BooleanField("中层以上干部", default=False)
    delegation_name = models.CharField("代表团", max_length=40, blank=True)
    is_head = models.BooleanField("团（组）长", default=False)

    objects = RollQuerySet.as_manager()

    classification = {
        "name": "internal",
        "stroke_order": "internal",
        "delegation_name": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "会议代表名册"
        constraints = [
            models.UniqueConstraint(fields=["session", "delegate"], name="roll_delegate_once"),
            models.UniqueConstraint(fields=["session", "member"], name="roll_member_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="roll_kind_known"),
            models.CheckConstraint(
                condition=Q(category__in=["", *Category.values]), name="roll_category_known"
            ),
        ]
        indexes = [models.Index(fields=["session", "stroke_order"], name="roll_by_strokes")]

    def __str__(self) -> str:
        return self.name

    @property
    def votes_here(self) -> bool:
        return self.kind == Kind.FULL
