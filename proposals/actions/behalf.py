"""Typed in by staff 工会代录: for who has no phone, and what was spoken at a meeting."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import Member
from proposals.actions.receipts import Receipt
from proposals.actions.submitting import take_in
from proposals.models import MicroProposal, SourceMeeting
from union_site import audit
from union_site.models import Seat

Source = MicroProposal.Source
SOURCE_OF = {
    SourceMeeting.Kind.MONTHLY: Source.MEETING,
    SourceMeeting.Kind.FORUM: Source.FORUM,
}


@transaction.atomic
def enter(
    *,
    text: str,
    category: str,
    publicity: str,
    source: str,
    submission_key: str,
    by: Seat,
    member: Member | None = None,
    author_name: str = "",
    meeting: SourceMeeting | None = None,
    photo: bytes = b"",
) -> Receipt:
    """Takes in what somebody else says or has written; marked, and entered by `by`.

    A member with a seat follows it there like an own one. An anonymous one names nobody, and
    one that is being telephoned goes through the bag of letters.
    """
    if not by.can("proposals.screen"):
        raise PermissionDenied
    if meeting is not None:
        source = SOURCE_OF[SourceMeeting.Kind(meeting.kind)]
    proposal = MicroProposal(
        union=by.union,
        text=text,
        category=category,
        publicity=publicity,
        source=source,
        meeting=meeting,
        entered_by=by,
        submitted_on=_day(meeting),
        **_named(publicity, member, author_name),
    )
    receipt = take_in(proposal, submission_key=submission_key, photo=photo)
    if receipt.is_new and not receipt.proposal.is_in_bag:
        audit.record(verb="micro_proposal.enter", label="代录微提案", by=by, thing=receipt.proposal)
    return receipt


def _day(meeting: SourceMeeting | None) -> datetime.date:
    """What was said at a meeting was said on its day."""
    return meeting.held_on if meeting else timezone.localdate()


def _named(publicity: str, member: Member | None, author_name: str) -> dict[str, Any]:
    """Who it is by: somebody on the roster, else a name; nobody where that is the wish."""
    if publicity == MicroProposal.Publicity.ANONYMOUS:
        return {}
    if member is None and not author_name.strip():
        sentence = "请选择或填写提案人；不知道是谁的，署名方式请选“匿名”。"
        raise ValidationError({"author_name": sentence})
    return {
        "author": member.seat if member else None,
        "member": member,
        "author_name": "" if member else author_name.strip(),
        "submitted_at": timezone.now(),
    }
