"""Figures of the register, and the demonstration register with the real report's numbers."""

from __future__ import annotations

import datetime

import pytest
from django.db.models import Sum

from members.checks.register import uscc_problem
from members.models import RegisterTask, Unit, UnitCount, UnitEvent
from members.tables.register_coverage import coverage
from union_site import demo, figures

pytestmark = pytest.mark.django_db
CODES = [
    row.code for row in figures.all_figures(of_district=True) if row.code.startswith("register.")
]


@pytest.fixture
def stage(today, settings):
    settings.OWN_APPS = ["union_site", "members"]
    return demo.load(password="演示密码-只用于测试", today=today)


@pytest.fixture
def last(today):
    return today.year - 1


def test_the_table_is_that_of_the_real_report(stage, today, last):
    """The report of the district education union (domain §3.4): 2018 in its own count."""
    found = coverage(stage.district, year=last, today=today)
    rows = [
        (line.eligible, line.established, str(line.rate), line.founded_and_renewed)
        for line in (*found.lines, found.total)
    ]
    assert rows == [
        (97, 95, "97.9", 6),
        (65, 63, "96.9", 31),
        (366, 309, "84.4", 309),
        (528, 467, "88.4", 346),
    ]
    assert (found.total.founded, found.total.renewed) == (281, 65)
    assert (found.total.members, found.total.cards) == (12_237, 10_610)
    assert str(found.total.card_share) == "86.7"


EXPECTED = {
    "register.units": 539,
    "register.eligible": 528,
    "register.established": 467,
    "register.founded": 281,
    "register.renewed": 65,
    "register.members": 12_237,
    "register.cards": 10_610,
    "register.eligible_public_school": 97,
    "register.established_public_school": 95,
    "register.eligible_private_school": 65,
    "register.established_private_school": 63,
    "register.eligible_private_kindergarten": 366,
    "register.established_private_kindergarten": 309,
}


def test_every_figure_of_the_district_counts_its_rows(stage, last):
    span = figures.calendar_year(last)
    values = {code: figures.value(code, union=stage.district, span=span) for code in CODES}
    assert values == EXPECTED


def test_a_figure_opens_a_list_of_just_as_many_rows(stage, last, log_in):
    span = figures.calendar_year(last)
    client = log_in(stage.seat(stage.district, "district"))
    for code in CODES:
        taken = figures.take(code, union=stage.district, span=span)
        count = client.get(taken.url).context["page"].paginator.count
        assert count == len(taken.row_ids), code


def test_every_rate_rests_on_figures_of_the_district():
    rates = figures.all_rates(of_district=True)
    assert len(rates) == 5
    assert {code for rate in rates for code in (rate.numerator, rate.denominator)} <= set(CODES)


def test_a_schools_papers_leave_the_districts_figures_out():
    assert [row.code for row in figures.all_figures() if row.code in CODES] == []


def test_loading_twice_changes_nothing(stage, today):
    before = list(Unit.objects.order_by("pk").values())
    counts = [model.objects.count() for model in (UnitEvent, UnitCount, RegisterTask)]
    demo.load(password="另一个", today=today)
    assert list(Unit.objects.order_by("pk").values()) == before
    assert [model.objects.count() for model in (UnitEvent, UnitCount, RegisterTask)] == counts


def test_the_demonstration_schools_are_among_the_units(stage):
    linked = dict(Unit.objects.filter(school__isnull=False).values_list("school_id", "name"))
    assert linked == {school.pk: school.unit_name for school in stage.schools}


def test_every_demonstration_row_is_valid_and_of_nobody_real(stage):
    for number, unit in enumerate(Unit.objects.select_related("school")):
        assert (uscc_problem(unit.uscc), unit.uscc[2:8]) == ("", "120199")
        assert (unit.members_registered or 0) <= unit.staff_count
        if number % 40 == 0:
            unit.full_clean()
    for event in UnitEvent.objects.select_related("unit")[::80]:
        event.full_clean()


def test_the_units_add_up_to_their_counts(stage):
    sums = UnitCount.objects.aggregate(members=Sum("members"), cards=Sum("cards"))
    assert sums == {"members": 12_237, "cards": 10_610}
    units = Unit.objects.aggregate(members=Sum("members_registered"), cards=Sum("cards_issued"))
    assert units == sums


def test_there_is_something_to_do(stage, today):
    assert RegisterTask.objects.overdue(today).count() > 0
    assert Unit.objects.overdue(today).count() > 0
    assert Unit.objects.due_between(today, today + datetime.timedelta(days=180)).count() > 0
