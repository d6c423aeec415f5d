"""资格审查: what it refuses, that the roll stands still, and when it can be taken back."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from congress import actions
from congress.actions import delegates as delegate_acts
from congress.actions.roll import freeze_roll, lines, roll_findings, thaw_roll, vote_findings
from congress.models import BallotState, RollEntry
from congress.models.delegates import Category, EndReason, Kind
from congress.models.sittings import Way
from tests.congress.factories import (
    make_ballot,
    make_delegate,
    make_electors,
    make_held,
    make_session,
    make_sitting,
    make_term,
)
from tests.members.factories import make_member
from union_site.findings import NotClear
from union_site.models import AuditEntry

DAY = datetime.date(2026, 3, 1)
HELD = datetime.date(2026, 3, 6)


@pytest.fixture
def term(school):
    return make_term(school, n=5)


@pytest.fixture
def session(term):
    return make_session(term, held_on=HELD)


@pytest.fixture
def five(term):
    """Three teachers and two others: just what article 11 asks for."""
    others = [make_delegate(term, category=Category.STAFF) for _ in range(2)]
    return [*(make_delegate(term) for _ in range(3)), *others]


def freeze(session, seat, **given):
    return freeze_roll(session=session, by=seat, today=DAY, **given)


@pytest.mark.parametrize(
    ("who", "may"),
    [("chair", True), ("officer", False), ("teacher", False), ("stranger", False)],
)
def test_only_the_chair_of_the_union_checks_credentials(request, session, five, who, may):
    seat = request.getfixturevalue(who)
    if may:
        assert freeze(session, seat).expected == 5
        thaw_roll(session=session, by=seat, note="漏列一人")
        return
    for act in (
        lambda: freeze(session, seat),
        lambda: thaw_roll(session=session, by=seat, note="x"),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_the_roll_copies_who_is_in_office_and_counts_full_delegates_alone(
    term, session, five, chair
):
    make_delegate(term, "退休校长", kind=Kind.INVITED)
    gone = make_delegate(term)
    delegate_acts.end_delegate(
        delegate=gone, by=chair, today=DAY, ended_on=DAY, end_reason=EndReason.LEFT
    )
    freeze(session, chair)
    session.refresh_from_db()
    term.refresh_from_db()
    assert (session.roll_frozen_on, session.expected, term.full_delegates) == (DAY, 5, 5)
    kinds = session.roll.order_by("kind").values_list("kind", "category").distinct()
    assert sorted(kinds) == [("full", "staff"), ("full", "teacher"), ("invited", "")]
    assert not session.roll.filter(delegate=gone).exists()
    assert AuditEntry.objects.order_by("pk").last().note == "正式代表 5 人，列席和特邀 1 人"


def test_article_21_trap_3_whoever_leaves_or_follows_later_does_not_change_n(
    term, session, five, chair
):
    freeze(session, chair)
    delegate_acts.end_delegate(
        delegate=five[0], by=chair, today=DAY, ended_on=DAY, end_reason=EndReason.LEFT
    )
    delegate_acts.change_delegate(delegate=five[1], by=chair, today=DAY, category="worker")
    session.refresh_from_db()
    term.refresh_from_db()
    assert (session.expected, session.roll.full().count(), term.full_delegates) == (5, 5, 4)
    assert session.roll.get(delegate=five[1]).category == "teacher"
    found = actions.count_findings(session, expected=5, present=4)
    assert [f.code for f in found] == []
    shrunk = actions.count_findings(session, expected=4, present=4)
    assert [(f.code, f.level.value) for f in shrunk] == [("C-04f", "block")]
    # The next session has the n of its own check.
    later = make_session(term, 2, held_on=HELD)
    with pytest.raises(NotClear):
        freeze(later, chair)  # two teachers of four are too few
    delegate_acts.add_delegate(
        term=term, by=chair, today=DAY, since=DAY, member=make_member(term.union)
    )
    delegate_acts.change_delegate(delegate=five[1], by=chair, today=DAY, category="teacher")
    assert freeze(later, chair).expected == 5


def test_an_old_session_is_held_against_who_was_in_office_on_its_day(term, five, chair):
    held = make_held(term, 1, expected=5, present=5)
    delegate_acts.end_delegate(
        delegate=five[0],
        by=chair,
        today=HELD + datetime.timedelta(days=9),
        ended_on=HELD + datetime.timedelta(days=9),
        end_reason=EndReason.LEFT,
    )
    assert actions.count_findings(held, expected=5, present=5) == []


def test_article_11_too_few_teachers_block_the_check(term, session, five, chair):
    delegate_acts.change_delegate(delegate=five[0], by=chair, today=DAY, category="staff")
    with pytest.raises(NotClear) as refusal:
        freeze(session, chair, accepted=["C-02"])
    assert [(f.code, f.level.value) for f in refusal.value.findings] == [("C-02", "block")]
    assert RollEntry.objects.count() == 0


def test_who_left_the_staff_blocks_the_check_until_the_seat_is_ended(session, five, chair):
    five[3].member.status = "retained"
    five[3].member.save()
    found = roll_findings(session, today=DAY)
    assert [(f.code, f.level.value) for f in found] == [("C-17", "block")]
    assert five[3].name in found[0].sentence
    delegate_acts.end_delegate(
        delegate=five[3], by=chair, today=DAY, ended_on=DAY, end_reason=EndReason.RETIRED
    )
    assert roll_findings(session, today=DAY) == []


def test_without_delegates_there_is_nothing_to_check(session, chair):
    with pytest.raises(NotClear, match="还没有登记正式代表"):
        freeze(session, chair)


def test_the_check_is_made_once_and_before_the_session(term, session, five, chair):
    freeze(session, chair)
    with pytest.raises(ValidationError, match="已于2026年3月1日确认"):
        freeze(session, chair)
    with pytest.raises(ValidationError, match="会议已召开"):
        freeze(make_held(term, 2), chair)


def signed(session):
    sitting = make_sitting(session)
    sitting.presences.create(
        union=session.union, entry=session.roll.first(), way=Way.DESK, at=sitting.starts_at
    )


THAW = {
    "nothing happened": (lambda session: None, ""),
    "a sitting is planned": (make_sitting, ""),
    "a ballot is drafted": (make_ballot, ""),
    "a sitting opened": (lambda session: make_sitting(session, present=[]), "已有场次开会"),
    "a ballot opened": (
        lambda session: make_ballot(session, state=BallotState.VOID),
        "已有表决开始",
    ),
    "somebody signed in": (signed, "已有代表签到"),
    "a ballot has its roll": (
        lambda session: make_electors(make_ballot(session), list(session.roll.all())),
        "已有代表签到、请假或列入投票名册",
    ),
}


@pytest.mark.parametrize("case", THAW)
def test_the_check_is_taken_back_only_while_nothing_rests_on_it(session, five, chair, case):
    prepare, objection = THAW[case]
    freeze(session, chair)
    prepare(session)
    if objection:
        with pytest.raises(ValidationError, match=objection):
            thaw_roll(session=session, by=chair, note="漏列一人")
        assert session.roll.count() == 5
        return
    thaw_roll(session=session, by=chair, note="漏列一人")
    session.refresh_from_db()
    assert (session.roll_frozen_on, session.expected, session.roll.count()) == (None, None, 0)
    assert freeze(session, chair).expected == 5


def test_taking_the_check_back_needs_a_reason_and_a_check(session, five, chair):
    with pytest.raises(ValidationError, match="还没有确认"):
        thaw_roll(session=session, by=chair, note="理由")
    freeze(session, chair)
    with pytest.raises(ValidationError, match="写明撤回的理由"):
        thaw_roll(session=session, by=chair, note=" ")


def test_a_session_that_was_held_keeps_its_roll(session, five, chair):
    freeze(session, chair)
    actions.hold_session(session=session, by=chair, today=HELD, held_on=HELD, expected=5, present=4)
    with pytest.raises(ValidationError, match="会议已召开"):
        thaw_roll(session=session, by=chair, note="理由")


def test_article_19_a_guest_on_the_roll_of_a_vote_is_found(term, session, five, chair):
    guest = make_member(term.union, "钱列席")
    make_delegate(term, guest.name, kind=Kind.OBSERVER, member=guest)
    freeze(session, chair)
    make_electors(make_ballot(session), list(session.roll.full()))
    assert vote_findings(session) == []
    make_electors(make_ballot(session), list(session.roll.guests()))
    assert [f.code for f in vote_findings(session)] == ["C-15"]


def test_delegations_without_a_head_are_a_warning(term, session, five, chair):
    team = term.delegations.create(union=term.union, name="第一代表团")
    term.delegates.update(delegation=team)
    assert [f.code for f in roll_findings(session, today=DAY)] == ["C-18"]
    term.delegates.filter(pk=five[0].pk).update(role="head")
    assert roll_findings(session, today=DAY) == []
    assert [entry.is_head for entry in lines(session)].count(True) == 1
