"""Everything of a session in one place: which papers and files it has, and the index 归档目录."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from congress.checks.checklist import BY_KEY
from congress.models import Ballot, PaperComment, PaperFile, Session, Sitting
from congress.models.ballots import Medium
from congress.papers import aftermath, attendance, ballots
from congress.papers.dating import day_of
from congress.papers.registry import SESSION_PAPERS, Draw
from union_site.documents import Align, Column, Document, Facts, Paragraph, Signature, Table
from union_site.models import Attachment

# Those of a session that stand in the archive once for each of its sittings instead.
_BY_SITTING = {"sign_in_sheet"}
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
    """Name, label and drawing of every paper: of the session, its sittings, its ballots."""
    empty = _BY_SITTING | _empty(session)
    found = [
        (name, kind.label, kind.build) for name, kind in SESSION_PAPERS.items() if name not in empty
    ]
    for sitting in session.sittings.exclude(opened_at=None).order_by("position", "pk"):
        draw = partial(_sheet_of, sitting)
        found.append((f"sign_in_{sitting.pk}", f"签到表（{sitting.title}）", draw))
    return found + [row for ballot in _decided(session) for row in _of_ballot(ballot)]


def _sheet_of(sitting: Sitting, session: Session, today: datetime.date) -> Document:
    return attendance.sign_in_sheet(sitting, today, filled=True)


def _decided(session: Session) -> list[Ballot]:
    return list(session.ballots.decided().for_list().order_by("position", "round_no", "pk"))


def _of_ballot(ballot: Ballot) -> list[tuple[str, str, Draw]]:
    """The tally and the result; the sheets themselves are originals or lie in the urn."""
    return [
        (
            f"ballot_{ballot.pk}_{name}",
            f"{paper.label}：{ballot.title}",
            partial(_drawn, ballot, name),
        )
        for name, paper in ballots.PAPERS.items()
        if not paper.has_copies and ballots.paper_of(ballot, name) is not None
    ]


def _drawn(ballot: Ballot, name: str, session: Session, today: datetime.date) -> Document:
    return ballots.PAPERS[name].draw(ballot)


def _empty(session: Session) -> set[str]:
    """Papers that would say nothing of this session."""
    empty = set()
    if not aftermath.earlier_tasks(session):
        empty.add("task_report")
    if session.union.parent_id is None:
        empty.add("session_report")
    if not session.publications.exclude(state="withdrawn").exists():
        empty.add("public_notice")
    if not PaperComment.objects.filter(paper__session=session).exists():
        empty.add("opinions")
    if not session.discussions.exists():
        empty.add("discussions")
    return empty


def files_of(session: Session) -> list[Kept]:
    """What was uploaded or frozen: notices, evidence of tasks, the report as it was sent."""
    found = [
        Kept(f"会议材料 {row.paper.title}", row.file)
        for row in PaperFile.objects.filter(paper__session=session, paper__sent_at__isnull=False)
        .select_related("paper", "file")
        .order_by("paper__pk", "pk")
    ]
    found += [
        Kept(f"筹备佐证 {BY_KEY[row.key].label}", row.file)
        for row in session.milestones.exclude(file=None).select_related("file").order_by("pk")
        if row.key in BY_KEY
    ]
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
        date=day_of(session, today, "archive"),
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
