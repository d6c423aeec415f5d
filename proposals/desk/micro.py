"""What the proposal box puts on the workbench."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse

from proposals.actions import searching
from proposals.models import MicroProposal, MicroState
from proposals.tables.waiting import waiting_rows
from union_site import desk, figures
from union_site.models import Seat

LATELY_DAYS = 30
# Pages that the line of words above each of them leads to.
COVERS = (
    "proposals:formal_list",
    "proposals:mine",
    "proposals:waiting",
    "proposals:deliberations",
    "proposals:screening",
    "proposals:assigning",
    "proposals:handling",
    "proposals:supervised",
    "proposals:closing",
    "proposals:meetings",
    "proposals:awards",
    "proposals:reports",
    "proposals:documents",
    "proposals:templates",
    "proposals:settings",
    "proposals:box",
)


def waiting(seat: Seat) -> tuple[Any, ...]:
    """What waits for this seat, of both kinds."""
    return waiting_rows(seat)


def tiles(seat: Seat, today: datetime.date) -> Iterable[desk.Tile]:
    if not seat.can("proposals.view"):
        return []
    span = figures.calendar_year(today.year)
    valid = figures.value("proposals.micro_valid", union=seat.union, span=span)
    solved = figures.value("proposals.micro_resolved", union=seat.union, span=span)
    note = f"解决 {solved} 件 · {solved * 100 / valid:.1f}%" if valid else "还没有有效微提案"
    url = figures.figure("proposals.micro_valid").url(span)
    return [desk.Tile("微提案（本年有效）", str(valid), url, "件", note, "ok" if valid else "")]


def todos(seat: Seat, today: datetime.date) -> Iterable[desk.Todo]:
    yield from _to_answer(seat)
    if seat.can("proposals.screen"):
        yield from _to_screen(seat, today)


def _to_answer(seat: Seat) -> Iterable[desk.Todo]:
    for proposal in MicroProposal.objects.visible_to(seat).handed_to(seat).awaiting_answer():
        yield desk.Todo(
            title=f"微提案 {proposal.number}“{proposal.heading}”",
            detail="交您办理，请答复",
            url=reverse("proposals:micro", args=[proposal.pk]),
            action="答复",
            due=proposal.due_on,
        )


def _to_screen(seat: Seat, today: datetime.date) -> Iterable[desk.Todo]:
    rows = MicroProposal.objects.visible_to(seat).for_list()
    soon = today + datetime.timedelta(days=7)
    wanted = Q(state__in=[MicroState.SUBMITTED, MicroState.ACCEPTED])
    wanted |= Q(state=MicroState.ASSIGNED, due_on__lte=soon) | Q(state=MicroState.ANSWERED)
    for proposal in rows.filter(wanted):
        yield _screening_todo(proposal)


def _screening_todo(proposal: MicroProposal) -> desk.Todo:
    url = reverse("proposals:micro", args=[proposal.pk])
    title = f"微提案 {proposal.number} “{proposal.heading}”".replace("  ", " ")
    if proposal.state == MicroState.SUBMITTED:
        return desk.Todo(
            title, f"{proposal.get_category_display()} · 待受理", url, "受理", badge="新收到"
        )
    if proposal.state == MicroState.ACCEPTED:
        return desk.Todo(title, "已受理，待交承办部门", url, "交办", badge="待交办")
    if proposal.state == MicroState.ANSWERED:
        rated = proposal.get_satisfaction_display() or "提案人还没有评价"
        return desk.Todo(title, f"已答复 · {rated}", url, "公示", badge="待公示")
    lead = proposal.lead
    detail = f"承办：{lead.department if lead else ''} · 待答复"
    return desk.Todo(title, detail, url, "催办", due=proposal.due_on)


def errands(seat: Seat, today: datetime.date) -> Iterable[desk.Errand]:
    if not seat.can("proposals.submit"):
        return
    yield desk.Errand("写", "写微提案", "100 字以内，可匿名", reverse("proposals:micro_new"), True)
    yield desk.Errand("示", "微公示", "大家提了什么，办得怎样", reverse("proposals:notices"))


def mine(seat: Seat, today: datetime.date) -> Iterable[desk.Mine]:
    """One's own proposals that are on their way, wait for one's rating, or ended lately."""
    if not seat.can("proposals.submit"):
        return
    lately = today - datetime.timedelta(days=LATELY_DAYS)
    rows = MicroProposal.objects.visible_to(seat).written_by(seat).for_list()
    moving = ~Q(state__in=[MicroState.WITHDRAWN, MicroState.DECLINED, MicroState.PUBLISHED])
    moving |= Q(state=MicroState.PUBLISHED, satisfaction="") | Q(published_at__date__gte=lately)
    for proposal in rows.filter(moving)[:5]:
        wants_rating = (
            proposal.state in (MicroState.ANSWERED, MicroState.PUBLISHED)
            and not proposal.satisfaction
        )
        yield desk.Mine(
            title=proposal.heading,
            detail=_mine_detail(proposal, wants_rating),
            url=reverse("proposals:micro", args=[proposal.pk]),
            badge=proposal.get_state_display(),
            tone="ok" if proposal.state in (MicroState.ANSWERED, MicroState.PUBLISHED) else "info",
        )


def _mine_detail(proposal: MicroProposal, wants_rating: bool) -> str:
    if wants_rating:
        return "有了答复，请评价"
    if proposal.state == MicroState.ASSIGNED and proposal.lead:
        return f"{proposal.lead.department}办理中"
    return proposal.get_result_class_display() or proposal.get_category_display()


def search(seat: Seat, query: str) -> Iterable[desk.Mine]:
    rows = MicroProposal.objects.visible_to(seat).for_list()
    for proposal in searching.micro_with(rows, query, union_id=seat.union_id)[:10]:
        yield desk.Mine(
            title=proposal.heading,
            detail=f"微提案 {proposal.number}".strip(),
            url=reverse("proposals:micro", args=[proposal.pk]),
            badge=proposal.get_state_display(),
        )


desk.register(
    desk.Offer(
        name="proposals",
        order=30,
        places=(
            desk.Place(
                "民主管理",
                "提案箱",
                "proposals:list",
                "proposals.notices",
                20,
                waiting,
                covers=COVERS,
            ),
            desk.Place("民主管理", "微公示", "proposals:notices", "proposals.notices", 30),
        ),
        tiles=tiles,
        todos=todos,
        errands=errands,
        mine=mine,
        search=search,
    )
)
