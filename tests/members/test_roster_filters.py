"""Every filter, search and order of the list, and the indexes that answer them."""

from __future__ import annotations

import datetime
import re

import pytest
from django.db import connection
from django.http import QueryDict

from members import scale as members_scale
from members.models import Member
from members.tables.filters import Question, filters
from tests.factories import make_seat
from tests.members.factories import make_group, make_member
from union_site import scale
from union_site.listing import Asked

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 22)
CARD = "6222021001116245702"


@pytest.fixture
def people(school, other_school):
    """甲 is everything; 乙 is nothing; 丙 was never asked."""
    make_member(
        school,
        "甲某",
        sex="male",
        birth_date=datetime.date(1970, 11, 22),
        ethnicity="05",
        political_status="01",
        education="14",
        title="高级教师",
        post_category="manager",
        engagement="contract",
        employment_status="sick_leave",
        is_head_teacher=True,
        union_post="女工委员",
        card_no="S1",
        retires_on=datetime.date(2027, 5, 1),
        joined_union_on=datetime.date(2020, 3, 1),
        teaching_group="三年级组",
        group=make_group(school, "一组"),
        seat=make_seat(school, "member", name="甲某"),
        mobile="13812345678",
        staff_no="Tx42",
        bank_card=CARD,
    )
    make_member(
        school,
        "乙某",
        birth_date=datetime.date(1991, 11, 23),
        ethnicity="01",
        political_status="13",
        education="20",
        post_category="teacher",
        engagement="established",
        joined_union_on=datetime.date(2021, 1, 1),
        teaching_group="语文教研组",
        staff_no="T43",
    )
    make_member(school, "丙某", birth_date=datetime.date(1991, 11, 22))
    make_member(other_school, "外校", sex="male", ethnicity="05", card_no="S1")


def asked(seat, query):
    return Question(seat, Asked(QueryDict(query)), today=TODAY)


def names(seat, query):
    return [row.name for row in asked(seat, query).rows()]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sex=male", ["甲某"]),
        ("sex=female", ["丙某", "乙某"]),
        # The thirty-fifth birthday was today, the thirty-fifth year ends tomorrow.
        ("age=0-35", ["丙某", "乙某"]),
        ("age=36-45", []),
        ("age=56-200", ["甲某"]),
        ("age=46-55", []),
        ("minority=1", ["甲某"]),
        ("minority=05", ["甲某"]),
        ("minority=01", ["乙某"]),
        ("political=01", ["甲某"]),
        ("education=14", ["甲某"]),
        ("title=高级", ["甲某"]),
        ("post=manager", ["甲某"]),
        ("engagement=contract", ["甲某"]),
        ("engagement=other", ["甲某"]),
        ("engagement=established", ["乙某"]),
        ("employment=sick_leave", ["甲某"]),
        ("head=1", ["甲某"]),
        ("head=0", ["丙某", "乙某"]),
        ("union_post=with", ["甲某"]),
        ("union_post=without", ["丙某", "乙某"]),
        ("account=with", ["甲某"]),
        ("account=without", ["丙某", "乙某"]),
        ("card=with", ["甲某"]),
        ("card=without", ["丙某", "乙某"]),
        ("retires=2027", ["甲某"]),
        ("retires=2028", []),
        ("teaching=三年级组", ["甲某"]),
        ("from=2020-03-01&to=2020-12-31", ["甲某"]),
        ("sex=female&education=20", ["乙某"]),
        ("sex=nonsense&age=x&retires=1900", ["丙某", "甲某", "乙某"]),
        ("q=tX42", ["甲某"]),
        ("q=T43", ["乙某"]),
        (f"q={CARD}", ["甲某"]),
        ("q=6222 0210-0111 6245 702", ["甲某"]),
        ("q=5678", ["甲某"]),
        ("q=13812", ["甲某"]),
        ("q=jm", ["甲某"]),
        ("q=jiamou", ["甲某"]),
        ("q=某", ["丙某", "甲某", "乙某"]),
        ("q=%25", []),
        ("order=age", ["甲某", "丙某", "乙某"]),
        ("order=joined", ["乙某", "甲某", "丙某"]),
        ("order=strokes", ["乙某", "丙某", "甲某"]),
        ("order=group", ["甲某", "丙某", "乙某"]),
    ],
)
def test_a_filter_a_search_and_an_order(query, expected, people, chair):
    assert names(chair, query) == expected


def test_every_filter_is_tried_above():
    cases = next(
        mark.args[1]
        for mark in test_a_filter_a_search_and_an_order.pytestmark
        if mark.name == "parametrize"
    )
    tried = " ".join(query for query, _ in cases)
    assert [one.name for one in filters(TODAY, {}) if f"{one.name}=" not in tried] == []


@pytest.mark.parametrize("shape", ["{}", " {} ", "{0[0]}-{0[1]}"])
def test_a_full_id_number_is_found_by_its_hash(shape, people, chair):
    member = Member.objects.get(name="乙某")
    number = member.id_number
    typed = shape.format((number[:6], number[6:]) if "[0]" in shape else number)
    assert names(chair, f"q={typed.lower()}") == ["乙某"]
    # Somebody else's number that ends alike is another one.
    assert names(chair, f"q=999999{number[6:]}") == []


