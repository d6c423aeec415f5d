"""Selections: nominating for an honour, hearing the members, public notice, result."""

from __future__ import annotations

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone

from members.models.honour_titles import HonourTitle, sees_all
from members.models.people import Member
from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned


class SelectionState(models.TextChoices):
    NOMINATING = "nominating", "征集推荐"
    APPRAISING = "appraising", "民主测评"
    NOTICED = "noticed", "公示中"
    REPORTED = "reported", "已上报"
    CONCLUDED = "concluded", "已有结果"
    CANCELLED = "cancelled", "已取消"


RUNNING = (
    SelectionState.NOMINATING,
    SelectionState.APPRAISING,
    SelectionState.NOTICED,
    SelectionState.REPORTED,
)
# What every member may read: from the public notice on.
PUBLIC = (SelectionState.NOTICED, SelectionState.REPORTED, SelectionState.CONCLUDED)


class SelectionQuerySet(ScopedQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        rows = super().visible_to(seat)
        if seat is None or sees_all(seat):
            return rows
        return rows.filter(state__in=PUBLIC)

    def running(self) -> Self:
        return self.filter(state__in=RUNNING)

    def for_list(self) -> Self:
        standing = Count("nominees", filter=~Q(nominees__state="withdrawn"))
        return (
            self.select_related("honour_title")
            .annotate(nominee_count=standing)
            .order_by("-year", "-pk")
        )


class Selection(UnionOwned):
    """One round of choosing whom to put forward for an honour."""

    State = SelectionState

    nominee_count: int  # of those who stand; annotated by `for_list()`

    honour_title = models.ForeignKey(
        HonourTitle, models.PROTECT, verbose_name="荣誉称号", related_name="selections"
    )
    year = models.PositiveSmallIntegerField(
        "年度", validators=[MinValueValidator(1950), MaxValueValidator(2099)]
    )
    quota = models.PositiveSmallIntegerField(
        "推荐名额", validators=[MinValueValidator(1, "至少 1 个名额。")]
    )
    deeds_limit = models.PositiveSmallIntegerField(
        "事迹字数上限", validators=[MinValueValidator(50), MaxValueValidator(5000)]
    )
    opens_on = models.DateField("征集开始")
    closes_on = models.DateField("征集截止")
    conditions = models.TextField("评选条件", max_length=2000, blank=True)
    appraised_on = models.DateField("测评日期", null=True, blank=True)
    notice_from = models.DateField("公示开始", null=True, blank=True)
    notice_until = models.DateField("公示截止", null=True, blank=True)
    notice_place = models.CharField("公示地点", max_length=100, blank=True)
    objections = models.TextField("收到的异议及处理", max_length=1000, blank=True)
    reported_on = models.DateField("上报日期", null=True, blank=True)
    reported_to = models.CharField("报送单位", max_length=100, blank=True)
    result_on = models.DateField("结果日期", null=True, blank=True)
    result_note = models.CharField("结果说明", max_length=300, blank=True)
    state = models.CharField(
        "状态", max_length=12, choices=SelectionState, default=SelectionState.NOMINATING
    )
    opened_by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="发起人", null=True, editable=False, related_name="+"
    )
    opened_at = models.DateTimeField("发起时间", default=timezone.now, editable=False)

    objects = SelectionQuerySet.as_manager()

    classification = {
        "opens_on": "internal",
        "closes_on": "internal",
        "conditions": "internal",
        "appraised_on": "internal",
        "notice_from": "internal",
        "notice_until": "internal",
        "notice_place": "internal",
        "objections": "restricted",
        "reported_on": "internal",
        "reported_to": "internal",
        "result_on": "internal",
        "result_note": "internal",
        "opened_at": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "评选推荐"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "nominating",
                        "appraising",
                        "noticed",
                        "reported",
                        "concluded",
                        "cancelled",
                    ]
                ),
                name="selection_state_known",
            ),
            models.CheckConstraint(
                condition=Q(quota__gte=1),
                name="selection_quota_positive",
                violation_error_message="至少 1 个名额。",
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="selection_period_forward",
                violation_error_message="征集截止不能早于征集开始。",
            ),
            models.CheckConstraint(
                condition=Q(notice_from__isnull=True, notice_until__isnull=True)
                | Q(notice_until__gte=F("notice_from")),
                name="selection_notice_forward",
                violation_error_message="公示截止不能早于公示开始。",
            ),
            models.CheckConstraint(
                condition=~Q(state="noticed")
                | Q(notice_from__isnull=False, notice_until__isnull=False),
                name="selection_noticed_with_days",
            ),
            models.UniqueConstraint(
                fields=["union", "honour_title", "year"],
                condition=~Q(state="cancelled"),
                name="selection_once_a_year",
                violation_error_message="这个称号本年度已有评选推荐。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年度{self.honour_title}评选推荐"

    @property
    def is_of_persons(self) -> bool:
        return self.honour_title.subject == HonourTitle.Subject.PERSON

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING


class NomineeState(models.TextChoices):
    NOMINATED = "nominated", "已推荐"
    CHOSEN = "chosen", "拟推荐上报"
    PASSED_OVER = "passed_over", "未入选"
    AWARDED = "awarded", "获评"
    NOT_AWARDED = "not_awarded", "未获评"
    WITHDRAWN = "withdrawn", "已撤回"


PUT_FORWARD = (NomineeState.CHOSEN, NomineeState.AWARDED, NomineeState.NOT_AWARDED)


class NomineeQuerySet(ScopedQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        """Members see whom the public notice names, and nobody before it."""
        rows = super().visible_to(seat)
        if seat is None or sees_all(seat):
            return rows
        return rows.filter(
            selection__state__in=PUBLIC, state__in=[NomineeState.CHOSEN, NomineeState.AWARDED]
        )

    def standing(self) -> Self:
        return self.exclude(state=NomineeState.WITHDRAWN)

    def chosen(self) -> Self:
        return self.filter(state=NomineeState.CHOSEN)

    def put_forward(self) -> Self:
        return self.filter(state__in=PUT_FORWARD)

    def for_list(self) -> Self:
        return self.select_related("member__group", "selection__honour_title").order_by(
            F("votes_for").desc(nulls_last=True), "pk"
        )


class Nominee(UnionOwned):
    """Somebody, a team or the unit that was put up for an honour."""

    State = NomineeState

    selection = models.ForeignKey(
        Selection, models.PROTECT, verbose_name="评选推荐", related_name="nominees"
    )
    member = models.ForeignKey(
        Member,
        models.PROTECT,
        verbose_name="会员",
        null=True,
        blank=True,
        related_name="nominations",
    )
    name = models.CharField("集体或单位名称", max_length=80, blank=True)
    recommended_by = models.CharField("推荐单位", max_length=60)
    deeds = models.TextField("主要事迹")
    votes_expected = models.PositiveIntegerField("应参加测评人数", null=True, blank=True)
    votes_returned = models.PositiveIntegerField("收回票数", null=True, blank=True)
    votes_for = models.PositiveIntegerField("同意票数", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=12, choices=NomineeState, default=NomineeState.NOMINATED
    )
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = NomineeQuerySet.as_manager()

    classification = {"name": "internal", "recommended_by": "internal", "deeds": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "推荐对象"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "nominated",
                        "chosen",
                        "passed_over",
                        "awarded",
                        "not_awarded",
                        "withdrawn",
                    ]
                ),
                name="nominee_state_known",
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=False, name="") | (Q(member__isnull=True) & ~Q(name="")),
                name="nominee_member_or_name",
            ),
            models.CheckConstraint(
                condition=Q(
                    votes_expected__isnull=True, votes_returned__isnull=True, votes_for__isnull=True
                )
                | Q(votes_expected__gte=1, votes_returned__isnull=False, votes_for__isnull=False),
                name="nominee_votes_together",
            ),
            models.CheckConstraint(
                condition=Q(votes_expected__isnull=True)
                | Q(votes_returned__lte=F("votes_expected")),
                name="nominee_ballots_within_expected",
                violation_error_message="收回票数不能多于应参加测评人数。",
            ),
            models.CheckConstraint(
                condition=Q(votes_expected__isnull=True) | Q(votes_for__lte=F("votes_returned")),
                name="nominee_votes_within_ballots",
                violation_error_message="同意票数不能多于收回票数。",
            ),
            models.UniqueConstraint(
                fields=["selection", "member"],
                condition=~Q(state="withdrawn") & Q(member__isnull=False),
                name="nominee_member_once",
                violation_error_message="这名会员已在推荐名单中。",
            ),
            models.UniqueConstraint(
                fields=["selection", "name"],
                condition=~Q(state="withdrawn") & ~Q(name=""),
                name="nominee_name_once",
                violation_error_message="这个集体或单位已在推荐名单中。",
            ),
        ]

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        return self.member.name if self.member else self.name

    @property
    def has_votes(self) -> bool:
        return self.votes_expected is not None

    @property
    def share(self) -> str:
        """The votes for it out of all who were to vote, as a percentage rounded down."""
        if not self.votes_expected:
            return ""
        per_mille = (self.votes_for or 0) * 1000 // self.votes_expected
        return f"{per_mille // 10}.{per_mille % 10}%"
