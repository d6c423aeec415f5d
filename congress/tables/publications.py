"""What pages show of publications and of the objections to them."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count

from congress.models import Objection, Publication
from union_site.calendar import official_date
from union_site.forms import PeriodForm
from union_site.listing import Asked, Listed, searched
from union_site.models import Seat

STATES = Publication.State.choices


def publications(seat: Seat, asked: Asked) -> Listed:
    """?state= ?from= ?to= (of its beginning) ?shown=1 ?q=. Drafts are for the chair alone."""
    mine = Publication.objects.visible_to(seat)
    sees_drafts = seat.can("congress.manage") and not asked.data.get("shown")
    rows = mine if sees_drafts else mine.shown()
    if asked.period.first:
        rows = rows.filter(from_on__gte=asked.period.first)
    if asked.period.last:
        rows = rows.filter(from_on__lte=asked.period.last)
    found = searched(rows, asked.words, "title", "text")
    counts = dict(found.order_by().values_list("state").annotate(n=Count("pk")))
    state = asked.one_of("state", dict(STATES))
    return Listed(
        rows=(found.filter(state=state) if state else found).for_list(),
        chips=asked.chips("state", STATES, counts),
        more_chips=[],
        filter_form=PeriodForm(asked, words="标题、内容", carried=["state", "shown"]),
    )


def facts(publication: Publication) -> list[tuple[str, Any]]:
    scope = publication.resolution or "本次会议的全部决议"
    return [
        ("公示范围", str(scope)),
        ("公示期", f"{official_date(publication.from_on)}至{official_date(publication.to_on)}"),
        ("张贴地点", publication.place),
        ("网址", publication.url),
        ("受理异议", publication.contact),
    ]


def objections_of(publication: Publication, seat: Seat) -> list[Objection]:
    """All of them for the chair; for everybody else one's own."""
    rows = Objection.objects.visible_to(seat).filter(publication=publication).for_list()
    return list(rows if seat.can("congress.manage") else rows.of_seat(seat))


def left(publication: Publication, today: datetime.date) -> str:
    """How long it still runs, in words."""
    if not publication.is_running:
        return ""
    days = (publication.to_on - today).days
    if days < 0:
        return "公示期已满，请结束公示并写明结果。"
    return f"还有 {days} 日" if days else "今天截止"
