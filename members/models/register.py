"""The district's register: units, what happened to their unions, how many were counted."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.utils import timezone

from union_site.collation import keys_of
from union_site.models import Seat, Union
from union_site.scoping import ScopedQuerySet, UnionOwned

KINDS = [choice for choice in Union.Kind.choices if choice[0] != Union.Kind.DISTRICT]
_KIND_ORDER = Case(
    *(When(kind=value, then=place) for place, (value, _) in enumerate(KINDS)),
    output_field=models.PositiveSmallIntegerField(),
)
ORDERS: dict[str, tuple[Any, ...]] = {
    "kind": (_KIND_ORDER, "name_order", "pk"),
    "name": ("name_order", "pk"),
    "due": (F("next_due_on").asc(nulls_last=True), "name_order", "pk"),
    "members": (F("members_then").desc(nulls_last=True), "name_order", "pk"),
    "staff": ("-staff_count", "name_order", "pk"),
}


class BaseType(models.TextChoices):
    """基层工会类型, as the form 《工会组织信息采集表》 has it."""

    INDEPENDENT = "independent", "独立基层工会"
    JOINT = "joint", "联合基层工会"
    FEDERATION = "federation", "工会联合会"
    INDUSTRY = "industry", "产业(系统)工会"
    GENERAL = "general", "总工会"


# How a unit stands. Every condition is asked for a day: a table of last year shows last year.


def running(day: datetime.date) -> Q:
    return Q(closed_on__isnull=True) | Q(closed_on__gt=day)


def closed(day: datetime.date) -> Q:
    return Q(closed_on__lte=day)


def ineligible(day: datetime.date) -> Q:
    return running(day) & Q(is_eligible=False)


def eligible(day: datetime.date) -> Q:
    """What the rate is counted of: neither closed nor without the conditions for a union."""
    return running(day) & Q(is_eligible=True)


def established(day: datetime.date) -> Q:
    return eligible(day) & Q(established_on__lte=day)


def without_union(day: datetime.date) -> Q:
    return eligible(day) & (Q(established_on__isnull=True) | Q(established_on__gt=day))


def overdue(day: datetime.date) -> Q:
    return established(day) & Q(next_due_on__lt=day)


def due_between(day: datetime.date, until: datetime.date) -> Q:
    return established(day) & Q(next_due_on__gte=day, next_due_on__lte=until)


def undated(day: datetime.date) -> Q:
    """With a union, but nobody has noted when its term ends."""
    return established(day) & Q(next_due_on__isnull=True)


class UnitQuerySet(ScopedQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        """A district's units; for a school the one row that the district keeps of it."""
        if seat is None:
            return self.none()
        if seat.union.is_district:
            return self.filter(union_id=seat.union_id)
        return self.filter(school_id=seat.union_id)

    def running(self, day: datetime.date) -> Self:
        return self.filter(running(day))

    def eligible(self, day: datetime.date) -> Self:
        return self.filter(eligible(day))

    def established(self, day: datetime.date) -> Self:
        return self.filter(established(day))

    def without_union(self, day: datetime.date) -> Self:
        return self.filter(without_union(day))

    def overdue(self, day: datetime.date) -> Self:
        return self.filter(overdue(day))

    def due_between(self, day: datetime.date, until: datetime.date) -> Self:
        return self.filter(due_between(day, until))

    def with_event(self, kind: str, first: datetime.date, last: datetime.date) -> Self:
        events = UnitEvent.objects.filter(is_void=False, kind=kind, on__gte=first, on__lte=last)
        return self.filter(pk__in=events.values("unit_id"))

    def counted_by(self, day: datetime.date) -> Self:
        """Adds `members_then`, `cards_then`: the last count up to that day."""
        counts = UnitCount.objects.filter(unit=OuterRef("pk"), on__lte=day).order_by("-on")
        return self.annotate(
            members_then=Subquery(counts.values("members")[:1]),
            cards_then=Subquery(counts.values("cards")[:1]),
        )

    def in_order(self, order: str) -> Self:
        return self.order_by(*ORDERS.get(order, ORDERS["kind"]))


