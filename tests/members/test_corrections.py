"""Corrections: asked by the member, settled by the chair (PIPL art. 46)."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from members import actions as roster
from members.actions import corrections as actions
from members.models import Correction, CorrectionState, Disclosure, Member
from members.tables import corrections as tables
from members.workflow.corrections import CORRECTING
from tests.members import rosters
from tests.members.factories import make_correction, make_member
from union_site.findings import NotClear
from union_site.models import AuditEntry, Notification, StepEvent

pytestmark = pytest.mark.django_db
BORN = datetime.date(1990, 5, 20)
NUMBER = rosters.id_number(BORN, 25)
PDF = ("证明.pdf", b"%PDF-1.7 evidence")
State = CorrectionState


@pytest.fixture
def me(school, teacher):
    return make_member(school, "周敏", seat=teacher, title="二级教师", mobile="13912345678")


def ask(member, by, field="title", value="一级教师", **given):
    given.setdefault("reason", "新评了职称")
    today = timezone.localdate()
    return actions.ask(member=member, by=by, today=today, field=field, value=value, **given)


def accept(correction, by, revision=None, **given):
    revision = revision or Member.objects.get(pk=correction.member_id).revision
    today = timezone.localdate()
    return actions.accept(correction=correction, revision=revision, by=by, today=today, **given)


# --- asking ----------------------------------------------------------------------------------


def test_a_request_waits_and_the_chair_is_told(me, teacher, chair):
    asked = ask(me, teacher)
    assert (asked.state, asked.proposed) == ("open", "一级教师")
    told = Notification.objects.get()
    assert (told.seat, told.sentence) == (chair, "周敏 申请更正职称，请办理。")
    assert AuditEntry.objects.get().verb == "members.correction.ask"
    me.refresh_from_db()
    assert me.title == "二级教师"


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("name", " 周 敏敏 ", "周敏敏"),
        ("mobile", "139-8888 7777", "13988887777"),
        ("mobile", "", ""),
        ("education", "14", "14"),
        ("started_work_on", datetime.date(2012, 9, 1), "2012-09-01"),
        ("home_address", " 海天路 18 号 ", "海天路 18 号"),
        ("bank_card", "6222 0212 3456 7890", "6222021234567890"),
        ("id_number", f" {NUMBER[:6]}-{NUMBER[6:]} ", NUMBER),
    ],
)
def test_what_is_asked_is_kept_as_the_roster_would(field, value, kept, me, teacher):
    assert ask(me, teacher, field, value).proposed == kept


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "二级教师", "与现在登记的相同"),
        ("name", "", "不能为空"),
        ("mobile", "123", "移动电话为 11 位数字"),
        ("education", "99", "值 '99' 不是有效选项"),
        ("id_number", "110101199001011234", "校验码"),
    ],
)
def test_what_the_roster_would_not_take_is_refused_at_once(field, value, sentence, me, teacher):
    with pytest.raises(ValidationError) as refused:
        ask(me, teacher, field, value)
    assert list(refused.value.message_dict) == ["value"]
    assert sentence in refused.value.message_dict["value"][0]
    assert Correction.objects.count() == 0


@pytest.mark.parametrize("role", ["colleague", "chair", "stranger", "district_staff", "leader"])
def test_nobody_asks_for_somebody_else(role, request, me):
    with pytest.raises(PermissionDenied):
        ask(me, request.getfixturevalue(role))


def test_one_field_has_one_open_request(me, teacher):
    ask(me, teacher)
    with pytest.raises(ValidationError, match="已有一件申请在办理"):
        ask(me, teacher, value="高级教师")
    ask(me, teacher, "mobile", "13988887777")
    assert Correction.objects.count() == 2


def test_the_database_itself_refuses_a_second_open_one(me):
    made = make_correction(me)
    twin = Correction(union=me.union, member=me, field=made.field, proposed="x", reason="y")
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_a_settled_request_makes_room_for_a_new_one(me, teacher, chair):
    actions.decline(correction=ask(me, teacher), by=chair, reason="以文件为准")
    assert ask(me, teacher).state == "open"


def test_the_proposed_value_is_encrypted_at_rest(me, teacher):
    asked = ask(me, teacher, "id_number", NUMBER)
    with connection.cursor() as cursor:
        cursor.execute("SELECT proposed FROM members_correction WHERE id = %s", [asked.pk])
        assert NUMBER not in cursor.fetchone()[0]


# --- settling --------------------------------------------------------------------------------


def test_accepting_changes_the_member_and_lets_go_of_the_value(me, teacher, chair):
    settled = accept(ask(me, teacher), chair)
    me.refresh_from_db()
    assert (me.title, me.revision) == ("一级教师", 2)
    settled.refresh_from_db()
    assert (settled.state, settled.proposed, settled.decided_by) == ("accepted", None, chair)
    assert settled.reason == "新评了职称"
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", "note"))
    assert verbs == [
        ("members.correction.ask", ""),
        ("members.amend", "职称"),
        ("members.correction.accept", ""),
    ]
    assert StepEvent.objects.get().step == "accept"
    assert Notification.objects.get(seat=teacher).sentence == "您申请更正的职称已更正。"


def test_a_new_number_brings_birth_date_and_sex_along(me, teacher, chair):
    """M-12, M-13: the three must agree, and one cannot be put right before the other."""
    accept(ask(me, teacher, "id_number", NUMBER), chair)
    me.refresh_from_db()
    assert (me.id_number, me.birth_date, me.sex) == (NUMBER, BORN, "male")


def test_a_birth_date_that_contradicts_the_number_is_not_accepted(me, teacher, chair):
    """M-12."""
    asked = ask(me, teacher, "birth_date", datetime.date(1970, 1, 1))
    with pytest.raises(ValidationError, match="两者应当一致"):
        accept(asked, chair)
    asked.refresh_from_db()
    me.refresh_from_db()
    assert (asked.state, asked.proposed) == ("open", "1970-01-01")
    assert me.birth_date == datetime.date(1985, 3, 15)


def test_a_warning_of_the_roster_must_be_agreed_to(me, teacher, chair, school):
    make_member(school, "周敏敏", birth_date=me.birth_date)
    asked = ask(me, teacher, "name", "周敏敏")
    with pytest.raises(NotClear):
        accept(asked, chair)
    accept(asked, chair, accepted=["namesake"])
    me.refresh_from_db()
    assert (me.name, me.pinyin) == ("周敏敏", "zhouminmin")


def test_what_was_changed_in_between_is_noticed(me, teacher, chair, today):
    asked = ask(me, teacher)
    roster.amend(member=Member.objects.get(), revision=1, by=chair, today=today, title="正高级教师")
    with pytest.raises(ValidationError, match="别人修改了这名会员"):
        accept(asked, chair, revision=1)
    assert Member.objects.get().title == "正高级教师"
    asked.refresh_from_db()
    assert asked.is_open


def test_asking_for_a_field_to_be_emptied_empties_it(me, teacher, chair):
    """PIPL art. 47: deletion."""
    accept(ask(me, teacher, "mobile", ""), chair)
    me.refresh_from_db()
    assert me.mobile == ""


def test_declining_says_why_and_lets_go_of_the_value(me, teacher, chair):
    asked = ask(me, teacher)
    actions.decline(correction=asked, by=chair, reason="以聘任文件为准")
    asked.refresh_from_db()
    me.refresh_from_db()
    assert (asked.state, asked.proposed, asked.answer) == ("declined", None, "以聘任文件为准")
    assert me.title == "二级教师"
    told = Notification.objects.get(seat=teacher).sentence
    assert told == "您申请更正的职称未采纳：以聘任文件为准"


def test_declining_without_a_reason_is_refused(me, teacher, chair):
    with pytest.raises(ValidationError, match="理由"):
        actions.decline(correction=ask(me, teacher), by=chair, reason=" ")


def test_withdrawing_lets_go_of_the_value(me, teacher):
    asked = ask(me, teacher)
    actions.withdraw(correction=asked, by=teacher)
    asked.refresh_from_db()
    assert (asked.state, asked.proposed) == ("withdrawn", None)


ROLES = ("teacher", "colleague", "chair", "officer", "auditor", "district_staff", "stranger")
MAY = {
    "accept": {"chair"},
    "decline": {"chair"},
    "withdraw": {"teacher"},
    "reveal": {"chair"},
}


def act(name, correction, by):
    if name == "accept":
        return accept(correction, by)
    if name == "decline":
        return actions.decline(correction=correction, by=by, reason="x")
    return getattr(actions, name)(correction=correction, by=by)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", MAY)
def test_who_may_do_what(name, role, request, me):
    correction = make_correction(me)
    seat = request.getfixturevalue(role)
    if role in MAY[name]:
        act(name, correction, seat)
    else:
        with pytest.raises(PermissionDenied):
            act(name, correction, seat)


@pytest.mark.parametrize("state", [State.ACCEPTED, State.DECLINED, State.WITHDRAWN])
@pytest.mark.parametrize("name", MAY)
def test_what_is_settled_stays_settled(name, state, request, me, chair, teacher):
    correction = make_correction(me, state=state)
    by = teacher if name == "withdraw" else chair
    with pytest.raises(ValidationError):
        act(name, correction, by)
    correction.refresh_from_db()
    assert correction.state == state
    me.refresh_from_db()
    assert me.title == "二级教师"


@pytest.mark.parametrize("step", ["accept", "decline", "withdraw"])
def test_a_step_leads_to_one_state(step):
    target = {"accept": "accepted", "decline": "declined", "withdraw": "withdrawn"}[step]
    row = CORRECTING.step(step)
    assert (row.sources, row.target) == (("open",), target)


# --- what is sensitive -----------------------------------------------------------------------


@pytest.mark.parametrize("field", Correction.Field.values)
def test_a_field_one_may_ask_about_is_a_column_with_the_same_name(field):
    assert str(Member.column(field).verbose_name) == Correction.Field(field).label


def test_both_sides_are_covered_until_the_chair_asks(me, teacher, chair):
    asked = ask(me, teacher, "id_number", NUMBER)
    covered = tables.sides(asked)
    assert covered.is_covered
    assert (covered.now, covered.proposed) == (
        f"{me.id_number[:4]}**********{me.id_number[-4:]}",
        f"{NUMBER[:4]}**********{NUMBER[-4:]}",
    )
    opened = tables.sides(asked, is_open=True)
    assert (opened.now, opened.proposed) == (me.id_number, NUMBER)


def test_looking_at_both_is_a_disclosure_the_member_can_see(me, teacher, chair):
    asked = ask(me, teacher, "id_number", NUMBER)
    actions.reveal(correction=asked, by=chair)
    look = Disclosure.objects.get()
    assert (look.member, look.by, look.reason) == (me, chair, actions.PURPOSE)
    assert look.what == "证件号码（现登记和申请改为）"


def test_no_value_is_in_the_trail(me, teacher, chair):
    asked = ask(me, teacher, "id_number", NUMBER)
    actions.reveal(correction=asked, by=chair)
    accept(asked, chair)
    trail = [(e.note, e.object_label, e.label) for e in AuditEntry.objects.all()]
    steps = [(s.note, s.details) for s in StepEvent.objects.all()]
    assert NUMBER not in f"{trail}{steps}"
