"""What is kept of a session afterwards: its minutes, and the report to the union above."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from congress.models.sessions import Session
from union_site.models import Attachment, Seat, Union
from union_site.scoping import ScopedQuerySet, UnionOwned


class SessionMinutes(UnionOwned):
    """会议纪要 with its short form 简报: text made of the rows, then edited by the chair."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        APPROVED = "approved", "已审定"

    session = models.OneToOneField(
        Session, models.PROTECT, verbose_name="会议", related_name="minutes"
    )
    text = models.TextField("会议纪要", max_length=20_000)
    brief = models.TextField("简报", max_length=4000, blank=True)
    version = models.PositiveSmallIntegerField("版本", default=1, editable=False)
    approved_on = models.DateField("审定日期", null=True, blank=True, editable=False)
    state = models.CharField(
        "状态", max_length=10, choices=State, default=State.DRAFT, editable=False
    )

    classification = {"text": "internal", "brief": "internal", "approved_on": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "会议纪要"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "approved"]), name="minutes_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(approved_on__isnull=False),
                name="minutes_approved_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session.short_title}会议纪要"

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT


class MinutesVersion(UnionOwned):
    """A former text of the minutes, kept when they were made anew or opened again."""

    minutes = models.ForeignKey(
        SessionMinutes, models.PROTECT, verbose_name="会议纪要", related_name="versions"
    )
    number = models.PositiveSmallIntegerField("版本")
    text = models.TextField("会议纪要")
    brief = models.TextField("简报", blank=True)
    kept_at = models.DateTimeField("保存时间")
    kept_by = models.ForeignKey(Seat, models.PROTECT, verbose_name="保存人", related_name="+")

    classification = {"text": "internal", "brief": "internal", "kept_at": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "会议纪要版本"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "number"], name="minutes_version_once"),
        ]

    def __str__(self) -> str:
        return f"第{self.number}稿"


class ReportQuerySet(ScopedQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        """A school sees what it reported; a district what was reported to it. Nobody else."""
        if seat is None:
            return self.none()
        return self.filter(Q(union_id=seat.union_id) | Q(addressee_id=seat.union_id))

    def addressed_to(self, union: Union) -> Self:
        return self.filter(addressee_id=union.pk)

    def on_time(self) -> Self:
        return self.filter(sent_on__lte=models.F("due_on"))

    def for_list(self) -> Self:
        return self.select_related("union", "addressee", "file", "sent_by__user")


class SessionReport(UnionOwned):
    """向上级的报告: what the union above is told of a session, frozen when it is sent.

    `union` is the school. Sent back, it is frozen anew with the next `version`; what the
    district saw before stays in the steps. No delegate and no vote of a person is in it.
    """

    class State(models.TextChoices):
        SENT = "sent", "已报告"
        RETURNED = "returned", "退回补充"
        RECEIVED = "received", "已接收"

    session = models.OneToOneField(
        Session, models.PROTECT, verbose_name="会议", related_name="report"
    )
    addressee = models.ForeignKey(Union, models.PROTECT, verbose_name="报送对象", related_name="+")
    held_on = models.DateField("召开日期")
    payload: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField("报告内容")
    file = models.ForeignKey(Attachment, models.PROTECT, verbose_name="报告文件", related_name="+")
    version = models.PositiveSmallIntegerField("第几次报送", default=1, editable=False)
    due_on = models.DateField("报送期限")
    # The first day; a report that was sent back and mended is not late by that.
    sent_on = models.DateField("报送日期")
    sent_by = models.ForeignKey(Seat, models.PROTECT, verbose_name="报送人", related_name="+")
    received_at = models.DateTimeField("接收时间", null=True, blank=True, editable=False)
    received_by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="接收人", null=True, blank=True, related_name="+"
    )
    remark = models.TextField("退回意见", max_length=500, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=State, default=State.SENT, editable=False
    )

    objects = ReportQuerySet.as_manager()

    classification = {
        "held_on": "internal",
        "payload": "internal",
        "due_on": "internal",
        "sent_on": "internal",
        "received_at": "internal",
        "remark": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "教代会情况报告"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["sent", "returned", "received"]),
                name="session_report_state_known",
            ),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True, received_by__isnull=True)
                | Q(received_at__isnull=False, received_by__isnull=False),
                name="session_report_received_when_and_by",
            ),
            models.CheckConstraint(
                condition=~Q(state="received") | Q(received_at__isnull=False),
                name="session_report_received_has_time",
            ),
        ]
        indexes = [models.Index(fields=["addressee", "held_on"], name="session_report_of_district")]

    def __str__(self) -> str:
        return f"{self.payload.get('title', '')}情况报告"

    def clean(self) -> None:
        super().clean()
        if self._state.adding and self.union.parent_id != self.addressee_id:
            raise ValidationError({"addressee": "只能报送给本单位的上级工会。"})

    def _unions_pointed_at(self) -> Iterator[tuple[str, int]]:
        """Who receives it is of the union above, all else of the school."""
        for name, union_id in super()._unions_pointed_at():
            is_theirs = name == "received_by" and union_id == self.addressee_id
            yield name, self.union_id if is_theirs else union_id

    @property
    def party_ids(self) -> tuple[int, ...]:
        return (self.union_id, self.addressee_id)

    @property
    def is_late(self) -> bool:
        return self.sent_on > self.due_on

    @property
    def tone(self) -> str:
        return {"sent": "info", "returned": "warn", "received": "ok"}[self.state]
