"""What the rules of an organisation are told: a union's members, terms and posts on one day."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from django.db.models import Count, Prefetch, Q

from members.checks import organisation as checks
from members.checks.organisation import Rules
from members.models import BodyTerm, Member, Post
from members.models.organisation import Kind, Rank
from union_site.findings import Finding
from union_site.idcards import Sex
from union_site.models import Union


@dataclass(frozen=True)
class Standing:
    """One union as it stands: four queries, however many bodies it has."""

    union: Union
    today: datetime.date
    rules: Rules
    members: int  # in service
    women: int
    # The current term of each body, with the posts that are held now.
    terms: dict[int, BodyTerm] = field(default_factory=dict)
    posts: dict[int, list[Post]] = field(default_factory=dict)

    @classmethod
    def of(cls, union: Union, *, today: datetime.date) -> Self:
        """Raises NormMissing."""
        counts = (
            Member.objects.of_union(union)
            .active()
            .aggregate(members=Count("pk"), women=Count("pk", filter=Q(sex=Sex.FEMALE)))
        )
        held = Post.objects.current().in_order().select_related("member__seat")
        terms = (
            BodyTerm.objects.of_union(union)
            .current()
            .for_list()
            .prefetch_related(Prefetch("posts", held, to_attr="held"))
        )
        found = {term.body_id: term for term in terms}
        return cls(
            union=union,
            today=today,
            rules=Rules.in_force(union=union, on=today),
            terms=found,
            posts={body_id: term.held for body_id, term in found.items()},
            **counts,
        )

    def term_of(self, kind: str) -> BodyTerm | None:
        return next((term for term in self.terms.values() if term.body.kind == kind), None)

    def posts_of(self, kind: str) -> list[Post]:
        term = self.term_of(kind)
        return self.posts[term.body_id] if term else []


def of_union(now: Standing) -> list[Finding]:
    """What is to be said of the union as a whole."""
    committee = now.posts_of(Kind.COMMITTEE)
    has_committee = now.term_of(Kind.COMMITTEE) is not None
    chairs = [post for post in committee if post.rank == Rank.CHAIR]
    return [
        *checks.committee_required(
            members=now.members, has_committee=has_committee, rule=now.rules.members
        ),
        *checks.audit_exists(
            has_committee=has_committee, has_audit=now.term_of(Kind.AUDIT) is not None
        ),
        *checks.women(
            women_members=now.women,
            has_body=now.term_of(Kind.WOMEN) is not None,
            has_delegate=any("女" in post.label for post in committee),
            rule=now.rules.women,
        ),
        *checks.full_time_chair(
            staff=now.union.staff_count,
            has_one=any(post.is_full_time for post in chairs),
            rule=now.rules.staff,
        ),
        *apart(now.posts_of(Kind.AUDIT), committee),
    ]


def of_term(term: BodyTerm, now: Standing) -> list[Finding]:
    """What is to be said of a term that is in office."""
    rules, held = now.rules, now.posts[term.body_id]
    found = checks.renewal(
        name=str(term), kind=term.body.kind, due_on=term.due_on, today=now.today, rules=rules
    )
    if term.body.kind == Kind.COMMITTEE:
        size = len(held) or term.seats
        found += checks.committee_size(members=now.members, size=size, rule=rules.sizes)
    if held:
        found += checks.chairs(count=_chairs(held), name=term.body.name)
    for post in held:
        found += checks.eligible(name=post.member.name, status=post.member.status)
    return found


def of_opening(term: BodyTerm, now: Standing) -> list[Finding]:
    """What is to be said of a term that is about to be registered."""
    kind, rules = term.body.kind, now.rules
    found = [
        *checks.term_years(kind=kind, years=term.term_years, rule=rules.term_years),
        *checks.numbers_given(
            kind=kind,
            method=term.method,
            expected=term.electors_expected,
            present=term.electors_present,
        ),
        *checks.quorum(
            expected=term.electors_expected, present=term.electors_present, rule=rules.quorum
        ),
        *checks.surplus(method=term.method, candidates=term.candidates, seats=term.seats),
    ]
    if kind == Kind.COMMITTEE:
        found += [
            *checks.committee_size(members=now.members, size=term.seats, rule=rules.sizes),
            *checks.meeting(members=now.members, electors=term.electors, rule=rules.assembly),
        ]
    return found


def of_posts(term: BodyTerm, new: Iterable[Post], now: Standing) -> list[Finding]:
    """What is to be said of posts that are about to be filled, beside those held already."""
    new, held = list(new), now.posts.get(term.body_id, [])
    together = [*held, *new]
    found = [
        *checks.chairs(count=_chairs(together), name=term.body.name),
        *checks.within_seats(count=len(together), seats=term.seats),
    ]
    for post in new:
        found += checks.eligible(name=post.member.name, status=post.member.status)
        found += checks.elected(
            name=post.member.name,
            votes=post.votes,
            expected=term.electors_expected,
            present=term.electors_present,
            rule=now.rules.majority,
        )
    kind = term.body.kind
    if kind == Kind.AUDIT:
        found += apart(together, now.posts_of(Kind.COMMITTEE))
    elif kind == Kind.COMMITTEE:
        found += apart(now.posts_of(Kind.AUDIT), together)
    return found


def apart(auditing: Iterable[Post], committee: Iterable[Post]) -> list[Finding]:
    """Chair and treasurer are not auditors at the same time."""
    holders = [
        (str(post.member_id), f"{post.member.name}是{post.label}")
        for post in committee
        if post.rank == Rank.CHAIR or "财务" in post.label
    ]
    return checks.audit_apart(auditors=[str(post.member_id) for post in auditing], holders=holders)


def _chairs(posts: Iterable[Post]) -> int:
    return sum(post.rank == Rank.CHAIR for post in posts)
