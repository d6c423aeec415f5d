"""Papers of the register: the table of coverage, the schedule, the letters of responsibility."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from members.models import RegisterTask
from members.models.register import KINDS
from members.tables.register_coverage import Coverage, Line, percent
from union_site.calendar import official_date
from union_site.documents import (
    Align,
    Block,
    Chart,
    ChartKind,
    Column,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Series,
    Signature,
    Spacer,
    Table,
)
from union_site.documents.blocks import Cell
from union_site.models import Union

_NUMBER = Align.RIGHT


def coverage_document(found: Coverage, *, on: datetime.date) -> Document:
    """建会情况 of a year: what was counted, in sentences, tables and charts."""
    district = found.union
    blocks: list[Block] = [
        Paragraph(_lead(found)),
        Heading(1, "建会率"),
        _coverage_table(found),
        rate_chart(found),
        Heading(1, f"{found.year}年新建和换届"),
        Paragraph(_year(found)),
        _events_table(found),
        events_chart(found),
        Heading(1, "采集会员和会员服务卡"),
        Paragraph(_members(found)),
        _members_table(found),
        Signature(issuer=district.name, date=on),
    ]
    title = f"{district.unit_name}所属单位\n{found.year}年工会组建情况"
    return Document(title=title, issuer=district.name, date=on, blocks=blocks)


def _lead(found: Coverage) -> str:
    total = found.total
    rate = f"，建会率 {percent(total.rate)}" if total.rate is not None else ""
    parts = "；".join(_kind_sentence(line) for line in found.lines if line.eligible)
    whole = (
        f"截至{official_date(found.day)}，符合建会条件的单位共有 {total.eligible} 家，"
        f"已成立工会 {total.established} 家{rate}。"
    )
    return f"{whole}其中，{parts}。" if parts else whole


def _kind_sentence(line: Line) -> str:
    return (
        f"{line.label} {line.eligible} 家，已成立工会 {line.established} 家，"
        f"建会率 {percent(line.rate)}"
    )


def _year(found: Coverage) -> str:
    total = found.total
    return (
        f"{found.year}年新建工会组织 {total.founded} 家，换届 {total.renewed} 家，"
        f"合计 {total.founded_and_renewed} 家。新建和换届分别统计，与“已成立工会”的家数无关。"
    )


def _members(found: Coverage) -> str:
    total = found.total
    held = f"，持卡率 {percent(total.card_share)}" if total.card_share is not None else ""
    return f"共采集会员 {total.members:,} 人，办理会员服务卡 {total.cards:,} 张{held}。"


def _coverage_table(found: Coverage) -> Table:
    return Table(
        caption="建会情况",
        unit="家",
        columns=[
            Column("单位类别", 1.6),
            Column("应建", 1, _NUMBER),
            Column("已建", 1, _NUMBER),
            Column("未建", 1, _NUMBER),
            Column("建会率", 1, _NUMBER),
        ],
        rows=[_coverage_row(line) for line in found.lines],
        total=_coverage_row(found.total),
    )


def _coverage_row(line: Line) -> list[str | int]:
    return [line.label, line.eligible, line.established, line.without, percent(line.rate)]


def _events_table(found: Coverage) -> Table:
    def row(line: Line) -> list[str | int]:
        return [line.label, line.founded, line.renewed, line.founded_and_renewed]

    return Table(
        caption=f"{found.year}年新建和换届",
        unit="家",
        columns=[
            Column("单位类别", 1.6),
            Column("新建", 1, _NUMBER),
            Column("换届", 1, _NUMBER),
            Column("合计", 1, _NUMBER),
        ],
        rows=[row(line) for line in found.lines],
        total=row(found.total),
    )


def _members_table(found: Coverage) -> Table:
    def row(line: Line) -> list[str]:
        held = percent(line.card_share)
        return [line.label, f"{line.members:,}", f"{line.cards:,}", held]

    return Table(
        caption="采集会员和会员服务卡",
        columns=[
            Column("单位类别", 1.6),
            Column("采集会员（人）", 1.2, _NUMBER),
            Column("服务卡（张）", 1.2, _NUMBER),
            Column("持卡率", 1, _NUMBER),
        ],
        rows=[row(line) for line in found.lines],
        total=row(found.total),
    )


def rate_chart(found: Coverage) -> Chart:
    values = [line.rate if line.rate is not None else Decimal(0) for line in found.lines]
    labels = [str(label) for _, label in KINDS]
    return Chart(ChartKind.BAR, "各类单位建会率", labels, [Series("建会率", values)], unit="%")


def events_chart(found: Coverage) -> Chart:
    series = [
        Series("新建", [line.founded for line in found.lines]),
        Series("换届", [line.renewed for line in found.lines]),
    ]
    title = f"{found.year}年新建和换届"
    labels = [str(label) for _, label in KINDS]
    return Chart(ChartKind.BAR, title, labels, series, unit="家")


# --- responsibilities ------------------------------------------------------------------------


def schedule(tasks: Sequence[RegisterTask], *, union: Union, on: datetime.date) -> Document:
    """责任清单和时间表: every task by its due day, across the page."""
    rows: list[list[Cell]] = [
        [
            number,
            task.unit.name,
            task.unit.zone,
            task.text,
            task.owner_name,
            task.unit.liaison_name,
            task.due_on,
            task.get_state_display(),
        ]
        for number, task in enumerate(tasks, start=1)
    ]
    table = Table(
        columns=[
            Column("序号", 0.5, Align.CENTER),
            Column("单位", 2.4),
            Column("学区", 1),
            Column("任务", 2.4),
            Column("责任人", 0.9),
            Column("挂点领导", 1),
            Column("完成时限", 1.5),
            Column("状态", 0.9),
        ],
        rows=rows,
        landscape=True,
    )
    return Document(
        title="基层工会组建和换届\n责任清单及时间表",
        issuer=union.name,
        date=on,
        blocks=[table, Signature(issuer=union.name, date=on)],
        landscape=True,
    )


def pledges(tasks: Sequence[RegisterTask], *, union: Union, on: datetime.date) -> Document:
    """责任状: one sheet for each person who answers for tasks, to be signed by both sides."""
    blocks: list[Block] = []
    title = "基层工会组建和换届工作责任状"
    by_owner = groupby(sorted(tasks, key=lambda task: task.owner_name), lambda t: t.owner_name)
    for owner, group in by_owner:
        if blocks:
            # Each sheet is handed over by itself, so each has its title.
            blocks += [PageBreak(), Paragraph(title, indent=False, align=Align.CENTER), Spacer()]
        blocks += _pledge(owner, list(group), union)
    if not blocks:
        blocks = [Paragraph("没有进行中的任务。")]
    return Document(title=title, issuer=union.name, date=on, blocks=blocks)


def _pledge(owner: str, tasks: list[RegisterTask], union: Union) -> list[Block]:
    last = max(task.due_on for task in tasks)
    ordered = sorted(tasks, key=lambda task: (task.due_on, task.unit.name_order))
    return [
        Paragraph(f"责任人：{owner}", indent=False),
        Paragraph(
            f"为推进基层工会组织全覆盖，{union.name}与{owner}签订本责任状。"
            f"下列 {len(tasks)} 项工作由{owner}负责，于{official_date(last)}前全部完成，"
            "并按时间表逐项报告进展。"
        ),
        Table(
            columns=[
                Column("序号", 0.5, Align.CENTER),
                Column("单位", 2.4),
                Column("任务", 2.2),
                Column("完成时限", 1.4),
            ],
            rows=[
                [number, task.unit.name, task.text, task.due_on]
                for number, task in enumerate(ordered, start=1)
            ],
        ),
        Spacer(),
        Table(
            columns=[
                Column(f"{union.name}（盖章）", 1, Align.CENTER),
                Column("责任人（签字）", 1, Align.CENTER),
            ],
            rows=[["\n\n　　年　　月　　日"] * 2],
            row_lines=3.5,
        ),
    ]
