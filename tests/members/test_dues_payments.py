"""Payments of dues: one by one, a month for everybody, voided; and who has paid to date."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from members import tasks
from members.actions import dues, dues_payments
from members.checks.dues import months_of
from members.models import (
    DuesPayment,
    Member,
)
from tests.members.factories import deduct, give_base, make_group, make_member, open_dues, pay
from union_site.models import AuditEntry

pytestmark = pytest.mark.django_db
KIND = tasks.open_dues  # known to this process by being imported
D = Decimal
NOV = datetime.date(2026, 11, 22)
NOT_MANAGERS = ("auditor", "leader", "handler", "teacher", "district_staff", "stranger")


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def zhou(school):
    return make_member(school, "周敏", staff_no="T01", group=make_group(school, "一组"))


@pytest.fixture
def year(zhou, officer):
    return open_dues(officer)


@pytest.fixture
def account(year, officer):
    return give_base(year.accounts.get(member__name="周敏"), "4307.50", officer)


def last_entry() -> tuple[str, str]:
    entry = AuditEntry.objects.order_by("pk").last()
    return entry.verb, entry.note


# --- payments ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sums", "paid_until", "first_unpaid", "covered"),
    [
        (["21.50"], 1, 2, ["1月"]),
        (["20"], None, 1, ["部分"]),
        (["20", "1.50"], 1, 2, ["部分", "1月"]),
        (["64.50"], 3, 4, ["1—3月"]),
        (["258"], 12, None, ["1—12月"]),
        (["100", "158"], 12, None, ["1—4月", "5—12月"]),
    ],
)
def test_a_payment_covers_the_earliest_months(
    account, officer, sums, paid_until, first_unpaid, covered
):
    from members.tables.dues import covered as words

    for amount in sums:
        pay(account, amount, officer, NOV)
    account.refresh_from_db()
    assert (account.paid_until, account.first_unpaid) == (paid_until, first_unpaid)
    assert account.paid == sum(map(D, sums))
    assert [words(row) for row in DuesPayment.objects.order_by("pk")] == covered


def test_receipts_are_numbered_without_gaps_whatever_is_refused(account, officer):
    first = pay(account, "21.50", officer, NOV)
    with pytest.raises(ValidationError):
        pay(account, "999", officer, NOV)
    second = pay(account, "21.50", officer, NOV)
    assert (first.receipt_no, second.receipt_no) == ("2026-00001", "2026-00002")


def test_no_more_is_taken_than_the_year_asks_for(account, officer):
    pay(account, "200", officer, NOV)
    with pytest.raises(ValidationError, match=r"还应缴 58\.00 元"):
        pay(account, "58.01", officer, NOV)
    pay(account, "58", officer, NOV)
    with pytest.raises(ValidationError, match="已经缴清"):
        pay(account, "0.01", officer, NOV)


def test_who_is_exempt_or_has_no_base_pays_nothing(school, officer):
    make_member(school, "退休者", status="retained")
    make_member(school, "新教师")
    year = open_dues(officer)
    for name, words in (("退休者", "免缴会费（保留会籍）"), ("新教师", "还没有工资基数")):
        with pytest.raises(ValidationError, match=words):
            pay(year.accounts.get(member__name=name), "1", officer, NOV)


def test_nothing_is_paid_tomorrow(account, officer):
    with pytest.raises(ValidationError, match="不能晚于今天"):
        dues_payments.record(
            account=account,
            revision=account.revision,
            amount=D(10),
            paid_on=NOV + datetime.timedelta(days=1),
            method="cash",
            by=officer,
            today=NOV,
        )


def test_a_payment_sent_twice_is_taken_once_and_the_second_is_told(account, officer):
    given = {"account": account, "revision": account.revision, "amount": D("21.50")}
    given |= {"paid_on": NOV, "method": "cash", "by": officer, "today": NOV}
    dues_payments.record(**given)
    with pytest.raises(ValidationError, match=r"刚刚有过变动（现已缴 21\.50 元）"):
        dues_payments.record(**given)
    assert DuesPayment.objects.count() == 1


def test_a_voided_payment_stays_in_the_books_and_covers_nothing(account, officer, now):
    first = pay(account, "43", officer, NOV)
    second = pay(account, "21.50", officer, NOV)
    dues_payments.void(payment=first, reason="重复登记", by=officer, now=now)
    account.refresh_from_db()
    second.refresh_from_db()
    assert (account.paid, account.paid_until) == (D("21.50"), 1)
    assert months_of(second.covered_months) == (1,)
    assert last_entry() == ("dues.void_payment", "重复登记")
    with pytest.raises(ValidationError, match="已经作废"):
        dues_payments.void(payment=first, reason="再来", by=officer, now=now)
    assert DuesPayment.objects.count() == 2


def test_voiding_needs_a_reason(account, officer, now):
    payment = pay(account, "43", officer, NOV)
    with pytest.raises(ValidationError, match="作废原因"):
        dues_payments.void(payment=payment, reason=" ", by=officer, now=now)


# --- a month for everybody ---------------------------------------------------------------------


@pytest.fixture
def crowd(school, officer):
    """Three with a base, one without, one retained."""
    for name in ("甲", "乙", "丙", "丁"):
        make_member(school, name)
    make_member(school, "退休者", status="retained")
    year = open_dues(officer)
    for name, base in (("甲", "4000"), ("乙", "5000"), ("丙", "6000")):
        give_base(year.accounts.get(member__name=name), base, officer)
    return year


def test_a_month_is_deducted_for_all_who_owe_it(crowd, officer):
    made = deduct(crowd, 1, officer)
    assert sorted(str(row.amount) for row in made) == ["20.00", "25.00", "30.00"]
    assert last_entry() == ("dues.deduct_month", "1月，3 人，75.00 元")
    assert [row.receipt_no for row in made] == ["2026-00001", "2026-00002", "2026-00003"]
    assert set(crowd.accounts.exclude(monthly_base=None).values_list("paid_until", flat=True)) == {
        1
    }


def test_the_same_month_twice_changes_nothing_and_says_so(crowd, officer):
    deduct(crowd, 1, officer)
    with pytest.raises(ValidationError, match="1月没有需要代扣的会员"):
        deduct(crowd, 1, officer)
    assert DuesPayment.objects.count() == 3


def test_a_month_deducted_out_of_turn_pays_the_oldest_and_is_not_deducted_again(crowd, officer):
    """February's deduction covers January; February stays open, but its wages were paid out."""
    deduct(crowd, 2, officer)
    assert set(crowd.accounts.exclude(monthly_base=None).values_list("first_unpaid")) == {(2,)}
    with pytest.raises(ValidationError, match="2月没有需要代扣的会员"):
        deduct(crowd, 2, officer)
    assert len(deduct(crowd, 1, officer)) == 3
    assert set(crowd.accounts.exclude(monthly_base=None).values_list("first_unpaid")) == {(3,)}


