"""Steps of a selection: from where, by whom, and what others see of it."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from members.actions import selections as actions
from members.models import Award, Nominee, Selection
from members.workflow.selections import SELECTION
from tests.members.factories import make_member, make_nominee, make_selection
from union_site.models import AuditEntry

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 16)  # a Monday
NOTICE = {
    "notice_from": datetime.date(2026, 11, 16),
    "notice_until": datetime.date(2026, 11, 20),
    "notice_place": "校务公开栏",
}
REPORT = {"reported_on": TODAY, "reported_to": "区教育工会", "objections": "未收到异议"}
RESULT = {"result_on": TODAY, "issuer": "区教育工会", "level_label": "区级"}


@pytest.fixture
def people(school):
    return [make_member(school, name) for name in ("李强", "赵磊", "孙悦")]


@pytest.fixture
def opened(school):
    return make_selection(school)


def steps_of(selection, seat):
    return [step.name for step in SELECTION.open_to(selection, seat)]


STEPS = {
    "nominating": ["appraise", "cancel"],
    "appraising": ["reopen", "publish", "cancel"],
    "noticed": ["retract", "report", "cancel"],
    "reported": ["conclude", "cancel"],
    "concluded": [],
    "cancelled": [],
}


@pytest.mark.parametrize(
    "who",
    ["chair", "officer", "auditor", "leader", "handler", "teacher", "stranger", "district_staff"],
)
@pytest.mark.parametrize("state", STEPS)
def test_which_steps_are_open_to_whom(state, who, school, request):
    selection = make_selection(school, state=state)
    expected = STEPS[state] if who in ("chair", "officer") else []
    assert steps_of(selection, request.getfixturevalue(who)) == expected


def acts(selection, nominee, seat):
    given = {"selection": selection, "by": seat, "today": TODAY}
    return {
        "appraise": lambda: actions.begin_appraisal(selection=selection, by=seat),
        "reopen": lambda: actions.reopen_nominations(selection=selection, by=seat),
        "publish": lambda: actions.publish(chosen=[nominee], **given, **NOTICE),
        "retract": lambda: actions.retract(selection=selection, by=seat, note="x"),
        "report": lambda: actions.report(**given, **REPORT),
        "conclude": lambda: actions.conclude(winners=[nominee], **given, **RESULT),
        "cancel": lambda: actions.cancel(selection=selection, by=seat, note="x"),
    }


EVERY_STEP = sorted({step for steps in STEPS.values() for step in steps})
OTHERS = ("auditor", "leader", "handler", "teacher", "stranger", "district_staff")
STANDING = {"noticed": "chosen", "reported": "chosen", "concluded": "awarded"}


def staged(school, member, state):
    selection = make_selection(school, state=state)
    standing = STANDING.get(state, "nominated")
    return selection, make_nominee(selection, member, (58, 56, 50), state=standing)


@pytest.mark.parametrize(
    "step", ["appraise", "reopen", "publish", "retract", "report", "conclude", "cancel"]
)
@pytest.mark.parametrize("state", STEPS)
def test_each_step_is_taken_from_its_states_alone(state, step, school, officer, people):
    selection, nominee = staged(school, people[0], state)
    act = acts(selection, nominee, officer)[step]
    if step in STEPS[state]:
        act()
        assert Selection.objects.get().state != state
        return
    with pytest.raises(ValidationError):
        act()
    assert Selection.objects.get().state == state


@pytest.mark.parametrize("step", ["publish", "report", "conclude"])
def test_of_two_at_once_one_takes_the_step(step, school, officer, chair, people):
    state = {"publish": "appraising", "report": "noticed", "conclude": "reported"}[step]
    selection, nominee = staged(school, people[0], state)
    same = Selection.objects.select_related("honour_title", "union").get(pk=selection.pk)
    other = Nominee.objects.get(pk=nominee.pk)
    acts(selection, nominee, officer)[step]()
    with pytest.raises(ValidationError, match="可能有人刚刚办理过"):
        acts(same, other, chair)[step]()
    assert Award.objects.count() == (1 if step == "conclude" else 0)


@pytest.mark.parametrize(
    "who", ["auditor", "leader", "handler", "teacher", "stranger", "district_staff"]
)
@pytest.mark.parametrize("state", ["nominating", "appraising", "noticed", "reported"])
def test_others_take_no_step(state, who, school, people, request):
    selection, nominee = staged(school, people[0], state)
    seat = request.getfixturevalue(who)
    for step in STEPS[state]:
        with pytest.raises(PermissionDenied):
            acts(selection, nominee, seat)[step]()
    for act in (
        lambda: actions.nominate(selection=selection, by=seat, today=TODAY, member=people[1]),
        lambda: actions.withdraw_nominee(nominee=nominee, by=seat, note="x"),
        lambda: actions.change_selection(selection=selection, by=seat, quota=9),
        lambda: actions.count_votes(
            selection=selection, counted={}, appraised_on=TODAY, by=seat, today=TODAY
        ),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize(
    ("state", "to_members"),
    [
        ("nominating", False),
        ("appraising", False),
        ("noticed", True),
        ("reported", True),
        ("concluded", True),
        ("cancelled", False),
    ],
)
def test_members_see_a_selection_from_its_public_notice_on(
    state, to_members, school, teacher, officer, auditor, people, stranger
):
    selection, chosen = staged(school, people[0], state)
    make_nominee(selection, people[1], (58, 56, 40), state="passed_over")
    seen = lambda model, seat: model.objects.visible_to(seat).count()  # noqa: E731
    assert seen(Selection, teacher) == to_members
    assert list(Nominee.objects.visible_to(teacher)) == ([chosen] if to_members else [])
    assert (seen(Nominee, officer), seen(Nominee, auditor), seen(Nominee, stranger)) == (2, 2, 0)


@pytest.mark.parametrize(
    "fields",
    [
        {"votes_expected": 5},
        {"votes_expected": 5, "votes_returned": 6, "votes_for": 1},
        {"votes_expected": 5, "votes_returned": 4, "votes_for": 5},
        {"votes_expected": 0, "votes_returned": 0, "votes_for": 0},
        {"state": "lost"},
        {"member": None},
    ],
)
def test_the_table_itself_refuses_votes_that_cannot_be(fields, opened, people):
    nominee = make_nominee(opened, people[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Nominee.objects.filter(pk=nominee.pk).update(**fields)
