"""What the screening puts on the workbench: advice due, decisions due, the presidium's."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from members.models import Post
from members.models.organisation import Kind, Rank
from proposals.models import (
    Advice,
    Proposal,
    ProposalState,
    heads_committee,
    sits_on_committee,
)
from union_site import desk
from union_site.models import Seat

S = ProposalState
UNDECIDED = (S.SCREENING, S.DISPUTED)


def waiting(seat: Seat) -> tuple[Any, ...]:
    """What the committee has before it: to receive, to advise on, to decide."""
    rows = Proposal.objects.of_union(seat.union)
    if seat.can("proposals.screen"):
        return (rows.awaiting_screening(),)
    # Every page asks this of everybody, so it is one query with the rest, not a question before.
    posts = Post.objects.current().of_kind(Kind.PROPOSALS)
    mine = posts.filter(union=seat.union_id, member__seat=seat)
    to_advise = Q(Exists(mine)) & (Q(state=S.SUBMITTED) | _unadvised(seat))
    heads = Q(Exists(mine.filter(rank=Rank.CHAIR)))
    return (rows.awaiting_screening().filter(heads | to_advise),)


def _unadvised(seat: Seat) -> Q:
    given = Advice.objects.in_force().filter(proposal=OuterRef("pk"), seat=seat)
    return Q(state__in=UNDECIDED) & ~Q(Exists(given))


def todos(seat: Seat, today: datetime.date) -> Iterable[desk.Todo]:
    sits = sits_on_committee(seat)
    if not sits and not seat.can("proposals.screen"):
        return
    rows = Proposal.objects.visible_to(seat).awaiting_screening().for_list()
    decides = seat.can("proposals.screen") or heads_committee(seat)
    unadvised = set(rows.filter(_unadvised(seat)).values_list("pk", flat=True)) if sits else set()
    for proposal in rows:
        if todo := _todo(proposal, decides=decides, owes_advice=proposal.pk in unadvised):
            yield todo


def _todo(proposal: Proposal, *, decides: bool, owes_advice: bool) -> desk.Todo | None:
    url = reverse("proposals:proposal", args=[proposal.pk])
    title = f"提案“{proposal.heading}”"
    who = proposal.proposer
    if proposal.state == S.SUBMITTED:
        return desk.Todo(title, f"{who} · 待审查", url, "开始审查", badge="新收到")
    if owes_advice:
        step = reverse("proposals:step", args=[proposal.pk, "advise"])
        return desk.Todo(title, f"{who} · 请填写审查意见", step, "填写", badge="待填意见")
    if not decides:
        return None
    if proposal.state == S.DISPUTED:
        return desk.Todo(title, "已提请主席团，请登记决定", url, "登记", badge="主席团")
    return desk.Todo(title, f"{who} · 审查中，待决定", url, "决定", badge="待决定")


desk.register(desk.Offer(name="proposals.screening", order=31, todos=todos))
