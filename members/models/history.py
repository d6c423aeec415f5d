"""What happened to a membership, and who looked at what is sensitive."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from members.models.codes import Status
from members.models.people import Member
from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned


class EventKind(models.TextChoices):
    """What can happen to a membership (《工会会员会籍管理办法》2016)."""

    JOINED = "joined", "入会"
    TRANSFERRED_IN = "transferred_in", "转入"
    RETAINED = "retained", "保留会籍"
    RETURNED = "returned", "恢复会籍"
    TRANSFERRED_OUT = "transferred_out", "转出"
    RESIGNED = "resigned", "退会"
    LAPSED = "lapsed", "自动退会"
    EXPELLED = "expelled", "除名"
    DECEASED = "deceased", "去世"
    MERGED = "merged", "合并重复"
    CORRECTED = "corrected", "更正"


class MembershipEventQuerySet(ScopedQuerySet):
    def until(self, day: datetime.date) -> Self:
        """What had happened by the end of that day."""
        return self.filter(on__lte=day)

    def between(self, first: datetime.date | None, last: datetime.date | None) -> Self:
        """By the day it took effect, both ends included; None leaves an end open."""
        rows = self if first is None else self.filter(on__gte=first)
        return rows if last is None else rows.filter(on__lte=last)

    def standing(self) -> Self:
        """What holds: neither a correction nor corrected since."""
        return self.exclude(kind=EventKind.CORRECTED).filter(corrections__isnull=True)

    def of_member(self, member: Member) -> Self:
        return self.filter(member=member)

    def in_order(self) -> Self:
        """As it took effect; of several on one day as they were recorded."""
        return self.order_by("on", "pk")

    def for_list(self) -> Self:
        return self.select_related("member__group", "by__user").order_by("-on", "-pk")


class MembershipEvent(UnionOwned):
    """One change of a membership, with the day it took effect and the status it left.

    The latest event up to a day tells the status on that day; of several on one day the one
    that was recorded last.
    """

    member = models.ForeignKey(Member, models.CASCADE, verbose_name="会员", related_name="events")
    kind = models.CharField("变化", max_length=20, choices=EventKind)
    on = models.DateField("生效日期")
    status = models.CharField("变化后会籍", max_length=20, choices=Status)
    reason = models.CharField("原因", max_length=200, blank=True)
    document_no = models.CharField("文号", max_length=60, blank=True)
    # What the rules ask for with some kinds (the written wish, the decision …), and what was
    # corrected in this row and why; days as ISO text.
    details = models.JSONField("细节", default=dict, blank=True)
    corrects = models.ForeignKey(
        "self",
        models.CASCADE,
        verbose_name="更正哪一次",
        null=True,
        blank=True,
        editable=False,
        related_name="corrections",
    )
    by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="经办", null=True, blank=True, related_name="+"
    )
    # Goes with the import when that is undone.
    brought_by = models.ForeignKey(
        "members.RosterImport",
        models.CASCADE,
        verbose_name="由哪次导入",
        null=True,
        blank=True,
        editable=False,
        related_name="events",
    )
    at = models.DateTimeField("登记时间", default=timezone.now)

    objects = MembershipEventQuerySet.as_manager()

    classification = {
        "on": "internal",
        "reason": "restricted",
        "document_no": "internal",
        "details": "restricted",
        "at": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "会籍变化"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="corrected", corrects__isnull=False)
                | (~Q(kind="corrected") & Q(corrects__isnull=True)),
                name="membership_correction_names_what",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=EventKind.values), name="membership_event_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="membership_event_status_known"
            ),
        ]
        indexes = [
            models.Index(fields=["member", "-on", "-id"], name="membership_by_day"),
            models.Index(fields=["union", "-on"], name="membership_changes"),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.get_kind_display()} {self.on:%Y-%m-%d}"


class DisclosureQuerySet(ScopedQuerySet):
    def of_member(self, member: Member) -> Self:
        return self.filter(member=member)

    def for_list(self) -> Self:
        return self.select_related("by__user").order_by("-at", "-pk")


class Disclosure(UnionOwned):
    """Somebody was shown a sensitive value of a member in full (PIPL arts 44, 51).

    One row for each member and each time, so that a member can be told who looked.
    """

    member = models.ForeignKey(
        Member, models.CASCADE, verbose_name="会员", related_name="disclosures"
    )
    what = models.CharField("内容", max_length=100)
    reason = models.CharField("用途", max_length=100)
    by = models.ForeignKey(Seat, models.PROTECT, verbose_name="查看人", related_name="+")
    at = models.DateTimeField("时间", default=timezone.now)

    objects = DisclosureQuerySet.as_manager()

    classification = {"what": "internal", "reason": "internal", "at": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "敏感信息查看记录"
        indexes = [models.Index(fields=["member", "-at"], name="disclosure_by_member")]

    def __str__(self) -> str:
        return f"{self.by.name} 查看 {self.member} 的{self.what}"
