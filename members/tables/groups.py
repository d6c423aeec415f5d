"""What pages show of union groups: the list, one group, its export."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from members.models import Member, UnionGroup
from members.models.codes import Status
from union_site.calendar import official_date
from union_site.idcards import Sex
from union_site.listing import Asked, Chip, Column, Listed, searched
from union_site.masking import Personal, mask
from union_site.models import Seat

ORDERS = [("", "按顺序"), ("size", "按人数")]


def groups(seat: Seat, asked: Asked) -> Listed:
    """?state=ended ?order=size ?q= (name of the group or of its head)."""
    found = searched(UnionGroup.objects.visible_to(seat), asked.words, "name", "head__name")
    piles = found.order_by().aggregate(
        open=Count("pk", filter=Q(ended_on__isnull=True)),
        ended=Count("pk", filter=Q(ended_on__isnull=False)),
    )
    shows_ended = asked.one_of("state", ["ended"]) == "ended"
    rows = found.filter(ended_on__isnull=not shows_ended).counted()
    by_size = asked.one_of("order", ["size"]) == "size"
    chips = [
        Chip("在用", asked.link({"state": None}), not shows_ended, piles["open"]),
        Chip("已撤销", asked.link({"state": "ended"}), shows_ended, piles["ended"]),
    ]
    return Listed(
        rows=rows.order_by("-active_count", "order", "name") if by_size else rows,
        chips=chips if piles["ended"] or shows_ended else chips[:1],
        more_chips=[
            Chip(label, asked.link({"order": key or None}), (key == "size") == by_size)
            for key, label in ORDERS
        ],
        filter_form=None,
    )


COLUMNS = [
    Column("顺序", lambda row: row.order, 8),
    Column("工会小组", lambda row: row.name, 20),
    Column("组长", lambda row: row.head.name if row.head else "", 12),
    Column("会员", lambda row: row.active_count, 8),
    Column("其中女会员", lambda row: row.women_count, 12),
    Column("保留会籍", lambda row: row.retained_count, 10),
    Column("撤销日期", lambda row: row.ended_on, 12),
]


def ungrouped(seat: Seat) -> Any:
    return Member.objects.visible_to(seat).on_roll().filter(group__isnull=True)


def may_open(group: UnionGroup, seat: Seat) -> bool:
    """Officers open every group; a member their own, and its head too."""
    if seat.can("members.view") or seat.can("organisation.manage"):
        return True
    member = Member.objects.visible_to(seat).on_roll().filter(seat=seat).first()
    return member is not None and group.pk == member.group_id


def knows_people(group: UnionGroup, seat: Seat) -> bool:
    """Who sees more of the members than their names: officers, and the head of the group."""
    if seat.can("members.view"):
        return True
    return group.head is not None and group.head.seat_id == seat.pk


def people(rows: Any, group: UnionGroup | None, seat: Seat) -> list[dict[str, Any]]:
    """The members of a group as this reader may see them."""
    knows = group is None or knows_people(group, seat)
    return [
        {
            "pk": row.pk,
            "name": row.name,
            "sex": row.get_sex_display(),
            "post": row.union_post,
            "title": (row.title or row.get_post_category_display()) if knows else "",
            "mobile": mask(row.mobile, Personal.MOBILE, roles=seat.roles) if knows else "",
            "status": row.get_status_display() if row.status != Status.ACTIVE else "",
            "is_head": group is not None and row.pk == group.head_id,
        }
        for row in rows
    ]


def counts(rows: Any) -> dict[str, int]:
    active = Q(status=Status.ACTIVE)
    found: dict[str, int] = rows.order_by().aggregate(
        active=Count("pk", filter=active),
        women=Count("pk", filter=active & Q(sex=Sex.FEMALE)),
        retained=Count("pk", filter=Q(status=Status.RETAINED)),
    )
    return found


def facts(group: UnionGroup, found: dict[str, int]) -> list[tuple[str, Any]]:
    facts = [
        ("组长", group.head.name if group.head else "空缺"),
        ("会员", f"{found['active']} 人"),
        ("其中女会员", f"{found['women']} 人"),
        ("保留会籍", f"{found['retained']} 人"),
    ]
    if group.ended_on:
        facts.append(("撤销日期", official_date(group.ended_on)))
    return facts


def heads(group: UnionGroup) -> list[tuple[str, str]]:
    """Who headed the group, the latest first."""
    return [(row.member.name, _span(row.since, row.until)) for row in group.heads.for_list()]


def _span(since: Any, until: Any) -> str:
    first = official_date(since) if since else "（起始不详）"
    return f"{first}起" if until is None else f"{first}至{official_date(until)}"


def trail(group: UnionGroup | None = None) -> list[tuple[str, str]]:
    places = [("工会小组", reverse("members:group_list"))]
    if group is not None:
        places.append((group.name, reverse("members:group", args=[group.pk])))
    return places
