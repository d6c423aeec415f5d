"""What the congress holds about one person: places at it, and offices held there."""

from __future__ import annotations

from typing import Any

from congress.models import Constituency, Delegate, PaperComment, PaperReceipt, RollEntry
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


def _opinions(person: Person) -> Any:
    return PaperComment.objects.filter(delegate__member_id=person.pk).for_list()


def _readings(person: Person) -> Any:
    rows = PaperReceipt.objects.filter(delegate__member_id=person.pk)
    return rows.select_related("paper__session__term").order_by("-at", "pk")


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
            Column("当选日期", lambda row: row.since, 14),
            Column("终止日期", lambda row: row.ended_on, 14),
            Column("终止原因", lambda row: row.get_end_reason_display(), 12),
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

personal.register(
    Holding(
        code="congress.opinions",
        label="对教代会材料的意见",
        model="congress.PaperComment",
        rows=_opinions,
        columns=(
            Column("材料", lambda row: str(row.paper), 30),
            Column("意见", lambda row: row.text, 50),
            Column("处理", lambda row: row.get_answer_display(), 12),
            Column("处理说明", lambda row: row.answer_text, 40),
        ),
        seen_by="congress.manage",
        order=63,
    ),
    Holding(
        code="congress.readings",
        label="教代会材料阅读回执",
        model="congress.PaperReceipt",
        rows=_readings,
        columns=(
            Column("会议", lambda row: row.paper.session.title, 40),
            Column("材料", lambda row: str(row.paper), 30),
            Column("首次阅读", lambda row: row.at, 20),
        ),
        seen_by="congress.manage",
        order=64,
    ),
)
