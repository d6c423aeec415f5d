"""Pages of writing and seconding: once happy, once refused; autosave; files; cheap lists."""

from __future__ import annotations

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from proposals.actions import proposal_files, writing
from proposals.models import Proposal, ProposalFile, ProposalState, Seconder
from tests.proposals.factories import make_delegate_of, make_micro, make_proposal, make_seconder
from tests.proposals.writing_cast import GOOD, delegate, delegates, session_collecting
from union_site.models import Norm

S = ProposalState
PDF = b"%PDF-1.4 a survey"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def author(teacher):
    make_delegate_of(teacher)
    return teacher


@pytest.fixture
def draft(author):
    return writing.start(by=author, **GOOD)


def typed(draft, **changed):
    return {**GOOD, "publicity": "open", "version": draft.version, **changed}


def queries(client, path) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


# --- beginning ---------------------------------------------------------------------------------


def test_a_delegate_begins_and_goes_on_writing(author, log_in):
    answer = log_in(author).post("/proposals/new/", {"title": GOOD["title"], "category": "welfare"})
    made = Proposal.objects.get()
    assert answer.url == f"/proposals/{made.pk}/edit/"
    assert (made.title, made.category, made.kind) == (GOOD["title"], "welfare", "delegate")


def test_without_a_word_no_draft_is_begun(author, log_in):
    answer = log_in(author).post("/proposals/new/", {"title": "  ", "category": "welfare"})
    assert answer.context["form"].errors == {"title": ["请先用一句话写明案由。"]}
    assert answer.context["form"]["category"].value() == "welfare"
    assert Proposal.objects.count() == 0


def test_somebody_else_reads_why_not_and_what_to_do(author, colleague, log_in):
    page = log_in(colleague).get("/proposals/new/").content.decode()
    assert "不是第五届教职工代表大会的代表" in page
    assert 'href="/proposals/micro/new/"' in page
    log_in(colleague).post("/proposals/new/", {"title": GOOD["title"]})
    assert Proposal.objects.count() == 0


def test_the_page_says_which_session_collects_and_how_long(author, today, log_in):
    client = log_in(author)
    assert "现在没有会议在征集提案" in client.get("/proposals/new/").content.decode()
    session = session_collecting(author, today, opens=-3, closes=2)
    page = client.get("/proposals/new/").content.decode()
    assert f"{session.short_title}正在征集提案" in page
    assert "还有 2 天" in page


# --- writing -----------------------------------------------------------------------------------


def test_autosave_answers_with_the_line_of_the_draft_alone(draft, author, log_in):
    answer = log_in(author).post(
        f"/proposals/{draft.pk}/edit/", typed(draft, reason="写到一半"), headers=HTMX
    )
    page = answer.content.decode()
    assert "<html" not in page
    assert 'name="version" value="2"' in " ".join(page.split())
    assert f'data-draft-saved="proposal-edit-{draft.pk}"' in page
    assert Proposal.objects.get().reason == "写到一半"


def test_a_second_window_sees_the_newer_text_and_keeps_its_own(draft, author, log_in):
    client, path = log_in(author), f"/proposals/{draft.pk}/edit/"
    client.post(path, typed(draft, reason="甲窗口写的"), headers=HTMX)
    answer = client.post(path, typed(draft, reason="乙窗口写的"), headers=HTMX).content.decode()
    assert "保存了较新的文字" in answer
    assert "甲窗口写的" in answer
    assert Proposal.objects.get().reason == "甲窗口写的"
    # Without htmx the whole page comes back, with what was typed in its fields.
    whole = client.post(path, typed(draft, reason="乙窗口写的"))
    assert whole.context["form"]["reason"].value() == "乙窗口写的"
    client.post(path, typed(draft, reason="乙窗口写的", overwrite="2"))
    assert Proposal.objects.get().reason == "乙窗口写的"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reason": "字" * 2001}, "案据：太长了"),
        ({"title": "字" * 61}, "案由：太长了"),
        ({"category": "none"}, "类别："),
        ({"reason": "坏\x00字"}, "案据："),
        ({"version": "x"}, "整数"),
        ({"version": ""}, ""),
    ],
)
def test_what_cannot_be_saved_is_said_and_nothing_is_half_saved(
    draft, author, log_in, changed, said
):
    path = f"/proposals/{draft.pk}/edit/"
    answer = log_in(author).post(path, typed(draft, **changed), headers=HTMX)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert "没有保存" in answer.content.decode()
    assert Proposal.objects.get().version == 1


