"""What the pages say next: after a verdict, to who holds a receipt, beside a wrong field."""

from __future__ import annotations

import datetime
import re
import uuid

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from proposals import actions
from proposals.actions import notices
from proposals.models import MicroProposal, MicroState
from tests.proposals.factories import make_micro, make_proposal
from tests.proposals.factories_public import main_of, make_notice
from union_site.calendar import add_working_days, official_date


@pytest.fixture
def answered(school, teacher, handler):
    handler.department = "总务处"
    handler.save()
    return make_micro(school, author=teacher, state=MicroState.ANSWERED, lead=handler)


def step(client, proposal, name, **typed):
    url = reverse("proposals:micro_step", args=[proposal.pk, name])
    return client.post(url, typed, follow=True)


def unsatisfied(client, proposal):
    return step(client, proposal, "rate", satisfaction="unsatisfied", note="还没有装。")


def with_code(school, **fields):
    """A proposal and the code that opens it."""
    key = uuid.uuid4().hex
    code = actions.receipt_code(key)
    return make_micro(school, receipt_hash=actions.hash_of_code(code), **fields), code


class TestAfterAVerdict:
    def test_an_unsatisfied_author_reads_where_it_went_and_until_when(
        self, log_in, teacher, answered, today
    ):
        page = unsatisfied(log_in(teacher), answered)
        due = official_date(actions.usual_due_date(answered, today))
        assertContains(page, f"谢谢您的评价。已退回总务处再办理，应于 {due} 前再次答复。")
        assertContains(page, "上次答复")

    def test_the_second_time_the_department_reads_why_and_the_author_that_it_does_not_go_back(
        self, log_in, teacher, handler, answered
    ):
        client = log_in(teacher)
        unsatisfied(client, answered)
        answered.refresh_from_db()
        again = log_in(handler).get(reverse("proposals:micro_step", args=[answered.pk, "answer"]))
        assertContains(again, "提案人：还没有装。")
        actions.answer(proposal=answered, text="已装。", result_class="solved", by=handler)
        client = log_in(teacher)
        form = client.get(reverse("proposals:micro_step", args=[answered.pk, "rate"]))
        assertContains(form, "不再退回办理")
        page = unsatisfied(client, answered)
        assertContains(page, "您的评价和原因已告诉工会")
        assertNotContains(page, "上次答复")

    def test_what_is_rated_stands_above_the_form(self, log_in, teacher, answered):
        page = log_in(teacher).get(reverse("proposals:micro_step", args=[answered.pk, "rate"]))
        assertContains(page, answered.answer)


class TestWhoHoldsAReceipt:
    def look(self, client, code):
        return client.post(reverse("proposals:receipt"), {"code": code})

    def test_reads_who_has_it_and_until_when(self, client, school, handler):
        handler.department = "总务处"
        handler.save()
        due = datetime.date(2030, 1, 7)
        state = MicroState.ASSIGNED
        _, code = with_code(school, state=state, lead=handler, due_on=due)
        assertContains(self.look(client, code), "总务处正在办理，应于 2030年1月7日 前答复。")

    def test_reads_that_it_takes_longer_and_why(self, client, log_in, school, chair, handler):
        state = MicroState.ASSIGNED
        proposal, code = with_code(school, state=state, lead=handler)
        was, until = proposal.due_on, add_working_days(proposal.due_on, 3).day
        actions.extend(proposal=proposal, due_on=until, note="等配件。", by=handler)
        page = self.look(client, code)
        assertContains(page, f"应于 {official_date(until)} 前答复。")
        assertContains(page, f"原定 {official_date(was)}，已延期一次：等配件。")
        office = log_in(chair).get(reverse("proposals:micro", args=[proposal.pk]))
        assertContains(office, f"延期到 {official_date(until)} 答复")

    def test_reads_why_it_was_not_taken_up(self, client, school, chair):
        proposal, code = with_code(school)
        actions.decline(proposal=proposal, reason="unclear", note="请写明地点。", by=chair)
        page = self.look(client, code)
        assertContains(page, "不予受理：内容不明。")
        assertContains(page, "说明：请写明地点。")

    def test_finds_the_page_again_from_the_list_and_from_the_login(self, client, log_in, teacher):
        address = reverse("proposals:receipt")
        assertContains(client.get(reverse("account_login")), address)
        assertContains(log_in(teacher).get(reverse("proposals:list")), address)

    @pytest.mark.parametrize("publicity", ["open", "hidden", "anonymous"])
    def test_a_receipt_leads_on_to_the_proposal_where_its_author_may_open_it(
        self, log_in, teacher, publicity
    ):
        typed = {"text": "走廊的灯坏了。", "category": "logistics", "publicity": publicity}
        client = log_in(teacher)
        page = client.post(reverse("proposals:micro_new"), typed | {"submission_key": "5" * 32})
        assert page.status_code == 200
        if publicity == "anonymous":
            assertNotContains(page, "看办理到哪一步")
        else:
            own = MicroProposal.objects.get()
            assertContains(page, reverse("proposals:micro", args=[own.pk]))


