"""What was done to prepare a session and is told by no other row; discussions of delegations."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from congress.models.delegates import Delegation
from congress.models.sessions import Session
from union_site.models import Attachment, Seat
from union_site.scoping import ScopedQuerySet, UnionOwned


class Milestone(UnionOwned):
    """筹备事项: one line of the checklist, done on a day, or declared not to apply.

    `key` names a line of `congress.checks.checklist.LINES`.
    """

    session = models.ForeignKey(
        Session, models.PROTECT, verbose_name="会议", related_name="milestones"
    )
    key = models.SlugField("事项", max_length=24, db_index=False)
    done_on = models.DateField("办理日期", null=True, blank=True)
    is_waived = models.BooleanField("本次不适用", default=False)
    document_no = models.CharField("文号", max_length=60, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    file = models.ForeignKey(
        Attachment, models.PROTECT, verbose_name="佐证", null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(Seat, models.PROTECT, verbose_name="登记人", related_name="+")

    classification = {
        "key": "internal",
        "done_on": "internal",
        "document_no": "internal",
        "note": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "筹备事项"
        constraints = [
            models.UniqueConstraint(fields=["session", "key"], name="milestone_once"),
            models.CheckConstraint(
                condition=Q(is_waived=False, done_on__isnull=False)
                | (Q(is_waived=True, done_on__isnull=True) & ~Q(note="")),
                name="milestone_done_or_waived_with_a_reason",
                violation_error_message="请填写办理日期；本次不适用的，请写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session.short_title} {self.key}"


class DiscussionQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        return self.select_related("delegation", "session__term", "written_by").order_by(
            "delegation__position", "delegation", "held_at", "pk"
        )


class DiscussionRecord(UnionOwned):
    """分组讨论记录: what a delegation said, written by its head or the chair."""

    session = models.ForeignKey(
        Session, models.PROTECT, verbose_name="会议", related_name="discussions"
    )
    delegation = models.ForeignKey(
        Delegation, models.PROTECT, verbose_name="代表团", related_name="discussions"
    )
    manner = models.CharField("会议形式", max_length=40, default="集中讨论")
    held_at = models.DateTimeField("时间")
    place = models.CharField("地点", max_length=80, blank=True)
    host = models.CharField("主持人", max_length=60)
    recorder = models.CharField("记录人", max_length=60)
    attendance = models.CharField("出席人员", max_length=1000, blank=True)
    content = models.TextField("内容", max_length=8000)
    written_by = models.ForeignKey(Seat, models.PROTECT, verbose_name="填写人", related_name="+")

    objects = DiscussionQuerySet.as_manager()

    classification = {
        "manner": "internal",
        "held_at": "internal",
        "place": "internal",
        "host": "internal",
        "recorder": "internal",
        "attendance": "internal",
        "content": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "分组讨论记录"
        constraints = [
            models.UniqueConstraint(
                fields=["session", "delegation", "held_at"],
                name="discussion_once_at_a_time",
                violation_error_message="这个代表团在这一时间的讨论已有记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.delegation}分组讨论记录"
