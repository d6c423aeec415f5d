"""文书: which papers there are, of which proposals, for whom."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from congress.models import CongressTerm
from proposals.actions.reports import may_read
from proposals.checks.statistics import (
    OWED,
    PARTS,
    Scope,
    sessions_with_proposals,
    statistics,
    years_with_proposals,
)
from proposals.forms.formal_filters import FormalFilter
from proposals.models import Proposal, deals_with, is_of_author_side
from proposals.papers import lists
from proposals.papers.gathering import department, gathered, in_paper_order
from proposals.papers.letters import LETTERS
from proposals.papers.sheets import is_printable
from union_site.documents import Document
from union_site.listing import Chip
from union_site.models import Seat
from union_site.requests import SeatRequest


@dataclass(frozen=True)
class Chosen:
    """The proposals that a reader asked for, in words and as rows."""

    scope: Scope
    rows: Any
    narrowed: str
    filter_form: Any
    is_narrowed: bool
    query: str


def chosen(request: SeatRequest) -> Chosen:
    """What the query string asks for, among what this seat may see; the list's own filter."""
    base = Proposal.objects.visible_to(request.seat).sent()
    found = FormalFilter(request.GET, queryset=base.for_list(), request=request)
    rows = found.qs
    data = found.form.cleaned_data
    words = [department(data.get("lead")), str(data.get("delegation") or "")]
    scope = Scope(request.seat.union, session=data.get("session"), year=_year(data))
    kept = request.GET.copy()
    for name in ("page", "format", "by"):
        kept.pop(name, None)
    named = [name for name in found.filters if request.GET.get(name)]
    narrowed = "、".join(word for word in words if word)
    return Chosen(scope, rows, narrowed, found.form, bool(named), kept.urlencode())


def _year(data: dict[str, Any]) -> int | None:
    """The calendar year, where the days asked for are exactly one."""
    first, last = data.get("since"), data.get("until")
    if not isinstance(first, datetime.date) or not isinstance(last, datetime.date):
        return None
    is_whole = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    return first.year if is_whole and first.year == last.year else None


def scope_chips(asked: Chosen) -> tuple[list[Chip], list[Chip]]:
    """Sessions that proposals came in for, and years."""
    union, scope = asked.scope.union, asked.scope
    sessions = [
        Chip(one.short_title, f"?session={one.pk}", scope.session == one)
        for one in sessions_with_proposals(union)[:5]
    ]
    years = [
        Chip(f"{year}年", "?" + urlencode(Scope(union, year=year).query), scope.year == year)
        for year in years_with_proposals(union)[:4]
    ]
    return [Chip("全部", "?", not asked.is_narrowed), *sessions], years


Draw = Callable[[Chosen, Seat, datetime.date], Document]


def _rows(asked: Chosen) -> Any:
    return in_paper_order(gathered(asked.rows))


def _summary(by: str) -> Draw:
    def draw(asked: Chosen, seat: Seat, on: datetime.date) -> Document:
        rows = _rows(asked)
        return lists.summary(asked.scope, rows, reader=seat, by=by, narrowed=asked.narrowed, on=on)

    return draw


def _handover(asked: Chosen, seat: Seat, on: datetime.date) -> Document:
    handed = _rows(asked).filter(OWED, lead__isnull=False)
    return lists.handover(asked.scope, handed, reader=seat, on=on)


def _state(asked: Chosen, seat: Seat, on: datetime.date) -> Document:
    return lists.handling_state(asked.scope, statistics(asked.rows), on=on)


def _rejections(asked: Chosen, seat: Seat, on: datetime.date) -> Document:
    rows = _rows(asked).filter(PARTS["rejected"])
    return lists.rejections(asked.scope, rows, reader=seat, on=on)


@dataclass(frozen=True)
class Listed:
    label: str
    detail: str
    draw: Draw


# The name in the address → the paper.
LISTS: dict[str, Listed] = {
    "summary": Listed("提案汇总表（按类别）", "横排，列出全部提案", _summary(lists.BY_CATEGORY)),
    "summary-by-delegation": Listed(
        "提案汇总表（按代表团）", "横排，列出全部提案", _summary(lists.BY_DELEGATION)
    ),
    "handover": Listed("提案交办清单", "每个部门一页，供签收", _handover),
    "state": Listed("提案办理情况一览", "各部门交办、答复、结果、评价的件数", _state),
    "rejections": Listed("不予立案提案说明", "每件的理由", _rejections),
}


def list_links(asked: Chosen) -> list[dict[str, str]]:
    found = []
    for name, paper in LISTS.items():
        url = f"{reverse('proposals:list_paper', args=[name])}?{asked.query}"
        docx = url + ("&" if asked.query else "") + "format=docx"
        found.append({"label": paper.label, "detail": paper.detail, "pdf": url, "docx": docx})
    return found


def blank_term(seat: Seat, today: datetime.date) -> CongressTerm | None:
    return CongressTerm.objects.visible_to(seat).of_staff().in_force(today).first()


# --- one proposal -------------------------------------------------------------------------


def may_print(proposal: Proposal, seat: Seat) -> bool:
    """Those who deal with it; who only reads it on the notice page prints nothing."""
    if not is_printable(proposal):
        return False
    if may_read(seat) or seat.pk in (proposal.author_id, proposal.lead_id, proposal.leader_id):
        return True
    return deals_with(proposal, seat) or is_of_author_side(proposal, seat)


def may_print_letter(proposal: Proposal, seat: Seat) -> bool:
    """A letter names the proposer: only for who knows the name."""
    return may_print(proposal, seat) and proposal.shown_proposer(seat) == proposal.proposer


def links_of(proposal: Proposal, seat: Seat) -> list[dict[str, str]]:
    """The papers of one proposal that this seat may print now."""
    if not may_print(proposal, seat):
        return []
    found = [("sheet", "提案表")]
    if may_print_letter(proposal, seat):
        found += [
            (name, letter.label(proposal))
            for name, letter in LETTERS.items()
            if letter.is_there(proposal)
        ]
    return [
        {
            "label": label,
            "pdf": (url := reverse("proposals:proposal_paper", args=[proposal.pk, name])),
            "docx": f"{url}?format=docx",
        }
        for name, label in found
    ]


def panel(proposal: Proposal, seat: Seat, today: datetime.date) -> dict[str, Any] | None:
    papers = links_of(proposal, seat)
    return {"papers": papers} if papers else None
