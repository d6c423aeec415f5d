"""Papers before a session: what is asked, announced, put on the order of business, discussed."""

from __future__ import annotations

import datetime

from django.utils import timezone

from congress.actions import offices as office_actions
from congress.actions.audience import audience
from congress.models import AgendaItem, Delegate, DiscussionRecord, PaperComment, Session, Sitting
from congress.models.agenda import Treatment
from congress.models.delegates import Kind
from congress.models.sittings import Office
from congress.papers.dating import day_of, number_of
from congress.tables import agenda as agenda_tables
from members.papers.names import in_strokes, marked, spaced
from union_site.calendar import official_date
from union_site.documents import (
    Align,
    Attachment,
    Block,
    Column,
    Document,
    Facts,
    Heading,
    Items,
    PageBreak,
    Paragraph,
    Signature,
    Table,
)


def _items(session: Session) -> list[AgendaItem]:
    rows = AgendaItem.objects.of_union(session.union).filter(session=session)
    return list(rows.for_list())


def _sittings(session: Session) -> list[Sitting]:
    rows = Sitting.objects.of_union(session.union).filter(session=session)
    return list(rows.order_by("starts_at", "pk"))


def _school(session: Session) -> str:
    """The school the union belongs to: what stands before 工会 in its name."""
    name = session.union.name
    return name.removesuffix("委员会").removesuffix("工会") or name


def _topics(session: Session) -> list[str]:
    """What the session is about: its agenda without the order of business, or what was typed."""
    items = [
        str(item)
        for item in _items(session)
        if item.part == "plenary" and item.treatment != Treatment.PROCEDURE
    ]
    return items or [line.strip() for line in session.agenda.splitlines() if line.strip()]


def _counts(session: Session) -> str:
    counts = audience(session).order_by().counted()
    full = counts.get(Kind.FULL, 0) or session.term.full_delegates
    text = f"正式代表 {full} 人"
    for kind in (Kind.OBSERVER, Kind.INVITED):
        if counts.get(kind):
            text += f"，{kind.label} {counts[kind]} 人"
    return text


def _composition(session: Session) -> str:
    """What the approving side asks: teachers, women, leaders among the full delegates."""
    people = list(audience(session).filter(kind=Kind.FULL))
    if not people:
        return ""
    teachers = sum(one.category == "teacher" for one in people)
    women = sum(one.member is not None and one.member.sex == "female" for one in people)
    leaders = sum(one.is_leader for one in people)

    def share(count: int) -> str:
        return f"{count} 人，占 {100 * count / len(people):.0f}%"

    return f"其中教师 {share(teachers)}；女代表 {share(women)}；中层以上干部 {share(leaders)}。"


def _marked(delegate: Delegate) -> str:
    return marked(delegate.name, delegate.member)


def _presidium_names(session: Session) -> str:
    people = office_actions.named(session)[Office.PRESIDIUM]
    if not people:
        return ""
    return "、".join(_marked(one) for one in in_strokes(people))


# --- asking and answering -----------------------------------------------------------------


def request_to_hold(session: Session, today: datetime.date) -> Document:
    """请示: asks the Party organisation of the school for leave to hold the session."""
    place = f"，地点：{session.place}" if session.place else ""
    blocks: list[Block] = [
        Paragraph(
            "根据《学校教职工代表大会规定》（教育部令第32号）和学校工作安排，"
            f"拟召开{session.title}。现将有关事项请示如下。"
        ),
        Heading(1, "时间和地点"),
        Paragraph(f"时间：{official_date(session.held_on)}{place}。"),
        Heading(1, "主要议题"),
        Items(_topics(session)) if _topics(session) else Paragraph("待定。"),
        Heading(1, "代表人数和构成"),
        Paragraph(f"{_counts(session)}。{_composition(session)}"),
        Heading(1, "主席团建议名单"),
        Paragraph(
            f"{_presidium_names(session)}（以姓氏笔画为序）。"
            if _presidium_names(session)
            else "另行报送。"
        ),
        Paragraph("妥否，请批示。"),
        Signature(with_seal=True),
    ]
    return Document(
        title=f"{session.union.name}\n关于召开{session.title}的请示",
        recipient=f"中共{_school(session)}支部委员会",
        issuer=session.union.name,
        date=day_of(session, today, "request"),
        byline=number_of(session, "request"),
        doc_number=number_of(session, "request"),
        blocks=blocks,
    )


