"""Papers of initiatives: the list of those who signed."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.utils import timezone

from congress.models import Initiative, InitiativeSignature
from members.papers.names import spaced
from union_site.calendar import official_date
from union_site.documents import (
    Align,
    Column,
    Document,
    Facts,
    Heading,
    Paragraph,
    Signature,
    Table,
)


def signers(
    initiative: Initiative,
    signatures: Sequence[InitiativeSignature],
    *,
    line: str,
    on: datetime.date,
) -> Document:
    """联名名单: who asks for an extraordinary session, by surname strokes, with room to sign.

    `line` says how many it takes, of how many, by which article.
    """
    return Document(
        title=f"{initiative.term}\n代表联名提议召开临时会议名单",
        byline=initiative.union.name,
        issuer=initiative.union.name,
        date=on,
        blocks=[
            Heading(1, "提议"),
            Facts(
                [
                    ("提议议题", initiative.matter),
                    ("发起人", initiative.opened_by.name),
                    ("发起日期", official_date(initiative.opened_on)),
                    ("状态", initiative.get_state_display()),
                ],
                across=2,
            ),
            Heading(1, "理由"),
            Paragraph(initiative.reason),
            Heading(1, "联名人数"),
            Paragraph(f"{line}现有 {len(signatures)} 人联名。"),
            Heading(1, "联名代表（以姓氏笔画为序）"),
            _table(signatures),
            Signature(),
        ],
    )


def _table(signatures: Sequence[InitiativeSignature]) -> Table:
    return Table(
        columns=[
            Column("序号", 0.6, Align.CENTER),
            Column("姓名", 1.2, Align.CENTER),
            Column("代表团", 1.6),
            Column("选区", 1.6),
            Column("联名时间", 1.8, Align.CENTER),
            Column("签名", 1.4),
        ],
        rows=[
            [
                number,
                spaced(row.delegate.name),
                str(row.delegate.delegation or ""),
                str(row.delegate.constituency or ""),
                official_date(timezone.localdate(row.at)),
                "",
            ]
            for number, row in enumerate(signatures, start=1)
        ],
    )
