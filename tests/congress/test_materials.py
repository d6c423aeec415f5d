"""Papers to delegates: who gets them, who has read them, what is said of them and answered."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from congress.actions import comments, materials
from congress.models import PaperComment, PaperReceipt, Session, SessionPaper
from tests.congress.factories import make_delegate, make_entry, make_session, make_term
from tests.congress.preparing import make_paper, on_roll
from union_site.calendar import DAY
from union_site.findings import NotClear
from union_site.models import Attachment, AuditEntry, Notification

PDF = b"%PDF-1.4 report"
NOW = timezone.now()


@pytest.fixture
def session(school, today) -> Session:
    term = make_term(school, starts_on=today - 400 * DAY, ends_on=today + 600 * DAY)
    return make_session(term, held_on=today + 10 * DAY)


def told(seat) -> list[str]:
    return list(Notification.objects.filter(seat=seat).values_list("sentence", flat=True))


def test_a_paper_that_was_sent_meanwhile_stays_sent(session, chair):
    make_delegate(session.term)
    stale = make_paper(session, chair)
    materials.send_papers(session=session, by=chair, now=NOW)
    with pytest.raises(ValidationError, match="已经印发"):
        materials.change_paper(paper=stale, by=chair, title="改名", text="y", agenda_item=None)
    with pytest.raises(ValidationError, match="已经印发"):
        materials.attach(paper=stale, by=chair, content=PDF, name="a.pdf")
    kept = SessionPaper.objects.get(pk=stale.pk)
    assert (kept.is_sent, kept.title) == (True, "工作报告")


# --- sending ------------------------------------------------------------------------------


def test_papers_go_to_every_kind_on_the_roll_with_one_notice_each(session, chair, teacher):
    on_roll(session, teacher)
    make_entry(session, make_delegate(session.term, "列席代表", kind="observer"))
    make_delegate(session.term)  # elected later, and not on the roll
    one, two = make_paper(session, chair), make_paper(session, chair, "财务报告", position=2)
    sent = materials.send_papers(session=session, by=chair, now=NOW)
    assert [(row.pk, row.sent_to) for row in sent] == [(one.pk, 2), (two.pk, 2)]
    assert told(teacher) == [f"{session.short_title}材料已印发 2 份，请阅读并提出意见。"]


def test_before_the_roll_is_frozen_papers_go_to_all_delegates_in_office(session, chair, today):
    make_delegate(session.term)
    gone = make_delegate(session.term)
    gone.ended_on, gone.end_reason = today, "left"
    gone.save()
    make_paper(session, chair)
    assert materials.send_papers(session=session, by=chair, now=NOW)[0].sent_to == 1


def test_c10_late_papers_are_sent_only_with_the_warning_accepted(session, chair, today):
    make_delegate(session.term)
    session.held_on = today + 6 * DAY
    session.save()
    make_paper(session, chair)
    given = {"session": session, "by": chair, "now": NOW}
    with pytest.raises(NotClear, match="不足 7 天"):
        materials.send_papers(**given)
    materials.send_papers(**given, accepted=["C-10"])
    entry = AuditEntry.objects.get(verb="congress.paper_send")
    assert [row["code"] for row in entry.accepted_findings] == ["C-10"]


def test_nothing_empty_is_sent_and_nothing_to_nobody(session, chair):
    given = {"session": session, "by": chair, "now": NOW}
    with pytest.raises(ValidationError, match="没有待印发的材料"):
        materials.send_papers(**given)
    make_paper(session, chair, text="")
    with pytest.raises(ValidationError, match="还没有正文和文件"):
        materials.send_papers(**given)
    SessionPaper.objects.update(text="正文")
    with pytest.raises(ValidationError, match="还没有登记代表"):
        materials.send_papers(**given)


def test_what_was_sent_stays_and_a_change_is_the_next_version(session, chair):
    make_delegate(session.term)
    paper = make_paper(session, chair)
    file = materials.attach(paper=paper, by=chair, content=PDF, name="报告.pdf")
    materials.send_papers(session=session, by=chair, now=NOW)
    paper.refresh_from_db()
    for act in (
        lambda: materials.change_paper(paper=paper, by=chair, title="x", text="y"),
        lambda: materials.attach(paper=paper, by=chair, content=PDF, name="b.pdf"),
        lambda: materials.detach(file=file, by=chair),
        lambda: materials.remove_paper(paper=paper, by=chair),
    ):
        with pytest.raises(ValidationError, match="已经印发"):
            act()
    later = materials.revise_paper(paper=paper, by=chair)
    assert (str(later), later.is_sent) == ("工作报告（第2版）", False)
    assert materials.revise_paper(paper=paper, by=chair) == later
    # The bytes stay for the version that was sent.
    materials.remove_paper(paper=later, by=chair)
    assert Attachment.objects.filter(pk=file.file_id).exists()


def test_a_file_that_is_not_what_its_name_says_is_refused(session, chair):
    paper = make_paper(session, chair)
    with pytest.raises(ValidationError, match="只收"):
        materials.attach(paper=paper, by=chair, content=b"MZ\x90", name="报告.docx")
    materials.attach(paper=paper, by=chair, content=b"PK\x03\x04", name="报告.docx")


# --- reading ------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["colleague", "leader", "stranger", "district_staff"])
def test_who_is_not_on_the_roll_neither_opens_nor_comments(request, session, chair, teacher, who):
    on_roll(session, teacher)
    paper, by = make_paper(session, chair, sent_to=1), request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        materials.open_paper(paper=paper, by=by, now=NOW)
    with pytest.raises(PermissionDenied):
        comments.comment(paper=paper, by=by, text="同意", now=NOW)


@pytest.mark.parametrize("kind", ["full", "observer", "invited"])
def test_the_first_opening_is_kept_for_every_kind(session, chair, teacher, kind):
    on_roll(session, teacher, kind=kind)
    paper = make_paper(session, chair, sent_to=1)
    assert materials.unread(paper).count() == 1
    materials.open_paper(paper=paper, by=teacher, now=NOW)
    materials.open_paper(paper=paper, by=teacher, now=NOW + datetime.timedelta(hours=1))
    assert [row.at for row in PaperReceipt.objects.all()] == [NOW]
    assert materials.unread(paper).count() == 0


def test_who_has_not_read_is_reminded_once_a_day(session, chair, teacher, colleague, today):
    on_roll(session, teacher)
    on_roll(session, colleague)
    paper = make_paper(session, chair, sent_to=2)
    materials.open_paper(paper=paper, by=colleague, now=NOW)
    given = {"session": session, "by": chair, "today": today}
    assert materials.remind_unread(**given) == 1
    assert (len(told(teacher)), len(told(colleague))) == (1, 0)
    with pytest.raises(ValidationError, match="今天已经提醒过"):
        materials.remind_unread(**given)
    assert materials.remind_unread(**{**given, "today": today + DAY}) == 1


# --- opinions -----------------------------------------------------------------------------


@pytest.fixture
def opinion(session, chair, teacher) -> PaperComment:
    on_roll(session, teacher)
    paper = make_paper(session, chair, sent_to=1)
    return comments.comment(paper=paper, by=teacher, text=" 建议延长供餐时间。 ", now=NOW)


def test_an_opinion_is_answered_and_its_author_told(opinion, chair, teacher):
    given = {"comment": opinion, "by": chair, "now": NOW}
    with pytest.raises(ValidationError, match="请写出内容"):
        comments.answer_comment(**given, answer="explained", answer_text=" ")
    comments.answer_comment(**given, answer="adopted", answer_text="")
    assert (opinion.text, opinion.get_answer_display()) == ("建议延长供餐时间。", "采纳")
    assert told(teacher) == ["您对“工作报告”的意见已处理：采纳。"]
    with pytest.raises(ValidationError, match="已经处理"):
        comments.withdraw_comment(comment=opinion, by=teacher, now=NOW)


def test_an_opinion_is_taken_back_by_its_author_alone(session, opinion, chair, teacher, colleague):
    on_roll(session, colleague)
    with pytest.raises(PermissionDenied):
        comments.withdraw_comment(comment=opinion, by=colleague, now=NOW)
    comments.withdraw_comment(comment=opinion, by=teacher, now=NOW)
    assert not PaperComment.objects.standing().exists()
    with pytest.raises(ValidationError, match="已由代表撤回"):
        comments.answer_comment(
            comment=opinion, by=chair, answer="adopted", answer_text="", now=NOW
        )


@pytest.mark.parametrize(("length", "fits"), [(1, True), (500, True), (501, False), (0, False)])
def test_an_opinion_has_at_most_500_characters(session, chair, teacher, length, fits):
    on_roll(session, teacher)
    paper = make_paper(session, chair, sent_to=1)
    given = {"paper": paper, "by": teacher, "text": "字" * length, "now": NOW}
    if fits:
        assert comments.comment(**given).pk
    else:
        with pytest.raises(ValidationError):
            comments.comment(**given)


@pytest.mark.parametrize("who", ["officer", "teacher", "stranger", "district_staff"])
def test_only_who_manages_sends_and_answers(request, session, opinion, who):
    by = request.getfixturevalue(who)
    for act in (
        lambda: materials.draft_paper(session=session, by=by, title="x", text="y"),
        lambda: materials.send_papers(session=session, by=by, now=NOW),
        lambda: materials.remind_unread(session=session, by=by, today=NOW.date()),
        lambda: comments.answer_comment(
            comment=opinion, by=by, answer="adopted", answer_text="", now=NOW
        ),
    ):
        with pytest.raises(PermissionDenied):
            act()
