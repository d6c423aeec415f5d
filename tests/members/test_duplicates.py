"""Double entries: what looks like one person, what becomes one row, what stays two."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from activities.models import Attendance
from members.actions import duplicates as actions
from members.checks import duplicates as checks
from members.models import (
    Disclosure,
    EventKind,
    Member,
    MembershipEvent,
    NotSame,
    UnionGroup,
)
from members.models.codes import Status
from members.tables import duplicates as tables
from tests.activities.factories import make_activity
from tests.factories import make_seat
from tests.members.duplicates import BORN, fresh, make_twins, merge, number
from tests.members.factories import make_group, make_member
from tests.welfare.factories import make_gift
from union_site.models import AuditEntry, Seat
from welfare.models import Gift

pytestmark = pytest.mark.django_db


@pytest.fixture
def twins(school):
    return make_twins(school)


# --- what looks like one person ------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "signs"),
    [
        ({"id_number": number(2)}, {"id_number": number(2)}, ["证件号码相同"]),
        ({"name": "周敏"}, {"name": "周敏"}, ["姓名和出生日期相同"]),
        ({"mobile": "13800000001"}, {"mobile": "13800000001"}, ["移动电话相同"]),
        (
            {"name": "周敏", "mobile": "13800000001"},
            {"name": "周敏", "mobile": "13800000001"},
            ["姓名和出生日期相同", "移动电话相同"],
        ),
        ({"mobile": ""}, {"mobile": ""}, []),
        (
            {"name": "周敏", "birth_date": BORN},
            {"name": "周敏", "birth_date": datetime.date(1985, 3, 16)},
            [],
        ),
    ],
)
@pytest.mark.parametrize("status", [Status.TRANSFERRED_OUT, Status.DECEASED, Status.EXPELLED])
def test_two_rows_that_share_a_sign_are_a_pair_also_where_one_has_left(
    first, second, signs, status, school, chair
):
    names = {"name": "甲"} | first, {"name": "乙"} | second
    one, two = make_member(school, **names[0]), make_member(school, **names[1], status=status)
    found = tables.open_pairs(chair)
    assert [(pair.ids, pair.signs) for pair in found] == (
        [((one.pk, two.pk), signs)] if signs else []
    )


def test_members_of_two_unions_are_no_pair(school, other_school, chair):
    make_member(school, "周敏", mobile="13800000001")
    make_member(other_school, "周敏", mobile="13800000001")
    assert tables.open_pairs(chair) == []


def test_three_rows_of_one_person_are_three_pairs_the_strongest_sign_first(school, chair):
    one = make_member(school, "周敏", id_number=number(2))
    two = make_member(school, "周敏", id_number=number(4), status="resigned")
    three = make_member(school, "周敏", id_number=number(2), status="lapsed")
    assert [pair.ids for pair in tables.open_pairs(chair)] == [
        (one.pk, three.pk),
        (one.pk, two.pk),
        (two.pk, three.pk),
    ]


def test_who_was_merged_is_no_pair(twins, chair, today):
    assert len(tables.open_pairs(chair)) == 1
    merge(*twins, chair, today)
    assert tables.open_pairs(chair) == []


# --- not the same --------------------------------------------------------------------------


def test_two_people_who_were_told_apart_are_never_shown_again(twins, chair):
    first, second = twins
    judged = actions.mark_not_same(first=second, second=first, by=chair)
    assert (judged.first, judged.second) == (first, second)
    assert tables.open_pairs(chair) == []
    assert actions.mark_not_same(first=first, second=second, by=chair) == judged
    assert NotSame.objects.count() == 1
    assert AuditEntry.objects.filter(verb="members.not_same").count() == 1


def test_a_judgement_can_be_taken_back(twins, chair):
    actions.look_again(
        judged=actions.mark_not_same(first=twins[0], second=twins[1], by=chair), by=chair
    )
    assert len(tables.open_pairs(chair)) == 1
    assert AuditEntry.objects.filter(verb="members.look_again").count() == 1


def test_a_row_is_not_told_apart_from_itself(twins, chair):
    with pytest.raises(ValidationError, match="两条不同的记录"):
        actions.mark_not_same(first=twins[0], second=twins[0], by=chair)


# --- merging -------------------------------------------------------------------------------


def test_of_two_rows_one_stays_and_the_other_says_into_which_it_went(twins, chair, today):
    kept, other = twins
    merge(kept, other, chair, today)
    gone = fresh(other)
    assert (gone.status, gone.merged_into, gone.revision) == (Status.MERGED, kept, 2)
    assert not gone.is_on_roll
    assert not gone.has_left
    assert fresh(kept).revision == 2


def test_field_by_field_the_chosen_value_stays(twins, chair, today):
    kept, other = twins
    other.native_place, other.title = "天津", "二级教师"
    other.save()
    merge(kept, other, chair, today, "native_place", "id_number")
    now = fresh(kept)
    assert (now.native_place, now.title, now.mobile) == ("天津", "高级教师", "13800000001")
    assert (now.id_number, now.id_hash) == (other.id_number, other.id_hash)
    assert now.status == Status.ACTIVE


def test_the_choices_are_where_the_rows_differ_and_what_belongs_together_stays_together(twins):
    assert [(c.key, c.label) for c in actions.choices(*twins)] == [
        ("id_number", "证件号码、性别和出生日期"),
        ("status", "会籍和就业状况"),
        ("mobile", "移动电话"),
        ("native_place", "籍贯"),
        ("title", "职称"),
    ]


def test_every_field_that_people_keep_can_be_chosen():
    one = Member(pk=1, **dict.fromkeys(KEPT_WORDS, "x"))
    two = Member(pk=2, **dict.fromkeys(KEPT_WORDS, "y"))
    chosen = {name for choice in actions.choices(one, two) for name in choice.fields}
    assert chosen >= KEPT_WORDS
    assert chosen & {"seat", "merged_into", "union", "revision", "id_hash", "pinyin"} == set()


KEPT_WORDS = {
    *("name", "mobile", "home_address", "bank_card", "card_no", "teaching_group", "union_post"),
    *("title", "subject", "native_place", "employer", "staff_no", "certificate_no", "education"),
}


def test_the_membership_of_the_other_row_can_be_the_one_that_stays(twins, chair, today):
    now, before = twins
    merge(before, now, chair, today, "status", "id_number")
    kept = fresh(before)
    assert (kept.status, kept.id_number) == (Status.ACTIVE, now.id_number)
    assert list(Member.objects.active()) == [kept]


def test_everything_that_points_at_the_other_row_points_at_the_kept_one(
    twins, school, chair, today
):
    kept, other = twins
    group = make_group(school, "一组", head=other)
    gift = make_gift(school, member=other)
    attended = Attendance.objects.create(union=school, activity=make_activity(school), member=other)
    MembershipEvent.objects.create(
        union=school, member=other, kind="joined", on=datetime.date(2010, 9, 1), status="active"
    )
    Disclosure.objects.create(union=school, member=other, what="证件号码", reason="x", by=chair)
    _, moved = merge(kept, other, chair, today)
    assert (moved.count, moved.left) == (7, [])
    assert UnionGroup.objects.get(pk=group.pk).head == kept
    assert Gift.objects.get(pk=gift.pk).member == kept
    assert Attendance.objects.get(pk=attended.pk).member == kept
    assert Disclosure.objects.get().member == kept
    kinds = [event.kind for event in kept.events.order_by("pk")]
    # Both histories, and what was written down of the older one.
    assert (kinds.count("joined"), kinds[-1]) == (3, "merged")
    assert list(other.events.all()) == []


def test_what_the_kept_row_has_already_is_left_and_named(twins, school, chair, today):
    kept, other = twins
    activity = make_activity(school)
    for member in twins:
        Attendance.objects.create(union=school, activity=activity, member=member)
    _, moved = merge(kept, other, chair, today)
    assert moved.count == 2  # the history alone
    assert len(moved.left) == 1
    assert Attendance.objects.filter(member=other).count() == 1
    entry = AuditEntry.objects.get(verb="members.merge")
    assert f"留在原记录 1 条（{moved.left[0]}）" in entry.note


def test_a_merge_leaves_one_entry_and_one_event(twins, chair, today):
    kept, other = twins
    before = AuditEntry.objects.count()
    merge(kept, other, chair, today)
    entry = AuditEntry.objects.get(pk__gt=before) if before else AuditEntry.objects.get()
    assert (entry.verb, entry.label, entry.object_id) == (
        "members.merge",
        "合并重复会员",
        str(kept.pk),
    )
    assert other.id_number not in entry.note
    event = MembershipEvent.objects.get(kind="merged")
    assert (event.member, event.kind, event.on, event.status, event.by) == (
        kept,
        EventKind.MERGED,
        today,
        Status.ACTIVE,
        chair,
    )


def test_a_row_into_which_others_went_can_go_into_a_third(school, chair, today):
    one, two, three = (
        make_member(school, "周敏", id_number=number(n), status=s)
        for n, s in ((2, "active"), (4, "resigned"), (6, "lapsed"))
    )
    merge(two, three, chair, today)
    merge(one, fresh(two), chair, today)
    assert {fresh(two).merged_into, fresh(three).merged_into} == {one}


def test_two_rows_on_the_roll_with_one_bank_card_become_one(school, chair, today):
    one = make_member(school, "周敏", bank_card="6222021001012345678")
    two = make_member(school, "周敏", status="resigned", bank_card="6222021001012345678")
    merge(two, one, chair, today, "status", "id_number")
    assert Member.objects.active().get().bank_card == "6222021001012345678"


# --- accounts ------------------------------------------------------------------------------


def test_the_account_of_the_other_row_goes_over(twins, school, chair, today):
    kept, other = twins
    other.seat = make_seat(school, "member")
    other.save()
    merge(kept, other, chair, today)
    assert (fresh(kept).seat, fresh(other).seat) == (other.seat, None)


def test_of_two_accounts_the_kept_ones_stays_and_the_other_is_closed(twins, school, chair, today):
    kept, other = twins
    for member in twins:
        member.seat = make_seat(school, "member")
        member.save()
    merge(kept, other, chair, today)
    assert fresh(kept).seat == kept.seat
    assert list(Seat.objects.filter(is_active=False)) == [other.seat]
    assert "已停用" in AuditEntry.objects.get(verb="members.merge").note


@pytest.mark.parametrize("role", ["officer", "auditor", "chair", "handler"])
def test_an_account_that_holds_an_office_is_not_closed(role, twins, school, chair, today):
    kept, other = twins
    kept.seat, other.seat = make_seat(school, "member"), make_seat(school, role, "member")
    kept.save()
    other.save()
    with pytest.raises(ValidationError, match="还担任职务"):
        merge(kept, other, chair, today)
    assert fresh(other).status == Status.TRANSFERRED_OUT
    merge(other, kept, chair, today)
    assert fresh(other).seat == other.seat


# --- refusals ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "role", ["officer", "auditor", "leader", "handler", "teacher", "stranger", "district_staff"]
)
def test_only_the_chair_merges_and_judges(role, twins, request, today):
    seat = request.getfixturevalue(role)
    with pytest.raises(PermissionDenied):
        merge(*twins, seat, today)
    with pytest.raises(PermissionDenied):
        actions.mark_not_same(first=twins[0], second=twins[1], by=seat)
    assert fresh(twins[1]).status == Status.TRANSFERRED_OUT


def test_members_of_two_unions_are_not_merged(twins, other_school, chair, today):
    with pytest.raises(PermissionDenied):
        merge(twins[0], make_member(other_school, "沈若兰"), chair, today)


def test_what_somebody_changed_meanwhile_is_looked_at_first(twins, chair, today):
    kept, other = twins
    with pytest.raises(ValidationError, match="别人修改了其中一条"):
        merge(kept, other, chair, today, revisions={kept.pk: 1, other.pk: 7})


def test_of_two_people_who_merge_at_once_one_wins(twins, chair, today):
    kept, other = twins
    merge(kept, other, chair, today)
    with pytest.raises(ValidationError, match="刚刚已由别人合并"):
        merge(kept, other, chair, today)


def test_a_row_is_not_merged_with_itself(twins, chair, today):
    with pytest.raises(ValidationError, match="不能与自己合并"):
        merge(twins[0], twins[0], chair, today)


def test_pairs_are_found_among_rows_alone():
    def row(pk, **values):
        return Member(pk=pk, **({"birth_date": BORN, "name": f"甲{pk}"} | values))

    rows = [row(3, id_hash="a"), row(1, id_hash="a"), row(2, mobile="1"), row(4, mobile="1")]
    assert [p.ids for p in checks.pairs(rows)] == [(1, 3), (2, 4)]
    assert [p.ids for p in checks.pairs(rows, settled={(1, 3)})] == [(2, 4)]
