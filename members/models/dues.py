"""Dues: the year as it was opened, what each member owes in it, what was paid."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from members.models.codes import Status
from members.models.finding import ORDERS
from members.models.people import Member
from union_site.encryption import EncryptedTextField
from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned

if TYPE_CHECKING:
    import datetime

HIGHEST_BASE = Decimal("1000000")


class Truncation(models.TextChoices):
    """尾数不足 10 元部分是否计入."""

    BASE = "base", "基数尾数不足 10 元不计"
    NONE = "none", "按基数全额计算"


def _sum(**options: Any) -> Any:
    return models.DecimalField(max_digits=12, decimal_places=2, **options)


def _one_to_twelve(column: str) -> Q:
    return Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__gte": 1, f"{column}__lte": 12})


class DuesYearQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        return self.order_by("-year")


class DuesYear(UnionOwned):
    """The dues of one calendar year: at which rate, by which rule, open or closed."""

    class State(models.TextChoices):
        OPEN = "open", "收缴中"
        CLOSED = "closed", "已结账"

    year = models.PositiveSmallIntegerField(
        "年度", validators=[MinValueValidator(1990), MaxValueValidator(2099)]
    )
    # As in force when the year was opened: what was collected by it does not change afterwards.
    rate = models.DecimalField("会费比例", max_digits=6, decimal_places=5)
    rate_citation = models.CharField("比例依据", max_length=300)
    truncation = models.CharField("尾数", max_length=4, choices=Truncation)
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    # Receipts are numbered without gaps; counted up under a lock on this row.
    last_receipt = models.PositiveIntegerField("末号", default=0, editable=False)
    followed_at = models.DateTimeField("按会籍更新于", default=timezone.now, editable=False)
    opened_by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="开立人", null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField("开立时间", default=timezone.now, editable=False)

    objects = DuesYearQuerySet.as_manager()

    classification = {
        "rate_citation": "public",
        "followed_at": "internal",
        "opened_at": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "会费年度"
        constraints = [
            models.UniqueConstraint(
                fields=["union", "year"],
                name="dues_year_once",
                violation_error_message="这一年度的会费已经开立。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "closed"]), name="dues_year_state_known"
            ),
            models.CheckConstraint(
                condition=Q(truncation__in=["base", "none"]), name="dues_truncation_known"
            ),
            models.CheckConstraint(
                condition=Q(rate__gt=0, rate__lt=1), name="dues_rate_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年会费"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class DuesAccountQuerySet(ScopedQuerySet):
    def of_year(self, year: int) -> Self:
        return self.filter(dues_year__year=year)

    def owing(self) -> Self:
        """Those with a month to pay for at all."""
        return self.filter(owed_months__gt=0)

    def exempt(self) -> Self:
        return self.filter(owed_months=0)

    def without_base(self) -> Self:
        return self.owing().filter(monthly_base__isnull=True)

    def in_arrears(self, due: int) -> Self:
        """Something of the months up to `due` is unpaid."""
        return self.filter(first_unpaid__lte=due)

    def paid_to(self, due: int) -> Self:
        """Nothing of the months up to `due` is unpaid."""
        paid = Q(first_unpaid__isnull=True) | Q(first_unpaid__gt=due)
        return self.owing().filter(paid, monthly_base__isnull=False)

    def not_following(self) -> Self:
        """The membership has changed since the months were settled by it."""
        return self.exclude(status_seen=F("member__status"))

    def for_list(self) -> Self:
        return self.select_related("member__group", "dues_year")

    def in_order(self, order: str) -> Self:
        if order == "arrears":
            first = F("first_unpaid").asc(nulls_last=True)
            return self.order_by(first, "member__pinyin_order", "pk")
        columns = ORDERS.get(order, ORDERS["pinyin"])
        return self.order_by(*(_through_member(column) for column in columns))


def _through_member(column: Any) -> Any:
    if isinstance(column, str):
        return f"member__{column}"
    return F(f"member__{column.expression.name}").asc(nulls_last=True)


class DuesAccount(UnionOwned):
    """What one member owes in one year, and how far it is paid.

    `owed_months` has a bit for each month, January the lowest. `paid`, `year_due` and
    `first_unpaid` follow from the rest; the acts keep them, so that a list needs no arithmetic.
    """

    dues_year = models.ForeignKey(
        DuesYear, models.PROTECT, verbose_name="年度", related_name="accounts"
    )
    member = models.ForeignKey(
        Member, models.PROTECT, verbose_name="会员", related_name="dues_accounts"
    )
    monthly_base = _sum(
        verbose_name="工资基数",
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(HIGHEST_BASE)],
    )
    owed_months = models.PositiveSmallIntegerField("应缴月份")
    exemption_reason = models.CharField("免缴原因", max_length=60, blank=True)
    # Months that somebody has set do not follow the membership any more.
    is_set_by_hand = models.BooleanField("月份由人工核定", default=False)
    status_seen = models.CharField("所依会籍", max_length=20, choices=Status, editable=False)
    monthly_due = _sum(verbose_name="月应缴", default=Decimal(0), editable=False)
    year_due = _sum(verbose_name="年应缴", default=Decimal(0), editable=False)
    paid = _sum(verbose_name="已缴", default=Decimal(0), editable=False)
    first_unpaid = models.PositiveSmallIntegerField(
        "最早未缴月份", null=True, blank=True, editable=False
    )
    paid_until = models.PositiveSmallIntegerField("已缴至", null=True, blank=True, editable=False)
    # Counts every change: a form that was filled from an older one is refused.
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = DuesAccountQuerySet.as_manager()

    classification = {
        "monthly_base": "restricted",
        "exemption_reason": "restricted",
        "monthly_due": "restricted",
        "year_due": "restricted",
        "paid": "restricted",
    }

    class Meta:
        verbose_name = verbose_name_plural = "会费账户"
        constraints = [
            models.UniqueConstraint(fields=["dues_year", "member"], name="dues_account_once"),
            models.CheckConstraint(
                condition=Q(monthly_base__isnull=True)
                | Q(monthly_base__gte=0, monthly_base__lte=HIGHEST_BASE),
                name="dues_base_in_range",
            ),
            models.CheckConstraint(
                condition=Q(owed_months__gte=0, owed_months__lte=4095),
                name="dues_months_are_twelve",
            ),
            models.CheckConstraint(
                condition=Q(monthly_due__gte=0, year_due__gte=0, paid__gte=0),
                name="dues_sums_not_negative",
            ),
            models.CheckConstraint(
                condition=_one_to_twelve("first_unpaid") & _one_to_twelve("paid_until"),
                name="dues_unpaid_month_known",
            ),
            models.CheckConstraint(
                condition=Q(status_seen__in=Status.values), name="dues_status_seen_known"
            ),
        ]
        indexes = [
            models.Index(fields=["dues_year", "first_unpaid"], name="dues_unpaid_of_year"),
            models.Index(fields=["member", "first_unpaid"], name="dues_unpaid_of_member"),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.dues_year}"

    @property
    def is_exempt(self) -> bool:
        return self.owed_months == 0

    @property
    def lacks_base(self) -> bool:
        return self.monthly_base is None and not self.is_exempt


class DuesPaymentQuerySet(ScopedQuerySet):
    def live(self) -> Self:
        """Not voided."""
        return self.filter(voided_at__isnull=True)

    def of_year(self, year: int) -> Self:
        return self.filter(account__dues_year__year=year)

    def paid_between(self, first: datetime.date | None, last: datetime.date | None) -> Self:
        rows = self if first is None else self.filter(paid_on__gte=first)
        return rows if last is None else rows.filter(paid_on__lte=last)

    def for_list(self) -> Self:
        people = ("account__member__group", "account__dues_year", "by__user", "voided_by__user")
        return self.select_related(*people).order_by("-paid_on", "-receipt_no")


class DuesPayment(UnionOwned):
    """Money that came in for one account. Never deleted: voided, with a reason."""

    class Method(models.TextChoices):
        PAYROLL = "payroll", "工资代扣"
        TRANSFER = "transfer", "转账"
        CASH = "cash", "现金"

    account = models.ForeignKey(
        DuesAccount, models.PROTECT, verbose_name="账户", related_name="payments"
    )
    amount = _sum(verbose_name="金额（元）")
    paid_on = models.DateField("缴费日期")
    method = models.CharField("方式", max_length=10, choices=Method)
    # The month that was deducted for everybody together: once for each account.
    payroll_month = models.PositiveSmallIntegerField("代扣月份", null=True, blank=True)
    covered_months = models.PositiveSmallIntegerField("缴清月份", default=0, editable=False)
    receipt_no = models.CharField("收据号", max_length=20)
    by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="登记人", null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("登记时间", default=timezone.now, editable=False)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="作废人", null=True, blank=True, related_name="+"
    )
    void_reason = models.CharField("作废原因", max_length=100, blank=True)

    objects = DuesPaymentQuerySet.as_manager()

    classification = {
        "amount": "restricted",
        "paid_on": "restricted",
        "receipt_no": "internal",
        "at": "internal",
        "voided_at": "internal",
        "void_reason": "restricted",
    }

    class Meta:
        verbose_name = verbose_name_plural = "会费缴纳"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "payroll_month"],
                condition=Q(voided_at__isnull=True, payroll_month__isnull=False),
                name="dues_month_deducted_once",
                violation_error_message="这位会员这个月的会费已经代扣过。",
            ),
            models.UniqueConstraint(fields=["union", "receipt_no"], name="dues_receipt_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="dues_amount_positive"),
            models.CheckConstraint(
                condition=Q(method__in=["payroll", "transfer", "cash"]), name="dues_method_known"
            ),
            models.CheckConstraint(
                condition=Q(payroll_month__isnull=True)
                | Q(payroll_month__gte=1, payroll_month__lte=12, method="payroll"),
                name="dues_deducted_month_known",
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, voided_by__isnull=True, void_reason="")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
                name="dues_void_says_why",
            ),
        ]
        indexes = [models.Index(fields=["union", "-paid_on"], name="dues_payment_latest")]

    def __str__(self) -> str:
        # Goes into the trail: names no sum.
        return f"{self.account.member} 会费收据 {self.receipt_no}"

    @property
    def is_void(self) -> bool:
        return self.voided_at is not None


class BaseImportQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        return self.select_related("by__user", "dues_year").order_by("-pk")


class BaseImport(UnionOwned):
    """A sheet of wage bases that somebody brought; its rows are kept sealed until decided."""

    class State(models.TextChoices):
        PREVIEWED = "previewed", "待确认"
        APPLIED = "applied", "已导入"
        DISCARDED = "discarded", "已放弃"

    dues_year = models.ForeignKey(
        DuesYear, models.PROTECT, verbose_name="年度", related_name="base_imports"
    )
    file_name = models.CharField("文件名", max_length=200)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PREVIEWED)
    # What the cells say, as JSON; thrown away once it is applied or given up.
    sealed = EncryptedTextField("内容", null=True, blank=True)
    row_count = models.PositiveIntegerField("行数", default=0)
    changed_count = models.PositiveIntegerField("变更", default=0)
    by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="上传人", null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("上传时间", default=timezone.now, editable=False)
    applied_at = models.DateTimeField("导入时间", null=True, blank=True)

    objects = BaseImportQuerySet.as_manager()

    classification = {
        "file_name": "internal",
        "sealed": "sensitive",
        "at": "internal",
        "applied_at": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "工资基数导入"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["previewed", "applied", "discarded"]),
                name="base_import_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="previewed") | Q(sealed__isnull=True),
                name="base_import_decided_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
