"""Applications to join a union, and the address on the poster that leads to their form."""

from __future__ import annotations

import datetime
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from members.models import codes
from members.models.groups import UnionGroup
from members.models.people import Member
from union_site import idcards
from union_site.encryption import EncryptedTextField
from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned


class JoinAddress(UnionOwned):
    """Where one applies to a union: can be shown as a QR code again, and reset when it leaks."""

    token = EncryptedTextField("入会申请令牌")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    renewed_at = models.DateTimeField("启用时间")

    classification = {
        "token": "restricted",
        "token_hash": "restricted",
        "renewed_at": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "入会申请入口"
        constraints = [
            models.UniqueConstraint(fields=["union"], name="join_address_once_per_union")
        ]

    def __str__(self) -> str:
        return f"{self.union.short_name}入会申请入口"


class ApplicationQuerySet(ScopedQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        """All of the union for its officers; else what named the group that one heads."""
        rows = super().visible_to(seat)
        if seat is None or seat.can("members.view"):
            return rows
        return rows.filter(group__head__seat=seat)

    def open(self) -> Self:
        return self.filter(state__in=Application.OPEN)

    def submitted_in(self, first: datetime.date | None, last: datetime.date | None) -> Self:
        rows = self if first is None else self.filter(submitted_on__gte=first)
        return rows if last is None else rows.filter(submitted_on__lte=last)

    def for_list(self) -> Self:
        return self.select_related("group__head__seat", "member").order_by("-submitted_on", "-pk")


class Application(UnionOwned):
    """入会申请: what somebody wrote who wishes to join, and what became of it (M-02).

    The ID number is kept until the decision and no longer: then the member's row holds it, or
    nobody needs it (PIPL art. 19).
    """

    class State(models.TextChoices):
        SUBMITTED = "submitted", "待小组意见"
        ENDORSED = "endorsed", "待委员会审批"
        APPROVED = "approved", "已批准入会"
        REJECTED = "rejected", "不予批准"
        WITHDRAWN = "withdrawn", "已撤回"

    OPEN = (State.SUBMITTED, State.ENDORSED)

    name = models.CharField("姓名", max_length=60)
    sex = models.CharField("性别", max_length=10, choices=idcards.Sex)
    birth_date = models.DateField("出生日期")
    id_kind = models.CharField(
        "有效证件类别",
        max_length=24,
        choices=idcards.IdKind,
        default=idcards.IdKind.RESIDENT,
    )
    id_number = EncryptedTextField("证件号码", blank=True)
    id_hash = models.CharField(max_length=64, blank=True, editable=False)
    mobile = models.CharField(
        "移动电话",
        max_length=11,
        validators=[RegexValidator(r"^1\d{10}$", "移动电话为 11 位数字。")],
    )
    ethnicity = models.CharField("民族", max_length=2, choices=codes.Ethnicity, blank=True)
    political_status = models.CharField(
        "政治面貌", max_length=2, choices=codes.PoliticalStatus, blank=True
    )
    education = models.CharField("学历", max_length=2, choices=codes.Education, blank=True)
    post_category = models.CharField(
        "岗位类别", max_length=10, choices=codes.PostCategory, blank=True
    )
    title = models.CharField("职称", max_length=40, blank=True)
    group = models.ForeignKey(
        UnionGroup,
        models.PROTECT,
        verbose_name="希望编入的小组",
        null=True,
        blank=True,
        related_name="+",
    )
    joined_school_on = models.DateField("来校日期", null=True, blank=True)
    statement = models.CharField("申请意愿", max_length=200)
    submitted_on = models.DateField("申请日期")
    submitted_at = models.DateTimeField("提交时间", default=timezone.now)
    state = models.CharField("状态", max_length=12, choices=State, default=State.SUBMITTED)
    decided_on = models.DateField("审批日期", null=True, blank=True)
    first_dues_month = models.DateField("会费起缴月份", null=True, blank=True)  # its first day
    member = models.ForeignKey(
        Member, models.PROTECT, verbose_name="会员", null=True, blank=True, related_name="+"
    )
    receipt_hash = models.CharField(max_length=64, unique=True, editable=False)
    submission_hash = models.CharField(max_length=64, unique=True, editable=False)

    objects = ApplicationQuerySet.as_manager()

    classification = {
        "name": "internal",
        "birth_date": "restricted",
        "id_number": "sensitive",
        "id_hash": "restricted",
        "mobile": "restricted",
        "title": "internal",
        "joined_school_on": "internal",
        "statement": "internal",
        "submitted_on": "internal",
        "submitted_at": "internal",
        "decided_on": "internal",
        "first_dues_month": "internal",
        "receipt_hash": "restricted",
        "submission_hash": "restricted",
    }

    class Meta:
        verbose_name = verbose_name_plural = "入会申请"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=["submitted", "endorsed", "approved", "rejected", "withdrawn"]
                ),
                name="application_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | Q(member__isnull=False, decided_on__isnull=False, first_dues_month__isnull=False),
                name="application_approved_made_a_member",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["submitted", "endorsed"]) | Q(id_hash=""),
                name="application_decided_forgets_the_number",
            ),
            models.UniqueConstraint(
                fields=["union", "id_hash", "name"],
                condition=Q(state__in=["submitted", "endorsed"]),
                name="application_open_once",
            ),
        ]
        indexes = [models.Index(fields=["union", "-submitted_on"], name="application_latest")]

    def __str__(self) -> str:
        return f"{self.name}的入会申请"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN
