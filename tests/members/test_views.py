"""The list of members, its export, and the page of one member."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members import actions
from members.models import Member, UnionGroup
from tests.members import rosters
from tests.members.factories import make_group, make_member

pytestmark = pytest.mark.django_db


def names_on(page):
    return re.findall(
        r'<th scope="row">\s*<a href="/members/\d+/">(.*?)</a>', page.content.decode()
    )


@pytest.fixture
def people(school, other_school):
    first, second = make_group(school, "一组"), make_group(school, "二组")
    make_member(school, "陈㛃", mobile="13812345678", group=first, joined_union_on="2026-03-01")
    make_member(school, "单雄飞", sex="male", group=first, ethnicity="05", staff_no="T0042")
    make_member(school, "欧阳若兰", group=second, engagement="contract", title="一级教师")
    make_member(school, "周敏", status="retained", employment_status="retired")
    make_member(school, "走了的", status="resigned")
    make_member(other_school, "外校陈㛃")


def group_id(name):
    return UnionGroup.objects.get(name=name).pk


ALL = ["陈㛃", "欧阳若兰", "单雄飞", "周敏"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ALL),
        ("status=active", ["陈㛃", "欧阳若兰", "单雄飞"]),
        ("status=retained", ["周敏"]),
        ("status=left", ["走了的"]),
        ("status=nonsense", ALL),
        ("sex=male", ["单雄飞"]),
        ("minority=1", ["单雄飞"]),
        ("engagement=other", ["欧阳若兰"]),
        ("account=without", ALL),
        ("account=with", []),
        ("from=2026-01-01&to=2026-12-31", ["陈㛃"]),
        ("from=2026-03-02", []),
        ("q=陈", ["陈㛃"]),
        ("q=雄飞", ["单雄飞"]),
        ("q=chenjie", ["陈㛃"]),
        ("q=sxf", ["单雄飞"]),
        ("q=Shan+Xiong", ["单雄飞"]),
        ("q=oyrl", ["欧阳若兰"]),
        ("q=138", ["陈㛃"]),
        ("q=5678", ["陈㛃"]),
        ("q=t0042", ["单雄飞"]),
        ("q=没有这个人", []),
        ("page=99", ALL),
    ],
)
def test_the_list_is_filtered_searched_and_sorted(query, names, people, log_in, chair):
    page = log_in(chair).get(f"/members/?{query}")
    assert names_on(page) == names


def test_the_list_is_sorted_by_surname_strokes(school, log_in, chair):
    for name in ("周敏", "陈㛃", "黄明", "丁一", "韩雪"):
        make_member(school, name)
    assert names_on(log_in(chair).get("/members/?order=strokes")) == [
        "丁一",
        "陈㛃",
        "周敏",
        "黄明",
        "韩雪",
    ]


def test_the_list_is_sorted_by_group_and_those_without_come_last(people, log_in, chair):
    assert names_on(log_in(chair).get("/members/?order=group")) == [
        "陈㛃",
        "单雄飞",
        "欧阳若兰",
        "周敏",
    ]


def test_the_list_is_filtered_by_group(people, log_in, chair):
    page = log_in(chair).get(f"/members/?group={group_id('二组')}")
    assert names_on(page) == ["欧阳若兰"]


def test_a_member_is_found_by_the_last_four_of_the_id_number(school, log_in, chair):
    member = make_member(school, "陈㛃")
    make_member(school, "别人", birth_date=rosters.born(7))
    page = log_in(chair).get(f"/members/?q={member.id_number[-4:].lower()}")
    assert "陈㛃" in names_on(page)
    assert names_on(log_in(chair).get("/members/?q=0000")) == []


@pytest.mark.parametrize(("role", "mobile"), [("chair", "13812345678"), ("officer", "13812345678")])
def test_the_list_masks_the_id_number_for_everyone(role, mobile, member, request, log_in):
    page = log_in(request.getfixturevalue(role)).get("/members/").content.decode()
    assert member.id_number not in page
    assert f"{member.id_number[:4]}**********{member.id_number[-4:]}" in page
    assert mobile in page


def queries_of(client, url):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("url", ["/members/", "/members/accounts/", "/members/import/"])
def test_a_list_takes_as_many_queries_for_five_rows_as_for_one(url, school, chair, log_in, today):
    client = log_in(chair)

    def add(number):
        make_member(school, group=make_group(school))
        actions.receive_roster(
            content=rosters.gbk_csv(rosters.people(number)),
            file_name="a.csv",
            by=chair,
            today=today,
        )

    add(1)
    first = queries_of(client, url)
    for number in range(2, 6):
        add(number)
    assert queries_of(client, url) == first
    assert first <= 12


def test_an_empty_roster_says_what_to_do_next(log_in, chair, officer):
    assert "导入名册" in log_in(chair).get("/members/").content.decode()
    assert "请主席先导入或登记" in log_in(officer).get("/members/").content.decode()


# --- one member ----------------------------------------------------------------------------


def form_of(client, url):
    """What the browser would send back unchanged."""
    form = client.get(url).context["form"]
    return {
        name: form[name].value() if form[name].value() is not None else ""
        for name in form.fields
        if form[name].value() is not False
    }


def test_a_member_is_registered_by_the_form(school, log_in, chair):
    client = log_in(chair)
    number = rosters.id_number(rosters.born(1), 4)
    data = form_of(client, "/members/new/") | {
        "name": "龚 䶮",
        "id_number": number,
        "mobile": "138-1234-5678",
    }
    answer = client.post("/members/new/", data)
    member = Member.objects.get()
    assert answer.url == reverse("members:detail", args=[member.pk])
    assert (member.name, member.mobile, member.id_number) == ("龚䶮", "13812345678", number)


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(log_in, chair):
    client = log_in(chair)
    data = form_of(client, "/members/new/") | {"name": "龚䶮", "id_number": "330106199001011234"}
    page = client.post("/members/new/", data)
    assert page.status_code == 200
    assert "校验码不对" in page.context["form"].errors["id_number"][0]
    assert 'value="龚䶮"' in page.content.decode()
    assert Member.objects.count() == 0


def test_the_edit_form_never_shows_the_number_and_keeps_it(member, log_in, chair):
    client = log_in(chair)
    url = reverse("members:edit", args=[member.pk])
    assert member.id_number not in client.get(url).content.decode()
    client.post(url, form_of(client, url) | {"title": "一级教师"})
    changed = Member.objects.get()
    assert (changed.title, changed.id_number, changed.revision) == ("一级教师", member.id_number, 2)
