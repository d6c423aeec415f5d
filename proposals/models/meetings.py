"""Meetings at which proposals are spoken: monthly meetings 生活会 and forums 金点子座谈会."""

from __future__ import annotations

import datetime
from typing import Self

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
