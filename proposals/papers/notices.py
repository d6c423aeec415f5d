"""微公示 on paper."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from django.utils import timezone

from proposals.models import MicroProposal, Notice
from proposals.tables.notices import Drawn
from union_site.calendar import official_date
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
)
from union_site.models import Union

TEXTS_AT_MOST = 60


def chart(drawn: Drawn) -> Chart:
    return Chart(
        kind=ChartKind.BAR,
        title=drawn.title,
        labels=[part.label for part in drawn.parts],
        series=[Series("件数", [part.count for part in drawn.parts])],
        unit="件",
    )


def bulletin(
    notices: Sequence[Notice],
    charts: Iterable[Drawn],
    *,
    union: Union,
    since: datetime.date,
    until: datetime.date,
    today: datetime.date,
) -> Document:
    """What was published in these days, to pin on the wall: overview, then one after another."""
    blocks: list[Block] = [
        Paragraph(
            f"{official_date(since)}至{official_date(until)}公示提案 {len(notices)} 件，"
            f"其中微提案 {sum(1 for row in notices if row.micro_id)} 件、"
            f"正式提案 {sum(1 for row in notices if row.proposal_id)} 件，现予公布。"
        )
    ]
    if notices:
        blocks += [Heading(1, "总体情况"), *(chart(drawn) for drawn in charts if drawn.parts)]
        blocks += [Heading(1, "公示一览"), _table(notices), Heading(1, "提案和答复")]
        for row in notices[:TEXTS_AT_MOST]:
            blocks += _told(row)
        if len(notices) > TEXTS_AT_MOST:
            blocks.append(Paragraph("其余各件的提案和答复见网上微公示。"))
    blocks.append(Signature(issuer=union.name, date=today))
    return Document(title="微公示", byline=union.name, blocks=blocks)


def _table(notices: Sequence[Notice]) -> Table:
    columns = [
        Column("编号", 1.5),
        Column("标题", 2.9),
        Column("署名", 2.0),
        Column("承办", 1.3),
        Column("办理结果", 1.7),
        Column("提案人\n评价", 1.3),
        Column("同事满意\n/评价", 1.3, Align.CENTER),
    ]
    rows = [
        [
            row.thing.number,
            row.headline,
            row.shown_name,
            row.department,
            row.result_words,
            row.verdict_words,
            _share(row),
        ]
        for row in notices
    ]
    return Table(columns=columns, rows=rows, small=True)


def _share(row: Notice) -> str:
    """Pleased ones of all: numerator and denominator, never a percentage of a few."""
    return f"{row.satisfied + row.mostly}/{row.rated}" if row.rated else "—"


def asked_for(row: Notice) -> str:
    thing = row.thing
    return thing.text if isinstance(thing, MicroProposal) else thing.suggestion


def _told(row: Notice) -> list[Block]:
    on = official_date(timezone.localdate(row.published_at))
    return [
        Heading(2, row.headline),
        Paragraph(f"提案：{asked_for(row)}"),
        Paragraph(f"答复（{row.department}）：{row.answer}"),
        Paragraph(
            f"署名：{row.shown_name}；结果：{row.result_words}；"
            f"提案人评价：{row.verdict_words}；{on}公示。"
        ),
    ]