def test_the_database_holds_a_month_once_per_account(crowd, officer):
    payment = deduct(crowd, 1, officer)[0]
    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
        DuesPayment.objects.create(
            union=payment.union,
            account=payment.account,
            amount=1,
            paid_on=NOV,
            method="payroll",
            payroll_month=1,
            receipt_no="2026-99999",
            by=officer,
        )


def test_who_has_paid_beyond_a_month_is_not_deducted_and_a_part_is_topped_up(crowd, officer):
    pay(crowd.accounts.get(member__name="甲"), "240", officer, NOV)
    pay(crowd.accounts.get(member__name="乙"), "30", officer, NOV)
    made = {row.account.member.name: row.amount for row in deduct(crowd, 2, officer)}
    assert made == {"乙": D("20.00"), "丙": D("30.00")}


def test_a_voided_deduction_can_be_made_again(crowd, officer, now):
    payment = deduct(crowd, 1, officer)[0]
    dues_payments.void(payment=payment, reason="工资退回", by=officer, now=now)
    again = deduct(crowd, 1, officer)
    assert [row.account_id for row in again] == [payment.account_id]


def test_a_month_that_has_not_begun_is_not_deducted(crowd, officer):
    deduct(crowd, 11, officer)
    with pytest.raises(ValidationError, match="12月还没有开始"):
        deduct(crowd, 12, officer)


def test_nobody_is_deducted_while_the_membership_has_moved_on(crowd, officer, now):
    Member.objects.filter(name="甲").update(status="retained")
    with pytest.raises(ValidationError, match="1 名会员的会籍有变动"):
        deduct(crowd, 1, officer)
    dues.follow_membership(dues_year=crowd, by=officer, now=now)
    assert len(deduct(crowd, 1, officer)) == 2