def test_after_logging_out_nothing_is_saved_and_the_way_leads_to_the_login(draft, client):
    answer = client.post(f"/proposals/{draft.pk}/edit/", typed(draft, reason="x"), headers=HTMX)
    assert answer.url.startswith("/accounts/login/")
    assert Proposal.objects.get().version == 1


@pytest.mark.parametrize("page", ["edit", "seconders", "submit", "files"])
def test_the_pages_of_the_author_are_the_authors_alone(author, chair, stranger, log_in, page):
    sent = make_proposal(author, state=S.SUBMITTED)
    path = f"/proposals/{sent.pk}/{page}/"
    assert log_in(chair).get(path).status_code == 403
    assert log_in(stranger).get(path).status_code == 404
    assert log_in(author).get(path).status_code == 302


def test_a_collective_one_typed_to_be_seconded_leads_back_with_the_reason(draft, author, log_in):
    group = delegate(author).term.delegations.create(union=author.union, name="第一代表团")
    Proposal.objects.update(kind="delegation", delegation=group)
    answer = log_in(author).get(f"/proposals/{draft.pk}/invite/", follow=True)
    assert answer.redirect_chain[-1][0] == f"/proposals/{draft.pk}/"
    said = [str(message) for message in answer.context["messages"]]
    assert said == ["以集体名义提出的提案不需要附议，可以直接提交。"]


def test_the_next_step_is_seconding_or_for_a_collective_handing_in(draft, author, log_in):
    client = log_in(author)
    path = f"/proposals/{draft.pk}/edit/"
    onward = client.post(path, typed(draft, next="onward"))
    assert onward.url == f"/proposals/{draft.pk}/seconders/"
    group = delegate(author).term.delegations.create(union=author.union, name="第一代表团")
    Proposal.objects.update(kind="delegation", delegation=group)
    assert client.post(path, typed(draft, next="onward")).url == f"/proposals/{draft.pk}/submit/"


# --- seconding and handing in --------------------------------------------------------------------


def test_from_asking_to_handing_in(draft, author, colleague, log_in):
    make_delegate_of(colleague)
    (other,) = delegates(author, "赵新")
    client, path = log_in(author), f"/proposals/{draft.pk}"
    keys = [delegate(seat).pk for seat in (colleague, other)]
    assert client.post(f"{path}/seconders/", {"delegates": keys}).status_code == 302
    for seat in (colleague, other):
        assert "附议" in log_in(seat).get(f"{path}/second/").content.decode()
        log_in(seat).post(f"{path}/second/", {"answer": "consent"})
    page = client.get(f"{path}/submit/")
    assert page.context["form"].findings == []
    assert client.post(f"{path}/submit/").url == f"{path}/"
    assert Proposal.objects.get().state == S.SUBMITTED


def test_a_search_keeps_those_who_are_ticked(draft, author, log_in):
    first, second = delegates(author, "赵新", "吴越")
    path = f"/proposals/{draft.pk}/seconders/?q=吴&delegates={delegate(first).pk}&delegates=x"
    page = log_in(author).get(path)
    assert [row.name for row in page.context["candidates"]] == ["赵新", "吴越"]
    assert page.context["picked"] == {delegate(first).pk}
    assert second.user.name == "吴越"


def test_the_page_of_seconders_costs_the_same_for_five(draft, author, log_in):
    client, path = log_in(author), f"/proposals/{draft.pk}/seconders/"
    (first,) = delegates(author, "甲")
    make_seconder(draft, first, "invited")
    delegates(author, "乙")
    client.get(path)
    one = queries(client, path)
    for seat in delegates(author, "丙", "丁", "戊", "己"):
        make_seconder(draft, seat, "invited")
    delegates(author, "庚", "辛", "壬", "癸")
    assert queries(client, path) == one


def test_hostile_keys_ask_nobody(draft, author, log_in):
    answer = log_in(author).post(
        f"/proposals/{draft.pk}/seconders/", {"delegates": ["x", "-1", "9" * 18, "<b>"]}
    )
    assert answer.status_code == 200
    assert Seconder.objects.count() == 0


