"""Lists of proposals as papers: summary table, hand-over list, state of handling, rejections."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

from proposals.checks.statistics import Scope, Share, Statistics
from proposals.models import Category, Outcome, Proposal, ProposalState
from proposals.papers.gathering import co_units, day, delegation_of, delegation_place, department
from union_site.documents import (
    Align,
    Block,
    Column,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Signature,
    Spacer,
    Table,
)
from union_site.models import Seat

CENTER = Align.CENTER
BY_CATEGORY, BY_DELEGATION = "category", "delegation"


def _summary_columns(by: str) -> list[Column]:
    """What it is grouped by comes first."""
    group, other = ("代表团", "类别") if by == BY_DELEGATION else ("类别", "代表团")
    return [
        Column(group, 1.0, CENTER),
        Column("序号", 0.4, CENTER),
        Column("案由", 3.5),
        Column(f"提案人\n{other}", 1.3, CENTER),
        Column("附议人", 2.0),
        Column("审查结果", 1.2, CENTER),
        Column("承办部门\n时限", 1.7, CENTER),
        Column("办理结果", 1.3, CENTER),
        Column("满意度", 0.8, CENTER),
    ]


def summary(
    scope: Scope,
    rows: Iterable[Any],
    *,
    reader: Seat,
    by: str = BY_CATEGORY,
    narrowed: str = "",
    on: datetime.date,
) -> Document:
    """提案汇总表, landscape, grouped by category or delegation; `rows` come gathered."""

    def groups(proposal: Proposal) -> tuple[str, str]:
        names = (
            proposal.get_category_display() or "未分类",
            delegation_of(proposal) or "未编入代表团",
        )
        return names if by == BY_CATEGORY else (names[1], names[0])

    found = _sorted(rows, by, groups)
    sizes = Counter(groups(one)[0] for one in found)
    told = "、".join(f"{label}{count}件" for label, count in sizes.items())
    listed = [_summary_row(n, one, groups(one), reader) for n, one in enumerate(found, start=1)]
    return Document(
        title=f"{_heading(scope)}提案汇总表",
        byline=narrowed,
        issuer=scope.union.name,
        date=on,
        landscape=True,
        blocks=[
            Paragraph(f"共{len(found)}件：{told}。" if found else "没有提案。"),
            Table(_summary_columns(by), listed, small=True),
            Signature(),
        ],
    )


def _sorted(
    rows: Iterable[Any], by: str, groups: Callable[[Proposal], tuple[str, str]]
) -> list[Any]:
    """Categories in their own order, delegations in that of the congress."""
    order = list(Category.values)
    if by == BY_CATEGORY:
        return sorted(rows, key=lambda one: order.index(one.category) if one.category else 99)
    return sorted(rows, key=lambda one: (delegation_place(one), groups(one)[0]))


def _heading(scope: Scope) -> str:
    return f"{scope.union.unit_name}\n{scope.label}"


def _summary_row(number: int, proposal: Any, groups: tuple[str, str], reader: Seat) -> list[Any]:
    units = [department(proposal.lead)]
    if proposal.sharing:
        units.append(f"协办：{co_units(proposal)}")
    if proposal.due_on:
        units.append(_short_day(proposal.due_on))
    return [
        groups[0],
        number,
        proposal.heading,
        f"{proposal.shown_proposer(reader)}\n{groups[1]}",
        "、".join(row.delegate.name for row in proposal.consented),
        "\n".join(filter(None, [_decision(proposal), proposal.number])),
        "\n".join(filter(None, units)),
        proposal.result.label if proposal.result is not None else "",
        _author_rating(proposal),
    ]


def _short_day(value: datetime.date | None) -> str:
    return f"{value:%Y-%m-%d}" if value else ""


def _decision(proposal: Proposal) -> str:
    if proposal.state == ProposalState.WITHDRAWN:
        return "撤案"
    if proposal.state == ProposalState.MERGED and proposal.merged_into is not None:
        return f"并入\n{proposal.merged_into.number}" if proposal.merged_into.number else "并案"
    return proposal.get_outcome_display() or "待审查"


def _author_rating(proposal: Any) -> str:
    replies = list(proposal.sent_replies)
    rows = replies[-1].ratings.all() if replies else []
    return next((row.get_satisfaction_display() for row in rows if row.part == "author"), "")


HANDOVER_COLUMNS = (
    Column("序号", 0.5, CENTER),
    Column("编号", 1.1, CENTER),
    Column("案由", 3.4),
    Column("性质", 1.0, CENTER),
    Column("提案人", 1.0, CENTER),
    Column("分管校领导", 1.1, CENTER),
    Column("协办部门", 1.2, CENTER),
    Column("接收期限", 1.1, CENTER),
    Column("答复期限", 1.2, CENTER),
)


def handover(scope: Scope, rows: Iterable[Any], *, reader: Seat, on: datetime.date) -> Document:
    """提案交办清单: what each department is given, signed by who hands over and who takes over."""
    found = sorted(
        (one for one in rows if one.lead is not None),
        key=lambda one: (department(one.lead), one.lead_id),
    )
    blocks: list[Block] = []
    for lead, members in groupby(found, key=lambda one: one.lead):
        blocks += [PageBreak()] if blocks else []
        # Each page goes to its department by itself: it says what it is.
        named = f"{scope.union.unit_name}{scope.label}提案交办清单" if len(blocks) > 1 else ""
        blocks += _handover_of(lead, list(members), reader, named)
    return Document(
        title=f"{_heading(scope)}提案交办清单",
        issuer=scope.union.name,
        date=on,
        landscape=True,
        blocks=blocks or [Paragraph("还没有交办的提案。")],
    )


def _handover_of(lead: Seat, rows: list[Any], reader: Seat, named: str) -> list[Block]:
    listed = [
        [
            number,
            one.number,
            one.heading,
            one.get_outcome_display(),
            one.shown_proposer(reader),
            one.leader.user.name if one.leader is not None else "",
            co_units(one) or "—",
            _short_day(one.accept_due_on),
            _short_day(one.due_on),
        ]
        for number, one in enumerate(rows, start=1)
    ]
    # A heading of its own for every page but the first, which bears the title.
    top = [Paragraph(named, indent=False, align=CENTER)] if named else []
    head = Paragraph(f"{department(lead)}：", indent=False)
    told = Paragraph(
        f"现将提案{len(rows)}件交由你部门主办，请按期接收、办理，并在应答复日期前书面答复提案人。"
        "不属本部门职责的，请在应接收日期前退回提案工作委员会并说明理由。"
    )
    signed = Table(
        [
            Column("交办人（签名）"),
            Column("交办日期"),
            Column("接收人（签名）"),
            Column("接收日期"),
        ],
        [["", "", "", ""]],
        row_lines=1.6,
    )
    return [*top, head, told, Table(HANDOVER_COLUMNS, listed, row_lines=1.3), signed]


STATE_COLUMNS = (
    Column("承办部门", 1.6, CENTER),
    Column("交办", 0.8, CENTER),
    Column("接收", 0.8, CENTER),
    Column("答复", 0.8, CENTER),
    Column("按期答复", 1.0, CENTER),
    Column("按期率", 1.0, CENTER),
    Column("已解决", 0.9, CENTER),
    Column("正在解决", 1.0, CENTER),
    Column("列入计划", 1.0, CENTER),
    Column("已作说明", 1.0, CENTER),
    Column("留作参考", 1.0, CENTER),
    Column("提案人已评价", 1.0, CENTER),
    Column("满意或基本满意", 1.2, CENTER),
)
STATE_PARTS = (
    *("to_be_answered", "accepted", "answered", "in_time"),
    *("solved", "in_progress", "planned", "explained", "reference"),
    *("author_rated", "author_content"),
)


def handling_state(scope: Scope, found: Statistics, *, on: datetime.date) -> Document:
    """提案办理情况一览: per department what was handed over and answered, with results."""
    handed: dict[str, int] = {
        part: sum(line.counts[part] for line in found.by_department) for part in STATE_PARTS
    }
    waiting = found.totals["to_be_answered"] - handed["to_be_answered"]
    blocks: list[Block] = []
    if waiting:
        blocks.append(Paragraph(f"下表之外，另有{waiting}件已立案或转作意见建议，尚未交办。"))
    blocks.append(
        Table(
            STATE_COLUMNS,
            [_state_row(line.label, line.counts) for line in found.by_department],
            total=_state_row("合计", handed) if found.by_department else None,
            small=True,
        )
    )
    return Document(
        title=f"{_heading(scope)}提案办理情况一览",
        byline="单位：件",
        issuer=scope.union.name,
        date=on,
        landscape=True,
        blocks=[*blocks, Signature()],
    )


def _state_row(label: str, counts: dict[str, int]) -> list[Any]:
    shown: list[Any] = [counts[part] for part in STATE_PARTS]
    in_time = Share(counts["in_time"], counts["answered"]).shown
    return [label, *shown[:4], in_time, *shown[4:]]


def rejections(scope: Scope, rows: Iterable[Any], *, reader: Seat, on: datetime.date) -> Document:
    """不予立案说明: each rejected proposal with its written reason."""
    blocks: list[Block] = []
    found = [one for one in rows if one.outcome == Outcome.REJECTED]
    for one in found:
        who = f"{one.shown_proposer(reader)}　{day(one.submitted_at)}提出"
        blocks += [
            Heading(1, one.heading),
            Paragraph(f"提案人：{who}。"),
            Paragraph(f"不予立案的理由：{one.decision_note}"),
            Paragraph(f"审查日期：{day(one.decided_on)}。"),
        ]
    told = (
        f"经提案工作委员会审查，以下{len(found)}件提案不予立案，理由说明如下。"
        if found
        else "没有不予立案的提案。"
    )
    return Document(
        title=f"{_heading(scope)}不予立案提案说明",
        issuer=f"{scope.union.unit_name}提案工作委员会",
        date=on,
        blocks=[Paragraph(told), *blocks, Spacer(1), Signature()],
    )
