"""After the reply: who rates how often, second handling, referring on."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from proposals.actions import departments
from proposals.actions import rating as actions
from proposals.checks import rating as checks
from proposals.models import FollowUp, Proposal, ProposalState, Rating
from proposals.workflow.formal import FORMAL
from tests.proposals.after_reply import ROLES, answer_again, make_cast, replied_for, told
from tests.proposals.factories import make_reply
from union_site.calendar import add_working_days
from union_site.models import AuditEntry, Norm, StepEvent
from union_site.norms import norm

S = ProposalState


@pytest.fixture
def cast(school, chair, officer, auditor, leader, handler, teacher, colleague, stranger):
    return make_cast(school, locals())


@pytest.fixture
def replied(cast):
    return replied_for(cast)


# --- rating -------------------------------------------------------------------------------------

PARTS = {
    "author": "author",
    "seconder": "seconder",
    "co_proposer": "co_proposer",
    "her_seconder": "seconder",
}


@pytest.mark.parametrize("role", ROLES)
def test_who_rates_and_as_what(cast, replied, role):
    def rate():
        return actions.rate_reply(proposal=replied, satisfaction="satisfied", by=cast[role])

    if role in PARTS:
        assert rate().part == PARTS[role]
    else:
        with pytest.raises(PermissionDenied):
            rate()
    assert Rating.objects.count() == (role in PARTS)


@pytest.mark.parametrize("satisfaction", ["satisfied", "mostly"])
def test_a_rating_keeps_the_reply_its_words_and_a_step(cast, replied, satisfaction):
    actions.rate_reply(
        proposal=replied, satisfaction=satisfaction, note=" 好。 ", by=cast["author"]
    )
    row = Rating.objects.get()
    assert (row.reply, row.satisfaction, row.note) == (replied.last_reply(), satisfaction, "好。")
    event = StepEvent.objects.get()
    assert (event.step, event.seat, event.details["part"]) == ("rate", cast["author"], "author")
    assert event.note == ""  # words are for those who may read ratings, the timeline for all
    assert AuditEntry.objects.filter(verb="proposal.rate").count() == 1
    replied.refresh_from_db()
    assert replied.state == S.REPLIED


@pytest.mark.parametrize(
    ("satisfaction", "note", "found"),
    [
        ("satisfied", "", []),
        ("mostly", " ", []),
        ("unsatisfied", "", ["P-40"]),
        ("unsatisfied", "  ", ["P-40"]),
        ("unsatisfied", "没有日期", []),
        ("satisfied", "长" * 500, []),
        ("satisfied", "长" * 501, ["P-41"]),
    ],
)
def test_whoever_is_not_satisfied_says_why(satisfaction, note, found):
    assert [row.code for row in checks.rating_findings(satisfaction, note)] == found


def test_an_unknown_verdict_is_refused(cast, replied):
    with pytest.raises(ValidationError):
        actions.rate_reply(proposal=replied, satisfaction="so-so", by=cast["author"])
    assert Rating.objects.count() == StepEvent.objects.count() == 0


def test_a_rating_may_be_changed_and_leaves_both_steps(cast, replied):
    actions.rate_reply(proposal=replied, satisfaction="satisfied", by=cast["seconder"])
    actions.rate_reply(proposal=replied, satisfaction="mostly", by=cast["seconder"])
    actions.rate_reply(proposal=replied, satisfaction="mostly", by=cast["seconder"])  # sent twice
    assert Rating.objects.get().satisfaction == "mostly"
    steps = StepEvent.objects.order_by("pk").values_list("details__before", "details__after")
    assert list(steps) == [("", "satisfied"), ("satisfied", "mostly")]


@pytest.mark.parametrize("state", [S.HANDLING, S.REPLY_REVIEW, S.CLOSED, S.ARCHIVED])
def test_nothing_but_a_reply_that_lies_open_is_rated(cast, state):
    proposal = replied_for(cast, state=state)
    with pytest.raises(ValidationError, match="不能再“评价”"):
        actions.rate_reply(proposal=proposal, satisfaction="satisfied", by=cast["author"])


# --- handled again ------------------------------------------------------------------------------


def test_an_author_who_is_not_satisfied_has_it_handled_again(cast, replied, today):
    replied.extended_from, replied.extension_reason = today, "放假"
    replied.percent, replied.implemented_on = 100, today
    replied.save()
    actions.rate_reply(
        proposal=replied, satisfaction="unsatisfied", note="没有日期", by=cast["author"]
    )
    replied.refresh_from_db()
    days = norm("proposals.reply_days", union=replied.union, on=today).number
    assert (replied.state, replied.handling_round) == (S.HANDLING, 2)
    assert replied.due_on == add_working_days(today, days).day
    assert (replied.extended_from, replied.percent, replied.implemented_on) == (None, 0, None)
    assert [row.step for row in StepEvent.objects.order_by("pk")] == ["rate", "rehandle"]
    assert told(cast["leader"]) == [
        f"提案 {replied.number}“{replied.heading}”将再办理，答复由您会签：没有日期"
    ]
    assert [len(told(cast[role])) for role in ("lead", "seconder", "co_proposer", "head")] == [
        1,
        1,
        1,
        1,
    ]
    assert told(cast["author"]) == []


def test_after_the_second_reply_all_are_asked_again(cast, replied):
    actions.rate_reply(proposal=replied, satisfaction="mostly", by=cast["seconder"])
    actions.rate_reply(proposal=replied, satisfaction="unsatisfied", note="空", by=cast["author"])
    answer_again(replied)
    for role in ("author", "seconder"):
        actions.rate_reply(proposal=replied, satisfaction="satisfied", by=cast[role])
    rounds = Rating.objects.order_by("pk").values_list("reply__handling_round", flat=True)
    assert list(rounds) == [1, 1, 2, 2]


def test_when_the_norm_is_used_up_the_committee_is_asked_to_refer_it_on(cast, replied):
    Proposal.objects.filter(pk=replied.pk).update(handling_round=2)
    replied.refresh_from_db()
    make_reply(replied)
    actions.rate_reply(proposal=replied, satisfaction="unsatisfied", note="空", by=cast["author"])
    replied.refresh_from_db()
    assert (replied.state, replied.handling_round) == (S.REPLIED, 2)
    assert told(cast["head"])[-1].endswith("已达再办理次数上限，请研究是否提请主席团或下次会议")
    with pytest.raises(ValidationError, match="已再办理 1 次，按规定最多 1 次"):
        actions.rehandle(proposal=replied, note="再办", by=cast["head"])
    actions.refer_on(proposal=replied, where="presidium", note="意见不一", by=cast["head"])
    event = StepEvent.objects.get(step="refer_on")
    assert (event.details["where"], event.note) == ("主席团", "意见不一")
    assert told(cast["author"])[-1].endswith("提请主席团研究：意见不一")
    replied.refresh_from_db()
    assert replied.state == S.REPLIED


@pytest.mark.parametrize(("number", "used_up"), [(0, True), (1, False), (2, False)])
def test_how_often_it_is_handled_again_is_the_norms(cast, replied, number, used_up):
    Norm.objects.filter(key="proposals.rehandlings").update(value=number)
    actions.rate_reply(proposal=replied, satisfaction="unsatisfied", note="空", by=cast["author"])
    replied.refresh_from_db()
    assert (replied.state == S.REPLIED) == used_up


@pytest.mark.parametrize("role", ["seconder", "co_proposer", "her_seconder"])
def test_of_an_unsatisfied_seconder_the_committee_is_told_and_decides(cast, replied, role):
    actions.rate_reply(proposal=replied, satisfaction="unsatisfied", note="空", by=cast[role])
    replied.refresh_from_db()
    assert replied.state == S.REPLIED
    assert told(cast["head"])[-1].endswith("“不满意”，请决定是否再办理")
    actions.rehandle(proposal=replied, note="请写明日期", by=cast["head"])
    replied.refresh_from_db()
    assert (replied.state, replied.handling_round) == (S.HANDLING, 2)


def test_nobody_is_referred_on_who_can_have_it_handled_again(cast, replied):
    with pytest.raises(ValidationError, match="还可以再办理一次"):
        actions.refer_on(proposal=replied, where="session", note="意见不一", by=cast["chair"])


def test_nor_where_nobody_is_dissatisfied(cast, replied):
    Norm.objects.filter(key="proposals.rehandlings").update(value=0)
    with pytest.raises(ValidationError, match="没有人对答复不满意"):
        actions.refer_on(proposal=replied, where="session", note="意见不一", by=cast["chair"])
    with pytest.raises(ValidationError, match="请选择提请主席团还是下次会议"):
        actions.refer_on(proposal=replied, where="mayor", note="意见不一", by=cast["chair"])


ORDERS = {"rehandle": S.REPLIED, "reopen": S.CLOSED}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("step", ORDERS)
def test_who_orders_a_further_handling(cast, role, step):
    """The committee's head and the chair; the author not before a word of dissatisfaction."""
    proposal = replied_for(cast, state=ORDERS[step])
    act = getattr(actions, step)
    if role in ("head", "chair"):
        act(proposal=proposal, note="没有落实", by=cast[role])
        assert (proposal.state, proposal.handling_round, proposal.closed_on) == (
            S.HANDLING,
            2,
            None,
        )
    else:
        with pytest.raises(PermissionDenied):
            act(proposal=proposal, note="没有落实", by=cast[role])