def test_twelve_deductions_are_the_year_to_the_cent(school, officer):
    make_member(school, "甲")
    year = open_dues(officer, 2025, truncation="none")
    give_base(year.accounts.get(), "4307.50", officer)
    amounts = [deduct(year, month, officer)[0].amount for month in range(1, 13)]
    account = year.accounts.get()
    assert sum(amounts) == account.paid == account.year_due == D("258.45")
    assert set(amounts) == {D("21.53"), D("21.54")}
    assert account.first_unpaid is None


# --- paid to date? -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paid", "on", "until", "is_paid", "arrears", "months"),
    [
        ("215", "2026-11-22", "2026-10-31", True, "0", 0),
        ("193.50", "2026-11-22", "2026-09-30", False, "21.50", 1),
        ("200", "2026-11-22", "2026-09-30", False, "15.00", 1),
        ("258", "2026-11-22", "2026-12-31", True, "0", 0),
        ("193.50", "2026-10-31", "2026-09-30", True, "0", 0),
        ("193.50", "2027-02-10", "2026-09-30", False, "64.50", 3),
        ("", "2026-01-31", None, True, "0", 0),
        ("", "2026-11-22", None, False, "215.00", 10),
    ],
)
def test_standing_says_how_far_somebody_has_paid(
    account, zhou, officer, paid, on, until, is_paid, arrears, months
):
    """W-07 asks this: dues are paid to date when every month that is over is paid."""
    if paid:
        pay(account, paid, officer, NOV)
    found = dues.standing(member=zhou, on=datetime.date.fromisoformat(on))
    assert found.paid_until == (datetime.date.fromisoformat(until) if until else None)
    assert (found.is_paid_to_date, found.arrears, found.months) == (is_paid, D(arrears), months)
    assert found.is_known


def test_arrears_of_last_year_count_on(zhou, officer):
    last = open_dues(officer, 2025)
    account = give_base(last.accounts.get(), "4300", officer)
    pay(account, "215", officer, NOV)
    this = open_dues(officer, 2026)
    pay(this.accounts.get(), "215", officer, NOV)
    found = dues.standing(member=zhou, on=NOV)
    assert (found.months, found.arrears) == (2, D(43))
    assert found.paid_until == datetime.date(2025, 10, 31)


def test_what_the_books_do_not_know_is_held_against_nobody(school, zhou, year):
    """Without a base, or without a year, nothing is due that could be unpaid."""
    unbased = dues.standing(member=zhou, on=NOV)
    unbooked = dues.standing(member=make_member(school), on=NOV)
    for found in (unbased, unbooked):
        assert (found.is_paid_to_date, found.is_known) == (True, False)


def test_the_retained_are_paid_to_date(school, officer):
    """M-05."""
    retired = make_member(school, status="retained")
    open_dues(officer)
    found = dues.standing(member=retired, on=NOV)
    assert (found.is_paid_to_date, found.is_known, found.paid_until) == (True, True, None)


@pytest.mark.parametrize("count", [1, 5])
def test_many_are_asked_about_in_one_query(school, officer, count, django_assert_num_queries):
    members = [make_member(school) for _ in range(count)]
    open_dues(officer, 2025)
    open_dues(officer, 2026)
    with django_assert_num_queries(1):
        assert len(dues.standings(members=members, on=NOV)) == count


@pytest.mark.parametrize(("paid", "names"), [("107.50", []), ("86", ["周敏"]), ("", ["周敏"])])
def test_six_months_behind_are_listed(account, officer, auditor, paid, names):
    """M-07: in November ten months are over; five paid leave five, four leave six."""
    if paid:
        pay(account, paid, officer, NOV)
    assert [member.name for member, _ in dues.lapsing(by=auditor, on=NOV)] == names


@pytest.mark.parametrize("role", ["leader", "handler", "teacher", "district_staff"])
def test_who_is_behind_is_not_for_everybody(role, request, account):
    with pytest.raises(PermissionDenied):
        dues.lapsing(by=request.getfixturevalue(role), on=NOV)


def test_the_list_of_those_behind_is_ones_own_unions(account, stranger):
    assert dues.lapsing(by=stranger, on=NOV) == []
