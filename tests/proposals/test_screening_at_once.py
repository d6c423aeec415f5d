"""Two screeners at the same moment: one wins, the other is told, and no proposal is orphaned."""

from __future__ import annotations

import pytest

from proposals.actions import docketing, merging
from proposals.models import Proposal, ProposalState
from proposals.workflow.formal import FORMAL
from tests.factories import make_seat
from tests.proposals.factories import make_proposal
from tests.proposals.test_micro_at_once import at_once, fresh
from union_site.models import StepEvent
from union_site.workflow import advance

pytestmark = pytest.mark.django_db(transaction=True)
S = ProposalState
TIMES = 3


@pytest.fixture
def two(school, teacher, colleague):
    """Pairs of proposals before the committee, by different authors."""
    return lambda: [
        make_proposal(author, state=S.SCREENING, title=title)
        for author, title in ((teacher, "延长开放时间"), (colleague, "增加书架"))
    ]


def read(proposal: Proposal) -> Proposal:
    return Proposal.objects.select_related("union").get(pk=proposal.pk)


def merging_into(proposal, main, chair):
    def work():
        merging.merge(proposal=read(proposal), main=read(main), by=fresh(chair))
        return "merged"

    return work


def docketing_one(proposal, chair):
    def work():
        return docketing.docket(proposal=read(proposal), accepted=["P-21"], by=fresh(chair)).number

    return work


def rejecting(proposal, chair):
    def work():
        docketing.reject(
            proposal=read(proposal), reason_class="other", note="不宜", by=fresh(chair)
        )
        return "rejected"

    return work


def withdrawing(proposal, author):
    def work():
        advance(FORMAL, thing=read(proposal), step="withdraw", by=fresh(author), note="不提了")
        return "withdrawn"

    return work


def orphans() -> list[Proposal]:
    """Merged ones whose main one is not on its way to an answer."""
    lost = (S.REJECTED, S.WITHDRAWN, S.MERGED, S.DRAFT)
    return list(Proposal.objects.filter(state=S.MERGED, merged_into__state__in=lost))


def test_merged_into_each_other_one_of_two_stays(two, chair):
    for _ in range(TIMES):
        first, second = two()
        said = at_once(merging_into(first, second, chair), merging_into(second, first, chair))
        assert said.count("merged") == 1
        told = next(words for words in said if words != "merged")
        assert told.endswith(
            ("不能再反过来并案。请刷新页面查看。", "可能有人刚刚办理过，请刷新页面查看。")
        )
        assert {read(first).state, read(second).state} == {S.MERGED, S.SCREENING}
    assert orphans() == []


def test_docketed_and_merged_at_once_it_becomes_one_of_them(two, chair):
    for _ in range(TIMES):
        first, second = two()
        said = at_once(docketing_one(first, chair), merging_into(first, second, chair))
        now = read(first)
        is_merged = now.state == S.MERGED
        assert now.state in (S.MERGED, S.TO_ASSIGN)
        assert said[0].startswith("现在是“已并案”，不能再“立案”") == is_merged
        assert (said[1] == "merged") == is_merged
        assert (now.number == "") == is_merged
        events = StepEvent.objects.of(now).values_list("step", flat=True)
        assert list(events) == ["merge" if is_merged else "docket"]


def test_what_is_merged_into_a_proposal_that_is_being_rejected_is_not_lost(two, chair):
    for _ in range(TIMES):
        first, main = two()
        said = at_once(rejecting(main, chair), merging_into(first, main, chair))
        if said[1] == "merged":
            assert said[0].startswith("有 1 件提案并入这一件，不能不予立案")
        else:
            assert said[0] == "rejected"
            assert said[1] == f"“{main.heading}”现在是“不予立案”，不能再并入其他提案。"
    assert orphans() == []


def test_what_is_merged_into_a_proposal_that_is_being_withdrawn_is_not_lost(two, chair, colleague):
    for _ in range(TIMES):
        first, main = two()
        said = at_once(withdrawing(main, colleague), merging_into(first, main, chair))
        if said[1] == "merged":
            assert said[0].startswith("有 1 件提案并入这一件，不能撤案")
        else:
            assert said[0] == "withdrawn"
            assert said[1] == f"“{main.heading}”现在是“已撤案”，不能再并入其他提案。"
    assert orphans() == []


def test_a_chain_that_two_screeners_make_ends_at_one_main_proposal(school, two, chair):
    for _ in range(TIMES):
        first, second = two()
        third = make_proposal(make_seat(school, name="丙"), state=S.SCREENING, title="第三件")
        said = at_once(merging_into(first, second, chair), merging_into(second, third, chair))
        assert said[1] == "merged"
        if said[0] == "merged":
            assert read(first).merged_into == third
        else:
            assert said[0] == "“增加书架”已并入“第三件”，请直接并入后者。"
            assert read(first).state == S.SCREENING
    assert orphans() == []


def test_two_screeners_docket_one_proposal_once(two, chair):
    first, _ = two()
    said = at_once(docketing_one(first, chair), docketing_one(first, chair))
    numbers = [words for words in said if "T001" in words]
    assert len(numbers) == 1
    assert StepEvent.objects.of(first).count() == 1


def test_proposals_docketed_at_once_get_numbers_one_after_the_other(two, chair):
    waiting = [*two(), *two()]
    numbers = at_once(*(docketing_one(proposal, chair) for proposal in waiting))
    assert sorted(number[-4:] for number in numbers) == ["T001", "T002", "T003", "T004"]
