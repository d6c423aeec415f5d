"""Transfers between two unions, or across the border of the district: two sides and a third."""

from __future__ import annotations

import datetime
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.actions import transfer_requests
from members.actions import transfers as actions
from members.models import Member, MembershipEvent, Transfer, TransferRequest
from members.models.people import id_hash
from members.workflow.transfers import TRANSFERRING
from tests.factories import make_seat, make_union
from tests.members import rosters
from tests.members.factories import BORN, make_group, make_member
from tests.union_site.documents.reading import texts
from union_site.models import AuditEntry, Grant, Notification, Seat, Union

pytestmark = pytest.mark.django_db
JOINED = datetime.date(2015, 9, 1)


@pytest.fixture
def their_chair(other_school):
    """The chair of the receiving union."""
    return make_seat(other_school, "chair", "member", name="林书瑶")


@pytest.fixture
def third_chair(district):
    third = make_union("gangwan", parent=district, name="滨海区港湾小学工会")
    return make_seat(third, "chair", "member", name="第三方")


@pytest.fixture
def member(school):
    return make_member(
        school,
        "丁慕云",
        joined_union_on=JOINED,
        mobile="13812345678",
        bank_card="6222020200112233445",
        home_address="滨海区海河路 1 号",
        title="一级教师",
        group=make_group(school),
        union_post="组长",
        staff_no="YG-77",
    )


def started(member, chair, to, today):
    return actions.start(member=member, to_union=to, reason="工作调动", by=chair, today=today)


@pytest.fixture
def pending(member, chair, other_school, today):
    return started(member, chair, other_school, today)


@pytest.fixture
def released(pending, chair, today):
    return actions.release(
        transfer=pending, dues_paid_to=today, agreed_on=today, by=chair, today=today
    )


def act(step, transfer, by, today, **given):
    asked = {
        "release": {"dues_paid_to": today, "agreed_on": today, "today": today},
        "accept": {"on": today, "today": today},
        "complete": {"on": today, "today": today},
        "send_back": {"note": "本校没有这名教师"},
        "withdraw": {"note": "调动取消"},
    }[step]
    return getattr(actions, step)(transfer=transfer, by=by, **{**asked, **given})


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
    released, member, their_chair, other_school, today
):
    group = make_group(other_school, "二组")
    accepted = act("accept", released, their_chair, today, group=group)
    arrived = Member.objects.get(union=other_school)
    assert accepted.arrived == arrived
    for name in ("name", "birth_date", "id_number", "mobile", "bank_card", "home_address", "title"):
        assert getattr(arrived, name) == getattr(member, name), name
    assert (arrived.id_hash, arrived.bank_card_hash) == (member.id_hash, member.bank_card_hash)
    assert arrived.id_hash == id_hash(arrived.id_number)
    assert (arrived.group, arrived.union_post, arrived.staff_no) == (group, "", "")
    assert (arrived.status, arrived.membership_change) == ("active", "transferred_in")
    assert (arrived.employer, arrived.joined_union_on) == (other_school.unit_name, JOINED)
    member.refresh_from_db()
    assert (member.status, member.membership_change) == ("transferred_out", "transferred_out")
    kinds = MembershipEvent.objects.order_by("pk").values_list("union", "kind", "on")
    assert list(kinds)[1:] == [
        (other_school.pk, "transferred_in", today),
        (member.union_id, "transferred_out", today),
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
    has_seat, released, member, their_chair, school, other_school, today
):
    seat = make_seat(school, "officer", "member", name="丁慕云")
    Member.objects.filter(pk=member.pk).update(seat=seat)
    act("accept", released, their_chair, today, has_seat=has_seat)
    assert not Seat.objects.get(pk=seat.pk).is_active
    open_grants = Grant.objects.filter(seat__user=seat.user, valid_until__isnull=True)
    found = Seat.objects.open().filter(user=seat.user, union=other_school)
    assert found.exists() == has_seat
    assert [grant.role for grant in open_grants] == (["member"] if has_seat else [])
    if has_seat:
        assert Member.objects.get(union=other_school).seat == found.get()


def test_before_the_acceptance_the_other_union_sees_no_more_than_it_needs(
    released, member, their_chair, log_in
):
    client = log_in(their_chair)
    page = client.get(f"/members/transfers/{released.pk}/").content.decode()
    paper = "".join(texts(client.get(f"/members/transfers/{released.pk}/letter.pdf").content))
    masked = member.id_number[:4] + "*" * 10 + member.id_number[-4:]
    for shown in ("丁慕云", "女", "一级教师", masked):
        assert shown in page
    for hidden in (member.id_number, member.mobile, "1985", "6222", "海河路", "YG-77"):
        assert hidden not in page
        assert hidden not in paper
    assert client.get(f"/members/{member.pk}/").status_code == 404


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
    member = Member.objects.get()
    assert member.status == "active"
    again = started(member, chair, other_school, today)
    assert again.state == "pending"


