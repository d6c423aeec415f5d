"""What a school has to disclose, how often; and what its staff say of the year as a whole."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Self

from django.db import models
from django.db.models import F, Q

from congress.models.ballots import Ballot
from congress.models.periods import Cadence, Period, ending_between
from union_site.scoping import ScopedQuerySet, UnionOwned


class Category(models.TextChoices):
    FINANCE = "finance", "财务"
    FEES = "fees", "收费"
    WORKS = "works", "工程"
    REWARDS = "rewards", "奖惩"
    TITLES = "titles", "职称"
    ENROLMENT = "enrolment", "招生"
    OTHER = "other", "其他"


class DutyQuerySet(ScopedQuerySet):
    def in_force(self, first: datetime.date, last: datetime.date) -> Self:
        """Those that hold on one of these days at least."""
        begun = self.filter(since__lte=last)
        return begun.filter(Q(until__isnull=True) | Q(until__gte=first))

    def for_list(self) -> Self:
        return self.order_by("position", "pk")


class DisclosureDuty(UnionOwned):
    """An item of the catalogue 校务公开目录. Never deleted once used: it ends."""

    category = models.CharField("类别", max_length=12, choices=Category)
    position = models.PositiveSmallIntegerField("顺序", default=0)
    title = models.CharField("公开事项", max_length=80)
    cadence = models.CharField("公开频次", max_length=14, choices=Cadence)
    department = models.CharField("责任部门", max_length=60, blank=True)
    basis = models.CharField("依据", max_length=160, blank=True)
    since = models.DateField("自何时起")
    until = models.DateField("至何时止", null=True, blank=True)

    objects = DutyQuerySet.as_manager()

    classification = {
        "title": "internal",
        "department": "internal",
        "basis": "internal",
        "since": "internal",
        "until": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "校务公开目录"
        constraints = [
            models.UniqueConstraint(
                fields=["union", "category", "title"],
                name="disclosure_duty_once",
                violation_error_message="目录中已有这一事项。",
            ),
            models.CheckConstraint(
                condition=Q(category__in=Category.values), name="disclosure_duty_category_known"
            ),
            models.CheckConstraint(
                condition=Q(cadence__in=Cadence.values), name="disclosure_duty_cadence_known"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="disclosure_duty_dates_in_order",
                violation_error_message="终止日期不能早于起始日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def owed(self, first: datetime.date, last: datetime.date) -> Iterator[Period]:
        """The periods that end on one of these days while the duty holds."""
        begin = max(first, self.since)
        end = last if self.until is None else min(last, self.until)
        return ending_between(self.cadence, begin, end)


class DisclosureYear(UnionOwned):
    """One calendar year of disclosure, for the poll on it as a whole."""

    year = models.PositiveSmallIntegerField("年度")
    poll = models.OneToOneField(
        Ballot,
        models.PROTECT,
        verbose_name="满意度测评",
        null=True,
        blank=True,
        editable=False,
        related_name="disclosure_year",
    )

    classification: dict[str, str] = {}

    class Meta:
        verbose_name = verbose_name_plural = "校务公开年度"
        constraints = [
            models.UniqueConstraint(fields=["union", "year"], name="disclosure_year_once")
        ]

    def __str__(self) -> str:
        return f"{self.year}年度校务公开"
