"""Acts of dues: a year is opened, follows the membership, is paid month by month, is closed."""

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
    DuesAccount,
    DuesPayment,
    DuesYear,
    Member,
    MembershipEvent,
)
from tests.members.factories import give_base, make_group, make_member, open_dues, pay
from union_site import jobs
from union_site.findings import NotClear
from union_site.models import AuditEntry, Job, Norm

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


# --- opening -------------------------------------------------------------------------------


def test_a_year_takes_the_rate_in_force_with_its_citation(year):
    assert year.rate == D("0.005")
    assert year.rate_citation.startswith("中国工会章程")
    assert last_entry() == ("dues.open_year", "1 人")


def test_a_rate_of_ones_own_school_is_taken_where_there_is_one(school, officer):
    Norm.objects.create(
        key="members.dues_rate",
        label="会费比例",
        value="0.004",
        scope="school",
        union=school,
        valid_from=datetime.date(2026, 1, 1),
        document="本校办法",
    )
    assert open_dues(officer).rate == D("0.004")
    assert open_dues(officer, 2025).rate == D("0.005")


@pytest.mark.parametrize(
    ("fields", "months"),
    [
        ({}, tuple(range(1, 13))),
        ({"status": "retained"}, ()),
        ({"joined_union_on": datetime.date(2026, 9, 1)}, (9, 10, 11, 12)),
        (
            {
                "status": "resigned",
                "membership_change": "resigned",
                "changed_on": datetime.date(2026, 2, 10),
            },
            (1, 2),
        ),
        ({"status": "resigned"}, None),
        ({"status": "transferred_out"}, None),
    ],
)
def test_who_is_on_the_roll_or_owes_a_month_gets_an_account(school, officer, fields, months):
    """M-05: the retained have one and owe nothing."""
    make_member(school, **fields)
    account = open_dues(officer).accounts.first()
    assert (account and months_of(account.owed_months)) == months


def test_the_bases_of_last_year_are_taken_over(zhou, officer):
    last = open_dues(officer, 2025)
    give_base(last.accounts.get(), "4307.50", officer)
    account = open_dues(officer, 2026).accounts.get()
    assert (account.monthly_base, account.monthly_due) == (D("4307.50"), D("21.50"))
    assert (account.year_due, account.first_unpaid) == (D("258.00"), 1)


def test_a_year_is_opened_once(year, officer):
    with pytest.raises(ValidationError, match="2026年会费已经开立"):
        open_dues(officer)
    assert DuesYear.objects.count() == 1


def test_a_large_union_opens_its_year_by_a_job(zhou, officer, now, monkeypatch):
    monkeypatch.setattr(dues, "PEOPLE_AT_ONCE", 0)
    job = dues.begin_year(by=officer, year=2026, truncation="none", now=now)
    assert isinstance(job, Job)
    jobs.run(job.pk)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result_url) == ("done", "/members/dues/?year=2026")
    assert DuesAccount.objects.get().dues_year.truncation == "none"


@pytest.mark.parametrize("role", NOT_MANAGERS[:-1])
def test_nobody_else_opens_a_year(role, request, zhou, now):
    seat = request.getfixturevalue(role)
    with pytest.raises(PermissionDenied):
        dues.begin_year(by=seat, year=2026, truncation="base", now=now)
    with pytest.raises(PermissionDenied):
        dues.open_year(by=seat, year=2026, truncation="base", now=now)


# --- truncation ----------------------------------------------------------------------------


def test_truncation_can_be_changed_until_the_first_payment(account, year, officer):
    dues.change_truncation(dues_year=year, truncation="none", by=officer)
    account.refresh_from_db()
    assert (account.monthly_due, account.year_due) == (D("21.54"), D("258.45"))
    payment = pay(account, "21.54", officer, NOV)
    with pytest.raises(ValidationError, match="已有缴费"):
        dues.change_truncation(dues_year=year, truncation="base", by=officer)
    dues_payments.void(payment=payment, reason="误登", by=officer, now=timezone.now())
    dues.change_truncation(dues_year=year, truncation="base", by=officer)
    account.refresh_from_db()
    assert account.year_due == D("258.00")


# --- payments ------------------------------------------------------------------------------


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


# --- a month for everybody -----------------------------------------------------------------


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


def deduct(year, month, by, today=NOV):
    return dues_payments.deduct_month(
        dues_year=year, month=month, paid_on=today, by=by, today=today
    )


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


# --- following the membership --------------------------------------------------------------


def test_who_joins_later_gets_an_account_and_who_leaves_owes_no_more(account, year, officer, now):
    make_member(year.union, "新教师", joined_union_on=datetime.date(2026, 9, 1))
    Member.objects.filter(name="周敏").update(
        status="retained", membership_change="retained", changed_on=datetime.date(2026, 5, 15)
    )
    assert dues.deviations(year) == 2
    done = dues.follow_membership(dues_year=year, by=officer, now=now)
    assert (done.created, done.changed) == (1, 1)
    account.refresh_from_db()
    assert months_of(account.owed_months) == (1, 2, 3, 4, 5)
    assert account.year_due == D("107.50")
    assert dues.deviations(year) == 0
    again = dues.follow_membership(dues_year=year, by=officer, now=now)
    assert (again.created, again.changed) == (0, 0)