def test_one_member_has_one_open_transfer(pending, member, chair, other_school, today):
    with pytest.raises(ValidationError, match="没有办完的转接"):
        started(member, chair, other_school, today)


def test_m_03_the_retired_stay_where_they_are(school, other_school, chair, today):
    member = make_member(school, status="retained", employment_status="retired")
    with pytest.raises(ValidationError, match=r"会籍保留在原工会.*会员会籍管理办法"):
        started(member, chair, other_school, today)


def test_who_is_on_the_roll_there_already_is_not_taken_in_twice(
    released, member, their_chair, other_school, today
):
    make_member(other_school, "丁慕云", id_number=member.id_number)
    with pytest.raises(ValidationError, match="已有一名在册会员使用这个证件号码"):
        act("accept", released, their_chair, today)
    assert Member.objects.get(pk=member.pk).status == "active"


def test_only_a_neighbour_can_be_chosen(school, member, chair, district, today):
    elsewhere = make_union("elsewhere", kind=Union.Kind.DISTRICT)
    for union in (school, district, make_union("far", parent=elsewhere)):
        with pytest.raises(ValidationError, match="同一区内"):
            started(member, chair, union, today)


def test_a_chair_cannot_release_herself(school, other_school, chair, today):
    member = make_member(school, "陈晓岚", seat=chair)
    transfer = started(member, chair, other_school, today)
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


# --- asking --------------------------------------------------------------------------------


def ask(number, by, today):
    return transfer_requests.ask(
        name="丁慕云",
        id_kind="resident_id",
        id_number=number,
        reason="工作调动",
        agreed_on=today,
        by=by,
        today=today,
    )


def typed(number, today):
    return {
        "name": "丁慕云",
        "id_kind": "resident_id",
        "id_number": number,
        "reason": "工作调动",
        "agreed_on": f"{today}",
    }


def visible(page):
    """The page without what differs by what was typed."""
    body = page.content.decode()
    body = re.sub(r"\d{4}\*+\w{4}", "", body)
    return re.sub(r'csrf[^>]*>|nonce="[^"]*"|hx-headers=\S+ "[^>]*>', "", body)


def test_the_asker_gets_the_same_answer_whether_or_not_anybody_was_found(
    member, their_chair, third_chair, log_in, today
):
    nobody = rosters.id_number(BORN, 998)
    found = log_in(their_chair).post(
        "/members/transfers/request/", typed(member.id_number, today), follow=True
    )
    missed = log_in(third_chair).post(
        "/members/transfers/request/", typed(nobody, today), follow=True
    )
    assert "请求已发出，若该会员在册，原工会会收到。" in found.content.decode()
    pages = [visible(found), visible(missed)]
    pages[0] = pages[0].replace("滨海区第二小学", "某校").replace("林书瑶", "某人")
    pages[1] = pages[1].replace("滨海区港湾小学", "某校").replace("第三方", "某人")
    assert pages[0] == pages[1]
    assert Transfer.objects.visible_to(their_chair).count() == 0
    assert Transfer.objects.get().member == member


def test_the_union_that_has_the_member_is_told_and_decides(
    member, chair, their_chair, log_in, today
):
    ask(member.id_number, their_chair, today)
    transfer = Transfer.objects.get()
    assert (transfer.union, transfer.to_union, transfer.state) == (
        chair.union,
        their_chair.union,
        "pending",
    )
    assert "请求转入会员丁慕云" in Notification.objects.get(seat=chair).sentence
    assert not Notification.objects.filter(seat=their_chair).exists()
    act("release", transfer, chair, today)
    assert Transfer.objects.visible_to(their_chair).get() == transfer
    page = log_in(their_chair).get("/members/transfers/").content.decode()
    assert "我们发出的请求" not in page


def test_a_request_that_is_not_agreed_to_stays_silent(member, chair, their_chair, log_in, today):
    ask(member.id_number, their_chair, today)
    act("withdraw", Transfer.objects.get(), chair, today)
    assert not Notification.objects.filter(seat=their_chair).exists()
    page = log_in(their_chair).get("/members/transfers/").content.decode()
    assert "已发出" in page
    assert "调动取消" not in page


@pytest.mark.parametrize("where", ["other district", "left"])
def test_only_members_on_a_roll_of_the_district_are_reached(where, their_chair, school, today):
    union = school
    if where == "other district":
        far = make_union("elsewhere", kind=Union.Kind.DISTRICT)
        union = make_union("far", parent=far)
    member = make_member(union, status="resigned" if where == "left" else "active")
    ask(member.id_number, their_chair, today)
    assert (Transfer.objects.count(), TransferRequest.objects.count()) == (0, 1)


