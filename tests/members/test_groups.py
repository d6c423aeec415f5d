"""Union groups: acts, heads with their history, pages, export and roll."""

from __future__ import annotations

import io
import re

import openpyxl
import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from members.actions import groups as actions
from members.models import GroupHead, Member, UnionGroup
from tests.members.factories import make_group, make_member
from tests.members.test_organisation_views import queries_of
from union_site.models import AuditEntry

pytestmark = pytest.mark.django_db


def address(name, *args):
    return reverse(f"members:{name}", args=args)


@pytest.fixture
def group(school) -> UnionGroup:
    return make_group(school, "低年级组", order=1)


@pytest.fixture
def other(school) -> UnionGroup:
    return make_group(school, "英语组", order=2)


def group_of(member) -> UnionGroup | None:
    return Member.objects.get(pk=member.pk).group


# --- acts ---------------------------------------------------------------------------------

ACTS = {
    "open": lambda group, by, day: actions.open_group(by=by, name="新组"),
    "change": lambda group, by, day: actions.change_group(group=group, by=by, name="甲", order=3),
    "head": lambda group, by, day: actions.change_head(
        group=group, member=group.members.first(), since=day, by=by, today=day
    ),
    "move": lambda group, by, day: actions.move_members(
        members=Member.objects.filter(name="外来"), to=group, by=by
    ),
    "end": lambda group, by, day: actions.end_group(
        group=group,
        on=day,
        by=by,
        today=day,
        move_to=UnionGroup.objects.of_union(group.union).exclude(pk=group.pk).first(),
    ),
}


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("chair", True),
        ("officer", False),
        ("auditor", False),
        ("teacher", False),
        ("district_staff", False),
    ],
)
def test_only_the_chair_changes_groups(request, school, group, other, today, name, who, may):
    make_member(school, "周敏", group=group)
    make_member(school, "外来", group=other)
    by = request.getfixturevalue(who)
    if may:
        ACTS[name](group, by, today)
        assert AuditEntry.objects.count() >= 1
    else:
        with pytest.raises(PermissionDenied):
            ACTS[name](group, by, today)
        assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize("name", ["change", "head", "move", "end"])
def test_another_unions_chair_changes_none_of_ours(stranger, school, group, today, name):
    make_member(school, "周敏", group=group)
    with pytest.raises(PermissionDenied):
        ACTS[name](group, stranger, today)


def test_a_name_is_used_once_and_an_ended_group_is_taken_up_again(chair, group, today):
    with pytest.raises(ValidationError, match="已有同名的小组"):
        actions.open_group(by=chair, name="低年级组")
    actions.end_group(group=group, on=today, by=chair, today=today)
    again = actions.open_group(by=chair, name="低年级组")
    assert (again.pk, again.ended_on) == (group.pk, None)


def test_a_head_has_a_history_and_the_roster_follows(chair, school, group, today):
    first, second = make_member(school, "甲", group=group), make_member(school, "乙", group=group)
    begun = today.replace(year=today.year - 1, day=1)
    given = {"group": group, "by": chair, "today": today}
    actions.change_head(member=first, since=begun, **given)
    assert Member.objects.get(pk=first.pk).union_post == "工会小组长"
    actions.change_head(member=second, since=today, **given)
    rows = GroupHead.objects.for_list().values_list("member__name", "since", "until")
    assert list(rows) == [("乙", today, None), ("甲", begun, today)]
    group.refresh_from_db()
    assert group.head == second
    posts = dict(Member.objects.values_list("name", "union_post"))
    assert posts == {"甲": "", "乙": "工会小组长"}
    actions.change_head(member=None, since=today, **given)
    assert GroupHead.objects.filter(until__isnull=True).count() == 0


@pytest.mark.parametrize(
    ("status", "inside", "sentence"),
    [
        ("retained", True, "不能担任组长"),
        ("active", False, "请先编入本组"),
    ],
)
def test_a_head_is_in_service_and_of_the_group(
    chair, school, group, other, today, status, inside, sentence
):
    member = make_member(school, "甲", group=group if inside else other, status=status)
    with pytest.raises(ValidationError, match=sentence):
        actions.change_head(group=group, member=member, since=today, by=chair, today=today)


def test_a_new_head_does_not_begin_before_the_one_in_office(chair, school, group, today):
    first, second = make_member(school, "甲", group=group), make_member(school, "乙", group=group)
    actions.change_head(group=group, member=first, since=today, by=chair, today=today)
    early = today.replace(year=today.year - 1, day=1)
    with pytest.raises(ValidationError, match="不能早于现任组长"):
        actions.change_head(group=group, member=second, since=early, by=chair, today=today)


