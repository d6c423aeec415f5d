"""Papers of the delegates of a term: the roll, the quota sheet, the form of one delegate."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from congress.actions.makeup import Standing
from congress.models import CongressTerm, Constituency, Delegate
from congress.models.delegates import Kind
from members.models import Member
from members.papers.names import marked, spaced
from union_site import masking
from union_site.calendar import official_date
from union_site.documents import (
    Align,
    Block,
    Column,
    Document,
    Facts,
    Heading,
    Paragraph,
    Signature,
    Table,
)
from union_site.masking import Personal
from union_site.models import Seat

UNSEATED = "未编入代表团"


# --- 代表名册 -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """Somebody on a roll, of today or as it was frozen."""

    name: str
    member: Member | None
    kind: str
    delegation: str
    category: str
    constituency: str
    post: str
    remark: str


def line_of(delegate: Delegate) -> Line:
    role = delegate.get_role_display() if delegate.role else ""
    return Line(
        name=delegate.name,
        member=delegate.member,
        kind=delegate.kind,
        delegation=str(delegate.delegation or ""),
        category=delegate.get_category_display(),
        constituency=str(delegate.constituency or ""),
        post=delegate.post,
        remark="，".join(filter(None, [role, "干部" if delegate.is_leader else ""])),
    )


def delegate_roll(term: CongressTerm, standing: Standing, today: datetime.date) -> Document:
    rows = term.delegates.in_office().for_list()
    return roll_of(
        title=f"{term}代表名册",
        issuer=term.union.name,
        staff=standing.staff_count,
        members=standing.staff.n,
        lines=[line_of(delegate) for delegate in rows],
        on=today,
    )


def roll_of(
    *,
    title: str,
    issuer: str,
    staff: int,
    members: int,
    lines: Sequence[Line],
    on: datetime.date,
) -> Document:
    """`lines` in the order of surname strokes; they are put together by delegation."""
    full = [line for line in lines if line.kind == Kind.FULL]
    blocks: list[Block] = [
        Paragraph(
            f"教职工人数：{staff} 人　　会员人数：{members} 人　　"
            f"代表人数：{len(full)} 人　　填表日期：{official_date(on)}",
            indent=False,
        ),
    ]
    for name, people in by_delegation(full):
        head = f"{name}（{len(people)} 人）"
        blocks += [Heading(1, head), _roll_table(people)]
    for kind in (Kind.OBSERVER, Kind.INVITED):
        guests = [line for line in lines if line.kind == kind]
        if guests:
            blocks += [Heading(1, f"{kind.label}（{len(guests)} 人）"), _guest_table(guests)]
    return Document(title=title, byline=issuer, issuer=issuer, date=on, blocks=blocks)


def by_delegation(lines: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    """In the order of their names as they come; who is in none comes last."""
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        found[line.delegation].append(line)
    rest = found.pop("", [])
    named = sorted(found.items(), key=lambda pair: _rank(pair[0]))
    return [*named, *([(UNSEATED, rest)] if rest else [])]


_NUMERALS = "一二三四五六七八九十"


def _rank(name: str) -> tuple[int, str]:
    """第二代表团 after 第一代表团: Chinese numerals do not sort by their characters."""
    digit = name[1:2] if name.startswith("第") else ""
    return (_NUMERALS.find(digit) if digit else len(_NUMERALS), name)


def _roll_table(lines: Sequence[Line]) -> Table:
    return Table(
        columns=[
            Column("序号", 0.7, Align.CENTER),
            Column("姓名", 3.0),
            Column("选区", 1.9),
            Column("身份", 0.9, Align.CENTER),
            Column("职务", 1.4),
            Column("备注", 1.6),
        ],
        rows=[
            [
                number,
                spaced(marked(line.name, line.member)),
                line.constituency,
                line.category,
                line.post,
                line.remark,
            ]
            for number, line in enumerate(lines, start=1)
        ],
    )


def _guest_table(lines: Sequence[Line]) -> Table:
    return Table(
        columns=[Column("序号", 0.7, Align.CENTER), Column("姓名", 2.2), Column("职务", 4.0)],
        rows=[
            [number, spaced(marked(line.name, line.member)), line.post]
            for number, line in enumerate(lines, start=1)
        ],
    )


# --- 名额分配表 ---------------------------------------------------------------------------


def quota_sheet(term: CongressTerm, standing: Standing, today: datetime.date) -> Document:
    rows: list[Constituency] = list(term.constituencies.for_list())
    staff = sum(row.staff_count for row in rows)
    seats = sum(row.seats for row in rows)
    return Document(
        title=f"{term}代表名额分配表",
        byline=term.union.name,
        issuer=term.union.name,
        date=today,
        blocks=[
            Paragraph(
                f"学校教职工 {standing.staff_count} 人，按在册会员划分 {len(rows)} 个选区，"
                f"选区内共 {staff} 人，选举正式代表 {seats} 人。"
                "各选区由临时召集人主持，以无记名投票差额选举产生代表。"
            ),
            Table(
                columns=[
                    Column("组别", 2.4),
                    Column("人数", 0.9, Align.CENTER),
                    Column("临时召集人", 1.5, Align.CENTER),
                    Column("教代会代表名额", 1.6, Align.CENTER),
                    Column("备注", 2.6),
                ],
                rows=[
                    [
                        row.name,
                        row.staff_count,
                        spaced(row.convenor.name) if row.convenor else "",
                        row.seats,
                        row.note,
                    ]
                    for row in rows
                ],
                total=["合计", staff, "", seats, ""],
            ),
            Signature(),
        ],
    )


# --- 代表登记表 ---------------------------------------------------------------------------


def is_own(delegate: Delegate, seat: Seat) -> bool:
    member = delegate.member
    return member is not None and member.seat_id is not None and member.seat_id == seat.pk


def delegate_form(delegate: Delegate, seat: Seat, today: datetime.date) -> Document:
    """代表登记表, with as much of the person as this reader may see."""
    member = delegate.member
    pairs: list[tuple[str, Any]] = [("姓名", delegate.name)]
    if member is not None:
        pairs += _personal(member, seat, is_self=is_own(delegate, seat))
    pairs += [
        ("代表类别", delegate.get_kind_display()),
        ("身份", delegate.get_category_display()),
        ("职务", delegate.post or ("中层以上干部" if delegate.is_leader else "")),
        ("选区", str(delegate.constituency or "")),
        ("代表团", str(delegate.delegation or "")),
        ("团内职务", delegate.get_role_display() if delegate.role else ""),
    ]
    return Document(
        title=f"{delegate.term}代表登记表",
        byline=delegate.term.union.name,
        issuer=delegate.term.union.name,
        date=today,
        blocks=[
            Facts([*pairs, *_election(delegate)], across=2),
            Table(
                columns=[Column("本人签名"), Column("选区意见"), Column("资格审查意见")],
                rows=[["", "", ""]],
                row_lines=4,
            ),
        ],
    )


def _personal(member: Member, seat: Seat, *, is_self: bool) -> list[tuple[str, Any]]:
    mobile = masking.mask(member.mobile, Personal.MOBILE, roles=seat.roles, is_self=is_self)
    return [
        ("性别", member.get_sex_display()),
        ("出生年月", f"{member.birth_date.year}年{member.birth_date.month}月"),
        ("民族", member.get_ethnicity_display() if member.ethnicity else ""),
        ("政治面貌", member.get_political_status_display() if member.political_status else ""),
        ("学历", member.get_education_display() if member.education else ""),
        ("职称", member.title),
        ("任教学科", member.subject),
        ("参加工作", member.started_work_on),
        ("来校日期", member.joined_school_on),
        ("移动电话", mobile),
    ]


def _election(delegate: Delegate) -> list[tuple[str, Any]]:
    unit = delegate.constituency
    pairs: list[tuple[str, Any]] = [
        ("产生方式", delegate.get_origin_display()),
        ("当选（确定）日期", delegate.since),
    ]
    if unit is not None and unit.voters is not None and delegate.replaces is None:
        pairs += [("选区教职工", f"{unit.staff_count} 人"), ("参加选举", f"{unit.voters} 人")]
    if delegate.votes is not None:
        pairs.append(("得票", f"{delegate.votes} 票"))
    if delegate.replaces is not None:
        pairs.append(("接替", delegate.replaces.name))
    if delegate.ended_on is not None:
        pairs.append(("终止日期", official_date(delegate.ended_on)))
    return pairs


# --- what is offered ----------------------------------------------------------------------


@dataclass(frozen=True)
class Paper:
    label: str
    draw: Callable[[CongressTerm, Standing, datetime.date], Document]


TERM_PAPERS: dict[str, Paper] = {
    "delegate_roll": Paper("代表名册", delegate_roll),
    "quota_sheet": Paper("代表名额分配表", quota_sheet),
}


def offered(term: CongressTerm, *kinds: str) -> list[dict[str, str]]:
    """Links to these papers of a term, or to all of them."""
    return [
        {
            "label": TERM_PAPERS[kind].label,
            "pdf": reverse(f"congress:{kind}_pdf", args=[term.pk]),
            "docx": reverse(f"congress:{kind}_docx", args=[term.pk]),
        }
        for kind in kinds or TERM_PAPERS
    ]
