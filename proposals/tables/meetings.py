"""What the pages of source meetings show."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from proposals.models import MicroProposal, SourceMeeting
from proposals.steps import micro as steps
from union_site import figures
from union_site.calendar import official_date
from union_site.listing import Asked, Chip
from union_site.models import Seat, Union


def chosen(base: Any, asked: Asked) -> tuple[Any, list[Chip]]:
    """The meetings of the kind asked for, and the chips that ask."""
    kinds = [("", "全部"), *SourceMeeting.Kind.choices]
    counts = {kind: base.filter(kind=kind).count() for kind, _ in kinds if kind}
    wanted = asked.data.get("kind", "")
    wanted = wanted if wanted in counts else ""
    chips = [
        Chip(
            str(label),
            f"?kind={kind}" if kind else "?",
            kind == wanted,
            counts.get(kind, sum(counts.values())),
        )
        for kind, label in kinds
    ]
    return (base.filter(kind=wanted) if wanted else base), chips


def year_figures(union: Union, today: datetime.date) -> dict[str, Any]:
    """How much monthly meetings raised and solved this year, with the rows behind."""
    span = figures.calendar_year(today.year)
    shown: dict[str, Any] = {"year": today.year}
    for name in ("raised", "solved"):
        code = f"proposals.meeting_{name}"
        shown[name] = figures.value(code, union=union, span=span)
        shown[f"{name}_url"] = figures.figure(code).url(span)
    return shown


def facts(meeting: SourceMeeting) -> list[tuple[str, Any]]:
    return [
        ("会议", meeting.get_kind_display()),
        ("日期", official_date(meeting.held_on)),
        ("地点", meeting.place),
        ("主持人", meeting.host),
        ("参加人数", f"{meeting.attended} 人" if meeting.attended else ""),
    ]


def issues(rows: Any, seat: Seat, today: datetime.date) -> list[dict[str, Any]]:
    return [_issue(proposal, seat, today) for proposal in rows]


def _issue(proposal: MicroProposal, seat: Seat, today: datetime.date) -> dict[str, Any]:
    is_solved = proposal.result_class == MicroProposal.Result.SOLVED and proposal.answered_at
    lead = proposal.lead
    return {
        "number": proposal.number,
        "heading": proposal.heading,
        "url": reverse("proposals:micro", args=[proposal.pk]),
        "author": proposal.shown_author(seat),
        "owner": lead.department or lead.user.name if lead else "",
        "due_on": proposal.due_on,
        "solved_on": timezone.localdate(proposal.answered_at) if is_solved else None,
        "badge": steps.light(proposal, today) or steps.badge(proposal),
    }