def test_members_move_together_from_wherever_they_were(chair, school, group, other):
    people = [make_member(school, "甲", group=group), make_member(school, "乙")]
    moved = actions.move_members(members=people, to=other, by=chair)
    assert {member.name for member in moved} == {"甲", "乙"}
    assert {group_of(member) for member in people} == {other}
    assert AuditEntry.objects.get().verb == "organisation.move_members"
    assert Member.objects.get(name="甲").revision == 2
    with pytest.raises(ValidationError, match="已在该组"):
        actions.move_members(members=people, to=other, by=chair)


def test_a_head_does_not_leave_the_group_behind(chair, school, group, other, today):
    head = make_member(school, "甲", group=group)
    actions.change_head(group=group, member=head, since=today, by=chair, today=today)
    with pytest.raises(ValidationError, match="请先更换组长再调整"):
        actions.move_members(members=[head], to=other, by=chair)
    assert group_of(head) == group


def test_a_group_with_members_does_not_end_unless_they_move(chair, school, group, other, today):
    people = [
        make_member(school, "甲", group=group),
        make_member(school, "退", group=group, status="retained"),
    ]
    gone = make_member(school, "走", group=group, status="resigned")
    actions.change_head(group=group, member=people[0], since=today, by=chair, today=today)
    given = {"group": group, "on": today, "by": chair, "today": today}
    with pytest.raises(ValidationError, match="本组还有 2 名会员"):
        actions.end_group(**given)
    ended = actions.end_group(**given, move_to=other)
    assert (ended.ended_on, ended.head) == (today, None)
    assert {group_of(member) for member in people} == {other}
    assert group_of(gone) == group
    assert Member.objects.get(name="甲").union_post == ""
    with pytest.raises(ValidationError, match="已经撤销"):
        actions.end_group(**given)


def test_nobody_moves_into_a_group_that_has_ended(chair, school, group, other, today):
    actions.end_group(group=other, on=today, by=chair, today=today)
    with pytest.raises(ValidationError, match="已经撤销"):
        actions.move_members(members=[make_member(school)], to=other, by=chair)


# --- pages --------------------------------------------------------------------------------


@pytest.fixture
def people(school, group, other, teacher):
    make_member(school, "周敏", group=group, seat=teacher, mobile="13812345678", title="一级教师")
    make_member(school, "单雄飞", group=group, sex="male")
    make_member(school, "退休的", group=group, status="retained")
    make_member(school, "走了的", group=group, status="resigned")
    make_member(school, "未编组")


PLAIN = ["group_list", "group_export", "group_rolls", "group_new", "group_ungrouped"]
TABLE = {
    "group_list": "200 200 200 200 403 403",
    "group_export": "200 200 200 200 403 403",
    "group_rolls": "200 200 403 403 403 403",
    "group_new": "200 403 403 403 403 403",
    "group_ungrouped": "200 403 403 403 403 403",
    "group": "200 200 403 200 403 403",
    "group_roll": "200 200 403 403 403 403",
    "group_edit": "200 403 403 403 403 403",
    "group_head": "200 403 403 403 403 403",
    "group_end": "200 403 403 403 403 403",
}
CAST = ["chair", "officer", "auditor", "teacher", "leader", "district_staff"]


@pytest.mark.parametrize("name", TABLE)
def test_who_opens_which_page(request, log_in, people, group, name):
    url = address(name) if name in PLAIN else address(name, group.pk)
    statuses = [str(log_in(request.getfixturevalue(who)).get(url).status_code) for who in CAST]
    assert " ".join(statuses) == TABLE[name]


@pytest.mark.parametrize(
    "name", ["group", "group_roll", "group_edit", "group_head", "group_end", "group_move"]
)
def test_a_stranger_finds_no_group(log_in, stranger, group, name):
    client = log_in(stranger)
    assert client.post(address(name, group.pk)).status_code in (404, 405)
    assert client.get(address(name, group.pk)).status_code in (404, 405)


def test_a_member_opens_their_own_group_and_sees_names_alone(log_in, people, group, other, teacher):
    client = log_in(teacher)
    page = client.get(address("group", group.pk)).content.decode()
    assert "单雄飞" in page
    assert "一级教师" not in page
    assert "138" not in re.sub(r"\s", "", page.split("</thead>")[1].split("</table>")[0])
    assert client.get(address("group", other.pk)).status_code == 403


def test_the_head_sees_more_of_their_own_group_with_numbers_masked(
    log_in, people, group, chair, teacher, today
):
    head = Member.objects.get(name="周敏")
    actions.change_head(group=group, member=head, since=today, by=chair, today=today)
    client = log_in(teacher)
    page = client.get(address("group", group.pk)).content.decode()
    assert "一级教师" in page
    assert "138****5678" in page
    assert "13812345678" not in page
    assert client.get(address("group_roll", group.pk)).status_code == 200


