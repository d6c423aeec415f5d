"""Rolls of union groups, in the order of surname strokes, with room to sign."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from members.models import Member, UnionGroup
from members.models.codes import Status
from members.papers.names import spaced
from union_site.documents import Align, Column, Document, Heading, Paragraph, Table
from union_site.models import Union

_COLUMNS = [
    Column("序号", 0.7, Align.CENTER),
    Column("姓名", 1.4, Align.CENTER),
    Column("性别", 0.7, Align.CENTER),
    Column("工会职务", 2.0),
    Column("签名", 1.6),
]


def roll(group: UnionGroup, members: Iterable[Member], *, on: datetime.date) -> Document:
    """`members` in the order in which they are to stand."""
    people = list(members)
    return Document(
        title=f"{group.name}会员名册",
        byline=group.union.name,
        issuer=group.union.name,
        date=on,
        blocks=[Paragraph(_lead(group, people)), _table(people)],
    )


def rolls(
    union: Union, groups: Iterable[UnionGroup], members: Iterable[Member], *, on: datetime.date
) -> Document:
    """All groups of a union; who is in none comes last."""
    by_group: dict[Any, list[Member]] = {}
    for member in members:
        by_group.setdefault(member.group_id, []).append(member)
    blocks: list[Any] = []
    for group in groups:
        people = by_group.pop(group.pk, [])
        blocks += [Heading(1, group.name), Paragraph(_lead(group, people)), _table(people)]
    if rest := [member for people in by_group.values() for member in people]:
        blocks += [Heading(1, "未编入小组"), _table(rest)]
    return Document(
        title="工会小组会员名册", byline=union.name, issuer=union.name, date=on, blocks=blocks
    )


def _lead(group: UnionGroup, people: list[Member]) -> str:
    retained = sum(member.status == Status.RETAINED for member in people)
    head = f"组长：{group.head.name}。" if group.head else "组长空缺。"
    kept = f"，另有保留会籍 {retained} 人" if retained else ""
    return f"{head}会员 {len(people) - retained} 人{kept}，以姓氏笔画为序。"


def _table(people: list[Member]) -> Table:
    return Table(
        columns=_COLUMNS,
        rows=[
            [
                number,
                spaced(member.name),
                member.get_sex_display(),
                "保留会籍" if member.status == Status.RETAINED else member.union_post,
                "",
            ]
            for number, member in enumerate(people, start=1)
        ],
        row_lines=1.3,
    )