def test_a_strangers_numbers_are_not_found(people, chair, stranger):
    assert names(stranger, f"q={CARD}") == []
    assert names(stranger, f"q={Member.objects.get(name='甲某').id_number}") == []


def test_the_form_offers_the_unions_own_groups_and_nobody_elses(people, other_school, chair):
    make_member(other_school, teaching_group="外校组", group=make_group(other_school, "外校小组"))
    form = asked(chair, "").listed().filter_form
    assert [words for _, words in form.fields["teaching"].choices] == [
        "全部",
        "三年级组",
        "语文教研组",
    ]
    assert [words for _, words in form.fields["group"].choices] == ["全部", "一组"]


def test_of_very_many_groups_none_is_offered_but_looked_for_by_name(
    people, school, chair, monkeypatch
):
    monkeypatch.setattr("members.tables.filters.OFFERED", 1)
    make_group(school, "二组")
    form = asked(chair, "group_name=一").listed().filter_form
    assert [words for _, words in form.fields["group"].choices] == ["全部"]
    assert names(chair, "group_name=一") == ["甲某"]
    assert "工会小组名称含：一" in asked(chair, "group_name=一").in_words()
    # A link from elsewhere to one group still says which.
    group = Member.objects.get(name="甲某").group
    assert asked(chair, f"group={group.pk}").in_words() == "在册；工会小组：一组"


def test_what_is_filtered_stands_above_the_list_and_can_be_taken_away(people, log_in, chair):
    page = log_in(chair).get("/members/?sex=male&title=高级&year=2020&q=甲").content.decode()
    chips = re.findall(r'href="([^"]*)"[^>]*>\s*([^<]*?) ✕', page)
    assert [label for _, label in chips] == [
        "入会日期自：2020-01-01",
        "入会日期至：2020-12-31",
        "性别：男",
        "职称含：高级",
    ]
    links = [link.replace("&amp;", "&") for link, _ in chips]
    assert ["year=" in link for link in links] == [False, False, True, True]
    assert "sex=" not in links[2]


def test_the_search_box_keeps_every_filter(people, log_in, chair):
    page = log_in(chair).get("/members/?sex=male&age=56-200&order=age&page=1").content.decode()
    box = page[page.index('class="search row"') :]
    kept = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', box[: box.index("</form>")])
    assert kept == [("sex", "male"), ("age", "56-200"), ("order", "age")]


def test_the_words_for_the_trail_never_repeat_a_number(people, chair):
    assert asked(chair, "sex=male&q=陈").in_words() == "在册；性别：男；查找：陈"
    assert asked(chair, f"status=left&q={CARD}").in_words() == "已离会；查找：62…"


# --- indexes -------------------------------------------------------------------------------


@pytest.fixture
def crowd(school):
    """Enough people for the database to prefer one index to another."""
    stage = scale.Stage(school, [school], {school.pk: 200}, 3, 1, TODAY)
    members_scale.fill(school, stage.sizes[school.pk], stage)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE members_member")
            # A table as small as this one it would still read as a whole.
            cursor.execute("SET LOCAL enable_seqscan = off")


def plan_of(rows):
    return rows.explain()


@pytest.mark.parametrize(
    ("column", "typed", "index"),
    [
        ("initials", "wx", "member_by_initials"),
        ("pinyin", "wangx", "member_by_syllables"),
        ("mobile", "138", "member_by_mobile"),
    ],
)
def test_how_a_key_begins_is_answered_by_an_index(column, typed, index, crowd, school):
    rows = Member.objects.of_union(school).filter(**{f"{column}__begins": typed}).values("pk")
    plan = plan_of(rows)
    assert index in plan
    # The beginning itself is looked up, not only the union.
    assert re.search(rf"{column}(\)::text)?\s*(>|~>=~)", plan)


def test_the_usual_way_of_asking_would_not_be(crowd, school):
    """What the lookup is for: the same by `startswith` reads every row of the union."""
    rows = Member.objects.of_union(school).filter(initials__istartswith="wx").values("pk")
    assert re.search(r"initials(\)::text)?\s*(>|~>=~)", plan_of(rows)) is None


@pytest.mark.parametrize(
    ("words", "indexes"),
    [
        ("wx", ["member_by_staff_no", "member_by_syllables", "member_by_initials"]),
        ("1234", ["member_by_staff_no", "member_by_mobile", "member_by_id_tail"]),
        (
            CARD,
            ["member_by_staff_no", "member_by_mobile", "member_by_id_hash", "member_by_bank_card"],
        ),
        ("敏", ["member_by_name"]),
    ],
)
def test_each_meaning_of_a_search_has_its_index(words, indexes, crowd, school):
    plan = plan_of(Member.objects.of_union(school).matching(words))
    if connection.vendor == "postgresql":
        # What a name contains it looks for in the rows of the union.
        indexes = [index for index in indexes if index != "member_by_name"]
    assert [index for index in indexes if index not in plan] == []


def test_letters_that_are_wildcards_elsewhere_stand_for_themselves(school):
    make_member(school, "王芳")
    found = Member.objects.of_union(school)
    assert [found.filter(initials__begins=x).count() for x in ("w", "wf", "w%", "_f", "W")] == [
        *(1, 1, 0, 0, 0)
    ]
