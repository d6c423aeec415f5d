"""Acts on opinions of delegates: giving one, taking it back, answering it."""

from __future__ import annotations

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse

from congress.actions.acting import hold, lock, require
from congress.actions.materials import place_at
from congress.models import PaperComment, SessionPaper, State
from congress.models.materials import LONGEST_COMMENT, Answer
from union_site import audit, notifications
from union_site.models import Seat

MOST_COMMENTS = 20  # of one delegate on one paper


def _text(text: str, field: str = "text") -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise ValidationError({field: "请写出内容。"})
    if len(text) > LONGEST_COMMENT:
        sentence = f"最多 {LONGEST_COMMENT} 字，现在有 {len(text)} 字。"
        raise ValidationError({field: sentence})
    return text


@transaction.atomic
def comment(*, paper: SessionPaper, by: Seat, text: str, now: datetime.datetime) -> PaperComment:
    """A delegate's opinion on a paper, while the session has not met."""
    delegate = place_at(paper, by)
    if paper.session.state != State.PLANNED:
        raise ValidationError("会议已经结束，不再收集意见。")
    lock(paper)
    mine = paper.comments.filter(delegate=delegate).standing()
    if mine.count() >= MOST_COMMENTS:
        raise ValidationError(f"每份材料最多提 {MOST_COMMENTS} 条意见。")
    made = PaperComment(
        union_id=paper.union_id, paper=paper, delegate=delegate, text=_text(text), at=now
    )
    made.full_clean()
    made.save()
    audit.record(verb="congress.paper_comment", label="对会议材料提出意见", by=by, thing=paper)
    return made


@transaction.atomic
def withdraw_comment(*, comment: PaperComment, by: Seat, now: datetime.datetime) -> PaperComment:
    """Taken back by its author, until it is answered."""
    if place_at(comment.paper, by).pk != comment.delegate_id:
        raise PermissionDenied
    hold(comment)
    if comment.withdrawn_at is not None:
        return comment
    if comment.answer:
        raise ValidationError("这条意见已经处理，不能再撤回。")
    comment.withdrawn_at = now
    comment.full_clean()
    comment.save()
    audit.record(
        verb="congress.paper_comment_withdraw",
        label="撤回对会议材料的意见",
        by=by,
        thing=comment.paper,
    )
    return comment


@transaction.atomic
def answer_comment(
    *, comment: PaperComment, by: Seat, answer: str, answer_text: str, now: datetime.datetime
) -> PaperComment:
    """What the presidium does with an opinion; the author is told. Again to correct it."""
    require(by, comment.union_id)
    hold(comment)
    if comment.withdrawn_at is not None:
        raise ValidationError("这条意见已由代表撤回，不用处理。")
    if answer != Answer.ADOPTED:
        answer_text = _text(answer_text, "answer_text")
    comment.answer, comment.answer_text = answer, answer_text.strip()
    comment.answered_at, comment.answered_by = now, by
    comment.full_clean()
    comment.save()
    audit.record(
        verb="congress.paper_comment_answer", label="处理代表意见", by=by, thing=comment.paper
    )
    author = comment.delegate.member
    notifications.tell(
        seats=[author.seat if author else None],
        sentence=f"您对“{comment.paper.title}”的意见已处理：{comment.get_answer_display()}。",
        url=reverse("congress:material", args=[comment.paper_id]),
    )
    return comment
