"""Asking for a membership, transfers across the border of the district, and their pages."""

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
from members.workflow.transfers import TRANSFERRING
from tests.factories import make_union
from tests.members import rosters
from tests.members.factories import BORN, make_member
from tests.members.transferring import JOINED, act, started
from union_site.models import Notification, Union

pytestmark = pytest.mark.django_db

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
    leaver, their_chair, third_chair, log_in, today
):
    nobody = rosters.id_number(BORN, 998)
    found = log_in(their_chair).post(
        "/members/transfers/request/", typed(leaver.id_number, today), follow=True
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
    assert Transfer.objects.get().member == leaver


def test_the_union_that_has_the_member_is_told_and_decides(
    leaver, chair, their_chair, log_in, today
):
    ask(leaver.id_number, their_chair, today)
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


def test_a_request_that_is_not_agreed_to_stays_silent(leaver, chair, their_chair, log_in, today):
    ask(leaver.id_number, their_chair, today)
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
    leaver = make_member(union, status="resigned" if where == "left" else "active")
    ask(leaver.id_number, their_chair, today)
    assert (Transfer.objects.count(), TransferRequest.objects.count()) == (0, 1)


def test_the_request_keeps_no_full_number(leaver, their_chair, today):
    request = ask(leaver.id_number, their_chair, today)
    assert request.id_shown == leaver.id_number[:4] + "*" * 10 + leaver.id_number[-4:]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM members_transferrequest")
        assert leaver.id_number not in repr(cursor.fetchall())


@pytest.mark.parametrize("days", [0, 29, 30])
def test_the_same_is_asked_once_in_the_norms_days(days, leaver, their_chair, today):
    ask(leaver.id_number, their_chair, today - datetime.timedelta(days=days))
    if days < 30:
        with pytest.raises(ValidationError, match="最近 30 日内已发出过"):
            ask(leaver.id_number, their_chair, today)
    else:
        ask(leaver.id_number, their_chair, today)
        assert Transfer.objects.count() == 1  # the first one still waits


@pytest.mark.parametrize("role", ["officer", "auditor", "teacher", "district_staff"])
def test_only_a_chair_asks(role, request, leaver, today):
    with pytest.raises(PermissionDenied):
        ask(leaver.id_number, request.getfixturevalue(role), today)


# --- across the border ---------------------------------------------------------------------


def test_to_a_union_outside_it_is_one_sided(leaver, chair, their_chair, today):
    transfer = actions.start(
        member=leaver,
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
    leaver.refresh_from_db()
    assert leaver.status == "transferred_out"
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
    leaver = Member.objects.get()
    assert (transfer.member, transfer.state, transfer.kind) == (leaver, "accepted", "in")
    assert (leaver.status, leaver.joined_union_on) == ("active", JOINED)
    event = MembershipEvent.objects.get()
    assert (event.kind, event.on, event.document_no) == (
        "transferred_in",
        today,
        "蓝工〔2026〕8号",
    )


@pytest.mark.parametrize("given", [{"elsewhere": " "}, {"elsewhere": "x", "to_union": "other"}])
def test_the_other_side_is_named_once(given, leaver, chair, other_school, today):
    to_union = other_school if given.pop("to_union", "") else None
    with pytest.raises(ValidationError, match="选择区内"):
        actions.start(member=leaver, to_union=to_union, reason="x", by=chair, today=today, **given)


# --- pages ---------------------------------------------------------------------------------


def test_a_transfer_goes_through_its_pages(leaver, chair, their_chair, other_school, log_in, today):
    ours, theirs = log_in(chair), log_in(their_chair)
    ours.post(
        "/members/transfers/out/",
        {"member": leaver.pk, "to_union": other_school.pk, "reason": "工作调动"},
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
            leaver = make_member(school, joined_union_on=JOINED)
            act("release", started(leaver, chair, other_school, today), chair, today)
        with CaptureQueriesContext(connection) as asked:
            client.get("/members/transfers/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
