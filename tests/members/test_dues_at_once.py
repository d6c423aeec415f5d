"""Two people at the books at the same moment: one wins, the other is told."""

from __future__ import annotations

import datetime
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from members.actions import dues, dues_payments
from members.models import DuesAccount, DuesPayment, DuesYear
from tests.members.factories import give_base, make_member, open_dues
from union_site.models import AuditEntry, Seat
from union_site.norms import load_national

pytestmark = pytest.mark.django_db(transaction=True)
NOV = datetime.date(2026, 11, 22)


@pytest.fixture(autouse=True)
def norms(db):
    load_national()


def at_once(work):
    """Runs the work twice at the same moment; what each returned or was refused with."""
    ready = threading.Barrier(2)

    def run(_):
        ready.wait(timeout=10)
        try:
            return work() and "done"
        except ValidationError as refusal:
            return refusal.messages[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(run, range(2)))


def fresh(seat: Seat) -> Seat:
    return Seat.objects.select_related("union", "user").get(pk=seat.pk)


@pytest.fixture
def year(school, officer):
    for name in ("甲", "乙", "丙"):
        make_member(school, name)
    made = open_dues(officer)
    for account in made.accounts.all():
        give_base(account, "4300", officer)
    return made


def test_a_month_deducted_by_two_at_once_is_deducted_once(year, officer):
    def deduct():
        return dues_payments.deduct_month(
            dues_year=DuesYear.objects.get(pk=year.pk),
            month=1,
            paid_on=NOV,
            by=fresh(officer),
            today=NOV,
        )

    outcomes = at_once(deduct)
    assert sorted(outcome == "done" for outcome in outcomes) == [False, True]
    assert next(o for o in outcomes if o != "done").startswith("1月没有需要代扣的会员")
    assert DuesPayment.objects.count() == 3
    numbers = DuesPayment.objects.order_by("receipt_no").values_list("receipt_no", flat=True)
    assert list(numbers) == ["2026-00001", "2026-00002", "2026-00003"]


def test_a_payment_recorded_by_two_at_once_is_recorded_once(year, officer):
    account = year.accounts.first()

    def record():
        mine = DuesAccount.objects.select_related("dues_year").get(pk=account.pk)
        return dues_payments.record(
            account=mine,
            revision=account.revision,
            amount=Decimal("21.50"),
            paid_on=NOV,
            method="cash",
            by=fresh(officer),
            today=NOV,
        )

    account.refresh_from_db()
    outcomes = at_once(record)
    assert outcomes.count("done") == 1
    assert "刚刚有过变动" in next(o for o in outcomes if o != "done")
    account.refresh_from_db()
    assert (account.paid, DuesPayment.objects.count()) == (Decimal("21.50"), 1)


def test_a_year_opened_by_two_at_once_is_opened_once(school, officer):
    make_member(school)

    def begin():
        return dues.begin_year(by=fresh(officer), year=2026, truncation="base", now=timezone.now())

    outcomes = at_once(begin)
    assert outcomes.count("done") == 1
    assert "由别人开立" in "".join(outcomes) or "已经开立" in "".join(outcomes)
    assert DuesAccount.objects.count() == 1
    assert AuditEntry.objects.filter(verb="dues.open_year").count() == 1


def test_what_dies_halfway_leaves_nothing_behind(year, officer, monkeypatch):
    """The act is one transaction: killed before its end, the books are as before."""

    def die(**_):
        raise KeyboardInterrupt

    monkeypatch.setattr(dues_payments.audit, "record", die)
    with pytest.raises(KeyboardInterrupt):
        dues_payments.deduct_month(dues_year=year, month=1, paid_on=NOV, by=officer, today=NOV)
    assert DuesPayment.objects.count() == 0
    assert set(DuesAccount.objects.values_list("paid", flat=True)) == {Decimal(0)}
    assert DuesYear.objects.get().last_receipt == 0
