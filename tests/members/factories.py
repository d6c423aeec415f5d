"""Makes the least member that is valid; every person is invented."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

from django.utils import timezone

from members.checks.organisation import term_end
from members.models import AppointmentLetter, Body, BodyTerm, Member, Post, UnionGroup
from members.models.organisation import Kind
from tests.members import rosters
from union_site.models import Union

_numbers = itertools.count(1)
BORN = datetime.date(1985, 3, 15)


def make_group(union: Union, name: str = "", **fields: Any) -> UnionGroup:
    return UnionGroup.objects.create(union=union, name=name or f"第{next(_numbers)}小组", **fields)


def make_member(union: Union, name: str = "", **fields: Any) -> Member:
    """A member in service, with a right ID number that fits sex and birth date."""
    number = next(_numbers)
    born = fields.pop("birth_date", BORN)
    sex = fields.pop("sex", "female")
    # An odd order is a man's.
    order = number * 2 % 998 + (sex == "male")
    id_number = fields.pop("id_number", None)
    if id_number is None:
        id_number = rosters.id_number(born, order, area=f"33{number // 499 % 9000 + 1000:04d}")
    member = Member(
        union=union,
        name=name or f"会员{'甲乙丙丁戊己庚辛壬癸'[number % 10]}",
        sex=sex,
        birth_date=born,
        id_number=id_number,
        **fields,
    )
    member.full_clean()
    member.save()
    return member


# --- bodies, terms, posts, letters --------------------------------------------------------


def make_body(union: Union, kind: str = "committee", name: str = "", **fields: Any) -> Body:
    return Body.objects.create(union=union, kind=kind, name=name or Kind(kind).label, **fields)


def make_term(
    union: Union, kind: str = "committee", *, body: Body | None = None, **fields: Any
) -> BodyTerm:
    """A term of three years that began a year ago, without anybody on it."""
    fields.setdefault("starts_on", timezone.localdate() - datetime.timedelta(days=365))
    fields.setdefault("term_no", 1)
    fields.setdefault("term_years", 3)
    fields.setdefault("planned_end", term_end(fields["starts_on"], fields["term_years"]))
    fields.setdefault("seats", 3)
    term = BodyTerm(union=union, body=body or make_body(union, kind), **fields)
    term.full_clean()
    term.save()
    return term


def make_post(term: BodyTerm, member: Member | None = None, label: str = "委员", **f: Any) -> Post:
    f.setdefault("since", term.starts_on)
    post = Post(
        union=term.union, term=term, member=member or make_member(term.union), label=label, **f
    )
    post.full_clean()
    post.save()
    return post


def make_letter(union: Union, name: str = "顾明理", **fields: Any) -> AppointmentLetter:
    """A letter to somebody from outside, with the next number of this year."""
    day = fields.setdefault("issued_on", timezone.localdate())
    fields.setdefault("starts_on", day)
    fields.setdefault("year", day.year)
    fields.setdefault(
        "number", AppointmentLetter.objects.of_union(union).filter(year=fields["year"]).count() + 1
    )
    fields.setdefault("post_text", "法律咨询服务中心主任")
    return AppointmentLetter.objects.create(union=union, prefix="工聘", person_name=name, **fields)
