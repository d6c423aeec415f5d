"""Letters of appointment: numbered per union and year without a gap."""

from __future__ import annotations

import datetime
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from members.models.organisation import Post
from members.models.people import Member
from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned


class LetterSeries(UnionOwned):
    """How a union numbers its letters. Whoever takes a number locks this row first."""

    prefix = models.CharField("编号字头", max_length=20, default="工聘")

    classification = {"prefix": "public"}

    class Meta:
        verbose_name = verbose_name_plural = "聘书编号"
        constraints = [models.UniqueConstraint(fields=["union"], name="letter_series_once")]

    def __str__(self) -> str:
        return self.prefix


class AppointmentLetterQuerySet(ScopedQuerySet):
    def issued(self) -> Self:
        return self.filter(state=AppointmentLetter.State.ISSUED)

    def between(self, first: datetime.date | None, last: datetime.date | None) -> Self:
        """By the day of issue, both ends included; an end that is None is open."""
        rows = self if first is None else self.filter(issued_on__gte=first)
        return rows if last is None else rows.filter(issued_on__lte=last)

    def for_list(self) -> Self:
        return self.select_related("member", "union").order_by("-year", "-number")


class AppointmentLetter(UnionOwned):
    """聘书: names somebody to a post for a time. Its number is never given again."""

    class State(models.TextChoices):
        ISSUED = "issued", "有效"
        REVOKED = "revoked", "已撤销"

    prefix = models.CharField("编号字头", max_length=20)
    year = models.PositiveSmallIntegerField(
        "年份", validators=[MinValueValidator(1950), MaxValueValidator(2099)]
    )
    number = models.PositiveIntegerField("序号", validators=[MinValueValidator(1)])
    member = models.ForeignKey(
        Member,
        models.PROTECT,
        verbose_name="会员",
        null=True,
        blank=True,
        related_name="letters",
    )
    person_name = models.CharField("姓名", max_length=60)
    address = models.CharField("称谓", max_length=10, default="同志", blank=True)
    post_text = models.CharField("聘任职务", max_length=60)
    starts_on = models.DateField("聘期自")
    ends_on = models.DateField("聘期至", null=True, blank=True)
    issued_on = models.DateField("签发日期")
    post = models.ForeignKey(
        Post,
        models.PROTECT,
        verbose_name="依据任职",
        null=True,
        blank=True,
        related_name="letters",
    )
    basis = models.CharField("聘任依据", max_length=120, blank=True)
    state = models.CharField("状态", max_length=8, choices=State, default=State.ISSUED)
    revoked_on = models.DateField("撤销日期", null=True, blank=True)
    revoke_reason = models.CharField("撤销原因", max_length=200, blank=True)
    issued_by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="经办", null=True, blank=True, related_name="+"
    )

    objects = AppointmentLetterQuerySet.as_manager()

    classification = {
        "prefix": "public",
        "person_name": "internal",
        "address": "internal",
        "post_text": "public",
        "starts_on": "public",
        "ends_on": "public",
        "issued_on": "public",
        "basis": "internal",
        "revoked_on": "internal",
        "revoke_reason": "restricted",
    }

    class Meta:
        verbose_name = verbose_name_plural = "聘书"
        constraints = [
            models.UniqueConstraint(
                fields=["union", "year", "number"],
                name="letter_number_once",
                violation_error_message="这个编号已被使用，请重试。",
            ),
            models.UniqueConstraint(
                fields=["post"],
                condition=Q(state="issued"),
                name="letter_once_per_post",
                violation_error_message="这项任职已发过聘书。",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="letter_range_forward",
                violation_error_message="聘期止不能早于聘期起。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["issued", "revoked"]), name="letter_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="issued", revoked_on__isnull=True)
                | Q(state="revoked", revoked_on__isnull=False),
                name="letter_revoked_on_a_day",
            ),
        ]
        indexes = [models.Index(fields=["union", "-issued_on"], name="letter_by_day")]

    def __str__(self) -> str:
        return f"{self.number_text} {self.person_name}"

    @property
    def number_text(self) -> str:
        """工聘〔2026〕1号 (GB/T 9704-2012, 7.2.5: no leading zero)."""
        return f"{self.prefix}〔{self.year}〕{self.number}号"

    @property
    def is_issued(self) -> bool:
        return self.state == self.State.ISSUED
