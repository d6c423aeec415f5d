"""Sittings: the quorum that opens them, who counts, who may do what, what stands on record."""

from __future__ import annotations

import datetime
import math
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from congress.actions import attendance as actions
from congress.checks import attendance as checks
from congress.models import HeadCount, Presence, Sitting, SittingState, head_count
from congress.models.attendance import LeaveState, counts_by_delegation
from congress.models.delegates import Delegation, Kind
from congress.models.sittings import Office, Part, SessionOffice
from tests.congress.factories import (
    make_ballot,
    make_delegate,
    make_entry,
    make_held,
    make_roll,
    make_session,
    make_sitting,
    make_term,
)
from tests.congress.leaving import make_leave
from tests.congress.sitting_room import DAY, NOW, come, plan
from union_site.findings import NotClear
from union_site.models import AuditEntry
from union_site.norms import norm

QUORA = [(3, 2), (29, 20), (30, 20), (31, 21), (57, 38), (65, 44), (80, 54), (2000, 1334)]


@pytest.fixture
def session(school):
    return make_session(make_term(school, n=3), held_on=DAY)


@pytest.fixture
def rule(school):
    return norm("congress.quorum_share", union=school, on=DAY)


def a_sitting(*, part=Part.PLENARY, is_frozen=True, is_open=False):
    """As a rule sees it."""
    session = SimpleNamespace(roll_frozen_on=DAY if is_frozen else None)
    return SimpleNamespace(
        session=session, part=part, is_open=is_open, is_of_the_congress=part != Part.PRESIDIUM
    )


# --- C-04, Order 32 art. 19 -----------------------------------------------------------------


@pytest.mark.parametrize(("n", "needed"), QUORA)
def test_art_19_the_quorum_is_two_thirds_of_all_full_delegates_rounded_up(rule, n, needed):
    assert checks.quorum_of(n, rule) == needed


@pytest.mark.parametrize(("n", "needed"), QUORA)
def test_art_19_one_below_the_quorum_does_not_open_and_the_quorum_does(rule, n, needed):
    def levels(present):
        found = checks.opening(a_sitting(), expected=n, present=present, rule=rule)
        return [(finding.level, finding.code) for finding in found]

    assert levels(needed - 1) == [("block", "C-04")]
    assert levels(needed) == []


SHARE = SimpleNamespace(value=[2, 3], citation="第十九条")


@given(n=st.integers(1, 5000), present=st.integers(0, 5000))
def test_art_19_it_opens_exactly_with_two_thirds(n, present):
    found = checks.opening(a_sitting(), expected=n, present=present, rule=SHARE)
    assert (found == []) == (present >= math.ceil(2 * n / 3))


def test_art_22_the_presidium_is_not_the_congress_and_has_no_quorum_of_it(rule):
    sitting = a_sitting(part=Part.PRESIDIUM)
    assert checks.opening(sitting, expected=7, present=1, rule=rule) == []


@pytest.mark.parametrize(("is_frozen", "expected"), [(False, 57), (True, 0)])
def test_trap_3_nothing_opens_before_the_roll_stands_still(rule, is_frozen, expected):
    sitting = a_sitting(is_frozen=is_frozen)
    found = checks.opening(sitting, expected=expected, present=57, rule=rule)
    assert [(finding.level, finding.code) for finding in found] == [("block", "C-04r")]


@pytest.mark.parametrize(
    ("is_open", "part", "present", "codes"),
    [
        (True, Part.PLENARY, 37, ["C-04l"]),
        (True, Part.PLENARY, 38, []),
        (True, Part.PREPARATORY, 37, ["C-04l"]),
        (True, Part.PRESIDIUM, 1, []),
        (False, Part.PLENARY, 37, []),
    ],
)
def test_art_19_people_who_leave_may_undo_the_quorum(rule, is_open, part, present, codes):
    sitting = a_sitting(part=part, is_open=is_open)
    found = checks.still_quorate(sitting, expected=57, present=present, rule=rule)
    assert [finding.code for finding in found] == codes


# --- the head count -------------------------------------------------------------------------


def test_who_is_on_leave_still_counts_in_n(session):
    entries = make_roll(session, 6)
    sitting = make_sitting(session)
    come(sitting, entries[:3])
    make_leave(entries[3], sitting=sitting, state=LeaveState.APPROVED)
    make_leave(entries[4], state=LeaveState.APPROVED)  # from the whole session
    assert head_count(sitting) == HeadCount(6, 3, 3, 2, 0)
    assert head_count(sitting).absent == 1


