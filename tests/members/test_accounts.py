"""Accounts for members: opening, slips, one-time passwords."""

import datetime
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from members import actions, tasks
from members.models import Member, SlipSheet
from tests.factories import make_user
from tests.members.factories import make_group, make_member
from union_site.models import AuditEntry, Grant, Job, Seat, User

pytestmark = pytest.mark.django_db
KIND = tasks.open_accounts  # known to this process by being imported


@pytest.fixture
def now():
    return timezone.now()


def open_all(chair, now):
    members = actions.choose_members(by=chair)
    return actions.open_accounts(prepared=actions.hash_passwords(members), by=chair, now=now)


def test_every_active_member_without_an_account_gets_one(chair, school, now):
    make_member(school, "周敏", mobile="13812345678", group=make_group(school, "一组"))
    make_member(school, "退休者", status="retained")
    make_member(school, "离会者", status="resigned")
    sheet = open_all(chair, now)
    member = Member.objects.get(name="周敏")
    assert sheet.count == 1
    assert member.seat.union == school
    assert member.seat.roles == {"member"}
    assert member.seat.user.must_change_password
    assert member.seat.user.mobile == "13812345678"
    assert Grant.objects.get(seat=member.seat).given_by == chair
    slip = sheet.slips()[0]
    assert (slip.name, slip.group, slip.username) == ("周敏", "一组", "13812345678")


def test_the_password_on_the_slip_opens_the_account(chair, school, now):
    make_member(school, mobile="13812345678")
    slip = open_all(chair, now).slips()[0]
    assert User.objects.get(username=slip.username).check_password(slip.password)


def test_a_password_can_be_read_from_paper(chair, school, now):
    for _ in range(20):
        make_member(school)
    passwords = {slip.password for slip in open_all(chair, now).slips()}
    assert len(passwords) == 20
    assert all(re.fullmatch(r"[a-hjkmnp-z2-9]{4}-[a-hjkmnp-z2-9]{4}", word) for word in passwords)


def test_usernames_are_unique_where_mobiles_are_missing_shared_or_taken(chair, school, now):
    make_user(mobile="13800000001")
    make_user(username="13800000002")
    for mobile in ("", "13800000001", "13800000002", "13800000003", "13800000003"):
        make_member(school, "单雄飞", mobile=mobile)
    make_member(school, "陈㛃", mobile="13800000004")
    names = {slip.username: slip.name for slip in open_all(chair, now).slips()}
    assert names["13800000004"] == "陈㛃"
    others = [name for name in names if name != "13800000004"]
    assert len(others) == 5
    assert all(re.fullmatch(r"shanxiongfei\d+", name) for name in others)


def test_opening_twice_opens_once(chair, school, now):
    make_member(school)
    prepared = actions.hash_passwords(actions.choose_members(by=chair))
    assert actions.open_accounts(prepared=prepared, by=chair, now=now).count == 1
    assert actions.open_accounts(prepared=prepared, by=chair, now=now) is None
    assert Seat.objects.filter(union=school, member__isnull=False).count() == 1


def test_only_those_picked_get_an_account(chair, school, now):
    first, second = make_member(school), make_member(school)
    actions.begin_accounts(by=chair, member_ids=[first.pk], now=now)
    assert Member.objects.get(pk=first.pk).seat is not None
    assert Member.objects.get(pk=second.pk).seat is None


def test_another_unions_members_cannot_be_picked(chair, other_school, now):
    foreign = make_member(other_school)
    with pytest.raises(ValidationError, match="没有需要开通账号"):
        actions.begin_accounts(by=chair, member_ids=[foreign.pk], now=now)
    assert Member.objects.get().seat is None


