"""Registering and changing one member."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from members import actions
from members.actions.roster import Outdated
from members.models import Member
from members.models.finding import bank_card_hash, id_hash
from tests.members import rosters
from tests.members.factories import BORN, make_group, make_member
from union_site.findings import NotClear
from union_site.models import AuditEntry

pytestmark = pytest.mark.django_db
NUMBER = rosters.id_number(BORN, 2)
NOT_CHAIRS = ["officer", "auditor", "leader", "handler", "teacher", "district_staff"]


def admit(by, today, **values):
    return actions.admit(by=by, today=today, **{"name": "陈㛃", "id_number": NUMBER, **values})


def test_a_member_is_registered_from_name_and_number(chair, school, today):
    member = admit(chair, today)
    assert member.union == school
    assert (member.sex, member.birth_date) == ("female", BORN)
    assert (member.status, member.membership_change) == ("active", "joined")
    assert member.changed_on == today
    assert (member.pinyin, member.initials) == ("chenjie", "cj")
    assert member.id_hash == id_hash(NUMBER)
    assert AuditEntry.objects.get().verb == "members.admit"


def test_a_messy_number_is_kept_clean(chair, today):
    assert admit(chair, today, id_number=f" {NUMBER[:6]}-{NUMBER[6:]} ").id_number == NUMBER


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"id_number": NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2")}, "id_number"),
        ({"id_number": ""}, "id_number"),
        ({"name": ""}, "name"),
        ({"sex": "male"}, "sex"),
        ({"birth_date": datetime.date(1980, 1, 1)}, "birth_date"),
        ({"joined_school_on": datetime.date(1980, 1, 1)}, "joined_school_on"),
        ({"mobile": "123"}, "mobile"),
        ({"ethnicity": "99"}, "ethnicity"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(chair, today, values, field):
    with pytest.raises(ValidationError) as refused:
        admit(chair, today, **values)
    assert list(refused.value.message_dict) == [field]
    assert Member.objects.count() == 0


def test_one_number_is_on_the_roll_once(chair, school, today):
    make_member(school, id_number=NUMBER)
    with pytest.raises(ValidationError, match="已有一名在册会员使用这个证件号码"):
        admit(chair, today, name="别人")


def test_the_database_itself_refuses_a_second_one(school):
    member = make_member(school)
    twin = Member(union=school, name="重复", sex="female", birth_date=BORN, id_hash=member.id_hash)
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()
    twin.status = "resigned"
    twin.save()
    assert Member.objects.count() == 2


def test_a_namesake_must_be_looked_at_before_he_is_registered(chair, school, today):
    make_member(school, "陈㛃")
    with pytest.raises(NotClear) as refused:
        admit(chair, today)
    assert [finding.code for finding in refused.value.findings] == ["namesake"]
    member = admit(chair, today, accepted=["namesake"])
    entry = AuditEntry.objects.get(object_id=str(member.pk))
    assert [row["code"] for row in entry.accepted_findings] == ["namesake"]


def test_another_unions_group_is_refused(chair, other_school, today):
    with pytest.raises(ValidationError, match="不属于本工会"):
        admit(chair, today, group=make_group(other_school))


@pytest.mark.parametrize("role", NOT_CHAIRS)
def test_only_the_chair_registers_changes_and_discloses(role, request, school, today):
    seat = request.getfixturevalue(role)
    member = make_member(school)
    with pytest.raises(PermissionDenied):
        admit(seat, today)
    with pytest.raises(PermissionDenied):
        actions.amend(member=member, revision=1, by=seat, today=today, title="x")
    with pytest.raises(PermissionDenied):
        actions.disclose(member=member, what=["id_number"], by=seat, reason="x")


def test_the_chair_of_another_union_changes_and_sees_nothing(stranger, school, today):
    member = make_member(school)
    with pytest.raises(PermissionDenied):
        actions.amend(member=member, revision=1, by=stranger, today=today, title="x")
    with pytest.raises(PermissionDenied):
        actions.disclose(member=member, what=["id_number"], by=stranger, reason="x")


def test_a_change_is_written_with_its_keys_and_counted(chair, school, today):
    member = make_member(school)
    actions.amend(member=member, revision=1, by=chair, today=today, name="单雄飞", title="一级教师")
    member.refresh_from_db()
    assert (member.name, member.pinyin, member.title) == ("单雄飞", "shanxiongfei", "一级教师")
    assert member.revision == 2
    assert AuditEntry.objects.get().note == "姓名、职称"


def test_of_two_people_who_edit_at_once_the_second_is_told_and_nothing_is_lost(
    chair, school, today
):
    member = make_member(school, title="二级教师")
    mine, hers = (Member.objects.get(pk=member.pk) for _ in range(2))
    actions.amend(member=mine, revision=1, by=chair, today=today, title="一级教师")
    with pytest.raises(ValidationError, match="职称现为“一级教师”"):
        actions.amend(member=hers, revision=1, by=chair, today=today, title="高级教师")
    assert Member.objects.get().title == "一级教师"


def test_retiring_retains_the_membership(chair, school, today):
    member = make_member(school)
    actions.amend(member=member, revision=1, by=chair, today=today, employment_status="retired")
    assert Member.objects.get().status == "retained"


def test_a_change_of_something_else_leaves_the_status_alone(chair, school, today):
    member = make_member(school, status="deceased")
    actions.amend(member=member, revision=1, by=chair, today=today, title="一级教师")
    assert Member.objects.get().status == "deceased"


CARD = "6222021001116245702"  # an example of a number whose last digit is right


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(CARD, CARD), (f" {CARD[:4]} {CARD[4:8]}-{CARD[8:]} ", CARD), ("", "")],
)
def test_a_bank_card_is_kept_clean_and_found_by_its_hash(chair, today, typed, kept):
    member = admit(chair, today, bank_card=typed)
    assert (member.bank_card, member.bank_card_hash) == (kept, bank_card_hash(kept))


@pytest.mark.parametrize("typed", ["12345", "1" * 20, "6222-02AB-0011-1624"])
def test_what_cannot_be_a_bank_card_is_refused_beside_its_field(chair, today, typed):
    with pytest.raises(ValidationError, match="12 至 19 位数字") as refused:
        admit(chair, today, bank_card=typed)
    assert list(refused.value.message_dict) == ["bank_card"]


def test_a_doubtful_check_digit_is_a_warning_and_speaks_once(chair, today):
    """ISO/IEC 7812-1; passbook accounts have no check digit."""
    doubtful = CARD[:-1] + "3"
    with pytest.raises(NotClear) as refused:
        admit(chair, today, bank_card=doubtful)
    assert [finding.code for finding in refused.value.findings] == ["bank_card_luhn"]
    member = admit(chair, today, bank_card=doubtful, accepted=["bank_card_luhn"])
    assert member.bank_card == doubtful
    # A later change of something else is not asked about the card again.
    actions.amend(member=member, revision=1, by=chair, today=today, title="一级教师")
    assert Member.objects.get().title == "一级教师"


def test_one_bank_card_is_on_the_roll_once(chair, school, today):
    make_member(school, bank_card=CARD)
    with pytest.raises(ValidationError, match="已有一名在册会员使用这个银行卡号"):
        admit(chair, today, name="别人", bank_card=CARD)
    Member.objects.update(status="resigned")
    assert admit(chair, today, name="别人", bank_card=CARD).bank_card == CARD


def test_what_is_said_of_a_conflict_holds_nothing_sensitive(chair, school, today):
    member = make_member(school, bank_card=CARD, home_address="滨海区望海路1号")
    stale = Member.objects.get()
    actions.amend(member=member, revision=1, by=chair, today=today, title="一级教师")
    with pytest.raises(Outdated) as refused:
        actions.amend(
            member=stale, revision=1, by=chair, today=today, bank_card="", home_address="别处"
        )
    assert refused.value.now.title == "一级教师"
    assert [word for word in (CARD, "望海路", "别处") if word in str(refused.value)] == []