def test_leave_that_was_not_granted_or_is_from_another_sitting_is_none(session):
    entries = make_roll(session, 4)
    sitting, other = make_sitting(session), make_sitting(session)
    make_leave(entries[0], sitting=other, state=LeaveState.APPROVED)
    for entry, state in zip(entries[1:], ("applied", "consented", "refused"), strict=True):
        make_leave(entry, sitting=sitting, state=state)
    assert head_count(sitting).excused == 0


def test_who_came_in_spite_of_leave_is_present_and_not_excused(session):
    entries = make_roll(session, 3)
    sitting = make_sitting(session)
    make_leave(entries[0], state=LeaveState.APPROVED)
    come(sitting, entries[:1])
    assert head_count(sitting) == HeadCount(3, 1, 1, 0, 0)


def test_c_15_observers_and_invited_never_count(session):
    entries = make_roll(session, 3)
    guests = [
        make_entry(session, make_delegate(session.term, name, kind=kind))
        for name, kind in [("列席甲", Kind.OBSERVER), ("特邀乙", Kind.INVITED)]
    ]
    sitting = make_sitting(session)
    come(sitting, [entries[0], *guests])
    assert head_count(sitting) == HeadCount(3, 1, 1, 0, 2)
    assert sitting.full_present() == 1


def test_who_has_left_is_no_longer_present(session, django_assert_num_queries):
    entries = make_roll(session, 3)
    sitting = make_sitting(session)
    come(sitting, entries[:1], left_at=NOW)
    come(sitting, entries[1:])
    assert head_count(sitting) == HeadCount(3, 2, 3, 0, 0)
    with django_assert_num_queries(1):
        assert sitting.full_present() == 2


def test_another_sittings_sign_ins_do_not_count_here(session):
    entries = make_roll(session, 3)
    make_sitting(session, present=entries)
    assert head_count(make_sitting(session)) == HeadCount(3, 0, 0, 0, 0)


def test_to_the_presidium_only_its_members_are_called(session):
    entries = make_roll(session, 5)
    for entry in entries[:3]:
        SessionOffice.objects.create(
            union=session.union, session=session, delegate=entry.delegate, office=Office.PRESIDIUM
        )
    sitting = make_sitting(session, part=Part.PRESIDIUM)
    come(sitting, entries[:2])
    assert head_count(sitting) == HeadCount(3, 2, 2, 0, 0)


def test_delegations_stand_in_their_order_each_with_its_count(session):
    for position, name in enumerate(["第一代表团", "第二代表团", "第三代表团"], start=1):
        Delegation.objects.create(
            union=session.union, term=session.term, name=name, position=position
        )
    entries = [make_entry(session, delegation_name=name) for name in ("第三代表团", "第二代表团")]
    entries.append(make_entry(session, delegation_name="第一代表团"))
    sitting = make_sitting(session)
    come(sitting, entries[:1])
    found = [(name, count.present) for name, count in counts_by_delegation(sitting)]
    assert found == [("第一代表团", 0), ("第二代表团", 0), ("第三代表团", 1)]


# --- opening, closing -----------------------------------------------------------------------


def test_opening_keeps_who_was_to_come_and_who_had_come(session, chair):
    entries = make_roll(session, 3)
    sitting = make_sitting(session)
    come(sitting, entries[:2])
    actions.open_sitting(sitting=sitting, by=chair, now=NOW)
    come(sitting, entries[2:])
    sitting.refresh_from_db()
    assert (sitting.state, sitting.expected, sitting.present) == (SittingState.OPEN, 3, 2)
    assert sitting.opened_at == NOW


def test_art_19_opening_is_refused_below_the_quorum_whoever_accepts(session, chair):
    entries = make_roll(session, 3)
    sitting = make_sitting(session)
    come(sitting, entries[:1])
    with pytest.raises(NotClear) as refusal:
        actions.open_sitting(sitting=sitting, by=chair, now=NOW, accepted=["C-04"])
    assert "不足法定的 2 人" in refusal.value.messages[0]
    assert head_count(sitting).present == 1
    assert SittingState(type(sitting).objects.get().state) == SittingState.PLANNED


def test_c_04d_another_day_than_the_one_it_was_called_for_is_accepted_and_kept(session, chair):
    sitting = make_sitting(session)
    come(sitting, make_roll(session, 3))
    # Midnight in the school, not in Greenwich, parts the days.
    next_day = NOW.replace(hour=0, minute=0) + datetime.timedelta(days=1)
    with pytest.raises(NotClear) as refusal:
        actions.open_sitting(sitting=sitting, by=chair, now=next_day)
    assert [finding.code for finding in refusal.value.findings] == ["C-04d"]
    actions.open_sitting(sitting=sitting, by=chair, now=next_day, accepted=["C-04d"])
    entry = AuditEntry.objects.get(verb="congress_sitting.open")
    assert [found["code"] for found in entry.accepted_findings] == ["C-04d"]


