"""Papers of a ballot: the sheet that is marked, the tally, the report that is read out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from congress.models import Ballot, BallotItem, BallotState
from congress.models.ballots import FOR, BallotKind, Medium
from congress.papers.ballot_results import outcome, tally_columns, tally_rows
from members.papers.names import spaced
from union_site.documents import (
    Align,
    Block,
    Column,
    Document,
    Facts,
    Paragraph,
    Signature,
    Spacer,
    Table,
)

SHEET = {BallotKind.RESOLUTION: "表决票", BallotKind.ELECTION: "选票"}
# Who takes a pen wants room: lines of text in the height of a row, as long as a page holds it.
ROOM, LESS_ROOM = 1.5, 1.1
ROOMY = 4  # rows
CUT = "—　" * 13 + "—"


def _day(ballot: Ballot) -> Any:
    if ballot.opened_at is not None:
        return timezone.localdate(ballot.opened_at)
    return ballot.session.held_on if ballot.session else None


def _meeting(ballot: Ballot) -> str:
    return ballot.session.title if ballot.session else ballot.union.name


def _items(ballot: Ballot) -> list[BallotItem]:
    return list(ballot.items.select_related("member__group"))


def _name(item: BallotItem) -> str:
    return spaced(item.title) if item.member_id else item.title


# --- the sheet ----------------------------------------------------------------------------


def sheet(ballot: Ballot, copies: int = 1) -> Document:
    """选票, 表决票: boxes to mark, how to mark them, room for the seal; several on a page."""
    word = SHEET.get(BallotKind(ballot.kind), "测评表")
    title = f"{ballot.title}\n{word}"
    one = [*_sheet(ballot), Paragraph(f"（{ballot.union.name}盖章处）", align=Align.RIGHT)]
    if copies == 1:
        return Document(title=title, byline=_meeting(ballot), blocks=one)
    blocks: list[Block] = []
    for number in range(copies):
        if number:
            blocks.append(Paragraph(CUT, indent=False, align=Align.CENTER))
        head = f"{ballot.title}{word}"
        blocks += [Paragraph(head, indent=False, align=Align.CENTER), *one]
    return Document(title="", blocks=blocks)


def _sheet(ballot: Ballot) -> list[Block]:
    items = _items(ballot)
    is_election = ballot.kind == BallotKind.ELECTION
    has_people = any(item.member_id for item in items)
    wide = 3.0 if has_people else 5.0
    columns = [Column("序号", 1.0, Align.CENTER)] if len(items) > 1 else []
    columns.append(Column("候选人" if is_election else "姓名" if has_people else "事项", wide))
    columns += [Column(label, 1.6, Align.CENTER) for _, label in ballot.scale]
    blank = [""] * len(ballot.scale)
    room = ROOM if len(items) + ballot.write_ins <= ROOMY else LESS_ROOM
    rows: list[list[Any]] = [
        [*([n] if len(items) > 1 else []), _name(item), *blank] for n, item in enumerate(items, 1)
    ]
    blocks: list[Block] = [Table(columns, rows, row_lines=room)]
    if ballot.write_ins:
        rows = [["", ""] for _ in range(ballot.write_ins)]
        head = [Column("另选他人（写姓名）", 4.0), Column(ballot.labels[FOR], 2.0, Align.CENTER)]
        blocks.append(Table(head, rows, row_lines=room))
    return [*blocks, Paragraph(f"说明：{_how(ballot)}", indent=False)]


def _how(ballot: Ballot) -> str:
    """How to mark the sheet, and what makes it void."""
    words = "请在相应的空格内打“√”，每项只选一格；不打的视为弃权，一项选两格以上的为无效票。"
    if ballot.kind in (BallotKind.APPRAISAL, BallotKind.POLL):
        return "请在相应的空格内打“√”，每项只选一格。本表不记名，不写意见，不做记号。"
    if ballot.kind == BallotKind.RESOLUTION:
        return words
    words += f"应选 {ballot.seats} 人，所选人数等于或少于应选人数的有效，多于应选人数的无效。"
    if ballot.write_ins:
        words += f"可另选他人 {ballot.write_ins} 人，须写明姓名并打“√”。"
    return words


# --- the tally ----------------------------------------------------------------------------


def tally(ballot: Ballot) -> Document:
    """计票单: blank for the counting, filled in once the result is there."""
    found = ballot.result if ballot.is_decided else {}
    unit = "人" if ballot.medium == Medium.COUNTED else "张"
    figures = [
        ("应到", "n", "人"),
        ("实到", "present", "人"),
        ("发出", "issued", unit),
        ("收回", "returned", unit),
        ("有效", "valid", unit),
        ("无效", "invalid", unit),
    ]
    pairs: list[tuple[str, Any]] = [
        (label, f"{found[key]} {what}" if found else f"　　　{what}")
        for label, key, what in figures
    ]
    blocks: list[Block] = [
        Facts(pairs, across=3),
        Table(tally_columns(ballot), tally_rows(ballot, found), row_lines=1.3),
        Paragraph(f"结果：{outcome(ballot) if found else ''}", indent=False),
        *_signed(),
    ]
    return Document(
        title=f"{ballot.title}\n计票单", byline=_meeting(ballot), date=_day(ballot), blocks=blocks
    )


def _signed() -> list[Block]:
    """Who answers for the count, each with a line to sign on."""
    lines = ["总监票人（签名）：", "监票人（签名）：", "计票人（签名）："]
    return [Spacer(), *[Paragraph(line, indent=False) for line in lines]]


# --- lists and reports --------------------------------------------------------------------


def candidates(ballot: Ballot) -> Document:
    """候选人名单: by surname strokes, with a short introduction of each."""
    rows: list[list[Any]] = [
        [
            number,
            _name(item),
            item.member.get_sex_display() if item.member else "",
            str(item.member.group or "") if item.member else "",
            item.note,
        ]
        for number, item in enumerate(_items(ballot), 1)
    ]
    columns = [
        Column("序号", 0.8, Align.CENTER),
        Column("姓名", 1.6, Align.CENTER),
        Column("性别", 0.8, Align.CENTER),
        Column("所在小组", 2.0),
        Column("简介", 4.0),
    ]
    word = "候选人名单" if ballot.kind == BallotKind.ELECTION else "评议对象名单"
    lead = f"{len(rows)} 人，以姓氏笔画为序。"
    if ballot.kind == BallotKind.ELECTION:
        lead = f"应选 {ballot.seats} 人，候选人 {lead}"
    return Document(
        title=f"{ballot.title}\n{word}",
        byline=_meeting(ballot),
        issuer=ballot.union.name,
        date=_day(ballot),
        blocks=[Paragraph(lead), Table(columns, rows), Signature()],
    )


def report(ballot: Ballot) -> Document:
    """计票结果报告: what the chief scrutineer reads out."""
    found = ballot.result
    counted = f"本次应到 {found['n']} 人，实到 {found['present']} 人。"
    if ballot.medium != Medium.COUNTED:
        counted += (
            f"发出 {found['issued']} 张，收回 {found['returned']} 张，"
            f"其中有效票 {found['valid']} 张，无效票 {found['invalid']} 张。"
            "收回的票数没有多于发出的票数，本次投票有效。"
        )
    return Document(
        title=f"{ballot.title}\n计票结果报告",
        byline=_meeting(ballot),
        recipient="各位代表",
        date=_day(ballot),
        issuer="总监票人：　　　　　　",
        blocks=[
            Paragraph("受会议委托，现将计票结果报告如下。"),
            Paragraph(counted),
            Table(tally_columns(ballot), tally_rows(ballot, found)),
            Paragraph(outcome(ballot)),
            Signature(),
        ],
    )


def appraisal(ballot: Ballot) -> Document:
    """测评结果: every item with votes for each mark."""
    found = ballot.result
    lead = f"发出 {found['issued']} 张，收回 {found['returned']} 张，有效 {found['valid']} 张。"
    blocks: list[Block] = [Paragraph(lead)]
    if found["is_split"]:
        blocks.append(Table(tally_columns(ballot), tally_rows(ballot, found)))
    else:
        blocks.append(Paragraph("有效票数少于分项公布的最少票数，为保护填写人，不列分项结果。"))
    return Document(
        title=f"{ballot.title}\n结果",
        byline=_meeting(ballot),
        issuer=ballot.union.name,
        date=_day(ballot),
        blocks=[*blocks, Signature()],
    )


# --- what is offered ----------------------------------------------------------------------


@dataclass(frozen=True)
class Paper:
    label: str
    draw: Callable[[Ballot], Document]
    kinds: Sequence[str] = tuple(BallotKind.values)
    is_after: bool = False  # there once the result is
    has_copies: bool = False


_DECIDES = (BallotKind.RESOLUTION, BallotKind.ELECTION)
_RATES = (BallotKind.APPRAISAL, BallotKind.POLL)
_PEOPLE = (BallotKind.ELECTION, BallotKind.APPRAISAL)
PAPERS: dict[str, Paper] = {
    "sheet": Paper("票样", sheet, has_copies=True),
    "candidates": Paper("名单", candidates, _PEOPLE),
    "tally": Paper("计票单", tally),
    "report": Paper("计票结果报告", report, _DECIDES, is_after=True),
    "appraisal": Paper("测评结果", appraisal, _RATES, is_after=True),
}
MOST_COPIES = 4


def paper_of(ballot: Ballot, name: str) -> Paper | None:
    """The paper of that name, if this ballot has it now."""
    paper = PAPERS.get(name)
    if paper is None or ballot.kind not in paper.kinds or ballot.state == BallotState.VOID:
        return None
    return paper if ballot.is_decided or not paper.is_after else None


def draw(ballot: Ballot, paper: Paper, copies: int = 1) -> Document:
    return sheet(ballot, copies) if paper.has_copies else paper.draw(ballot)


def offered(ballot: Ballot) -> list[dict[str, Any]]:
    """Links to the papers that this ballot has now."""
    found = []
    for name, paper in PAPERS.items():
        if paper_of(ballot, name) is None:
            continue
        url = reverse("congress:ballot_paper", args=[ballot.pk, name])
        links = [("PDF", f"{url}?format=pdf"), ("DOCX", f"{url}?format=docx")]
        if paper.has_copies:
            links.insert(1, ("PDF 一页两张", f"{url}?format=pdf&copies=2"))
        found.append({"label": paper.label, "links": links})
    return found
