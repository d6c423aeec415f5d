"""Acts of the proposal box: what they change, whom they tell, what they refuse."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from proposals import actions
from proposals.actions import receipts
from proposals.models import MicroProposal, MicroState
from tests.factories import make_seat
from tests.proposals.factories import TEXT, make_micro
from union_site.calendar import add_working_days
from union_site.models import AuditEntry, Norm, Notification, StepEvent

KEY = "0" * 32


def deliver(union, today):
    """What happens in the night that follows."""
    return actions.deliver_letters(union, today + datetime.timedelta(days=1))


def submit(by, *, text=TEXT, publicity="open", key=""):
    return actions.submit(
        text=text,
        category="logistics",
        publicity=publicity,
        submission_key=key or uuid.uuid4().hex,
        by=by,
    )


class TestSubmitting:
    def test_a_teacher_gets_a_receipt_and_the_chair_a_notice(self, chair, teacher):
        receipt = submit(teacher)
        assert receipt.proposal.state == MicroState.SUBMITTED
        assert receipt.proposal.author == teacher
        notice = Notification.objects.get()
        assert (notice.seat, str(receipt.proposal.pk) in notice.url) == (chair, True)

    def test_exactly_100_characters_are_taken_white_space_not_counted(self, teacher):
        text = "\n".join("字" * 10 + " " for _ in range(10))
        assert submit(teacher, text=text).proposal.pk is not None

    def test_101_characters_are_refused_and_the_sentence_says_how_many_too_many(self, teacher):
        with pytest.raises(ValidationError) as refused:
            submit(teacher, text="字" * 101)
        assert refused.value.message_dict == {"text": ["最多 100 字，现在 101 字，请删去 1 字。"]}
        assert MicroProposal.objects.count() == 0

    def test_the_limit_is_a_norm_and_a_school_may_set_its_own(self, school, teacher):
        Norm.objects.create(
            key="proposals.micro_characters",
            label="字数",
            value=20,
            scope="school",
            union=school,
            valid_from=datetime.date(2020, 1, 1),
            document="校工会办法",
        )
        with pytest.raises(ValidationError, match="最多 20 字"):
            submit(teacher, text="字" * 21)

    @pytest.mark.parametrize("text", ["", "   \n\t", "\u200b\u200b", "\u202e"])
    def test_a_text_with_nothing_to_read_is_refused(self, teacher, text):
        with pytest.raises(ValidationError, match="请写下您的提案"):
            submit(teacher, text=text)

    def test_signs_that_turn_the_direction_of_writing_are_taken_out(self, teacher):
        assert submit(teacher, text="夜灯\u202e坏了\x00").proposal.text == "夜灯坏了"

    def test_sent_twice_it_is_taken_once_and_gives_the_same_receipt(self, teacher):
        first, second = submit(teacher, key=KEY), submit(teacher, key=KEY)
        assert first.code == second.code
        assert first.proposal.pk == second.proposal.pk
        assert MicroProposal.objects.count() == 1

    def test_more_than_the_days_limit_is_refused(self, school, teacher):
        Norm.objects.filter(key="proposals.micro_per_day").update(value=2)
        submit(teacher)
        submit(teacher, publicity="anonymous")
        with pytest.raises(ValidationError, match="今天已提交 2 件"):
            submit(teacher, publicity="anonymous")

    def test_a_seat_without_the_right_cannot_submit(self, leader):
        with pytest.raises(PermissionDenied):
            submit(leader)


class TestAnonymity:
    def test_an_anonymous_proposal_keeps_no_author_no_hour_and_no_entry(
        self, school, chair, teacher, today
    ):
        pk = submit(teacher, publicity="anonymous").proposal.pk
        deliver(school, today)
        proposal = MicroProposal.objects.get(pk=pk)
        assert (proposal.author, proposal.submitted_at) == (None, None)
        assert proposal.submitted_on == today
        assert AuditEntry.objects.count() == 0
        assert StepEvent.objects.count() == 0

    def test_the_notice_about_it_is_not_timed_more_finely_than_a_day(
        self, school, chair, teacher, today
    ):
        submit(teacher, publicity="anonymous")
        deliver(school, today)
        at = timezone.localtime(Notification.objects.get().at)
        assert (at.hour, at.minute, at.second, at.microsecond) == (0, 0, 0, 0)

    def test_a_named_one_does_keep_all_of_it(self, chair, teacher):
        proposal = submit(teacher).proposal
        assert proposal.submitted_at is not None
        assert AuditEntry.objects.get().seat == teacher

    def test_the_receipt_alone_finds_it_however_it_is_typed(self, teacher):
        receipt = submit(teacher, publicity="anonymous")
        typed = receipt.code.lower().replace("-", " ")
        assert actions.find_by_receipt(typed, client="1") == receipt.proposal
        assert actions.find_by_receipt("AAAA-BBBB-CCCC", client="1") is None

    def test_the_code_itself_is_nowhere_in_the_row(self, school, teacher, today):
        receipt = submit(teacher, publicity="anonymous")
        deliver(school, today)
        row = MicroProposal.objects.values().get()
        plain = receipt.code.replace("-", "")
        assert all(
            plain not in str(value) and receipt.code not in str(value) for value in row.values()
        )

    def test_wrong_codes_are_counted_and_then_not_looked_up_any_more(self, teacher):
        receipt = submit(teacher, publicity="anonymous")
        for _ in range(receipts.RECEIPT_TRIES):
            assert actions.find_by_receipt("AAAA-BBBB-CCCC", client="10.0.0.9") is None
        assert actions.find_by_receipt(receipt.code, client="10.0.0.9") is None
        assert actions.find_by_receipt(receipt.code, client="10.0.0.8") == receipt.proposal

    def test_its_author_rates_by_receipt_and_leaves_no_trace(self, school, handler, today):
        proposal = make_micro(school, state=MicroState.ANSWERED, lead=handler)
        actions.rate_by_receipt(proposal=proposal, satisfaction="satisfied", note="谢谢")
        assert actions.verdict_in_bag(proposal) == "满意"
        assert MicroProposal.objects.get().satisfaction == ""
        deliver(school, today)
        proposal.refresh_from_db()
        assert (proposal.satisfaction, proposal.rating_note) == ("satisfied", "谢谢")
        event = StepEvent.objects.get()
        assert event.seat is None
        assert AuditEntry.objects.count() == 0

    def test_a_named_proposal_is_not_rated_by_receipt(self, school, teacher, handler):
        proposal = make_micro(school, author=teacher, state=MicroState.ANSWERED, lead=handler)
        with pytest.raises(PermissionDenied):
            actions.rate_by_receipt(proposal=proposal, satisfaction="satisfied", note="")


class TestScreening:
    def test_acceptance_gives_the_next_number_of_the_year(self, school, chair, teacher):
        for expected in ("001", "002"):
            proposal = make_micro(school, author=teacher)
            actions.accept(proposal=proposal, title="夜灯", category="logistics", by=chair)
            assert proposal.number == f"{proposal.submitted_on.year}-{expected}"

    def test_another_school_counts_for_itself(self, school, other_school, chair, stranger, teacher):
        first = make_micro(school, author=teacher)
        actions.accept(proposal=first, title="夜灯", category="logistics", by=chair)
        second = make_micro(other_school, author=stranger)
        actions.accept(proposal=second, title="夜灯", category="logistics", by=stranger)
        assert first.number == second.number

    def test_handing_over_tells_the_department_and_the_author(
        self, school, chair, handler, teacher, today
    ):
        proposal = make_micro(school, author=teacher, state=MicroState.ACCEPTED)
        due_on = add_working_days(today, 5).day
        actions.assign(proposal=proposal, lead=handler, due_on=due_on, by=chair)
        proposal.refresh_from_db()
        assert (proposal.state, proposal.lead, proposal.due_on) == (
            MicroState.ASSIGNED,
            handler,
            due_on,
        )
        assert set(Notification.objects.values_list("seat", flat=True)) == {handler.pk, teacher.pk}

    def test_a_due_date_in_the_past_is_refused(self, school, chair, handler, teacher, today):
        proposal = make_micro(school, author=teacher, state=MicroState.ACCEPTED)
        yesterday = today - datetime.timedelta(days=1)
        with pytest.raises(ValidationError, match="不能早于今天"):
            actions.assign(proposal=proposal, lead=handler, due_on=yesterday, by=chair)
        proposal.refresh_from_db()
        assert proposal.state == MicroState.ACCEPTED

    def test_a_due_date_beyond_the_norm_is_recorded_as_accepted_warning(
        self, school, chair, handler, teacher, today
    ):
        proposal = make_micro(school, author=teacher, state=MicroState.ACCEPTED)
        late = add_working_days(today, 30).day
        actions.assign(proposal=proposal, lead=handler, due_on=late, by=chair)
        assert [f["code"] for f in AuditEntry.objects.get().accepted_findings] == ["P-04"]

    def test_it_cannot_be_handed_to_somebody_of_another_school(
        self, school, other_school, chair, teacher, today
    ):
        foreign = make_seat(other_school, "handler")
        proposal = make_micro(school, author=teacher, state=MicroState.ACCEPTED)
        with pytest.raises(ValidationError, match="本校"):
            actions.assign(proposal=proposal, lead=foreign, due_on=today, by=chair)


class TestAnswering:
    def test_only_the_department_it_was_handed_to_may_answer(self, school, handler, teacher):
        other = make_seat(school, "handler")
        proposal = make_micro(school, author=teacher, state=MicroState.ASSIGNED, lead=handler)
        with pytest.raises(PermissionDenied):
            actions.answer(proposal=proposal, text="已办", result_class="solved", by=other)

    def test_dissatisfied_once_it_is_handled_again_dissatisfied_twice_it_is_recorded(
        self, school, chair, handler, teacher
    ):
        proposal = make_micro(school, author=teacher, state=MicroState.ASSIGNED, lead=handler)
        actions.answer(proposal=proposal, text="已办", result_class="solved", by=handler)
        actions.rate(proposal=proposal, satisfaction="unsatisfied", note="还是暗", by=teacher)
        proposal.refresh_from_db()
        assert (proposal.state, proposal.handling_round, proposal.satisfaction) == (
            MicroState.ASSIGNED,
            2,
            "",
        )
        actions.answer(proposal=proposal, text="又加两盏", result_class="solved", by=handler)
        actions.rate(proposal=proposal, satisfaction="unsatisfied", note="仍不满意", by=teacher)
        proposal.refresh_from_db()
        assert (proposal.state, proposal.satisfaction) == (MicroState.ANSWERED, "unsatisfied")

    def test_it_is_rated_once(self, school, handler, teacher):
        proposal = make_micro(school, author=teacher, state=MicroState.ANSWERED, lead=handler)
        actions.rate(proposal=proposal, satisfaction="satisfied", by=teacher)
        with pytest.raises(ValidationError, match="已经评价过"):
            actions.rate(proposal=proposal, satisfaction="mostly", by=teacher)


class TestBox:
    def test_a_renewed_box_has_another_address(self, chair):
        old = actions.open_box(by=chair).token
        assert actions.open_box(by=chair).token == old
        assert actions.renew_box(by=chair).token != old

    def test_the_token_is_not_readable_in_the_database(self, chair):
        from django.db import connection

        token = actions.open_box(by=chair).token
        with connection.cursor() as cursor:
            cursor.execute("SELECT token, token_hash FROM proposals_proposalbox")
            stored = cursor.fetchone()
        assert all(token not in value for value in stored)