def test_who_was_not_asked_finds_no_page_to_answer(author, chair, stranger, log_in):
    proposal = make_proposal(author, state=S.SUBMITTED)
    path = f"/proposals/{proposal.pk}/second/"
    assert log_in(chair).get(path).status_code == 403
    assert log_in(stranger).get(path).status_code == 404


def test_what_blocks_is_shown_at_once_and_there_is_no_button(draft, author, log_in):
    page = log_in(author).get(f"/proposals/{draft.pk}/submit/")
    assert [finding.code for finding in page.context["form"].findings] == ["P-10"]
    assert page.context["back"] == (f"/proposals/{draft.pk}/seconders/", "去邀请附议人")
    assert "去邀请附议人" in page.content.decode()


def test_a_late_one_is_taken_once_the_author_ticks_that_it_is_late(author, today, log_in):
    session_collecting(author, today, opens=-9, closes=-1)
    proposal = make_proposal(author, state=S.SECONDING, seconders=delegates(author, "甲", "乙"))
    client, path = log_in(author), f"/proposals/{proposal.pk}/submit/"
    assert "通常转为意见建议" in client.post(path).content.decode()
    assert Proposal.objects.get().state == S.SECONDING
    client.post(path, {"accepted": "P-17"})
    assert (Proposal.objects.get().state, Proposal.objects.get().is_late) == (S.SUBMITTED, True)


def test_a_draft_is_withdrawn_with_a_note_that_stands_there(draft, author, log_in):
    client, path = log_in(author), f"/proposals/{draft.pk}/withdraw/"
    assert client.get(path).context["form"]["note"].value() == "草稿不再使用。"
    client.post(path, {"note": "草稿不再使用。"})
    assert Proposal.objects.get().state == S.WITHDRAWN


# --- the page of one proposal, lists -------------------------------------------------------------


def test_names_of_seconders_are_read_by_those_concerned_and_counted_for_the_rest(
    author, colleague, chair, log_in
):
    (second,) = delegates(author, "赵新")
    proposal = make_proposal(
        author, state=S.SUBMITTED, seconders=[second], published_at="2026-11-01T00:00:00Z"
    )
    path = f"/proposals/{proposal.pk}/"
    for seat in (author, second, chair):
        assert "赵新" in log_in(seat).get(path).content.decode()
    page = log_in(colleague).get(path).content.decode()
    assert "赵新" not in page
    assert "1 位代表附议" in page


def test_my_proposals_hold_mine_those_i_second_and_what_waits(author, colleague, chair, log_in):
    make_delegate_of(colleague)
    mine = make_proposal(colleague, state=S.SUBMITTED)
    seconded = make_proposal(author, state=S.SUBMITTED, seconders=[colleague], title="我附议的一件")
    waiting = make_proposal(author, state=S.SECONDING, title="请我附议的一件")
    make_seconder(waiting, colleague, "invited")
    micro = make_micro(colleague.union, author=colleague)
    client = log_in(colleague)
    found = {
        kind: [line["url"] for line in client.get(f"/proposals/mine/?show={kind}").context["lines"]]
        for kind in ("own", "seconding", "micro")
    }
    assert found == {
        "own": [f"/proposals/{mine.pk}/"],
        "seconding": [f"/proposals/{seconded.pk}/"],
        "micro": [f"/proposals/{micro.pk}/"],
    }
    (todo,) = client.get("/proposals/mine/").context["invitations"]
    assert todo["url"] == f"/proposals/{waiting.pk}/second/"
    assert log_in(chair).get("/proposals/mine/").context["lines"] == []


@pytest.mark.parametrize("path", ["/proposals/mine/", "/proposals/mine/?show=seconding"])
def test_the_list_of_mine_costs_the_same_for_five(author, colleague, log_in, path):
    make_delegate_of(colleague)

    def more(count):
        for number in range(count):
            make_proposal(author, state=S.SUBMITTED, seconders=[colleague])
            make_proposal(colleague, state=S.SUBMITTED, title=f"我的第 {number} 件提案")
            waiting = make_proposal(author, state=S.SECONDING)
            make_seconder(waiting, colleague, "invited")

    client = log_in(colleague)
    more(1)
    client.get(path)
    one = queries(client, path)
    more(4)
    assert queries(client, path) == one
    assert one <= 16  # four of them are the session, the seat and the frame


