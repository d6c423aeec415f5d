"""Joining: the form behind the poster, the steps of an application, the receipt."""

from __future__ import annotations

import datetime
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from members.actions import applications as actions
from members.models import Application, JoinAddress, Member, MembershipEvent
from members.workflow.applications import APPLYING
from tests.members import rosters
from tests.members.factories import BORN, make_application, make_group, make_member
from union_site import receipts
from union_site.findings import NotClear
from union_site.models import AuditEntry, Notification

pytestmark = pytest.mark.django_db
NUMBER = rosters.id_number(BORN, 2)
KEY = "0" * 32
TYPED = {
    "name": "骆清扬",
    "id_kind": "resident_id",
    "id_number": NUMBER,
    "mobile": "138 1234 5678",
    "ethnicity": "01",
    "political_status": "13",
    "education": "20",
    "post_category": "teacher",
    "is_willing": "on",
    "knows_privacy": "on",
    "submission_key": KEY,
}


@pytest.fixture
def address(chair):
    return f"/join/{actions.open_address(by=chair).token}/"


def code_on(page):
    return re.search(r'id="receipt-code">([A-Z2-7-]+)<', page.content.decode()).group(1)


# --- the form ------------------------------------------------------------------------------


def test_who_has_no_account_applies_with_a_phone(address, client, school, chair, today):
    assert client.get(address).status_code == 200
    page = client.post(address, TYPED)
    application = Application.objects.get()
    assert (application.name, application.union, application.state) == (
        "骆清扬",
        school,
        "submitted",
    )
    assert (application.sex, application.birth_date) == ("female", BORN)
    assert (application.mobile, application.id_number) == ("13812345678", NUMBER)
    assert code_on(page) == receipts.code_of(KEY, "application")
    assert AuditEntry.objects.get(verb="application.submit").seat is None
    assert Notification.objects.get(seat=chair).url == f"/members/applications/{application.pk}/"


def test_the_same_page_sent_twice_is_one_application_and_the_same_receipt(address, client):
    assert code_on(client.post(address, TYPED)) == code_on(client.post(address, TYPED))
    assert Application.objects.count() == 1


