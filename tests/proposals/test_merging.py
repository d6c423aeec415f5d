"""Merging proposals: many to one, links both ways, never in a chain, and taking it back."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from proposals.actions import docketing, merging
from proposals.models import Proposal, ProposalState
from proposals.models.parties import seconders_of
from proposals.tables.screening import merging_panel
from tests.factories import make_seat
from tests.proposals.factories import make_proposal
from union_site.models import AuditEntry, Notification, StepEvent

S = ProposalState
pytestmark = pytest.mark.django_db


@pytest.fixture
def people(school):
    return [make_seat(school, "member", name=name) for name in ("甲", "乙", "丙", "丁", "戊")]


@pytest.fixture
def main(people, handler, leader):
    return make_proposal(
        people[0],
        state=S.HANDLING,
        lead=handler,
        leader=leader,
        seconders=[people[3]],
        title="主提案",
    )


@pytest.fixture
def second(people):
    return make_proposal(
        people[1], state=S.SCREENING, seconders=[people[4]], title="另一件", publicity="hidden"
    )


def merge(proposal, main, by, **given):
    return merging.merge(proposal=proposal, main=main, by=by, **given)


def test_authors_and_seconders_of_a_merged_one_belong_to_the_main_one(
    chair, people, handler, leader, main, second, today
):
    merge(second, main, chair, note="内容相近")
    second.refresh_from_db()
    assert (second.state, second.merged_into, second.outcome) == (S.MERGED, main, "merged")
    names = {row.delegate.name for row in seconders_of(main)}
    assert names == {"丁", "戊"}
    shown = merging_panel(main, chair, today)
    assert shown["proposers"] == "甲、乙"
    assert [row.pk for row, _ in shown["merged"]] == [second.pk]
    assert merging_panel(second, chair, today)["main"] == main
    sentence = "提案“另一件”并入“主提案”，提案人成为共同提案人：内容相近"
    for seat in (*people[:2], *people[3:], handler, leader):
        assert Notification.objects.filter(seat=seat, sentence=sentence).exists(), seat
    assert StepEvent.objects.of(main).get().details["title"] == "另一件"
    assert AuditEntry.objects.filter(verb="proposal.joined").count() == 1


def test_both_sides_may_read_both_and_others_neither(chair, people, handler, main, second):
    merge(second, main, chair)
    for seat in (people[0], people[1], people[4], handler):
        readable = Proposal.objects.visible_to(seat).filter(pk=main.pk)
        assert readable.exists(), seat
    for seat in (people[0], handler):
        assert Proposal.objects.visible_to(seat).filter(pk=second.pk).exists(), seat
    assert not Proposal.objects.visible_to(people[2]).exists()


def test_a_hidden_name_stays_hidden_from_the_other_authors(chair, people, main, second, today):
    merge(second, main, chair)
    assert merging_panel(main, people[0], today)["proposers"] == "甲、不公开姓名"
    assert merging_panel(main, chair, today)["proposers"] == "甲、乙"


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (S.SUBMITTED, "“主提案”现在是“待审查”，不能再并入其他提案。"),
        (S.REPLIED, "“主提案”现在是“已答复”，不能再并入其他提案。"),
        (S.REPLY_REVIEW, "“主提案”现在是“待审签”，不能再并入其他提案。"),
        (S.REJECTED, "“主提案”现在是“不予立案”，不能再并入其他提案。"),
        (S.WITHDRAWN, "“主提案”现在是“已撤案”，不能再并入其他提案。"),
        (S.DRAFT, "“主提案”现在是“草稿”，不能再并入其他提案。"),
        (S.DISPUTED, ""),
        (S.TO_ASSIGN, ""),
        (S.ASSIGNED, ""),
        (S.SCREENING, ""),
    ],
)
def test_what_may_be_a_main_one(chair, people, second, handler, leader, state, sentence):
    main = make_proposal(people[0], state=state, lead=handler, leader=leader, title="主提案")
    if sentence:
        with pytest.raises(ValidationError) as refused:
            merge(second, main, chair)
        assert refused.value.message_dict == {"main": [sentence]}
        assert Proposal.objects.get(pk=second.pk).state == S.SCREENING
    else:
        assert merge(second, main, chair).merged_into == main


def test_one_that_is_handled_again_takes_no_others(chair, main, second):
    Proposal.objects.filter(pk=main.pk).update(handling_round=2, replied_at=main.created_at)
    with pytest.raises(ValidationError, match="再办理（第2次）"):
        merge(second, main, chair)


def test_no_chain_comes_about(chair, people, main, second):
    third = make_proposal(people[2], state=S.SCREENING, title="第三件")
    merge(third, second, chair)
    with pytest.raises(ValidationError, match="“第三件”已并入这一件，不能再反过来并案"):
        merge(second, third, chair)
    fourth = make_proposal(people[3], state=S.SCREENING, title="第四件")
    with pytest.raises(ValidationError, match="“第三件”已并入“另一件”，请直接并入后者"):
        merge(fourth, third, chair)


def test_a_main_one_that_is_merged_takes_along_what_was_merged_into_it(chair, people, main, second):
    third = make_proposal(people[2], state=S.SCREENING, title="第三件")
    merge(third, second, chair)
    merge(second, main, chair)
    assert set(main.merged_ones.values_list("title", flat=True)) == {"另一件", "第三件"}
    steps = StepEvent.objects.of(third).order_by("pk").values_list("step", flat=True)
    assert list(steps) == ["merge", "moved_along"]


def test_not_into_itself_nor_into_another_schools(chair, second, other_school):
    with pytest.raises(ValidationError, match="不能并入它自己"):
        merge(second, second, chair)
    elsewhere = make_proposal(make_seat(other_school, "member", name="外校"), state=S.SCREENING)
    with pytest.raises(ValidationError, match="请选择本校的提案"):
        merge(second, elsewhere, chair)


def test_merging_with_ones_own_proposal_is_asked_about(chair, people, main):
    own = make_proposal(chair, state=S.SCREENING, title="主席的提案")
    with pytest.raises(ValidationError, match="回避"):
        merge(own, main, chair)
    assert merge(own, main, chair, accepted=["P-25"]).state == S.MERGED


def test_taken_back_it_is_screened_on_its_own_and_everybody_is_told(
    chair, people, handler, main, second
):
    merge(second, main, chair, note="内容相近")
    merging.separate(proposal=second, note="内容其实不同", by=chair)
    second.refresh_from_db()
    assert (second.state, second.merged_into, second.outcome) == (S.SCREENING, None, "")
    assert (second.decided_on, second.decision_note) == (None, "")
    sentence = "提案“另一件”不再并入“主提案”，另行审查：内容其实不同"
    for seat in (people[0], people[1], people[4], handler):
        assert Notification.objects.filter(seat=seat, sentence=sentence).exists(), seat
    steps = StepEvent.objects.of(main).order_by("pk").values_list("step", flat=True)
    assert list(steps) == ["joined", "parted"]


def test_once_the_main_one_is_answered_it_cannot_be_taken_back(chair, people, handler, leader):
    main = make_proposal(people[0], state=S.REPLIED, lead=handler, leader=leader, title="主提案")
    second = make_proposal(people[1], state=S.MERGED, merged_into=main)
    with pytest.raises(ValidationError, match="主提案“主提案”已经答复，不能再撤销并案"):
        merging.separate(proposal=second, note="不同", by=chair)


@pytest.mark.parametrize("role", ["teacher", "officer", "handler", "leader", "stranger"])
def test_who_does_not_decide_neither_merges_nor_takes_back(request, role, chair, main, second):
    seat = request.getfixturevalue(role)
    with pytest.raises(PermissionDenied):
        merge(second, main, seat)
    merge(second, main, chair)
    with pytest.raises(PermissionDenied):
        merging.separate(proposal=second, note="不同", by=seat)


def test_a_main_one_counts_the_seconders_of_all(chair, people, second):
    main = make_proposal(people[0], state=S.SCREENING, seconders=[people[3]])
    with pytest.raises(ValidationError, match="附议人 1 名，不足 2 名"):
        docketing.docket(proposal=main, by=chair)
    merge(second, main, chair)
    assert docketing.docket(proposal=main, by=chair).state == S.TO_ASSIGN