def test_who_signed_in_and_left_again_does_not_open_it(session, chair):
    entries = make_roll(session, 3)
    sitting = make_sitting(session)
    come(sitting, entries[:1])
    come(sitting, entries[1:2], left_at=NOW)
    with pytest.raises(NotClear):
        actions.open_sitting(sitting=sitting, by=chair, now=NOW)


def test_signing_in_begins_only_when_the_roll_is_frozen(session, chair):
    sitting = make_sitting(session)
    with pytest.raises(ValidationError, match="资格审查"):
        actions.take_signatures(sitting=sitting, by=chair)
    make_roll(session, 3)
    sitting = type(sitting).objects.get()
    assert actions.take_signatures(sitting=sitting, by=chair).takes_signatures is True
    with pytest.raises(ValidationError, match="已经在签到了"):
        actions.take_signatures(sitting=sitting, by=chair)
    assert actions.pause_signatures(sitting=sitting, by=chair).takes_signatures is False


def test_closing_ends_the_sign_in_and_is_taken_back_on_its_day_alone(session, chair):
    sitting = make_sitting(session, present=make_roll(session, 3), takes_signatures=True)
    actions.close_sitting(sitting=sitting, by=chair, now=NOW)
    assert (sitting.state, sitting.takes_signatures) == (SittingState.CLOSED, False)
    midnight = NOW.replace(hour=0, minute=0) + datetime.timedelta(days=1)
    with pytest.raises(ValidationError, match="散会当天"):
        actions.reopen_sitting(sitting=sitting, by=chair, now=midnight, note="误点")
    with pytest.raises(ValidationError, match="理由"):
        actions.reopen_sitting(sitting=sitting, by=chair, now=NOW, note=" ")
    last = midnight - datetime.timedelta(seconds=1)
    actions.reopen_sitting(sitting=sitting, by=chair, now=last, note="误点")
    assert (sitting.state, sitting.closed_at) == (SittingState.OPEN, None)
    assert AuditEntry.objects.get(verb="congress_sitting.reopen").note == "误点"


def test_a_sitting_does_not_close_over_an_open_ballot(session, chair):
    sitting = make_sitting(session, present=make_roll(session, 3))
    make_ballot(session, sitting=sitting, state="open", opened_at=NOW)
    with pytest.raises(ValidationError, match="还有表决没有结束"):
        actions.close_sitting(sitting=sitting, by=chair, now=NOW)


# --- planning -------------------------------------------------------------------------------


def test_sittings_are_numbered_and_each_has_a_secret_of_its_own(session, chair):
    first, second = plan(session, chair), plan(session, chair, title="第二次")
    assert (first.position, second.position) == (1, 2)
    assert first.token != second.token
    assert first.secret != second.secret


def test_a_session_that_is_over_gets_no_sitting(school, chair):
    with pytest.raises(ValidationError, match="不能再增加场次"):
        plan(make_held(make_term(school, n=3)), chair)


def test_only_what_is_unused_is_removed(session, chair):
    sitting = plan(session, chair)
    come(sitting, make_roll(session, 3)[:1])
    with pytest.raises(ValidationError, match="不能删除"):
        actions.remove_sitting(sitting=sitting, by=chair)
    Presence.objects.all().delete()
    actions.remove_sitting(sitting=sitting, by=chair)
    assert session.sittings.count() == 0


def test_what_kind_it_is_stands_fast_once_it_has_opened(session, chair):
    sitting = make_sitting(session, present=make_roll(session, 3))
    with pytest.raises(ValidationError, match="不能再改类别"):
        actions.change_sitting(sitting=sitting, by=chair, part=Part.PRESIDIUM)


def test_a_sitting_that_was_opened_meanwhile_stays_open(session, chair):
    stale = plan(session, chair)
    now = Sitting.objects.filter(pk=stale.pk)
    now.update(state=SittingState.OPEN, opened_at=NOW, expected=3, present=3)
    with pytest.raises(ValidationError, match="不能再改类别"):
        actions.change_sitting(sitting=stale, by=chair, part=Part.PRESIDIUM)
    actions.change_sitting(sitting=stale, by=chair, part=stale.part, place="礼堂")
    kept = now.get()
    assert (kept.state, kept.expected, kept.place) == (SittingState.OPEN, 3, "礼堂")
