"""The history of memberships: every way of changing one writes it; any day can be asked for."""

from __future__ import annotations

import datetime
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members import actions, migrations
from members.actions import history
from members.checks import membership as checks
from members.models import Member, MembershipEvent
from members.resources import LAYOUT, MemberResource, RosterDataset
from tests.factories import make_seat
from tests.members import rosters
from tests.members.factories import BORN, make_member
from union_site.models import AuditEntry, Seat
from union_site.spreadsheets import read_table

pytestmark = pytest.mark.django_db
NUMBER = rosters.id_number(BORN, 2)
D = datetime.date


def told(member):
    rows = MembershipEvent.objects.filter(member=member).order_by("on", "pk")
    return [(row.kind, row.on, row.status) for row in rows]


# --- who writes it -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"joined_union_on": D(2020, 9, 1)}, [("joined", D(2020, 9, 1), "active")]),
        ({"changed_on": D(2021, 3, 1)}, [("joined", D(2021, 3, 1), "active")]),
        (
            {
                "membership_change": "transferred_in",
                "changed_on": D(2024, 8, 1),
                "joined_union_on": D(2010, 9, 1),
            },
            [("transferred_in", D(2024, 8, 1), "active")],
        ),
        (
            {
                "membership_change": "retained",
                "changed_on": D(2024, 8, 1),
                "joined_union_on": D(2010, 9, 1),
            },
            [("joined", D(2010, 9, 1), "active"), ("retained", D(2024, 8, 1), "retained")],
        ),
    ],
)
def test_a_registration_begins_the_history(values, expected, chair, today):
    member = actions.admit(by=chair, today=today, name="陈㛃", id_number=NUMBER, **values)
    assert told(member) == expected


def test_nothing_is_dated_ahead(chair, today):
    ahead = today + datetime.timedelta(days=9)
    member = actions.admit(
        by=chair, today=today, name="陈㛃", id_number=NUMBER, joined_union_on=ahead
    )
    assert told(member) == [("joined", today, "active")]


def test_an_amendment_of_work_goes_on_with_the_history(chair, school, today):
    member = make_member(school, joined_union_on=D(2020, 9, 1))
    day = D(2026, 1, 31)
    given = {"by": chair, "today": today}
    actions.amend(member=member, revision=1, employment_status="retired", changed_on=day, **given)
    assert told(member)[1:] == [("retained", day, "retained")]
    actions.amend(member=member, revision=2, employment_status="working", **given)
    assert told(member)[2:] == [("returned", today, "active")]


def test_an_amendment_of_anything_else_adds_nothing(chair, school, today):
    member = make_member(school)
    actions.amend(member=member, revision=1, by=chair, today=today, title="一级教师")
    assert len(told(member)) == 1


@pytest.mark.parametrize("change", ["resigned", "expelled", "transferred_out"])
def test_an_end_is_a_step_with_rules_and_not_an_amendment(change, chair, school, today):
    member = make_member(school)
    with pytest.raises(ValidationError, match="“会籍”栏办理"):
        actions.amend(member=member, revision=1, by=chair, today=today, membership_change=change)
    assert Member.objects.get().status == "active"


def brought(content, chair, today):
    run = actions.receive_roster(content=content, file_name="名册.xlsx", by=chair, today=today)
    return actions.confirm_roster(brought=run, seen=run.fingerprint, by=chair, today=today)


def test_an_import_writes_an_event_for_each_new_member(chair, today):
    run = brought(rosters.official_form(rosters.people(5)), chair, today)
    events = MembershipEvent.objects.all()
    assert events.count() >= Member.objects.count() == 5
    assert {event.brought_by for event in events} == {run}
    assert {event.by for event in events} == {chair}
    for member in Member.objects.status_at(today):
        assert member.status_then == member.status


