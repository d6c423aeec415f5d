"""提案工作报告: paragraphs written from the statistics, the words of the writer, tables and charts.

The order is that of the reports of school unions (domain 2.8): collection, screening, handling,
satisfaction, problems, next steps.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from proposals.checks.statistics import Line, Share, Statistics, largest
from proposals.models import Meaning, ProposalReport, Satisfaction
from union_site.documents import (
    Align,
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
)

CENTER = Align.CENTER
BODY_HEADINGS = ("提案征集情况", "提案审查情况", "提案办理情况", "提案评价情况")


def report(
    written: ProposalReport, found: Statistics, *, suggested: dict[str, str], on: datetime.date
) -> Document:
    """`suggested` are the words that stand where the writer has left a section empty."""
    blocks: list[Block] = [Paragraph(opening(written, found))]
    for heading, texts, tables in (
        (BODY_HEADINGS[0], collection(found), _collection_tables(found)),
        (BODY_HEADINGS[1], screening(found), _screening_tables(found)),
        (BODY_HEADINGS[2], handling(found), _handling_tables(found)),
    ):
        blocks += [Heading(1, heading), *map(Paragraph, texts), *tables]
    if written.cases:
        blocks += [Heading(1, "典型案例"), *blocks_from_text(written.cases)]
    blocks += [Heading(1, BODY_HEADINGS[3]), *map(Paragraph, satisfaction(found))]
    blocks += _rating_table(found)
    for heading, words in (
        ("存在的问题", written.problems or suggested["problems"]),
        ("下一步工作", written.next_steps or suggested["next_steps"]),
    ):
        blocks += [Heading(1, heading), *blocks_from_text(words)]
    return Document(
        title=f"{written.union.unit_name}\n{written.scope_label}\n提案工作报告",
        issuer=f"{written.union.unit_name}提案工作委员会",
        date=on,
        recipient="各位代表",
        blocks=[*blocks, Signature()],
    )


def opening(written: ProposalReport, found: Statistics) -> str:
    totals = found.totals
    return (
        f"现将{written.scope_label}提案工作情况报告如下。提案工作委员会共收到提案"
        f"{totals['received']}件，立案{totals['docketed']}件，转作意见建议"
        f"{totals['converted']}件；应答复{totals['to_be_answered']}件，"
        f"已答复{totals['answered']}件，答复率{found.reply_rate.shown}。"
    )


def collection(found: Statistics) -> list[str]:
    totals = found.totals
    if not totals["received"]:
        return ["没有收到提案。"]
    texts = [
        f"共收到提案{totals['received']}件，提案人{found.proposers}人，"
        f"附议代表{found.seconders}人。"
    ]
    leading = largest(found.by_category)[:3]
    if leading:
        named = "、".join(
            f"{line.label}{line.counts['received']}件"
            f"（占{line.share_of(totals['received']).shown}）"
            for line in leading
        )
        texts.append(f"从内容看，{'较多的是' if len(found.by_category) > 1 else ''}{named}。")
    groups = [line for line in largest(found.by_delegation) if line.key]
    if groups:
        named = "、".join(f"{line.label}{line.counts['received']}件" for line in groups)
        texts.append(f"从代表团看，{named}。")
    return texts


def screening(found: Statistics) -> list[str]:
    """Docketed and converted apart, each with what was merged into it (SZPT: 80 into 64)."""
    totals, received = found.totals, found.totals["received"]
    if not received:
        return ["没有需要审查的提案。"]
    parts = [
        _merged_words(totals["docketed"], totals["merged_docketed"], "立案"),
        _merged_words(totals["converted"], totals["merged_converted"], "转作意见建议"),
    ]
    for name, label in (
        ("rejected", "不予立案，已书面说明理由"),
        ("withdrawn_sent", "由提案人撤案"),
        ("undecided", "正在审查"),
    ):
        if totals[name]:
            parts.append(f"{totals[name]}件{label}")
    told = "；".join(part for part in parts if part)
    texts = [f"经提案工作委员会审查，{told}。"]
    share = found.share("docketed", "received")
    merged = (
        f"；并入其他提案的{totals['merged']}件，其提案人为共同提案人" if totals["merged"] else ""
    )
    texts.append(f"立案{totals['docketed']}件，占收到提案的{share.shown}{merged}。")
    return texts


def _merged_words(kept: int, merged: int, label: str) -> str:
    if not kept:
        return ""
    if merged:
        return f"{kept + merged}件合并为{kept}件{label}"
    return f"{kept}件{label}"


def handling(found: Statistics) -> list[str]:
    totals = found.totals
    if not totals["to_be_answered"]:
        return ["没有需要办理的提案。"]
    texts = [
        f"应答复的提案{totals['to_be_answered']}件（立案{totals['docketed']}件、意见建议"
        f"{totals['converted']}件），由{len(found.by_department)}个部门主办。"
        f"已答复{totals['answered']}件，答复率{found.reply_rate.shown}；"
        f"其中立案提案已答复{totals['answered_docketed']}件，"
        f"答复率{found.docketed_reply_rate.shown}。"
        f"按期答复{totals['in_time']}件，按期率{found.in_time_rate.shown}。"
    ]
    results = "，".join(
        f"{meaning.label}{totals[meaning]}件" for meaning in Meaning if totals[meaning]
    )
    if results:
        texts.append(f"已答复的提案中，{results}。")
    texts.append(
        f"立案提案中已解决{totals['solved_docketed']}件，解决率{_with_numbers(found.solved_rate)}；"
        f"已解决、正在解决或列入计划的{totals['on_its_way_docketed']}件，"
        f"占{_with_numbers(found.on_its_way_rate)}。"
    )
    if totals["rehandled"]:
        texts.append(f"提案人不满意后再办理{totals['rehandled']}件。")
    return texts


def _with_numbers(share: Share) -> str:
    return f"{share.shown}（{share.part}/{share.whole}）" if share.is_known else "—"


def satisfaction(found: Statistics) -> list[str]:
    totals = found.totals
    if not totals["author_rated"]:
        return ["提案人尚未评价。"]
    texts = [
        f"提案人已评价{totals['author_rated']}件：满意{totals['author_satisfied']}件，"
        f"基本满意{totals['author_mostly']}件，不满意{totals['author_unsatisfied']}件，"
        f"满意和基本满意占{found.satisfaction_rate.shown}。"
    ]
    others = found.rated_by("seconder")
    if sum(others.values()):
        texts.append(
            f"附议人评价{sum(others.values())}人次：满意{others['satisfied']}人次，"
            f"基本满意{others['mostly']}人次，不满意{others['unsatisfied']}人次。"
        )
    return texts


def sections_of(paper: Document) -> list[tuple[str, list[str]]]:
    """Headings and paragraphs of the paper, for the page."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for block in paper.blocks:
        if isinstance(block, Heading) and block.level == 1:
            found.append((block.text, []))
        elif isinstance(block, Heading):
            found[-1][1].append(f"{block.text}{block.run_on}")
        elif isinstance(block, Paragraph):
            found[-1][1].append(block.text)
    return found


