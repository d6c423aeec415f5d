"""Norms: the nearest scope wins, on the day that is asked about, and the source is named."""

from __future__ import annotations

import datetime

import pytest
from django.db import IntegrityError, transaction

from tests.factories import make_union
from union_site.models import Norm
from union_site.norms import NormMissing, all_in_force, load_national, norm, read_once

DAY = datetime.date(2026, 5, 1)


def put(value, scope, *, key="test.cap", since=datetime.date(2020, 1, 1), until=None, **place):
    return Norm.objects.create(
        key=key,
        label="上限",
        value=value,
        scope=scope,
        valid_from=since,
        valid_until=until,
        document="某文件",
        article="第三条",
        **place,
    )


@pytest.fixture
def here(district):
    return make_union("here", parent=district, region_code="120116")


def test_the_nearest_scope_wins(here, district):
    expected = []
    for scope, place in [
        ("nation", {}),
        ("province", {"region_code": "120000"}),
        ("city", {"region_code": "120100"}),
        ("district", {"union": district}),
        ("school", {"union": here}),
    ]:
        put(scope, scope, **place)
        expected.append(norm("test.cap", union=here, on=DAY).value)
    assert expected == ["nation", "province", "city", "district", "school"]


def test_what_another_school_or_province_sets_does_not_hold_here(here, district):
    put("national", "nation")
    put("there", "school", union=make_union("there", parent=district))
    put("far", "province", region_code="340000")
    assert norm("test.cap", union=here, on=DAY).value == "national"


def test_the_day_decides_which_version_holds(here):
    put(1, "nation", since=datetime.date(2018, 1, 1), until=datetime.date(2025, 7, 31))
    put(2, "nation", since=datetime.date(2025, 8, 1))
    assert norm("test.cap", union=here, on=datetime.date(2025, 7, 31)).value == 1
    assert norm("test.cap", union=here, on=datetime.date(2025, 8, 1)).value == 2


def test_a_norm_that_nobody_set_is_missing_and_not_zero(here):
    with pytest.raises(NormMissing):
        norm("test.unheard", union=here, on=DAY)


def test_the_citation_names_document_and_article(here):
    put(1, "nation")
    assert norm("test.cap", union=here, on=DAY).citation == "某文件第三条"


def test_a_school_norm_without_a_school_is_refused_by_the_database(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        put(1, "school")


def test_loading_the_national_norms_twice_changes_nothing(db):
    first = load_national()
    rows = list(Norm.objects.order_by("pk").values())
    assert load_national() == first
    assert list(Norm.objects.order_by("pk").values()) == rows


def test_a_national_norm_that_was_changed_is_brought_back_alone(db, django_assert_num_queries):
    before = list(Norm.objects.order_by("pk").values())
    Norm.objects.filter(key="proposals.answer_days").update(value=99, document="别的文件")
    with django_assert_num_queries(2):
        load_national()
    assert list(Norm.objects.order_by("pk").values()) == before


def test_a_national_norm_that_is_new_comes_beside_the_norms_of_schools(here):
    put(5, "school", union=here)
    before = set(Norm.objects.values_list("key", "scope"))
    Norm.objects.filter(key__startswith="proposals.", union=None).delete()
    load_national()
    assert set(Norm.objects.values_list("key", "scope")) == before


def test_every_national_norm_names_its_source(here):
    rows = all_in_force(union=here, on=DAY)
    assert len(rows) >= 10
    assert [row.key for row in rows if not row.citation] == []


def test_the_page_lists_what_holds_for_the_school(log_in, teacher):
    page = log_in(teacher).get("/norms/").content.decode()
    assert "第十九条" in page
    assert "2/3" in page


def test_every_national_norm_fits_its_columns(here):
    """SQLite lets longer texts pass; PostgreSQL would refuse to install."""
    for row in Norm.objects.filter(scope=Norm.Scope.NATION):
        row.full_clean(exclude=["value"])


def test_a_page_reads_all_norms_of_a_union_and_a_day_with_the_first(
    here, district, django_assert_num_queries
):
    there = make_union("there", parent=district)
    put("nation", "nation")
    put("there", "school", union=there)
    put("other", "nation", key="test.other")
    with read_once(), django_assert_num_queries(2):
        assert norm("test.cap", union=here, on=DAY).value == "nation"
        assert norm("test.other", union=here, on=DAY).value == "other"
        assert norm("test.cap", union=there, on=DAY).value == "there"
        with pytest.raises(NormMissing):
            norm("test.none", union=here, on=DAY)
    put("here", "school", union=here)
    assert norm("test.cap", union=here, on=DAY).value == "here"
