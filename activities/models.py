"""Activities of a union: what was planned, what took place, who came."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned

DAY = datetime.timedelta(days=1)


class State(models.TextChoices):
    PLANNED = "planned", "计划中"
    HELD = "held", "已举办"
    CANCELLED = "cancelled", "已取消"


def midnight(day: datetime.date) -> datetime.datetime:
    """The beginning of a day where the school is."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


class ActivityQuerySet(ScopedQuerySet):
    def planned(self) -> Self:
        return self.filter(state=State.PLANNED)

    def held(self) -> Self:
        return self.filter(state=State.HELD)

    def kept(self) -> Self:
        """Planned or held: everything that was not called off."""
        return self.exclude(state=State.CANCELLED)

    def trainings(self) -> Self:
        return self.filter(kind=Activity.Kind.TRAINING)

    def between(self, first: datetime.date | None, last: datetime.date | None) -> Self:
        """Activities that begin on these days, both ends included; None leaves an end open."""
        rows = self if first is None else self.filter(starts_at__gte=midnight(first))
        return rows if last is None else rows.filter(starts_at__lt=midnight(last + DAY))

    def unrecorded(self, now: datetime.datetime) -> Self:
        """Planned ones that are over: somebody has to write down what became of them."""
        return self.planned().filter(ends_at__lt=now)

    def for_list(self) -> Self:
        return self.order_by("-starts_at", "-pk")


class Activity(UnionOwned):
    """One occasion: a training, a contest, an outing. 场次 counts these, 人次 who came to them."""

    class Kind(models.TextChoices):
        TRAINING = "training", "学习培训"
        CONTEST = "contest", "教学竞赛与岗位练兵"
        SPORTS_ARTS = "sports_arts", "文体活动"
        READING = "reading", "读书征文演讲"
        FESTIVAL = "festival", "节庆活动"
        CONDOLENCE = "condolence", "慰问活动"
        SOCIAL = "social", "联谊交友"
        VOLUNTEER = "volunteer", "志愿公益"
        HEALTH = "health", "健康与心理"
        WOMEN = "women", "女教职工活动"
        YOUTH = "youth", "青年与新教师"
        RETIRED = "retired", "退休教师活动"
        VISIT = "visit", "参观与红色教育"
        CLUB = "club", "社团与兴趣小组"
        MEETING = "meeting", "会议"
        OTHER = "other", "其他"

    title = models.CharField("名称", max_length=60)
    kind = models.CharField("类别", max_length=20, choices=Kind)
    theme = models.CharField("主题", max_length=60, blank=True)
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    place = models.CharField("地点", max_length=80, blank=True)
    organiser = models.CharField("主办", max_length=80, blank=True)
    plan = models.TextField("安排", max_length=2000, blank=True)
    state = models.CharField("状态", max_length=20, choices=State, default=State.PLANNED)
    headcount_members = models.PositiveIntegerField("参加会员", null=True, blank=True)
    extra_headcount = models.PositiveIntegerField("家属等其他人员", default=0)
    cost = models.DecimalField(
        "支出（元）",
        max_digits=12,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
    )
    summary = models.TextField("活动小结", max_length=4000, blank=True)
    registered_by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="登记人", null=True, blank=True, related_name="+"
    )

    objects = ActivityQuerySet.as_manager()

    classification = {
        "title": "public",
        "theme": "public",
        "starts_at": "public",
        "ends_at": "public",
        "place": "internal",
        "organiser": "public",
        "plan": "internal",
        "summary": "internal",
        "headcount_members": "internal",
        "registered_by": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "活动"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="activity_state_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "training",
                        "contest",
                        "sports_arts",
                        "reading",
                        "festival",
                        "condolence",
                        "social",
                        "volunteer",
                        "health",
                        "women",
                        "youth",
                        "retired",
                        "visit",
                        "club",
                        "meeting",
                        "other",
                    ]
                ),
                name="activity_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")),
                name="activity_range_forward",
                violation_error_message="结束时间不能早于开始时间。",
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(headcount_members__isnull=False),
                name="activity_held_was_counted",
            ),
            models.CheckConstraint(condition=Q(cost__gte=0), name="activity_cost_not_negative"),
        ]
        indexes = [models.Index(fields=["union", "-starts_at"], name="activity_latest")]

    def __str__(self) -> str:
        return self.title

    @property
    def starts_on(self) -> datetime.date:
        return timezone.localtime(self.starts_at).date()

    @property
    def attendance(self) -> int:
        """人次 of this one occasion."""
        return (self.headcount_members or 0) + self.extra_headcount

    @property
    def is_held(self) -> bool:
        return self.state == State.HELD

    @property
    def tone(self) -> str:
        return {State.PLANNED: "info", State.HELD: "ok"}.get(State(self.state), "plain")


class Attendance(UnionOwned):
    """A member who came. Where no list was kept, the head count alone stands."""

    activity = models.ForeignKey(
        Activity, models.CASCADE, verbose_name="活动", related_name="attendances"
    )
    member = models.ForeignKey(
        "members.Member", models.PROTECT, verbose_name="会员", related_name="attendances"
    )

    classification = {"member": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "参加记录"
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "member"], name="attendance_once_per_activity"
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity}：{self.member}"
