"""Transfers between two unions, or across the border of the district: two sides and a third."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from members.models import Member, MembershipEvent, Transfer
from members.models.people import id_hash
from members.workflow.transfers import TRANSFERRING
from tests.factories import make_seat, make_union
from tests.members.factories import make_group, make_member
from tests.members.transferring import JOINED, act, started
from tests.union_site.documents.reading import texts
from union_site.models import AuditEntry, Grant, Notification, Seat, Union

pytestmark = pytest.mark.django_db

# --- who × what ----------------------------------------------------------------------------

CAST = ["chair", "their_chair", "third_chair", "officer", "auditor", "teacher", "district_staff"]
MAY = {"release": "chair", "withdraw": "chair", "accept": "their_chair", "send_back": "their_chair"}


@pytest.mark.parametrize("role", CAST)
@pytest.mark.parametrize("step", MAY)
def test_each_step_is_one_sides_alone(role, step, request, chair, today):
    seat = request.getfixturevalue(role)
    is_first = step == "release"
    transfer = request.getfixturevalue("pending" if is_first else "released")
    before = transfer.state
    may = MAY[step] == role
    assert TRANSFERRING.allows(transfer, step, seat) == may
    if may:
        act(step, transfer, seat, today)
        assert Transfer.objects.get().state != before
    else:
        with pytest.raises(PermissionDenied):
            act(step, transfer, seat, today)
        assert Transfer.objects.get().state == before


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("pending", (200, 404, 404, 200, 403, 403, 403)),
        ("released", (200, 200, 404, 200, 403, 403, 403)),
    ],
)
def test_both_sides_see_it_once_it_was_released_and_no_third(state, expected, request, log_in):
    transfer = request.getfixturevalue(state)
    url = f"/members/transfers/{transfer.pk}/"
    answers = [log_in(request.getfixturevalue(role)).get(url).status_code for role in CAST]
    assert tuple(answers) == expected
    letters = [log_in(request.getfixturevalue(r)).get(f"{url}letter.pdf").status_code for r in CAST]
    has_letter = 200 if state == "released" else 404
    assert letters[0] == has_letter
    assert letters[1] == (200 if state == "released" else 404)
    assert letters[2] == 404


@pytest.mark.parametrize("step", ["release", "accept", "send_back", "withdraw"])
def test_a_third_unions_chair_finds_no_step_there(step, released, third_chair, log_in):
    url = f"/members/transfers/{released.pk}/{step}/"
    client = log_in(third_chair)
    assert client.get(url).status_code == client.post(url, {}).status_code == 404


PAGES = {
    "transfers/": (200, 200, 200, 200, 403, 403, 403),
    "transfers/export/": (200, 200, 200, 200, 403, 403, 403),
    "transfers/out/": (200, 200, 200, 403, 403, 403, 403),
    "transfers/request/": (200, 200, 200, 403, 403, 403, 403),
    "transfers/in/": (200, 200, 200, 403, 403, 403, 403),
}


@pytest.mark.parametrize("page", PAGES)
def test_who_opens_which_page(page, request, log_in):
    answers = [
        log_in(request.getfixturevalue(role)).get(f"/members/{page}").status_code for role in CAST
    ]
    assert tuple(answers) == PAGES[page]


# --- within the district -------------------------------------------------------------------


def test_an_acceptance_makes_a_row_there_and_ends_the_one_here(
    released, leaver, their_chair, other_school, today
):
    group = make_group(other_school, "二组")
    accepted = act("accept", released, their_chair, today, group=group)
    arrived = Member.objects.get(union=other_school)
    assert accepted.arrived == arrived
    for name in ("name", "birth_date", "id_number", "mobile", "bank_card", "home_address", "title"):
        assert getattr(arrived, name) == getattr(leaver, name), name
    assert (arrived.id_hash, arrived.bank_card_hash) == (leaver.id_hash, leaver.bank_card_hash)
    assert arrived.id_hash == id_hash(arrived.id_number)
    assert (arrived.group, arrived.union_post, arrived.staff_no) == (group, "", "")
    assert (arrived.status, arrived.membership_change) == ("active", "transferred_in")
    assert (arrived.employer, arrived.joined_union_on) == (other_school.unit_name, JOINED)
    leaver.refresh_from_db()
    assert (leaver.status, leaver.membership_change) == ("transferred_out", "transferred_out")
    kinds = MembershipEvent.objects.order_by("pk").values_list("union", "kind", "on")
    assert list(kinds)[1:] == [
        (other_school.pk, "transferred_in", today),
        (leaver.union_id, "transferred_out", today),
    ]


def test_on_every_day_the_person_is_a_member_once(released, their_chair, today):
    act("accept", released, their_chair, today)
    yesterday = today - datetime.timedelta(days=1)
    assert Member.objects.on_roll_at(yesterday).count() == 1
    assert Member.objects.on_roll_at(today).count() == 1


def test_both_trails_hold_what_was_done(released, their_chair, school, other_school, today):
    act("accept", released, their_chair, today)
    verbs = {
        union: [row.verb for row in AuditEntry.objects.filter(union=union).order_by("pk")]
        for union in (school, other_school)
    }
    assert verbs[school] == [
        "transfer.start",
        "transfer.release",
        "membership.transfer_out",
        "transfer.accept",
    ]
    assert verbs[other_school] == ["transfer.release", "transfer.accept"]


def test_both_read_the_same_course_of_events(released, chair, their_chair, log_in, today):
    act("accept", released, their_chair, today)
    for seat in (chair, their_chair):
        page = log_in(seat).get(f"/members/transfers/{released.pk}/").content.decode()
        assert "滨海区实验小学 陈晓岚" in page
        assert "滨海区第二小学 林书瑶" in page


@pytest.mark.parametrize("has_seat", [True, False])
def test_the_account_goes_along_as_a_member_and_the_old_seat_closes(
    has_seat, released, leaver, their_chair, school, other_school, today
):
    seat = make_seat(school, "officer", "member", name="丁慕云")
    Member.objects.filter(pk=leaver.pk).update(seat=seat)
    act("accept", released, their_chair, today, has_seat=has_seat)
    assert not Seat.objects.get(pk=seat.pk).is_active
    open_grants = Grant.objects.filter(seat__user=seat.user, valid_until__isnull=True)
    found = Seat.objects.open().filter(user=seat.user, union=other_school)
    assert found.exists() == has_seat
    assert [grant.role for grant in open_grants] == (["member"] if has_seat else [])
    if has_seat:
        assert Member.objects.get(union=other_school).seat == found.get()


def test_before_the_acceptance_the_other_union_sees_no_more_than_it_needs(
    released, leaver, their_chair, log_in
):
    client = log_in(their_chair)
    page = client.get(f"/members/transfers/{released.pk}/").content.decode()
    paper = "".join(texts(client.get(f"/members/transfers/{released.pk}/letter.pdf").content))
    masked = leaver.id_number[:4] + "*" * 10 + leaver.id_number[-4:]
    for shown in ("丁慕云", "女", "一级教师", masked):
        assert shown in page
    for hidden in (leaver.id_number, leaver.mobile, "1985", "6222", "海河路", "YG-77"):
        assert hidden not in page
        assert hidden not in paper
    assert client.get(f"/members/{leaver.pk}/").status_code == 404


def test_pipl_23_a_release_keeps_the_agreement_and_its_basis(released, today):
    assert released.agreed_on == today
    assert "《中华人民共和国个人信息保护法》第二十三条" in released.basis
    assert released.dues_paid_to == today.replace(day=1)


def test_letters_are_numbered_by_union_and_year(school, other_school, chair, today):
    numbers = []
    for _ in range(2):
        transfer = started(make_member(school, joined_union_on=JOINED), chair, other_school, today)
        numbers.append(act("release", transfer, chair, today).number)
    assert numbers == [f"〔{today.year}〕第001号", f"〔{today.year}〕第002号"]


def test_the_letter_says_who_goes_where_under_which_number(released, chair, log_in):
    answer = log_in(chair).get(f"/members/transfers/{released.pk}/letter.pdf")
    text = "".join("".join(texts(answer.content)).split())
    for word in ("工会会员组织关系转移介绍信", "丁慕云", "滨海区第二小学工会", released.number):
        assert word in text


def test_what_was_sent_back_can_be_started_anew(released, chair, their_chair, other_school, today):
    act("send_back", released, their_chair, today)
    assert "退回" in Notification.objects.filter(seat=chair).latest("pk").sentence
    leaver = Member.objects.get()
    assert leaver.status == "active"
    again = started(leaver, chair, other_school, today)
    assert again.state == "pending"


def test_one_member_has_one_open_transfer(pending, leaver, chair, other_school, today):
    with pytest.raises(ValidationError, match="没有办完的转接"):
        started(leaver, chair, other_school, today)


def test_m_03_the_retired_stay_where_they_are(school, other_school, chair, today):
    leaver = make_member(school, status="retained", employment_status="retired")
    with pytest.raises(ValidationError, match=r"会籍保留在原工会.*会员会籍管理办法"):
        started(leaver, chair, other_school, today)


def test_who_is_on_the_roll_there_already_is_not_taken_in_twice(
    released, leaver, their_chair, other_school, today
):
    make_member(other_school, "丁慕云", id_number=leaver.id_number)
    with pytest.raises(ValidationError, match="已有一名在册会员使用这个证件号码"):
        act("accept", released, their_chair, today)
    assert Member.objects.get(pk=leaver.pk).status == "active"


def test_only_a_neighbour_can_be_chosen(school, leaver, chair, district, today):
    elsewhere = make_union("elsewhere", kind=Union.Kind.DISTRICT)
    for union in (school, district, make_union("far", parent=elsewhere)):
        with pytest.raises(ValidationError, match="同一区内"):
            started(leaver, chair, union, today)


def test_a_chair_cannot_release_herself(school, other_school, chair, today):
    leaver = make_member(school, "陈晓岚", seat=chair)
    transfer = started(leaver, chair, other_school, today)
    with pytest.raises(ValidationError, match="不能办理自己的转出"):
        act("release", transfer, chair, today)


@pytest.mark.parametrize(
    ("step", "given"),
    [
        ("release", {"agreed_on": datetime.date(2999, 1, 1)}),
        ("accept", {"on": datetime.date(2999, 1, 1)}),
        ("accept", {"on": datetime.date(2020, 1, 1)}),
        ("send_back", {"note": " "}),
        ("withdraw", {"note": " "}),
    ],
)
def test_what_a_step_asks_for_is_asked(step, given, request, chair, their_chair, today):
    transfer = request.getfixturevalue("pending" if step == "release" else "released")
    by = request.getfixturevalue(MAY[step])
    with pytest.raises(ValidationError):
        act(step, transfer, by, today, **given)
    assert Transfer.objects.get().state == transfer.state


def test_a_row_of_a_union_that_has_no_part_in_it_cannot_be_pointed_at(released, third_chair, today):
    theirs = make_member(third_chair.union)
    released.arrived = theirs
    with pytest.raises(ValidationError, match="不属于本工会"):
        released.full_clean()