def test_the_request_keeps_no_full_number(member, their_chair, today):
    request = ask(member.id_number, their_chair, today)
    assert request.id_shown == member.id_number[:4] + "*" * 10 + member.id_number[-4:]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM members_transferrequest")
        assert member.id_number not in repr(cursor.fetchall())


@pytest.mark.parametrize("days", [0, 29, 30])
def test_the_same_is_asked_once_in_the_norms_days(days, member, their_chair, today):
    ask(member.id_number, their_chair, today - datetime.timedelta(days=days))
    if days < 30:
        with pytest.raises(ValidationError, match="最近 30 日内已发出过"):
            ask(member.id_number, their_chair, today)
    else:
        ask(member.id_number, their_chair, today)
        assert Transfer.objects.count() == 1  # the first one still waits


@pytest.mark.parametrize("role", ["officer", "auditor", "teacher", "district_staff"])
def test_only_a_chair_asks(role, request, member, today):
    with pytest.raises(PermissionDenied):
        ask(member.id_number, request.getfixturevalue(role), today)


# --- across the border ---------------------------------------------------------------------


def test_to_a_union_outside_it_is_one_sided(member, chair, their_chair, today):
    transfer = actions.start(
        member=member,
        to_union=None,
        elsewhere="蓝海市三中工会",
        reason="调动",
        by=chair,
        today=today,
    )
    act("release", transfer, chair, today)
    assert not TRANSFERRING.allows(Transfer.objects.get(), "accept", their_chair)
    done = act("complete", transfer, chair, today)
    assert (done.state, done.accepted_on) == ("accepted", today)
    member.refresh_from_db()
    assert member.status == "transferred_out"
    assert MembershipEvent.objects.latest("pk").reason == "转往蓝海市三中工会"


def test_from_a_union_outside_the_person_is_registered_at_once(chair, today):
    number = rosters.id_number(BORN, 4)
    transfer = actions.bring_in(
        elsewhere="蓝海市三中工会",
        letter_no="蓝工〔2026〕8号",
        dues_paid_to=today,
        agreed_on=today,
        on=today,
        reason="调动",
        by=chair,
        today=today,
        name="丁慕云",
        id_number=number,
        joined_union_on=JOINED,
    )
    member = Member.objects.get()
    assert (transfer.member, transfer.state, transfer.kind) == (member, "accepted", "in")
    assert (member.status, member.joined_union_on) == ("active", JOINED)
    event = MembershipEvent.objects.get()
    assert (event.kind, event.on, event.document_no) == (
        "transferred_in",
        today,
        "蓝工〔2026〕8号",
    )


@pytest.mark.parametrize("given", [{"elsewhere": " "}, {"elsewhere": "x", "to_union": "other"}])
def test_the_other_side_is_named_once(given, member, chair, other_school, today):
    to_union = other_school if given.pop("to_union", "") else None
    with pytest.raises(ValidationError, match="选择区内"):
        actions.start(member=member, to_union=to_union, reason="x", by=chair, today=today, **given)


# --- pages ---------------------------------------------------------------------------------


def test_a_transfer_goes_through_its_pages(member, chair, their_chair, other_school, log_in, today):
    ours, theirs = log_in(chair), log_in(their_chair)
    ours.post(
        "/members/transfers/out/",
        {"member": member.pk, "to_union": other_school.pk, "reason": "工作调动"},
    )
    url = f"/members/transfers/{Transfer.objects.get().pk}/"
    ours.post(f"{url}release/", {"dues_paid_to": f"{today}", "agreed_on": f"{today}"})
    page = theirs.get("/")
    assert "会员转接：丁慕云" in page.content.decode()
    theirs.post(f"{url}accept/", {"on": f"{today}", "has_seat": "on"})
    assert Transfer.objects.get().state == "accepted"
    answer = ours.get(f"{url}withdraw/", follow=True)
    assert "您不能“撤销转接”" in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 2), ("way=leaving", 1), ("way=coming", 1), ("state=pending", 1), ("q=丁", 1)],
)
def test_the_list_is_filtered(
    query, count, pending, chair, their_chair, school, other_school, log_in, today
):
    theirs = make_member(other_school, "来的人", joined_union_on=JOINED)
    coming = started(theirs, their_chair, school, today)
    act("release", coming, their_chair, today)
    page = log_in(chair).get(f"/members/transfers/?{query}")
    assert len(page.context["rows"]) == count


def test_the_list_asks_the_same_number_of_questions(school, other_school, chair, log_in, today):
    client, counts = log_in(chair), []
    for size in (1, 5):
        while Transfer.objects.count() < size:
            member = make_member(school, joined_union_on=JOINED)
            act("release", started(member, chair, other_school, today), chair, today)
        with CaptureQueriesContext(connection) as asked:
            client.get("/members/transfers/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
