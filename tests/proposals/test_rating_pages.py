"""Pages after the reply: rating on the phone, 等我办, 督办, closing, the follow-up."""

from __future__ import annotations

import datetime
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from proposals import actions
from proposals.actions import departments
from proposals.models import FollowUp, MicroState, Proposal, ProposalState, Rating
from proposals.steps.formal import step_url
from proposals.tables import supervised, waiting
from proposals.tables.rating import panel
from tests.proposals.after_reply import ROLES, answer_again, make_cast, replied_for
from tests.proposals.factories import make_micro, make_proposal, make_reply, make_seconder
from union_site import desk
from union_site.calendar import official_date
from union_site.models import Notification

S = ProposalState
DAY = datetime.timedelta(days=1)


@pytest.fixture
def cast(school, chair, officer, auditor, leader, handler, teacher, colleague, stranger):
    return make_cast(school, locals())


def rate_url(proposal: Proposal) -> str:
    return reverse("proposals:rate", args=[proposal.pk])


# --- rating -------------------------------------------------------------------------------------


def test_a_teacher_rates_with_one_tap(cast, log_in):
    proposal = replied_for(cast)
    client = log_in(cast["author"])
    page = client.get(rate_url(proposal)).content.decode()
    assert "已在综合楼三层设午休室。" in page
    sent = client.post(rate_url(proposal), {"satisfaction": "satisfied", "note": ""})
    assert (sent.status_code, sent.url) == (302, reverse("proposals:proposal", args=[proposal.pk]))
    assert Rating.objects.get().satisfaction == "satisfied"


def test_what_was_typed_is_kept_where_the_reason_is_missing(cast, log_in):
    proposal = replied_for(cast)
    answer = log_in(cast["author"]).post(rate_url(proposal), {"satisfaction": "unsatisfied"})
    assert answer.status_code == 200
    assert answer.context["form"].errors == {"note": ["请写明不满意的原因，承办部门才好再办理。"]}
    assert Rating.objects.count() == 0


@pytest.mark.parametrize(
    ("role", "round_now", "sentence"),
    [
        ("author", 1, "提案已退回承办部门再办理，应于"),
        ("author", 2, "再办理次数已满，由提案工作委员会研究是否提请主席团或下次会议。"),
        ("seconder", 1, "由提案工作委员会决定是否再办理。"),
    ],
)
def test_who_is_not_satisfied_is_told_what_happens_next(
    cast, log_in, today, role, round_now, sentence
):
    proposal = replied_for(cast)
    if round_now == 2:
        Proposal.objects.filter(pk=proposal.pk).update(handling_round=2)
        proposal.refresh_from_db()
        answer_again(proposal)
    client = log_in(cast[role])
    typed = {"satisfaction": "unsatisfied", "note": "还是没有解决。"}
    page = client.post(rate_url(proposal), typed, follow=True).content.decode()
    assert sentence in page
    proposal = Proposal.objects.get(pk=proposal.pk)
    later = panel(proposal, cast[role], today)
    assert later
    assert later["next"]


@pytest.mark.parametrize(("role", "status"), [("lead", 302), ("colleague", 404), ("stranger", 404)])
def test_who_does_not_get_the_page_to_rate(cast, log_in, role, status):
    assert log_in(cast[role]).get(rate_url(replied_for(cast))).status_code == status


def test_the_panel_counts_by_part_of_those_asked(cast, today):
    proposal = replied_for(cast)
    reply = proposal.last_reply()
    rated = {"author": "satisfied", "her_seconder": "unsatisfied"}
    for role, satisfaction in rated.items():
        part = "author" if role == "author" else "seconder"
        values = {"seat": cast[role], "part": part, "satisfaction": satisfaction, "note": "空"}
        reply.ratings.create(union=proposal.union, at=reply.sent_at, **values)
    shown = panel(proposal, cast["chair"], today)
    assert [(part.label, part.words) for part in shown["parts"]] == [
        ("提案人", "应评 1，已评 1：满意 1"),
        ("并案提案人", "应评 1，已评 0"),
        ("附议人", "应评 2，已评 1：不满意 1"),
    ]


@pytest.mark.parametrize("role", ROLES[:-1])
def test_words_and_names_are_for_those_who_deal_with_it(cast, today, role):
    proposal = replied_for(cast)
    reply = proposal.last_reply()
    reply.ratings.create(
        union=proposal.union,
        at=reply.sent_at,
        seat=cast["seconder"],
        part="seconder",
        satisfaction="mostly",
        note="慢了些",
    )
    said = panel(proposal, cast[role], today)["said"]
    assert [row.note for row in said] == ([] if role in ("colleague", "auditor") else ["慢了些"])


# --- 等我办 -------------------------------------------------------------------------------------


