"""Acts on payments of dues: one member's, a month's deduction for everybody, voiding."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from members.actions import dues, dues_books
from members.checks import dues as checks
from members.models import DuesAccount, DuesPayment, DuesYear
from union_site import audit
from union_site.models import Seat

Method = DuesPayment.Method


@transaction.atomic
def record(
    *,
    account: DuesAccount,
    revision: int,
    amount: Decimal,
    paid_on: datetime.date,
    method: str,
    by: Seat,
    today: datetime.date,
) -> DuesPayment:
    """Records what one member has paid; it covers the earliest unpaid months first.

    `revision` is that of the account the form was filled from: of two who record the same
    payment at once one wins and the other is told.
    """
    dues_books.require_manager(by, account.union_id)
    held = dues_books.hold_account(account, revision)
    _refuse_day(paid_on, today)
    _refuse_amount(held, amount)
    year = held.dues_year
    year.last_receipt += 1
    DuesYear.objects.filter(pk=year.pk).update(last_receipt=year.last_receipt)
    payment = _numbered(held, amount, paid_on, method, by)
    payment.full_clean(exclude=["covered_months"])
    payment.save()
    dues_books.resettle([held])
    payment.refresh_from_db(fields=["covered_months"])
    audit.record(verb="dues.record_payment", label="登记会费缴纳", by=by, thing=payment)
    return payment


def _refuse_day(paid_on: datetime.date, today: datetime.date) -> None:
    if paid_on > today:
        raise ValidationError({"paid_on": "缴费日期不能晚于今天。"})


def _refuse_amount(account: DuesAccount, amount: Decimal) -> None:
    if account.is_exempt:
        raise ValidationError(f"{account.member}本年免缴会费（{account.exemption_reason}）。")
    if account.monthly_base is None:
        raise ValidationError(f"{account.member}还没有工资基数，请先填写基数。")
    rest = account.year_due - account.paid
    if rest <= 0:
        raise ValidationError(f"{account.member}本年会费已经缴清。")
    if amount > rest:
        raise ValidationError({"amount": f"本年还应缴 {rest:,.2f} 元，不能多收。"})


def _numbered(
    account: DuesAccount,
    amount: Decimal,
    paid_on: datetime.date,
    method: str,
    by: Seat,
    payroll_month: int | None = None,
) -> DuesPayment:
    """A payment under the last number of the year, which is held: numbers have no gaps."""
    return DuesPayment(
        union_id=account.union_id,
        account=account,
        amount=amount,
        paid_on=paid_on,
        method=method,
        payroll_month=payroll_month,
        receipt_no=f"{account.dues_year.year}-{account.dues_year.last_receipt:05d}",
        by=by,
    )


# --- a month for everybody -----------------------------------------------------------------


@dataclass(frozen=True)
class Deduction:
    """What is taken from one member's wages for a month."""

    account: DuesAccount
    amount: Decimal


def deductions(dues_year: DuesYear, month: int) -> list[Deduction]:
    """Who still owes this month, and what: the list before it is done, and the act itself.

    Nobody whose month was deducted already, nobody who has paid beyond it. Months may be
    deducted out of turn: a deduction stands for its own month, other money for the earliest of
    the rest. Two queries.
    """
    rows = dues_year.accounts.all().in_arrears(12).filter(monthly_base__isnull=False)
    deducted = _deducted(dues_year)
    found = []
    for account in rows.for_list().in_order("group"):
        account.dues_year = dues_year
        amount = _amount(account, month, deducted[account.pk])
        if amount > 0:
            found.append(Deduction(account, amount))
    return found


def _deducted(dues_year: DuesYear) -> dict[int, dict[int, Decimal]]:
    """What was deducted for which month, by account."""
    found: dict[int, dict[int, Decimal]] = defaultdict(dict)
    rows = DuesPayment.objects.live().filter(
        account__dues_year=dues_year, payroll_month__isnull=False
    )
    for account_id, month, amount in rows.values_list("account", "payroll_month", "amount"):
        found[account_id][month] = amount
    return found


def _amount(account: DuesAccount, month: int, deducted: Mapping[int, Decimal]) -> Decimal:
    """The month's due, or less where a part of it is paid."""
    owed, terms = checks.months_of(account.owed_months), dues_books.terms_of(account)
    if terms is None or month not in owed or month in deducted:
        return Decimal(0)
    due = {each: terms.nth(place) for place, each in enumerate(owed, start=1)}
    other_money = account.paid - sum(deducted.values(), Decimal(0))
    until = sum((due[each] for each in owed if each <= month and each not in deducted), Decimal(0))
    return min(due[month], until - other_money, account.year_due - account.paid)


@transaction.atomic
def deduct_month(
    *, dues_year: DuesYear, month: int, paid_on: datetime.date, by: Seat, today: datetime.date
) -> list[DuesPayment]:
    """Records a month's deduction from wages for all who owe it, in one act.

    Done twice it changes nothing and says so; the database holds a month once per account.
    """
    dues_books.require_manager(by, dues_year.union_id)
    year = dues_books.hold_open_year(dues_year)
    _refuse_day(paid_on, today)
    if datetime.date(year.year, month, 1) > today:
        raise ValidationError({"month": f"{month}月还没有开始。"})
    if stale := dues.deviations(year):
        raise ValidationError(f"有 {stale} 名会员的会籍有变动，请先按会籍更新应缴月份。")
    chosen = deductions(year, month)
    if not chosen:
        raise ValidationError(f"{month}月没有需要代扣的会员：已经登记过，或者都已缴到。")
    made = []
    for item in chosen:
        year.last_receipt += 1
        made.append(
            _numbered(item.account, item.amount, paid_on, Method.PAYROLL, by, payroll_month=month)
        )
    DuesPayment.objects.bulk_create(made, batch_size=dues_books.BATCH)
    DuesYear.objects.filter(pk=year.pk).update(last_receipt=year.last_receipt)
    dues_books.resettle([item.account for item in chosen])
    total = sum((item.amount for item in chosen), Decimal(0))
    note = f"{month}月，{len(made)} 人，{total:,.2f} 元"
    audit.record(verb="dues.deduct_month", label="登记工资代扣", by=by, thing=year, note=note)
    return made


# --- taking back ---------------------------------------------------------------------------


@transaction.atomic
def void(*, payment: DuesPayment, reason: str, by: Seat, now: datetime.datetime) -> DuesPayment:
    """Voids a payment that was recorded wrongly; it stays in the books with the reason."""
    dues_books.require_manager(by, payment.union_id)
    if not reason.strip():
        raise ValidationError({"reason": "请写明作废原因。"})
    year = dues_books.hold_open_year(payment.account.dues_year)
    rows = DuesPayment.objects.live().filter(pk=payment.pk)
    voided = rows.update(
        voided_at=now, voided_by=by, void_reason=reason.strip()[:100], covered_months=0
    )
    if not voided:
        raise ValidationError(f"收据 {payment.receipt_no} 已经作废。")
    account = DuesAccount.objects.select_related("member").get(pk=payment.account_id)
    account.dues_year = year
    dues_books.resettle([account])
    payment.refresh_from_db()
    audit.record(
        verb="dues.void_payment", label="作废会费收据", by=by, thing=payment, note=reason.strip()
    )
    return payment
