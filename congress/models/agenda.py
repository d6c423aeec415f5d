"""The agenda of a session: what is heard, deliberated, adopted, elected, appraised."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Case, IntegerField, Q, Value, When

from congress.models.sessions import Session
from congress.models.sittings import Part
from congress.models.terms import NUMBERS
from union_site.scoping import ScopedQuerySet, UnionOwned


class Matter(models.TextChoices):
    """Powers of the congress (Order 32 art. 7 (1) to (8)); the last one is for what is none."""

    CHARTER = "charter", "学校章程"
    PLAN = "plan", "发展规划与改革方案"
    REPORTS = "reports", "学校工作、财务、工会工作报告"
    STAFF_INTEREST = "staff_interest", "福利、分配与聘任考核奖惩办法"
    PROPOSALS = "proposals", "上次会议提案办理情况报告"
    APPRAISAL = "appraisal", "评议学校领导干部"
    SUPERVISION = "supervision", "对制度和决策的意见建议"
    OTHER = "other", "其他事项"


class Treatment(models.TextChoices):
    HEAR = "hear", "听取"
    DELIBERATE = "deliberate", "审议"
    ADOPT = "adopt", "审议通过"
    ELECT = "elect", "选举"
    APPRAISE = "appraise", "评议"
    PROCEDURE = "procedure", "会务"


def part_rank() -> Case:
    """The parts in the order of the session, which is not that of their names."""
    ranks = [When(part=part, then=Value(rank)) for rank, part in enumerate(Part)]
    return Case(*ranks, output_field=IntegerField())


class AgendaQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        return self.order_by(part_rank(), "position", "pk")


class AgendaItem(UnionOwned):
    """议程: one item, in the order in which it comes up within its part of the session."""

    session = models.ForeignKey(
        Session, models.PROTECT, verbose_name="会议", related_name="agenda_items"
    )
    part = models.CharField("会议", max_length=12, choices=Part, default=Part.PLENARY)
    position = models.PositiveSmallIntegerField("顺序", validators=NUMBERS)
    title = models.CharField("议程", max_length=120)
    matter = models.CharField("职权", max_length=20, choices=Matter, default=Matter.OTHER)
    treatment = models.CharField("方式", max_length=12, choices=Treatment)
    presenter = models.CharField("报告人", max_length=60, blank=True)
    minutes = models.PositiveSmallIntegerField("时长（分钟）", null=True, blank=True)
    # What happened, for the minutes of the session.
    record = models.TextField("记录", max_length=4000, blank=True)

    objects = AgendaQuerySet.as_manager()

    classification = {"title": "internal", "presenter": "internal", "record": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "议程"
        constraints = [
            models.UniqueConstraint(
                fields=["session", "part", "position"], name="agenda_position_once"
            ),
            models.CheckConstraint(condition=Q(part__in=Part.values), name="agenda_part_known"),
            models.CheckConstraint(
                condition=Q(matter__in=Matter.values), name="agenda_matter_known"
            ),
            models.CheckConstraint(
                condition=Q(treatment__in=Treatment.values), name="agenda_treatment_known"
            ),
        ]

    def __str__(self) -> str:
        if self.treatment == Treatment.PROCEDURE:
            return self.title
        return f"{self.get_treatment_display()}{self.title}"
