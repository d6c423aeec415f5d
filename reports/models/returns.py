"""What a school has handed in to its district: frozen files and figures, and the decision."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from reports.models.papers import Paper
from reports.models.summaries import AnnualSummary
from union_site.models import Attachment, Seat, Union
from union_site.scoping import ScopedQuerySet, UnionOwned


class ReturnKind(models.TextChoices):
    ANNUAL_SUMMARY = "annual_summary", "年度工作总结"
    WORK_PLAN = "work_plan", "年度工作计划"

    @classmethod
    def of(cls, paper: Paper) -> ReturnKind:
        return cls.ANNUAL_SUMMARY if isinstance(paper, AnnualSummary) else cls.WORK_PLAN


class ReturnQuerySet(ScopedQuerySet):
    def visible_to(self, seat: Seat | None) -> ReturnQuerySet:
        """A school sees what it handed in; a district what was handed in to it."""
        if seat is None:
            return self.none()
        return self.filter(models.Q(union_id=seat.union_id) | models.Q(school_id=seat.union_id))

    def addressed_to(self, union: Union) -> ReturnQuerySet:
        return self.filter(union_id=union.pk)

    def of_paper(self, paper: Paper) -> ReturnQuerySet:
        return self.filter(school_id=paper.union_id, kind=ReturnKind.of(paper), year=paper.year)

    def awaiting_decision(self) -> ReturnQuerySet:
        return self.filter(state=Return.State.SUBMITTED)

    def last_versions(self) -> ReturnQuerySet:
        """Of several versions of one paper only the last."""
        newer = Return.objects.filter(
            school_id=models.OuterRef("school_id"),
            kind=models.OuterRef("kind"),
            year=models.OuterRef("year"),
            version__gt=models.OuterRef("version"),
        )
        return self.filter(~models.Exists(newer))

    def for_list(self) -> ReturnQuerySet:
        return self.select_related(
            "school", "submitted_by__user", "decided_by__user", "pdf", "docx"
        )


class Return(UnionOwned):
    """One version of a paper as it was handed in. `union` is the district it is addressed to."""

    Kind = ReturnKind

    class State(models.TextChoices):
        SUBMITTED = "submitted", "已报送"
        RETURNED = "returned", "退回修改"
        ACCEPTED = "accepted", "已接收"

    school = models.ForeignKey(Union, models.PROTECT, verbose_name="报送单位", related_name="+")
    kind = models.CharField("种类", max_length=20, choices=ReturnKind)
    year = models.PositiveSmallIntegerField("年度")
    version = models.PositiveSmallIntegerField("第几次报送")
    title = models.CharField("标题", max_length=120)
    pdf = models.ForeignKey(Attachment, models.PROTECT, verbose_name="PDF", related_name="+")
    docx = models.ForeignKey(Attachment, models.PROTECT, verbose_name="DOCX", related_name="+")
    sha256 = models.CharField("PDF 摘要", max_length=64)
    figures: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(
        "数字", default=list, blank=True
    )
    due_on = models.DateField("报送截止", null=True, blank=True)
    submitted_at = models.DateTimeField("报送时间", default=timezone.now)
    submitted_by = models.ForeignKey(Seat, models.PROTECT, verbose_name="报送人", related_name="+")
    state = models.CharField("状态", max_length=10, choices=State, default=State.SUBMITTED)
    remark = models.TextField("意见", max_length=1_000, blank=True)
    decided_at = models.DateTimeField("办理时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="办理人", null=True, blank=True, related_name="+"
    )

    classification = dict.fromkeys(
        ["title", "sha256", "figures", "due_on", "submitted_at", "remark", "decided_at"],
        "internal",
    )

    objects = ReturnQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报送"
        constraints = [
            models.UniqueConstraint(
                fields=["school", "kind", "year", "version"], name="return_once_per_version"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["submitted", "returned", "accepted"]),
                name="return_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=ReturnKind.values), name="return_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_at__isnull=True, decided_by__isnull=True)
                | models.Q(decided_at__isnull=False, decided_by__isnull=False),
                name="return_decided_when_and_by",
            ),
            models.CheckConstraint(
                condition=models.Q(state="submitted") | models.Q(decided_at__isnull=False),
                name="return_decision_dated",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="returned") | ~models.Q(remark=""),
                name="return_sent_back_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["union", "kind", "year", "state"], name="return_of_district"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("What was handed in is never changed; a decision goes by the workflow.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("What was handed in is never deleted.")

    def clean(self) -> None:
        """Sender's rows belong to the school, the decision to the district.

        The base would compare everything with one union, but a return stands between two.
        """
        for name, owner_id in self._unions_pointed_at():
            expected = self.union_id if name == "decided_by" else self.school_id
            if owner_id != expected:
                raise ValidationError({name: "所选内容不属于报送单位。"})
        if self._state.adding and self.school.parent_id != self.union_id:
            raise ValidationError({"school": "只能报送给本单位的上级工会。"})

    @property
    def is_late(self) -> bool:
        return self.due_on is not None and timezone.localdate(self.submitted_at) > self.due_on

    @property
    def is_intact(self) -> bool:
        """The PDF is, byte for byte, the one that was handed in."""
        try:
            with self.pdf.file.open("rb") as stored:
                return hashlib.file_digest(stored, "sha256").hexdigest() == self.sha256
        except FileNotFoundError:
            return False

    @property
    def file_stem(self) -> str:
        """Name of its files without the ending."""
        return f"{self.school.short_name}{self.year}{self.get_kind_display()}"


class Reminder(UnionOwned):
    """The district reminded a school: at most once a day for each paper."""

    school = models.ForeignKey(Union, models.PROTECT, verbose_name="学校", related_name="+")
    kind = models.CharField("种类", max_length=20, choices=ReturnKind)
    year = models.PositiveSmallIntegerField("年度")
    sent_on = models.DateField("提醒日期")
    sent_by = models.ForeignKey(Seat, models.PROTECT, verbose_name="提醒人", related_name="+")

    classification = {"sent_on": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "报送提醒"
        constraints = [
            models.UniqueConstraint(
                fields=["school", "kind", "year", "sent_on"], name="reminder_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school} {self.sent_on}"
