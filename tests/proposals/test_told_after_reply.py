"""The author is told, and so is everybody else: a life after the reply, step by step."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from proposals.actions import following, rating, reminding
from proposals.models import FollowUp, Proposal, ProposalState
from proposals.steps.formal import timeline
from tests.proposals.after_reply import ROLES, answer_again, make_cast, replied_for, told
from tests.proposals.clock import in_all
from union_site.models import Notification, StepEvent

S = ProposalState
WEEKS = datetime.timedelta(days=28)
AUTHORS = {"author", "seconder", "co_proposer", "her_seconder"}
DECIDERS = {"head", "chair"}


@pytest.fixture
def cast(school, chair, officer, auditor, leader, handler, teacher, colleague, stranger):
    return make_cast(school, locals())


def heard(cast) -> set[str]:
    """Who was told since the last look."""
    roles = {role for role in ROLES if told(cast[role])}
    Notification.objects.all().delete()
    return roles


def rate(proposal: Proposal, cast, role: str, satisfaction: str) -> set[str]:
    rating.rate_reply(proposal=proposal, satisfaction=satisfaction, note="空", by=cast[role])
    return heard(cast)


def press(proposal: Proposal, cast, today: datetime.date) -> None:
    """While the department has it."""
    reminding.remind(proposal=proposal, today=today, by=cast["chair"])
    assert heard(cast) == {"lead"}
    reminding.supervise(proposal=proposal, note="涉及全校", by=cast["chair"])
    assert heard(cast) == AUTHORS | {"lead", "leader"}


def dissatisfy(proposal: Proposal, cast) -> None:
    """Handled again once, then referred on."""
    others = {"lead", "leader"} | DECIDERS
    assert rate(proposal, cast, "seconder", "satisfied") == {"lead"}
    assert rate(proposal, cast, "co_proposer", "unsatisfied") == others
    assert rate(proposal, cast, "author", "unsatisfied") == others | AUTHORS - {"author"}
    answer_again(proposal)
    assert rate(proposal, cast, "author", "unsatisfied") == others
    rating.refer_on(proposal=proposal, where="session", note="意见不一", by=cast["head"])
    assert heard(cast) == {"lead", "leader", "chair"} | AUTHORS
    rating.close(proposal=proposal, by=cast["head"])
    assert heard(cast) == {"lead", "leader"} | AUTHORS


def ask_and_reopen(proposal: Proposal, cast, today: datetime.date) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(replied_at=timezone.now() - WEEKS)
    in_all(following.ask_follow_ups, today=today)
    assert heard(cast) == {"author", "co_proposer"}
    question = FollowUp.objects.get(proposal=proposal)
    following.answer_follow_up(
        follow_up=question, answer="no", note="还漏", wants_again=True, by=cast["author"]
    )
    assert heard(cast) == {"lead", "leader"} | DECIDERS | AUTHORS - {"author"}


def test_who_is_told_at_each_step_and_the_timeline_shows_them_all(cast, today):
    proposal = replied_for(cast, state=S.HANDLING, due_on=today)
    press(proposal, cast, today)
    Proposal.objects.filter(pk=proposal.pk).update(result=replied_for(cast).result)
    dissatisfy(answer_again(proposal), cast)
    ask_and_reopen(proposal, cast, today)
    proposal.refresh_from_db()
    answer_again(proposal)
    assert rate(proposal, cast, "author", "satisfied") == {"lead"} | DECIDERS
    rating.close(proposal=proposal, by=cast["chair"])
    heard(cast)
    rating.archive(proposal=proposal, by=cast["chair"])
    assert heard(cast) == {"author", "lead"}

    events = list(StepEvent.objects.of(proposal).for_list())
    titles = [row["title"] for row in timeline(proposal, events, cast["colleague"])]
    due = f"{proposal.due_on.year}年{proposal.due_on.month}月{proposal.due_on.day}日"
    assert titles[::-1] == [
        "起草",
        "催办",
        "列入督办",
        "评价（附议人）",
        "评价（并案提案人）",
        "评价（提案人）",
        f"再办理，应于 {due} 前答复",
        "评价（提案人）",
        "提请下次会议研究",
        "办结",
        f"重新办理，应于 {due} 前答复",
        "评价（提案人）",
        "办结",
        "归档",
    ]
