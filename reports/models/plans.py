"""The work plan of a year: what guides it, its themes, and what is to be done in which month."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from reports.models.papers import PAPER_CLASSES, REVISED_CLASSES, Paper, Revised
from union_site.scoping import ScopedQuerySet, UnionOwned

FIRST_MONTH = 2  # a school union's year runs from February to January

_MONTH = [MinValueValidator(1), MaxValueValidator(12)]


def place_in_year(month: int) -> int:
    """0 for February … 11 for January of the next year."""
    return (month - FIRST_MONTH) % 12


class WorkPlan(Paper):
    """年度工作计划 (工作思路)."""

    guiding_principle = models.TextField("指导思想", max_length=5_000, blank=True)

    classification = {**PAPER_CLASSES, "guiding_principle": "internal"}

    class Meta(Paper.Meta):
        verbose_name = verbose_name_plural = "工作计划"


class PlanTheme(Revised):
    """A field of work; each line of the body is one item, numbered when printed."""

    plan = models.ForeignKey(
        WorkPlan, models.CASCADE, verbose_name="工作计划", related_name="themes"
    )
    order = models.PositiveSmallIntegerField("顺序")
    heading = models.CharField("主题", max_length=60)
    body = models.TextField("工作内容", max_length=10_000, blank=True)

    classification = {**REVISED_CLASSES, "heading": "internal", "body": "internal"}

    class Meta(Revised.Meta):
        verbose_name = verbose_name_plural = "计划主题"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.heading

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.body.splitlines() if line.strip()]


class PlanItemQuerySet(ScopedQuerySet):
    def in_year_order(self) -> PlanItemQuerySet:
        """From February to January, as plans are written."""
        start = (models.F("month_from") + (12 - FIRST_MONTH)) % 12
        return self.order_by(start, "order", "pk")

    def of_year(self, year: int) -> PlanItemQuerySet:
        return self.filter(plan__year=year)

    def done(self) -> PlanItemQuerySet:
        return self.filter(is_done=True)


class PlanItem(UnionOwned):
    """Something to be done in a month, or across months (十二月一月)."""

    class Kind(models.TextChoices):
        MEETING = "meeting", "会议"
        STUDY = "study", "学习培训"
        ACTIVITY = "activity", "活动"
        SERVICE = "service", "慰问服务"
        OFFICE = "office", "日常工作"

    plan = models.ForeignKey(
        WorkPlan, models.CASCADE, verbose_name="工作计划", related_name="items"
    )
    month_from = models.PositiveSmallIntegerField("月份", validators=_MONTH)
    month_to = models.PositiveSmallIntegerField("至", validators=_MONTH)
    order = models.PositiveSmallIntegerField("顺序", default=0)
    text = models.CharField("工作内容", max_length=120)
    kind = models.CharField("类别", max_length=10, choices=Kind, default=Kind.OFFICE)
    owner = models.CharField("负责", max_length=40, blank=True)
    is_done = models.BooleanField("已完成", default=False)

    classification = {"text": "internal", "owner": "internal"}

    objects = PlanItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "计划事项"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(month_from__range=(1, 12), month_to__range=(1, 12)),
                name="plan_item_month_known",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["meeting", "study", "activity", "service", "office"]),
                name="plan_item_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        super().clean()
        first, last = self.month_from, self.month_to
        if first and last and place_in_year(last) < place_in_year(first):
            raise ValidationError(
                {"month_to": "计划自 2 月起至次年 1 月止，结束月份不能早于开始月份。"}
            )

    @property
    def span(self) -> tuple[int, int]:
        return self.month_from, self.month_to