def one_of_each(cast, today) -> None:
    """A proposal in each state, and micro-proposals likewise."""
    school = cast["author"].union
    for state in (S.SUBMITTED, S.TO_ASSIGN, S.ASSIGNED, S.HANDLING, S.REPLY_REVIEW, S.CLOSED):
        replied_for(cast, state=state)
    replied_for(cast)
    rising = make_proposal(cast["author"], state=S.SECONDING)
    make_seconder(rising, cast["colleague"], "invited")
    micro = make_micro(school, author=cast["author"])
    for state in (MicroState.ACCEPTED, MicroState.ASSIGNED, MicroState.ANSWERED):
        micro = make_micro(school, author=cast["author"], state=state, lead=cast["lead"])
    FollowUp.objects.create(union=school, micro=micro, asked_on=today, due_on=today)


WAITING = {
    "author": {"rate": 2, "follow_up": 1},
    "seconder": {"rate": 1},
    "co_proposer": {"rate": 1},
    "her_seconder": {"rate": 1},
    "colleague": {"second": 1},
    "head": {"screen": 1, "assign": 1},
    "adviser": {"screen": 1},
    "chair": {"screen": 2, "assign": 2, "publish": 2},
    "lead": {"accept": 1, "reply": 2},
    "leader": {"sign": 1},
}


@pytest.mark.parametrize("role", ROLES)
def test_what_waits_for_whom(cast, today, role):
    one_of_each(cast, today)
    found = waiting.counts(waiting.lines(cast[role], today))
    assert found == WAITING.get(role, {})
    counted = sum(len(rows) for rows in waiting.waiting_rows(cast[role]))
    assert counted == sum(number for name, number in found.items() if name != "publish")


def test_what_is_ripe_is_offered_to_be_closed(cast, today):
    proposal = replied_for(cast)
    reply = proposal.last_reply()
    reply.ratings.create(
        union=proposal.union,
        at=reply.sent_at,
        seat=cast["author"],
        part="author",
        satisfaction="mostly",
    )
    for role in ("chair", "head"):
        assert waiting.counts(waiting.lines(cast[role], today)) == {"close": 1}
        titles = [todo.title for todo in desk.todos(cast[role], today)]
        assert "1 件提案可以办结" in titles


def test_the_page_says_where_to_go_and_the_navigation_counts_it(cast, log_in, today):
    one_of_each(cast, today)
    client = log_in(cast["author"])
    answer = client.get(reverse("proposals:waiting"))
    assert [(group["label"], group["count"]) for group in answer.context["hurried"]] == [
        ("评价", 2),
        ("回访", 1),
    ]
    place = next(row for row in desk.places(cast["author"]) if row.label == "提案箱")
    assert desk.waiting(cast["author"], [place]) == {"proposals:list": 3}
    only = client.get(reverse("proposals:waiting"), {"show": "follow_up"})
    assert [group["name"] for group in only.context["hurried"]] == ["follow_up"]


def test_a_teacher_sees_the_own_formal_proposals_at_the_start(cast, today):
    proposal = replied_for(cast)
    ended = replied_for(cast, state=S.ARCHIVED, closed_on=today - 40 * DAY)
    mine = [row for row in desk.mine(cast["author"], today) if "提案 " in row.detail]
    assert ended.number not in "".join(row.detail for row in mine)
    assert [(row.detail, row.badge) for row in mine] == [
        (f"提案 {proposal.number} · 有了答复，请评价", "已答复")
    ]


# --- 督办 ---------------------------------------------------------------------------------------


def make_late(cast, today, days: int, **fields) -> Proposal:
    return replied_for(cast, state=S.HANDLING, due_on=today - days * DAY, **fields)


def test_the_list_holds_what_is_late_or_pressed_for(cast, school, today, log_in):
    late = make_late(cast, today, 9)
    watched = make_late(cast, today, -9, is_supervised=True)
    make_late(cast, today, -9)
    micro = make_micro(
        school,
        author=cast["author"],
        state=MicroState.ASSIGNED,
        lead=cast["lead"],
        due_on=today - 20 * DAY,
    )
    replied_for(cast, state=S.CLOSED, is_supervised=True, due_on=today - DAY)
    assert [row.thing for row in supervised.pressed(cast["chair"], today)] == [micro, late, watched]
    client = log_in(cast["chair"])
    for show, things in {"overdue": 2, "supervised": 1, "formal": 2, "micro": 1, "": 3}.items():
        page = client.get(reverse("proposals:supervised"), {"show": show})
        assert len(page.context["rows"]) == things
    departments = page.context["departments"]
    assert [(chip.label, chip.count) for chip in departments] == [("全部部门", 3), ("总务处", 3)]
    export = client.get(reverse("proposals:supervised_export"), {"show": "supervised"})
    sheet = openpyxl.load_workbook(BytesIO(b"".join(export))).active
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == [watched.number]


@pytest.mark.parametrize(
    ("role", "count"), [("lead", 1), ("leader", 1), ("head", 1), ("author", 1), ("stranger", 0)]
)
def test_everybody_sees_the_own_late_ones(cast, today, role, count):
    make_late(cast, today, 3)
    assert len(supervised.pressed(cast[role], today)) == count
    assert supervised.pressed(cast["colleague"], today) == []


