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
    WITH_DEPARTMENT,
    Message,
    Proposal,
    ProposalState,
    Reply,
    StaffNote,
    deals_with,
    is_of_author_side,
)
from proposals.tables.lights import light_of
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


def hands(proposal: Proposal, seat: Seat, today: datetime.date) -> dict[str, Any] | None:
    """承办: lead, co-units with their opinions, the leader, dates with their lights."""
    moved = StepEvent.objects.visible_to(seat).of(proposal)
    changes = moved.filter(step__in=["send_back", "reassign", "change_leader"]).for_list()
    if proposal.lead is None and not changes:
        return None
    part = part_of(proposal, seat)
    return {
        "facts": _hand_facts(proposal, today),
        "co_units": [
            {
                "unit": unit_of(row.seat),
                "opinion": row.opinion if part.deals else "",
                "given_at": row.given_at,
                "url": _opinion_url(row, seat),
            }
            for row in proposal.co_units.for_list()
        ],
        "changes": [_change(event) for event in changes] if part.deals else [],
    }


def _opinion_url(row: Any, seat: Seat) -> str:
    return reverse("proposals:opinion", args=[row.pk]) if may_give_opinion(row, seat) else ""


def _hand_facts(proposal: Proposal, today: datetime.date) -> list[dict[str, Any]]:
    accepting = proposal.accept_due_on if proposal.state == ProposalState.ASSIGNED else None
    replying = proposal.due_on if proposal.state in WITH_DEPARTMENT else None
    facts = [
        _fact("主办", unit_of(proposal.lead) or "待交办"),
        _fact("分管校领导", unit_of(proposal.leader)),
        _dated("交办日期", proposal.assigned_on, None, today),
        _dated("应接收", proposal.accept_due_on, accepting, today),
        _dated("应答复", proposal.due_on, replying, today),
    ]
    if proposal.extended_from:
        was = official_date(proposal.extended_from)
        facts.append(_fact("延期", f"原定{was}：{proposal.extension_reason}"))
    return [fact for fact in facts if fact["value"]]


def _fact(label: str, value: str) -> dict[str, Any]:
    return {"label": label, "value": value, "badge": "", "tone": ""}


def _dated(
    label: str, day: datetime.date | None, running: datetime.date | None, today: datetime.date
) -> dict[str, Any]:
    """A date; with a light while it is running."""
    light = light_of(running, today) if running else {"text": "", "tone": ""}
    shown = official_date(day) if day else ""
    return {"label": label, "value": shown, "badge": light["text"], "tone": light["tone"]}


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
    part = part_of(proposal, seat)
    rows = proposal.replies.for_list().prefetch_related("files__file")
    shown = list(rows if part.deals else rows.filter(sent_at__isnull=False))
    if not shown:
        return None
    sees_files = part.deals or part.is_author_side
    return {"versions": [version(reply, sees_files=sees_files) for reply in shown]}


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
    if not (part.deals or part.is_author_side):
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
    if not part.deals or part.is_author_side:
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
