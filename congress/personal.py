"""What the congress holds about one person: places at it, and offices held there."""

from __future__ import annotations

from typing import Any

from congress.models import Constituency, Delegate, RollEntry
from union_site import personal
from union_site.listing import Column
from union_site.personal import Holding, Person


def _places(person: Person) -> Any:
    return Delegate.objects.filter(member_id=person.pk).for_list()


def _entries(person: Person) -> Any:
    rows = RollEntry.objects.filter(member_id=person.pk)
    return rows.select_related("session__term").order_by("-session__held_on", "pk")


def _convened(person: Person) -> Any:
    rows = Constituency.objects.filter(convenor_id=person.pk)
    return rows.select_related("term").order_by("pk")


personal.register(
    Holding(
        code="congress.delegates",
        label="教代会代表身份",
        model="congress.Delegate",
        rows=_places,
        columns=(
            Column("届次", lambda row: str(row.term), 24),
            Column("代表类别", lambda row: row.get_kind_display(), 12),
            Column("代表团", lambda row: str(row.delegation or ""), 16),
            Column("产生方式", lambda row: row.get_origin_display(), 14),
            Column("当选日期", lambda row: row.since, 14),
            Column("得票", lambda row: row.votes, 8),
            Column("终止日期", lambda row: row.ended_on, 14),
            Column("终止原因", lambda row: row.get_end_reason_display(), 12),
            Column("终止说明", lambda row: row.end_note, 30),
        ),
        seen_by="congress.view",
        order=60,
    ),
    Holding(
        code="congress.roll",
        label="列入教代会会议名册",
        model="congress.RollEntry",
        rows=_entries,
        columns=(
            Column("会议", lambda row: row.session.title, 40),
            Column("召开日期", lambda row: row.session.held_on, 14),
            Column("代表类别", lambda row: row.get_kind_display(), 12),
            Column("代表团", lambda row: row.delegation_name, 16),
        ),
        seen_by="congress.view",
        order=61,
    ),
    Holding(
        code="congress.convenors",
        label="担任选区临时召集人",
        model="congress.Constituency",
        rows=_convened,
        columns=(
            Column("届次", lambda row: str(row.term), 24),
            Column("选区", lambda row: row.name, 16),
        ),
        seen_by="congress.view",
        order=62,
    ),
)
