"""Everything of a session in one place: which papers and files it has, and the index 归档目录."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from congress.models import Session
from congress.models.ballots import Medium
from congress.papers import aftermath
from congress.papers.aftermath import Draw
from union_site.documents import Align, Column, Document, Facts, Paragraph, Signature, Table
from union_site.models import Attachment

# Each a tuple of (name, label, function); the archive holds them in this order.
REGISTRIES: tuple[tuple[tuple[str, str, Draw], ...], ...] = (aftermath.PAPERS,)

_UNSAFE = {"\\": "＼", "/": "／", ":": "：", "*": "＊", "?": "？", '"': "”", "<": "〈", ">": "〉"}
_UNSAFE |= {"|": "｜"}
_LONGEST = 80
_PAGE = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")


@dataclass(frozen=True)
class Line:
    """One line of the index."""

    title: str
    day: datetime.date | None
    form: str  # 原件, 打印件, 复印件
    pages: int | None = None


@dataclass(frozen=True)
class Kept:
    """A file of the session and what it is called in the archive."""

    label: str
    file: Attachment


def papers_of(session: Session) -> list[tuple[str, str, Draw]]:
    """The papers that this session can have; without those that would say nothing."""
    empty = set()
    if not aftermath.earlier_tasks(session):
        empty.add("task_report")
    if session.union.parent_id is None:
        empty.add("session_report")
    if not session.publications.exclude(state="withdrawn").exists():
        empty.add("public_notice")
    return [row for registry in REGISTRIES for row in registry if row[0] not in empty]


def files_of(session: Session) -> list[Kept]:
    """What was uploaded or frozen: notices, evidence of tasks, the report as it was sent."""
    found: list[Kept] = []
    publications = session.publications.exclude(evidence=None).select_related("evidence")
    found += [Kept(f"公示照片 {row.title}", row.evidence) for row in publications.order_by("pk")]
    for resolution in session.resolutions.order_by("position"):
        tasks = resolution.tasks.exclude(evidence=None).select_related("evidence")
        found += [Kept(f"落实佐证 {row.what}", row.evidence) for row in tasks.order_by("pk")]
    report = getattr(session, "report", None)
    if report is not None:
        found.append(Kept("向上级的报告（报送件）", report.file))
    return found


def originals_of(session: Session) -> list[Line]:
    """What exists on paper alone and is put into the folder by hand."""
    lines = [
        Line(f"签到表（{row.title}）", session.held_on, "原件")
        for row in session.sittings.exclude(opened_at=None).order_by("position", "pk")
    ]
    for ballot in session.ballots.filter(state="decided").order_by("position", "pk"):
        if ballot.medium == Medium.PAPER:
            lines.append(Line(f"表决票（{ballot.title}）", session.held_on, "原件"))
        lines.append(Line(f"计票单（{ballot.title}）", session.held_on, "原件"))
    return lines


def lines_of(session: Session, pages: Mapping[str, int]) -> list[Line]:
    """`pages`: label → number of pages, as far as known."""
    lines = [
        Line(label, session.held_on, "打印件", pages.get(label))
        for _, label, _ in papers_of(session)
    ]
    lines += [
        Line(kept.label, kept.file.created_at.date(), "复印件", pages.get(kept.label))
        for kept in files_of(session)
    ]
    return [*lines, *originals_of(session)]


def index_of(session: Session, today: datetime.date, lines: Iterable[Line]) -> Document:
    rows = [
        [number, line.title, line.day, line.pages, line.form, ""]
        for number, line in enumerate(lines, start=1)
    ]
    return Document(
        title=f"{session.union.unit_name}\n{session.title}归档目录",
        issuer=session.union.name,
        date=today,
        blocks=[
            Paragraph(f"本卷收录{session.title}的文件材料{len(rows)}件。"),
            Table(
                columns=[
                    Column("序号", 0.7, Align.CENTER),
                    Column("题名", 4.0),
                    Column("日期", 1.9, Align.CENTER),
                    Column("页数", 0.8, Align.RIGHT),
                    Column("稿本", 1.1, Align.CENTER),
                    Column("备注", 1.2),
                ],
                rows=rows,
            ),
            Facts([("立卷人", ""), ("检查人", ""), ("归档日期", "")], across=3),
            Signature(),
        ],
    )


def index(session: Session, today: datetime.date) -> Document:
    """归档目录 before anything was printed: the pages are filled in by hand."""
    return index_of(session, today, lines_of(session, {}))


INDEX: tuple[str, str, Draw] = ("archive_index", "归档目录", index)


def count_pages(pdf: bytes) -> int | None:
    """The pages of a PDF; None where its parts are packed and cannot be counted."""
    return len(_PAGE.findall(pdf)) or None


def safe_name(text: str) -> str:
    """A file name that Windows takes: nothing forbidden, no dot or blank at the end, not long."""
    name = "".join(_UNSAFE.get(char, char) for char in text if char.isprintable())
    return name[:_LONGEST].rstrip(" .") or "文件"
