"""Who reads what is said: notes of staff never reach the author's side or the public."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest
from django.utils import timezone

from proposals.actions import exchanges, replies
from proposals.models import Message, ProposalState, ReplyFile, StaffNote
from tests.proposals.factories import make_proposal, make_reply, make_result
from tests.proposals.handling_cast import LONG, make_cast, proposal_in
from union_site.models import AuditEntry, Notification, StepEvent

S = ProposalState
SECRET = "先压一压，等预算批下来再说"
SAID = "请问躺椅什么时候到货？"


@pytest.fixture
def cast(school, chair, leader, handler, teacher, stranger, officer, auditor):
    made = make_cast(school, chair, leader, handler, teacher, stranger)
    return made | {"officer": officer, "auditor": auditor}


@pytest.fixture
def answered(cast):
    """Answered and on the notice page, so that everybody may open it; with a merged one."""
    made = proposal_in(S.REPLIED, cast, published_at=timezone.now())
    merged = make_proposal(cast["colleague"], state=S.MERGED, merged_into=made)
    cast["co_proposer"] = cast.pop("colleague")
    assert merged.merged_into == made
    exchanges.note(proposal=made, text=SECRET, mentioned=cast["leader"], by=cast["lead"])
    exchanges.say(proposal=made, text=SAID, by=cast["author"])
    return made


def readers(queryset, cast) -> set[str]:
    return {role for role, seat in cast.items() if queryset.visible_to(seat).exists()}


def test_notes_are_read_by_those_who_deal_with_the_proposal_alone(cast, answered):
    staff = {"head", "adviser", "chair", "lead", "co_unit", "leader"}
    assert readers(StaffNote.objects, cast) == staff


def test_messages_are_read_by_both_sides_and_the_committee(cast, answered):
    sides = {"author", "seconder", "co_proposer", "lead", "co_unit"}
    assert readers(Message.objects, cast) == sides | {"head", "adviser", "chair", "leader"}


def test_who_seconds_it_is_shown_no_note_whatever_else_he_is(cast, answered):
    both = make_proposal(
        cast["author"],
        state=S.HANDLING,
        lead=cast["lead"],
        leader=cast["leader"],
        seconders=[cast["adviser"]],
    )
    exchanges.note(proposal=both, text=SECRET, by=cast["lead"])
    seen = StaffNote.objects.visible_to(cast["adviser"])
    assert [note.proposal_id for note in seen] == [answered.pk]
    assert cast["adviser"] not in exchanges.circle(both)


SIDES = {
    ("auditor", "officer", "other_unit"): [],
    ("author", "seconder", "co_proposer"): [SAID],
    ("head", "adviser", "chair", "lead", "co_unit", "leader"): [SAID, SECRET],
}
PAGES = {role: texts for roles, texts in SIDES.items() for role in roles}


@pytest.mark.parametrize("role", PAGES)
def test_the_page_shows_each_what_is_for_him(log_in, cast, answered, role):
    page = log_in(cast[role]).get(f"/proposals/{answered.pk}/").content.decode()
    assert answered.title in page
    assert [text for text in (SAID, SECRET) if text in page] == PAGES[role]


def test_a_note_is_in_no_trail_notice_or_export(log_in, cast, answered):
    kept = [*AuditEntry.objects.values(), *Notification.objects.values()]
    kept += [*StepEvent.objects.values()]
    assert kept
    assert SECRET not in json.dumps(kept, default=str, ensure_ascii=False)
    content = log_in(cast["lead"]).get("/proposals/handling/export/").content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert answered.title in cells
    assert not [cell for cell in cells if SECRET in cell]


@pytest.mark.parametrize(
    ("page", "role", "status"),
    [
        ("notes", "lead", 200),
        ("notes", "author", 403),
        ("notes", "seconder", 403),
        ("notes", "officer", 403),
        ("messages", "seconder", 200),
        ("messages", "officer", 403),
        ("messages", "stranger", 404),
    ],
)
def test_pages_of_what_is_said_are_closed_to_others(log_in, cast, answered, page, role, status):
    assert log_in(cast[role]).get(f"/proposals/{answered.pk}/{page}/").status_code == status


def test_the_author_sees_sent_replies_and_no_drafts_or_advice(log_in, cast, school):
    proposal = proposal_in(S.HANDLING, cast)
    result = make_result(school, "explained")
    replies.reply(proposal=proposal, text=f"初稿：{LONG}", result=result, by=cast["lead"])
    replies.hand_back(proposal=proposal, note="写明床位数量", by=cast["leader"])
    replies.reply(proposal=proposal, text=f"二稿：{LONG}", result=result, by=cast["lead"])
    words = ("初稿：", "二稿：", "写明床位数量")

    def shown(role: str) -> list[str]:
        page = log_in(cast[role]).get(f"/proposals/{proposal.pk}/").content.decode()
        return [word for word in words if word in page]

    assert shown("leader") == list(words)
    assert shown("author") == []
    replies.sign(proposal=proposal, by=cast["leader"])
    assert shown("author") == ["二稿："]


@pytest.mark.parametrize(
    ("role", "is_sent", "status"),
    [
        ("lead", False, 200),
        ("author", False, 404),
        ("author", True, 200),
        ("seconder", True, 200),
        ("officer", True, 404),
        ("stranger", True, 404),
    ],
)
def test_a_file_goes_to_the_parties_once_the_reply_is_sent(
    log_in, cast, school, role, is_sent, status
):
    proposal = proposal_in(S.HANDLING, cast)
    replies.reply(
        proposal=proposal,
        text=LONG,
        result=make_result(school, "explained"),
        files=[("方案.pdf", b"%PDF-1.4 plan")],
        by=cast["lead"],
    )
    if is_sent:
        replies.sign(proposal=proposal, by=cast["leader"])
    answer = log_in(cast[role]).get(f"/proposals/reply-files/{ReplyFile.objects.get().pk}/")
    assert answer.status_code == status


def test_a_hidden_author_is_not_named_to_a_seconder(log_in, cast, school):
    proposal = proposal_in(S.REPLIED, cast, publicity="hidden", result=make_result(school))
    make_reply(proposal, handling_round=2)
    exchanges.say(proposal=proposal, text=SAID, by=cast["author"])
    page = log_in(cast["seconder"]).get(f"/proposals/{proposal.pk}/messages/").content.decode()
    shown = [text for text in (SAID, "不公开姓名", cast["author"].user.name) if text in page]
    assert shown == [SAID, "不公开姓名"]
