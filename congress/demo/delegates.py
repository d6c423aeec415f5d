"""Demonstration delegates: who sits for whom, and the rolls of the last sessions."""

from __future__ import annotations

import datetime

from congress.models import (
    CongressTerm,
    Constituency,
    Delegate,
    Delegation,
    RollEntry,
    Session,
    State,
)
from congress.models.delegates import Category, Kind, Role
from members.models import Member, UnionGroup
from members.models.codes import PostCategory
from union_site.calendar import DAY
from union_site.demo import Stage
from union_site.models import Union

DELEGATIONS = ["第一代表团", "第二代表团", "第三代表团"]
CATEGORIES = {PostCategory.STAFF: Category.STAFF, PostCategory.WORKER: Category.WORKER}
GUESTS = [("退休教师代表", Kind.INVITED), ("离退休党支部书记", Kind.INVITED)]
OTHERS_ONE_IN = 6
ROLLS = 3  # of the sessions that were held


def load(stage: Stage) -> None:
    """Fills the term of every school whose roster has delegates enough for it."""
    for school in stage.schools:
        term = CongressTerm.objects.of_union(school).in_force(stage.today).first()
        if term is None or term.delegates.exists():
            continue
        people = _chosen(school, term)
        if len(people) == term.full_delegates:
            _elect(term, people)
            _rolls(term)


def _chosen(school: Union, term: CongressTerm) -> list[Member]:
    """A sixth who are no teachers, so that teachers are the 60 % and more the law asks for."""
    members = list(Member.objects.of_union(school).active().select_related("group").order_by("pk"))
    others = [m for m in members if m.post_category not in ("", PostCategory.TEACHER)]
    teachers = [m for m in members if m not in others]
    few = others[: term.full_delegates // OTHERS_ONE_IN]
    return [*few, *teachers[: term.full_delegates - len(few)]]


def _category(member: Member) -> Category:
    return CATEGORIES.get(PostCategory(member.post_category or "teacher"), Category.TEACHER)


def _elect(term: CongressTerm, people: list[Member]) -> None:
    delegations = [
        Delegation.objects.create(union=term.union, term=term, name=name, position=number)
        for number, name in enumerate(DELEGATIONS, start=1)
    ]
    groups = sorted({p.group for p in people}, key=lambda g: (g is None, g.order if g else 0))
    elected_on = term.starts_on - 20 * DAY
    headed: set[int] = set()
    for number, group in enumerate(groups, start=1):
        mine = [person for person in people if person.group == group]
        constituency = _constituency(term, number, group, len(mine), elected_on)
        delegation = delegations[number % len(delegations)]
        for person in mine:
            role = "" if delegation.pk in headed else Role.HEAD
            headed.add(delegation.pk)
            delegate = Delegate(
                union=term.union,
                term=term,
                member=person,
                name=person.name,
                category=_category(person),
                is_leader=person.post_category == PostCategory.MANAGER,
                constituency=constituency,
                delegation=delegation,
                role=role,
                votes=max((constituency.voters or 1) - person.pk % 3, 1),
                since=elected_on,
            )
            delegate.full_clean()
            delegate.save()
    for name, kind in GUESTS:
        guest = Delegate(union=term.union, term=term, name=name, kind=kind, since=elected_on)
        guest.full_clean()
        guest.save()


def _constituency(
    term: CongressTerm, number: int, group: UnionGroup | None, seats: int, elected_on: datetime.date
) -> Constituency:
    staff = Member.objects.of_union(term.union).active().filter(group=group).count()
    constituency = Constituency(
        union=term.union,
        term=term,
        name=str(group or "校部"),
        position=number,
        group=group,
        staff_count=staff,
        seats=seats,
        elected_on=elected_on,
        voters=staff,
        candidates=min(seats + 1, staff),
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
    delegates = session.term.delegates.in_office().select_related("delegation", "term")
    RollEntry.objects.bulk_create(
        RollEntry(
            union=session.union,
            session=session,
            delegate=delegate,
            member=delegate.member,
            name=delegate.name,
            stroke_order=delegate.stroke_order,
            kind=delegate.kind,
            delegation_name=str(delegate.delegation or ""),
            is_head=delegate.role == Role.HEAD,
        )
        for delegate in delegates
    )
    session.roll_frozen_on = session.held_on - 10 * DAY
    session.expected = session.roll.full().count()
    session.full_clean()
    session.save()
