"""Responsibilities: who is given what, the steps, the papers; a school's own card and report."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from members.actions import register_card, register_tasks
from members.models import Member, RegisterTask, Unit, UnitCount
from members.papers import register as papers
from members.workflow.register import TASK
from tests.factories import make_seat, make_union
from tests.members.factories import make_member, make_register_task, make_unit
from tests.union_site.documents.reading import texts
from union_site.documents import render_docx, render_pdf
from union_site.models import AuditEntry, Union

pytestmark = pytest.mark.django_db


def text_of(document):
    return "".join(texts(render_pdf(document)))


D = datetime.date
DUE, TODAY = D(2026, 6, 30), D(2026, 7, 1)


def assign_all(units, seat, **values):
    given = {"purpose": "founding", "text": "建会", "due_on": DUE, "owner": "liaison"}
    return register_tasks.assign_all(units=units, by=seat, **{**given, **values})


# --- giving -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("owner", "typed", "names"),
    [
        ("liaison", "", ["蒋轩凡", "蒋轩凡"]),
        ("contact", "许守悦", ["汤鸣语", "许守悦"]),
        ("typed", "许守悦", ["许守悦", "许守悦"]),
    ],
)
def test_one_task_for_many_units_names_who_answers(district, district_staff, owner, typed, names):
    units = [
        make_unit(district, "甲小学", liaison_name="蒋轩凡", contact_name="汤鸣语"),
        make_unit(district, "乙小学", liaison_name="蒋轩凡"),
    ]
    made = assign_all(units, district_staff, owner=owner, owner_name=typed)
    assert [task.owner_name for task in made] == names
    assert RegisterTask.objects.open().count() == 2
    assert AuditEntry.objects.get(verb="register.assign_all").note == "2 个单位：建会"


def test_a_unit_without_anybody_to_answer_stops_them_all(district, district_staff):
    units = [make_unit(district, "甲小学", liaison_name="蒋轩凡"), make_unit(district, "乙小学")]
    with pytest.raises(ValidationError, match="乙小学 1 个单位没有登记责任人"):
        assign_all(units, district_staff)
    assert RegisterTask.objects.count() == 0


def test_a_unit_that_has_the_task_open_is_passed_over(district, district_staff):
    first, second = make_unit(district, liaison_name="甲"), make_unit(district, liaison_name="乙")
    make_register_task(first, text="建会")
    make_register_task(second, text="建会", state="done", done_on=TODAY)
    assert [task.unit for task in assign_all([first, second], district_staff)] == [second]
    assert assign_all([first, second], district_staff) == []


def test_the_database_holds_an_open_task_once(district):
    task = make_register_task(make_unit(district))
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterTask.objects.create(
            union=district, unit=task.unit, text=task.text, owner_name="x", due_on=DUE
        )


# --- steps ------------------------------------------------------------------------------------

STEPS = {
    "open": ["finish", "drop"],
    "done": ["reopen"],
    "dropped": ["reopen"],
}


@pytest.mark.parametrize("state", STEPS)
def test_what_stands_open_to_the_district_and_to_nobody_else(
    district, district_staff, chair, state
):
    done_on = TODAY if state == "done" else None
    task = make_register_task(make_unit(district), state=state, done_on=done_on)
    elsewhere = make_seat(make_union("elsewhere", kind=Union.Kind.DISTRICT), "district")
    names = {
        seat: [step.name for step in TASK.open_to(task, seat)]
        for seat in (district_staff, chair, elsewhere)
    }
    assert names == {district_staff: STEPS[state], chair: [], elsewhere: []}


def test_a_task_is_finished_reopened_and_dropped(district, district_staff):
    task = make_register_task(make_unit(district))
    register_tasks.finish_task(task=task, by=district_staff, done_on=DUE, today=TODAY)
    assert (task.state, task.done_on) == ("done", DUE)
    register_tasks.reopen_task(task=task, by=district_staff)
    assert (task.state, task.done_on) == ("open", None)
    with pytest.raises(ValidationError, match="写明理由"):
        register_tasks.drop_task(task=task, by=district_staff, note=" ")
    register_tasks.drop_task(task=task, by=district_staff, note="单位停办")
    assert RegisterTask.objects.get(pk=task.pk).state == "dropped"


def test_a_task_is_not_finished_tomorrow(district, district_staff):
    task = make_register_task(make_unit(district))
    with pytest.raises(ValidationError, match="还没有到"):
        register_tasks.finish_task(task=task, by=district_staff, done_on=D(2026, 7, 2), today=TODAY)


def test_of_two_who_change_a_task_at_once_the_second_is_told(district, district_staff):
    task = make_register_task(make_unit(district))
    theirs = RegisterTask.objects.get(pk=task.pk)
    register_tasks.amend_task(task=theirs, revision=1, by=district_staff, due_on=DUE)
    with pytest.raises(ValidationError, match="别人修改或办结"):
        register_tasks.amend_task(task=task, revision=1, by=district_staff, owner_name="别人")
    assert RegisterTask.objects.get(pk=task.pk).owner_name == "许守悦"


@pytest.mark.parametrize("role", ["chair", "officer", "auditor", "leader", "teacher", "stranger"])
def test_no_seat_of_a_school_works_on_the_list(request, role, district, school):
    seat = request.getfixturevalue(role)
    unit = make_unit(district, school=school)
    task = make_register_task(unit)
    for act in (
        lambda: register_tasks.assign(unit=unit, by=seat, text="x", owner_name="x", due_on=DUE),
        lambda: assign_all([unit], seat),
        lambda: register_tasks.amend_task(task=task, revision=1, by=seat, text="x"),
        lambda: register_tasks.finish_task(task=task, by=seat, done_on=DUE, today=TODAY),
        lambda: register_tasks.drop_task(task=task, by=seat, note="x"),
    ):
        with pytest.raises(PermissionDenied):
            act()


@pytest.mark.parametrize(
    ("state", "day", "late"), [("open", 1, True), ("open", 0, False), ("done", 1, False)]
)
def test_overdue_is_what_is_open_past_its_day(district, state, day, late):
    done_on = DUE if state == "done" else None
    task = make_register_task(make_unit(district), due_on=DUE, state=state, done_on=done_on)
    today = DUE + datetime.timedelta(days=day)
    assert task.is_overdue(today) is late
    assert RegisterTask.objects.overdue(today).exists() is late


# --- papers -----------------------------------------------------------------------------------


@pytest.fixture
def tasks(district):
    for name, owner in (("甲小学", "许守悦"), ("乙小学", "汤鸣语"), ("丙小学", "许守悦")):
        make_register_task(make_unit(district, name), text="建立基层工会组织", owner_name=owner)
    return list(RegisterTask.objects.for_list())


def test_the_schedule_holds_every_task(tasks, district):
    text = text_of(papers.schedule(tasks, union=district, on=TODAY))
    assert [name for name in ("甲小学", "乙小学", "丙小学") if name in text] == [
        "甲小学",
        "乙小学",
        "丙小学",
    ]


def test_each_who_answers_has_one_sheet(tasks, district):
    document = papers.pledges(tasks, union=district, on=TODAY)
    text = text_of(document)
    assert text.count("责任状") >= 2
    assert (text.count("责任人：许守悦"), text.count("责任人：汤鸣语")) == (1, 1)
    assert render_docx(document)[:2] == b"PK"


def test_no_task_makes_a_paper_that_says_so(district):
    document = papers.pledges([], union=district, on=TODAY)
    assert "没有进行中的任务" in text_of(document)


# --- a school's own card ----------------------------------------------------------------------


@pytest.fixture
def card(district, school):
    return make_unit(district, school.unit_name, school=school, established_on=D(2020, 1, 1))


@pytest.fixture
def roster(school, other_school):
    make_member(school, "甲", card_no="1")
    make_member(school, "乙", card_no="2")
    make_member(school, "丙")
    make_member(school, "丁", status="retained", card_no="3")
    make_member(other_school, "外校", card_no="4")


def test_a_report_holds_two_totals_of_members_in_service(card, roster, chair):
    assert register_card.roster_counts(chair.union) == (3, 2)
    register_card.report_counts(unit=card, seen=(3, 2), by=chair, today=TODAY)
    card.refresh_from_db()
    assert (card.members_registered, card.cards_issued, card.counted_on) == (3, 2, TODAY)
    count = UnitCount.objects.get()
    assert (count.members, count.cards, count.by, count.union) == (3, 2, chair, card.union)
    entry = AuditEntry.objects.get(verb="register.report")
    assert (entry.note, entry.union) == ("会员 3 人，持卡 2 人", chair.union)


def test_nobody_sends_a_number_that_was_never_looked_at(card, roster, chair):
    Member.objects.filter(name="丙").update(card_no="5")
    with pytest.raises(ValidationError, match="会员 3 人、持卡 3 人"):
        register_card.report_counts(unit=card, seen=(3, 2), by=chair, today=TODAY)
    assert UnitCount.objects.count() == 0


def test_a_school_corrects_its_address_and_nothing_that_the_district_decides(card, chair):
    register_card.correct_card(unit=card, revision=1, by=chair, address="海韵路1号")
    card.refresh_from_db()
    assert (card.address, card.revision) == ("海韵路1号", 2)
    with pytest.raises(PermissionDenied):
        register_card.correct_card(unit=card, revision=2, by=chair, is_eligible=False)


def test_the_district_and_its_school_at_once_are_told(card, chair):
    mine = Unit.objects.get(pk=card.pk)
    register_card.correct_card(unit=card, revision=1, by=chair, staff_count=5)
    with pytest.raises(ValidationError, match="职工人数现为“5”"):
        register_card.correct_card(unit=mine, revision=1, by=chair, staff_count=6)


@pytest.mark.parametrize("role", ["stranger", "officer", "auditor", "teacher", "district_staff"])
def test_only_its_own_chair_reports_for_a_school(request, card, role):
    seat = request.getfixturevalue(role)
    for act in (
        lambda: register_card.report_counts(unit=card, seen=(0, 0), by=seat, today=TODAY),
        lambda: register_card.correct_card(unit=card, revision=1, by=seat, address="x"),
    ):
        with pytest.raises(PermissionDenied):
            act()