def approval(session: Session, today: datetime.date) -> Document:
    """批复情况: what was recorded of the request, the answer and the consent of the union above."""
    kept = {row.key: row for row in session.milestones.all()}
    rows = []
    for key, label in (
        ("request", "向学校党组织请示"),
        ("approval", "学校党组织批复"),
        ("report_above", "报区教育工会并获同意"),
    ):
        row = kept.get(key)
        day = row.done_on if row is not None else None
        no, note = (row.document_no, row.note) if row is not None else ("", "")
        rows.append([label, day or "未登记", no, note])
    columns = [Column("事项", 2), Column("日期", 1.4), Column("文号", 1.6), Column("说明", 2)]
    return Document(
        title=f"{session.title}\n请示与批复登记表",
        issuer=session.union.name,
        date=day_of(session, today, "approval", "report_above"),
        blocks=[Table(columns, rows), Signature()],
    )


def notice(session: Session, today: datetime.date) -> Document:
    """会议通知."""
    when = [
        f"{row.title}：{_moment(row.starts_at)}，{row.place or session.place or '地点另行通知'}"
        for row in _sittings(session)
    ]
    counts = audience(session).order_by().counted()
    guests = "、列席代表和特邀代表" if counts.get("observer") or counts.get("invited") else ""
    topics, place = _topics(session), session.place or "地点另行通知"
    return Document(
        title=f"关于召开{session.title}的通知",
        recipient="各代表团、全体代表",
        issuer=session.union.name,
        date=day_of(session, today, "notice"),
        byline=number_of(session, "notice"),
        doc_number=number_of(session, "notice"),
        blocks=[
            Paragraph(f"经研究，定于{official_date(session.held_on)}召开{session.title}。"),
            Heading(1, "时间和地点"),
            Items(when) if when else Paragraph(f"{official_date(session.held_on)}，{place}。"),
            Heading(1, "参会人员"),
            Paragraph(f"全体正式代表{guests}。"),
            Heading(1, "主要议题"),
            Items(topics) if topics else Paragraph("见会议议程。"),
            Heading(1, "有关要求"),
            Items(
                [
                    "请代表会前认真阅读会议材料，听取所在选区教职工的意见。",
                    "请准时到会签到。因故不能到会的，须向代表团团长请假，由主席团批准。",
                    "各代表团会前组织讨论，并填写分组讨论记录。",
                ]
            ),
            Signature(with_seal=True),
        ],
        attachments=[Attachment("会议议程", _agenda_blocks(session))],
    )


def _moment(at: datetime.datetime) -> str:
    local = timezone.localtime(at)
    return f"{official_date(local.date())}{local:%H:%M}"


# --- order of business --------------------------------------------------------------------


def _agenda_blocks(session: Session) -> list[Block]:
    blocks: list[Block] = []
    for part in agenda_tables.parts(_items(session), []):
        blocks += [Heading(1, part.label), Items([_worded(item) for item in part.items])]
    return blocks or [Paragraph("议程尚未拟定。")]


def _worded(item: AgendaItem) -> str:
    lead = "" if item.treatment == Treatment.PROCEDURE else item.get_treatment_display()
    quoted = f"《{item.title}》" if item.title.endswith(("报告", "办法", "方案")) else item.title
    return f"{lead}{quoted if lead else item.title}" + (
        f"（{item.presenter}）" if item.presenter else ""
    )


def agenda(session: Session, today: datetime.date) -> Document:
    """议程: what comes up, part by part, in its order."""
    return Document(
        title=f"{session.title}\n议　程",
        byline=f"（{official_date(session.held_on)}）",
        issuer=session.union.name,
        date=day_of(session, today, "agenda"),
        blocks=_agenda_blocks(session),
    )


def schedule(session: Session, today: datetime.date) -> Document:
    """日程: each item with its time, reckoned from the start of the sitting."""
    blocks: list[Block] = []
    for part in agenda_tables.parts(_items(session), _sittings(session)):
        begins = f"（{_moment(part.starts_at)}）" if part.starts_at else ""
        rows = [[row.span, str(row.item), row.item.presenter] for row in agenda_tables.timed(part)]
        columns = [Column("时间", 1.5, Align.CENTER), Column("内容", 3.5), Column("报告人", 1.4)]
        blocks += [Heading(1, f"{part.label}{begins}"), Table(columns, rows)]
    return Document(
        title=f"{session.title}\n日　程",
        issuer=session.union.name,
        date=day_of(session, today, "agenda"),
        blocks=blocks or [Paragraph("议程尚未拟定。")],
    )


