"""The annual summary: its sections, and the figures it speaks of as they were when taken."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models

from reports.models.papers import PAPER_CLASSES, REVISED_CLASSES, Paper, Revised
from union_site.scoping import ScopedQuerySet, UnionOwned


class AnnualSummary(Paper):
    """年度工作总结."""

    figures_taken_at = models.DateTimeField("取数时间", null=True, blank=True)

    classification = {**PAPER_CLASSES, "figures_taken_at": "internal"}

    class Meta(Paper.Meta):
        verbose_name = verbose_name_plural = "年度总结"


class SectionQuerySet(ScopedQuerySet):
    def for_paper(self) -> SectionQuerySet:
        return self.select_related("edited_by__user").order_by("order")


class SummarySection(Revised):
    """One section; the number of its heading is made when the paper is printed."""

    summary = models.ForeignKey(
        AnnualSummary, models.CASCADE, verbose_name="年度总结", related_name="sections"
    )
    order = models.PositiveSmallIntegerField("顺序")
    key = models.CharField("节", max_length=30)
    heading = models.CharField("小标题", max_length=60, blank=True)
    body = models.TextField("正文", max_length=20_000, blank=True)
    is_included = models.BooleanField("列入", default=True)
    # Code → the number as the text says it; the base for “the figure has changed since”.
    quoted = models.JSONField("文中数字", default=dict, blank=True)

    # What a union writes of its year; names of people may stand in it.
    classification = {
        **REVISED_CLASSES,
        "key": "public",
        "heading": "internal",
        "body": "internal",
        "quoted": "internal",
    }

    objects = SectionQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = verbose_name_plural = "总结章节"
        ordering = ["order"]
        constraints = [
            *Revised.Meta.constraints,
            models.UniqueConstraint(fields=["summary", "key"], name="section_once_per_summary"),
        ]

    def __str__(self) -> str:
        return f"{self.summary}：{self.name}"

    @property
    def name(self) -> str:
        """What to call it: its heading, or 导语 for the lead, which has none."""
        return self.heading or "导语"

    @property
    def is_written(self) -> bool:
        return bool(self.body.strip())

    @property
    def is_untouched(self) -> bool:
        """Still the text that the system drafted."""
        return self.is_written and self.edited_at is None


class FigureQuerySet(ScopedQuerySet):
    def for_paper(self) -> FigureQuerySet:
        """Without the ids of the rows, which may be many and which no page shows."""
        return self.defer("row_ids").order_by("order", "pk")


class FigureSnapshot(UnionOwned):
    """A number with its definition, the day it was taken, and the rows it was counted from.

    `value` is what the data said; `manual_value` is what a person put in its place, and wins.
    """

    class Qualifier(models.TextChoices):
        EXACT = "exact", "准确"
        OVER = "over", "超过"
        NEARLY = "nearly", "近"
        ABOUT = "about", "约"

    summary = models.ForeignKey(
        AnnualSummary, models.CASCADE, verbose_name="年度总结", related_name="snapshots"
    )
    section_key = models.CharField("所在节", max_length=30, blank=True)
    order = models.PositiveSmallIntegerField("顺序", default=0)
    code = models.CharField("代码", max_length=60)
    label = models.CharField("项目", max_length=60)
    unit = models.CharField("单位", max_length=10, blank=True)
    is_manual = models.BooleanField("手工填报", default=False)  # no query stands behind it
    value = models.DecimalField("数值", max_digits=14, decimal_places=2, null=True, blank=True)
    previous_value = models.DecimalField(
        "上次数值", max_digits=14, decimal_places=2, null=True, blank=True
    )
    manual_value = models.DecimalField(
        "核定数值", max_digits=14, decimal_places=2, null=True, blank=True
    )
    qualifier = models.CharField("表述", max_length=8, choices=Qualifier, default=Qualifier.EXACT)
    note = models.CharField("说明", max_length=200, blank=True)
    span_label = models.CharField("时间范围", max_length=20)
    first_day = models.DateField("自")
    last_day = models.DateField("至")
    row_count = models.PositiveIntegerField("行数", default=0)
    row_ids = models.JSONField("所据行", default=list, blank=True)
    by_month = models.JSONField("各月", default=list, blank=True)
    taken_at = models.DateTimeField("取数时间")

    # Counts alone, and the ids of the rows, never what is in them.
    classification = dict.fromkeys(
        [
            "section_key",
            "code",
            "label",
            "unit",
            "note",
            "span_label",
            "first_day",
            "last_day",
            "row_ids",
            "by_month",
            "taken_at",
        ],
        "internal",
    )

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "数字快照"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["summary", "code"],
                name="figure_once_per_summary",
                violation_error_message="这个数字已经列入。",
            ),
            models.CheckConstraint(
                condition=models.Q(value__isnull=False) | models.Q(manual_value__isnull=False),
                name="figure_has_a_value",
            ),
            models.CheckConstraint(
                condition=models.Q(is_manual=False) | models.Q(value__isnull=True),
                name="figure_typed_or_taken",
            ),
            models.CheckConstraint(
                condition=models.Q(qualifier__in=["exact", "over", "nearly", "about"]),
                name="figure_qualifier_known",
            ),
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="figure_range_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.shown}{self.unit}"

    @property
    def shown(self) -> Decimal:
        """The number that counts: a person's if there is one, else the data's."""
        found = self.value if self.manual_value is None else self.manual_value
        return found if found is not None else Decimal(0)

    @property
    def is_corrected(self) -> bool:
        """A person put another number in the place of the data's."""
        return not self.is_manual and self.manual_value is not None

    @property
    def has_changed(self) -> bool:
        """The data said something else the last time but one."""
        return self.previous_value is not None and self.previous_value != self.value

    def frozen(self) -> dict[str, Any]:
        """As it goes into a return: plain values that nothing can change afterwards."""
        return {
            "code": self.code,
            "label": self.label,
            "unit": self.unit,
            "value": str(self.shown),
            "qualifier": self.qualifier,
            "span": self.span_label,
            "row_count": self.row_count,
            "is_typed": self.manual_value is not None,
            "note": self.note,
            "taken_at": self.taken_at.isoformat(),
        }