def test_many_accounts_are_a_job(chair, school, now):
    for _ in range(actions.accounts.ACCOUNTS_AT_ONCE + 1):
        make_member(school)
    job = actions.begin_accounts(by=chair, member_ids=None, now=now)
    assert isinstance(job, Job)
    assert sorted(job.parameters["members"]) == sorted(Member.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("role", ["officer", "auditor", "leader", "handler", "teacher"])
def test_only_the_chair_opens_accounts(role, request, school, now):
    seat = request.getfixturevalue(role)
    make_member(school)
    with pytest.raises(PermissionDenied):
        actions.begin_accounts(by=seat, member_ids=None, now=now)
    with pytest.raises(PermissionDenied):
        actions.open_accounts(prepared=[], by=seat, now=now)


# --- slips ---------------------------------------------------------------------------------


@pytest.fixture
def sheet(chair, school, now):
    make_member(school, "周敏", mobile="13812345678")
    return open_all(chair, now)


def test_slips_are_read_by_the_chair_and_every_reading_is_recorded(sheet, chair, now):
    for _ in range(2):
        assert actions.read_slips(sheet=sheet, by=chair, now=now)[0].name == "周敏"
    verbs = AuditEntry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["members.open_accounts", "members.read_slips", "members.read_slips"]


def test_slips_are_gone_after_two_hours(sheet, chair, now):
    later = now + datetime.timedelta(hours=2, seconds=1)
    with pytest.raises(ValidationError, match="已经销毁"):
        actions.read_slips(sheet=sheet, by=chair, now=later)
    assert actions.destroy_expired(now=now) == 0
    assert actions.destroy_expired(now=later) == 1
    assert SlipSheet.objects.get().slips() == []


def test_destroyed_slips_are_gone_at_once(sheet, chair, now):
    actions.destroy_slips(sheet=sheet, by=chair, now=now)
    actions.destroy_slips(sheet=sheet, by=chair, now=now)
    with pytest.raises(ValidationError, match="已经销毁"):
        actions.read_slips(sheet=sheet, by=chair, now=now)
    assert AuditEntry.objects.filter(verb="members.destroy_slips").count() == 1


@pytest.mark.parametrize("role", ["officer", "teacher", "stranger", "district_staff"])
def test_nobody_else_reads_or_destroys_slips(sheet, role, request, now):
    seat = request.getfixturevalue(role)
    with pytest.raises(PermissionDenied):
        actions.read_slips(sheet=sheet, by=seat, now=now)
    with pytest.raises(PermissionDenied):
        actions.destroy_slips(sheet=sheet, by=seat, now=now)


def test_the_database_never_holds_a_plain_password(sheet):
    password = sheet.slips()[0].password
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM members_slipsheet")
        sheets = repr(cursor.fetchall())
        cursor.execute("SELECT * FROM union_site_user")
        users = repr(cursor.fetchall())
    assert "13812345678" in users
    assert password not in sheets + users


# --- a lost password -----------------------------------------------------------------------


def test_a_lost_password_is_replaced_by_a_new_slip(sheet, chair, now):
    old = sheet.slips()[0].password
    member = Member.objects.get()
    renewed = actions.renew_password(member=member, by=chair, now=now)
    user = User.objects.get(username="13812345678")
    assert not user.check_password(old)
    assert user.check_password(renewed.slips()[0].password)
    assert user.must_change_password


def test_a_chair_cannot_take_over_an_account_with_another_office(chair, officer, school, now):
    member = make_member(school, seat=officer)
    with pytest.raises(ValidationError, match="其他职务或席位"):
        actions.renew_password(member=member, by=chair, now=now)


def test_a_chair_cannot_take_over_an_account_with_a_seat_elsewhere(sheet, chair, other_school, now):
    member = Member.objects.get()
    Seat.objects.create(user=member.seat.user, union=other_school)
    with pytest.raises(ValidationError, match="其他职务或席位"):
        actions.renew_password(member=member, by=chair, now=now)


def test_who_has_no_account_cannot_lose_its_password(chair, school, now):
    with pytest.raises(ValidationError, match="还没有账号"):
        actions.renew_password(member=make_member(school), by=chair, now=now)
