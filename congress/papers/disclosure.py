"""Papers of disclosure: a notice with its tables and charts, the register, the year."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from congress.models import Disclosure, DisclosureQuestion, DisclosureTable
from congress.models.disclosure_parts import LABEL, NUMBER
from congress.tables.disclosure_overview import Overview
from congress.tables.disclosure_polls import PollResult
from union_site.calendar import official_date
from union_site.documents import (
    Align,
    Block,
    Chart,
    ChartKind,
    Column,
    Document,
    Facts,
    Heading,
    Items,
    Paragraph,
    Series,
    Signature,
    Table,
    blocks_from_text,
)
from union_site.documents.charts import figure
from union_site.models import Union


def chart_of(table: DisclosureTable) -> Chart | None:
    """The picture of the chosen columns, on page and paper; an empty cell counts as 0."""
    chosen = [(place, name) for place, name in table.numbers if place in (table.drawn or [])]
    if not table.drawing or not chosen or not table.rows:
        return None
    if table.drawing == DisclosureTable.Drawing.SHARE:
        chosen = chosen[:1]
    labels = [row[table.label_place] for row in table.rows]
    series = [
        Series(name, [Decimal(row[place] or "0") for row in table.rows]) for place, name in chosen
    ]
    name = f"：{chosen[0][1]}" if len(chosen) == 1 and len(table.numbers) > 1 else ""
    return Chart(ChartKind(table.drawing), f"{table.title}{name}", labels, series, unit=table.unit)


def shown(text: str, kind: str) -> str:
    """A cell as a page and a paper show it: 1,234.5."""
    return figure(Decimal(text)) if kind == NUMBER and text else text


def table_of(table: DisclosureTable) -> Table:
    kinds = [column["kind"] for column in table.columns]
    columns = [
        Column(
            column["name"],
            1.8 if column["kind"] == LABEL else 1.2,
            Align.RIGHT if column["kind"] == NUMBER else Align.LEFT,
        )
        for column in table.columns
    ]
    rows = [_cells(row, kinds) for row in table.rows]
    return Table(
        columns=columns,
        rows=rows,
        total=_cells(table.total, kinds) if table.total else None,
        caption=table.title,
        unit=table.unit,
        small=len(columns) > 6,
    )


def _cells(row: Sequence[str], kinds: Sequence[str]) -> list[str]:
    return [shown(cell, kind) for cell, kind in zip(row, kinds, strict=True)]


# --- a notice -----------------------------------------------------------------------------


def notice(
    disclosure: Disclosure,
    *,
    tables: Sequence[DisclosureTable],
    questions: Sequence[DisclosureQuestion],
    poll: PollResult | None,
    on: datetime.date,
) -> Document:
    """What hangs on the board: text, tables with their pictures, answers, how to ask."""
    blocks: list[Block] = list(blocks_from_text(disclosure.text)) if disclosure.text else []
    for table in tables:
        blocks.append(table_of(table))
        chart = chart_of(table)
        if chart is not None:
            blocks.append(chart)
    answered = [question for question in questions if question.answer]
    if answered:
        blocks.append(Heading(1, "询问与答复"))
        for question in answered:
            blocks += [
                Paragraph(f"{question.get_kind_display()}：{question.text}"),
                Paragraph(f"答复：{question.answer}"),
            ]
    if poll is not None:
        blocks += [Heading(1, "满意度测评"), *_poll(poll)]
    blocks += [Paragraph(_closing(disclosure)), Signature()]
    return Document(
        title=disclosure.title,
        byline=f"（{disclosure.period.label}　责任部门：{disclosure.department}）",
        issuer=disclosure.union.unit_name,
        date=disclosure.published_on or on,
        blocks=blocks,
    )


def _closing(disclosure: Disclosure) -> str:
    if disclosure.published_on is None or disclosure.published_until is None:
        return "（草稿，尚未公布。）"
    first, last = official_date(disclosure.published_on), official_date(disclosure.published_until)
    return (
        f"公布时间：{first}至{last}。教职工如有疑问或异议，请在公布期内向"
        f"{disclosure.department}或学校工会提出。"
    )


def _poll(poll: PollResult) -> list[Block]:
    said = [Paragraph(poll.sentence)]
    return [*said, poll.chart] if poll.chart is not None else list(said)


# --- the register -------------------------------------------------------------------------


def register(rows: Iterable[Disclosure], *, union: Union, on: datetime.date, span: str) -> Document:
    """校务公开登记表: what was disclosed, when and where."""
    columns = [
        Column("序号", 0.6, Align.CENTER),
        Column("类别", 0.8),
        Column("标题", 3.2),
        Column("所属时期", 1.8),
        Column("责任部门", 1.3),
        Column("公开形式", 1.6),
        Column("公布时间", 2.2),
        Column("状态", 1.0),
    ]
    lines: list[list[Any]] = [
        [
            number,
            row.get_category_display(),
            row.title,
            row.period.label,
            row.department,
            row.channel_labels,
            _days(row),
            row.get_state_display(),
        ]
        for number, row in enumerate(rows, start=1)
    ]
    return Document(
        title="校务公开登记表",
        subtitle=span,
        byline=union.unit_name,
        issuer=union.name,
        date=on,
        blocks=[Table(columns=columns, rows=lines, small=True), Signature()],
        landscape=True,
    )


def _days(row: Disclosure) -> str:
    if row.published_on is None or row.published_until is None:
        return ""
    return f"{row.published_on:%Y-%m-%d}至{row.published_until:%Y-%m-%d}"


# --- the year -----------------------------------------------------------------------------


def year(overview: Overview, *, union: Union, on: datetime.date) -> Document:
    """校务公开情况一览: numbers, the catalogue with its periods, what is missing."""
    counted = overview.fulfilment
    blocks: list[Block] = [
        Heading(1, "基本情况"),
        Paragraph(overview.sentence),
        Facts(
            [
                ("公开项数", f"{overview.total} 项"),
                ("到期应公开", f"{counted.owed} 期"),
                ("已公开", f"{counted.disclosed} 期（其中逾期 {counted.late} 期）"),
                ("未公开", f"{counted.missing} 期"),
                ("未到期", f"{counted.ahead} 期"),
                ("履行率", counted.share or "—"),
            ]
        ),
        Heading(1, "按类别统计"),
        _matrix(overview),
        Heading(1, "公开目录履行情况"),
        _duties(overview),
    ]
    if overview.findings:
        sentences = [finding.sentence for finding in overview.findings]
        blocks += [Heading(1, "需要说明的情况"), Items(sentences)]
    if overview.poll is not None:
        blocks += [Heading(1, "教职工满意度"), *_poll(overview.poll)]
    return Document(
        title=f"{overview.label}校务公开情况一览",
        byline=union.unit_name,
        issuer=union.name,
        date=on,
        blocks=[*blocks, Signature()],
    )


def _matrix(overview: Overview) -> Table:
    heads = [Column("类别", 1.6), *(Column(c.label, 1, Align.RIGHT) for c in overview.columns)]
    return Table(
        columns=[*heads, Column("合计", 1, Align.RIGHT)],
        rows=[
            [line.label, *(cell.count or "" for cell in line.cells), line.total]
            for line in overview.lines
        ],
        total=["合计", *(cell.count for cell in overview.totals), overview.total],
        unit="项",
        small=True,
    )


def _duties(overview: Overview) -> Table:
    rows: list[list[Any]] = []
    for line in overview.duties:
        base = [line.duty.get_category_display(), line.duty.title, line.duty.get_cadence_display()]
        if line.is_arising:
            rows.append([*base, "—", f"本期登记 {line.count} 项"])
        for cell in line.periods:
            rows.append([*base, cell.period.label, cell.words])
    return Table(
        columns=[
            Column("类别", 0.8),
            Column("公开事项", 2.6),
            Column("频次", 1.0),
            Column("时期", 2.0),
            Column("情况", 2.0),
        ],
        rows=rows,
        small=True,
    )
