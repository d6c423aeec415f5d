"""Deliberations 微议事: who begins one, what is said, what is hidden, how it ends."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from proposals.actions import deliberating
from proposals.models import Deliberation, MicroState, Opinion, ProposalState, Standing
from proposals.workflow.deliberation import DELIBERATION, OPINION
from tests.factories import make_seat
from tests.members.factories import make_post
from tests.members.factories import make_term as make_body_term
from tests.proposals.committees import make_committee
from tests.proposals.factories import make_delegate_of, make_micro, make_proposal
from tests.proposals.factories_public import WEEK, make_deliberation, make_opinion
from union_site.models import AuditEntry, Notification, StepEvent

ROLES = ["chair", "adviser", "lead", "other_unit", "officer", "leader", "teacher", "stranger"]


@pytest.fixture
def cast(school, chair, officer, leader, handler, teacher, colleague, stranger):
    adviser = make_seat(school, "member", name="方委员")
    make_post(make_body_term(school, "proposals"), make_delegate_of(adviser).member, "委员")
    return {
        "chair": chair,
        "adviser": adviser,
        "lead": handler,
        "other_unit": make_seat(school, "handler", name="旁人", department="教务处"),
        "officer": officer,
        "leader": leader,
        "teacher": teacher,
        "colleague": colleague,
        "stranger": stranger,
    }


def begin(by, today, **given):
    values = {
        "title": "食堂要不要分两批",
        "question": "您赞成吗？",
        "opens_on": today,
        "closes_on": today + WEEK,
    }
    return deliberating.begin(by=by, **(values | given))


@pytest.mark.parametrize(
    ("about", "allowed"),
    [
        ("nothing", {"chair", "adviser"}),
        ("micro", {"chair", "adviser", "lead"}),
        ("formal", {"chair", "adviser", "lead"}),
    ],
)
@pytest.mark.parametrize("role", ROLES)
def test_chair_committee_and_lead_department_begin_one(cast, school, today, role, about, allowed):
    lead = {"lead": cast["lead"], "leader": cast["leader"]}
    thing = None
    if about == "micro":
        thing = make_micro(
            school, author=cast["teacher"], state=MicroState.ASSIGNED, lead=cast["lead"]
        )
    if about == "formal":
        thing = make_proposal(cast["teacher"], state=ProposalState.HANDLING, **lead)
    if role in allowed:
        made = begin(cast[role], today, thing=thing)
        assert (made.state, made.thing, made.opened_by) == ("open", thing, cast[role])
        return
    if role == "stranger" and about == "nothing":
        assert begin(cast[role], today).union == cast[role].union  # in her own school
        return
    with pytest.raises(PermissionDenied):
        begin(cast[role], today, thing=thing)
    assert Deliberation.objects.count() == 0


@pytest.mark.parametrize(
    ("state", "is_discussed"),
    [
        (MicroState.SUBMITTED, False),
        (MicroState.DECLINED, False),
        (MicroState.ACCEPTED, True),
        (MicroState.ANSWERED, True),
    ],
)
def test_a_micro_proposal_is_discussed_once_it_is_valid(
    school, chair, teacher, today, state, is_discussed
):
    micro = make_micro(school, author=teacher, state=state)
    if is_discussed:
        assert begin(chair, today, thing=micro).micro == micro
        return
    with pytest.raises(ValidationError, match="受理或立案以后"):
        begin(chair, today, thing=micro)


@pytest.mark.parametrize("state", [ProposalState.SUBMITTED, ProposalState.REJECTED])
def test_a_formal_proposal_is_not_discussed_before_it_is_docketed(chair, teacher, today, state):
    with pytest.raises(ValidationError, match="受理或立案以后"):
        begin(chair, today, thing=make_proposal(teacher, state=state))


def test_one_proposal_has_one_open_deliberation_at_a_time(school, chair, teacher, today):
    micro = make_micro(school, author=teacher, state=MicroState.ACCEPTED)
    first = begin(chair, today, thing=micro)
    with pytest.raises(ValidationError, match="正在议事"):
        begin(chair, today, thing=micro)
    deliberating.close(deliberation=first, conclusion="照办。", by=chair)
    assert begin(chair, today, thing=micro).pk != first.pk


@pytest.mark.parametrize(
    ("opens", "closes", "sentence"),
    [
        (0, -1, "不能早于今天"),
        (3, 2, "不能早于开始日期"),
        (0, 91, "最长 90 天"),
        (0, 0, ""),
        (0, 90, ""),
    ],
)
def test_the_days_of_a_deliberation(chair, today, opens, closes, sentence):
    days = {
        "opens_on": today + datetime.timedelta(days=opens),
        "closes_on": today + datetime.timedelta(days=closes),
    }
    if not sentence:
        assert begin(chair, today, **days).is_running(today)
        return
    with pytest.raises(ValidationError, match=sentence):
        begin(chair, today, **days)


@pytest.mark.parametrize(
    ("question", "options", "sentence"),
    [
        ("怎么排", ["甲"], "2 到 5 个选项"),
        ("怎么排", list("甲乙丙丁戊己"), "2 到 5 个选项"),
        ("怎么排", ["甲", "甲"], "重复"),
        ("怎么排", ["甲", "长" * 41], "最多 40 字"),
        ("", ["甲", "乙"], "写明投票问什么"),
        ("怎么排", list("甲乙丙丁戊"), ""),
        ("怎么排", ["甲", "乙"], ""),
    ],
)
def test_a_quick_poll_has_two_to_five_answers(chair, today, question, options, sentence):
    given = {"poll_question": question, "poll_options": options}
    if not sentence:
        made = begin(chair, today, **given)
        assert [option.label for option in made.options.all()] == options
        return
    with pytest.raises(ValidationError, match=sentence):
        begin(chair, today, **given)
    assert Deliberation.objects.count() == 0


def test_the_author_is_told_that_a_deliberation_began(school, chair, teacher, today):
    begin(chair, today, thing=make_micro(school, author=teacher, state=MicroState.ACCEPTED))
    assert [note.seat for note in Notification.objects.all()] == [teacher]


def test_of_an_anonymous_proposal_nobody_is_told(school, chair, today):
    begin(chair, today, thing=make_micro(school, state=MicroState.ACCEPTED))
    assert Notification.objects.count() == 0


# --- opinions -----------------------------------------------------------------------------


def say(deliberation, by, text="排队能少十分钟。", **given):
    values = {"stance": "for", "is_named": True}
    return deliberating.say(deliberation=deliberation, by=by, text=text, **(values | given))


@pytest.mark.parametrize("role", ["chair", "lead", "leader", "teacher"])
def test_everybody_of_the_school_may_speak(cast, role):
    opinion = say(make_deliberation(cast["chair"]), cast[role])
    assert (opinion.seat, opinion.standing) == (cast[role], Standing.SHOWN)


def test_a_stranger_may_not(cast):
    with pytest.raises(PermissionDenied):
        say(make_deliberation(cast["chair"]), cast["stranger"])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("  \n ", "请写下您的意见"),
        ("长" * 201, "最多 200 字，现在 201 字"),
        ("长 " * 200, ""),
        ("\x00\u202e", "请写下您的意见"),
    ],
)
def test_an_opinion_has_two_hundred_characters_at_most(chair, teacher, text, sentence):
    deliberation = make_deliberation(chair)
    if not sentence:
        assert say(deliberation, teacher, text).pk
        return
    with pytest.raises(ValidationError, match=sentence):
        say(deliberation, teacher, text)


def test_the_same_words_are_taken_once_and_a_fourth_opinion_is_one_too_many(chair, teacher):
    deliberation = make_deliberation(chair)
    say(deliberation, teacher, "一")
    with pytest.raises(ValidationError, match="已经发表过"):
        say(deliberation, teacher, "一")
    say(deliberation, teacher, "二")
    last = say(deliberation, teacher, "三")
    with pytest.raises(ValidationError, match="已有 3 条意见"):
        say(deliberation, teacher, "四")
    deliberating.withdraw_opinion(opinion=last, by=teacher)
    assert say(deliberation, teacher, "四").pk


def test_the_database_keeps_the_same_words_apart_too(chair, teacher):
    deliberation = make_deliberation(chair)
    make_opinion(deliberation, teacher)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_opinion(deliberation, teacher)


@pytest.mark.parametrize(("opens", "closes"), [(-7, -1), (1, 7)])
def test_outside_its_days_nothing_is_taken(chair, teacher, today, opens, closes):
    deliberation = make_deliberation(
        chair,
        opens_on=today + datetime.timedelta(days=opens),
        closes_on=today + datetime.timedelta(days=closes),
    )
    with pytest.raises(ValidationError, match="不再收意见"):
        say(deliberation, teacher)


@pytest.mark.parametrize(
    ("reader", "shown"),
    [
        ("chair", "周敏（不公开姓名）"),
        ("teacher", "周敏（对外不公开姓名）"),
        ("adviser", "不公开姓名"),
        ("officer", "不公开姓名"),
        ("lead", "不公开姓名"),
        ("colleague", "不公开姓名"),
    ],
)
def test_a_hidden_name_is_known_to_the_chair_and_its_author_alone(cast, reader, shown):
    opinion = say(make_deliberation(cast["chair"]), cast["teacher"], is_named=False)
    assert opinion.shown_name(cast[reader]) == shown


def test_the_trail_of_a_hidden_opinion_names_nobody(chair, teacher, colleague):
    deliberation = make_deliberation(chair)
    opinion = say(deliberation, teacher, is_named=False)
    deliberating.withdraw_opinion(opinion=opinion, by=teacher)
    say(deliberation, colleague)
    entries = AuditEntry.objects.values_list("verb", "seat", "object_label")
    assert list(entries.order_by("pk")) == [
        ("opinion.say", None, "微议事“食堂要不要分两批”"),
        ("opinion.say", colleague.pk, "微议事“食堂要不要分两批”"),
    ]
    event = StepEvent.objects.get()
    assert (event.step, event.seat) == ("withdraw", None)


def visible_to(seat, deliberation):
    return set(Opinion.objects.visible_to(seat).filter(deliberation=deliberation))


def test_what_is_withdrawn_is_kept_and_shown_to_nobody(chair, teacher, colleague):
    deliberation = make_deliberation(chair)
    opinion = say(deliberation, teacher)
    assert visible_to(colleague, deliberation) == {opinion}
    with pytest.raises(PermissionDenied):
        deliberating.withdraw_opinion(opinion=opinion, by=colleague)
    deliberating.withdraw_opinion(opinion=opinion, by=teacher)
    assert [visible_to(seat, deliberation) for seat in (chair, teacher, colleague)] == [set()] * 3
    assert Opinion.objects.get().text == opinion.text


def test_three_reports_cover_an_opinion_until_the_chair_decides(school, chair, teacher, colleague):
    deliberation = make_deliberation(chair)
    opinion = make_opinion(deliberation, teacher)
    for number in range(3):
        reporter = make_seat(school, "member", name=f"举报人{number}")
        assert visible_to(colleague, deliberation) == {opinion}
        deliberating.report_opinion(opinion=opinion, reason="骂人", by=reporter)
    opinion.refresh_from_db()
    assert opinion.standing == Standing.COVERED
    assert visible_to(colleague, deliberation) == set()
    assert visible_to(teacher, deliberation) == visible_to(chair, deliberation) == {opinion}
    assert [note.seat for note in Notification.objects.all()] == [chair]
    with pytest.raises(PermissionDenied):
        deliberating.keep_opinion(opinion=opinion, by=colleague)
    deliberating.keep_opinion(opinion=opinion, by=chair)
    assert visible_to(colleague, deliberation) == {opinion}
    with pytest.raises(ValidationError, match="已经处理过"):
        deliberating.report_opinion(opinion=opinion, reason="骂人", by=colleague)


def test_one_reports_once_and_never_oneself(chair, teacher, colleague, stranger):
    opinion = make_opinion(make_deliberation(chair), teacher)
    with pytest.raises(ValidationError, match="您自己的意见"):
        deliberating.report_opinion(opinion=opinion, reason="不好", by=teacher)
    with pytest.raises(PermissionDenied):
        deliberating.report_opinion(opinion=opinion, reason="不好", by=stranger)
    deliberating.report_opinion(opinion=opinion, reason="不好", by=colleague)
    with pytest.raises(ValidationError, match="已经举报过"):
        deliberating.report_opinion(opinion=opinion, reason="不好", by=colleague)


def test_what_the_chair_hides_carries_a_reason_that_its_author_is_told(chair, teacher, colleague):
    deliberation = make_deliberation(chair)
    opinion = make_opinion(deliberation, teacher)
    with pytest.raises(ValidationError, match="需要写明理由"):
        deliberating.remove_opinion(opinion=opinion, note=" ", by=chair)
    opinion.refresh_from_db()
    deliberating.remove_opinion(opinion=opinion, note="对人不对事", by=chair)
    assert visible_to(colleague, deliberation) == set()
    note = Notification.objects.get()
    assert (note.seat, note.sentence.endswith("已隐藏：对人不对事")) == (teacher, True)


# --- the tables of steps --------------------------------------------------------------------

RUNS = {"chair", "opener", "head"}
STEPS = {"open": {"close", "prolong"}, "closed": {"reopen"}}


@pytest.mark.parametrize("state", ["open", "closed"])
def test_who_may_close_prolong_and_reopen(school, chair, officer, handler, teacher, today, state):
    (head,) = make_committee(school, 0)
    closed_on = today if state == "closed" else None
    found = make_deliberation(handler, state=state, closed_on=closed_on)
    seats = {"chair": chair, "opener": handler, "head": head, "officer": officer, "other": teacher}
    shown = {
        role: {step.name for step in DELIBERATION.open_to(found, seat)}
        for role, seat in seats.items()
    }
    assert shown == {role: STEPS[state] if role in RUNS else set() for role in seats}


@pytest.mark.parametrize("standing", list(Standing))
def test_who_may_do_what_with_an_opinion(chair, officer, teacher, colleague, standing):
    opinion = make_opinion(make_deliberation(chair), teacher, standing=standing)
    alive = {Standing.SHOWN, Standing.COVERED, Standing.KEPT}
    expected = {
        teacher: {"withdraw"} if standing in alive else set(),
        chair: ({"remove"} if standing in alive else set())
        | ({"keep"} if standing == Standing.COVERED else set()),
        officer: set(),
        colleague: set(),
    }
    for seat, steps in expected.items():
        assert {step.name for step in OPINION.open_to(opinion, seat)} == steps


def test_a_deliberation_ends_with_a_conclusion_and_may_go_on(chair, teacher, today):
    found = make_deliberation(chair)
    deliberating.close(deliberation=found, conclusion="先试两周。", by=chair)
    assert (found.state, found.conclusion, found.closed_on) == ("closed", "先试两周。", today)
    with pytest.raises(ValidationError, match="已结束"):
        say(found, teacher)
    deliberating.reopen(deliberation=found, closes_on=today + WEEK, by=chair)
    assert say(found, teacher).pk
    with pytest.raises(ValidationError, match="不能早于今天"):
        deliberating.prolong(
            deliberation=found, closes_on=today - datetime.timedelta(days=1), by=chair
        )
