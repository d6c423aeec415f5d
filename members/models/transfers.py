"""Transfers of memberships: between two unions of the district, or across its border."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any, Self

from django.db import models
from django.db.models import Max, Q
from django.utils import timezone

from members.models.people import Member
from union_site.models import Seat, Union
from union_site.scoping import ScopedQuerySet, UnionOwned


class TransferRequest(UnionOwned):
    """A union asks for a membership by ID number.

    It is kept whether or not anybody in the district has that number, and looks the same in
    both cases, so that asking tells nothing about where somebody is a member.
    """

    name = models.CharField("姓名", max_length=60)
    id_shown = models.CharField("证件号码（遮盖）", max_length=24)
    id_hash = models.CharField(max_length=64, editable=False)
    reason = models.CharField("原因", max_length=100)
    agreed_on = models.DateField("本人同意日期")
    asked_on = models.DateField("发出日期")
    by = models.ForeignKey(Seat, models.PROTECT, verbose_name="经办", related_name="+")

    classification = {
        "name": "internal",
        "id_shown": "restricted",
        "id_hash": "restricted",
        "reason": "internal",
        "agreed_on": "internal",
        "asked_on": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "转接请求"
        indexes = [models.Index(fields=["union", "-asked_on"], name="transfer_request_latest")]

    def __str__(self) -> str:
        return f"{self.name}的转接请求"


class TransferQuerySet(ScopedQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        """What leaves the seat's union; and what comes to it, once it was released there."""
        if seat is None:
            return self.none()
        mine = Q(union_id=seat.union_id)
        return self.filter(mine | Q(to_union_id=seat.union_id, released_on__isnull=False))

    def open(self) -> Self:
        return self.filter(state__in=Transfer.OPEN)

    def leaving(self, seat: Seat) -> Self:
        return self.filter(union_id=seat.union_id).exclude(kind=Transfer.Kind.IN)

    def coming(self, seat: Seat) -> Self:
        return self.filter(Q(to_union_id=seat.union_id) | Q(union_id=seat.union_id, kind="in"))

    def for_list(self) -> Self:
        return self.select_related("member", "arrived", "union", "to_union").order_by(
            "-started_on", "-pk"
        )


