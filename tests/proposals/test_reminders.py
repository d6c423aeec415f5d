"""Reminders: at which stage, to whom, exactly once; by hand once a day; 督办."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from proposals.actions import micro as micro_acts
from proposals.actions import reminding as actions
from proposals.actions.collecting import announce
from proposals.checks import reminding as checks
from proposals.models import FollowUp, MicroState, Proposal, ProposalState, Reminder, Stage
from proposals.tables.lights import days_late, light_of
from proposals.tables.waiting import lines
from tests.congress.factories import make_session
from tests.proposals.after_reply import ROLES, make_cast, replied_for, told
from tests.proposals.clock import in_all
from tests.proposals.factories import make_micro, make_proposal, make_seconder
from union_site.calendar import add_working_days
from union_site.models import Norm, Notification, StepEvent

S = ProposalState
DAY = datetime.timedelta(days=1)
FRIDAY = datetime.date(2026, 11, 20)  # an ordinary week; its Monday to Friday are working days
RHYTHM = checks.Rhythm((5, 1), 3, 10)


@pytest.fixture
def cast(school, chair, officer, auditor, leader, handler, teacher, colleague, stranger):
    return make_cast(school, locals())


def handled(cast, due_on: datetime.date, state: str = S.HANDLING, **fields) -> Proposal:
    return replied_for(cast, state=state, due_on=due_on, **fields)


def stages() -> list[str]:
    return list(Reminder.objects.order_by("pk").values_list("stage", flat=True))


@pytest.mark.parametrize(
    ("today", "stage"),
    [
        (datetime.date(2026, 11, 12), None),  # six working days before
        (datetime.date(2026, 11, 13), Stage.AHEAD_1),
        (datetime.date(2026, 11, 18), Stage.AHEAD_1),
        (datetime.date(2026, 11, 19), Stage.AHEAD_2),
        (FRIDAY, Stage.DUE),
        (datetime.date(2026, 11, 21), Stage.LATE),  # Saturday
        (datetime.date(2026, 11, 24), Stage.LATE),
        (datetime.date(2026, 11, 25), Stage.ESCALATED),  # three working days late
        (datetime.date(2026, 12, 3), Stage.ESCALATED),
        (datetime.date(2026, 12, 4), Stage.SUPERVISED),  # ten
        (datetime.date(2027, 3, 1), Stage.SUPERVISED),
    ],
)
def test_the_stage_of_a_day(today, stage):
    assert checks.stage_of(FRIDAY, today, RHYTHM, escalates=True) == stage
    ends = stage if today <= FRIDAY else None
    assert checks.stage_of(FRIDAY, today, RHYTHM, escalates=False) == ends


@pytest.mark.parametrize(
    ("value", "ahead"),
    [([5, 1], (5, 1)), ([1, 5], (5, 1)), (3, (3,)), ([9, 5, 1], (9, 5)), ([], ())],
)
def test_how_long_before_is_the_norms(value, ahead):
    assert checks.Rhythm.of(value, 3, 10).ahead == ahead


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (datetime.date(2026, 11, 19), "应于2026年11月20日，还剩 1 个工作日"),
        (FRIDAY, "今天到期"),
        (datetime.date(2026, 11, 21), "应于2026年11月20日，已超期 1 个工作日"),
        (datetime.date(2026, 11, 24), "应于2026年11月20日，已超期 2 个工作日"),
    ],
)
def test_the_words_of_a_notice(today, words):
    assert checks.words(FRIDAY, today) == words


@pytest.mark.parametrize(
    ("today", "text", "tone"),
    [
        (datetime.date(2026, 11, 12), "还剩 6 个工作日", "ok"),
        (datetime.date(2026, 11, 13), "还剩 5 个工作日", "warn"),
        (FRIDAY, "今天到期", "warn"),
        (datetime.date(2026, 11, 22), "超期 1 个工作日", "bad"),
        (datetime.date(2026, 11, 24), "超期 2 个工作日", "bad"),
    ],
)
def test_the_traffic_light(today, text, tone):
    assert light_of(FRIDAY, today) == {"text": text, "tone": tone}
    assert (days_late(FRIDAY, today) > 0) == (tone == "bad")


def test_each_stage_is_told_once_and_more_people_hear_of_it_each_time(cast):
    handled(cast, FRIDAY)
    heard = {}
    for today in (FRIDAY - 4 * DAY, FRIDAY - DAY, FRIDAY, FRIDAY + DAY, FRIDAY + 5 * DAY):
        for _ in range(2):
            in_all(actions.remind_due, today=today)
        heard[stages()[-1]] = {role for role in ROLES if told(cast[role])}
        Notification.objects.all().delete()
    assert stages() == ["ahead_1", "ahead_2", "due", "late", "escalated"]
    assert heard == {
        "ahead_1": {"lead"},
        "ahead_2": {"lead"},
        "due": {"lead"},
        "late": {"lead", "head", "chair"},
        "escalated": {"lead", "head", "chair", "leader"},
    }


def test_of_the_days_missed_only_the_latest_stage_is_made_up_for(cast):
    handled(cast, FRIDAY)
    assert in_all(actions.remind_due, today=FRIDAY - 4 * DAY) == 1
    assert in_all(actions.remind_due, today=FRIDAY + 6 * DAY) == 1
    assert stages() == ["ahead_1", "escalated"]
    assert len(told(cast["lead"])) == 2


def test_long_overdue_it_comes_under_supervision_by_itself(cast):
    proposal = handled(cast, FRIDAY)
    runs = [in_all(actions.remind_due, today=FRIDAY + n * DAY) for n in (14, 14, 15, 40)]
    proposal.refresh_from_db()
    assert (runs, proposal.is_supervised) == ([1, 0, 0, 0], True)
    event = StepEvent.objects.get()
    assert (event.step, event.seat) == ("supervise", None)
    assert event.note == "答复应于2026年11月20日，已超期 10 个工作日，自动列入督办。"
    assert len(told(cast["author"])) == len(told(cast["her_seconder"])) == 1


def test_a_new_due_date_is_reminded_of_anew(cast):
    proposal = handled(cast, FRIDAY)
    in_all(actions.remind_due, today=FRIDAY)
    Proposal.objects.filter(pk=proposal.pk).update(due_on=FRIDAY + 7 * DAY)
    assert in_all(actions.remind_due, today=FRIDAY + 7 * DAY) == 1
    assert stages() == ["due", "due"]


def test_two_clocks_at_once_tell_once(cast, monkeypatch):
    """The second clock has read the reminders before the first one wrote: the table decides."""
    handled(cast, FRIDAY)
    in_all(actions.remind_due, today=FRIDAY)
    monkeypatch.setattr(actions, "KNOWN_FOR", -400 * DAY)  # as if nothing were known
    assert in_all(actions.remind_due, today=FRIDAY) == 0
    assert (stages(), len(told(cast["lead"]))) == (["due"], 1)


@pytest.mark.parametrize(
    ("state", "accept_due", "roles", "matters"),
    [
        (S.ASSIGNED, FRIDAY, {"lead"}, ["accept"]),
        (S.ASSIGNED, FRIDAY + 30 * DAY, set(), []),
        (S.REPLY_REVIEW, FRIDAY, set(), []),
    ],
)
def test_receiving_has_a_day_of_its_own(cast, state, accept_due, roles, matters):
    handled(cast, FRIDAY + 30 * DAY, state, accept_due_on=accept_due)
    in_all(actions.remind_due, today=FRIDAY)
    assert {role for role in ROLES if told(cast[role])} == roles
    assert list(Reminder.objects.values_list("matter", flat=True)) == matters


def test_while_it_waits_for_the_signature_the_leader_is_reminded(cast):
    handled(cast, FRIDAY, S.REPLY_REVIEW)
    in_all(actions.remind_due, today=FRIDAY)
    assert {role for role in ROLES if told(cast[role])} == {"leader"}


@pytest.mark.parametrize("state", [S.REPLIED, S.CLOSED, S.TO_ASSIGN, S.WITHDRAWN])
def test_nobody_is_pressed_for_an_answer_that_is_not_owed(cast, state):
    handled(cast, FRIDAY, state, replied_at=timezone.now() if state != S.WITHDRAWN else None)
    in_all(actions.remind_due, today=FRIDAY + 2 * DAY)
    assert not Reminder.objects.filter(matter="reply").exists()


def test_a_micro_proposal_is_reminded_of_and_escalated_too(cast, school):
    make_micro(
        school, author=cast["author"], state=MicroState.ASSIGNED, lead=cast["lead"], due_on=FRIDAY
    )
    heard = {}
    for today in (FRIDAY, FRIDAY + DAY, FRIDAY + 5 * DAY):
        in_all(actions.remind_due, today=today)
        heard[stages()[-1]] = {role for role in ROLES if told(cast[role])}
        Notification.objects.all().delete()
    assert heard == {
        "due": {"lead"},
        "late": {"lead", "chair"},
        "escalated": {"lead", "chair", "leader"},
    }


def test_whoever_has_not_rated_is_reminded_before_the_time_is_over(cast, today):
    proposal = replied_for(cast)
    reply = proposal.last_reply()
    reply.ratings.create(
        union=proposal.union,
        seat=cast["seconder"],
        part="seconder",
        satisfaction="satisfied",
        at=timezone.now(),
    )
    ends_on = add_working_days(today, 15).day
    for day in (ends_on - 30 * DAY, ends_on, ends_on + DAY, ends_on + 20 * DAY):
        in_all(actions.remind_due, today=day)
    assert {role for role in ROLES if told(cast[role])} == {"author", "co_proposer", "her_seconder"}
    assert list(Reminder.objects.values_list("matter", "stage")) == [("rating", "due")]


def test_invitations_are_reminded_of_before_the_session(cast, today):
    rising = make_proposal(cast["author"], state=S.SECONDING)
    session = make_session(rising.term, held_on=FRIDAY + 30 * DAY)
    Proposal.objects.filter(pk=rising.pk).update(session=session)
    make_seconder(rising, cast["seconder"], "invited")
    make_seconder(rising, cast["colleague"], "declined")
    assert in_all(actions.remind_due, today=session.held_on) == 1
    assert {role for role in ROLES if told(cast[role])} == {"author", "seconder"}
    assert in_all(actions.remind_due, today=session.held_on + DAY) == 0


@pytest.mark.parametrize("is_sent_back", [True, False])
def test_where_proposals_are_collected_the_last_day_of_that_counts(cast, today, is_sent_back):
    rising = make_proposal(cast["author"], state=S.SECONDING)
    session = make_session(rising.term, held_on=today + 30 * DAY)
    last = today + 20 * DAY
    announce(session=session, opens_on=today, closes_on=last, by=cast["chair"])
    if is_sent_back:
        Proposal.objects.filter(pk=rising.pk).update(session=session)
    make_seconder(rising, cast["seconder"], "invited")
    assert [line.due_on for line in lines(cast["seconder"], today)] == [last]
    assert in_all(actions.remind_due, today=last) == 1
    assert Reminder.objects.get().due_on == last


def test_an_open_follow_up_is_reminded_of_until_its_day(cast):
    proposal = replied_for(cast, state=S.CLOSED)
    FollowUp.objects.create(
        union=proposal.union, proposal=proposal, asked_on=FRIDAY - 9 * DAY, due_on=FRIDAY
    )
    runs = [in_all(actions.remind_due, today=FRIDAY + n * DAY) for n in (-1, 0, 0, 1)]
    assert runs == [1, 1, 0, 0]
    assert len(told(cast["author"])) == 2


def test_a_union_has_its_own_rhythm(cast):
    handled(cast, FRIDAY)
    Norm.objects.filter(key="proposals.supervise_days").update(value=1)
    in_all(actions.remind_due, today=FRIDAY + 3 * DAY)
    assert stages() == ["supervised"]


# --- by hand ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("step", ["remind", "supervise"])
def test_who_presses(cast, today, role, step):
    proposal = handled(cast, today)
    more = {"today": today} if step == "remind" else {"note": "涉及全校"}
    act = getattr(actions, step)
    if role in ("head", "chair"):
        act(proposal=proposal, by=cast[role], **more)
        assert (len(told(cast["lead"])), StepEvent.objects.get().step) == (1, step)
    else:
        with pytest.raises(PermissionDenied):
            act(proposal=proposal, by=cast[role], **more)
        assert StepEvent.objects.count() == Reminder.objects.count() == 0


def test_pressed_for_once_a_day(cast, today):
    proposal = handled(cast, today)
    actions.remind(proposal=proposal, today=today, by=cast["chair"])
    with pytest.raises(ValidationError, match="今天已经催办过"):
        actions.remind(proposal=proposal, today=today, by=cast["head"])
    actions.remind(proposal=proposal, today=today + DAY, by=cast["head"])
    assert (stages(), StepEvent.objects.count()) == (["manual", "manual"], 2)


def test_a_micro_proposal_is_pressed_for_once_a_day_too(cast, school):
    micro = make_micro(
        school, author=cast["author"], state=MicroState.ASSIGNED, lead=cast["lead"], due_on=FRIDAY
    )
    micro_acts.remind(proposal=micro, by=cast["chair"])
    with pytest.raises(ValidationError, match="今天已经催办过"):
        micro_acts.remind(proposal=micro, by=cast["chair"])
    assert (len(told(cast["lead"])), StepEvent.objects.count()) == (1, 1)


def test_supervised_once_with_a_reason_and_the_authors_are_told(cast, today):
    proposal = handled(cast, today)
    with pytest.raises(ValidationError, match="需要写明理由"):
        actions.supervise(proposal=proposal, note="", by=cast["chair"])
    proposal.refresh_from_db()
    actions.supervise(proposal=proposal, note="涉及全校", by=cast["chair"])
    with pytest.raises(ValidationError, match="已经列入督办"):
        actions.supervise(proposal=proposal, note="涉及全校", by=cast["head"])
    heard = {role for role in ROLES if told(cast[role])}
    assert heard == {"lead", "leader", "author", "seconder", "co_proposer", "her_seconder"}