def test_an_import_goes_on_with_the_history_of_who_changed_and_its_undo_takes_it_back(
    chair, school, today
):
    brought(rosters.official_form(rosters.people(3)), chair, today)
    before = {member.pk: told(member) for member in Member.objects.all()}
    persons = rosters.people(4)
    persons[1] |= {"就业状况": "退休"}
    last = brought(rosters.official_form(persons), chair, today)
    retired = Member.objects.get(status="retained")
    assert told(retired)[-1] == ("retained", today, "retained")
    actions.undo_roster(brought=last, by=chair)
    assert {member.pk: told(member) for member in Member.objects.all()} == before


def test_an_import_that_ends_a_membership_closes_the_seat_and_its_undo_opens_it(
    chair, school, today
):
    brought(rosters.official_form(rosters.people(2)), chair, today)
    member = Member.objects.order_by("pk").first()
    member.seat = make_seat(school, "member", name=member.name)
    member.save()
    persons = rosters.people(2)
    persons[0] |= {"会籍变化类型": "退会", "会籍变化日期": f"{today:%Y/%m/%d}"}
    last = brought(rosters.official_form(persons), chair, today)
    assert Member.objects.get(pk=member.pk).status == "resigned"
    assert not Seat.objects.get(pk=member.seat.pk).is_active
    actions.undo_roster(brought=last, by=chair)
    assert Seat.objects.get(pk=member.seat.pk).is_active
    assert Seat.objects.get(pk=member.seat.pk).roles == {"member"}


def test_an_import_asks_the_same_number_of_questions_however_many_rows(school, today):
    counts = []
    # Both below what one statement of SQLite can hold.
    for size in (3, 12):
        table = read_table(rosters.official_form(rosters.people(size)), LAYOUT)
        resource = MemberResource(school, today=today)
        with CaptureQueriesContext(connection) as asked:
            resource.import_data(RosterDataset(table), dry_run=False)
        counts.append(len(asked))
        MembershipEvent.objects.all().delete()
        Member.objects.all().delete()
    assert counts[0] == counts[1]


# --- asking for a day ----------------------------------------------------------------------


@pytest.fixture
def life(school, chair):
    """Joined in 2020, retained through 2022, resigned in May 2024."""
    member = make_member(school, "丁慕云", joined_union_on=D(2020, 9, 1), status="resigned")
    MembershipEvent.objects.all().delete()
    rows = [
        ("joined", D(2020, 9, 1), "active"),
        ("retained", D(2022, 1, 1), "retained"),
        ("returned", D(2023, 1, 1), "active"),
        ("resigned", D(2024, 5, 1), "resigned"),
    ]
    history.write(member, [checks.Happening(*row) for row in rows], by=chair)
    return member


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (D(2020, 8, 31), None),
        (D(2020, 9, 1), "active"),
        (D(2021, 12, 31), "active"),
        (D(2022, 1, 1), "retained"),
        (D(2022, 12, 31), "retained"),
        (D(2023, 1, 1), "active"),
        (D(2024, 4, 30), "active"),
        (D(2024, 5, 1), "resigned"),
        (D(2026, 1, 1), "resigned"),
    ],
)
def test_the_last_event_up_to_a_day_tells_the_status_on_it(day, status, life):
    assert Member.objects.status_at(day).get().status_then == status
    assert Member.objects.on_roll_at(day).exists() == (status in ("active", "retained"))
    assert Member.objects.active_at(day).exists() == (status == "active")


def test_of_two_events_on_one_day_the_later_record_holds(school, chair):
    member = make_member(school, joined_union_on=D(2024, 5, 1))
    history.write(member, [checks.Happening("retained", D(2024, 5, 1), "retained")], by=chair)
    assert Member.objects.status_at(D(2024, 5, 1)).get().status_then == "retained"


def test_a_double_entry_that_was_merged_is_counted_once(school):
    kept = make_member(school, joined_union_on=D(2020, 1, 1))
    double = make_member(school, joined_union_on=D(2020, 1, 1))
    Member.objects.filter(pk=double.pk).update(status="merged", merged_into=kept)
    assert list(Member.objects.on_roll_at(D(2024, 1, 1))) == [kept]


# --- putting an event right ----------------------------------------------------------------


def correct(event, by, today, **given):
    typed = {
        "on": event.on,
        "reason": event.reason,
        "document_no": event.document_no,
        "note": "与档案核对",
    }
    return history.correct_event(event=event, by=by, today=today, **{**typed, **given})


