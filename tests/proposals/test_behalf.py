"""What staff types in for others: on paper, by telephone, at meetings."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains

from proposals import actions
from proposals.actions import meetings
from proposals.models import MicroProposal, MicroState, SourceMeeting
from tests.members.factories import make_member
from tests.proposals.factories import make_micro
from union_site import figures
from union_site.models import AuditEntry, Notification

pytestmark = pytest.mark.django_db
TEXT = "传达室的窗户关不严，冬天很冷。"


def enter(by, **given):
    usual = {
        "text": TEXT,
        "category": "logistics",
        "publicity": "open",
        "source": "box",
        "author_name": "门卫老张",
        "submission_key": uuid.uuid4().hex,
    }
    return actions.enter(by=by, **(usual | given))


def hold(by, **given):
    usual = {
        "kind": "monthly_meeting",
        "held_on": datetime.date(2026, 3, 6),
        "topic": "3月生活会",
        "place": "",
        "host": "",
        "attended": 12,
    }
    return meetings.hold(by=by, **(usual | given))


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("chair", True),
        ("officer", False),
        ("handler", False),
        ("leader", False),
        ("teacher", False),
    ],
)
def test_only_who_screens_types_in_for_others_and_notes_meetings(request, role, may):
    seat = request.getfixturevalue(role)
    for act in (enter, hold):
        if may:
            assert act(seat) is not None
        else:
            with pytest.raises(PermissionDenied):
                act(seat)


class TestOnBehalf:
    def test_it_is_marked_wherever_its_author_is_shown(self, log_in, chair):
        proposal = enter(chair).proposal
        assert proposal.shown_author(chair) == "门卫老张（工会代录）"
        client = log_in(chair)
        for url in (reverse("proposals:list"), reverse("proposals:micro", args=[proposal.pk])):
            assertContains(client.get(url), "门卫老张（工会代录）")

    def test_a_member_with_a_seat_follows_it_like_an_own_one(self, chair, school, teacher):
        member = make_member(school, "周敏", seat=teacher)
        proposal = enter(chair, member=member, author_name="").proposal
        assert (proposal.author, proposal.member) == (teacher, member)
        actions.accept(proposal=proposal, title="窗户", category="logistics", by=chair)
        assert Notification.objects.filter(seat=teacher).count() == 1

    @pytest.mark.parametrize(
        ("publicity", "shown"),
        [("open", "门卫老张（工会代录）"), ("hidden", "不公开姓名（工会代录）")],
    )
    def test_the_name_is_shown_as_the_person_wishes(self, chair, officer, publicity, shown):
        assert enter(chair, publicity=publicity).proposal.shown_author(officer) == shown

    def test_an_anonymous_slip_names_nobody_but_who_typed_it(self, chair):
        proposal = enter(chair, publicity="anonymous").proposal
        proposal.refresh_from_db()
        named = (proposal.author, proposal.member, proposal.author_name, proposal.submitted_at)
        assert named == (None, None, "", None)
        assert proposal.shown_author(chair) == "匿名（工会代录）"

    def test_an_anonymous_caller_could_be_told_by_the_moment_and_waits_in_the_bag(
        self, school, chair, today
    ):
        receipt = enter(chair, publicity="anonymous", source="phone")
        assert MicroProposal.objects.count() == AuditEntry.objects.count() == 0
        actions.deliver_letters(school, today + datetime.timedelta(days=1))
        row = MicroProposal.objects.get(pk=receipt.proposal.pk)
        assert (row.source, row.entered_by) == ("phone", chair)

    def test_a_name_that_nobody_knows_cannot_be_public(self, chair):
        with pytest.raises(ValidationError, match="请选择或填写提案人"):
            enter(chair, author_name=" ")

    def test_who_has_no_seat_rates_by_the_receipt_at_once(self, school, chair, handler, client):
        key = uuid.uuid4().hex
        proposal = make_micro(
            school,
            state=MicroState.ANSWERED,
            lead=handler,
            publicity="open",
            source="box",
            entered_by=chair,
            author_name="门卫老张",
            receipt_hash=actions.hash_of_code(actions.receipt_code(key)),
        )
        code = actions.receipt_code(key)
        answer = client.post(
            reverse("proposals:receipt"), {"code": code, "satisfaction": "satisfied", "note": ""}
        )
        assertContains(answer, "您的评价：满意")
        proposal.refresh_from_db()
        assert proposal.satisfaction == "satisfied"

    def test_the_page_takes_one_and_gives_the_code_to_hand_over(self, log_in, chair):
        data = {"text": TEXT, "category": "logistics", "publicity": "open", "source": "box"}
        data |= {"author_name": "门卫老张", "submission_key": "3" * 32}
        answer = log_in(chair).post(reverse("proposals:micro_behalf"), data)
        assertContains(answer, "请把回执码抄给提案人")
        assert MicroProposal.objects.get().entered_by == chair

    def test_a_teacher_cannot_open_the_page(self, log_in, teacher):
        assert log_in(teacher).get(reverse("proposals:micro_behalf")).status_code == 403


class TestMeetings:
    def test_a_meeting_that_is_still_to_come_is_refused(self, chair, today):
        with pytest.raises(ValidationError, match="还没有召开"):
            hold(chair, held_on=today + datetime.timedelta(days=1))

    def test_several_issues_become_proposals_of_its_day(self, school, chair, teacher):
        make_member(school, "周敏", seat=teacher)
        meeting = hold(chair)
        issues = [
            meetings.Issue(1, TEXT, "logistics", "周敏"),
            meetings.Issue(3, "食堂的筷子该换了。", "welfare"),
        ]
        for _ in range(2):  # sent again it enters nothing twice
            meetings.raise_issues(meeting=meeting, issues=issues, page_key="a" * 32, by=chair)
        rows = MicroProposal.objects.order_by("text")
        assert [(r.author, r.publicity, r.source, r.submitted_on, r.meeting) for r in rows] == [
            (teacher, "open", "meeting", meeting.held_on, meeting),
            (None, "anonymous", "meeting", meeting.held_on, meeting),
        ]

    def test_one_that_is_wrong_stops_all_and_is_named_by_its_row(self, chair):
        meeting = hold(chair)
        issues = [
            meetings.Issue(1, TEXT, "logistics"),
            meetings.Issue(2, "长" * 101, "logistics"),
        ]
        with pytest.raises(ValidationError) as refused:
            meetings.raise_issues(meeting=meeting, issues=issues, page_key="a" * 32, by=chair)
        assert refused.value.messages == ["第 2 件：最多 100 字，现在 101 字，请删去 1 字。"]
        assert MicroProposal.objects.count() == 0

    def test_a_meeting_with_issues_keeps_its_kind(self, chair):
        meeting = hold(chair)
        enter(chair, meeting=meeting)
        values = {"held_on": meeting.held_on, "topic": "改", "place": "", "host": ""}
        with pytest.raises(ValidationError, match="不能改类别"):
            meetings.correct(meeting=meeting, by=chair, kind="forum", attended=None, **values)

    def test_what_monthly_meetings_solved_is_counted_and_leads_to_its_rows(
        self, log_in, school, chair, handler
    ):
        monthly, forum = hold(chair), hold(chair, kind="forum", topic="金点子")
        for meeting, source in ((monthly, "meeting"), (forum, "forum")):
            for result in ("solved", "planned"):
                make_micro(
                    school,
                    state=MicroState.PUBLISHED,
                    lead=handler,
                    result_class=result,
                    source=source,
                    meeting=meeting,
                    entered_by=chair,
                    submitted_on=meeting.held_on,
                )
        span = figures.calendar_year(2026)
        counted = {
            name: figures.take(f"proposals.meeting_{name}", union=school, span=span)
            for name in ("raised", "solved")
        }
        assert {name: taken.value for name, taken in counted.items()} == {"raised": 2, "solved": 1}
        for taken in counted.values():
            page = log_in(chair).get(taken.url).context["page"]
            assert {str(row.pk) for row in page} == set(taken.row_ids)

    def test_the_pages_of_one_meeting_from_new_to_its_list(self, log_in, chair, teacher):
        client = log_in(chair)
        data = {"kind": "forum", "held_on": "2026-03-06", "topic": "献计", "attended": "9"}
        answer = client.post(reverse("proposals:meeting_new"), data)
        meeting = SourceMeeting.objects.get()
        assert answer.url == reverse("proposals:meeting_issues", args=[meeting.pk])
        typed = {"page_key": "b" * 32, "issue2-text": TEXT, "issue2-category": "logistics"}
        assert client.post(answer.url, typed).status_code == 302
        assertContains(client.get(reverse("proposals:meeting", args=[meeting.pk])), TEXT[:10])
        assert log_in(teacher).get(reverse("proposals:meetings")).status_code == 403

    def test_the_list_costs_the_same_with_one_meeting_and_with_five(
        self, log_in, chair, django_assert_num_queries
    ):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client, counts = log_in(chair), []
        for number in (1, 4):
            for _ in range(number):
                enter(chair, meeting=hold(chair))
            with CaptureQueriesContext(connection) as captured:
                assert client.get(reverse("proposals:meetings")).status_code == 200
            counts.append(len(captured))
        assert counts[0] == counts[1] <= 13
