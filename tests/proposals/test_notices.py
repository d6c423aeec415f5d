"""The notice page 微公示: publishing either kind, taking down, what readers think."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from proposals.actions import micro as acts
from proposals.actions import notices
from proposals.models import MicroProposal, MicroState, Notice, NoticeRating, Proposal
from proposals.models import ProposalState as S
from tests.proposals.factories import make_micro, make_proposal
from tests.proposals.factories_public import make_notice
from union_site.models import AuditEntry, Notification


def answered(school, author, lead, **fields):
    return make_micro(school, author=author, state=MicroState.ANSWERED, lead=lead, **fields)


def closed(author, lead, leader, **fields):
    return make_proposal(author, state=S.CLOSED, lead=lead, leader=leader, **fields)


def test_publishing_a_micro_proposal_makes_its_notice(school, chair, teacher, handler):
    micro = answered(school, teacher, handler)
    notices.publish_micro(proposal=micro, headline="图书角亮了", by=chair)
    notice = Notice.objects.get()
    assert (micro.state, notice.micro, notice.headline) == ("published", micro, "图书角亮了")
    assert (notice.shown_name, notice.published_at) == ("周敏", micro.published_at)
    assert [note.seat for note in Notification.objects.all()] == [teacher]


def test_publishing_a_formal_one_makes_its_notice_and_tells_all_sides(
    chair, teacher, colleague, handler, leader
):
    proposal = closed(teacher, handler, leader, seconders=[colleague])
    notices.publish_formal(proposal=proposal, by=chair)
    notice = Notice.objects.get()
    assert (proposal.state, notice.proposal, notice.headline) == (
        "closed",
        proposal,
        proposal.title,
    )
    assert proposal.published_at == notice.published_at
    told = {note.seat for note in Notification.objects.all()}
    assert told == {teacher, colleague, handler}
    with pytest.raises(ValidationError, match="已经公示过"):
        notices.publish_formal(proposal=proposal, by=chair)


@pytest.mark.parametrize("state", [S.HANDLING, S.SCREENING, S.REJECTED, S.WITHDRAWN, S.DRAFT])
def test_what_is_not_answered_is_not_published(chair, teacher, handler, leader, state):
    given = {"lead": handler, "leader": leader} if state == S.HANDLING else {}
    with pytest.raises(ValidationError, match="不能再“公示”"):
        notices.publish_formal(proposal=make_proposal(teacher, state=state, **given), by=chair)
    assert Notice.objects.count() == 0


ACTS = {
    "publish micro": lambda found, by: notices.publish_micro(proposal=found["micro"], by=by),
    "publish formal": lambda found, by: notices.publish_formal(proposal=found["formal"], by=by),
    "take down": lambda found, by: notices.take_down(notice=found["notice"], reason="错字", by=by),
}


@pytest.mark.parametrize("act", list(ACTS))
@pytest.mark.parametrize("role", ["officer", "auditor", "leader", "handler", "teacher", "stranger"])
def test_the_chair_alone_publishes_and_takes_down(
    request, school, chair, teacher, handler, leader, role, act
):
    found = {
        "micro": answered(school, teacher, handler),
        "formal": closed(teacher, handler, leader),
        "notice": make_notice(chair, teacher, handler),
    }
    with pytest.raises(PermissionDenied):
        ACTS[act](found, request.getfixturevalue(role))
    assert Notice.objects.up().count() == 1


@pytest.mark.parametrize(
    ("publicity", "name"), [("open", "周敏"), ("hidden", "不公开姓名"), ("anonymous", "匿名")]
)
def test_the_name_is_as_the_author_of_a_micro_proposal_chose(
    school, chair, teacher, handler, publicity, name
):
    author = None if publicity == "anonymous" else teacher
    micro = answered(school, author, handler, publicity=publicity)
    notices.publish_micro(proposal=micro, by=chair)
    assert Notice.objects.get().shown_name == name


@pytest.mark.parametrize(("publicity", "name"), [("open", "周敏"), ("hidden", "不公开姓名")])
def test_the_name_is_as_the_author_of_a_formal_one_chose(
    chair, teacher, handler, leader, publicity, name
):
    proposal = closed(teacher, handler, leader, publicity=publicity)
    proposal.delegate.name = "周敏"
    notices.publish_formal(proposal=proposal, by=chair)
    assert Notice.objects.get().shown_name == name


def test_taken_down_it_is_gone_for_readers_and_may_come_back(chair, teacher, colleague, handler):
    notice = make_notice(chair, teacher, handler)
    micro = notice.micro
    with pytest.raises(ValidationError, match="需要写明理由"):
        notices.take_down(notice=notice, reason=" ", by=chair)
    notices.take_down(notice=Notice.objects.get(), reason="写错了楼层", by=chair)
    micro = MicroProposal.objects.get()
    assert (micro.state, micro.published_at) == ("answered", None)
    assert not Notice.objects.visible_to(colleague).exists()
    assert not MicroProposal.objects.visible_to(colleague).exists()
    assert Notice.objects.visible_to(chair).get().taken_down_reason == "写错了楼层"
    with pytest.raises(ValidationError, match="已经撤下"):
        notices.take_down(notice=Notice.objects.get(), reason="再撤", by=chair)
    notices.publish_micro(proposal=micro, by=chair)
    again = Notice.objects.visible_to(colleague).get()
    assert (again.pk, again.taken_down_reason, again.taken_down_by) == (notice.pk, "", None)


def test_a_former_answer_is_taken_down_while_it_is_handled_anew(
    chair, teacher, colleague, handler, today
):
    notice = make_notice(chair, teacher, handler)
    MicroProposal.objects.update(state=MicroState.ASSIGNED, handling_round=2, due_on=today)
    notices.take_down(notice=Notice.objects.get(), reason="答复有误", by=chair)
    micro = MicroProposal.objects.get()
    assert (micro.state, micro.published_at) == ("assigned", None)
    assert not Notice.objects.visible_to(colleague).exists()
    acts.answer(proposal=micro, text="换了新灯。", result_class="solved", by=handler)
    notices.publish_micro(proposal=micro, by=chair)
    assert Notice.objects.visible_to(colleague).for_list().get().answer == "换了新灯。"
    assert Notice.objects.get().pk == notice.pk


def test_a_formal_one_that_was_taken_down_is_hidden_from_readers_again(
    chair, teacher, colleague, handler, leader
):
    proposal = closed(teacher, handler, leader)
    notices.publish_formal(proposal=proposal, by=chair)
    assert Proposal.objects.visible_to(colleague).exists()
    notices.take_down(notice=Notice.objects.get(), reason="待更正", by=chair)
    assert not Proposal.objects.visible_to(colleague).exists()
    told = Notification.objects.filter(sentence__contains="公示已撤下：待更正")
    assert {note.seat for note in told} == {teacher, handler}


def test_several_are_published_together_or_none(school, chair, teacher, handler, leader):
    micros = [answered(school, teacher, handler) for _ in range(2)]
    formal = closed(teacher, handler, leader)
    found = notices.ripe(chair)
    assert ([set(rows) for rows in found]) == [set(micros), {formal}]
    with pytest.raises(ValidationError, match="至少选择一件"):
        notices.publish_all(by=chair)
    stale = MicroProposal.objects.get(pk=micros[0].pk)
    assert notices.publish_all(micros=[micros[1]], proposals=[formal], by=chair) == 2
    with pytest.raises(ValidationError):
        notices.publish_all(micros=[stale, micros[1]], by=chair)
    assert Notice.objects.count() == 2
    assert MicroProposal.objects.get(pk=stale.pk).state == "answered"


# --- readers' ratings -----------------------------------------------------------------------


def test_a_reader_rates_once_and_may_change_it(chair, teacher, colleague, handler):
    notice = make_notice(chair, teacher, handler)
    notices.rate_notice(notice=notice, satisfaction="unsatisfied", by=colleague)
    notices.rate_notice(notice=notice, satisfaction="mostly", by=colleague)
    notices.rate_notice(notice=notice, satisfaction="satisfied", by=chair)
    found = Notice.objects.get()
    assert (found.satisfied, found.mostly, found.unsatisfied, found.rated) == (1, 1, 0, 2)
    given = {"union": notice.union, "notice": notice, "seat": colleague}
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeRating.objects.create(
            satisfaction="satisfied", rated_on=notice.published_at.date(), **given
        )


def test_what_was_chosen_stays_out_of_the_trail(chair, teacher, colleague, handler):
    notice = make_notice(chair, teacher, handler)
    notices.rate_notice(notice=notice, satisfaction="unsatisfied", by=colleague)
    entry = AuditEntry.objects.get(verb="notice.rate")
    assert (entry.seat, entry.note, entry.object_label) == (
        colleague,
        "",
        f"微公示“{notice.headline}”",
    )


@pytest.mark.parametrize(
    ("role", "sentence"), [("teacher", "您是提案人"), ("handler", "承办部门不评价自己的答复")]
)
def test_author_and_department_do_not_rate_as_readers(
    request, chair, teacher, handler, role, sentence
):
    notice = make_notice(chair, teacher, handler)
    by = request.getfixturevalue(role)
    with pytest.raises(ValidationError, match=sentence):
        notices.rate_notice(notice=notice, satisfaction="satisfied", by=by)


def test_a_stranger_does_not_rate_and_nonsense_is_refused(
    chair, teacher, colleague, handler, stranger
):
    notice = make_notice(chair, teacher, handler)
    with pytest.raises(PermissionDenied):
        notices.rate_notice(notice=notice, satisfaction="satisfied", by=stranger)
    with pytest.raises(ValidationError, match="请选择满意"):
        notices.rate_notice(notice=notice, satisfaction="great", by=colleague)
    notices.take_down(notice=notice, reason="更正", by=chair)
    with pytest.raises(ValidationError, match="已经撤下"):
        notices.rate_notice(notice=notice, satisfaction="satisfied", by=colleague)