def event_of(member, kind):
    return MembershipEvent.objects.get(member=member, kind=kind)


def test_a_day_is_corrected_and_what_stood_there_stays(life, chair, today):
    correct(event_of(life, "retained"), chair, today, on=D(2021, 9, 1), reason="失业")
    event = event_of(life, "retained")
    assert (event.on, event.reason) == (D(2021, 9, 1), "失业")
    kept = event.details["corrected"][0]
    assert kept["was"] == {"on": "2022-01-01", "reason": ""}
    assert (kept["note"], kept["by"]) == ("与档案核对", "陈晓岚")
    assert Member.objects.status_at(D(2021, 10, 1)).get().status_then == "retained"
    entry = AuditEntry.objects.get()
    assert entry.verb == "membership.correct_event"
    assert entry.note == "保留会籍：生效日期原为“2022-01-01”；原因原为“空”。与档案核对"
    assert Member.objects.get().revision == 2


def test_the_rows_own_days_follow(life, chair, today):
    correct(event_of(life, "joined"), chair, today, on=D(2019, 9, 1))
    correct(event_of(life, "resigned"), chair, today, on=D(2024, 6, 1))
    life.refresh_from_db()
    assert (life.joined_union_on, life.changed_on) == (D(2019, 9, 1), D(2024, 6, 1))


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        ("retained", {"on": D(2020, 8, 31)}, "on"),
        ("retained", {"on": D(2023, 1, 2)}, "on"),
        ("resigned", {"on": D(2999, 1, 1)}, "on"),
        ("retained", {"on": D(2021, 1, 1), "note": " "}, "note"),
        ("retained", {}, "__all__"),
    ],
)
def test_the_order_of_events_stays_and_a_reason_is_given(kind, given, field, life, chair, today):
    before = told(life)
    with pytest.raises(ValidationError) as refused:
        correct(event_of(life, kind), chair, today, **given)
    found = refused.value
    assert list(found.message_dict if hasattr(found, "error_dict") else ["__all__"]) == [field]
    assert told(life) == before


@pytest.mark.parametrize("role", ["officer", "auditor", "teacher", "stranger", "district_staff"])
def test_only_the_chair_of_the_union_corrects(role, request, life, today):
    with pytest.raises(PermissionDenied):
        correct(event_of(life, "retained"), request.getfixturevalue(role), today, reason="x")


# --- members of before the history ---------------------------------------------------------

MIGRATION = next(Path(migrations.__path__[0]).glob("*_events_of_existing_members.py")).stem


def test_members_of_before_get_the_events_that_their_rows_tell_of(school, today):
    day, joined = D(2024, 7, 31), D(2010, 9, 1)
    rows = {
        "会员": make_member(school, joined_union_on=joined),
        "不知何时": make_member(school),
        "保留": make_member(
            school,
            status="retained",
            joined_union_on=joined,
            membership_change="retained",
            changed_on=day,
        ),
        "退休": make_member(school, status="retained", joined_union_on=joined, retires_on=day),
        "转入": make_member(
            school, joined_union_on=joined, membership_change="transferred_in", changed_on=day
        ),
        "去世": make_member(school, status="deceased", joined_union_on=joined),
    }
    MembershipEvent.objects.all().delete()
    import_module(f"members.migrations.{MIGRATION}").write(apps, None)
    assert {name: told(member) for name, member in rows.items()} == {
        "会员": [("joined", joined, "active")],
        "不知何时": [("joined", today, "active")],
        "保留": [("joined", joined, "active"), ("retained", day, "retained")],
        "退休": [("joined", joined, "active"), ("retained", day, "retained")],
        "转入": [("transferred_in", day, "active")],
        "去世": [("joined", joined, "active"), ("deceased", today, "deceased")],
    }


def test_the_migration_gives_nobody_events_twice(school):
    member = make_member(school)
    import_module(f"members.migrations.{MIGRATION}").write(apps, None)
    assert len(told(member)) == 1
