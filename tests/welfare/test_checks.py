"""Rules of condolence and benefits at their edges; rule ids as in the ledger's manual."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from members.models import Member
from members.models.codes import Status
from union_site.findings import Level
from union_site.norms import norm
from welfare import checks

EVENT = datetime.date(2026, 11, 10)
TODAY = datetime.date(2026, 11, 21)


def day(number: int) -> datetime.date:
    return datetime.date(2026, 11, number)


def codes(findings) -> list[str]:
    return [finding.code for finding in findings]


@pytest.fixture
def days_rule(school):
    return norm("welfare.visit_due_days", union=school, on=TODAY)


@pytest.mark.parametrize(
    ("event_on", "due_on"),
    [
        (day(21), day(26)),
        (day(10), day(26)),  # heard of late: counted from today
        (day(25), day(30)),  # a wedding to come: counted from the day itself
    ],
)
def test_a_visit_is_due_some_days_after_the_event_or_after_it_was_heard_of(
    days_rule, event_on, due_on
):
    assert checks.due_date(event_on=event_on, today=TODAY, rule=days_rule) == due_on


@pytest.mark.parametrize(
    ("visited_on", "expected"),
    [(day(9), ["V-02"]), (day(10), []), (day(21), []), (day(22), ["V-01"])],
)
def test_a_visit_lies_between_the_event_and_today(visited_on, expected):
    assert codes(checks.dates(event_on=EVENT, visited_on=visited_on, today=TODAY)) == expected


@pytest.mark.parametrize(
    ("visited_on", "expected"), [(day(14), []), (day(15), []), (day(16), ["W-13"])]
)
def test_w_13_a_late_visit_is_said_to_be_late(days_rule, visited_on, expected):
    found = checks.lateness(visited_on=visited_on, due_on=day(15), rule=days_rule)
    assert codes(found) == expected
    assert [f.citation for f in found] == [days_rule.citation] * len(expected)


@pytest.mark.parametrize(
    ("form", "amount", "goods", "is_right"),
    [
        ("money", 500, "", True),
        ("money", 0, "", False),
        ("goods", 200, "水果", True),
        ("goods", 200, "", False),
        ("call", 0, "", True),
        ("call", 100, "", False),
        ("call", 0, "鲜花", False),
        ("visit", 0, "", True),
        ("visit", 300, "鲜花", True),
    ],
)
def test_w_03_money_goods_and_calls_are_what_they_are_called(form, amount, goods, is_right):
    found = checks.form_of_visit(form=form, amount=Decimal(amount), goods=goods)
    assert [f.level for f in found] == ([] if is_right else [Level.BLOCK])


@pytest.mark.parametrize(
    ("status", "amount", "funds", "expected"),
    [
        (Status.ACTIVE, 500, "union", []),
        (Status.RETAINED, 500, "union", ["W-11"]),
        (Status.RETAINED, 500, "school", []),
        (Status.RETAINED, 0, "", []),
        (Status.DECEASED, 1000, "union", ["W-11"]),
    ],
)
def test_w_11_union_funds_are_for_members_in_service(status, amount, funds, expected):
    member = Member(name="周敏", status=status)
    found = checks.recipients(members=[member], amount=Decimal(amount), fund_source=funds)
    assert codes(found) == expected
    assert [f.citation for f in found] == [checks.FUNDS_CITATION] * len(expected)


@pytest.mark.parametrize(
    ("occasion", "funds", "expected"),
    [
        ("spring_festival", "union", []),
        ("qingming", "union", []),
        ("ethnic", "union", []),
        ("hardship", "union", []),
        ("summer", "union", []),
        ("other", "union", ["W-02"]),
        ("other", "school", []),
    ],
)
def test_w_02_festival_goods_are_for_public_holidays(school, occasion, funds, expected):
    rule = norm("welfare.festivals", union=school, on=TODAY)
    found = checks.festival_kind(occasion=occasion, fund_source=funds, rule=rule)
    assert codes(found) == expected
    assert [f.citation for f in found] == [rule.citation] * len(expected)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("299.99", ["W-04a"]), ("300.00", []), ("300.01", ["W-04a"])],
)
def test_the_birthday_card_has_the_amount_of_the_norm(school, amount, expected):
    rule = norm("welfare.birthday_card", union=school, on=TODAY)
    assert codes(checks.birthday_amount(amount=Decimal(amount), rule=rule)) == expected


def test_w_04_all_who_had_their_card_are_named_at_once():
    found = checks.birthday_twice(names=["周敏", "吴越"], year=2026)
    assert [(f.code, f.level) for f in found] == [("W-04", Level.BLOCK)]
    assert found[0].sentence == "周敏、吴越2026年的生日慰问已经发放，每人每年一次。"
    assert checks.birthday_twice(names=[], year=2026) == []


def test_a_gift_of_tomorrow_was_not_given_yet():
    assert codes(checks.gift_date(given_on=day(22), today=TODAY)) == ["V-01"]
    assert checks.gift_date(given_on=TODAY, today=TODAY) == []
