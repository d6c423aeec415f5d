"""Accounts in bulk: new passwords, closing on leaving, opening again on return, the list."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from members.actions import account_acts, accounts
from members.models import Member, SlipSheet
from tests.factories import make_seat
from tests.members.account_steps import (
    CHAIR,
    CLOSING,
    DAY,
    NOT_CHAIRS,
    RENEWAL,
    close,
    renew,
)
from tests.members.factories import make_group, make_member, seated
from union_site import jobs
from union_site.findings import NotClear
from union_site.models import AuditEntry, Grant, Job, Seat, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def zhou(school):
    return seated(school, "周敏", group=make_group(school, "一组"))


# --- new passwords -------------------------------------------------------------------------


def test_several_get_new_passwords_on_one_sheet(chair, school, zhou):
    other = seated(school, "吴越")
    old = zhou.seat.user.password
    sheet = renew(chair, zhou, other)
    assert isinstance(sheet, SlipSheet)
    assert (sheet.purpose, sheet.count) == ("renewed", 2)
    assert "重开密码的 2 个账号" in str(sheet)
    slips = {slip.name: slip for slip in sheet.slips()}
    user = User.objects.get(pk=zhou.seat.user_id)
    assert user.password != old
    assert user.check_password(slips["周敏"].password)
    assert user.must_change_password
    assert slips["周敏"].group == "一组"
    assert slips["周敏"].password != slips["吴越"].password
    entry = AuditEntry.objects.get(verb="members.renew_password")
    assert entry.note == "2 人"
    assert [finding["code"] for finding in entry.accepted_findings] == [RENEWAL]


def test_what_follows_is_said_before_it_is_done(chair, zhou):
    with pytest.raises(NotClear, match="将为 1 人重开一次性密码（周敏）"):
        renew(chair, zhou, accepted=())
    assert not SlipSheet.objects.exists()


def test_many_are_a_job_that_can_run_twice(chair, school, now):
    members = [seated(school, f"会员{n}") for n in range(accounts.ACCOUNTS_AT_ONCE + 1)]
    job = renew(chair, *members)
    assert isinstance(job, Job)
    jobs.run(job.pk)
    jobs.run(job.pk)
    job.refresh_from_db()
    sheet = SlipSheet.objects.get()
    assert (job.state, job.result_url) == ("done", reverse("members:slips", args=[sheet.pk]))
    assert sheet.count == len(members)


@pytest.mark.parametrize("role", ["officer", "auditor", "leader", "handler"])
def test_who_holds_an_office_is_passed_over_and_named(role, chair, school, zhou):
    """A chair must not be able to take over another office."""
    holder = seated(school, "有职务者", role, "member")
    old = holder.seat.user.password
    sheet = renew(chair, zhou, holder)
    assert [slip.name for slip in sheet.slips()] == ["周敏"]
    assert User.objects.get(pk=holder.seat.user_id).password == old
    with pytest.raises(NotClear, match="有职务者还有其他职务"):
        renew(chair, holder)


def test_who_has_a_seat_elsewhere_is_passed_over(chair, zhou, other_school):
    make_seat(other_school, "member", user=zhou.seat.user)
    with pytest.raises(NotClear, match="周敏还有其他职务或席位"):
        renew(chair, zhou)


def test_a_fellow_chair_needs_a_confirmation_of_its_own(chair, school, zhou):
    fellow = seated(school, "副主席", "chair", "member")
    with pytest.raises(NotClear, match="其中副主席是主席"):
        renew(chair, zhou, fellow)
    sheet = renew(chair, zhou, fellow, accepted=(RENEWAL, CHAIR))
    assert {slip.name for slip in sheet.slips()} == {"周敏", "副主席"}


def test_another_unions_members_and_closed_accounts_get_none(chair, school, other_school):
    foreign, closed = seated(other_school, "外校"), seated(school, "停用")
    Seat.objects.filter(pk=closed.seat_id).update(is_active=False)
    with pytest.raises(ValidationError, match="没有在用的账号"):
        renew(chair, foreign, closed, make_member(school, "无账号"))


def test_whoever_was_logged_in_by_the_old_password_is_out(chair, zhou, log_in):
    client = log_in(zhou.seat)
    assert client.get("/").status_code == 200
    renew(chair, zhou)
    assert client.get("/").url.startswith(reverse("account_login"))


# --- closing and opening -------------------------------------------------------------------


def test_who_has_left_is_out_at_the_next_click(chair, school, zhou, log_in):
    """The seat closes, its rights end; the account, the person and the records stay."""
    Member.objects.filter(pk=zhou.pk).update(status="transferred_out")
    client = log_in(zhou.seat)
    assert client.get(reverse("proposals:notices")).status_code == 200
    close(chair, zhou)
    assert client.get(reverse("proposals:notices")).status_code == 403
    seat = Seat.objects.get(pk=zhou.seat_id)
    assert not seat.is_active
    assert User.objects.get(pk=seat.user_id).is_active
    assert Member.objects.get(pk=zhou.pk).seat_id == seat.pk
    assert Grant.objects.get(seat=seat).valid_until == timezone.localdate() - DAY
    entry = AuditEntry.objects.get(verb="members.close_seats")
    assert (entry.object_id, entry.label) == (str(zhou.pk), "停用会员账号")
    assert [finding["code"] for finding in entry.accepted_findings] == [CLOSING]


def test_a_seat_elsewhere_stays_open(chair, zhou, other_school, log_in):
    other = make_seat(other_school, "member", user=zhou.seat.user)
    client = log_in(zhou.seat)
    Member.objects.filter(pk=zhou.pk).update(status="transferred_out")
    close(chair, zhou)
    page = client.get("/")
    assert page.status_code == 200
    assert page.wsgi_request.seat == other


def test_rights_that_were_to_begin_later_end_too(chair, zhou, today):
    soon = today + datetime.timedelta(days=10)
    Grant.objects.create(seat=zhou.seat, role="officer", valid_from=soon)
    close(chair, zhou, note="借调")
    assert not Grant.objects.filter(seat=zhou.seat, valid_until=None).exists()


def test_closing_says_what_follows_and_for_those_on_the_roll_asks_why(chair, zhou):
    with pytest.raises(NotClear, match="周敏仍在册"):
        close(chair, zhou, accepted=(CLOSING,))
    with pytest.raises(ValidationError, match="写明停用原因"):
        close(chair, zhou)
    assert Seat.objects.get(pk=zhou.seat_id).is_active
    close(chair, zhou, note="账号被盗用")
    assert AuditEntry.objects.get(verb="members.close_seats").note == "账号被盗用"


def test_nobody_closes_the_own_seat_so_a_chair_always_remains(chair, school, zhou):
    own = make_member(school, "陈晓岚", seat=chair)
    with pytest.raises(ValidationError, match="不能停用自己的账号"):
        close(chair, zhou, own, note="x")
    assert Seat.objects.get(pk=zhou.seat_id).is_active


def test_closing_twice_closes_once(chair, zhou):
    close(chair, zhou, note="x")
    with pytest.raises(ValidationError, match="刚刚已由别人停用"):
        close(chair, zhou, note="x")
    assert AuditEntry.objects.filter(verb="members.close_seats").count() == 1


def test_who_returns_sits_again_as_a_member_without_the_former_office(chair, school, today):
    officer = seated(school, "何委员", "officer", "member")
    close(chair, officer, note="支教一年")
    account_acts.reopen(by=chair, member_ids=[officer.pk], today=today)
    seat = Seat.objects.get(pk=officer.seat_id)
    assert seat.is_active
    assert seat.roles == {"member"}
    with pytest.raises(ValidationError, match="刚刚已由别人恢复"):
        account_acts.reopen(by=chair, member_ids=[officer.pk], today=today)


def test_who_is_not_on_the_roll_comes_back_by_the_membership_first(chair, zhou, today):
    Member.objects.filter(pk=zhou.pk).update(status="resigned")
    close(chair, zhou)
    with pytest.raises(ValidationError, match="周敏已不在册"):
        account_acts.reopen(by=chair, member_ids=[zhou.pk], today=today)


def test_a_seat_closed_in_the_back_office_comes_back_without_its_office(chair, school, today):
    officer = seated(school, "何委员", "officer", "member")
    Seat.objects.filter(pk=officer.seat_id).update(is_active=False)
    account_acts.reopen(by=chair, member_ids=[officer.pk], today=today)
    assert Seat.objects.get(pk=officer.seat_id).roles == {"member"}


@pytest.mark.parametrize("role", NOT_CHAIRS)
def test_nobody_else_touches_accounts(role, request, zhou, today):
    by = request.getfixturevalue(role)
    for act in (
        lambda: renew(by, zhou),
        lambda: accounts.renew_passwords(prepared=[], by=by, now=timezone.now()),
        lambda: close(by, zhou, note="x"),
        lambda: account_acts.reopen(by=by, member_ids=[zhou.pk], today=today),
        lambda: account_acts.note_export(by=by, count=1),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_another_unions_chair_touches_nothing(stranger, zhou):
    with pytest.raises(ValidationError):
        close(stranger, zhou, note="x")
    with pytest.raises(ValidationError):
        renew(stranger, zhou)
    assert Seat.objects.get(pk=zhou.seat_id).is_active
