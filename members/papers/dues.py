"""Papers of dues: the sheet by which a year is collected, in the official layout."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal

from members.actions import dues
from members.checks import dues as checks
from members.models import DuesAccount, DuesYear
from union_site.documents import Align, Column, Document, Paragraph, Signature, Table
from union_site.documents.blocks import Cell


def collection_sheet(
    year: DuesYear,
    accounts: Sequence[DuesAccount],
    *,
    on: datetime.date,
    with_bases: bool = False,
) -> Document:
    """会费收缴表: what was due by the day, paid, in arrears; room to sign.

    Wage bases stand in it only where they were asked for: the sheet goes from hand to hand.
    """
    due = checks.months_due(year.year, on)
    columns = [
        Column("序号", 0.7, Align.CENTER),
        Column("姓名", 1.2),
        Column("工会小组", 1.5),
        *([Column("工资基数", 1.2, Align.RIGHT)] if with_bases else []),
        Column("应缴", 1.1, Align.RIGHT),
        Column("实缴", 1.1, Align.RIGHT),
        Column("欠缴", 1.0, Align.RIGHT),
        Column("签字", 1.3),
    ]
    sums = [Decimal(0)] * 3
    rows: list[list[Cell]] = []
    for number, account in enumerate(accounts, start=1):
        owing = dues.arrears_of(account, due)
        cells = (owing.due, account.paid, owing.amount)
        sums = [total + cell for total, cell in zip(sums, cells, strict=True)]
        group = account.member.group.name if account.member.group else ""
        base = [account.monthly_base] if with_bases else []
        words = "免缴" if account.is_exempt else ""
        rows.append([number, account.member.name, group, *base, *cells, words])
    gap = [""] if with_bases else []
    table = Table(
        columns=columns,
        rows=rows,
        unit="元",
        total=["", "合计", f"{len(rows)}人", *gap, *sums, ""],
        small=True,
    )
    return Document(
        title=f"{year.year}年度工会会费收缴表",
        byline=year.union.name,
        issuer=year.union.name,
        date=on,
        blocks=[Paragraph(_rule(year, due)), table, Signature()],
    )


def _rule(year: DuesYear, due: int) -> str:
    percent = (year.rate * 100).normalize()
    tail = "，基数尾数不足10元部分不计" if year.truncation == "base" else ""
    until = "全年" if due == 12 else f"截至{due}月"
    return (
        f"会费按工资基数（岗位工资与薪级工资之和）的{percent:f}%按月计算{tail}。"
        f"本表应缴、欠缴为{until}数。"
    )
