"""As what a seat may make formal proposals: as a delegate, for a delegation, for a committee."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists

from congress.models import CongressTerm, Delegate, Delegation
from congress.models.delegates import Role
from members.models import Body, Post
from members.models.organisation import Kind, Rank
from proposals.models import Proposal, ProposerKind
from union_site.models import Seat

OWN = "proposals.own"
# The union's own organs make no proposals to the congress, and who screens does not propose.
NO_PROPOSERS = (Kind.COMMITTEE, Kind.AUDIT, Kind.PROPOSALS)


@dataclass(frozen=True)
class Capacity:
    """提出方式: one way in which this seat may propose today. `key` names it in a form."""

    key: str
    label: str
    term: CongressTerm
    kind: ProposerKind
    delegate: Delegate | None = None
    delegation: Delegation | None = None
    body: Body | None = None


def term_of(seat: Seat, today: datetime.date) -> CongressTerm | None:
    return CongressTerm.objects.of_union(seat.union).in_force(today).first()


def delegate_of(seat: Seat, term: CongressTerm) -> Delegate | None:
    """The seat's own place as a full delegate in office of this term."""
    rows = Delegate.objects.filter(term=term, member__seat=seat).in_office().full()
    found: Delegate | None = rows.for_list().first()
    return found


def capacities(seat: Seat, *, today: datetime.date) -> list[Capacity]:
    """All of them, the delegate first; none for who may not propose. At most three queries."""
    if not seat.can(OWN):
        return []
    term = term_of(seat, today)
    if term is None:
        return []
    return [*_as_delegate(seat, term), *_for_bodies(seat, term)]


def may_propose(seat: Seat, *, today: datetime.date) -> bool:
    """Whether capacities() finds any, in one query: for a button."""
    if not seat.can(OWN):
        return False
    terms = CongressTerm.objects.of_union(seat.union).in_force(today)
    as_delegate = Delegate.objects.filter(term__in=terms, member__seat=seat).in_office().full()
    wanted = Exists(as_delegate) | Exists(_headed(seat)) & Exists(terms)
    return Seat.objects.filter(wanted, pk=seat.pk).exists()


def _headed(seat: Seat) -> Any:
    """The posts in which the seat's person leads a body that may propose."""
    posts = Post.objects.filter(
        union_id=seat.union_id, member__seat=seat, rank__in=(Rank.CHAIR, Rank.VICE)
    )
    return posts.current().exclude(term__body__kind__in=NO_PROPOSERS)


def _as_delegate(seat: Seat, term: CongressTerm) -> list[Capacity]:
    delegate = delegate_of(seat, term)
    if delegate is None:
        return []
    found = [Capacity("delegate", "代表个人", term, ProposerKind.DELEGATE, delegate)]
    group = delegate.delegation
    if group is not None and delegate.role in (Role.HEAD, Role.DEPUTY):
        kind = ProposerKind.DELEGATION
        found.append(Capacity("delegation", group.name, term, kind, delegate, group))
    return found


def _for_bodies(seat: Seat, term: CongressTerm) -> list[Capacity]:
    posts = _headed(seat).in_order().select_related("term__body")
    bodies = [post.term.body for post in posts]
    return [
        Capacity(f"body-{body.pk}", body.name, term, ProposerKind.COMMITTEE, None, None, body)
        for body in bodies
    ]


def still_holds(proposal: Proposal, *, today: datetime.date) -> bool:
    """Whether the author may still speak for who makes the proposal."""
    return any(
        held.kind == proposal.kind
        and held.term == proposal.term
        and (held.kind != ProposerKind.DELEGATION or held.delegation == proposal.delegation)
        and (held.kind != ProposerKind.COMMITTEE or held.body == proposal.body)
        for held in capacities(proposal.author, today=today)
    )
