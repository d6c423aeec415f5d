"""Papers that follow a session: resolutions, minutes, notice, report to the union above, tasks."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence

from congress.actions.reporting import topics_of
from congress.checks.aftermath import AfterRules
from congress.models import (
    Publication,
    Resolution,
    ResolutionTask,
    Session,
    SessionMinutes,
    SessionReport,
)
from congress.papers.dating import day_of, number_of
from congress.papers.minutes import Composed, compose, facts_of
from congress.papers.minutes_facts import ElectionFact
from union_site.calendar import official_date
from union_site.documents import (
    Align,
    Attachment,
    Block,
    Column,
    Document,
    Heading,
    Items,
    Paragraph,
    Signature,
    Table,
    blocks_from_text,
)

Draw = Callable[[Session, datetime.date], Document]


def body_of(session: Session) -> str:
    """Who resolves: the congress of the unit."""
    return f"{session.union.unit_name}{session.term.get_form_display()}"


def _day_and_session(session: Session) -> str:
    return f"（{official_date(session.held_on)}{session.title}通过）"


def figures_line(resolution: Resolution) -> str:
    n = resolution.session.expected
    base = f"全体{resolution.session.term.voters}{n}人，" if n else ""
    word = "通过" if resolution.is_adopted else "未获通过"
    return (
        f"{resolution.get_method_display()}：{base}同意{resolution.votes_for}票，"
        f"不同意{resolution.votes_against}票，弃权{resolution.votes_abstain}票，"
        f"通过须{resolution.needed}票，{word}。"
    )


def _quoted(title: str) -> str:
    return title if title.startswith("《") else f"《{title}》"


# --- resolutions --------------------------------------------------------------------------


def resolution_document(resolution: Resolution, today: datetime.date) -> Document:
    """决议 of one matter, or 总决议 of several."""
    session = resolution.session
    blocks: list[Block] = []
    if resolution.document_no:
        blocks.append(Paragraph(resolution.document_no, indent=False, align=Align.CENTER))
    blocks += blocks_from_text(resolution.text or usual_words(resolution))
    blocks.append(Paragraph(figures_line(resolution)))
    if resolution.supersedes is not None:
        earlier = resolution.supersedes
        number = f"（{earlier.document_no}）" if earlier.document_no else ""
        blocks.append(Paragraph(f"本决议施行后，{_quoted(earlier.title)}{number}同时废止。"))
    blocks.append(Signature(issuer=body_of(session), date=session.held_on, with_seal=True))
    about = "决议" if resolution.is_general else f"关于{_quoted(resolution.title)}的决议"
    title = f"{session.title}\n{about}" if resolution.is_general else f"{body_of(session)}\n{about}"
    passed = _day_and_session(session) if resolution.is_adopted else ""
    return Document(
        title=title,
        byline=passed,
        issuer=body_of(session),
        date=session.held_on,
        blocks=blocks,
    )


def usual_words(resolution: Resolution) -> str:
    verb = "审议通过" if resolution.is_adopted else "审议了"
    tail = "" if resolution.is_adopted else "，表决未获通过"
    return f"会议{verb}{_quoted(resolution.title)}{tail}。"


def resolutions(session: Session, today: datetime.date) -> Document:
    """The resolutions of a session on one paper: each with its number, words and figures."""
    rows = list(session.resolutions.select_related("session__term", "union").order_by("position"))
    blocks: list[Block] = [
        Paragraph(f"{session.title}于{official_date(session.held_on)}召开，形成决议如下。")
    ]
    for row in rows:
        number = f"（{row.document_no}）" if row.document_no else ""
        blocks.append(Heading(1, f"{row.title}{number}"))
        blocks += [Paragraph(line) for line in (row.text or usual_words(row)).splitlines() if line]
        blocks.append(Paragraph(figures_line(row)))
    if not rows:
        blocks.append(Paragraph("本次会议没有形成决议。"))
    blocks.append(Signature(issuer=body_of(session), date=session.held_on, with_seal=True))
    return Document(
        title=f"{session.union.unit_name}\n{session.title}决议",
        issuer=body_of(session),
        date=session.held_on,
        blocks=blocks,
    )


# --- minutes ------------------------------------------------------------------------------


def _kept(session: Session) -> Composed:
    """What stands in the minutes; where there are none yet, what they would say."""
    kept = SessionMinutes.objects.filter(session=session).first()
    return Composed(kept.text, kept.brief) if kept else compose(facts_of(session))


def _approved_on(session: Session, today: datetime.date) -> datetime.date:
    kept = SessionMinutes.objects.filter(session=session).first()
    return (kept.approved_on if kept else None) or day_of(session, today)


def minutes(session: Session, today: datetime.date) -> Document:
    union, day = session.union, _approved_on(session, today)
    blocks = [*blocks_from_text(_kept(session).text), Signature(issuer=union.name, date=day)]
    return Document(
        title=f"{union.unit_name}\n{session.title}纪要",
        issuer=union.name,
        date=day,
        blocks=blocks,
    )


def brief(session: Session, today: datetime.date) -> Document:
    union, day = session.union, _approved_on(session, today)
    blocks = [*blocks_from_text(_kept(session).brief), Signature(issuer=union.name, date=day)]
    return Document(title=f"{session.short_title}简报", issuer=union.name, date=day, blocks=blocks)


# --- notice -------------------------------------------------------------------------------


def notice_text(session: Session, rows: Sequence[Resolution]) -> str:
    """What a publication says where nobody has written it yet."""
    lines = [f"{session.title}于{official_date(session.held_on)}召开，表决形成下列决议，现予公示。"]
    for number, row in enumerate(rows, start=1):
        mark = f"（{row.document_no}）" if row.document_no else ""
        lines.append(f"{number}.{_quoted(row.title)}{mark}：{figures_line(row)}")
    lines.append("公示期内对决议有异议的，可向工会提出，工会负责答复并为提出人保密。")
    return "\n".join(lines)


def notice_document(publication: Publication, today: datetime.date) -> Document:
    union = publication.union
    span = f"{official_date(publication.from_on)}至{official_date(publication.to_on)}"
    blocks: list[Block] = [Paragraph(line) for line in publication.text.splitlines() if line]
    blocks.append(Paragraph(f"公示时间：{span}"))
    if publication.place or publication.url:
        where = "；".join(filter(None, [publication.place, publication.url]))
        blocks.append(Paragraph(f"公示地点：{where}"))
    if publication.contact:
        blocks.append(Paragraph(f"联系方式：{publication.contact}"))
    raised = publication.objections.count()
    if publication.outcome:
        heard = f"公示期间收到异议{raised}件" if raised else "公示期间没有收到异议"
        blocks.append(Paragraph(f"公示结果：{heard}。{publication.outcome}"))
    day = publication.published_on or publication.from_on
    blocks.append(Signature(issuer=union.name, date=day, with_seal=True))
    return Document(title=publication.title, issuer=union.name, date=day, blocks=blocks)


def public_notice(session: Session, today: datetime.date) -> Document:
    """公示: the last one of the session; where there is none yet, one to be posted."""
    kept = session.publications.exclude(state="withdrawn").for_list().first()
    if kept is not None:
        return notice_document(kept, today)
    rows = list(session.resolutions.select_related("session__term").order_by("position"))
    union = session.union
    days = AfterRules.in_force(union=union, on=session.held_on).publication.number
    blocks: list[Block] = [Paragraph(line) for line in notice_text(session, rows).splitlines()]
    blocks += [
        Paragraph(f"公示时间：自张贴之日起{days}个工作日。"),
        Signature(issuer=union.name, date=today, with_seal=True),
    ]
    return Document(
        title=f"{session.short_title}决议公示", issuer=union.name, date=today, blocks=blocks
    )


# --- to the union above -------------------------------------------------------------------


def session_report(session: Session, today: datetime.date) -> Document:
    """向上级的报告, with every resolution attached."""
    union, facts = session.union, facts_of(session)
    place = f"在{session.place}" if session.place else ""
    met = f"{official_date(session.held_on)}，我校{place}召开{session.title}。"
    counted = (
        f"应到{facts.voters}{facts.n}人，实到{facts.present}人，符合法定人数。"
        if facts.n and facts.present is not None and facts.present >= (facts.quorum or 0)
        else ""
    )
    rows = list(session.resolutions.select_related("session__term").order_by("position"))
    blocks: list[Block] = [Paragraph(f"{met}{counted}现将有关情况报告如下。")]
    topics = topics_of(session) or list(facts.topics)
    if topics:
        blocks += [Heading(1, "会议议题"), Items(topics)]
    blocks += [Heading(1, "表决和决议"), _vote_table(rows)]
    if facts.elections:
        blocks += [Heading(1, "选举结果"), *map(_who_was_elected, facts.elections)]
    day, number = _reported_on(session, today), number_of(session, "report")
    blocks += [Paragraph("特此报告。"), Signature(issuer=union.name, date=day, with_seal=True)]
    return Document(
        title=f"{union.name}\n关于召开{session.short_title}情况的报告",
        byline=number,
        doc_number=number,
        recipient=union.parent.name if union.parent else "",
        issuer=union.name,
        date=day,
        blocks=blocks,
        attachments=[_attached(row) for row in rows if row.is_adopted],
    )


def _reported_on(session: Session, today: datetime.date) -> datetime.date:
    """The day it was sent; a report that is still to be sent is of today, not of the session."""
    sent = SessionReport.objects.filter(session=session).first()
    if sent is not None:
        return sent.sent_on
    milestone = session.milestones.filter(key="report", done_on__isnull=False).first()
    return milestone.done_on if milestone and milestone.done_on else today


def _who_was_elected(election: ElectionFact) -> Paragraph:
    names = "、".join(election.elected)
    said = f"{names}，共{len(election.elected)}人当选。" if names else "没有人当选。"
    return Paragraph(f"{election.title}：{said}")


def _vote_table(rows: Iterable[Resolution]) -> Table:
    return Table(
        columns=[
            Column("事项", 3.2),
            Column("文号", 2.2),
            Column("方式", 1.4, Align.CENTER),
            Column("同意", 0.8, Align.RIGHT),
            Column("不同意", 0.9, Align.RIGHT),
            Column("弃权", 0.8, Align.RIGHT),
            Column("结果", 1.0, Align.CENTER),
        ],
        rows=[
            [
                row.title,
                row.document_no,
                row.get_method_display(),
                row.votes_for,
                row.votes_against,
                row.votes_abstain,
                row.result_word,
            ]
            for row in rows
        ],
    )


def _attached(row: Resolution) -> Attachment:
    lines = [line for line in (row.text or usual_words(row)).splitlines() if line]
    number = [row.document_no] if row.document_no else []
    blocks = [Paragraph(line) for line in [*number, *lines, figures_line(row)]]
    return Attachment(f"关于{_quoted(row.title)}的决议", blocks)


# --- what became of it --------------------------------------------------------------------


def earlier_tasks(session: Session) -> list[ResolutionTask]:
    """What this session is told of: tasks of earlier sessions that were open at the last one,
    or came from it.
    """
    tasks = ResolutionTask.objects.of_union(session.union).counted().for_list()
    rows = tasks.filter(resolution__session__held_on__lt=session.held_on)
    sessions = Session.objects.of_union(session.union).held()
    last = sessions.filter(held_on__lt=session.held_on).order_by("-held_on").first()
    return [
        row for row in rows if row.done_on is None or last is None or row.done_on >= last.held_on
    ]


def task_report(session: Session, today: datetime.date) -> Document:
    """决议落实情况报告: what the next session hears of the resolutions of those before it."""
    rows = earlier_tasks(session)
    done = sum(row.state == ResolutionTask.State.DONE for row in rows)
    late = [row for row in rows if row.is_pending and row.due_on < today]
    text = f"以前会议的决议列有落实事项{len(rows)}项，已完成{done}项，正在办理{len(rows) - done}项"
    text += f"，其中逾期{len(late)}项。" if late else "。"
    blocks: list[Block] = [Paragraph(text if rows else "以前会议的决议没有待报告的落实事项。")]
    if rows:
        blocks.append(_task_table(rows))
    day = day_of(session, today)
    blocks.append(Signature(issuer=session.union.name, date=day))
    return Document(
        title=f"{session.union.unit_name}\n教代会决议落实情况报告",
        byline=f"（提交{session.title}）",
        issuer=session.union.name,
        date=day,
        blocks=blocks,
        landscape=True,
    )


def _task_table(rows: Iterable[ResolutionTask]) -> Table:
    return Table(
        columns=[
            Column("序号", 0.6, Align.CENTER),
            Column("决议", 2.6),
            Column("落实事项", 2.8),
            Column("责任人或部门", 1.6),
            Column("期限", 1.5),
            Column("情况", 1.1, Align.CENTER),
            Column("完成情况", 3.0),
        ],
        rows=[
            [
                number,
                row.resolution.document_no or row.resolution.title,
                row.what,
                row.owner_label,
                row.due_on,
                row.get_state_display(),
                row.outcome,
            ]
            for number, row in enumerate(rows, start=1)
        ],
    )


# name, label, function: what a session can have printed. The archive holds them in this order;
# its index 归档目录 stands in congress/papers/archive.py, since it lists all the others.
PAPERS: tuple[tuple[str, str, Draw], ...] = (
    ("resolutions", "决议", resolutions),
    ("minutes", "会议纪要", minutes),
    ("brief", "会议简报", brief),
    ("public_notice", "公示", public_notice),
    ("session_report", "向上级的报告", session_report),
    ("task_report", "决议落实情况报告", task_report),
)
