"""After a merge: lists, search, import; and the pages of double entries."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import ValidationError
from openpyxl import load_workbook

from members import actions as roster
from members.actions import duplicates as actions
from members.forms.duplicates import MergeForm
from members.models import Member, NotSame, RosterImport
from members.tables import duplicates as tables
from tests.factories import make_seat
from tests.members import rosters
from tests.members.duplicates import fresh, make_twins, merge
from tests.members.factories import make_group, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def twins(school):
    return make_twins(school)


# --- afterwards ----------------------------------------------------------------------------


@pytest.fixture
def merged(twins, chair, today):
    kept, other = twins
    Member.objects.filter(pk=other.pk).update(mobile="13899990000", name="沈若岚")
    merge(kept, other, chair, today)
    return kept, fresh(other)


def shown(client, url):
    response = client.get(url)
    content = b"".join(response) if response.streaming else response.content
    return content.decode(errors="replace")


@pytest.mark.parametrize(
    "url",
    [
        *("/members/", "/members/?status=left", "/members/?q=沈若岚", "/search/?q=沈若岚"),
        *("/members/accounts/", "/members/duplicates/"),
    ],
)
def test_a_merged_row_is_in_no_list_and_found_by_no_search(url, merged, log_in, chair):
    page = shown(log_in(chair), url)
    assert page.replace("q=沈若岚", "").count("沈若岚") <= page.count(
        'value="沈若岚"'
    ) + page.count("“沈若岚”")
    assert f"/members/{merged[1].pk}/" not in page


@pytest.mark.parametrize("query", ["", "?status=left", "?q=沈若岚"])
def test_a_merged_row_is_in_no_export(query, merged, log_in, chair, school):
    make_member(school, "沈若岚甲")
    make_member(school, "沈若岚乙", status="resigned")
    content = b"".join(log_in(chair).get(f"/members/export/{query}"))
    rows = list(load_workbook(io.BytesIO(content)).active.values)
    names = [row[0] for row in rows]
    assert {"沈若岚甲", "沈若岚乙"} & set(names)
    assert "沈若岚" not in names


def test_the_page_of_a_merged_member_leads_to_the_kept_one(merged, log_in, chair):
    kept, gone = merged
    client = log_in(chair)
    assert client.get(f"/members/{gone.pk}/").url == f"/members/{kept.pk}/"
    assert client.get(f"/members/{gone.pk}/edit/").status_code == 404
    assert client.post(f"/members/{gone.pk}/disclose/", {"reason": "x"}).status_code == 404


def test_a_stranger_is_not_led_anywhere(merged, log_in, stranger):
    assert log_in(stranger).get(f"/members/{merged[1].pk}/").status_code == 404


def test_an_import_that_names_the_number_of_a_merged_row_means_the_kept_member(
    merged, chair, today
):
    kept, gone = merged
    someone = {"姓名": "沈若兰", "证件号码": gone.id_number, "性别": "女", "出生日期": "1985/03/15"}
    brought = roster.receive_roster(
        content=rosters.official_form([someone]), file_name="x.xlsx", by=chair, today=today
    )
    assert (brought.created_count, brought.unchanged_count) == (0, 1)
    assert [f["code"] for f in brought.shown["findings"]] == ["was_merged"]
    both = [someone, someone | {"证件号码": kept.id_number}]
    brought = roster.receive_roster(
        content=rosters.official_form(both), file_name="x.xlsx", by=chair, today=today
    )
    assert [f["code"] for f in brought.shown["findings"] if f["level"] == "block"] == [
        "same_member"
    ]


def test_an_import_whose_members_were_merged_is_not_undone(school, chair, today):
    brought = roster.receive_roster(
        content=rosters.official_form(rosters.people(2)), file_name="x.xlsx", by=chair, today=today
    )
    roster.apply_roster(brought=brought, seen=brought.fingerprint, by=chair, today=today)
    one, two = Member.objects.order_by("pk")
    merge(one, two, chair, today)
    with pytest.raises(ValidationError, match="不能撤销"):
        roster.undo_roster(brought=RosterImport.objects.get(), by=chair)


# --- pages ---------------------------------------------------------------------------------


def test_a_pair_is_shown_side_by_side_and_merged_on_its_page(twins, log_in, chair):
    kept, other = twins
    client = log_in(chair)
    page = shown(client, "/members/duplicates/")
    assert "1 对可能是同一人" in page
    url = f"/members/duplicates/{kept.pk}/{other.pk}/"
    assert url in page
    form = shown(client, url)
    assert kept.id_number not in form
    answer = {"revision_first": 1, "revision_second": 1, "keep": "first"}
    answer |= dict.fromkeys(("id_number", "status", "mobile", "title"), "first")
    assert "请选择" in client.post(url, answer).content.decode()
    assert client.post(url, answer | {"native_place": "second"}).url == f"/members/{kept.pk}/"
    assert fresh(kept).native_place == "天津"
    assert "已合并为“沈若兰”" in shown(client, f"/members/{kept.pk}/")


def test_what_stands_in_the_way_is_said_on_the_page(twins, school, log_in, chair):
    kept, other = twins
    kept.seat, other.seat = make_seat(school, "member"), make_seat(school, "officer", "member")
    kept.save()
    other.save()
    keys = ("keep", "id_number", "status", "mobile", "title", "native_place")
    answer = {"revision_first": 1, "revision_second": 1} | dict.fromkeys(keys, "first")
    page = log_in(chair).post(f"/members/duplicates/{kept.pk}/{other.pk}/", answer)
    assert "还担任职务" in page.content.decode()


def test_the_empty_value_is_not_the_one_that_is_proposed(twins, log_in, chair):
    form = MergeForm(first=twins[1], second=twins[0], seat=chair)
    chosen = {name: form[name].initial for name in ("keep", "native_place", "title", "status")}
    assert chosen == {
        "keep": "second",
        "native_place": "first",
        "title": "second",
        "status": "second",
    }


def test_of_two_numbers_that_differ_in_a_place_this_place_is_uncovered(twins, chair):
    choice = actions.choices(*twins)[0]
    left, right = tables.told_apart(*twins, choice, chair)
    assert left != right
    assert left.startswith("3301**********")


def test_two_people_are_told_apart_on_the_page_and_it_is_taken_back(twins, log_in, chair):
    kept, other = twins
    client = log_in(chair)
    client.post(f"/members/duplicates/{kept.pk}/{other.pk}/not-same/")
    page = shown(client, "/members/duplicates/")
    assert "没有发现重复的记录" in page
    assert "已判定不是同一人" in page
    client.post(f"/members/duplicates/{NotSame.objects.get().pk}/look-again/")
    assert "1 对可能是同一人" in shown(client, "/members/duplicates/")


@pytest.mark.parametrize(
    ("role", "status", "pair"),
    [
        ("chair", 200, 200),
        ("officer", 403, 403),
        ("auditor", 403, 403),
        ("leader", 403, 403),
        ("teacher", 403, 403),
        ("stranger", 200, 404),
        ("district_staff", 403, 403),
    ],
)
def test_who_sees_double_entries(role, status, pair, request, twins, log_in):
    client = log_in(request.getfixturevalue(role))
    assert client.get("/members/duplicates/").status_code == status
    url = f"/members/duplicates/{twins[0].pk}/{twins[1].pk}/"
    assert client.get(url).status_code == pair
    posted = {client.post(f"{url}not-same/").status_code, client.post(url, {}).status_code}
    assert posted == ({302, 200} if role == "chair" else {pair})


def test_a_member_beside_itself_is_no_page(twins, log_in, chair):
    url = f"/members/duplicates/{twins[0].pk}/{twins[0].pk}/"
    assert log_in(chair).get(url).status_code == 404


def test_double_entries_wait_on_the_workbench_of_the_chair_alone(twins, log_in, chair, officer):
    assert "1 对会员记录可能重复" in shown(log_in(chair), "/")
    assert "可能重复" not in shown(log_in(officer), "/")
    actions.mark_not_same(first=twins[0], second=twins[1], by=chair)
    assert "可能重复" not in shown(log_in(chair), "/")


@pytest.mark.parametrize("count", [1, 5])
def test_five_pairs_take_as_many_queries_as_one(
    count, school, log_in, chair, django_assert_num_queries
):
    for n in range(count):
        for status in ("active", "resigned"):
            group = make_group(school)
            make_member(school, f"周敏{'一二三四五'[n]}", status=status, group=group)
    client = log_in(chair)
    client.get("/members/duplicates/")
    with django_assert_num_queries(QUERIES):
        page = client.get("/members/duplicates/").content.decode()
    assert page.count("核对并合并") == count


QUERIES = 9