@pytest.mark.parametrize(
    ("state", "answer", "steps"),
    [
        (S.CLOSED, "", set()),
        (S.CLOSED, "yes", set()),
        (S.CLOSED, "partly", set()),
        (S.CLOSED, "no", {"reopen"}),
        (S.REPLIED, "no", {"rate", "rehandle"}),
    ],
)
def test_the_author_gets_the_button_with_the_answer_that_it_is_not_solved(
    cast, today, state, answer, steps
):
    proposal = replied_for(cast, state=state)
    FollowUp.objects.create(
        union=proposal.union,
        proposal=proposal,
        asked_on=today,
        due_on=today,
        answer=answer,
        note="还在漏" if answer == "no" else "",
        answered_on=today if answer else None,
    )
    assert {step.name for step in FORMAL.open_to(proposal, cast["author"])} == steps


@pytest.mark.parametrize("step", ORDERS)
def test_a_further_handling_has_time_of_its_own_and_tells_its_progress_anew(cast, today, step):
    proposal = replied_for(
        cast,
        state=ORDERS[step],
        extended_from=today,
        extension_reason="等招标",
        implemented_on=today,
        percent=60,
    )
    getattr(actions, step)(proposal=proposal, note="没有落实", by=cast["chair"])
    assert (proposal.percent, proposal.implemented_on) == (0, None)
    due_on = proposal.due_on
    until = add_working_days(due_on, 5).day
    departments.extend(proposal=proposal, until=until, note="还等招标", by=cast["lead"])
    departments.record_progress(proposal=proposal, on=today, percent=30, by=cast["lead"])
    proposal.refresh_from_db()
    assert (proposal.due_on, proposal.extended_from, proposal.percent) == (until, due_on, 30)
    assert proposal.accept_due_on <= proposal.due_on


@pytest.mark.parametrize("step", ["rehandle", "reopen"])
def test_a_further_handling_needs_a_reason(cast, step):
    proposal = replied_for(cast, state=ORDERS[step])
    with pytest.raises(ValidationError, match="需要写明理由"):
        getattr(actions, step)(proposal=proposal, note=" ", by=cast["chair"])
    proposal.refresh_from_db()
    assert (proposal.state, proposal.handling_round) == (ORDERS[step], 1)
