"""Condolence and benefits: visits that are due and were paid, rounds of condolence, gifts."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from members.models import Member
from union_site.encryption import EncryptedTextField
from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned

CAKE_CARD = "生日蛋糕卡"  # the form in which a birthday gift is lawful
NOT_NEGATIVE = [MinValueValidator(Decimal(0))]


def amount_field(label: str, **options: Any) -> models.DecimalField[Any, Any]:
    return models.DecimalField(
        label, max_digits=12, decimal_places=2, validators=NOT_NEGATIVE, **options
    )


class FundSource(models.TextChoices):
    UNION = "union", "工会经费"
    SCHOOL = "school", "行政福利费"
    UPPER = "upper", "上级拨款"
    MUTUAL = "mutual", "互助基金"


class VisitReasonQuerySet(ScopedQuerySet):
    def in_use(self) -> Self:
        return self.filter(is_active=True)

    def for_list(self) -> Self:
        return self.order_by("position", "pk")


class VisitReason(UnionOwned):
    """A reason for a visit, as the school orders them: 五必访 has no national definition."""

    name = models.CharField("事由", max_length=20)
    position = models.PositiveSmallIntegerField("顺序")
    is_obligatory = models.BooleanField("必访", default=False)
    is_health = models.BooleanField("涉及健康", default=False)
    is_active = models.BooleanField("在用", default=True)

    objects = VisitReasonQuerySet.as_manager()

    classification = {"name": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "走访事由"
        constraints = [
            models.UniqueConstraint(
                fields=["union", "name"],
                name="reason_name_once",
                violation_error_message="这个事由已经有了。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class DatedQuerySet(ScopedQuerySet):
    """Rows counted on a day of their own."""

    DAY = ""

    def between(self, first: datetime.date | None, last: datetime.date | None) -> Self:
        """Rows of these days, both ends included; an end that is None is open."""
        rows = self if first is None else self.filter(**{f"{self.DAY}__gte": first})
        return rows if last is None else rows.filter(**{f"{self.DAY}__lte": last})


class CampaignQuerySet(DatedQuerySet):
    DAY = "starts_on"

    def for_list(self) -> Self:
        """Each with `visit_count` and `visit_amount` of the visits that were paid."""
        visited = Q(visits__state=State.VISITED)
        return self.annotate(
            visit_count=models.Count("visits", filter=visited),
            visit_amount=models.Sum("visits__amount", filter=visited, default=Decimal(0)),
        ).order_by("-starts_on", "-pk")


class CondolenceCampaign(UnionOwned):
    """A round of condolence (慰问 counted in 次): spring festival, mid-autumn …"""

    class Occasion(models.TextChoices):
        NEW_YEAR = "new_year", "元旦"
        SPRING_FESTIVAL = "spring_festival", "春节"
        QINGMING = "qingming", "清明节"
        LABOUR_DAY = "labour_day", "劳动节"
        DRAGON_BOAT = "dragon_boat", "端午节"
        MID_AUTUMN = "mid_autumn", "中秋节"
        NATIONAL_DAY = "national_day", "国庆节"
        ETHNIC = "ethnic", "少数民族节日"
        HARDSHIP = "hardship", "送温暖"
        SUMMER = "summer", "送清凉"
        OTHER = "other", "其他"

    title = models.CharField("名称", max_length=60)
    occasion = models.CharField("时节", max_length=20, choices=Occasion)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    fund_source = models.CharField(
        "经费来源", max_length=10, choices=FundSource, default=FundSource.UNION
    )
    note = models.CharField("说明", max_length=500, blank=True)

    objects = CampaignQuerySet.as_manager()

    # Set by `for_list`.
    visit_count: int
    visit_amount: Decimal

    classification = {
        "title": "internal",
        "starts_on": "internal",
        "ends_on": "internal",
        "note": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "慰问批次"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="campaign_range_forward",
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(
                    occasion__in=[
                        "new_year",
                        "spring_festival",
                        "qingming",
                        "labour_day",
                        "dragon_boat",
                        "mid_autumn",
                        "national_day",
                        "ethnic",
                        "hardship",
                        "summer",
                        "other",
                    ]
                ),
                name="campaign_occasion_known",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class State(models.TextChoices):
    DUE = "due", "应访"
    VISITED = "visited", "已访"
    DROPPED = "dropped", "不再走访"


class VisitQuerySet(DatedQuerySet):
    DAY = "visited_on"

    def due(self) -> Self:
        return self.filter(state=State.DUE)

    def visited(self) -> Self:
        return self.filter(state=State.VISITED)

    def overdue(self, today: datetime.date) -> Self:
        return self.due().filter(due_on__lt=today)

    def in_period(self, first: datetime.date | None, last: datetime.date | None) -> Self:
        """What was done on these days, and what was to be done then and was not."""
        rows = self.annotate(day=Coalesce("visited_on", "due_on"))
        rows = rows if first is None else rows.filter(day__gte=first)
        return rows if last is None else rows.filter(day__lte=last)

    def for_list(self) -> Self:
        """Duties first, the earliest due on top; then what was done, the newest first."""
        return self.select_related("member__group", "reason", "campaign").order_by(
            models.Case(models.When(state=State.DUE, then=0), default=1),
            models.Case(models.When(state=State.DUE, then="due_on")),
            "-visited_on",
            "-pk",
        )


class Visit(UnionOwned):
    """A visit to one member (人次): a duty with a date when it is known of, closed when paid."""

    class Relation(models.TextChoices):
        SELF = "self", "本人"
        SPOUSE = "spouse", "配偶"
        PARENT = "parent", "父母"
        CHILD = "child", "子女"
        OTHER = "other", "其他亲属"

    class Form(models.TextChoices):
        VISIT = "visit", "走访"
        CALL = "call", "电话"
        GOODS = "goods", "物品"
        MONEY = "money", "慰问金"

    campaign = models.ForeignKey(
        CondolenceCampaign,
        models.PROTECT,
        verbose_name="慰问批次",
        null=True,
        blank=True,
        related_name="visits",
    )
    member = models.ForeignKey(
        Member, models.PROTECT, verbose_name="会员", related_name="condolence_visits"
    )
    reason = models.ForeignKey(
        VisitReason, models.PROTECT, verbose_name="事由", related_name="visits"
    )
    relation = models.CharField(
        "与本人关系", max_length=10, choices=Relation, default=Relation.SELF
    )
    event_on = models.DateField("事由日期")
    details = EncryptedTextField("具体情况", blank=True)
    due_on = models.DateField("应访日期")
    state = models.CharField("状态", max_length=10, choices=State, default=State.DUE)
    visited_on = models.DateField("慰问日期", null=True, blank=True)
    form = models.CharField("形式", max_length=10, choices=Form, blank=True)
    amount = amount_field("金额（元）", default=Decimal(0))
    goods = models.CharField("物品", max_length=60, blank=True)
    fund_source = models.CharField("经费来源", max_length=10, choices=FundSource, blank=True)
    place = models.CharField("地点", max_length=60, blank=True)
    visitors = models.CharField("慰问人", max_length=100, blank=True)
    registered_by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="登记人", null=True, blank=True, related_name="+"
    )

    objects = VisitQuerySet.as_manager()

    classification = {
        "member": "internal",
        "reason": "restricted",
        "relation": "restricted",
        "event_on": "restricted",
        "details": "sensitive",
        "due_on": "restricted",
        "visited_on": "restricted",
        "amount": "restricted",
        "goods": "restricted",
        "place": "restricted",
        "visitors": "internal",
        "registered_by": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "慰问走访"
        constraints = [
            models.UniqueConstraint(
                fields=["member", "reason", "relation", "event_on"],
                condition=~Q(state="dropped"),
                name="visit_once_per_event",
                violation_error_message="这位会员的这件事已经登记过了。",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="visit_state_known"),
            models.CheckConstraint(
                condition=Q(state="visited", visited_on__isnull=False)
                | (~Q(state="visited") & Q(visited_on__isnull=True)),
                name="visit_date_goes_with_state",
            ),
            models.CheckConstraint(
                condition=~Q(state="visited") | ~Q(form=""), name="visit_paid_has_form"
            ),
            models.CheckConstraint(
                condition=Q(form__in=["", "visit", "call", "goods", "money"]),
                name="visit_form_known",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="visit_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(amount=0) | ~Q(fund_source=""),
                name="visit_amount_has_source",
                violation_error_message="有金额的须写明经费来源。",
            ),
        ]
        indexes = [
            models.Index(fields=["union", "state", "due_on"], name="visit_waiting"),
            models.Index(fields=["union", "-visited_on"], name="visit_latest"),
        ]

    def __str__(self) -> str:
        # Goes into the trail and into notices: names no reason.
        return f"慰问走访：{self.member}"

    @property
    def is_due(self) -> bool:
        return self.state == State.DUE

    @property
    def tone(self) -> str:
        return {State.DUE: "warn", State.VISITED: "ok"}.get(State(self.state), "plain")


class GiftQuerySet(DatedQuerySet):
    DAY = "given_on"

    def birthday(self) -> Self:
        return self.filter(kind=Gift.Kind.BIRTHDAY)

    def for_list(self) -> Self:
        return self.select_related("member__group").order_by("-given_on", "-pk")


class Gift(UnionOwned):
    """A benefit handed to one member: a birthday card, a keepsake on retirement."""

    class Kind(models.TextChoices):
        BIRTHDAY = "birthday", "生日慰问"
        RETIREMENT = "retirement", "退休纪念"

    member = models.ForeignKey(Member, models.PROTECT, verbose_name="会员", related_name="gifts")
    kind = models.CharField("类别", max_length=20, choices=Kind)
    year = models.PositiveSmallIntegerField("年度")  # of the birthday: a card may come before it
    given_on = models.DateField("发放日期")
    goods = models.CharField("物品", max_length=60)
    amount = amount_field("金额（元）")
    fund_source = models.CharField(
        "经费来源", max_length=10, choices=FundSource, default=FundSource.UNION
    )
    registered_by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="登记人", null=True, blank=True, related_name="+"
    )

    objects = GiftQuerySet.as_manager()

    classification = {
        "member": "internal",
        "given_on": "internal",
        "amount": "restricted",
        "goods": "internal",
        "registered_by": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "福利发放"
        constraints = [
            models.UniqueConstraint(
                fields=["member", "year"],
                condition=Q(kind="birthday"),
                name="birthday_once_a_year",
                violation_error_message="这位会员本年度的生日慰问已经发放。",
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(kind="retirement"),
                name="retirement_once_ever",
                violation_error_message="这位会员的退休纪念品已经发放。",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["birthday", "retirement"]), name="gift_kind_known"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="gift_amount_not_negative"),
        ]
        indexes = [models.Index(fields=["union", "-given_on"], name="gift_latest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.member}"
