"""回访: asked once a handling, answered once, and a “no” can have it handled anew."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from proposals.actions import following as actions
from proposals.actions import letters, receipts
from proposals.models import FollowUp, MicroState, Proposal, ProposalState, Reply
from proposals.workflow.micro import MICRO
from tests.proposals.after_reply import ROLES, make_cast, replied_for, told
from tests.proposals.clock import in_all
from tests.proposals.factories import make_micro, make_result
from union_site.models import AuditEntry, Norm, Notification, StepEvent
from union_site.workflow import advance

S = ProposalState
DAY = datetime.timedelta(days=1)
WEEKS = 28


@pytest.fixture
def cast(school, chair, officer, auditor, leader, handler, teacher, colleague, stranger):
    return make_cast(school, locals())


def noon(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


def closed(cast, day: datetime.date, **fields) -> Proposal:
    return replied_for(cast, state=S.CLOSED, replied_at=noon(day), **fields)


def ask(thing, today: datetime.date, **fields) -> FollowUp:
    about = {"proposal" if isinstance(thing, Proposal) else "micro": thing}
    values = {"asked_on": today, "due_on": today + DAY, "handling_round": thing.handling_round}
    return FollowUp.objects.create(union=thing.union, **about, **(values | fields))


# --- asking -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "asked"),
    [(WEEKS - 1, 0), (WEEKS, 1), (WEEKS + 60, 1), (WEEKS + 61, 0)],
)
def test_it_is_asked_after_the_norms_days_and_not_long_after(cast, today, days, asked):
    closed(cast, today - DAY * days)
    assert in_all(actions.ask_follow_ups, today=today) == asked
    assert FollowUp.objects.open().count() == asked


def test_asked_once_however_often_the_clock_runs(cast, today):
    proposal = closed(cast, today - DAY * WEEKS)
    runs = [in_all(actions.ask_follow_ups, today=today + DAY * n) for n in (0, 0, 1, 9)]
    assert runs == [1, 0, 0, 0]
    question = "答复已有一段时间，真的解决了吗？请告诉我们"
    sentence = f"回访：提案 {proposal.number}“{proposal.heading}”{question}"
    assert told(cast["author"]) == told(cast["co_proposer"]) == [sentence]
    assert told(cast["seconder"]) == []


@pytest.mark.parametrize(
    ("state", "meaning", "asked"),
    [
        (S.REPLIED, "solved", 1),
        (S.ARCHIVED, "planned", 1),
        (S.CLOSED, "in_progress", 1),
        (S.CLOSED, "explained", 0),
        (S.CLOSED, "reference", 0),
        (S.HANDLING, "solved", 0),
    ],
)
def test_it_is_asked_where_the_answer_promised_something(
    cast, school, today, state, meaning, asked
):
    replied_for(
        cast,
        state=state,
        replied_at=noon(today - DAY * WEEKS),
        result=make_result(school, meaning),
    )
    assert in_all(actions.ask_follow_ups, today=today) == asked


@pytest.mark.parametrize(
    ("state", "result", "asked"),
    [
        (MicroState.ANSWERED, "solved", 1),
        (MicroState.PUBLISHED, "planned", 1),
        (MicroState.PUBLISHED, "explained", 0),
        (MicroState.ASSIGNED, "solved", 0),
    ],
)
@pytest.mark.parametrize("is_anonymous", [True, False])
def test_micro_proposals_are_asked_about_too_and_anonymous_authors_get_no_notice(
    cast, school, today, state, result, asked, is_anonymous
):
    make_micro(
        school,
        author=None if is_anonymous else cast["author"],
        state=state,
        lead=cast["lead"],
        result_class=result,
        answer="已办。",
        answered_at=noon(today - DAY * WEEKS),
    )
    assert in_all(actions.ask_follow_ups, today=today) == asked
    assert Notification.objects.count() == (asked and not is_anonymous)


def test_where_the_planned_day_lies_later_it_is_asked_after_it(cast, school, today):
    proposal = closed(cast, today - DAY * WEEKS, result=make_result(school, "planned"))
    Reply.objects.filter(proposal=proposal).update(planned_on=today + 9 * DAY)
    runs = [in_all(actions.ask_follow_ups, today=today + n * DAY) for n in (0, 5, 9, 10, 11)]
    assert runs == [0, 0, 0, 1, 0]


def test_it_is_asked_again_once_the_planned_day_has_passed(cast, school, today):
    proposal = closed(cast, today - DAY * WEEKS, result=make_result(school, "planned"))
    assert in_all(actions.ask_follow_ups, today=today) == 1
    Reply.objects.filter(proposal=proposal).update(planned_on=today + 9 * DAY)
    assert in_all(actions.ask_follow_ups, today=today + 10 * DAY) == 0  # the first is still open
    FollowUp.objects.update(answer="partly", answered_on=today)
    runs = [in_all(actions.ask_follow_ups, today=today + n * DAY) for n in (9, 10, 10, 11)]
    assert runs == [0, 1, 0, 0]


@pytest.mark.parametrize(("days", "asked"), [(0, 0), (1, 1), (60, 1), (61, 0)])
def test_a_planned_day_is_asked_about_when_it_has_passed_and_not_long_after(
    cast, school, today, days, asked
):
    proposal = closed(cast, today - DAY * 200, result=make_result(school, "planned"))
    Reply.objects.filter(proposal=proposal).update(planned_on=today - days * DAY)
    assert in_all(actions.ask_follow_ups, today=today) == asked


def test_a_union_that_sets_the_norm_to_nought_asks_nobody(cast, today):
    closed(cast, today - DAY * WEEKS)
    Norm.objects.filter(key="proposals.followup_days").update(value=0)
    assert in_all(actions.ask_follow_ups, today=today) == 0


def test_after_a_further_handling_it_is_asked_anew_and_the_old_question_lapses(cast, today):
    proposal = closed(cast, today - DAY * WEEKS)
    in_all(actions.ask_follow_ups, today=today)
    Proposal.objects.filter(pk=proposal.pk).update(handling_round=2)
    assert in_all(actions.ask_follow_ups, today=today + DAY) == 1
    rows = FollowUp.objects.order_by("pk").values_list("handling_round", "answer")
    assert list(rows) == [(1, "lapsed"), (2, "")]


def test_the_database_holds_one_open_question(cast, today):
    proposal = closed(cast, today)
    ask(proposal, today)
    with pytest.raises(IntegrityError), transaction.atomic():
        ask(proposal, today + DAY)


# --- answering ----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_who_answers(cast, today, role):
    question = ask(closed(cast, today), today)

    def answer():
        return actions.answer_follow_up(follow_up=question, answer="yes", by=cast[role])

    if role in ("author", "co_proposer"):
        assert (answer().answer, question.answered_on) == ("yes", today)
        assert AuditEntry.objects.get(verb="proposals.follow_up").note == "解决了"
        assert told(cast["lead"])[-1].endswith("——解决了")
    else:
        with pytest.raises(PermissionDenied):
            answer()
    assert FollowUp.objects.open().count() == (role not in ("author", "co_proposer"))


@pytest.mark.parametrize(
    ("answer", "note", "again", "sentence"),
    [
        ("no", " ", False, "请写明哪里还没有解决"),
        ("maybe", "", False, "请选择一项"),
        ("lapsed", "", False, "请选择一项"),
        ("yes", "", True, "没有解决的，才请求重新办理"),
        ("partly", "一半", True, "没有解决的，才请求重新办理"),
    ],
)
def test_what_is_no_answer(cast, today, answer, note, again, sentence):
    question = ask(closed(cast, today), today)
    with pytest.raises(ValidationError, match=sentence):
        actions.answer_follow_up(
            follow_up=question, answer=answer, note=note, wants_again=again, by=cast["author"]
        )
    assert FollowUp.objects.open().count() == 1


def test_of_two_answers_the_first_one_counts(cast, today):
    question = ask(closed(cast, today), today)
    seen = FollowUp.objects.get(pk=question.pk)
    actions.answer_follow_up(follow_up=question, answer="yes", by=cast["author"])
    with pytest.raises(ValidationError, match="已经回答过"):
        actions.answer_follow_up(follow_up=seen, answer="partly", by=cast["co_proposer"])
    assert FollowUp.objects.get().answer == "yes"


@pytest.mark.parametrize(("state", "step"), [(S.CLOSED, "reopen"), (S.REPLIED, "rehandle")])
def test_a_no_has_it_handled_anew(cast, today, state, step):
    proposal = replied_for(cast, state=state)
    actions.answer_follow_up(
        follow_up=ask(proposal, today),
        answer="no",
        note="还漏",
        wants_again=True,
        by=cast["author"],
    )
    proposal.refresh_from_db()
    event = StepEvent.objects.get()
    assert (event.step, event.note, event.seat) == (step, "回访：还漏", cast["author"])
    assert (proposal.state, proposal.handling_round, proposal.closed_on) == (S.HANDLING, 2, None)


@pytest.mark.parametrize(
    ("role", "state", "sentence"),
    [("co_proposer", S.CLOSED, "由提案人决定"), ("author", S.ARCHIVED, "已经归档")],
)
def test_who_cannot_have_it_handled_anew(cast, today, role, state, sentence):
    proposal = replied_for(cast, state=state)
    question = ask(proposal, today)
    with pytest.raises(ValidationError, match=sentence):
        actions.answer_follow_up(
            follow_up=question, answer="no", note="还漏", wants_again=True, by=cast[role]
        )
    proposal.refresh_from_db()
    assert (proposal.state, FollowUp.objects.open().count()) == (state, 1)


# --- micro-proposals ----------------------------------------------------------------------------


@pytest.mark.parametrize("state", [MicroState.ANSWERED, MicroState.PUBLISHED])
def test_a_micro_proposal_goes_back_to_its_department(cast, school, today, state):
    micro = make_micro(school, author=cast["author"], state=state, lead=cast["lead"])
    actions.answer_follow_up(
        follow_up=ask(micro, today),
        answer="no",
        note="灯又坏了",
        wants_again=True,
        by=cast["author"],
    )
    micro.refresh_from_db()
    assert (micro.state, micro.handling_round) == (MicroState.ASSIGNED, 2)
    assert (micro.due_on or today) > today
    assert told(cast["lead"])[-1].endswith("回访：灯又坏了")


@pytest.mark.parametrize(("answer", "steps"), [("yes", {"rate"}), ("no", {"rate", "reopen"})])
def test_the_button_comes_with_the_answer(cast, school, today, answer, steps):
    micro = make_micro(school, author=cast["author"], state=MicroState.PUBLISHED, lead=cast["lead"])
    ask(micro, today, answer=answer, note="还坏", answered_on=today)
    assert {step.name for step in MICRO.open_to(micro, cast["author"])} == steps
    with pytest.raises(PermissionDenied):
        advance(MICRO, thing=micro, step="reopen", by=cast["colleague"], note="还坏")


@pytest.mark.parametrize(("answer", "again"), [("yes", False), ("no", False), ("no", True)])
def test_an_anonymous_answer_leaves_no_seat_no_trail_and_no_hour(
    cast, school, today, answer, again
):
    micro = make_micro(school, state=MicroState.PUBLISHED, lead=cast["lead"])
    ask(micro, today)
    receipts.answer_followup_by_receipt(
        proposal=micro, answer=answer, note="还坏", wants_again=again
    )
    question = FollowUp.objects.get()
    assert (question.is_open, Notification.objects.count()) == (True, 0)
    with pytest.raises(ValidationError):
        receipts.answer_followup_by_receipt(proposal=micro, answer="yes")
    assert letters.deliver_letters(school, today + DAY) == 1
    question.refresh_from_db()
    assert (question.answer, question.answered_on) == (answer, today)
    assert AuditEntry.objects.count() == 0
    moments = [row.at for row in (*StepEvent.objects.all(), *Notification.objects.all())]
    assert {(at.hour, at.minute, at.second) for at in map(timezone.localtime, moments)} == {
        (0, 0, 0)
    }
    assert {row.seat for row in StepEvent.objects.all()} <= {None}
    micro.refresh_from_db()
    assert (micro.state == MicroState.ASSIGNED) == again


def test_what_cannot_be_an_answer_is_refused_now_and_not_at_night(cast, school, today):
    micro = make_micro(school, state=MicroState.PUBLISHED, lead=cast["lead"])
    ask(micro, today)
    for typed in ({"answer": "no"}, {"answer": "yes", "wants_again": True}):
        with pytest.raises(ValidationError):
            receipts.answer_followup_by_receipt(proposal=micro, **typed)
    assert letters.deliver_letters(school, today + DAY) == 0


def test_an_answer_to_what_lapsed_in_the_bag_is_passed_over(cast, school, today):
    micro = make_micro(school, state=MicroState.PUBLISHED, lead=cast["lead"])
    question = ask(micro, today)
    receipts.answer_followup_by_receipt(proposal=micro, answer="yes")
    FollowUp.objects.update(answer=FollowUp.Answer.LAPSED, answered_on=today)
    assert letters.deliver_letters(school, today + DAY) == 1
    question.refresh_from_db()
    assert question.answer == FollowUp.Answer.LAPSED


def test_a_receipt_answers_only_where_it_was_asked_and_never_for_a_named_author(
    cast, school, today
):
    anonymous = make_micro(school, state=MicroState.PUBLISHED, lead=cast["lead"])
    named = make_micro(school, author=cast["author"], state=MicroState.PUBLISHED, lead=cast["lead"])
    ask(named, today)
    for micro in (anonymous, named):
        with pytest.raises(PermissionDenied):
            receipts.answer_followup_by_receipt(proposal=micro, answer="yes")
    with pytest.raises(PermissionDenied):
        actions.reopen_micro(proposal=anonymous, note="还坏", by=None)
