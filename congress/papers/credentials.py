"""Papers of the credentials check of a session: its report, and the roll it confirmed."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence

from django.urls import reverse

from congress import checks
from congress.actions.acting import rules
from congress.actions.makeup import Standing, faces
from congress.actions.roll import lines
from congress.checks import composition
from congress.checks.composition import Makeup
from congress.models import Delegate, RollEntry, Session
from congress.models.delegates import Kind, Origin
from congress.papers.delegates import Line, by_delegation, roll_of
from members.papers.names import marked, spaced
from union_site.calendar import official_date
from union_site.documents import (
    Align,
    Attachment,
    Block,
    Column,
    Document,
    Heading,
    Paragraph,
    Signature,
    Table,
)
from union_site.documents.blocks import Cell


def entries_of(session: Session) -> list[RollEntry]:
    """The roll as it was confirmed; before that as it would be."""
    if session.roll_frozen_on is None:
        return lines(session)
    rows = session.roll.select_related("delegate__constituency", "member")
    return list(rows.order_by("stroke_order", "pk"))


def _line(entry: RollEntry) -> Line:
    delegate = entry.delegate
    remarks = ["团（组）长" if entry.is_head else "", "干部" if entry.is_leader else ""]
    return Line(
        name=entry.name,
        member=entry.member,
        kind=entry.kind,
        delegation=entry.delegation_name,
        category=entry.get_category_display() or delegate.get_category_display(),
        constituency=str(delegate.constituency or ""),
        post=delegate.post,
        remark="，".join(filter(None, remarks)),
    )


def session_roll(session: Session, standing: Standing, today: datetime.date) -> Document:
    return roll_of(
        title=f"{session.title}\n代表名册",
        issuer=session.union.name,
        staff=standing.staff_count,
        members=standing.staff.n,
        lines=[_line(entry) for entry in entries_of(session)],
        on=session.roll_frozen_on or today,
    )


def credentials_report(session: Session, standing: Standing, today: datetime.date) -> Document:
    """代表资格审查报告: how the delegates came, who they are, whether they are valid."""
    entries = entries_of(session)
    full = [_line(entry) for entry in entries if entry.kind == Kind.FULL]
    day = session.roll_frozen_on or today
    is_draft = session.roll_frozen_on is None
    return Document(
        title=f"{session.title}\n代表资格审查报告",
        recipient="各位代表",
        issuer="代表资格审查小组",
        date=day,
        note="草稿：代表资格审查尚未确认" if is_draft else "",
        blocks=[
            Heading(1, "代表产生情况"),
            *[Paragraph(text) for text in _elections(session, standing, entries)],
            Heading(1, "代表构成"),
            Paragraph(_composition(entries, standing, day)),
            *_delegations(full),
            Heading(1, "审查意见"),
            Paragraph(_conclusion(session, len(full))),
            Signature(),
        ],
        attachments=[Attachment("正式代表名单", [_names(full)])],
    )


def _elections(session: Session, standing: Standing, entries: Sequence[RollEntry]) -> list[str]:
    term, staff = session.term, standing.staff_count
    delegates = [entry.delegate for entry in entries if entry.kind == Kind.FULL]
    if delegates and all(one.origin == Origin.STAFF for one in delegates):
        return [f"学校现有教职工 {staff} 人，按规定召开教职工大会，全体教职工为正式代表。"]
    units = list(term.constituencies.order_by("position"))
    said = f"学校现有教职工 {staff} 人，其中在职会员 {standing.staff.n} 人"
    if units:
        seats = sum(unit.seats for unit in units)
        said += f"，划分为 {len(units)} 个选区，分配代表名额 {seats} 人"
    held = [unit for unit in units if unit.elected_on]
    texts = [f"{said}。"]
    if held:
        first = official_date(min(unit.elected_on for unit in held if unit.elected_on))
        last = official_date(max(unit.elected_on for unit in held if unit.elected_on))
        when = first if first == last else f"{first}至{last}"
        methods = "、".join(
            dict.fromkeys(unit.get_method_display() for unit in held if unit.method)
        )
        how = f"以{methods}的方式" if methods else "由各选区教职工直接"
        voters = sum(unit.voters or 0 for unit in held)
        took_part = f"，参加选举 {voters} 人" if voters else ""
        texts.append(f"{when}，各选区{how}选举产生代表{took_part}。")
    texts += _changes(delegates)
    return texts


def _changes(delegates: Sequence[Delegate]) -> list[str]:
    counted = Counter(one.origin for one in delegates)
    parts = [
        f"{origin.label} {counted[origin]} 人"
        for origin in (Origin.BY_ELECTION, Origin.ADDED)
        if counted[origin]
    ]
    return [f"本届任期内{'，'.join(parts)}。"] if parts else []


def _composition(entries: Sequence[RollEntry], standing: Standing, day: datetime.date) -> str:
    age = standing.rules.young_age.number
    kinds = Counter(entry.kind for entry in entries)
    full = [entry.delegate for entry in entries if entry.kind == Kind.FULL]
    for entry, delegate in zip((e for e in entries if e.kind == Kind.FULL), full, strict=True):
        # As it was at the check, not as it was corrected since.
        delegate.category = entry.category or delegate.category
        delegate.is_leader = entry.is_leader
        delegate.member = entry.member
    return composition.report_line(
        makeup=Makeup.of(faces(full, today=day, young_age=age)),
        observers=kinds[Kind.OBSERVER],
        invited=kinds[Kind.INVITED],
        age=age,
    )


def _delegations(full: Sequence[Line]) -> list[Block]:
    groups = by_delegation(full)
    if len(groups) < 2:
        return []
    rows: list[list[Cell]] = [
        [name, len(people), "、".join(spaced(p.name) for p in people if "团（组）长" in p.remark)]
        for name, people in groups
    ]
    columns = [
        Column("代表团", 2.0),
        Column("人数", 1.0, Align.CENTER),
        Column("团（组）长", 2.0, Align.CENTER),
    ]
    return [Paragraph(f"正式代表编为 {len(groups)} 个代表团："), Table(columns, rows)]


def _conclusion(session: Session, n: int) -> str:
    held = rules(union=session.union, on=session.held_on)
    needed = checks.at_least(n, checks.share_of(held.quorum))
    adopted = checks.more_than(n, checks.share_of(held.adoption))
    return (
        f"经审查，{n} 名正式代表的产生符合规定程序，代表资格有效。"
        f"会议须有 {needed} 名以上正式代表出席方可召开，"
        f"选举和表决须有 {adopted} 名以上正式代表同意方为有效。"
    )


PAPERS = {
    "credentials_report": "代表资格审查报告",
    "session_roll": "代表名册",
}


def offered(session: Session) -> list[dict[str, str]]:
    return [
        {
            "label": label,
            "pdf": reverse(f"congress:{kind}_pdf", args=[session.pk]),
            "docx": reverse(f"congress:{kind}_docx", args=[session.pk]),
        }
        for kind, label in PAPERS.items()
    ]


def _names(full: Sequence[Line]) -> Paragraph:
    names = "、".join(marked(line.name, line.member) for line in full)
    return Paragraph(f"（以姓氏笔画为序）{names}")