class TestWhatIsWrongStandsBesideItsField:
    def test_a_duplicate_without_the_number_of_the_original(self, log_in, school, chair, teacher):
        proposal = make_micro(school, author=teacher)
        page = step(log_in(chair), proposal, "decline", reason="duplicate", note="重复。")
        assert page.context["form"].errors == {
            "duplicate_of": ["请填写原提案编号，如 2026-012。"],
        }

    def test_a_due_date_that_lies_behind(self, log_in, school, chair, teacher, handler, today):
        proposal = make_micro(school, author=teacher, state=MicroState.ACCEPTED)
        past = (today - datetime.timedelta(days=1)).isoformat()
        page = step(log_in(chair), proposal, "assign", lead=handler.pk, due_on=past)
        assert page.context["form"].errors == {"due_on": ["应答复日期不能早于今天。"]}

    def test_the_days_of_a_paper_are_kept(self, log_in, teacher):
        typed = {"since": "2026-12-01", "until": "2026-01-01"}
        page = log_in(teacher).get(reverse("proposals:notice_pdf"), typed, follow=True)
        form = page.context["form"]
        assert form.errors == {"until": ["结束日期不能早于开始日期。"]}
        assert {name: form[name].value() for name in typed} == typed


def test_days_without_a_notice_make_no_paper(log_in, chair, teacher, handler):
    make_notice(chair, teacher, handler)
    typed = {"since": "2020-01-01", "until": "2020-01-02"}
    page = log_in(teacher).get(reverse("proposals:notice_pdf"), typed, follow=True)
    assertContains(page, "这段时间没有公示的提案，请换一段日期。")
    assert page.context["form"]["since"].value() == "2020-01-01"


def test_notices_stand_before_their_figures(log_in, chair, teacher, handler):
    notice = make_notice(chair, teacher, handler)
    page = main_of(log_in(teacher).get(reverse("proposals:notices")))
    assert page.index(reverse("proposals:notice", args=[notice.pk])) < page.index("<h2>按类别</h2>")


def test_nothing_ticked_is_refused_and_stays_unticked(log_in, chair, answered):
    page = log_in(chair).post(reverse("proposals:notice_ripe"), {})
    assertContains(page, "请至少选择一件。")
    assertNotContains(page, "checked")
    answered.refresh_from_db()
    assert answered.state == MicroState.ANSWERED


def test_a_notice_that_is_down_already_is_not_offered_for_it_again(log_in, chair, teacher, handler):
    notice = make_notice(chair, teacher, handler)
    notices.take_down(notice=notice, reason="写错了。", by=chair)
    url = reverse("proposals:notice_take_down", args=[notice.pk])
    page = log_in(chair).get(url, follow=True)
    assert page.redirect_chain == [(reverse("proposals:notice", args=[notice.pk]), 302)]
    assertContains(page, "这条公示已经撤下，或者提案正在重新办理，现在不能撤下。")


def test_a_published_answer_that_did_not_hold_is_not_shown_as_solved(
    log_in, chair, teacher, handler
):
    notice = make_notice(chair, teacher, handler)
    pages = [reverse("proposals:notices"), reverse("proposals:notice", args=[notice.pk])]
    client = log_in(teacher)
    assert ["重新办理中" in main_of(client.get(page)) for page in pages] == [False, False]
    MicroProposal.objects.filter(pk=notice.micro_id).update(
        state=MicroState.ASSIGNED, handling_round=2, due_on=notice.micro.submitted_on
    )
    assert ["重新办理中" in main_of(client.get(page)) for page in pages] == [True, True]
    assert reverse("proposals:notice_take_down", args=[notice.pk]) in main_of(
        log_in(chair).get(pages[1])
    )


@pytest.mark.parametrize(
    ("missing", "main"),
    [({}, "征集附议"), ({"reason": ""}, "继续写"), ({"suggestion": ""}, "继续写")],
)
def test_a_draft_has_one_main_button_for_the_next_thing_to_do(log_in, teacher, missing, main):
    draft = make_proposal(teacher, **missing)
    page = log_in(teacher).get(reverse("proposals:proposal", args=[draft.pk]))
    found = re.findall(r'class="btn btn-primary"[^>]*>\s*([^<\s]+)', main_of(page))
    assert found == [main]