def test_an_event_recorded_later_is_noticed_even_where_the_status_is_the_same(
    account, year, officer, now
):
    for on, kind, status in (
        (datetime.date(2010, 9, 1), "joined", "active"),
        (datetime.date(2026, 3, 10), "retained", "retained"),
        (datetime.date(2026, 9, 1), "returned", "active"),
    ):
        MembershipEvent.objects.create(
            union=year.union, member=account.member, kind=kind, on=on, status=status
        )
    assert dues.deviations(year) == 1
    later = timezone.now()
    dues.follow_membership(dues_year=year, by=officer, now=later)
    account.refresh_from_db()
    year.refresh_from_db()
    assert months_of(account.owed_months) == (1, 2, 3, 9, 10, 11, 12)
    assert dues.deviations(year) == 0


def test_months_set_by_hand_do_not_follow_until_they_are_let_go(account, year, officer, now):
    given = {"account": account, "by": officer}
    held = dues.set_months(
        **given,
        revision=account.revision,
        follows=False,
        months=[1, 2, 3],
        exemption_reason="产假停薪",
    )
    Member.objects.filter(name="周敏").update(status="retained")
    dues.follow_membership(dues_year=year, by=officer, now=now)
    held.refresh_from_db()
    assert (months_of(held.owed_months), held.exemption_reason) == ((1, 2, 3), "产假停薪")
    free = dues.set_months(
        **given, revision=held.revision, follows=True, months=[], exemption_reason=""
    )
    assert (free.owed_months, free.exemption_reason) == (0, "保留会籍")


def test_an_exemption_by_hand_says_why(account, officer):
    with pytest.raises(ValidationError, match="写明原因"):
        dues.set_months(
            account=account,
            revision=account.revision,
            follows=False,
            months=[1],
            exemption_reason=" ",
            by=officer,
        )


def test_money_that_was_paid_stays_when_less_is_owed(account, year, officer, now):
    pay(account, "258", officer, NOV)
    account.refresh_from_db()
    dues.set_months(
        account=account,
        revision=account.revision,
        follows=False,
        months=[1, 2],
        exemption_reason="停薪",
        by=officer,
    )
    account.refresh_from_db()
    assert (account.paid, account.year_due, account.first_unpaid) == (D(258), D(43), None)


# --- closing -------------------------------------------------------------------------------


def test_a_year_in_arrears_is_closed_only_knowingly_and_then_takes_no_money(
    account, year, officer, now
):
    with pytest.raises(NotClear, match=r"1 人没有缴清，共欠 258\.00 元"):
        dues.close_year(dues_year=year, by=officer)
    dues.close_year(dues_year=year, by=officer, accepted=["dues.arrears"])
    for act in (
        lambda: pay(account, "1", officer, NOV),
        lambda: deduct(year, 1, officer),
        lambda: give_base(account, "5000", officer),
        lambda: dues.follow_membership(dues_year=year, by=officer, now=now),
    ):
        with pytest.raises(ValidationError, match="已结账"):
            act()
    with pytest.raises(ValidationError, match="写明理由"):
        dues.reopen_year(dues_year=DuesYear.objects.get(), by=officer, note="")
    dues.reopen_year(dues_year=DuesYear.objects.get(), by=officer, note="漏登一笔")
    pay(account, "1", officer, NOV)


# --- who -----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", NOT_MANAGERS)
def test_nobody_else_moves_money(role, request, account, year, officer, now):
    payment = pay(account, "21.50", officer, NOV)
    account.refresh_from_db()
    seat = request.getfixturevalue(role)
    before = AuditEntry.objects.count()
    acts = [
        lambda: pay(account, "1", seat, NOV),
        lambda: deduct(year, 1, seat),
        lambda: dues_payments.void(payment=payment, reason="x", by=seat, now=now),
        lambda: give_base(account, "1", seat),
        lambda: dues.set_months(
            account=account,
            revision=account.revision,
            follows=True,
            months=[],
            exemption_reason="",
            by=seat,
        ),
        lambda: dues.change_truncation(dues_year=year, truncation="none", by=seat),
        lambda: dues.follow_membership(dues_year=year, by=seat, now=now),
        lambda: dues.close_year(dues_year=year, by=seat, accepted=["dues.arrears"]),
        lambda: dues.reopen_year(dues_year=year, by=seat, note="x"),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("role", ["chair", "officer"])
def test_chair_and_officers_do(role, request, account, year):
    pay(account, "21.50", request.getfixturevalue(role), NOV)


# --- paid to date? -------------------------------------------------------------------------


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
