"""Acts on meetings that proposals come from, and entering what was said there."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import Member
from proposals.actions import behalf
from proposals.models import MicroProposal, SourceMeeting
from union_site import audit
from union_site.models import Seat


@dataclass(frozen=True)
class Issue:
    """One matter raised at a meeting; `row` is where it stands on the page."""

    row: int
    text: str
    category: str
    author_name: str = ""


def _require(by: Seat, union_id: int) -> None:
    if by.union_id != union_id or not by.can("proposals.screen"):
        raise PermissionDenied


@transaction.atomic
def hold(*, by: Seat, **written: Any) -> SourceMeeting:
    """A meeting that took place. `written`: kind, held_on, place, host, attended, topic."""
    _require(by, by.union_id)
    meeting = SourceMeeting(union=by.union, entered_by=by)
    _put(meeting, written)
    audit.record(verb="source_meeting.hold", label="登记来源会议", by=by, thing=meeting)
    return meeting


@transaction.atomic
def correct(*, meeting: SourceMeeting, by: Seat, **written: Any) -> SourceMeeting:
    """Puts right what was noted of a meeting; its kind stays once issues came from it."""
    _require(by, meeting.union_id)
    meeting = SourceMeeting.objects.select_for_update().get(pk=meeting.pk)
    if written["kind"] != meeting.kind and meeting.issues.exists():
        raise ValidationError({"kind": "已录入提案的会议不能改类别。"})
    _put(meeting, written)
    audit.record(verb="source_meeting.correct", label="更正来源会议", by=by, thing=meeting)
    return meeting


def _put(meeting: SourceMeeting, written: dict[str, Any]) -> None:
    for name, value in written.items():
        setattr(meeting, name, value)
    if _is_ahead(meeting.held_on):
        raise ValidationError({"held_on": "会议还没有召开，请在召开后登记。"})
    meeting.full_clean()
    meeting.save()


def _is_ahead(day: datetime.date | None) -> bool:
    return day is not None and day > timezone.localdate()


@transaction.atomic
def raise_issues(
    *, meeting: SourceMeeting, issues: Iterable[Issue], page_key: str, by: Seat
) -> list[MicroProposal]:
    """Each matter becomes a micro-proposal of the meeting; all of them or none.

    A page sent twice enters nothing twice. What is wrong is said with its row.
    """
    _require(by, meeting.union_id)
    entered, wrong = [], []
    for issue in issues:
        try:
            entered.append(_raise(meeting, issue, page_key, by))
        except ValidationError as refusal:
            wrong.append(f"第 {issue.row} 件：{' '.join(refusal.messages)}")
    if wrong:
        raise ValidationError(wrong)
    if not entered:
        raise ValidationError("请至少写一件。")
    return entered


def _raise(meeting: SourceMeeting, issue: Issue, page_key: str, by: Seat) -> MicroProposal:
    name = issue.author_name.strip()
    member = _only_member(name, by) if name else None
    receipt = behalf.enter(
        text=issue.text,
        category=issue.category,
        publicity="open" if name else "anonymous",
        source="",
        meeting=meeting,
        member=member,
        author_name=name,
        submission_key=hashlib.sha256(f"{page_key}/{issue.row}".encode()).hexdigest()[:32],
        by=by,
    )
    return receipt.proposal


def _only_member(name: str, by: Seat) -> Member | None:
    """The one person of this name on the roll; of namesakes none, the name alone is kept."""
    found = list(Member.objects.visible_to(by).on_roll().filter(name=name)[:2])
    return found[0] if len(found) == 1 else None
