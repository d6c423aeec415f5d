"""Demonstration dues of the rich school: last year's, nearly all paid, and this year's by payroll.

The retired are exempt, four are behind, one of them for more than six months.
"""

from __future__ import annotations

import datetime
import random
from decimal import Decimal

from django.utils import timezone

from members.actions import dues_books as books
from members.checks import dues as checks
from members.models import BaseImport, DuesAccount, DuesPayment, DuesYear, Member, Truncation
from members.models.codes import ON_ROLL
from union_site.demo import Stage
from union_site.models import Seat, Union
from union_site.norms import norm

Method = DuesPayment.Method
LAGS = (1, 2, 3, 7)  # months by which some are behind


def load(stage: Stage) -> None:
    """Brings two years; done twice, it is done once."""
    school, by = stage.rich, stage.seat(stage.rich, "officer")
    if DuesYear.objects.of_union(school).exists():
        return
    dice = stage.dice("dues", school.code)
    members = Member.objects.of_union(school).filter(status__in=ON_ROLL)
    people = list(members.order_by("pinyin_order", "pk"))
    bases = {member.pk: _base(dice) for member in people}
    last = _open(school, stage.today.year - 1, people, bases, by)
    _collect_last_year(last, dice, by)
    this = _open(school, stage.today.year, people, bases, by)
    _collect_this_year(this, stage.today, dice, by)
    DuesYear.objects.filter(pk=last.pk).update(state=DuesYear.State.CLOSED)
    BaseImport.objects.create(
        union=school,
        dues_year=this,
        file_name=f"{this.year}年工资基数.xlsx",
        state=BaseImport.State.APPLIED,
        row_count=len(people),
        changed_count=len(people),
        by=by,
        applied_at=timezone.now(),
    )


def _base(dice: random.Random) -> Decimal:
    """岗位工资 and 薪级工资 together, as they look on a wage sheet."""
    return Decimal(dice.randrange(3_200, 6_400)) + dice.choice((Decimal("0.50"), Decimal(0)))


def _open(
    school: Union, year: int, people: list[Member], bases: dict[int, Decimal], by: Seat
) -> DuesYear:
    first = datetime.date(year, 1, 1)
    rate = norm("members.dues_rate", union=school, on=first)
    made = DuesYear.objects.create(
        union=school,
        year=year,
        rate=rate.decimal,
        rate_citation=rate.citation,
        truncation=Truncation.BASE,
        opened_by=by,
    )
    known = books.memberships(school, people)
    accounts = []
    for member in people:
        owed = checks.owed_months(known[member.pk], year)
        account = DuesAccount(
            union=school,
            dues_year=made,
            member=member,
            monthly_base=bases[member.pk] if owed else None,
            owed_months=owed,
            exemption_reason=checks.exemption_of(known[member.pk], owed),
            status_seen=member.status,
        )
        accounts.append(account)
    DuesAccount.objects.bulk_create(accounts)
    return made


def _collect_last_year(year: DuesYear, dice: random.Random, by: Seat) -> None:
    """Once, by transfer in November; two have not paid all of it."""
    accounts = _owing(year)
    behind = set(dice.sample(range(len(accounts)), min(2, len(accounts))))
    paid_on = datetime.date(year.year, 11, 20)
    made: dict[int, list[DuesPayment]] = {}
    for place, account in enumerate(accounts):
        terms, owed = books.terms_of(account), checks.months_of(account.owed_months)
        months = len(owed) - 1 if place in behind else len(owed)
        if terms is not None and months:
            payment = _payment(account, terms.for_months(months), paid_on, Method.TRANSFER, by)
            made[account.pk] = [payment]
    _write(year, accounts, made)


def _collect_this_year(year: DuesYear, today: datetime.date, dice: random.Random, by: Seat) -> None:
    """Month by month from wages up to the last one that is over; four stopped earlier."""
    accounts = _owing(year)
    due = checks.months_due(year.year, today)
    behind = dice.sample(range(len(accounts)), min(len(LAGS), len(accounts)))
    stops = {place: due - lag for place, lag in zip(behind, LAGS, strict=False)}
    made: dict[int, list[DuesPayment]] = {account.pk: [] for account in accounts}
    for month in range(1, due + 1):
        paid_on = min(checks.last_day(year.year, month).replace(day=15), today)
        for place, account in enumerate(accounts):
            terms, owed = books.terms_of(account), checks.months_of(account.owed_months)
            if terms is None or month not in owed or month > stops.get(place, due):
                continue
            amount = terms.nth(owed.index(month) + 1)
            made[account.pk].append(_payment(account, amount, paid_on, Method.PAYROLL, by, month))
    _write(year, accounts, made)


def _owing(year: DuesYear) -> list[DuesAccount]:
    rows = year.accounts.all().owing().select_related("member").in_order("pinyin")
    accounts = list(rows)
    for account in accounts:
        account.dues_year = year
    return accounts


def _payment(
    account: DuesAccount,
    amount: Decimal,
    paid_on: datetime.date,
    method: str,
    by: Seat,
    payroll_month: int | None = None,
) -> DuesPayment:
    year = account.dues_year
    year.last_receipt += 1
    return DuesPayment(
        union_id=account.union_id,
        account=account,
        amount=amount,
        paid_on=paid_on,
        method=method,
        payroll_month=payroll_month,
        receipt_no=f"{year.year}-{year.last_receipt:05d}",
        by=by,
    )


def _write(year: DuesYear, accounts: list[DuesAccount], made: dict[int, list[DuesPayment]]) -> None:
    for account in accounts:
        books.settle(account, made.get(account.pk, []))
    books.write(accounts)
    every = [payment for payments in made.values() for payment in payments]
    DuesPayment.objects.bulk_create(every, batch_size=500)
    year.save(update_fields=["last_receipt"])
