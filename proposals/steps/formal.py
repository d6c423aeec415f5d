"""How formal proposals look: buttons, badges, lights, facts, who is waited for, the timeline."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.urls import reverse

from proposals.forms.handling import seat_label
from proposals.models import WITH_DEPARTMENT, Proposal, ProposalState, Rating, deals_with
from proposals.steps import handling, public, rating, screening, writing
from proposals.steps.pages import StepPage
from proposals.tables.lights import light_of
from proposals.workflow.formal import FORMAL
from union_site.calendar import official_date
from union_site.models import Seat, StepEvent

PAGES: dict[str, StepPage] = {
    **writing.PAGES,
    **screening.PAGES,
    **handling.PAGES,
    **rating.PAGES,
    **public.PAGES,
}
S = ProposalState
TONES = {
    S.DRAFT: "plain",
    S.SECONDING: "info",
    S.SUBMITTED: "warn",
    S.SCREENING: "warn",
    S.DISPUTED: "warn",
    S.TO_ASSIGN: "info",
    S.ASSIGNED: "info",
    S.HANDLING: "info",
    S.REPLY_REVIEW: "info",
    S.REPLIED: "ok",
    S.CLOSED: "ok",
    S.ARCHIVED: "plain",
    S.MERGED: "plain",
    S.REJECTED: "plain",
    S.WITHDRAWN: "plain",
}
AFTER = {
    S.SECONDING: ["提交", "提案委员会审查", "交办", "答复"],
    S.SUBMITTED: ["审查", "交办", "答复", "评价"],
    S.SCREENING: ["交办", "答复", "评价"],
    S.DISPUTED: ["交办", "答复", "评价"],
    S.TO_ASSIGN: ["办理", "答复", "评价"],
    S.ASSIGNED: ["答复", "审签", "评价"],
    S.HANDLING: ["审签", "评价", "办结"],
    S.REPLY_REVIEW: ["评价", "办结"],
    S.REPLIED: ["办结", "公示"],
}


def buttons(proposal: Proposal, seat: Seat) -> list[dict[str, Any]]:
    """The steps open to this seat as links."""
    return [
        {
            "name": step.name,
            "label": step.label,
            "url": step_url(proposal, step.name),
            "is_primary": step.is_likely and not _comes_later(proposal, step.name),
            "is_destructive": step.is_destructive,
        }
        for step in FORMAL.open_to(proposal, seat)
        if step.name in PAGES
        and not step.objection(proposal)
        # Who has rated changes it beside the counts, where the own words stand.
        and not (step.name == "rate" and has_rated(proposal, seat))
    ]


def _comes_later(proposal: Proposal, name: str) -> bool:
    """A draft is written first; a delegate's goes to the seconders then, though it may be handed
    in from there."""
    if proposal.state != S.DRAFT:
        return False
    return not proposal.is_written or (name == "submit" and not proposal.is_collective)


def has_rated(proposal: Proposal, seat: Seat) -> bool:
    reply = proposal.last_reply()
    return reply is not None and Rating.objects.filter(reply=reply, seat=seat).exists()


def step_url(proposal: Proposal, name: str) -> str:
    page = PAGES[name]
    if page.route:
        return reverse(page.route, args=[proposal.pk])
    return reverse("proposals:step", args=[proposal.pk, name])


def light(proposal: Proposal, today: datetime.date) -> dict[str, str]:
    """Traffic light of a row: the due date while a department has it."""
    due = proposal.accept_due_on if proposal.state == S.ASSIGNED else proposal.due_on
    if proposal.state not in WITH_DEPARTMENT or due is None:
        return {}
    return light_of(due, today)


def badge(proposal: Proposal) -> dict[str, str]:
    return {"text": proposal.status_words, "tone": TONES[S(proposal.state)]}


def unit(seat: Seat | None) -> str:
    """总务处（李建国）: a department by the seat that answers for it."""
    if seat is None:
        return ""
    return f"{seat.department}（{seat.user.name}）" if seat.department else seat.user.name


def facts(proposal: Proposal) -> list[tuple[str, str]]:
    between = "闭会期间" if proposal.submitted_at else "提交时确定"
    session = proposal.session.short_title if proposal.session else between
    if proposal.is_late:
        session += "（逾期提交）"
    wanted = "" if proposal.lead else unit(proposal.wanted_lead)
    rows = [
        ("立案编号", proposal.number),
        ("状态", proposal.status_words),
        ("会议", session),
        ("建议承办", wanted),
        *(_hands(proposal) if proposal.lead else []),
        ("办理结果", proposal.result.label if proposal.result else ""),
    ]
    return [(label, value) for label, value in rows if value]


def _hands(proposal: Proposal) -> list[tuple[str, str]]:
    """Who has it, and until when; how near the day is stands with who is waited for."""
    shared = [unit(row.seat) for row in proposal.co_units.all()]
    to_accept = proposal.accept_due_on if proposal.state == S.ASSIGNED else None
    rows = [
        ("主办", unit(proposal.lead)),
        ("协办", "、".join(shared)),
        ("分管校领导", seat_label(proposal.leader) if proposal.leader else ""),
        ("交办日期", _day(proposal.assigned_on)),
        ("应接收", _day(to_accept)),
        ("应答复", _day(proposal.due_on)),
    ]
    if proposal.extended_from:
        was = official_date(proposal.extended_from)
        rows.append(("延期", f"原定{was}：{proposal.extension_reason}"))
    return rows


def _day(day: datetime.date | None) -> str:
    return official_date(day) if day else ""


def waiting_for(proposal: Proposal, today: datetime.date) -> dict[str, Any] | None:
    """Who is waited for, since when, and what comes after; nothing when it is closed."""
    if proposal.is_closed or proposal.state == S.DRAFT:
        return None
    who = {
        S.SECONDING: "代表附议",
        S.SUBMITTED: "提案工作委员会接收",
        S.SCREENING: "提案工作委员会审查",
        S.DISPUTED: "主席团决定",
        S.TO_ASSIGN: "提案工作委员会交办",
        S.ASSIGNED: f"{unit(proposal.lead)}接收",
        S.HANDLING: f"{unit(proposal.lead)}答复",
        S.REPLY_REVIEW: f"{proposal.leader.user.name if proposal.leader else ''}审签",
    }.get(S(proposal.state)) or rating.after_the_reply(proposal)
    shown = light(proposal, today)
    return {
        "who": who,
        "badge": shown.get("text", ""),
        "tone": shown.get("tone", ""),
        "after": AFTER[S(proposal.state)],
    }


# What an event is called where the step's label does not say enough; brought by the subjects.
TITLES: dict[str, Callable[[StepEvent], str]] = {
    **screening.TITLES,
    **handling.TITLES,
    **rating.TITLES,
}


def timeline(proposal: Proposal, events: list[StepEvent], seat: Seat) -> list[dict[str, Any]]:
    """What happened, newest first; the proposer's name as this reader may know it."""
    hidden = frozenset() if deals_with(proposal, seat) else handling.INTERNAL
    reads_notes = public.reads_notes(proposal, seat)
    rows = [
        {
            "title": TITLES.get(event.step, lambda event: event.label)(event),
            "at": event.at,
            "who": _who(event, proposal, seat),
            "note": event.note if reads_notes and event.step not in hidden else "",
            "is_current": number == 0,
        }
        for number, event in enumerate(events)
    ]
    rows.append(
        {
            "title": "起草",
            "at": proposal.created_at,
            "who": proposal.shown_proposer(seat),
            "note": "",
            "is_current": not events,
        }
    )
    return rows


def _who(event: StepEvent, proposal: Proposal, seat: Seat) -> str:
    if event.seat is None:
        return "系统"
    if event.seat_id == proposal.author_id:
        return proposal.shown_proposer(seat)
    post = event.seat.title or event.seat.department
    return f"{event.seat.user.name}（{post}）" if post else event.seat.user.name
