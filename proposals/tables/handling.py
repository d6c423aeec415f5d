"""Panels of a proposal in handling: hands, replies, progress, what is said, notes of staff."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from proposals.actions import exchanges
from proposals.actions.departments import may_give_opinion
from proposals.forms.handling import MessageForm, StaffNoteForm, seat_label
from proposals.models import (
    ANSWERED,
    BEFORE_HANDLING,
    IN_HANDLING,
    UNSENT,
    Message,
    Proposal,
    Reply,
    StaffNote,
    deals_with,
    is_of_author_side,
)
from union_site.calendar import official_date
from union_site.models import Seat, StepEvent

LATEST = 5


@dataclass(frozen=True)
class Part:
    """As what somebody reads a proposal."""

    deals: bool
    is_author_side: bool


def part_of(proposal: Proposal, seat: Seat) -> Part:
    """Asked once for all panels of a page."""
    known: dict[int, Part] = proposal.__dict__.setdefault("_parts", {})
    if seat.pk not in known:
        known[seat.pk] = Part(deals_with(proposal, seat), is_of_author_side(proposal, seat))
    return known[seat.pk]


def unit_of(seat: Seat | None) -> str:
    return seat_label(seat) if seat is not None else ""


# --- who has it, until when -----------------------------------------------------------------


def events_of(proposal: Proposal, seat: Seat) -> list[StepEvent]:
    """What happened to it, the newest first; asked once for all panels of a page."""
    known: dict[int, list[StepEvent]] = proposal.__dict__.setdefault("_events", {})
    if seat.pk not in known:
        known[seat.pk] = list(StepEvent.objects.visible_to(seat).of(proposal).for_list())
    return known[seat.pk]


MOVED = frozenset(["send_back", "reassign", "change_leader"])


def hands(proposal: Proposal, seat: Seat, today: datetime.date) -> dict[str, Any] | None:
    """What the co-units say, and who returned it; for those who deal with it."""
    if proposal.state in BEFORE_HANDLING or not part_of(proposal, seat).deals:
        return None
    changes = [event for event in events_of(proposal, seat) if event.step in MOVED]
    co_units = [
        {
            "unit": unit_of(row.seat),
            "opinion": row.opinion,
            "given_at": row.given_at,
            "url": _opinion_url(row, seat),
        }
        for row in proposal.co_units.all()
        if row.given_at or proposal.state in IN_HANDLING
    ]
    if not co_units and not changes:
        return None
    return {"co_units": co_units, "changes": [_change(event) for event in changes]}


def _opinion_url(row: Any, seat: Seat) -> str:
    return reverse("proposals:opinion", args=[row.pk]) if may_give_opinion(row, seat) else ""


def _change(event: StepEvent) -> dict[str, Any]:
    """Who returned it, or from whom it was taken, with the reason."""
    was = event.details.get("was") or event.details.get("lead", "")
    titles = {
        "send_back": f"{was}退回",
        "reassign": f"由{was}调整为{event.details.get('lead', '')}",
        "change_leader": f"分管校领导由{was or '（空缺）'}改为{event.details.get('leader', '')}",
    }
    return {"title": titles[event.step], "at": event.at, "note": event.note}


# --- replies --------------------------------------------------------------------------------


def replies(proposal: Proposal, seat: Seat, today: datetime.date) -> dict[str, Any] | None:
    """答复: those who deal with it see every version, everybody else what was sent."""
    if proposal.state in BEFORE_HANDLING:
        return None
    part = part_of(proposal, seat)
    rows = proposal.replies.all()
    shown = [reply for reply in rows if part.deals or reply.sent_at is not None]
    if not shown:
        return None
    sees_files = part.deals or part.is_author_side
    versions = [version(reply, sees_files=sees_files) for reply in shown]
    return {"versions": versions, "only": versions[0] if len(versions) == 1 else None}


def version(reply: Reply, *, sees_files: bool) -> dict[str, Any]:
    if reply.sent_at is not None and reply.signed_by is not None:
        words, tone = "已送达", "ok"
        signed = f"{reply.signature_words}：{unit_of(reply.signed_by)}"
    elif reply.returned_note:
        words, tone, signed = "已退回", "plain", ""
    else:
        words, tone, signed = "待审签", "warn", ""
    return {
        "title": "答复" if reply.handling_round == 1 else f"第{reply.handling_round}次办理的答复",
        "text": reply.text,
        "result": str(reply.result),
        "planned": official_date(reply.planned_on) if reply.planned_on else "",
        "by": unit_of(reply.by),
        "at": reply.sent_at or reply.written_at,
        "badge": words,
        "tone": tone,
        "signed": signed,
        "returned_note": reply.returned_note,
        "files": list(reply.files.all()) if sees_files else [],
        "is_old": bool(reply.returned_note),
    }


# --- progress -------------------------------------------------------------------------------


def progress(proposal: Proposal, seat: Seat, today: datetime.date) -> dict[str, Any] | None:
    """进展 with bar and timeline, for everybody who sees the proposal."""
    if proposal.state in BEFORE_HANDLING:
        return None
    rows = proposal.progress_rows.for_list()
    if not rows and not (proposal.percent and proposal.state in ANSWERED):
        return None
    done = proposal.implemented_on
    return {
        "percent": proposal.percent,
        "tone": "ok" if done else "warn",
        "words": f"{official_date(done)}落实" if done else f"{proposal.percent}%",
        "events": [
            {
                "title": f"{official_date(row.on)}　{row.percent}%",
                "at": None,
                "who": unit_of(row.by),
                "note": row.note,
                "is_current": number == 0,
            }
            for number, row in enumerate(rows)
        ],
    }


# --- what is said ---------------------------------------------------------------------------


def messages(proposal: Proposal, seat: Seat, today: datetime.date) -> dict[str, Any] | None:
    """沟通记录 for the two sides and the committee, with a form for those who may speak."""
    part = part_of(proposal, seat)
    if proposal.state in BEFORE_HANDLING or not (part.deals or part.is_author_side):
        return None
    may_speak = proposal.state in exchanges.TALKING and bool(exchanges.side_of(proposal, seat))
    rows = lines(proposal, seat)
    if not rows and not may_speak:
        return None
    return {
        "rows": rows[-LATEST:],
        "earlier": max(0, len(rows) - LATEST),
        "url": reverse("proposals:messages", args=[proposal.pk]),
        "form": MessageForm() if may_speak else None,
        "draft": f"message-{proposal.pk}",
    }


def lines(proposal: Proposal, seat: Seat) -> list[dict[str, Any]]:
    """What was said, in its order, the author named as this reader may know him."""
    rows = Message.objects.visible_to(seat).filter(proposal=proposal).for_list()
    return [
        {
            "who": _speaker(row, proposal, seat),
            "side": row.get_side_display(),
            "is_own": row.seat_id == seat.pk,
            "text": row.text,
            "at": row.at,
        }
        for row in rows
    ]


def _speaker(row: Message, proposal: Proposal, seat: Seat) -> str:
    if row.seat_id == proposal.author_id:
        return proposal.shown_proposer(seat)
    if row.side == Message.Side.DEPARTMENT or part_of(proposal, seat).deals:
        return unit_of(row.seat)
    return "并案提案人"


def notes(proposal: Proposal, seat: Seat, today: datetime.date) -> dict[str, Any] | None:
    """私下备注 among those who deal with it."""
    part = part_of(proposal, seat)
    if not part.deals or part.is_author_side or proposal.state in UNSENT:
        return None
    rows = list(StaffNote.objects.visible_to(seat).filter(proposal=proposal).for_list())
    return {
        "rows": rows[:LATEST],
        "earlier": max(0, len(rows) - LATEST),
        "url": reverse("proposals:notes", args=[proposal.pk]),
        "form": StaffNoteForm(circle=colleagues(proposal, seat)),
        "draft": f"note-{proposal.pk}",
    }


def colleagues(proposal: Proposal, seat: Seat) -> list[Seat]:
    """Whom this seat may call on in a note."""
    return [other for other in exchanges.circle(proposal) if other.pk != seat.pk]
