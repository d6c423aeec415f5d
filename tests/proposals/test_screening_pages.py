"""Pages of the proposal committee: its desk, advice, decisions, who sits on it."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from proposals.actions import screening as actions
from proposals.actions import similar
from proposals.models import Proposal, ProposalState
from proposals.steps import formal as steps
from proposals.tables.tabs import tabs
from tests.factories import make_seat
from tests.proposals.committees import make_committee
from tests.proposals.factories import make_proposal
from union_site import desk
from union_site.models import StepEvent

S = ProposalState
DESK = reverse("proposals:screening")
pytestmark = pytest.mark.django_db


@pytest.fixture
def committee(school):
    return make_committee(school, members=2)


@pytest.fixture
def author(school):
    return make_seat(school, "member", name="提案人甲")


@pytest.fixture
def seconders(school):
    return [make_seat(school, "member", name=name) for name in ("附议乙", "附议丙")]


def advise(proposal, seat, suggestion="docketed", opinion="很有必要"):
    actions.advise(proposal=proposal, suggestion=suggestion, opinion=opinion, by=seat)


def labels_of_tabs(seat):
    return [tab.label for tab in tabs(seat, "proposals:screening")]


@pytest.mark.parametrize(
    ("role", "status"),
    [("chair", 200), ("officer", 403), ("teacher", 403), ("handler", 403), ("leader", 403)],
)
def test_the_desk_is_for_those_who_screen(log_in, request, role, status):
    seat = request.getfixturevalue(role)
    client = log_in(seat)
    assert client.get(DESK).status_code == status
    assert ("审查" in labels_of_tabs(seat)) == (status == 200)


def test_a_member_of_the_committee_finds_the_desk_and_what_is_due(log_in, committee, author):
    _, member, _ = committee
    proposal = make_proposal(author, state=S.SCREENING)
    client = log_in(member)
    assert "审查" in labels_of_tabs(member)
    page = client.get(DESK).content.decode()
    assert "0 / 3" in page
    assert reverse("proposals:step", args=[proposal.pk, "advise"]) in page
    todos = [todo.detail for todo in desk.todos(member, timezone.localdate())]
    assert todos == ["提案人甲 · 请填写审查意见"]
    advise(proposal, member)
    assert [todo.title for todo in desk.todos(member, timezone.localdate())] == []


def test_the_head_is_asked_to_decide_and_to_write_down_the_presidiums_word(
    committee, author, chair
):
    head, *_ = committee
    made = [make_proposal(author, state=S.SCREENING), make_proposal(author, state=S.DISPUTED)]
    for proposal in made:
        advise(proposal, head)
    for seat in (head, chair):
        todos = desk.todos(seat, timezone.localdate())
        badges = [todo.badge for todo in todos if todo.title.startswith("提案")]
        assert sorted(badges) == ["主席团", "待决定"], seat


def test_a_large_pile_is_one_thing_to_do(committee, author):
    head, *_ = committee
    for _ in range(6):
        make_proposal(author, state=S.SUBMITTED)
    (todo,) = desk.todos(head, timezone.localdate())
    assert (todo.title, todo.url) == ("6 件提案待审查", f"{DESK}?state=submitted")


def test_the_number_beside_the_place_counts_what_waits_for_this_seat(committee, author, chair):
    head, member, _ = committee
    received = make_proposal(author, state=S.SCREENING)
    make_proposal(author, state=S.SUBMITTED)
    advise(received, member)
    counts = {
        seat: desk.waiting(seat, desk.places(seat))["proposals:list"]
        for seat in (head, member, chair, author)
    }
    assert counts == {head: 2, member: 1, chair: 2, author: 0}


def test_the_list_takes_as_many_queries_for_five_rows_as_for_one(
    log_in, chair, committee, author, seconders
):
    def queries(count):
        while Proposal.objects.count() < count:
            proposal = make_proposal(author, state=S.SCREENING, seconders=seconders)
            for seat in committee:
                advise(proposal, seat)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(DESK).status_code == 200
        return len(caught)

    client = log_in(chair)
    client.get(DESK)
    assert queries(1) == queries(5) <= 12


def test_a_proposal_before_the_committee_takes_few_queries_and_is_seen_as_before(
    log_in, chair, committee, author, seconders
):
    proposal = make_proposal(author, state=S.SCREENING, seconders=seconders)
    for seat in committee:
        advise(proposal, seat)
    client, url = log_in(chair), reverse("proposals:proposal", args=[proposal.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as caught:
        page = client.get(url).content.decode()
    assert "意见 3 / 3" in page
    assert "附议乙" in page
    assert len(caught) <= 28


def test_a_reason_written_while_another_decided_comes_back_with_the_sentence(
    log_in, chair, committee, author
):
    proposal = make_proposal(author, state=S.TO_ASSIGN)
    url = reverse("proposals:step", args=[proposal.pk, "reject"])
    client = log_in(chair)
    answer = client.post(url, {"note": "与改造计划重复。", "reason_class": "in_hand"})
    form = answer.context["form"]
    assert form["note"].value() == "与改造计划重复。"
    assert "现在是“待交办”，您不能“不予立案”" in str(form.non_field_errors())
    assert client.post(url, {"note": ""}).url == reverse("proposals:proposal", args=[proposal.pk])
    proposal.refresh_from_db()
    assert proposal.state == S.TO_ASSIGN


def test_a_proposal_with_its_replies_takes_few_queries(log_in, chair, author, handler, leader):
    proposal = make_proposal(author, state=S.REPLIED, lead=handler, leader=leader)
    client, url = log_in(chair), reverse("proposals:proposal", args=[proposal.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    assert len(caught) <= 34


def test_chips_narrow_by_state_and_session_and_the_export_holds_the_same(
    log_in, chair, author, seconders
):
    make_proposal(author, state=S.SCREENING, title="审查中的", seconders=seconders)
    make_proposal(author, state=S.SUBMITTED, title="新收到的")
    client = log_in(chair)
    answer = client.get(DESK, {"state": "screening"})
    assert [row.title for row in answer.context["rows"]] == ["审查中的"]
    chips = {chip.label: chip.count for chip in answer.context["listed"].chips}
    assert chips == {"全部": 2, "待审查": 1, "审查中": 1}
    sheet = client.get(reverse("proposals:screening_export"), {"state": "screening"})
    rows = list(openpyxl.load_workbook(io.BytesIO(sheet.content)).active.values)
    assert [row[:2] for row in rows[1:]] == [("审查中的", "提案人甲")]
    assert set(rows[1][2].split("、")) == {"附议乙", "附议丙"}


def test_several_are_received_at_once(log_in, chair, author):
    made = [make_proposal(author, state=S.SUBMITTED) for _ in range(2)]
    client = log_in(chair)
    client.post(reverse("proposals:screening_receive"), {"proposal": [str(row.pk) for row in made]})
    assert set(Proposal.objects.values_list("state", flat=True)) == {S.SCREENING}


def test_docketing_several_asks_first_and_leaves_out_what_is_not_agreed(
    log_in, committee, author, seconders
):
    head, *members = committee
    agreed, split = (
        make_proposal(author, state=S.SCREENING, seconders=seconders, title=title)
        for title in ("一致的", "有分歧的")
    )
    for seat in (head, *members):
        advise(agreed, seat)
        advise(split, seat, "docketed" if seat == head else "rejected")
    client = log_in(head)
    url, picked = reverse("proposals:screening_docket"), [str(agreed.pk), str(split.pk), "x"]
    asked = client.post(url, {"proposal": picked})
    assert [row.title for row in asked.context["ready"]] == ["一致的"]
    assert [row.title for row in asked.context["others"]] == ["有分歧的"]
    assert StepEvent.objects.filter(step="docket").count() == 0
    client.post(url, {"proposal": picked, "confirmed": "1"})
    agreed.refresh_from_db()
    split.refresh_from_db()
    assert (agreed.state, split.state) == (S.TO_ASSIGN, S.SCREENING)


def test_a_member_reads_the_others_advice_after_giving_the_own_one(log_in, committee, author):
    head, member, other = committee
    proposal = make_proposal(author, state=S.SCREENING)
    advise(proposal, other, opinion="别人的意见")
    url = reverse("proposals:proposal", args=[proposal.pk])
    seen = {}
    for name, seat in (("head", head), ("member", member), ("author", author)):
        client = log_in(seat)
        seen[name] = "别人的意见" in client.get(url).content.decode()
    advise(proposal, member)
    client = log_in(member)
    seen["member after"] = "别人的意见" in client.get(url).content.decode()
    assert seen == {"head": True, "member": False, "author": False, "member after": True}


def test_nobody_reads_advice_on_the_own_proposal_before_it_is_decided(log_in, committee):
    head, member, _ = committee
    proposal = make_proposal(head, state=S.SCREENING)
    advise(proposal, member, opinion="别人的意见")
    url = reverse("proposals:proposal", args=[proposal.pk])
    client = log_in(head)
    assert "别人的意见" not in client.get(url).content.decode()
    Proposal.objects.filter(pk=proposal.pk).update(
        state=S.REJECTED, outcome="rejected", decision_note="理由"
    )
    assert "别人的意见" in client.get(url).content.decode()


def test_a_warning_is_shown_with_its_tick_and_goes_once_it_is_accepted(log_in, chair, author):
    proposal = make_proposal(author, state=S.SCREENING)
    url = steps.step_url(proposal, "docket")
    client = log_in(chair)
    page = client.post(url, {"note": "同意"}).content.decode()
    assert "附议人 0 名，不足 2 名" in page
    assert 'value="P-21"' in page
    client.post(url, {"note": "同意", "accepted": "P-21"})
    proposal.refresh_from_db()
    assert proposal.state == S.TO_ASSIGN


@pytest.mark.parametrize(
    ("name", "typed", "state"),
    [
        ("advise", {"suggestion": "docketed"}, S.SCREENING),
        ("complete", {"note": "缺数据"}, S.DRAFT),
        ("convert", {"reason_class": "routine", "note": "日常"}, S.TO_ASSIGN),
        ("reject", {"reason_class": "other", "note": "不宜"}, S.REJECTED),
        ("refer", {"note": "分歧"}, S.DISPUTED),
    ],
)
def test_each_step_has_its_page(log_in, chair, author, name, typed, state):
    proposal = make_proposal(author, state=S.SCREENING)
    url = steps.step_url(proposal, name)
    client = log_in(chair)
    assert client.get(url).status_code == 200
    refused = client.post(url, {})
    assert refused.status_code == 200
    client.post(url, typed)
    proposal.refresh_from_db()
    assert proposal.state == state


def test_merging_offers_what_can_take_others_in_and_shows_both_ways(log_in, chair, author, teacher):
    main = make_proposal(teacher, state=S.TO_ASSIGN, title="主提案")
    proposal = make_proposal(author, state=S.SCREENING, title="相近的提案")
    make_proposal(teacher, state=S.REJECTED, title="已不予立案")
    client = log_in(chair)
    url = steps.step_url(proposal, "merge")
    form = client.get(url).context["form"]
    assert [row.title for row in form.fields["main"].queryset] == ["主提案"]
    client.post(url, {"main": str(main.pk), "note": "相近"})
    for one, other in ((main, proposal), (proposal, main)):
        page = client.get(reverse("proposals:proposal", args=[one.pk])).content.decode()
        assert reverse("proposals:proposal", args=[other.pk]) in page
    assert "并入“主提案”" in client.get(f"/proposals/{proposal.pk}/").content.decode()


def test_the_committees_page_says_who_sits_on_it_and_what_to_check(log_in, chair, committee):
    client = log_in(chair)
    answer = client.get(reverse("proposals:committee"))
    shown = answer.context["committee"]
    assert [post.label for post in shown.sitting] == ["主任", "委员", "委员"]
    assert [finding.code for finding in answer.context["findings"]] == ["P-27"]


def test_without_a_committee_the_page_says_how_to_begin(log_in, chair):
    client = log_in(chair)
    page = client.get(reverse("proposals:committee")).content.decode()
    assert reverse("members:body_list") in page
    assert "还没有登记提案工作委员会" in client.get(DESK).content.decode()


def test_the_number_of_likely_duplicates_stands_with_each(log_in, chair, author, teacher):
    for other in (author, teacher):
        similar.index(make_proposal(other, state=S.SCREENING))
    make_proposal(author, state=S.SCREENING, title="食堂", suggestion="错峰就餐，少排队。")
    answer = log_in(chair).get(DESK)
    assert sorted(row.similar for row in answer.context["rows"]) == [0, 1, 1]


def test_a_link_brings_the_main_one_along_and_nothing_else(log_in, chair, author, teacher):
    main = make_proposal(teacher, state=S.TO_ASSIGN)
    proposal = make_proposal(author, state=S.SCREENING)
    url = steps.step_url(proposal, "merge")
    page = log_in(chair).get(f"{url}?main={main.pk}&note=照办").content.decode()
    assert f'<option value="{main.pk}" selected>' in page
    assert "照办" not in page
