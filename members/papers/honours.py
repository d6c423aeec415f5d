"""Papers of honours: awards in numbers, recommendation forms, the public notice."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from members.checks.selections import characters
from members.models import Nominee, Selection
from members.models.honour_titles import HonourTitle
from members.tables.award_statistics import Matrix, Statistics
from union_site.calendar import official_date
from union_site.documents import (
    Align,
    Block,
    Column,
    Document,
    Facts,
    Heading,
    Items,
    Paragraph,
    Signature,
    Spacer,
    Table,
)
from union_site.documents.blocks import Cell
from union_site.models import Union


def statistics(found: Statistics, *, union: Union, on: datetime.date) -> Document:
    """The page of numbers as a paper, with what each of them counts."""
    by = "按学年统计" if found.by == "school" else "按年度统计"
    chosen = next((chip.label for chip in found.kinds if chip.is_active), "")
    blocks: list[Block] = []
    for matrix in found.matrices:
        blocks += [
            Heading(1, matrix.title),
            Paragraph(f"{matrix.definition}。"),
            _table(matrix, found),
        ]
    blocks += [*found.charts, Heading(1, "统计口径"), Items(found.notes)]
    return Document(
        title="荣誉与获奖统计",
        subtitle=f"{by}（{chosen}）",
        byline=union.name,
        issuer=union.name,
        date=on,
        blocks=blocks,
    )


def _table(matrix: Matrix, found: Statistics) -> Table:
    columns = [Column("", 1.4), *(Column(text, 1, Align.RIGHT) for text in found.headings)]
    total = "合计（去重）" if matrix.is_distinct else "合计"
    return Table(
        columns=columns,
        rows=[[line.label, *(cell.value for cell in line.cells)] for line in matrix.lines],
        total=[total, *(cell.value for cell in matrix.total.cells)],
        unit=matrix.unit,
    )


_FORM = {
    HonourTitle.Subject.PERSON: "登记表",
    HonourTitle.Subject.TEAM: "推荐表",
    HonourTitle.Subject.GROUP: "推荐表",
    HonourTitle.Subject.UNIT: "推荐表",
}


def form_name(selection: Selection) -> str:
    return f"{selection.honour_title}{_FORM[HonourTitle.Subject(selection.honour_title.subject)]}"


def nominee_form(nominee: Nominee) -> Document:
    """登记表 of a person, 推荐表 of a team or unit: facts, deeds, room for three opinions."""
    selection = nominee.selection
    union = selection.union
    deeds = nominee.deeds.strip()
    length = characters(deeds)
    blocks: list[Block] = [
        Facts(_person(nominee) if nominee.member else _team(nominee), across=2),
        Heading(1, f"主要事迹（{length} 字）"),
        *(Paragraph(line) for line in deeds.splitlines() if line.strip()),
        Heading(1, "民主测评和公示"),
        Paragraph(_told(nominee)),
        Heading(1, "意见"),
        *_opinions(selection),
    ]
    return Document(
        title=form_name(selection),
        subtitle=f"{selection.year}年度",
        byline=union.name,
        blocks=blocks,
    )


def _person(nominee: Nominee) -> list[tuple[str, str]]:
    member = nominee.member
    assert member is not None  # noqa: S101 - for the type checker
    return [
        ("姓名", member.name),
        ("性别", member.get_sex_display()),
        ("出生年月", f"{member.birth_date.year}年{member.birth_date.month}月"),
        ("民族", member.get_ethnicity_display()),
        ("政治面貌", member.get_political_status_display()),
        ("学历", member.get_education_display()),
        ("职称", member.title),
        ("工会职务", member.union_post),
        ("工作单位", member.employer or nominee.selection.union.unit_name),
        ("工会小组", str(member.group or "")),
        ("推荐单位", nominee.recommended_by),
        ("推荐称号", str(nominee.selection.honour_title)),
    ]


def _team(nominee: Nominee) -> list[tuple[str, str]]:
    return [
        ("名称", nominee.name),
        ("所在单位", nominee.selection.union.unit_name),
        ("推荐单位", nominee.recommended_by),
        ("推荐称号", str(nominee.selection.honour_title)),
    ]


def _told(nominee: Nominee) -> str:
    selection = nominee.selection
    told = "尚未进行民主测评。"
    if nominee.has_votes:
        on = f"{official_date(selection.appraised_on)}，" if selection.appraised_on else ""
        told = (
            f"{on}应参加测评 {nominee.votes_expected} 人，收回测评票 {nominee.votes_returned} 张，"
            f"同意 {nominee.votes_for} 票，占应参加人数的 {nominee.share}。"
        )
    if selection.notice_from and selection.notice_until:
        told += (
            f"{official_date(selection.notice_from)}至{official_date(selection.notice_until)}"
            f"在{selection.notice_place}公示。{_sentence(selection.objections)}"
        )
    return told


def _sentence(text: str) -> str:
    return f"{text.rstrip('。')}。" if text else ""


def _opinions(selection: Selection) -> list[Block]:
    places = ("单位党组织意见", "单位工会意见", "上级工会意见")
    return [
        Table(
            columns=[Column("审核单位", 1), Column("意见（签字、盖章、日期）", 3)],
            rows=[[place, ""] for place in places],
            row_lines=4,
        )
    ]


def public_notice(selection: Selection, nominees: Sequence[Nominee], *, contact: str) -> Document:
    """公示: who is to be put forward, how it was come to, where to object."""
    first, last = selection.notice_from, selection.notice_until
    if first is None or last is None:
        raise ValueError("A selection that is not on notice has no notice to print.")
    union = selection.union
    opening = (
        f"经推荐、民主测评和工会委员会研究，拟推荐下列{len(nominees)}个对象参评"
        f"“{selection.honour_title}”，现予公示。公示期为{official_date(first)}至"
        f"{official_date(last)}。"
    )
    closing = (
        f"公示期内如有异议，请以书面形式向{union.name}反映，单位反映须加盖公章，"
        f"个人反映须署实名。受理地点：{contact}。"
    )
    return Document(
        title=f"关于{selection.year}年度“{selection.honour_title}”\n推荐对象的公示",
        issuer=union.name,
        date=first,
        blocks=[
            Paragraph(opening),
            _list_of(nominees, is_of_persons=selection.is_of_persons),
            Spacer(),
            Paragraph(closing),
            Signature(with_seal=True),
        ],
    )


def _list_of(nominees: Sequence[Nominee], *, is_of_persons: bool) -> Table:
    if not is_of_persons:
        return Table(
            columns=[Column("序号", 0.5, Align.CENTER), Column("名称", 3), Column("推荐单位", 2)],
            rows=[[n, one.name, one.recommended_by] for n, one in enumerate(nominees, start=1)],
        )
    rows: list[list[Cell]] = [
        [n, one.shown, _post(one), one.recommended_by] for n, one in enumerate(nominees, start=1)
    ]
    columns = [Column("序号", 0.6, Align.CENTER), Column("姓名", 1.2)]
    return Table(columns=[*columns, Column("职称或岗位", 1.6), Column("推荐单位", 1.8)], rows=rows)


def _post(nominee: Nominee) -> str:
    member = nominee.member
    return (member.title or member.get_post_category_display()) if member else ""