class Transfer(UnionOwned):
    """会员组织关系接转. `union` lets the member go; from outside the district it takes them in."""

    class Kind(models.TextChoices):
        WITHIN = "within", "区内转接"
        OUT = "out", "转往区外"
        IN = "in", "区外转入"

    class State(models.TextChoices):
        PENDING = "pending", "待转出"
        RELEASED = "released", "已开介绍信"
        ACCEPTED = "accepted", "已办结"
        RETURNED = "returned", "已退回"
        WITHDRAWN = "withdrawn", "已撤销"

    OPEN = (State.PENDING, State.RELEASED)

    kind = models.CharField("类别", max_length=10, choices=Kind)
    to_union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="转入工会", null=True, blank=True, related_name="+"
    )
    elsewhere = models.CharField("区外工会", max_length=100, blank=True)
    member = models.ForeignKey(
        Member, models.PROTECT, verbose_name="会员", related_name="transfers"
    )
    # The row that the receiving union made of it.
    arrived = models.ForeignKey(
        Member, models.PROTECT, verbose_name="转入后", null=True, blank=True, related_name="+"
    )
    reason = models.CharField("原因", max_length=100)
    asked_by = models.ForeignKey(
        TransferRequest,
        models.PROTECT,
        verbose_name="请求",
        null=True,
        blank=True,
        related_name="+",
    )
    started_on = models.DateField("发起日期")
    dues_paid_to = models.DateField("会费交至", null=True, blank=True)  # the month's first day
    agreed_on = models.DateField("本人同意日期", null=True, blank=True)
    basis = models.CharField("提供个人信息的依据", max_length=200, blank=True)
    year = models.PositiveSmallIntegerField("介绍信年度", null=True, blank=True)
    serial = models.PositiveIntegerField("介绍信顺序", null=True, blank=True)
    letter_no = models.CharField("来信字号", max_length=60, blank=True)  # of a union outside
    released_on = models.DateField("转出日期", null=True, blank=True)
    accepted_on = models.DateField("转入日期", null=True, blank=True)
    state = models.CharField("状态", max_length=12, choices=State, default=State.PENDING)
    at = models.DateTimeField("登记时间", default=timezone.now)

    objects = TransferQuerySet.as_manager()

    classification = {
        "elsewhere": "internal",
        "reason": "internal",
        "started_on": "internal",
        "dues_paid_to": "internal",
        "agreed_on": "internal",
        "basis": "internal",
        "letter_no": "internal",
        "released_on": "internal",
        "accepted_on": "internal",
        "at": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "会员转接"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["pending", "released", "accepted", "returned", "withdrawn"]),
                name="transfer_state_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="within", to_union__isnull=False, elsewhere="")
                | (Q(kind__in=["out", "in"], to_union__isnull=True) & ~Q(elsewhere="")),
                name="transfer_names_the_other_side",
            ),
            models.CheckConstraint(
                condition=Q(to_union__isnull=True) | ~Q(to_union=models.F("union")),
                name="transfer_leads_elsewhere",
            ),
            models.CheckConstraint(
                condition=Q(released_on__isnull=True)
                | Q(agreed_on__isnull=False, dues_paid_to__isnull=False),
                name="transfer_released_with_agreement",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["released", "accepted", "returned"])
                | Q(released_on__isnull=False),
                name="transfer_released_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(accepted_on__isnull=False),
                name="transfer_accepted_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted", kind="within") | Q(arrived__isnull=False),
                name="transfer_accepted_has_arrived",
            ),
            models.CheckConstraint(
                condition=Q(year__isnull=True, serial__isnull=True)
                | Q(year__isnull=False, serial__isnull=False),
                name="transfer_number_whole",
            ),
            models.UniqueConstraint(
                fields=["union", "year", "serial"], name="transfer_number_once"
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(state__in=["pending", "released"]),
                name="transfer_open_once",
                violation_error_message="这名会员已有一件没有办完的转接。",
            ),
        ]
        indexes = [
            models.Index(fields=["union", "state"], name="transfer_waiting_here"),
            models.Index(fields=["to_union", "state"], name="transfer_waiting_there"),
        ]

    def __str__(self) -> str:
        return f"{self.member.name}的会员转接"

    def _unions_pointed_at(self) -> Iterator[tuple[str, int]]:
        """What the receiving union made and asked is its own; all else stays with `union`.

        A transfer is the one thing that two unions share: `arrived` and `asked_by` must be of
        the union that it leads to, and are then as good as one's own.
        """
        for name, union_id in super()._unions_pointed_at():
            is_theirs = name in ("arrived", "asked_by") and union_id == self.to_union_id
            yield name, self.union_id if is_theirs else union_id

    @property
    def party_ids(self) -> tuple[int, ...]:
        """Both unions may act on it."""
        return (self.union_id,) if self.to_union_id is None else (self.union_id, self.to_union_id)

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def number(self) -> str:
        """The number of the letter of introduction: of a union and a year."""
        return f"〔{self.year}〕第{self.serial:03d}号" if self.year and self.serial else ""

    @property
    def from_name(self) -> str:
        return self.elsewhere if self.kind == self.Kind.IN else self.union.name

    @property
    def to_name(self) -> str:
        if self.kind == self.Kind.IN:
            return self.union.name
        return self.to_union.name if self.to_union else self.elsewhere


def next_serial(union: Union, year: int) -> int:
    """The next number of the year; call it while the union's row is locked."""
    numbered: Any = Transfer.objects.filter(union=union, year=year)
    return (numbered.aggregate(Max("serial"))["serial__max"] or 0) + 1


def first_of_month(day: datetime.date) -> datetime.date:
    return day.replace(day=1)
