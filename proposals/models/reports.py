"""The report on proposal work 提案工作报告: its own words, and its figures once it is finished."""

from __future__ import annotations

import hashlib
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from congress.models import Session
from proposals.models.committee import sits_on_committee
from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned


class ReportState(models.TextChoices):
    DRAFT = "draft", "撰写中"
    FINISHED = "finished", "已定稿"


class ProposalReportQuerySet(ScopedQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        """Those who see all proposals, and the committee; what is finished is put before all."""
        rows = super().visible_to(seat)
        if seat is None or seat.can("proposals.view") or sits_on_committee(seat):
            return rows
        return rows.filter(state=ReportState.FINISHED)

    def finished(self) -> Self:
        return self.filter(state=ReportState.FINISHED)

    def for_list(self) -> Self:
        return self.select_related("session__term", "approved_by__user", "union").order_by("-pk")


class ProposalReport(UnionOwned):
    """One report of a session or of a year; the next session hears it."""

    session = models.ForeignKey(
        Session, models.PROTECT, verbose_name="会议", null=True, blank=True, related_name="+"
    )
    year = models.PositiveSmallIntegerField(
        "年度",
        null=True,
        blank=True,
        validators=[MinValueValidator(1950), MaxValueValidator(2099)],
    )
    state = models.CharField("状态", max_length=10, choices=ReportState, default=ReportState.DRAFT)
    cases = models.TextField("典型案例", max_length=4000, blank=True)
    problems = models.TextField("存在的问题", max_length=4000, blank=True)
    next_steps = models.TextField("下一步工作", max_length=4000, blank=True)
    written_by = models.ForeignKey(Seat, models.PROTECT, verbose_name="撰写人", related_name="+")
    approved_by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="审定人", null=True, blank=True, related_name="+"
    )
    finished_at = models.DateTimeField("定稿时间", null=True, blank=True)
    # The statistics as they were on that day.
    figures: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        "定稿时的数字", default=dict, blank=True
    )

    objects = ProposalReportQuerySet.as_manager()

    classification = {
        "cases": "internal",
        "problems": "internal",
        "next_steps": "internal",
        "finished_at": "internal",
        "figures": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "提案工作报告"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ReportState.values), name="proposal_report_state_known"
            ),
            models.CheckConstraint(
                condition=Q(session__isnull=False, year__isnull=True)
                | Q(session__isnull=True, year__isnull=False),
                name="proposal_report_of_a_session_or_a_year",
                violation_error_message="请选择一次会议或者一个年度。",
            ),
            models.UniqueConstraint(
                fields=["union", "session"],
                name="proposal_report_once_a_session",
                violation_error_message="这次会议的提案工作报告已经有了。",
            ),
            models.UniqueConstraint(
                fields=["union", "year"],
                name="proposal_report_once_a_year",
                violation_error_message="这个年度的提案工作报告已经有了。",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", approved_by__isnull=True, finished_at__isnull=True)
                | Q(state="finished", approved_by__isnull=False, finished_at__isnull=False),
                name="proposal_report_finished_is_approved",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope_label}提案工作报告"

    @property
    def words_mark(self) -> str:
        """Another one whenever the words are: an old page is known by it."""
        words = "\x00".join((self.cases, self.problems, self.next_steps))
        return hashlib.sha256(words.encode()).hexdigest()[:16]

    @property
    def scope_label(self) -> str:
        return self.session.title if self.session is not None else f"{self.year}年度"

    @property
    def is_finished(self) -> bool:
        return self.state == ReportState.FINISHED