def charts_of(paper: Document) -> list[Chart]:
    return [block for block in paper.blocks if isinstance(block, Chart)]


# --- tables and charts --------------------------------------------------------------------


def _collection_tables(found: Statistics) -> list[Block]:
    received = found.totals["received"]
    if not received:
        return []
    lines = [line for line in found.by_category if line.counts["received"]]
    return [
        _table(
            "提案类别",
            ["类别", "收到", "占比", "立案", "意见建议", "不予立案"],
            [[line.label, *_category_row(line, received)] for line in lines],
        ),
        *_bar("提案类别", [(line.label, line.counts["received"]) for line in lines]),
        _table(
            "各代表团提案情况",
            ["代表团", "收到", "立案", "意见建议", "参加人数"],
            [
                [
                    line.label,
                    line.counts["received"],
                    line.counts["docketed"],
                    line.counts["converted"],
                    line.people,
                ]
                for line in found.by_delegation
            ],
        ),
    ]


def _category_row(line: Line, received: int) -> list[str | int]:
    counts = line.counts
    share = line.share_of(received).shown
    return [
        counts["received"],
        share,
        counts["docketed"],
        counts["converted"],
        counts["rejected"],
    ]


def _screening_tables(found: Statistics) -> list[Block]:
    rows = [
        (label, found.totals[name])
        for name, label in (
            ("docketed", "立案"),
            ("merged", "并案"),
            ("converted", "转意见建议"),
            ("rejected", "不予立案"),
            ("withdrawn_sent", "撤案"),
            ("undecided", "正在审查"),
        )
        if found.totals[name]
    ]
    return _bar("审查结果", rows)


def _handling_tables(found: Statistics) -> list[Block]:
    if not found.by_department:
        return []
    departments = _table(
        "各部门办理情况",
        ["承办部门", "应答复", "已答复", "按期答复", "已解决", "正在解决", "列入计划", "满意"],
        [
            [line.label]
            + [
                line.counts[name]
                for name in (
                    *("to_be_answered", "answered", "in_time", "solved", "in_progress"),
                    *("planned", "author_content"),
                )
            ]
            for line in found.by_department
        ],
    )
    results = [(line.label, line.counts["answered"]) for line in found.by_result]
    return [departments, *_bar("办理结果", results)]


def _rating_table(found: Statistics) -> list[Block]:
    rows: list[list[str | int]] = [
        [label, *(counts[value] for value in Satisfaction.values), sum(counts.values())]
        for part, label in (
            ("author", "提案人"),
            ("seconder", "附议人"),
            ("co_proposer", "并案提案人"),
        )
        if sum((counts := found.rated_by(part)).values())
    ]
    if not rows:
        return []
    return [_table("评价情况（人次）", ["评价人", "满意", "基本满意", "不满意", "合计"], rows)]


def _table(caption: str, titles: Sequence[str], rows: Sequence[Sequence[str | int]]) -> Table:
    columns = [Column(title, 1.6 if n == 0 else 1.0, CENTER) for n, title in enumerate(titles)]
    return Table(columns, rows, caption=caption)


def _bar(title: str, rows: Sequence[tuple[str, int]]) -> list[Block]:
    """Bars to compare; one bar alone says nothing that the text does not."""
    if len(rows) < 2:
        return []
    labels, values = [label for label, _ in rows], [value for _, value in rows]
    return [Chart(ChartKind.BAR, title, labels, [Series("件数", values)], unit="件")]
