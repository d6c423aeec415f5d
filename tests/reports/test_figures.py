"""Figures of every app as a summary reads them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reports import figures, outlines
from reports.models import PlanItem
from tests.reports.factories import YEAR, make_plan
from union_site.figures import all_figures, all_rates, calendar_year

SPAN = calendar_year(YEAR)


@pytest.fixture
def readings(chair):
    make_plan(chair)
    return {one.code: one for one in figures.read_all(chair.union, SPAN)}


def test_every_figure_that_is_registered_is_read(readings):
    assert {one.code for one in all_figures()} <= set(readings)


def test_codes_of_the_outline_that_no_app_offers_do_not_appear(readings, monkeypatch):
    clause = outlines.Clause("召开{0}。", ("nobody.offers_this",))
    outline = outlines.SectionOutline("x", "x", "", (clause,))
    assert outline.codes == ("nobody.offers_this",)
    assert "nobody.offers_this" not in readings


def test_figures_come_section_by_section(readings):
    order = [outline.key for outline in outlines.SUMMARY]
    places = [order.index(one.section_key) for one in readings.values()]
    assert places == sorted(places)


def test_a_rate_whose_base_is_zero_is_left_out(chair):
    codes = {one.code for one in figures.read_all(chair.union, SPAN)}
    assert "reports.plan_rate" not in codes
    assert "reports.plan_items" in codes


def test_a_figure_counts_only_its_own_union(chair, stranger):
    make_plan(stranger)
    values = figures.read_values(chair.union, SPAN, ["reports.plan_items"])
    assert values == {"reports.plan_items": Decimal(0)}


def test_a_figure_counts_only_its_own_year(chair):
    make_plan(chair, year=YEAR - 1)
    values = figures.read_values(chair.union, SPAN, ["reports.plan_items"])
    assert values == {"reports.plan_items": Decimal(0)}


def test_the_page_of_a_rate_is_that_of_its_base(db):
    assert figures.rows_url("reports.plan_rate", SPAN) == f"/reports/plans/items/?year={YEAR}"
    assert figures.rows_url("reports.plan_done", SPAN) == (
        f"/reports/plans/items/?year={YEAR}&show=done"
    )
    assert figures.rows_url("gone.away", SPAN) == ""


def test_every_page_behind_a_figure_can_be_opened(log_in, chair):
    client = log_in(chair)
    pages = {one.url(SPAN) for one in all_figures()} - {""}
    assert {url: client.get(url).status_code for url in pages} == dict.fromkeys(pages, 200)


def test_every_rate_rests_on_figures_that_can_be_named(db):
    known = {one.code for one in all_figures()} | {"members.active"}
    for rate in all_rates():
        assert {rate.numerator, rate.denominator} <= known, rate.code


def test_monthly_numbers_add_up_to_the_year(readings):
    monthly = {code: one for code, one in readings.items() if one.by_month}
    for code, one in monthly.items():
        assert (len(one.by_month), sum(one.by_month)) == (12, float(one.value)), code


def test_a_figure_of_an_unknown_group_has_a_place_too(db):
    assert figures.section_of("new.thing", "没有这一组") == "building"
    assert figures.section_of("welfare.visits", "没有这一组") == "service"


def test_staff_come_from_the_register_and_have_no_list_of_rows(readings, school):
    school.staff_count = 66
    school.save()
    assert figures.read_values(school, SPAN, ["reports.staff"]) == {"reports.staff": Decimal(66)}
    assert readings["reports.staff"].row_count == 0
    assert PlanItem.objects.count() == 16