def test_the_workbench_asks_to_second_to_go_on_writing_and_to_hand_in(
    author, colleague, today, log_in
):
    make_delegate_of(colleague)
    session_collecting(author, today, opens=-3, closes=4)
    waiting = make_proposal(colleague, state=S.SECONDING, title="请我附议的一件")
    make_seconder(waiting, author, "invited")
    draft = writing.start(by=author, title="写到一半的一件提案")
    seconders = delegates(author, "甲", "乙")
    ready = make_proposal(author, state=S.SECONDING, seconders=seconders, title="可以提交的提案")
    page = log_in(author).get("/").content.decode()
    for name, proposal in (("second", waiting), ("edit", draft), ("submit", ready)):
        assert reverse(f"proposals:{name}", args=[proposal.pk]) in page
    assert 'href="/proposals/new/"' in page
    assert "还剩 4 天" in page


def test_the_search_finds_what_the_seat_may_see(draft, author, colleague, log_in):
    path = f"/search/?q={GOOD['title'][2:6]}"
    assert GOOD["title"] in log_in(author).get(path).content.decode()
    assert GOOD["title"] not in log_in(colleague).get(path).content.decode()


# --- files ---------------------------------------------------------------------------------------


def test_a_file_is_added_handed_out_to_those_concerned_and_taken_out(
    draft, author, colleague, chair, stranger, log_in
):
    client, path = log_in(author), f"/proposals/{draft.pk}/files/"
    client.post(path, {"file": SimpleUploadedFile("调查.pdf", PDF)})
    row = ProposalFile.objects.get()
    address = f"/proposals/files/{row.pk}/"
    given = client.get(address)
    assert b"".join(given.streaming_content) == PDF
    assert "attachment" in given["Content-Disposition"]
    assert log_in(chair).get(address).status_code == 404  # a draft is its author's alone
    now = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
    Proposal.objects.update(state=S.SUBMITTED, submitted_at=now, published_at=now)
    seen = {
        seat.user.name: log_in(seat).get(address).status_code
        for seat in (chair, colleague, stranger)
    }
    # The colleague reads it on the notice page, where no files are.
    assert log_in(colleague).get(f"/proposals/{draft.pk}/").status_code == 200
    assert seen == {"陈晓岚": 200, "吴越": 404, "外校主席": 404}
    Proposal.objects.update(state=S.DRAFT, submitted_at=None, published_at=None)
    client.post(path, {"remove": row.pk})
    assert ProposalFile.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content", "taken"),
    [
        ("a.pdf", PDF, True),
        ("a.png", b"\x89PNG\r\n\x1a\n...", True),
        ("a.jpeg", b"\xff\xd8\xff...", True),
        ("a.docx", b"PK\x03\x04...", True),
        ("a.xlsx", b"PK\x03\x04...", True),
        ("a.pptx", b"PK\x03\x04...", False),
        ("a.zip", b"PK\x03\x04...", False),
        ("a.pdf", b"MZ a program", False),
        ("a.html", b"<script>", False),
        ("a.pdf", b"", False),
    ],
)
def test_only_these_kinds_are_taken(draft, author, log_in, name, content, taken):
    path = f"/proposals/{draft.pk}/files/"
    answer = log_in(author).post(path, {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == (302 if taken else 200)
    assert ProposalFile.objects.count() == int(taken)


def test_number_and_size_of_files_are_norms(draft, author, school):
    for key, value in (("files_max", 1), ("file_megabytes", 1)):
        Norm.objects.create(
            key=f"proposals.{key}",
            scope="school",
            union=school,
            value=value,
            label=key,
            document="本校提案办法",
            valid_from=datetime.date(2020, 1, 1),
        )
    given = {"proposal": draft, "name": "a.pdf", "by": author}
    with pytest.raises(Exception, match="1 MB"):
        proposal_files.attach(**given, content=PDF + b" " * 1_000_000)
    proposal_files.attach(**given, content=PDF)
    with pytest.raises(Exception, match="最多 1"):
        proposal_files.attach(**given, content=PDF)