class Unit(UnionOwned):
    """A unit below the district, with a union or without one yet. Never deleted: it closes.

    `union` is the district that keeps the row. The dates of founding, renewal and closing are
    written by events alone.
    """

    name = models.CharField("单位名称", max_length=100)
    name_order = models.CharField(max_length=160, editable=False)
    kind = models.CharField("单位性质类别", max_length=30, choices=KINDS)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    address = models.CharField("单位地址", max_length=200, blank=True)
    zone = models.CharField("学区", max_length=40, blank=True)
    staff_count = models.PositiveIntegerField("职工人数", default=0)
    is_eligible = models.BooleanField("具备建会条件", default=True)
    ineligible_reason = models.CharField("不具备的原因", max_length=100, blank=True)
    union_name = models.CharField("工会名称", max_length=100, blank=True)
    union_uscc = models.CharField("工会统一社会信用代码", max_length=18, blank=True)
    base_type = models.CharField("基层工会类型", max_length=20, choices=BaseType, blank=True)
    approval_no = models.CharField("批复文号", max_length=60, blank=True)
    established_on = models.DateField("建会日期", null=True, blank=True)
    last_renewed_on = models.DateField("最近换届日期", null=True, blank=True)
    next_due_on = models.DateField("任期届满日期", null=True, blank=True)
    contact_name = models.CharField("工会负责人", max_length=60, blank=True)
    contact_phone = models.CharField(
        "联系电话",
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^[\d\- ]{7,20}$", "联系电话只用数字和连字符，至少 7 位。")],
    )
    liaison_name = models.CharField("挂点领导", max_length=60, blank=True)
    # The latest row of UnitCount, for the lists.
    members_registered = models.PositiveIntegerField("采集会员数", null=True, blank=True)
    cards_issued = models.PositiveIntegerField("会员服务卡数", null=True, blank=True)
    counted_on = models.DateField("统计日期", null=True, blank=True)
    school = models.OneToOneField(
        Union,
        models.PROTECT,
        verbose_name="本系统中的学校",
        null=True,
        blank=True,
        related_name="unit",
    )
    closed_on = models.DateField("停办日期", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    # Counts every change, so that two people who edit at once notice each other.
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = UnitQuerySet.as_manager()

    classification = {
        "name": "public",
        "name_order": "public",
        "uscc": "public",
        "address": "public",
        "zone": "public",
        "ineligible_reason": "internal",
        "union_name": "public",
        "union_uscc": "public",
        "approval_no": "public",
        "established_on": "public",
        "last_renewed_on": "public",
        "next_due_on": "internal",
        "contact_name": "restricted",
        "contact_phone": "restricted",
        "liaison_name": "internal",
        "counted_on": "internal",
        "closed_on": "public",
        "note": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "登记单位"
        constraints = [
            models.UniqueConstraint(
                fields=["union", "name"],
                name="unit_name_once_per_district",
                violation_error_message="登记册里已有同名的单位（停办的也算），请先查找。",
            ),
            models.UniqueConstraint(
                fields=["union", "uscc"],
                condition=~Q(uscc=""),
                name="unit_uscc_once_per_district",
                violation_error_message="登记册里已有单位使用这个统一社会信用代码。",
            ),
            models.UniqueConstraint(
                fields=["union", "union_uscc"],
                condition=~Q(union_uscc=""),
                name="unit_union_uscc_once_per_district",
                violation_error_message="登记册里已有工会使用这个工会统一社会信用代码。",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[value for value, _ in KINDS]), name="unit_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(base_type__in=["", *BaseType.values]), name="unit_base_type_known"
            ),
            models.CheckConstraint(
                condition=Q(is_eligible=True, ineligible_reason="")
                | (Q(is_eligible=False) & ~Q(ineligible_reason="")),
                name="unit_ineligible_with_reason",
                violation_error_message="不具备建会条件的要写原因，具备条件的不写。",
            ),
            models.CheckConstraint(
                condition=Q(last_renewed_on__isnull=True)
                | Q(last_renewed_on__gte=F("established_on")),
                name="unit_renewed_after_founding",
                violation_error_message="换届日期不能早于建会日期。",
            ),
            models.CheckConstraint(
                condition=Q(next_due_on__isnull=True) | Q(next_due_on__gt=F("established_on")),
                name="unit_due_after_founding",
                violation_error_message="任期届满日期应晚于建会日期。",
            ),
            models.CheckConstraint(
                condition=Q(
                    members_registered__isnull=True,
                    cards_issued__isnull=True,
                    counted_on__isnull=True,
                )
                | Q(
                    members_registered__isnull=False,
                    cards_issued__isnull=False,
                    counted_on__isnull=False,
                ),
                name="unit_counts_with_day",
                violation_error_message="采集会员数、服务卡数和统计日期要么都填，要么都不填。",
            ),
        ]
        indexes = [models.Index(fields=["union", "kind", "name_order"], name="unit_by_kind")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.derive()
        super().clean()
        if self.school is not None and self.school.parent_id != self.union_id:
            raise ValidationError({"school": "所选学校不属于本区。"})

    def derive(self) -> None:
        """Brings the sorting key in line with the name; every way of writing a row does."""
        self.name_order = keys_of(self.name).pinyin_order[:160]

    @property
    def has_union(self) -> bool:
        return self.established_on is not None


class PartOfUnitQuerySet(ScopedQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        """As the unit itself: the district's, or those of the school's own row."""
        if seat is None:
            return self.none()
        if seat.union.is_district:
            return self.filter(union_id=seat.union_id)
        return self.filter(unit__school_id=seat.union_id)

    def valid(self) -> Self:
        return self.filter(is_void=False)


class PartOfUnit(UnionOwned):
    """A row about a unit. It belongs to the district, though a school's seat may have made it."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位", related_name="%(class)ss")
    by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="登记人", null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("登记时间", default=timezone.now)

    objects = PartOfUnitQuerySet.as_manager()

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.by is not None and self.by.union_id not in (self.union_id, self.unit.school_id):
            raise ValidationError({"by": "登记人既不在本区，也不在这个单位。"})

    def _unions_pointed_at(self) -> Iterator[tuple[str, int]]:
        # Who made the row is looked at by `clean`.
        return (pair for pair in super()._unions_pointed_at() if pair[0] != "by")


class UnitEventKind(models.TextChoices):
    FOUNDED = "founded", "新建"
    RENEWED = "renewed", "换届"
    JOINED = "joined", "加入联合工会"
    CLOSED = "closed", "停办或撤并"


class UnitEvent(PartOfUnit):
    """What happened to a unit's union. A wrong one is voided, and the unit is as before."""

    kind = models.CharField("事项", max_length=12, choices=UnitEventKind)
    on = models.DateField("日期")
    due_on = models.DateField("任期届满日期", null=True, blank=True)
    document_no = models.CharField("文号", max_length=60, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    # Columns of the unit that the event changed, as they were before it.
    former = models.JSONField(default=dict, blank=True, editable=False)
    is_void = models.BooleanField("已撤销", default=False, editable=False)

    classification = {
        "on": "public",
        "due_on": "internal",
        "document_no": "public",
        "note": "internal",
        "former": "internal",
        "at": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "单位事项"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "on"],
                condition=Q(is_void=False),
                name="unit_event_once_a_day",
                violation_error_message="这一天已经登记过同样的事项。",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=UnitEventKind.values), name="unit_event_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__gt=F("on")),
                name="unit_event_range_forward",
                violation_error_message="任期届满日期应晚于当选日期。",
            ),
        ]
        indexes = [models.Index(fields=["union", "kind", "on"], name="unit_event_by_day")]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_kind_display()} {self.on:%Y-%m-%d}"


class UnitCount(PartOfUnit):
    """采集会员数 and 服务卡数 of a unit on a day: totals, and nobody's name (PIPL art. 23)."""

    on = models.DateField("统计日期")
    members = models.PositiveIntegerField("采集会员数")
    cards = models.PositiveIntegerField("会员服务卡数")

    classification = {"on": "internal", "at": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "单位会员统计"
        constraints = [
            models.UniqueConstraint(fields=["unit", "on"], name="unit_count_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.on:%Y-%m-%d}"
