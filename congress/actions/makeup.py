"""Who the delegates of a term are today, in figures, and what the rules say of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Count, Q

from congress import checks
from congress.checks import composition, quotas
from congress.checks.composition import Face, Makeup, Staff
from congress.checks.delegate_rules import DelegateRules
from congress.models import CongressTerm, Constituency, Delegate, Delegation
from congress.models.delegates import Category, Kind, Role
from members.models import Member
from members.models.codes import Ethnicity, Status
from union_site.calendar import DAY, official_date
from union_site.findings import Finding
from union_site.idcards import Sex
from union_site.models import Union
from union_site.norms import NormMissing


@dataclass(frozen=True)
class Standing:
    """The delegates in office, and the norms of the day."""

    term: CongressTerm
    rules: DelegateRules
    makeup: Makeup
    staff: Staff
    observers: int
    invited: int
    units: list[Constituency]  # all of the term
    delegations: list[Delegation]  # those with somebody in them
    gone: list[str]  # full delegates who are no members in service any more
    headless: list[str]  # delegations without a head

    @classmethod
    def of(cls, term: CongressTerm, *, today: datetime.date) -> Standing:
        rules = rules_on(term.union, today)
        rows = term.delegates.in_office().select_related("member", "delegation")
        delegates = list(rows.order_by("pk"))
        full = [delegate for delegate in delegates if delegate.kind == Kind.FULL]
        kinds = [delegate.kind for delegate in delegates]
        heads = {delegate.delegation_id for delegate in delegates if delegate.role == Role.HEAD}
        peopled = {row.pk: row for row in (d.delegation for d in delegates) if row is not None}
        delegations = sorted(peopled.values(), key=lambda row: (row.position, row.pk))
        return cls(
            term=term,
            rules=rules,
            makeup=Makeup.of(faces(full, today=today, young_age=rules.young_age.number)),
            staff=staff_of(term.union, today=today, young_age=rules.young_age.number),
            observers=kinds.count(Kind.OBSERVER),
            invited=kinds.count(Kind.INVITED),
            units=list(term.constituencies.order_by("position", "pk")),
            delegations=delegations,
            gone=[d.name for d in full if d.member and d.member.status != Status.ACTIVE],
            headless=[row.name for row in delegations if row.pk not in heads],
        )

    @property
    def staff_count(self) -> int:
        """All staff of the school as its union wrote it down; the members where it did not."""
        return self.term.union.staff_count or self.staff.n

    @property
    def seats(self) -> int:
        """As shared out over the constituencies."""
        return sum(unit.seats for unit in self.units)

    @property
    def kinds(self) -> dict[str, int]:
        """How many of each kind there are, those that are none left out."""
        counted = {
            Kind.FULL.value: self.makeup.n,
            Kind.OBSERVER.value: self.observers,
            Kind.INVITED.value: self.invited,
        }
        return {kind: number for kind, number in counted.items() if number}

    @property
    def is_registered(self) -> bool:
        """Delegates were written down by name."""
        return self.makeup.n > 0

    def findings(self) -> list[Finding]:
        """What stands in the way of the credentials check, and what is to be known."""
        found = composition.off_the_roll(self.gone)
        found += composition.composition(makeup=self.makeup, staff=self.staff, rules=self.rules)
        found += composition.without_heads(self.headless)
        if self.is_registered:
            found += quotas.filled(seats=self.seats, elected=self.makeup.n, share=self.rules.share)
        return found

    def report_line(self) -> str:
        return composition.report_line(
            makeup=self.makeup,
            observers=self.observers,
            invited=self.invited,
            age=self.rules.young_age.number,
        )


def rules_on(union: Union, day: datetime.date) -> DelegateRules:
    """The rules of that day; a sentence where the day lies before all of them."""
    try:
        return DelegateRules.in_force(union=union, on=day)
    except NormMissing as missing:
        sentence = f"{official_date(day)}没有可用的教代会规则，请核对日期。"
        raise ValidationError(sentence) from missing


def faces(delegates: Iterable[Delegate], *, today: datetime.date, young_age: int) -> Iterable[Face]:
    """Full delegates, who all stand on the roster; each brings `member` along."""
    for delegate in delegates:
        member = delegate.member
        if member is not None:
            yield Face(
                is_teacher=delegate.category == Category.TEACHER,
                is_leader=delegate.is_leader,
                is_woman=member.sex == Sex.FEMALE,
                is_young=member.age_on(today) <= young_age,
                is_minority=member.is_minority,
            )


def born_after(today: datetime.date, young_age: int) -> datetime.date:
    """Who is born later than this day has not passed that age today."""
    year = today.year - young_age - 1
    try:
        return today.replace(year=year)
    except ValueError:
        return datetime.date(year, 3, 1) - DAY


def staff_of(union: Union, *, today: datetime.date, young_age: int) -> Staff:
    """The members in service. One query."""
    is_han = Q(ethnicity__in=["", Ethnicity.HA])
    counted = (
        Member.objects.of_union(union)
        .active()
        .aggregate(
            n=Count("pk"),
            women=Count("pk", filter=Q(sex=Sex.FEMALE)),
            young=Count("pk", filter=Q(birth_date__gt=born_after(today, young_age))),
            minority=Count("pk", filter=~is_han),
        )
    )
    return Staff(**counted)


def term_findings(term: CongressTerm, standing: Standing) -> list[Finding]:
    """What a page of the term says: the above, whether the number written is the real one, and
    whether the staff are so few that they could all meet (C-01).
    """
    number = composition.registered(number=term.full_delegates, in_office=standing.makeup.n)
    form = checks.size(
        form=term.form, staff_count=term.union.staff_count, rule=standing.rules.threshold
    )
    return [*standing.findings(), *number, *form]
