"""The register's rules and acts: rates, credit codes, events, elections, two at once."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from members.actions import register
from members.checks import register as checks
from members.models import Unit, UnitCount, UnitEvent
from tests.factories import make_seat, make_union
from tests.members.factories import make_register_task, make_unit
from union_site.findings import NotClear
from union_site.models import AuditEntry, StepEvent, Union

pytestmark = pytest.mark.django_db
D = datetime.date
GOOD_CODE = "12120199MB0000001J"


# --- numbers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        (95, 97, "97.9"),  # the district's own report: 公办
        (63, 65, "96.9"),
        (309, 366, "84.4"),
        (10_610, 12_237, "86.7"),
        (467, 528, "88.4"),
        (1, 16, "6.3"),  # 6.25: half goes up
        (1, 80, "1.3"),  # 1.25
        (3, 80, "3.8"),  # 3.75
        (0, 5, "0.0"),
        (5, 5, "100.0"),
        (1, 3, "33.3"),
        (2, 3, "66.7"),
    ],
)
def test_a_share_has_one_decimal_and_half_goes_up(part, whole, percent):
    assert str(checks.share(part, whole)) == percent


def test_nothing_has_no_share():
    assert checks.share(0, 0) is None


@given(st.integers(0, 100_000), st.integers(1, 100_000))
def test_a_share_is_the_nearest_tenth(part, whole):
    found = Fraction(checks.share(part, whole))
    exact = Fraction(part * 100, whole)
    assert abs(found - exact) <= Fraction(1, 20)
    assert found >= exact or exact - found < Fraction(1, 20)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (D(2026, 1, 31), 1, D(2026, 2, 28)),
        (D(2024, 2, 29), 60, D(2029, 2, 28)),
        (D(2026, 8, 31), 6, D(2027, 2, 28)),
        (D(2026, 12, 5), 1, D(2027, 1, 5)),
        (D(2026, 1, 5), -60, D(2021, 1, 5)),
    ],
)
def test_a_term_ends_on_the_same_day_or_the_last_of_a_shorter_month(day, months, then):
    assert checks.months_after(day, months) == then


@pytest.mark.parametrize(
    ("code", "word"),
    [
        (GOOD_CODE, ""),
        ("", ""),
        ("91110000600037341L", ""),
        ("12120199MB0000001K", "校验码"),
        ("1212019", "7 位"),
        ("A2120199MB0000001J", "前 8 位"),
        ("12120199MB00000O1J", "不用 I、O"),
    ],
)
def test_a_credit_code_is_checked_to_the_last_place(code, word):
    found = checks.uscc_problem(code)
    assert (found == "") == (word == "")
    assert word in found


@pytest.mark.parametrize(
    ("value", "years"), [("3 或 5", (3, 5)), ([3, 5], (3, 5)), (5, (5,)), ("", ())]
)
def test_the_norm_says_how_long_a_term_may_be(value, years):
    assert checks.term_choices(value) == years


@pytest.mark.parametrize(
    ("due_on", "codes"),
    [
        (D(2029, 3, 1), []),
        (D(2031, 3, 1), []),
        (D(2031, 2, 28), []),
        (D(2030, 3, 1), ["term_length"]),
        (D(2026, 3, 1), ["due_first"]),
        (D(2025, 3, 1), ["due_first"]),
    ],
)
def test_a_committee_is_elected_for_three_or_five_years(district, due_on, codes):
    """工会法（2021）第十六条."""
    found = checks.of_event(
        make_unit(district),
        kind="founded",
        on=D(2026, 3, 1),
        due_on=due_on,
        terms=(3, 5),
        today=D(2026, 4, 1),
    )
    assert [finding.code for finding in found] == codes


FOUNDED = {"established_on": D(2020, 1, 1)}


@pytest.mark.parametrize(
    ("fields", "kind", "on", "codes"),
    [
        ({}, "founded", D(2026, 3, 1), []),
        ({}, "joined", D(2026, 3, 1), []),
        ({}, "closed", D(2026, 3, 1), []),
        ({}, "renewed", D(2026, 3, 1), ["not_founded"]),
        ({}, "founded", D(2026, 4, 2), ["future"]),
        (FOUNDED, "founded", D(2026, 3, 1), ["founded_already"]),
        (FOUNDED, "joined", D(2026, 3, 1), ["founded_already"]),
        (FOUNDED, "renewed", D(2026, 3, 1), []),
        (FOUNDED, "renewed", D(2020, 1, 1), ["before_founding"]),
        ({"closed_on": D(2026, 1, 1)}, "founded", D(2026, 3, 1), ["closed"]),
        (
            {"is_eligible": False, "ineligible_reason": "合并停办"},
            "founded",
            D(2026, 3, 1),
            ["ineligible"],
        ),
    ],
)
def test_what_speaks_against_an_event(district, fields, kind, on, codes):
    found = checks.of_event(
        make_unit(district, **fields),
        kind=kind,
        on=on,
        due_on=None,
        terms=(3, 5),
        today=D(2026, 4, 1),
    )
    assert [finding.code for finding in found] == codes


# --- units ------------------------------------------------------------------------------------


def test_a_unit_is_entered_with_its_founding_and_its_last_renewal(district_staff, today):
    unit = register.create(
        by=district_staff,
        today=today,
        name="海韵小学",
        kind="public_school",
        uscc="1212 0199-mb0000001j",
        established_on=D(2015, 5, 1),
        last_renewed_on=D(2025, 5, 1),
        next_due_on=D(2030, 5, 1),
        approval_no="滨教工〔2015〕3号",
        members_registered=40,
        cards_issued=30,
        counted_on=today,
    )
    unit.refresh_from_db()
    assert (unit.uscc, unit.union_name) == (GOOD_CODE, "海韵小学工会")
    assert (unit.established_on, unit.last_renewed_on) == (D(2015, 5, 1), D(2025, 5, 1))
    assert unit.next_due_on == D(2030, 5, 1)
    events = unit.unitevents.order_by("on").values_list("kind", "on", "document_no", "due_on")
    assert list(events) == [
        ("founded", D(2015, 5, 1), "滨教工〔2015〕3号", None),
        ("renewed", D(2025, 5, 1), "", D(2030, 5, 1)),
    ]
    counted = UnitCount.objects.get(unit=unit)
    assert (counted.members, counted.cards, counted.on) == (40, 30, today)
    assert AuditEntry.objects.filter(verb="register.create").count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "同名小学"}, None),
        ({"uscc": "12120199MB0000001K"}, "uscc"),
        ({"union_uscc": "1"}, "union_uscc"),
        ({"uscc": GOOD_CODE}, None),
        ({"members_registered": 3}, None),
        ({"kind": "district"}, "kind"),
        ({"is_eligible": False}, None),
        ({"contact_phone": "电话"}, "contact_phone"),
    ],
)
def test_what_a_unit_cannot_be_entered_with(district_staff, district, today, values, field):
    make_unit(district, "同名小学", uscc=GOOD_CODE)
    given = {"name": "新小学", "kind": "public_school", **values}
    with pytest.raises(ValidationError) as refusal:
        register.create(by=district_staff, today=today, **given)
    assert (field or "__all__") in refusal.value.message_dict
    assert Unit.objects.count() == 1


def test_more_cards_than_members_is_asked_about(district_staff, today):
    given = {
        "name": "新小学",
        "kind": "public_school",
        "members_registered": 3,
        "cards_issued": 4,
        "counted_on": today,
    }
    with pytest.raises(NotClear, match="多于采集会员"):
        register.create(by=district_staff, today=today, **given)
    unit = register.create(by=district_staff, today=today, accepted=["cards_exceed"], **given)
    assert unit.cards_issued == 4


def test_of_two_who_edit_at_once_the_second_is_told(district_staff, district, today):
    unit = make_unit(district, "海韵小学", zone="东湾学区")
    mine, theirs = Unit.objects.get(pk=unit.pk), Unit.objects.get(pk=unit.pk)
    register.amend(unit=theirs, revision=1, by=district_staff, today=today, zone="西湾学区")
    with pytest.raises(ValidationError, match="学区现为“西湾学区”") as refusal:
        register.amend(unit=mine, revision=1, by=district_staff, today=today, zone="南岸学区")
    assert refusal.value.code == "outdated"
    unit.refresh_from_db()
    assert (unit.zone, unit.revision) == ("西湾学区", 2)


def test_a_count_of_the_same_day_replaces_the_first(district_staff, district, today):
    unit = make_unit(district)
    for members in (10, 12):
        given = {"members_registered": members, "cards_issued": 5, "counted_on": today}
        register.amend(unit=unit, revision=unit.revision, by=district_staff, today=today, **given)
    assert [count.members for count in unit.unitcounts.all()] == [12]


def test_a_school_of_another_district_cannot_be_linked(district):
    elsewhere = make_union("elsewhere", kind=Union.Kind.DISTRICT)
    far = make_union("far", parent=elsewhere)
    with pytest.raises(ValidationError) as refusal:
        make_unit(district, school=far)
    assert refusal.value.message_dict == {"school": ["所选学校不属于本区。"]}


# --- events -----------------------------------------------------------------------------------


MARCH, NOVEMBER = D(2026, 3, 1), D(2026, 11, 1)


def note(unit, seat, kind="founded", on=MARCH, **values):
    return register.note_event(unit=unit, kind=kind, on=on, by=seat, today=NOVEMBER, **values)


def test_founding_sets_the_day_and_the_term(district_staff, district):
    unit = make_unit(district, "海韵小学")
    note(unit, district_staff, due_on=D(2031, 3, 1), document_no="滨教工〔2026〕8号")
    unit.refresh_from_db()
    assert (unit.established_on, unit.next_due_on) == (D(2026, 3, 1), D(2031, 3, 1))
    assert (unit.approval_no, unit.union_name) == ("滨教工〔2026〕8号", "海韵小学工会")
    assert unit.last_renewed_on is None


def test_joining_a_joint_union_founds_without_being_counted_as_new(district_staff, district):
    unit = make_unit(district)
    note(unit, district_staff, "joined")
    unit.refresh_from_db()
    assert (unit.established_on, unit.base_type) == (D(2026, 3, 1), "joint")
    assert not Unit.objects.with_event("founded", D(2026, 1, 1), D(2026, 12, 31)).exists()


def test_a_renewal_that_is_noted_late_does_not_set_the_term_back(district_staff, district):
    unit = make_unit(district, established_on=D(2010, 1, 1))
    note(unit, district_staff, "renewed", D(2025, 3, 1), due_on=D(2030, 3, 1))
    note(unit, district_staff, "renewed", D(2020, 3, 1), due_on=D(2025, 3, 1))
    unit.refresh_from_db()
    assert (unit.last_renewed_on, unit.next_due_on) == (D(2025, 3, 1), D(2030, 3, 1))
    assert unit.unitevents.count() == 2


def test_the_same_event_counts_once_a_day(district_staff, district):
    unit = make_unit(district, established_on=D(2010, 1, 1))
    note(unit, district_staff, "renewed")
    with pytest.raises(ValidationError, match="已经登记过"):
        note(unit, district_staff, "renewed")
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitEvent.objects.create(union=district, unit=unit, kind="renewed", on=D(2026, 3, 1))


def test_an_odd_term_is_noted_only_if_it_was_meant(district_staff, district):
    unit = make_unit(district)
    with pytest.raises(NotClear, match="第十六条"):
        note(unit, district_staff, due_on=D(2028, 3, 1))
    note(unit, district_staff, due_on=D(2028, 3, 1), accepted=["term_length"])
    entry = AuditEntry.objects.get(verb="register.event")
    assert [finding["code"] for finding in entry.accepted_findings] == ["term_length"]


def test_the_last_event_can_be_taken_back_and_no_other(district_staff, district):
    unit = make_unit(district, "海韵小学")
    first = note(unit, district_staff, due_on=D(2031, 3, 1))
    second = note(unit, district_staff, "closed", D(2026, 9, 1))
    with pytest.raises(ValidationError, match="最近登记"):
        register.void_event(event=first, by=district_staff, reason="登错了")
    register.void_event(event=second, by=district_staff, reason="登错了")
    register.void_event(event=first, by=district_staff, reason="登错了")
    unit.refresh_from_db()
    assert (unit.closed_on, unit.established_on, unit.next_due_on) == (None, None, None)
    assert unit.union_name == ""
    assert [event.is_void for event in unit.unitevents.all()] == [True, True]
    with pytest.raises(ValidationError, match="最近登记"):
        register.void_event(event=first, by=district_staff, reason="再来一次")


def test_taking_back_needs_a_reason(district_staff, district):
    event = note(make_unit(district), district_staff)
    with pytest.raises(ValidationError, match="原因"):
        register.void_event(event=event, by=district_staff, reason=" ")


def test_what_a_task_asked_for_is_done_by_the_event_itself(district_staff, district):
    unit = make_unit(district)
    founding = make_register_task(unit, purpose="founding")
    renewal = make_register_task(unit, purpose="renewal", text="换届")
    note(unit, district_staff)
    founding.refresh_from_db()
    renewal.refresh_from_db()
    assert (founding.state, founding.done_on) == ("done", D(2026, 3, 1))
    assert renewal.state == "open"
    assert StepEvent.objects.of(founding).get().note == "随“新建”登记自动办结"


# --- who --------------------------------------------------------------------------------------

ROLES = ["chair", "officer", "auditor", "leader", "handler", "teacher", "stranger"]


@pytest.mark.parametrize("role", ROLES)
def test_no_seat_of_a_school_changes_the_register(request, role, school, district, today):
    seat = request.getfixturevalue(role)
    unit = make_unit(district, school=school, established_on=D(2020, 1, 1))
    event = UnitEvent.objects.create(union=district, unit=unit, kind="founded", on=D(2020, 1, 1))
    acts = [
        lambda: register.create(by=seat, today=today, name="x", kind="public_school"),
        lambda: register.amend(unit=unit, revision=1, by=seat, today=today, zone="x"),
        lambda: note(unit, seat, "renewed"),
        lambda: register.void_event(event=event, by=seat, reason="x"),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    unit.refresh_from_db()
    assert (unit.revision, Unit.objects.count()) == (1, 1)


def test_another_district_changes_nothing_here(district, today):
    elsewhere = make_union("elsewhere", kind=Union.Kind.DISTRICT)
    staff = make_seat(elsewhere, "district")
    unit = make_unit(district)
    for act in (
        lambda: register.amend(unit=unit, revision=1, by=staff, today=today, zone="x"),
        lambda: note(unit, staff),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert list(Unit.objects.visible_to(staff)) == []


def test_a_school_sees_its_own_row_and_no_other(district, school, chair, stranger, district_staff):
    own = make_unit(district, school=school)
    make_unit(district)
    UnitEvent.objects.create(union=district, unit=own, kind="founded", on=D(2020, 1, 1))
    seen = {
        seat: (Unit.objects.visible_to(seat).count(), UnitEvent.objects.visible_to(seat).count())
        for seat in (chair, stranger, district_staff)
    }
    assert seen == {chair: (1, 1), stranger: (0, 0), district_staff: (2, 1)}
    assert Unit.objects.visible_to(None).count() == 0
