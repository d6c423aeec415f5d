"""Acts of dues: a year is opened, follows the membership, is closed; who may."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from members import tasks
from members.actions import dues, dues_payments
from members.checks.dues import months_of
from members.models import (
    DuesAccount,
    DuesYear,
    Member,
    MembershipEvent,
)
from tests.members.factories import deduct, give_base, make_group, make_member, open_dues, pay
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


# --- opening -----------------------------------------------------------------------------------


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


# --- truncation --------------------------------------------------------------------------------


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


# --- following the membership ------------------------------------------------------------------


def test_who_joins_later_gets_an_account_and_who_leaves_owes_no_more(account, year, officer):
    make_member(year.union, "新教师", joined_union_on=datetime.date(2026, 9, 1))
    Member.objects.filter(name="周敏").update(
        status="retained", membership_change="retained", changed_on=datetime.date(2026, 5, 15)
    )
    assert dues.deviations(year) == 2
    done = dues.follow_membership(dues_year=year, by=officer, now=timezone.now())
    assert (done.created, done.changed) == (1, 1)
    account.refresh_from_db()
    assert months_of(account.owed_months) == (1, 2, 3, 4, 5)
    assert account.year_due == D("107.50")
    year.refresh_from_db()
    assert dues.deviations(year) == 0
    again = dues.follow_membership(dues_year=year, by=officer, now=timezone.now())
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


# --- closing -----------------------------------------------------------------------------------


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


# --- who ---------------------------------------------------------------------------------------


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
