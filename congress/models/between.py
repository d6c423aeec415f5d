"""Between sessions: training of delegates, what delegates do, and joint meetings."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Q

from congress.models.delegates import Delegate
from congress.models.sessions import Session
from congress.models.terms import CongressTerm
from members.models import Member
from union_site.scoping import ScopedQuerySet, UnionOwned

HOURS = [MinValueValidator(Decimal("0.5")), MaxValueValidator(Decimal("99"))]


class DatedQuerySet(ScopedQuerySet):
    """Rows of a day, `held_on`."""

    def between(self, first: datetime.date | None, last: datetime.date | None) -> Self:
        """Rows of these days, both ends included; an end that is None is open."""
        rows = self if first is None else self.filter(held_on__gte=first)
        return rows if last is None else rows.filter(held_on__lte=last)


class TrainingQuerySet(DatedQuerySet):
    def for_list(self) -> Self:
        return (
            self.select_related("term", "union")
            .annotate(attendance=Count("attendees"))
            .order_by("-held_on", "-pk")
        )


class DelegateTraining(UnionOwned):
    """代表培训: the union trains the delegates (Order 32 art. 26)."""

    # Set by the queryset above.
    attendance: int

    term = models.ForeignKey(
        CongressTerm, models.PROTECT, verbose_name="届次", related_name="trainings"
    )
    topic = models.CharField("培训内容", max_length=120)
    held_on = models.DateField("日期")
    hours = models.DecimalField("学时", max_digits=4, decimal_places=1, validators=HOURS)
    place = models.CharField("地点", max_length=80, blank=True)
    speaker = models.CharField("主讲", max_length=60, blank=True)
    attendees = models.ManyToManyField(
        Delegate, verbose_name="参加代表", blank=True, related_name="trainings"
    )

    objects = TrainingQuerySet.as_manager()

    classification = {
        "topic": "internal",
        "held_on": "internal",
        "place": "internal",
        "speaker": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "代表培训"
        constraints = [
            models.UniqueConstraint(
                fields=["term", "topic", "held_on"],
                name="training_once",
                violation_error_message="同一天的这项培训已经登记过了。",
            ),
            models.CheckConstraint(condition=Q(hours__gt=0), name="training_has_hours"),
        ]

    def __str__(self) -> str:
        return self.topic


class ActivityKind(models.TextChoices):
    VISIT = "visit", "走访教职工"
    VOICE = "voice", "反映意见"
    FOLLOW_UP = "follow_up", "督办落实"
    SURVEY = "survey", "调研"
    ATTEND = "attend", "列席会议"
    REPORT = "report", "向选区报告"
    OTHER = "other", "其他"


class DelegateActivityQuerySet(DatedQuerySet):
    def for_list(self) -> Self:
        return self.select_related(
            "delegate__term", "delegate__constituency", "delegate__delegation", "union"
        ).order_by("-held_on", "-pk")


class DelegateActivity(UnionOwned):
    """履职记录: what a delegate did between sessions, written by herself."""

    delegate = models.ForeignKey(
        Delegate, models.PROTECT, verbose_name="代表", related_name="activities"
    )
    kind = models.CharField("类别", max_length=10, choices=ActivityKind)
    held_on = models.DateField("日期")
    subject = models.CharField("事项", max_length=120)
    record = models.TextField("情况", max_length=1000, blank=True)

    objects = DelegateActivityQuerySet.as_manager()

    classification = {"held_on": "internal", "subject": "internal", "record": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "代表履职记录"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ActivityKind.values), name="delegate_activity_kind_known"
            )
        ]
        indexes = [models.Index(fields=["union", "-held_on"], name="delegate_activity_latest")]

    def __str__(self) -> str:
        return self.subject


class JointMeetingQuerySet(DatedQuerySet):
    def unreported(self) -> Self:
        return self.filter(reported_at__isnull=True)

    def for_list(self) -> Self:
        return (
            self.select_related(
                "term", "chair", "reported_at__term", "reported_at__joint_term", "union"
            )
            .annotate(headcount=Count("participants"))
            .order_by("-held_on", "-pk")
        )


class JointMeeting(UnionOwned):
    """联席会议: heads of delegations and of committees settle what cannot wait.

    The union calls it; what it settled is reported to the next session (Order 32 art. 26).
    """

    # Set by the queryset above.
    headcount: int

    term = models.ForeignKey(
        CongressTerm, models.PROTECT, verbose_name="届次", related_name="joint_meetings"
    )
    held_on = models.DateField("日期")
    place = models.CharField("地点", max_length=80, blank=True)
    chair = models.ForeignKey(Member, models.PROTECT, verbose_name="主持人", related_name="+")
    participants = models.ManyToManyField(
        Member, verbose_name="参加人员", related_name="joint_meetings"
    )
    matter = models.CharField("议题", max_length=120)
    conclusion = models.TextField("协商处理意见", max_length=4000)
    reported_at = models.ForeignKey(
        Session,
        models.PROTECT,
        verbose_name="报告于",
        null=True,
        blank=True,
        related_name="reported_meetings",
    )

    objects = JointMeetingQuerySet.as_manager()

    classification = {
        "held_on": "internal",
        "place": "internal",
        "matter": "internal",
        "conclusion": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "联席会议"
        constraints = [
            models.UniqueConstraint(
                fields=["term", "matter", "held_on"],
                name="joint_meeting_once",
                violation_error_message="同一天、同一议题的联席会议已经登记过了。",
            )
        ]

    def __str__(self) -> str:
        return self.matter
