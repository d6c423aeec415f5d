"""Advice of the proposal committee's members, before its decision."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from proposals.models.proposals import Proposal
from proposals.models.states import Outcome
from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned


class AdviceQuerySet(ScopedQuerySet):
    def in_force(self) -> Self:
        """Given on the text as it stands: not before the author was asked to mend it."""
        return self.filter(is_outdated=False)

    def for_list(self) -> Self:
        return self.select_related("seat__user", "first_unit__user", "second_unit__user").order_by(
            "given_at", "pk"
        )


class Advice(UnionOwned):
    """审查意见 of one member: what to decide, and which department should handle it."""

    proposal = models.ForeignKey(
        Proposal, models.PROTECT, verbose_name="提案", related_name="advice"
    )
    seat = models.ForeignKey(Seat, models.PROTECT, verbose_name="委员", related_name="+")
    suggestion = models.CharField("建议", max_length=10, choices=Outcome)
    opinion = models.CharField("意见", max_length=500, blank=True)
    first_unit = models.ForeignKey(
        Seat,
        models.PROTECT,
        verbose_name="建议主办（第一）",
        null=True,
        blank=True,
        related_name="+",
    )
    second_unit = models.ForeignKey(
        Seat,
        models.PROTECT,
        verbose_name="建议主办（第二）",
        null=True,
        blank=True,
        related_name="+",
    )
    given_at = models.DateTimeField("时间")
    is_outdated = models.BooleanField("针对补正前的文本", default=False)

    objects = AdviceQuerySet.as_manager()

    classification = {"opinion": "internal", "given_at": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "审查意见"
        constraints = [
            models.UniqueConstraint(fields=["proposal", "seat"], name="advice_once_per_member"),
            models.CheckConstraint(
                condition=Q(suggestion__in=Outcome.values), name="advice_suggestion_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat.user.name}：{self.get_suggestion_display()}"
