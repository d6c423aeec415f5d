"""What pages of deliberations show: the list as asked for, opinions, the poll, buttons."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse

from proposals.actions.polling import PollResult
from proposals.models import (
    Deliberation,
    MicroProposal,
    Opinion,
    Proposal,
    Stance,
    Standing,
)
from proposals.workflow.deliberation import DELIBERATION, OPINION
from union_site.calendar import official_date
from union_site.listing import Asked, Chip, searched, timeline
from union_site.models import Seat

SHOW = [("running", "讨论中"), ("closed", "已结束"), ("joined", "我参加的")]
STANCE_TONES = {Stance.FOR: "ok", Stance.AGAINST: "bad", Stance.OTHER: "plain"}


def deliberations(seat: Seat, asked: Asked) -> tuple[Any, list[Chip]]:
    """The rows asked for, and the chips with their counts."""
    base = searched(Deliberation.objects.visible_to(seat), asked.words, "title", "question")
    narrowed = {"running": base.open(), "closed": base.filter(state="closed")}
    narrowed["joined"] = base.joined_by(seat)
    chosen = asked.one_of("show", list(narrowed))
    states = dict(base.order_by().values_list("state").annotate(Count("pk")))
    counts = {
        "": sum(states.values()),
        "running": states.get("open", 0),
        "closed": states.get("closed", 0),
        "joined": narrowed["joined"].count(),
    }
    chips = [
        Chip(label, asked.link({"show": value or None}), value == chosen, counts[value])
        for value, label in [("", "全部"), *SHOW]
    ]
    return narrowed.get(chosen, base).for_list(), chips


def badge(deliberation: Deliberation, today: datetime.date) -> dict[str, str]:
    words = deliberation.status_words(today)
    if deliberation.is_running(today):
        return {"text": f"讨论中，{deliberation.closes_on:%-m月%-d日}截止", "tone": "info"}
    return {"text": words, "tone": "plain" if deliberation.state == "closed" else "warn"}


def thing_link(thing: MicroProposal | Proposal | None, seat: Seat) -> dict[str, str] | None:
    """The proposal it is about, for those who may open it; for all others there is none."""
    if thing is None:
        return None
    rows: Any = type(thing)._default_manager
    if not rows.visible_to(seat).filter(pk=thing.pk).exists():
        return None
    route = "proposals:micro" if isinstance(thing, MicroProposal) else "proposals:proposal"
    return {"label": f"{thing} {thing.heading}", "url": reverse(route, args=[thing.pk])}


def spoken(deliberation: Deliberation) -> dict[str, int]:
    """How many opinions of each stance everybody may read. One query."""
    rows = Opinion.objects.filter(deliberation=deliberation).readable().order_by()
    counts = dict(rows.values_list("stance").annotate(Count("pk")))
    return {str(stance.label): counts.get(stance.value, 0) for stance in Stance}


def stance_chips(deliberation: Deliberation, asked: Asked) -> list[Chip]:
    counts = spoken(deliberation)
    by_value = {stance.value: counts[str(stance.label)] for stance in Stance}
    return asked.chips("stance", Stance.choices, by_value)


def opinions(deliberation: Deliberation, seat: Seat, asked: Asked) -> Any:
    rows = Opinion.objects.visible_to(seat).filter(deliberation=deliberation)
    if stance := asked.one_of("stance", Stance.values):
        rows = rows.filter(stance=stance)
    return rows.for_list()


def opinion_row(opinion: Opinion, seat: Seat, *, is_running: bool) -> dict[str, Any]:
    """One opinion as this reader may see it, with what may be done about it."""
    is_own = opinion.seat_id == seat.pk
    standing = Standing(opinion.standing)
    note = "" if standing in (Standing.SHOWN, Standing.KEPT) else str(standing.label)
    may_judge = seat.can("proposals.screen")
    acts = [_act(opinion, step.name, step.label) for step in OPINION.open_to(opinion, seat)]
    if not is_own and not may_judge and standing == Standing.SHOWN:
        acts.append(_act(opinion, "report", "举报"))
    return {
        "opinion": opinion,
        "name": opinion.shown_name(seat),
        "stance": opinion.get_stance_display(),
        "tone": STANCE_TONES[Stance(opinion.stance)],
        "note": note,
        "reports": opinion.report_count if may_judge else 0,
        "acts": acts,
    }


def _act(opinion: Opinion, name: str, label: str) -> dict[str, str]:
    url = reverse("proposals:opinion_step", args=[opinion.pk, name])
    return {"label": label, "url": url}


def steps(deliberation: Deliberation, seat: Seat, today: datetime.date) -> list[dict[str, Any]]:
    """To end it stands out once its last day is over; until then speaking does."""
    is_over = not deliberation.is_running(today)
    return [
        {
            "label": step.label,
            "url": reverse("proposals:deliberation_step", args=[deliberation.pk, step.name]),
            "is_likely": step.is_likely and is_over,
        }
        for step in DELIBERATION.open_to(deliberation, seat)
    ]


def happened(deliberation: Deliberation, seat: Seat) -> list[Any]:
    """Its steps, newest first, down to how it began."""
    steps_taken = timeline(deliberation, seat)
    began = {
        "title": "发起",
        "at": official_date(deliberation.opens_on),
        "who": deliberation.opened_by.user.name,
        "is_current": not steps_taken,
    }
    return [*steps_taken, began]


def poll_rows(poll: PollResult) -> list[dict[str, Any]]:
    """The options as bars, where there are votes enough to show them apart."""
    if not poll.is_split:
        return []
    return [
        {"label": option.label, "value": option.votes, "max": poll.total} for option in poll.options
    ]
