"""Demonstration of double entries: two pairs to settle, one that was settled, one merged."""

from __future__ import annotations

from typing import Any

from members.models import HeadingMemory, Member, NotSame
from members.models.codes import MembershipChange, Status
from union_site.demo import Stage
from union_site.idcards import check_digit

_HEADINGS = {"教职工编号": "staff_no", "联络手机": "mobile", "鞋码": ""}


def load(stage: Stage) -> None:
    """Old rows beside today's; all of them have left, so that no figure moves."""
    school = stage.rich
    seat = stage.seat(school, "chair")
    for heading, key in _HEADINGS.items():
        HeadingMemory.objects.get_or_create(
            union=school, heading=heading, defaults={"key": key, "by": seat}
        )
    if Member.objects.of_union(school).filter(staff_no__startswith="OLD").exists():
        return
    rows = Member.objects.of_union(school).active().filter(seat__isnull=True, group__isnull=False)
    back, mistyped, roommate, entered_twice = rows.exclude(mobile="").order_by("pk")[8:12]
    _old(back, 1, id_number=back.id_number, title="二级教师", mobile="19900990001")
    _old(mistyped, 2, id_number=_slip(mistyped.id_number), mobile="19900990002")
    other = _old(roommate, 3, name="程静姝", id_number=_slip(roommate.id_number))
    NotSame.objects.create(union=school, first=roommate, second=other, by=seat)
    merged = _old(entered_twice, 4, id_number=_slip(entered_twice.id_number))
    Member.objects.filter(pk=merged.pk).update(status=Status.MERGED, merged_into=entered_twice)


def _old(member: Member, number: int, **values: Any) -> Member:
    """A row of the same school from before, of somebody who looks like this member."""
    like = ("name", "sex", "birth_date", "ethnicity", "mobile", "education", "group", "employer")
    old = Member(
        union_id=member.union_id,
        staff_no=f"OLD{number:02d}",
        status=Status.TRANSFERRED_OUT,
        membership_change=MembershipChange.TRANSFERRED_OUT,
        joined_union_on=member.joined_union_on,
        changed_on=member.joined_union_on,
        **(member.values_of(like) | values),
    )
    old.derive()
    old.save()
    return old


def _slip(number: str) -> str:
    """The number with its order mistyped, and a check digit that fits it."""
    order = (int(number[14:17]) + 400) % 1_000
    first = f"{number[:14]}{order:03d}"
    return first + check_digit(first)
