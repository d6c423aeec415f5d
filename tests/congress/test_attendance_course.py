"""Sittings in their course: what is refused, what is counted, what the paper says."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from congress.actions import attendance as actions
from congress.actions import hold_session, signing
from congress.models import Presence, SittingState, head_count
from congress.models.delegates import Kind
from congress.models.sittings import Part
from tests.congress.factories import (
    make_ballot,
    make_delegate,
    make_electors,
    make_entry,
    make_roll,
    make_session,
    make_sitting,
    make_term,
)
from tests.congress.sitting_room import DAY, NOW, come, plan
from union_site.findings import NotClear
from union_site.models import AuditEntry


@pytest.fixture
def session(school):
    return make_session(make_term(school, n=3), held_on=DAY)


ACTS = {
    "plan": lambda s, e, by: plan(s.session, by, title="另一场"),
    "change": lambda s, e, by: actions.change_sitting(sitting=s, by=by, part=s.part),
    "remove": lambda s, e, by: actions.remove_sitting(sitting=s, by=by),
    "sign": lambda s, e, by: actions.take_signatures(sitting=s, by=by),
    "open": lambda s, e, by: actions.open_sitting(sitting=s, by=by, now=NOW),
    "reopen": lambda s, e, by: actions.reopen_sitting(sitting=s, by=by, now=NOW, note="x"),
    "close": lambda s, e, by: actions.close_sitting(sitting=s, by=by, now=NOW),
    "desk": lambda s, e, by: signing.sign_in_at_desk(sitting=s, entry=e, by=by, now=NOW),
    "paper": lambda s, e, by: signing.sign_in_from_paper(sitting=s, entries=[e.pk], by=by, now=NOW),
}
CLOSED = {"state": SittingState.CLOSED, "closed_at": NOW}
RECORD = {
    "place": "",
    "expected": 4,
    "observers": 0,
    "proposals_received": 0,
    "summary": "",
    "today": DAY + datetime.timedelta(days=30),
}


def found_codes(refusal):
    return [finding.code for finding in refusal.value.findings]


@pytest.mark.parametrize("act", ACTS)
def test_nobody_but_the_chair_of_the_union_runs_a_sitting(
    session, act, officer, auditor, leader, handler, teacher, district_staff, stranger
):
    entry = make_roll(session, 3)[0]
    sitting = make_sitting(session)
    for seat in (officer, auditor, leader, handler, teacher, district_staff, stranger):
        with pytest.raises(PermissionDenied):
            ACTS[act](sitting, entry, seat)
    assert head_count(sitting).came == 0


def test_the_session_is_told_by_its_fullest_plenary(session):
    entries = make_roll(session, 4)
    guest = make_entry(session, make_delegate(session.term, "列席甲", kind=Kind.OBSERVER))
    closed = {"state": SittingState.CLOSED, "closed_at": NOW}
    make_sitting(session, present=entries, part=Part.PREPARATORY, **closed)
    assert actions.counted_at_sittings(session) == {}
    first = make_sitting(session, present=entries[:3], **closed)
    come(first, [guest])
    make_sitting(session, present=entries[:2], **closed)
    assert actions.counted_at_sittings(session) == {"expected": 4, "present": 3, "observers": 1}


def test_an_open_plenary_tells_the_session_its_count_of_this_moment(session):
    entries = make_roll(session, 3)
    sitting = make_sitting(session, present=entries[:2])
    come(sitting, entries[2:])
    assert actions.counted_at_sittings(session)["present"] == 3


@pytest.mark.parametrize(("present", "codes"), [(3, ["C-13s"]), (4, [])])
def test_c_13s_a_head_count_apart_from_the_sign_in_is_accepted_and_kept(
    session, chair, present, codes
):
    entries = make_roll(session, 4)
    make_sitting(session, present=entries, **CLOSED)
    given = {**RECORD, "session": session, "by": chair, "held_on": DAY, "present": present}
    if codes:
        with pytest.raises(NotClear) as refusal:
            hold_session(**given)
        assert found_codes(refusal) == codes
    hold_session(**given, accepted=codes)
    entry = AuditEntry.objects.get(verb="congress_session.hold")
    assert [found["code"] for found in entry.accepted_findings] == codes


def test_c_13d_the_day_of_a_record_is_one_on_which_a_plenary_was_opened(session, chair):
    make_sitting(session, present=make_roll(session, 4), **CLOSED)
    given = {**RECORD, "session": session, "by": chair, "present": 4, "accepted": ["C-13d"]}
    with pytest.raises(NotClear) as refusal:
        hold_session(**given, held_on=DAY + datetime.timedelta(days=1))
    assert found_codes(refusal) == ["C-13d"]
    assert hold_session(**given, held_on=DAY).is_held


def test_c_13o_nothing_is_recorded_while_a_sitting_is_open(session, chair):
    sitting = make_sitting(session, present=make_roll(session, 4))
    given = {**RECORD, "session": session, "by": chair, "held_on": DAY, "present": 4}
    with pytest.raises(NotClear) as refusal:
        hold_session(**given, accepted=["C-13o"])
    assert found_codes(refusal) == ["C-13o"]
    actions.close_sitting(sitting=sitting, by=chair, now=NOW)
    assert hold_session(**given).is_held


def test_c_13_a_session_without_sittings_is_recorded_as_it_was_counted_on_paper(session, chair):
    make_roll(session, 4)
    make_sitting(session, part=Part.PLENARY)  # planned, never opened
    given = {**RECORD, "session": session, "by": chair, "present": 3}
    assert hold_session(**given, held_on=DAY + datetime.timedelta(days=1)).is_held


def test_a_sign_in_is_not_undone_once_a_vote_rests_on_it(session, chair):
    entries = make_roll(session, 3)
    sitting = make_sitting(session, present=entries)
    make_electors(make_ballot(session, sitting=sitting), entries[:1])
    first, second = (Presence.objects.get(entry=entry) for entry in entries[:2])
    with pytest.raises(ValidationError, match="表决名单"):
        signing.undo_sign_in(presence=first, reason="误签", by=chair)
    signing.undo_sign_in(presence=second, reason="误签", by=chair)
    assert head_count(sitting).came == 2
    assert AuditEntry.objects.get(verb="congress.sign_in_undo").note == "误签"
