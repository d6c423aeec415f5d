"""What the screening puts on the workbench: advice due, decisions due, the presidium's."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from proposals.models import (
    Advice,
    Proposal,
    ProposalState,
    heads_committee,
    sits_on_committee,
)
from proposals.models.committee import rank_of_each
from union_site import desk
from union_site.door import ask_of_seats
from union_site.models import Seat

S = ProposalState
UNDECIDED = (S.SCREENING, S.DISPUTED)
MOST_APART = 5
# What is to be done → its words, the button, the badge, the state to look for on the desk.
KINDS = {
    "receive": ("待审查", "开始审查", "新收到", S.SUBMITTED),
    "advise": ("请填写审查意见", "填写", "待填意见", ""),
    "decide": ("审查中，待决定", "决定", "待决定", S.SCREENING),
    "presidium": ("已提请主席团，请登记决定", "登记", "主席团", S.DISPUTED),
}


def _unadvised(seat: Seat) -> Q:
    given = Advice.objects.in_force().filter(proposal=OuterRef("pk"), seat=seat)
    return Q(state__in=UNDECIDED) & ~Q(Exists(given))


def todos(seat: Seat, today: datetime.date) -> Iterable[desk.Todo]:
    sits = sits_on_committee(seat)
    if not sits and not seat.can("proposals.screen"):
        return
    rows = Proposal.objects.visible_to(seat).awaiting_screening().newest_first()
    decides = seat.can("proposals.screen") or heads_committee(seat)
    unadvised = set(rows.filter(_unadvised(seat)).values_list("pk", flat=True)) if sits else set()
    piles: dict[str, list[Proposal]] = {}
    for proposal in rows.select_related("delegate", "delegation", "body"):
        if kind := _kind(proposal, decides=decides, owes_advice=proposal.pk in unadvised):
            piles.setdefault(kind, []).append(proposal)
    for kind, pile in piles.items():
        yield from _todos_of(kind, pile)


def _kind(proposal: Proposal, *, decides: bool, owes_advice: bool) -> str:
    """What is to be done with it by this seat, or nothing."""
    if proposal.state == S.SUBMITTED:
        return "receive"
    if owes_advice:
        return "advise"
    if not decides:
        return ""
    return "presidium" if proposal.state == S.DISPUTED else "decide"


def _todos_of(kind: str, pile: list[Proposal]) -> Iterable[desk.Todo]:
    """One for each, or one for all of a large pile: a session brings dozens at once."""
    detail, action, badge, state = KINDS[kind]
    if len(pile) > MOST_APART:
        url = f"{reverse('proposals:screening')}?state={state}"
        yield desk.Todo(f"{len(pile)} 件提案{detail}", "提案审查", url, "查看", badge=badge)
        return
    for proposal in pile:
        url = reverse("proposals:proposal", args=[proposal.pk])
        if kind == "advise":
            url = reverse("proposals:step", args=[proposal.pk, kind])
        title = f"提案“{proposal.heading}”"
        yield desk.Todo(title, f"{proposal.proposer} · {detail}", url, action, badge=badge)


# Every page of the box asks for it, and the numbers of the navigation do.
ask_of_seats(committee_rank=rank_of_each())
desk.register(desk.Offer(name="proposals.screening", order=31, todos=todos))