# --- who holds which office ---------------------------------------------------------------


def presidium(session: Session, today: datetime.date) -> Document:
    """主席团、秘书长名单 by surname strokes."""
    offices = (Office.PRESIDIUM, Office.EXECUTIVE_CHAIR, Office.SECRETARY)
    return _list_of(session, today, "主席团和秘书长名单", offices)


def watchers(session: Session, today: datetime.date) -> Document:
    """总监票人、监票人、计票人名单."""
    offices = (Office.CHIEF_SCRUTINEER, Office.SCRUTINEER, Office.TELLER)
    return _list_of(session, today, "监票人和计票人名单", offices)


def credentials_group(session: Session, today: datetime.date) -> Document:
    return _list_of(session, today, "代表资格审查小组名单", (Office.CREDENTIALS,))


def _list_of(
    session: Session, today: datetime.date, title: str, offices: tuple[Office, ...]
) -> Document:
    held = office_actions.named(session)
    blocks: list[Block] = []
    for office in offices:
        people = in_strokes(held[office])
        if len(people) > 1:
            blocks += [Heading(1, f"{office.label}（以姓氏笔画为序）"), _people(people)]
        elif people:
            blocks += [
                Heading(1, office.label),
                Paragraph(spaced(_marked(people[0]))),
            ]
    return Document(
        title=f"{session.title}\n{title}",
        issuer=session.union.name,
        date=day_of(session, today, "offices", "presidium"),
        blocks=[*(blocks or [Paragraph("名单尚未提出。")]), Signature()],
    )


def _people(people: list[Delegate]) -> Table:
    return Table(
        columns=[
            Column("序号", 0.7, Align.CENTER),
            Column("姓名", 2, Align.CENTER),
            Column("代表团", 1.8),
            Column("职务", 1.8),
        ],
        rows=[
            [number, spaced(_marked(one)), str(one.delegation or ""), one.post]
            for number, one in enumerate(people, start=1)
        ],
    )


# --- what was said ------------------------------------------------------------------------


def _record_blocks(row: DiscussionRecord) -> list[Block]:
    return [
        Heading(1, str(row.delegation)),
        Facts(
            [
                ("会议形式", row.manner),
                ("时间", _moment(row.held_at)),
                ("地点", row.place),
                ("主持人", row.host),
            ]
        ),
        Facts([("出席人员", row.attendance)], across=1),
        *[Paragraph(line) for line in row.content.split("\n") if line.strip()],
        Facts([("召集人签名", ""), ("记录人", row.recorder)]),
    ]


def discussion(row: DiscussionRecord, today: datetime.date) -> Document:
    """分组讨论记录 of one delegation."""
    return _records(row.session, [row], today)


def discussions(session: Session, today: datetime.date) -> Document:
    """分组讨论记录 of all delegations, each on a page of its own."""
    rows = DiscussionRecord.objects.of_union(session.union).filter(session=session).for_list()
    return _records(session, list(rows), today)


def _records(session: Session, rows: list[DiscussionRecord], today: datetime.date) -> Document:
    blocks: list[Block] = []
    for row in rows:
        blocks += [*([PageBreak()] if blocks else []), *_record_blocks(row)]
    return Document(
        title=f"{session.title}\n分组讨论记录",
        issuer=session.union.name,
        date=day_of(session, today, "discussion"),
        blocks=blocks or [Paragraph("各代表团还没有填写讨论记录。")],
    )


def opinions(session: Session, today: datetime.date) -> Document:
    """意见汇总表: what delegates said of the papers, and what was done with it."""
    every = PaperComment.objects.of_union(session.union).filter(paper__session=session)
    rows = [
        [
            number,
            row.paper.title,
            f"{row.delegate}\n{row.delegate.delegation or ''}".strip(),
            row.text,
            "：".join(part for part in (row.get_answer_display(), row.answer_text) if part)
            or "待处理",
        ]
        for number, row in enumerate(every.standing().for_list(), start=1)
    ]
    columns = [
        Column("序号", 0.6, Align.CENTER),
        Column("材料", 1.6),
        Column("代表", 1.2),
        Column("意见", 3.2),
        Column("处理", 2.4),
    ]
    return Document(
        title=f"{session.title}\n代表意见汇总表",
        issuer=session.union.name,
        date=day_of(session, today, "discussion"),
        landscape=True,
        blocks=[Table(columns, rows, empty="（没有收到意见）"), Signature()],
    )
