"""Acts on papers to delegates: drafting, sending, opening, reminding."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from congress.actions.acting import hold, lock, require, write
from congress.actions.audience import audience, delegate_of
from congress.actions.files import drop_file, keep_file
from congress.checks import checklist
from congress.checks.preparing import Preparing
from congress.models import Delegate, PaperFile, PaperReceipt, Session, SessionPaper, State
from union_site import audit, notifications
from union_site.findings import Finding, require_clear
from union_site.models import Attachment, Seat

MOST_FILES = 10


def _require_draft(paper: SessionPaper, by: Seat) -> None:
    require(by, paper.union_id)
    hold(paper)
    if paper.is_sent:
        raise ValidationError("材料已经印发，不能再改。需要修改请另起新版本。")


def _record(verb: str, label: str, paper: SessionPaper, by: Seat, note: str = "") -> None:
    audit.record(verb=f"congress.paper_{verb}", label=label, by=by, thing=paper, note=note)


@transaction.atomic
def draft_paper(*, session: Session, by: Seat, **written: Any) -> SessionPaper:
    """A new paper that nobody sees yet. `written`: title, agenda_item, text."""
    require(by, session.union_id)
    hold(session)
    if session.state == State.CANCELLED:
        raise ValidationError("会议已取消，不能再添加材料。")
    last = session.session_papers.aggregate(last=Max("position"))["last"] or 0
    paper = SessionPaper(union=session.union, session=session, position=last + 1, drafted_by=by)
    _keep(paper, written)
    _record("draft", "拟定会议材料", paper, by)
    return paper


def _keep(paper: SessionPaper, written: dict[str, Any]) -> None:
    write(paper, written)
    paper.text = paper.text.replace("\r\n", "\n").strip()
    item = paper.agenda_item
    if item is not None and item.session_id != paper.session_id:
        raise ValidationError({"agenda_item": "所选议程不属于本次会议。"})
    paper.full_clean()
    paper.save()


@transaction.atomic
def change_paper(*, paper: SessionPaper, by: Seat, **written: Any) -> SessionPaper:
    """Corrects a draft. What was sent stays as it is."""
    _require_draft(paper, by)
    _keep(paper, written)
    _record("change", "修改会议材料", paper, by)
    return paper


@transaction.atomic
def attach(*, paper: SessionPaper, by: Seat, content: bytes, name: str) -> PaperFile:
    """Adds a file to a draft."""
    _require_draft(paper, by)
    if paper.files.count() >= MOST_FILES:
        raise ValidationError({"file": f"一份材料最多 {MOST_FILES} 个文件。"})
    kept = keep_file(by=by, content=content, name=name)
    made = PaperFile(union_id=paper.union_id, paper=paper, file=kept)
    made.full_clean()
    made.save()
    _record("attach", "上传会议材料文件", paper, by, note=kept.name)
    return made


def _release(file: PaperFile) -> None:
    """Takes a file off a paper; its bytes go once no version holds it."""
    kept: Attachment = file.file
    file.delete()
    if not PaperFile.objects.filter(file=kept).exists():
        drop_file(kept)


@transaction.atomic
def detach(*, file: PaperFile, by: Seat) -> SessionPaper:
    paper = file.paper
    _require_draft(paper, by)
    _record("detach", "删去会议材料文件", paper, by, note=file.file.name)
    _release(file)
    return paper


@transaction.atomic
def remove_paper(*, paper: SessionPaper, by: Seat) -> Session:
    """Throws a draft away; the trail keeps its title."""
    _require_draft(paper, by)
    session = paper.session
    _record("remove", "删去会议材料", paper, by)
    for file in paper.files.select_related("file"):
        _release(file)
    paper.delete()
    return session


@transaction.atomic
def revise_paper(*, paper: SessionPaper, by: Seat) -> SessionPaper:
    """The next version as a draft, beginning with the same words and files."""
    require(by, paper.union_id)
    hold(paper)
    if not paper.is_sent:
        return paper
    if (later := SessionPaper.objects.filter(replaces=paper).first()) is not None:
        return later
    kept = ("session", "agenda_item", "position", "title", "text")
    following = SessionPaper(
        union_id=paper.union_id,
        version=paper.version + 1,
        replaces=paper,
        drafted_by=by,
        **{name: getattr(paper, name) for name in kept},
    )
    following.full_clean()
    following.save()
    for file in paper.files.all():
        PaperFile.objects.create(union_id=paper.union_id, paper=following, file_id=file.file_id)
    _record("revise", "另起会议材料新版本", following, by)
    return following


# --- sending ------------------------------------------------------------------------------


def send_findings(session: Session, *, today: datetime.date) -> list[Finding]:
    """C-10: what is to be said of sending papers today (of the staff congress)."""
    if not session.term.is_staff:
        return []
    rules = Preparing.in_force(union=session.union, on=session.held_on)
    return checklist.papers_in_time(sent_on=today, held_on=session.held_on, rules=rules)


@transaction.atomic
def send_papers(
    *, session: Session, by: Seat, now: datetime.datetime, accepted: Iterable[str] = ()
) -> list[SessionPaper]:
    """Sends every draft of the session to all who belong to it, with one notice to each."""
    require(by, session.union_id)
    hold(session)
    if session.state != State.PLANNED:
        raise ValidationError("会议已召开或已取消，不能再印发材料。")
    drafts = list(session.session_papers.drafts().prefetch_related("files").for_list())
    if not drafts:
        raise ValidationError("没有待印发的材料。")
    if empty := [row.title for row in drafts if not row.text and not row.files.all()]:
        raise ValidationError(f"{'、'.join(empty)}还没有正文和文件，请补上或删去后再印发。")
    people = list(audience(session))
    if not people:
        raise ValidationError("本届还没有登记代表，先登记代表再印发材料。")
    agreed = require_clear(send_findings(session, today=timezone.localdate(now)), accepted=accepted)
    for paper in drafts:
        paper.sent_at, paper.sent_to = now, len(people)
        paper.full_clean()
        paper.save(update_fields=["sent_at", "sent_to"])
    titles = "、".join(str(paper) for paper in drafts)
    audit.record(
        verb="congress.paper_send",
        label="印发会议材料",
        by=by,
        thing=session,
        note=f"{titles}，印发 {len(people)} 人"[:500],
        accepted=agreed,
    )
    sentence = f"{session.short_title}材料已印发 {len(drafts)} 份，请阅读并提出意见。"
    _tell(session, people, sentence)
    return drafts


def _tell(session: Session, people: Iterable[Delegate], sentence: str) -> None:
    notifications.tell(
        seats=[one.member.seat for one in people if one.member is not None],
        sentence=sentence,
        url=reverse("congress:materials", args=[session.pk]),
    )


def unread(paper: SessionPaper) -> Any:
    """Those it went to who have not opened this version."""
    return audience(paper.session).exclude(paper_receipts__paper=paper)


@transaction.atomic
def remind_unread(*, session: Session, by: Seat, today: datetime.date) -> int:
    """Tells those who have a paper unread; returns how many. Once a day is enough."""
    require(by, session.union_id)
    lock(session)
    papers = list(session.session_papers.sent().newest())
    waiting = {one.pk: one for paper in papers for one in unread(paper)}
    told = [one for one in waiting.values() if one.member is not None and one.member.seat_id]
    if not told:
        raise ValidationError("没有可以提醒的人：材料都已阅读，或者没有账号。")
    if any(paper.reminded_on == today for paper in papers):
        raise ValidationError("今天已经提醒过，明天再提醒。")
    for paper in papers:
        paper.reminded_on = today
        paper.full_clean()
        paper.save(update_fields=["reminded_on"])
    _tell(session, told, f"您还有{session.short_title}的材料没有阅读。")
    audit.record(
        verb="congress.paper_remind",
        label="提醒阅读材料",
        by=by,
        thing=session,
        note=f"{len(told)} 人",
    )
    return len(told)


# --- reading ------------------------------------------------------------------------------


def place_at(paper: SessionPaper, by: Seat) -> Delegate:
    """The reader's own place at the session; PermissionDenied for who has none."""
    delegate = delegate_of(paper.session, by)
    if delegate is None or not paper.is_sent:
        raise PermissionDenied
    return delegate


@transaction.atomic
def open_paper(*, paper: SessionPaper, by: Seat, now: datetime.datetime) -> PaperReceipt:
    """A delegate opens a paper in person; only the first time is written down.

    The receipt is itself the trail of this act: an entry for each opening would say no more.
    """
    delegate = place_at(paper, by)
    receipt, _ = PaperReceipt.objects.get_or_create(
        paper=paper, delegate=delegate, defaults={"union_id": paper.union_id, "at": now}
    )
    return receipt
