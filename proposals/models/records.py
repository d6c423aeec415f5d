"""Records of meetings 议事记录: of a deliberation, or of a proposal without one."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from proposals.models.committee import sits_on_committee
from proposals.models.deliberations import Deliberation
from proposals.models.micro import MicroProposal
from proposals.models.proposals import Proposal
from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned


class RecordQuerySet(ScopedQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        """Records of a deliberation are for all staff; of a proposal, for those who see it."""
        rows = super().visible_to(seat)
        if seat is None or seat.can("proposals.view") or sits_on_committee(seat):
            return rows
        micros: Any = MicroProposal.objects.visible_to(seat).values("pk")
        proposals: Any = Proposal.objects.visible_to(seat).values("pk")
        return rows.filter(
            Q(deliberation__isnull=False)
            | Q(written_by=seat)
            | Q(micro__in=micros)
            | Q(proposal__in=proposals)
        )

    def for_list(self) -> Self:
        return self.select_related(
            "deliberation__micro",
            "deliberation__proposal",
            "micro",
            "proposal",
            "written_by__user",
            "union",
        ).order_by("-held_on", "-pk")


class DeliberationRecord(UnionOwned):
    """议事记录 of a meeting: who met where, what was said, what came of it."""

    deliberation = models.ForeignKey(
        Deliberation,
        models.PROTECT,
        verbose_name="微议事",
        null=True,
        blank=True,
        related_name="records",
    )
    micro = models.ForeignKey(
        MicroProposal,
        models.PROTECT,
        verbose_name="微提案",
        null=True,
        blank=True,
        related_name="records",
    )
    proposal = models.ForeignKey(
        Proposal,
        models.PROTECT,
        verbose_name="提案",
        null=True,
        blank=True,
        related_name="records",
    )
    held_on = models.DateField("日期")
    place = models.CharField("地点", max_length=60)
    host = models.CharField("主持人", max_length=30)
    participants = models.TextField("参加人员", max_length=1000)
    opinions = models.TextField("意见摘要", max_length=3000)
    conclusion = models.TextField("结论", max_length=1000)
    written_by = models.ForeignKey(Seat, models.PROTECT, verbose_name="记录人", related_name="+")
    written_at = models.DateTimeField("登记时间")

    objects = RecordQuerySet.as_manager()

    classification = {
        "held_on": "internal",
        "place": "internal",
        "host": "internal",
        "participants": "internal",
        "opinions": "internal",
        "conclusion": "internal",
        "written_at": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "议事记录"
        constraints = [
            models.CheckConstraint(
                condition=Q(deliberation__isnull=False, micro__isnull=True, proposal__isnull=True)
                | Q(deliberation__isnull=True, micro__isnull=False, proposal__isnull=True)
                | Q(deliberation__isnull=True, micro__isnull=True, proposal__isnull=False),
                name="record_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"议事记录（{self.topic}）"

    @property
    def topic(self) -> str:
        if self.deliberation is not None:
            return self.deliberation.title
        thing = self.micro or self.proposal
        return thing.heading if thing is not None else ""

    @property
    def thing(self) -> MicroProposal | Proposal | None:
        """The proposal it speaks of, directly or by its deliberation."""
        own = self.micro or self.proposal
        return self.deliberation.thing if self.deliberation is not None else own
