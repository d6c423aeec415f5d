"""Ballots on the workbench: what waits for one's vote, and what waits to be closed."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from congress.models import Ballot
from congress.tables.votes import awaiting
from union_site import desk
from union_site.models import Seat


def _place(ballot: Any) -> str:
    return ballot.session.short_title if ballot.session is not None else "全体会员投票"


def errands(seat: Seat, today: datetime.date) -> Iterator[desk.Errand]:
    """The large card: a ballot that is open now comes before everything else."""
    if not seat.can("congress.own"):
        return
    for ballot in awaiting(seat):
        yield desk.Errand(
            mark="票",
            title=f"投票：{ballot.title}",
            detail=f"{_place(ballot)} · 正在投票，等您投票",
            url=reverse("congress:ballot_vote", args=[ballot.pk]),
            is_main=True,
        )


def todos(seat: Seat, today: datetime.date) -> Iterator[desk.Todo]:
    """One's own vote for seats whose workbench shows no cards; and what waits to be closed."""
    if seat.can("congress.own") and not _has_cards(seat):
        for ballot in awaiting(seat):
            yield desk.Todo(
                title=f"投票：{ballot.title}",
                detail=f"{_place(ballot)} · 等您本人投票",
                url=reverse("congress:ballot_vote", args=[ballot.pk]),
                action="去投票",
                badge="等您投票",
            )
    if not seat.can("congress.manage"):
        return
    running = Ballot.objects.visible_to(seat).open().for_list().with_turnout()
    for ballot in running:
        yield desk.Todo(
            title=f"正在表决：{ballot.title}",
            detail=f"{_place(ballot)} · 已投 {ballot.turnout} / {ballot.entitled} 人",
            url=reverse("congress:ballot", args=[ballot.pk]),
            action="查看",
            badge=ballot.get_state_display(),
        )


def _has_cards(seat: Seat) -> bool:
    return "member" in seat.roles and not seat.roles & {"chair", "officer"}


desk.register(
    desk.Offer(
        name="congress.ballots",
        order=5,
        places=(desk.Place("民主管理", "我的投票", "congress:votes", "congress.own", order=14),),
        errands=errands,
        todos=todos,
    )
)
