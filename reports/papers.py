"""The papers this app prints: the annual summary with its table of figures, and the work plan."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from itertools import groupby

from reports import numbers
from reports.models import (
    AnnualSummary,
    FigureSnapshot,
    Paper,
    PlanItem,
    PlanTheme,
    Return,
    ReturnKind,
    SummarySection,
    WorkPlan,
)
from union_site.calendar import chinese_number
from union_site.documents import (
    Align,
    Attachment,
    Block,
    Chart,
    ChartKind,
    Column,
    Document,
    Heading,
    Paragraph,
    Series,
    Signature,
    Table,
    blocks_from_text,
    strip_number,
)

_MONTHS = tuple(f"{month}月" for month in range(1, 13))
MOST_CHARTS = 2
# About fifty pages; up to there a page waits for its PDF less than two seconds.
LONG = 30_000


def document_of(paper: Paper, *, on: datetime.date) -> Document:
    """The paper as it stands, dated `on`."""
    if isinstance(paper, AnnualSummary):
        return summary_document(paper, on=on)
    if isinstance(paper, WorkPlan):
        return plan_document(paper, on=on)
    raise TypeError(f"{type(paper).__name__} has no document.")


def summary_document(
    summary: AnnualSummary,
    *,
    on: datetime.date,
    sections: Sequence[SummarySection] | None = None,
    snapshots: Sequence[FigureSnapshot] | None = None,
) -> Document:
    """年度工作总结: the sections, signature and date, and behind them the table of figures.

    A section without a text is left out.
    `sections` and `snapshots` are given for a summary that is not saved.
    """
    parts = summary.sections.for_paper() if sections is None else sections
    figures = list(summary.snapshots.for_paper() if snapshots is None else snapshots)
    blocks: list[Block] = []
    for section in parts:
        if section.is_included and section.is_written:
            blocks += _section(section)
    blocks.append(Signature(issuer=summary.union.name, date=on))
    attached = [_figures_attachment(summary, figures)] if figures else []
    return _document(summary, blocks, attached, on)


def _document(
    paper: Paper, blocks: list[Block], attached: list[Attachment], on: datetime.date
) -> Document:
    # With a theme the theme is the title and the formal title stands below it, as schools do.
    return Document(
        title=paper.theme or paper.title,
        subtitle=paper.title if paper.theme else "",
        blocks=blocks,
        issuer=paper.union.name,
        date=on,
        attachments=attached,
    )


def _section(section: SummarySection) -> list[Block]:
    head: list[Block] = [Heading(1, section.heading)] if section.heading else []
    return head + [_below_section(block) for block in blocks_from_text(section.body)]


def _below_section(block: Block) -> Block:
    """一、 is the section's own level; typed inside a section it can only mean （一）."""
    if isinstance(block, Heading) and block.level == 1:
        return Heading(2, block.text, run_on=block.run_on)
    return block


def _figures_attachment(summary: AnnualSummary, snapshots: list[FigureSnapshot]) -> Attachment:
    table = Table(
        columns=[
            Column("项目", 5),
            Column("数值", 3, Align.RIGHT),
            Column("单位", 2, Align.CENTER),
            Column("口径", 6),
        ],
        rows=[
            [snapshot.label, numbers.tabled(snapshot), snapshot.unit, scope_of(snapshot)]
            for snapshot in snapshots
        ],
    )
    charts = [chart for snapshot in snapshots if (chart := month_chart(snapshot))]
    return Attachment(f"{summary.year}年工会工作主要数字", [table, *charts[:MOST_CHARTS]])


def scope_of(snapshot: FigureSnapshot) -> str:
    """What the number speaks of and where it comes from."""
    parts = [snapshot.span_label]
    if snapshot.is_manual:
        parts.append("填报")
    elif snapshot.is_corrected:
        parts.append(f"核定，台账为{numbers.shown(snapshot.value or 0, snapshot.unit)}")
    elif snapshot.row_count:
        is_rate = snapshot.unit == "%"
        parts.append(
            f"{'以' if is_rate else '依据台账'}{snapshot.row_count}{'为基数' if is_rate else '条'}"
        )
    if snapshot.note:
        parts.append(snapshot.note)
    return "；".join(parts)


def month_chart(snapshot: FigureSnapshot) -> Chart | None:
    """Bars by month; None where nothing was counted or a person put another total."""
    if not any(snapshot.by_month) or snapshot.is_corrected:
        return None
    return Chart(
        kind=ChartKind.BAR,
        title=f"各月{snapshot.label}",
        labels=_MONTHS,
        series=[Series(snapshot.label, snapshot.by_month)],
        unit=snapshot.unit,
    )


def plan_document(
    plan: WorkPlan,
    *,
    on: datetime.date,
    themes: Iterable[PlanTheme] | None = None,
    items: Iterable[PlanItem] | None = None,
) -> Document:
    """年度工作计划: guiding principle, themes with numbered items, the table of months."""
    blocks: list[Block] = []
    if plan.guiding_principle.strip():
        blocks += [Heading(1, "指导思想"), Paragraph(plan.guiding_principle)]
    blocks.append(Heading(1, "主要工作"))
    for theme in plan.themes.all() if themes is None else themes:
        blocks += [Heading(2, theme.heading), *_theme_lines(theme)]
    schedule = list(plan.items.in_year_order() if items is None else items)
    if schedule:
        blocks += [Heading(1, "月工作安排"), _schedule(schedule)]
    blocks.append(Signature(issuer=plan.union.name, date=on))
    return _document(plan, blocks, [], on)


def _theme_lines(theme: PlanTheme) -> list[Block]:
    """Each line is an item: numbered anew, whatever number was typed."""
    lines = (f"{n}.{strip_number(line)}" for n, line in enumerate(theme.lines, start=1))
    return blocks_from_text("\n".join(lines))


def _schedule(items: list[PlanItem]) -> Table:
    """One row for each month; several things in a month are numbered."""
    rows = []
    for span, group in groupby(items, key=lambda item: item.span):
        texts = [f"{item.text}（{item.owner}）" if item.owner else item.text for item in group]
        if len(texts) > 1:
            texts = [f"{n}.{text}" for n, text in enumerate(texts, start=1)]
        rows.append([months_in_words(*span), "\n".join(texts)])
    columns = [Column("月份", 2, Align.CENTER), Column("工作内容", 10)]
    return Table(columns=columns, rows=rows)


def months_in_words(first: int, last: int) -> str:
    """二月, 十二月一月 (two months that follow each other), 三月至五月."""
    names = [f"{chinese_number(month)}月" for month in (first, last)]
    if first == last:
        return names[0]
    return "".join(names) if last == first % 12 + 1 else "至".join(names)


def is_long(paper: Paper) -> bool:
    """So long that its PDF is made in the background."""
    if not isinstance(paper, AnnualSummary | WorkPlan):
        return False
    parts = paper.sections if isinstance(paper, AnnualSummary) else paper.themes
    return sum(len(body) for body in parts.values_list("body", flat=True)) > LONG


def file_stem(paper: Paper | Return) -> str:
    """滨海区实验小学2026年度工作总结"""
    if isinstance(paper, Return):
        return paper.file_stem
    return f"{paper.union.short_name}{paper.year}{ReturnKind.of(paper).label}"


def file_name(paper: Paper | Return, ending: str) -> str:
    """滨海区实验小学2026年度工作总结.pdf"""
    return f"{file_stem(paper)}.{ending}"
