"""An election that a school records, as the district's register takes it over."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from members.actions import register
from members.models import Unit
from tests.factories import make_seat
from tests.members.factories import make_register_task, make_unit
from union_site.models import AuditEntry

pytestmark = pytest.mark.django_db
D = datetime.date


MAY, LAST = D(2026, 5, 1), D(2031, 5, 1)


def elected(school, seat, due_on=LAST):
    return register.note_election(union=school, elected_on=MAY, due_on=due_on, by=seat)


def test_the_first_election_makes_the_row_and_founds_the_union(school, chair, district):
    school.staff_count = 66
    school.save()
    unit = elected(school, chair)
    assert (unit.union, unit.school, unit.name) == (district, school, "滨海区实验小学")
    assert (unit.established_on, unit.next_due_on) == (D(2026, 5, 1), D(2031, 5, 1))
    assert unit.staff_count == 66
    event = unit.unitevents.get()
    assert (event.kind, event.by, event.union) == ("founded", chair, district)


def test_an_election_of_an_old_union_is_a_renewal(school, chair):
    school.established_on = D(2012, 5, 1)
    school.save()
    unit = elected(school, chair)
    assert [event.kind for event in unit.unitevents.order_by("on")] == ["founded", "renewed"]
    assert (unit.established_on, unit.last_renewed_on) == (D(2012, 5, 1), D(2026, 5, 1))
    assert unit.next_due_on == D(2031, 5, 1)


def test_the_same_election_twice_changes_nothing(school, chair):
    unit = elected(school, chair)
    before = (unit.revision, AuditEntry.objects.count())
    again = elected(school, chair)
    assert again == unit
    assert (again.revision, AuditEntry.objects.count()) == before
    assert unit.unitevents.count() == 1


def test_a_corrected_term_is_brought_up_to_date_without_a_second_event(school, chair):
    elected(school, chair)
    unit = elected(school, chair, due_on=D(2029, 5, 1))
    assert unit.next_due_on == D(2029, 5, 1)
    assert [event.due_on for event in unit.unitevents.all()] == [D(2029, 5, 1)]


def test_a_row_that_the_district_imported_by_name_is_found(school, chair, district):
    known = make_unit(district, school.unit_name, zone="东湾学区")
    unit = elected(school, chair)
    assert (unit.pk, unit.school, unit.zone) == (known.pk, school, "东湾学区")


def test_an_election_settles_the_districts_task(school, chair, district):
    task = make_register_task(make_unit(district, school=school), purpose="founding")
    elected(school, chair)
    task.refresh_from_db()
    assert task.state == "done"


@pytest.mark.parametrize(
    "fields", [{"closed_on": D(2026, 1, 1)}, {"established_on": D(2026, 6, 1)}]
)
def test_a_row_that_says_otherwise_stays_and_the_school_is_not_held_up(
    school, chair, district, fields
):
    make_unit(district, school=school, **fields)
    unit = elected(school, chair)
    assert (unit.unitevents.count(), unit.next_due_on) == (0, None)


def test_where_no_district_is_above_nothing_is_noted(district):
    alone = make_seat(district, "chair")
    assert elected(district, alone) is None
    assert Unit.objects.count() == 0


@pytest.mark.parametrize("role", ["stranger", "teacher", "officer", "district_staff"])
def test_only_the_schools_chair_notes_its_election(request, school, role):
    with pytest.raises(PermissionDenied):
        elected(school, request.getfixturevalue(role))