@pytest.mark.parametrize("name", ["waiting", "supervised", "closing"])
def test_lists_cost_the_same_number_of_queries_with_one_row_and_with_five(
    cast, school, log_in, today, name
):
    client = log_in(cast["chair"])

    def add() -> None:
        one_of_each(cast, today)
        make_late(cast, today, 9)
        proposal = replied_for(cast)
        reply = proposal.last_reply()
        values = {"seat": cast["author"], "part": "author", "satisfaction": "mostly"}
        reply.ratings.create(union=proposal.union, at=reply.sent_at, **values)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(f"proposals:{name}")).status_code == 200
        return len(queries)

    add()
    cost()
    one = cost()
    for _ in range(4):
        add()
    assert cost() == one
    assert one <= 12


# --- closing, following up ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "status"), [("chair", 200), ("head", 200), ("lead", 403), ("author", 403)]
)
def test_who_opens_closing(cast, log_in, role, status):
    assert log_in(cast[role]).get(reverse("proposals:closing")).status_code == status


def test_closing_and_archiving_through_the_pages(cast, log_in):
    proposal = replied_for(cast)
    client = log_in(cast["chair"])
    log_in(cast["author"]).post(rate_url(proposal), {"satisfaction": "mostly"})
    assert [row.author for row in client.get(reverse("proposals:closing")).context["rows"]] == [
        "基本满意"
    ]
    client.post(reverse("proposals:close_ripe"))
    client.post(reverse("proposals:archive_all"), {"year": proposal.year})
    proposal.refresh_from_db()
    assert proposal.state == S.ARCHIVED
    assert client.post(reverse("proposals:archive_all"), {}).status_code == 302


@pytest.mark.parametrize(
    ("role", "status"), [("author", 200), ("seconder", 403), ("lead", 403), ("stranger", 404)]
)
def test_who_opens_the_follow_up(cast, log_in, today, role, status):
    proposal = replied_for(cast, state=S.CLOSED)
    question = FollowUp.objects.create(
        union=proposal.union, proposal=proposal, asked_on=today, due_on=today
    )
    url = reverse("proposals:follow_up", args=[question.pk])
    assert log_in(cast[role]).get(url).status_code == status


def test_a_no_with_the_wish_for_more_opens_the_handling_again(cast, log_in, today):
    proposal = replied_for(cast, state=S.CLOSED)
    question = FollowUp.objects.create(
        union=proposal.union, proposal=proposal, asked_on=today, due_on=today
    )
    url = reverse("proposals:follow_up", args=[question.pk])
    client = log_in(cast["author"])
    assert client.post(url, {"answer": "again", "note": ""}).status_code == 200
    assert client.post(url, {"answer": "again", "note": "还漏"}).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.state, proposal.handling_round) == (S.HANDLING, 2)
    assert client.get(url).status_code == 302  # answered: back to the proposal


def test_an_anonymous_author_answers_where_the_receipt_is_looked_up(cast, school, client, today):
    code = "ABCD-EFGH-JKLM"
    micro = make_micro(
        school,
        state=MicroState.PUBLISHED,
        lead=cast["lead"],
        receipt_hash=actions.hash_of_code(code),
        satisfaction="satisfied",
    )
    FollowUp.objects.create(union=school, micro=micro, asked_on=today, due_on=today)
    url = reverse("proposals:receipt")
    assert "真的解决了吗" in client.post(url, {"code": code}).content.decode()
    sent = client.post(url, {"code": code, "answer": "again", "note": "又坏了"})
    assert "谢谢您的回答。已收下" in sent.content.decode()
    assert "谢谢您的回答。已收下" in client.post(url, {"code": code}).content.decode()
    actions.deliver_letters(school, today + datetime.timedelta(days=1))
    micro.refresh_from_db()
    assert (micro.state, micro.follow_ups.get().answer) == (MicroState.ASSIGNED, "no")
    assert Notification.objects.filter(seat=cast["lead"]).count() == 1


def test_the_list_of_pressed_ones_tells_the_last_progress(cast, log_in, today):
    proposal = replied_for(cast, is_supervised=True)
    departments.record_progress(
        proposal=proposal, on=today, percent=40, note="已招标", by=cast["lead"]
    )
    rows = supervised.with_last_step(supervised.pressed(cast["chair"], today), cast["chair"])
    assert [row.last for row in rows] == [f"{official_date(today)} 40%：已招标"]


def test_a_second_reply_is_said_to_be_cosigned(cast, log_in):
    proposal = replied_for(cast, state=S.REPLY_REVIEW, handling_round=2)
    make_reply(proposal, sent_at=None, signed_by=None)
    client, url = log_in(cast["leader"]), reverse("proposals:sign", args=[proposal.pk])
    answer = client.post(url, follow=True)
    said = [str(message) for message in answer.context["messages"]]
    assert said == ["已会签，答复已送达提案人和附议人。"]


def test_a_step_that_a_rule_stands_against_says_which(cast, log_in):
    proposal = replied_for(cast, is_supervised=True)
    answer = log_in(cast["chair"]).get(step_url(proposal, "supervise"), follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["这件提案已经列入督办。"]
