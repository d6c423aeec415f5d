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


"""Meetings at which proposals are spoken: monthly meetings 生活会 and forums 金点子座谈会."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned


class SourceMeetingQuerySet(ScopedQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        """For those who see all proposals."""
        rows = super().visible_to(seat)
        return rows if seat is not None and seat.can("proposals.view") else rows.none()

    def held_in(self, first: datetime.date, last: datetime.date) -> Self:
        return self.filter(held_on__range=(first, last))

    def for_list(self) -> Self:
        """With the numbers of proposals raised, valid and solved."""
        # Text of states: this module stands below the one that holds them.
        valid = Q(issues__state__in=["accepted", "assigned", "answered", "published"])
        return self.annotate(
            issue_count=Count("issues"),
            solved_count=Count("issues", filter=valid & Q(issues__result_class="solved")),
        ).order_by("-held_on", "-pk")


class SourceMeeting(UnionOwned):
    """One meeting; its issues are the micro-proposals that name it."""

    class Kind(models.TextChoices):
        MONTHLY = "monthly_meeting", "生活会"
        FORUM = "forum", "金点子座谈会"

    kind = models.CharField("会议", max_length=20, choices=Kind)
    held_on = models.DateField("日期")
    place = models.CharField("地点", max_length=60, blank=True)
    host = models.CharField("主持人", max_length=40, blank=True)
    attended = models.PositiveSmallIntegerField("参加人数", null=True, blank=True)
    topic = models.CharField("议题", max_length=100)
    entered_by = models.ForeignKey(Seat, models.PROTECT, verbose_name="记录人", related_name="+")
    created_at = models.DateTimeField("登记时间", default=timezone.now)

    objects = SourceMeetingQuerySet.as_manager()

    classification = {
        "held_on": "internal",
        "place": "internal",
        "host": "internal",
        "topic": "internal",
        "created_at": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "来源会议"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["monthly_meeting", "forum"]), name="source_meeting_kind_known"
            ),
            models.CheckConstraint(condition=~Q(topic=""), name="source_meeting_has_topic"),
        ]
        indexes = [models.Index(fields=["union", "-held_on"], name="source_meeting_latest")]

    def __str__(self) -> str:
        return f"{self.held_on:%Y-%m-%d} {self.get_kind_display()}：{self.topic}"