def test_an_officer_sees_the_number_to_call(log_in, people, group, officer):
    page = log_in(officer).get(address("group", group.pk)).content.decode()
    assert "13812345678" in page


def test_the_list_counts_women_and_keeps_the_retained_apart(log_in, people, chair, group):
    page = log_in(chair).get(address("group_list"))
    rows = [
        (row.name, row.active_count, row.women_count, row.retained_count)
        for row in page.context["page"].object_list
    ]
    assert rows == [("低年级组", 2, 1, 1), ("英语组", 0, 0, 0)]
    assert page.context["ungrouped"] == 1


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["低年级组", "英语组"]),
        ("?state=ended", ["旧组"]),
        ("?q=英语", ["英语组"]),
        ("?order=size", ["低年级组", "英语组"]),
    ],
)
def test_the_export_holds_what_the_list_shows(log_in, people, chair, school, today, query, names):
    make_group(school, "旧组", ended_on=today)
    client = log_in(chair)
    listed = client.get(address("group_list") + query).context["page"].object_list
    answer = client.get(address("group_export") + query)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer)))
    rows = list(book.active.iter_rows(values_only=True))
    assert [group.name for group in listed] == names
    assert [row[1] for row in rows[1:]] == names


def test_ticked_members_move(log_in, people, chair, group, other):
    ids = list(Member.objects.filter(name__in=["周敏", "退休的"]).values_list("pk", flat=True))
    client = log_in(chair)
    answer = client.post(
        address("group_move", group.pk), {"members": ids, "to": other.pk}, follow=True
    )
    assert "2 人已调整到“英语组”" in answer.content.decode()
    assert set(other.members.values_list("name", flat=True)) == {"周敏", "退休的"}
    nobody = client.post(address("group_move", group.pk), {"to": other.pk}, follow=True)
    assert "请先勾选要调整的会员" in nobody.content.decode()


def test_who_is_in_no_group_is_put_into_one(log_in, people, chair, group):
    client = log_in(chair)
    pk = Member.objects.get(name="未编组").pk
    client.post(address("ungrouped_move"), {"members": [pk], "to": group.pk})
    assert Member.objects.get(pk=pk).group == group
    assert "都已编入小组" in client.get(address("group_ungrouped")).content.decode()


def test_another_unions_member_cannot_be_moved_here(log_in, people, chair, group, other_school):
    foreign = make_member(other_school, "外校的")
    log_in(chair).post(address("ungrouped_move"), {"members": [foreign.pk], "to": group.pk})
    assert Member.objects.get(pk=foreign.pk).group is None


def test_a_group_is_opened_changed_headed_and_ended_by_its_forms(
    log_in, people, chair, group, other, today
):
    client = log_in(chair)
    client.post(address("group_new"), {"name": "艺体组"})
    assert UnionGroup.objects.get(name="艺体组").order == 3
    client.post(address("group_edit", group.pk), {"name": "一二年级组", "order": 7})
    member = Member.objects.get(name="周敏")
    client.post(address("group_head", group.pk), {"member": member.pk, "since": today})
    group.refresh_from_db()
    assert (group.name, group.order, group.head) == ("一二年级组", 7, member)
    refused = client.post(address("group_end", group.pk), {"on": today})
    assert "本组还有 3 名会员" in refused.content.decode()
    client.post(address("group_end", group.pk), {"on": today, "move_to": other.pk})
    group.refresh_from_db()
    assert group.ended_on == today


@pytest.mark.parametrize("name", ["group_list", "group"])
def test_a_page_costs_the_same_for_one_row_and_for_five(log_in, school, group, chair, name):
    client = log_in(chair)
    url = address(name) if name == "group_list" else address(name, group.pk)
    make_group(school)
    make_member(school, group=group)
    one = queries_of(client, url)
    for _ in range(4):
        head = make_member(school, group=group)
        make_group(school, head=head)
    assert queries_of(client, url) == one


def test_the_roll_is_in_the_order_of_strokes(log_in, chair, school, group):
    for name in ("魏征", "丁一", "王琛", "陈㛃"):
        make_member(school, name, group=group)
    answer = log_in(chair).get(address("group_roll", group.pk))
    text = pypdfium2.PdfDocument(answer.content)[0].get_textpage().get_text_range()
    flat = re.sub(r"\s", "", text)
    places = [flat.index(name) for name in ("丁一", "王琛", "陈㛃", "魏征")]
    assert places == sorted(places)
    assert "以姓氏笔画为序" in flat
    whole = log_in(chair).get(address("group_rolls"))
    assert whole.content.startswith(b"%PDF")