def test_the_database_never_holds_the_number_plainly(address, client):
    client.post(address, TYPED)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM members_application")
        assert NUMBER not in repr(cursor.fetchall())


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"id_number": NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2")}, "id_number"),
        ({"mobile": "12"}, "mobile"),
        ({"is_willing": ""}, "is_willing"),
        ({"knows_privacy": ""}, "knows_privacy"),
        ({"ethnicity": ""}, "ethnicity"),
        ({"id_kind": "passport", "id_number": "E12345678"}, "sex"),
        ({"sex": "male"}, "sex"),
        ({"submission_key": "x"}, "submission_key"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(
    typed, field, address, client
):
    page = client.post(address, {**TYPED, **typed})
    assert field in page.context["form"].errors
    assert Application.objects.count() == 0
    assert page.context["form"]["education"].value() == "20"


def test_a_group_of_another_union_cannot_be_wished_for(address, client, other_school):
    client.post(address, {**TYPED, "group": make_group(other_school).pk})
    assert Application.objects.count() == 0


def on_the_roll(school):
    make_member(school, "骆清扬", id_number=NUMBER)


def applied_already(school):
    make_application(school, "骆清扬", id_number=NUMBER)


def test_who_is_known_is_told_so_and_not_as_what(address, client, school):
    told = []
    for known in (on_the_roll, applied_already):
        Member.objects.all().delete()
        known(school)
        told.append(client.post(address, TYPED).context["form"].non_field_errors())
    assert told[0] == told[1] == [actions.KNOWN]
    assert Application.objects.count() == 1


@pytest.mark.parametrize("known", [on_the_roll, applied_already])
def test_a_stranger_with_somebodys_number_learns_nothing(known, address, client, school, chair):
    """The same answer as for a number that nobody has; the chair is warned."""
    known(school)
    page = client.post(address, {**TYPED, "name": "别人"})
    assert code_on(page)
    application = Application.objects.get(name="别人")
    client.force_login(chair.user)
    shown = client.get(f"/members/applications/{application.pk}/").content.decode()
    assert "同一证件号码在本工会另有登记或申请，而姓名不同" in shown


def test_an_address_that_was_renewed_leads_nowhere(address, client, chair):
    actions.renew_address(by=chair)
    assert client.get(address).status_code == 404
    assert client.get("/join/nothing-here/").status_code == 404


def test_forms_are_limited_by_the_hour(address, client, settings, monkeypatch):
    monkeypatch.setattr(actions, "FORMS_AN_HOUR", 1)
    client.post(address, TYPED)
    number = rosters.id_number(BORN, 4)
    page = client.post(address, {**TYPED, "id_number": number, "submission_key": "1" * 32})
    assert "提交得太多了" in page.context["form"].non_field_errors()[0]
    assert Application.objects.count() == 1


def test_somebody_logged_in_is_led_to_the_form_of_their_school(leader, chair, log_in):
    answer = log_in(leader).get("/members/apply/")
    assert answer.url == f"/join/{JoinAddress.objects.get().token}/"


# --- the receipt ---------------------------------------------------------------------------


def ask(client, code, **more):
    return client.post("/join/progress/", {"code": code, **more})


def test_the_receipt_tells_how_far_it_has_come_and_names_nobody(client, school, chair):
    application = make_application(school, key=KEY)
    actions.endorse(application=application, note="表现很好", by=chair)
    code = receipts.code_of(KEY, "application")
    page = ask(client, code.lower().replace("-", " ")).content.decode()
    assert "待委员会审批" in page
    assert "陈晓岚" not in page
    assert "表现很好" not in page


def test_the_applicant_takes_it_back_and_the_number_is_forgotten(client, school):
    make_application(school, key=KEY)
    code = receipts.code_of(KEY, "application")
    page = ask(client, code, step="withdraw").content.decode()
    assert "已撤回" in page
    application = Application.objects.get()
    assert (application.state, application.id_number, application.id_hash) == ("withdrawn", "", "")
    assert "现在是“已撤回”" in ask(client, code, step="withdraw").content.decode()


def test_wrong_codes_are_limited_by_the_hour(client, school, monkeypatch):
    monkeypatch.setattr(actions, "CODES_AN_HOUR", 2)
    make_application(school, key=KEY)
    code = receipts.code_of(KEY, "application")
    assert ask(client, code).context["found"] is not None
    for _ in range(2):
        assert ask(client, "AAAA-AAAA-AAAA").context["found"] is None
    assert ask(client, code).context["found"] is None


# --- the steps -----------------------------------------------------------------------------

ROLES = ["officer", "auditor", "leader", "handler", "teacher", "district_staff", "stranger"]
MAY = {
    "endorse": {"chair", "officer"},
    "approve": {"chair"},
    "reject": {"chair"},
}
STATE = {"endorse": "submitted", "approve": "endorsed", "reject": "submitted"}


def act(step, application, by, today, **given):
    asked = {
        "endorse": {},
        "approve": {
            "decided_on": today,
            "first_dues_month": datetime.date(2026, 12, 15),
            "today": today,
        },
        "reject": {"note": "不是本单位职工", "today": today},
    }[step]
    return getattr(actions, step)(application=application, by=by, **{**asked, **given})


@pytest.mark.parametrize("role", ["chair", *ROLES])
@pytest.mark.parametrize("step", MAY)
def test_who_takes_which_step(role, step, request, school, today):
    seat = request.getfixturevalue(role)
    application = make_application(school, state=STATE[step])
    may = role in MAY[step]
    assert APPLYING.allows(application, step, seat) == may
    if may:
        act(step, application, seat, today)
        assert AuditEntry.objects.get().verb == f"application.{step}"
    else:
        with pytest.raises(PermissionDenied):
            act(step, application, seat, today)
        assert Application.objects.get().state == STATE[step]


@pytest.mark.parametrize("state", Application.State.values)
@pytest.mark.parametrize("step", MAY)
def test_a_step_is_taken_from_its_states_alone(state, step, school, chair, today):
    application = make_application(school)
    fields = {"state": state}
    if state == "approved":
        fields |= {
            "member": make_member(school),
            "decided_on": today,
            "first_dues_month": today,
        }
    if state not in Application.OPEN:
        fields["id_hash"] = ""
    Application.objects.filter(pk=application.pk).update(**fields)
    if state in APPLYING.step(step).sources:
        act(step, application, chair, today)
    else:
        with pytest.raises(ValidationError, match="现在是"):
            act(step, application, chair, today)
        assert Application.objects.get().state == state


def test_the_head_of_the_group_endorses_what_named_the_group(school, teacher, colleague, log_in):
    head = make_member(school, "周敏", seat=teacher)
    group = make_group(school, "一组", head=head)
    application = make_application(school, group=group)
    elsewhere = make_application(school, "别组的", group=make_group(school, "二组"))
    client = log_in(teacher)
    assert client.get(f"/members/applications/{elsewhere.pk}/").status_code == 404
    url = f"/members/applications/{application.pk}/"
    assert client.get(url).status_code == 200
    assert client.post(f"{url}endorse/", {"note": "同意"}).status_code == 302
    application.refresh_from_db()
    assert application.state == "endorsed"
    assert log_in(colleague).get(url).status_code == 404


def test_m_02_an_approval_makes_a_member_by_the_rules_of_every_registration(school, chair, today):
    group = make_group(school, "一组")
    application = make_application(school, state="endorsed", group=group, title="二级教师")
    number = application.id_number
    approved = act("approve", application, chair, today)
    member = Member.objects.get()
    assert approved.member == member
    assert (member.name, member.group, member.title) == ("骆清扬", group, "二级教师")
    assert (member.id_number, member.status, member.joined_union_on) == (number, "active", today)
    assert (approved.id_number, approved.id_hash) == ("", "")
    assert approved.first_dues_month == datetime.date(2026, 12, 1)
    event = MembershipEvent.objects.get()
    assert (event.kind, event.on, event.by) == ("joined", today, chair)
    assert event.details == {"first_dues_month": "2026-12-01"}


def test_a_namesake_must_be_looked_at_before_the_approval(school, chair, today):
    make_member(school, "骆清扬")
    application = make_application(school, state="endorsed")
    with pytest.raises(NotClear):
        act("approve", application, chair, today)
    assert Application.objects.get().state == "endorsed"
    act("approve", application, chair, today, accepted=["namesake"])
    assert AuditEntry.objects.get().accepted_findings[0]["code"] == "namesake"


def test_who_is_on_the_roll_already_cannot_be_approved(school, chair, today):
    application = make_application(school, "骆清扬", state="endorsed")
    make_member(school, "骆青扬", id_number=application.id_number)
    with pytest.raises(ValidationError, match="已有一名在册会员使用这个证件号码"):
        act("approve", application, chair, today)
    assert Member.objects.count() == 1


@pytest.mark.parametrize("days", [-1, 1])
def test_an_approval_is_neither_before_the_application_nor_ahead(days, school, chair, today):
    application = make_application(school, state="endorsed")
    day = today + datetime.timedelta(days=days)
    with pytest.raises(ValidationError, match="审批日期"):
        act("approve", application, chair, today, decided_on=day)


def test_a_refusal_names_its_reason_and_forgets_the_number(school, chair, today, client):
    application = make_application(school, key=KEY)
    act("reject", application, chair, today)
    found = Application.objects.get()
    assert (found.state, found.id_number) == ("rejected", "")
    page = ask(client, receipts.code_of(KEY, "application")).content.decode()
    assert "不是本单位职工" in page


def test_the_database_itself_keeps_a_second_open_one_out(school):
    application = make_application(school)
    twin = Application.objects.get(pk=application.pk)
    twin.pk, twin.receipt_hash, twin.submission_hash = None, "x", "y"
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)
