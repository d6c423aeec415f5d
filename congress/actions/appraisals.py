"""Acts on appraisals and polls: what may be marked comes from a list, results are made known."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from congress.actions.acting import hold, lock, require, write
from congress.actions.elections import in_strokes, require_draft, set_people
from congress.actions.rounds import next_position, put_items
from congress.models import Ballot, Delegate, Session
from congress.models.ballots import BallotKind, BallotMethod
from members.models import Member, Post
from union_site import audit
from union_site.models import Seat

_FILE = Path(__file__).parents[1] / "data" / "ballot_scales.json"


@dataclass(frozen=True)
class Scale:
    """What may be marked, as a school picks it from a list. `good` counts as satisfied."""

    code: str
    kind: str
    label: str
    marks: list[list[str]]
    good: list[str]
    items: list[str]


@lru_cache(maxsize=1)
def scales() -> dict[str, Scale]:
    rows = json.loads(_FILE.read_text(encoding="utf-8"))
    return {row["code"]: Scale(**row) for row in rows}


def scales_of(kind: str) -> list[Scale]:
    return [scale for scale in scales().values() if scale.kind == kind]


def scale_of(ballot: Ballot) -> Scale | None:
    """The one a ballot was drafted with, if it still stands in the list."""
    return next((row for row in scales_of(ballot.kind) if row.marks == ballot.scale), None)


def posts_of(members: Sequence[Member], term_id: int) -> dict[int, str]:
    """What is written beside each name: the post as a delegate, or as union officer."""
    posts: dict[int, str] = {}
    keys = [member.pk for member in members]
    held = Post.objects.filter(member__in=keys, until__isnull=True).select_related("term__body")
    for post in held:
        posts[post.member_id] = post.label
    named = Delegate.objects.filter(member__in=keys, term_id=term_id).in_office()
    posts |= dict(named.filter(~Q(post="")).values_list("member", "post"))
    return {member: post[:200] for member, post in posts.items()}


@transaction.atomic
def draft_appraisal(*, session: Session, by: Seat, **written: Any) -> Ballot:
    """Drafts a democratic appraisal 民主评议 of leaders (Order 32 art. 7 (6)).

    `written`: title, explanation, scale (code), members, method, medium, electorate, sitting.
    Nothing is asked in words: a remark would tell who wrote it.
    """
    require(by, session.union_id)
    lock(session)
    members = in_strokes(written.pop("members"))
    ballot = _draft(session, by, BallotKind.APPRAISAL, written)
    set_people(ballot, members, posts_of(members, session.term_id))
    audit.record(verb="congress.appraisal_draft", label="拟定民主评议", by=by, thing=ballot)
    return ballot


@transaction.atomic
def draft_poll(*, session: Session, by: Seat, **written: Any) -> Ballot:
    """Drafts a satisfaction poll 满意度测评.

    `written`: title, explanation, scale (code), items (texts), method, medium, electorate, sitting.
    """
    require(by, session.union_id)
    lock(session)
    items = written.pop("items")
    ballot = _draft(session, by, BallotKind.POLL, written)
    put_items(ballot, [(text, None, "") for text in items])
    audit.record(verb="congress.poll_draft", label="拟定满意度测评", by=by, thing=ballot)
    return ballot


def _draft(session: Session, by: Seat, kind: str, written: dict[str, Any]) -> Ballot:
    ballot = Ballot(
        union=session.union,
        session=session,
        kind=kind,
        position=next_position(session),
        drafted_by=by,
        scale=scales()[written.pop("scale")].marks,
    )
    write(ballot, written)
    ballot.full_clean()
    if ballot.method != BallotMethod.SECRET_BALLOT:
        raise ValidationError("民主评议和满意度测评采用无记名方式。")
    ballot.save()
    return ballot


@transaction.atomic
def change_people(*, ballot: Ballot, by: Seat, members: Sequence[Member]) -> Ballot:
    """Changes who is appraised by a draft."""
    require(by, ballot.union_id)
    lock(ballot)
    require_draft(ballot)
    session = ballot.session
    posts = posts_of(members, session.term_id) if session else {}
    set_people(ballot, in_strokes(members), posts)
    audit.record(verb="congress.appraisal_change", label="修改评议对象", by=by, thing=ballot)
    return ballot


@transaction.atomic
def announce_result(*, ballot: Ballot, by: Seat, now: datetime.datetime) -> Ballot:
    """Shows an appraisal to everybody who sees the congress, and cannot be taken back."""
    require(by, ballot.union_id)
    hold(ballot)
    if not ballot.is_decided:
        raise ValidationError("公布结果以后才能向代表公开。")
    if ballot.announced_at is not None:
        raise ValidationError("结果已经公开。")
    ballot.announced_at = now
    ballot.full_clean()
    ballot.save(update_fields=["announced_at"])
    audit.record(verb="congress.ballot_announce", label="公开测评结果", by=by, thing=ballot)
    return ballot


def may_see_result(ballot: Ballot, seat: Seat) -> bool:
    """Nobody before it is decided; an appraisal only few until it is made known."""
    if not ballot.is_decided:
        return False
    if ballot.kind != BallotKind.APPRAISAL or ballot.announced_at is not None:
        return True
    return seat.can("congress.appraisals")
