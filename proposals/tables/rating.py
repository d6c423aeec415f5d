"""Panels after the reply: ratings with their counts, follow-ups, reminders that were sent."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from proposals.checks import rating as checks
from proposals.models import (
    FollowUp,
    Proposal,
    ProposalState,
    Rating,
    Reply,
    Satisfaction,
    author_side,
)
from proposals.tables.handling import events_of
from proposals.workflow.after import handled_often_enough
from proposals.workflow.formal import rating_part, screens
from union_site.calendar import official_date
from union_site.models import Seat, StepEvent
from union_site.norms import norm

PARTS = (Rating.Part.AUTHOR, Rating.Part.CO_PROPOSER, Rating.Part.SECONDER)
LATEST = 6


@dataclass(frozen=True)
class PartCount:
    """How one part has rated: of those asked, of those who rated."""

    label: str
    asked: int
    counts: Counter[str]

    @property
    def rated(self) -> int:
        return sum(self.counts.values())

    @property
    def numbers(self) -> list[tuple[str, int]]:
        return [(str(choice.label), self.counts[choice]) for choice in Satisfaction]

    @property
    def words(self) -> str:
        """应评 3，已评 2：满意 1，不满意 1. A rate of one or two says nothing."""
        counted = f"应评 {self.asked}，已评 {self.rated}"
        given = "，".join(f"{label} {count}" for label, count in self.numbers if count)
        return f"{counted}：{given}" if given else counted


@dataclass(frozen=True)
class Said:
    """One verdict with its words, for those who may read them."""

    who: str
    part: str
    verdict: str
    tone: str
    note: str
    on: datetime.date


def asked_parts(proposal: Proposal) -> dict[int, str]:
    """Who is asked, as what: each seat once, the author before the others."""
    parts: dict[int, str] = dict.fromkeys(author_side(proposal), Rating.Part.SECONDER)
    for merged in proposal.merged_ones.all():
        parts[merged.author_id] = Rating.Part.CO_PROPOSER
    parts[proposal.author_id] = Rating.Part.AUTHOR
    return parts


def part_counts(proposal: Proposal, ratings: list[Rating]) -> list[PartCount]:
    """For each part that is there at all."""
    asked = Counter(asked_parts(proposal).values())
    return [
        PartCount(
            str(part.label),
            asked[part],
            Counter(row.satisfaction for row in ratings if row.part == part),
        )
        for part in PARTS
        if asked[part] or any(row.part == part for row in ratings)
    ]


def panel(proposal: Proposal, seat: Seat, today: datetime.date) -> dict[str, Any] | None:
    """评价 of the replies sent: the last one by part, the earlier ones in a line each."""
    if proposal.replied_at is None:
        return None
    sent = [reply for reply in proposal.replies.all() if reply.sent_at is not None]
    replies = sorted(sent, key=lambda reply: reply.handling_round)
    if not replies:
        return None
    rows: dict[int, list[Rating]] = {reply.pk: [] for reply in replies}
    for rating in Rating.objects.filter(reply__in=replies).for_list():
        rows[rating.reply_id].append(rating)
    last = replies[-1]
    return {
        "parts": part_counts(proposal, rows[last.pk]),
        "window": window_words(proposal, last, today),
        "next": what_comes_next(proposal, last, rows[last.pk], events_of(proposal, seat)),
        "said": _said(rows[last.pk], proposal, seat) if may_read(proposal, seat) else [],
        "earlier": [_line(reply, rows[reply.pk]) for reply in replies[:-1]],
        "url": _rate_url(proposal, seat),
        "has_rated": any(row.seat_id == seat.pk for row in rows[last.pk]),
    }


def may_read(proposal: Proposal, seat: Seat) -> bool:
    """Words and names are for those who deal with it and those who rate; others see counts."""
    deals = seat.can("proposals.view") or seat.pk in (proposal.lead_id, proposal.leader_id)
    return deals or screens(proposal, seat) or bool(rating_part(proposal, seat))


def _rate_url(proposal: Proposal, seat: Seat) -> str:
    if proposal.state != ProposalState.REPLIED or not rating_part(proposal, seat):
        return ""
    return reverse("proposals:rate", args=[proposal.pk])


def window_words(proposal: Proposal, reply: Reply, today: datetime.date) -> str:
    """Until when it is rated, while it is."""
    if proposal.state != ProposalState.REPLIED or reply.sent_at is None:
        return ""
    days = norm("proposals.rating_days", union=proposal.union, on=today)
    ends_on = checks.rating_ends_on(timezone.localdate(reply.sent_at), days)
    if today > ends_on:
        return f"评价期已于 {official_date(ends_on)} 结束，办结前仍可以评价。"
    return f"请在 {official_date(ends_on)} 前评价；办结前可以更改。"


def what_comes_next(
    proposal: Proposal, last: Reply, ratings: list[Rating], events: list[StepEvent]
) -> str:
    """What becomes of a reply that somebody is not satisfied with."""
    if proposal.handling_round > last.handling_round:
        if proposal.state == ProposalState.REPLY_REVIEW:
            return "再办理的答复正在会签，送达后请重新评价。"
        due = official_date(proposal.due_on) if proposal.due_on else ""
        return (
            f"已退回承办部门再办理，应于 {due} 前再次答复，经分管校领导会签后送达，届时请重新评价。"
        )
    unsatisfied = [row.part for row in ratings if row.satisfaction == Satisfaction.UNSATISFIED]
    if proposal.state != ProposalState.REPLIED or not unsatisfied:
        return ""
    referred = next((event for event in events if event.step == "refer_on"), None)
    if referred is not None:
        return f"已提请{referred.details.get('where', '')}研究。"
    if handled_often_enough(proposal):
        return "再办理次数已满，由提案工作委员会研究是否提请主席团或下次会议。"
    return "有附议人不满意，由提案工作委员会决定是否再办理。"


def _said(ratings: list[Rating], proposal: Proposal, seat: Seat) -> list[Said]:
    tones = {"satisfied": "ok", "mostly": "info", "unsatisfied": "bad"}
    return [
        Said(
            proposal.shown_proposer(seat)
            if row.seat_id == proposal.author_id
            else row.seat.user.name,
            row.get_part_display(),
            row.get_satisfaction_display(),
            tones[row.satisfaction],
            row.note,
            timezone.localdate(row.at),
        )
        for row in ratings
    ]


def _line(reply: Reply, ratings: list[Rating]) -> str:
    counts = Counter(row.get_satisfaction_display() for row in ratings)
    shown = "，".join(f"{label} {count}" for label, count in counts.items()) or "没有人评价"
    return f"第 {reply.handling_round} 次答复：{shown}"


def follow_up_panel(thing: Any, seat: Seat, today: datetime.date) -> dict[str, Any] | None:
    """回访: what was asked and answered; the way to answer for those who are asked."""
    was_answered = not isinstance(thing, Proposal) or thing.replied_at is not None
    rows = list(thing.follow_ups.order_by("-pk")) if was_answered else []
    if not rows:
        return None
    open_one = next((row for row in rows if row.is_open), None)
    is_asked = (
        open_one is not None and FollowUp.objects.asked_of(seat).filter(pk=open_one.pk).exists()
    )
    return {
        "rows": rows,
        "url": reverse("proposals:follow_up", args=[open_one.pk]) if open_one and is_asked else "",
    }


def reminder_panel(thing: Any, seat: Seat, today: datetime.date) -> dict[str, Any] | None:
    """What was reminded of, for those who deal with it."""
    deals = seat.can("proposals.view") or seat.pk == thing.lead_id
    if not deals:
        return None
    rows = list(thing.reminders.order_by("-sent_on", "-pk"))
    is_supervised = getattr(thing, "is_supervised", False) and not thing.is_closed
    if not rows and not is_supervised:
        return None
    return {"rows": rows[:LATEST], "count": len(rows), "is_supervised": is_supervised}
