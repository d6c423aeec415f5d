"""Demonstration delegates: who sits for whom, and the rolls of the last sessions."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import NamedTuple

from congress.actions.delegates import category_of, is_leader
from congress.actions.roll import lines
from congress.checks.quotas import share_out
from congress.models import (
    CongressTerm,
    Constituency,
    Delegate,
    Delegation,
    RollEntry,
    Session,
    State,
)
from congress.models.delegates import EndReason, Kind, Method, Origin, Role
from members.models import Member, UnionGroup
from members.models.codes import PostCategory
from union_site.calendar import DAY
from union_site.demo import ACCOUNTS, Stage
from union_site.models import Seat, Union

DELEGATIONS = ["第一代表团", "第二代表团", "第三代表团"]
ROLES = [Role.HEAD, Role.DEPUTY]  # of the first ones in a delegation
GUESTS = [("退休教师代表", Kind.INVITED), ("离退休党支部书记", Kind.INVITED)]
GUEST_POSTS = {"退休教师代表": "退休教师", "离退休党支部书记": "党支部书记"}
OTHERS_ONE_IN = 6
ROLLS = 3  # of the sessions that were held


def load(stage: Stage) -> None:
    """Fills the term of every school whose roster has delegates enough for it."""
    names = [username for username, *_ in ACCOUNTS]
    rows = Seat.objects.filter(union=stage.rich, user__username__in=names)
    accounts = set(rows.values_list("pk", flat=True))
    for school in stage.schools:
        term = CongressTerm.objects.of_union(school).in_force(stage.today).first()
        if term is None or term.delegates.exists():
            continue
        chosen = _chosen(school, term, accounts)
        if chosen:
            _elect(term, chosen, is_checked=school == stage.rich)
            _guests(term)
            _resigned(term, [person for one in chosen for person in one.people])
            _rolls(term)


class Chosen(NamedTuple):
    """Whom a group elected, and how many it has."""

    group: UnionGroup | None
    staff: int
    people: list[Member]


def _chosen(school: Union, term: CongressTerm, accounts: set[int]) -> list[Chosen]:
    """So many of each group as its share of the seats is; none where the roster is too short."""
    members = list(Member.objects.of_union(school).active().select_related("group").order_by("pk"))
    if len(members) < term.full_delegates:
        return []
    groups = sorted({p.group for p in members}, key=lambda g: (g is None, g.order if g else 0))
    within = [[person for person in members if person.group == group] for group in groups]
    seats = share_out([len(people) for people in within], term.full_delegates)
    return [
        Chosen(group, len(people), _first(people, number, accounts))
        for group, people, number in zip(groups, within, seats, strict=True)
        if number
    ]


def _first(people: list[Member], seats: int, accounts: set[int]) -> list[Member]:
    """Who has an account, then one in six who is no teacher, so that teachers are the 60 % and
    more the law asks for.
    """
    known = [p for p in people if p.seat_id in accounts]
    others = [p for p in people if p.post_category not in ("", PostCategory.TEACHER)]
    few = [p for p in others if p not in known][: max(seats // OTHERS_ONE_IN, 1)]
    teachers = [p for p in people if p not in others and p not in known]
    return list(dict.fromkeys([*known, *few, *teachers, *people]))[:seats]


def _elect(term: CongressTerm, chosen: list[Chosen], *, is_checked: bool) -> None:
    """Row by row with every check at one school; all at once at the others, for speed."""
    delegations = [
        Delegation.objects.create(union=term.union, term=term, name=name, position=number)
        for number, name in enumerate(DELEGATIONS, start=1)
    ]
    elected_on = term.starts_on - 20 * DAY
    seated: Counter[int] = Counter()
    made: list[Delegate] = []
    for number, one in enumerate(chosen, start=1):
        constituency = _constituency(term, number, one, elected_on)
        delegation = delegations[number % len(delegations)]
        for person in one.people:
            place = seated[delegation.pk]
            seated[delegation.pk] += 1
            made.append(
                Delegate(
                    union=term.union,
                    term=term,
                    member=person,
                    name=person.name,
                    category=category_of(person),
                    is_leader=is_leader(person),
                    constituency=constituency,
                    delegation=delegation,
                    role=ROLES[place] if place < len(ROLES) else "",
                    votes=max((constituency.voters or 1) - person.pk % 3, 1),
                    since=elected_on,
                )
            )
    for delegate in made:
        if is_checked:
            delegate.full_clean()
        else:
            delegate.clean()  # which writes the key of the list's order
    Delegate.objects.bulk_create(made)


def _keep(delegate: Delegate) -> Delegate:
    delegate.full_clean()
    delegate.save()
    return delegate


def _guests(term: CongressTerm) -> None:
    for name, kind in GUESTS:
        guest = Delegate(union=term.union, term=term, name=name, kind=kind, origin=Origin.ASKED)
        guest.since, guest.post = term.starts_on - 20 * DAY, GUEST_POSTS[name]
        _keep(guest)


def _resigned(term: CongressTerm, people: list[Member]) -> None:
    """One who gave the seat up in the first winter, and who was elected in the place."""
    active = Member.objects.of_union(term.union).active()
    left = active.filter(group__isnull=False).exclude(pk__in=[p.pk for p in people]).first()
    if left is None:
        return
    heirs = term.delegates.filter(constituency__group=left.group, role="", is_leader=False)
    heir = heirs.order_by("-stroke_order").first()
    if heir is None:
        return
    ended_on = term.starts_on + 60 * DAY
    former = Delegate(
        union=term.union,
        term=term,
        member=left,
        name=left.name,
        category=category_of(left),
        constituency=heir.constituency,
        delegation=heir.delegation,
        votes=heir.votes,
        since=heir.since,
        ended_on=ended_on,
        end_reason=EndReason.RESIGNED,
        end_note="承担区级课题，本人申请辞去代表职务。",
    )
    heir.replaces, heir.origin = _keep(former), Origin.BY_ELECTION
    heir.since = ended_on + 14 * DAY
    _keep(heir)


def _constituency(
    term: CongressTerm, number: int, chosen: Chosen, elected_on: datetime.date
) -> Constituency:
    group, staff, seats = chosen.group, chosen.staff, len(chosen.people)
    constituency = Constituency(
        union=term.union,
        term=term,
        name=str(group or "校部"),
        position=number,
        group=group,
        staff_count=staff,
        seats=seats,
        convenor=group.head if group else None,
        elected_on=elected_on,
        method=Method.COMPETITIVE if seats < staff else Method.EQUAL,
        voters=max(staff - number % 2, 1),
        candidates=min(seats + 1, staff),
        note="" if number % 3 else "适当考虑各年龄、性别结构比例",
    )
    constituency.full_clean()
    constituency.save()
    return constituency


def _rolls(term: CongressTerm) -> None:
    """The rolls of the last sessions and of the next one, as the credentials check froze them."""
    held = list(term.sessions.filter(state=State.HELD).order_by("-held_on")[:ROLLS])
    for session in [*held, *term.sessions.filter(state=State.PLANNED)]:
        freeze(session)


def freeze(session: Session) -> None:
    """As the act does; dated back to before the session."""
    RollEntry.objects.bulk_create(lines(session))
    session.roll_frozen_on = session.held_on - 10 * DAY
    session.expected = session.roll.full().count()
    session.full_clean()
    session.save()
