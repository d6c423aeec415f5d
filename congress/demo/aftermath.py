"""Demonstration of what follows a session: numbers, tasks, a notice, minutes, reports above."""

from __future__ import annotations

import datetime

from django.utils import timezone

from congress.actions import numbering, reporting
from congress.models import (
    Objection,
    Publication,
    Resolution,
    ResolutionTask,
    Session,
    SessionMinutes,
    SessionReport,
    State,
)
from congress.papers import aftermath as papers
from congress.papers.minutes import compose, facts_of
from union_site import attachments
from union_site.calendar import DAY, add_working_days
from union_site.demo import Stage, Taken, moment, remember
from union_site.documents import render_docx
from union_site.models import Seat, Union

LAST = 3  # sessions of the rich school that have tasks
# what is to be done, whose role, days after the session, what came of it
PLANS = [
    ("修订文本并印发全体教职工", "officer", 14, "文件已印发，并在校务公开栏张贴。"),
    ("按新办法完成首次核算并公布结果", "handler", 45, "核算结果已经部门核对并公布。"),
    ("向教职工作政策说明，收集意见", "leader", 30, "已召开两次说明会，意见整理后交行政会研究。"),
]
# Working days after the session on which the other schools reported it, in their order.
SENT_AFTER = [3, 5, 6, 2, 7, 12, 4]
LATE_REMARK = "请补充第一项决议的表决方式说明。"


def load(stage: Stage) -> None:
    """For schools whose resolutions have no number yet; twice changes nothing."""
    if not Resolution.objects.of_union(stage.rich).filter(serial__isnull=False).exists():
        _number(stage.rich)
        _follow(stage)
    for place, school in enumerate(stage.schools):
        if not SessionReport.objects.filter(union=school).exists():
            _report(stage, school, place)


def _seat(stage: Stage, role: str) -> Seat:
    """The seat of that role at the rich school; the chair's where the stage has none."""
    chair = stage.seat(stage.rich, "chair")
    return stage.seats.get((stage.rich.pk, role), chair)


def _number(school: Union) -> None:
    rows = Resolution.objects.of_union(school).adopted().select_related("session", "union")
    serials: dict[int, int] = {}
    for row in rows.order_by("session__held_on", "session__session_no", "position"):
        year = row.session.held_on.year
        serials[year] = serials.get(year, 0) + 1
        row.year, row.serial = year, serials[year]
        pattern = numbering.pattern_of(row.session)
        row.document_no = numbering.written(pattern, year, row.serial)
        row.text = papers.usual_words(row)
        row.save(update_fields=["year", "serial", "document_no", "text"])


def _follow(stage: Stage) -> None:
    sessions = Session.objects.of_union(stage.rich).held().for_list()
    for place, session in enumerate(list(sessions[:LAST])):
        rows = list(session.resolutions.adopted().order_by("position"))
        for number, row in enumerate(rows):
            for plan in (PLANS[0], PLANS[1 + (place + number) % 2]):
                _task(stage, row, plan, is_old=place > 0)
        if rows or session.resolutions.exists():
            _publication(stage, session, is_running=place == 0)
        _minutes(stage, session, is_approved=place > 0)


def _task(
    stage: Stage, resolution: Resolution, plan: tuple[str, str, int, str], *, is_old: bool
) -> None:
    what, role, days, outcome = plan
    held_on = resolution.session.held_on
    owner, due_on = _seat(stage, role), held_on + days * DAY
    done_on = min(due_on - 2 * DAY, stage.today)
    is_done = is_old and role == "officer"
    task = ResolutionTask(
        union=stage.rich,
        resolution=resolution,
        what=f"{resolution.title}：{what}",
        owner=owner,
        due_on=due_on,
        outcome=outcome if is_done else "",
        done_on=done_on if is_done else None,
        state=ResolutionTask.State.DONE if is_done else ResolutionTask.State.OPEN,
    )
    task.full_clean()
    task.save()
    at = moment(min(held_on + 7 * DAY, stage.today), 16, 20)
    words = "已拟出初稿，正在征求各小组意见。"
    remember(task, Taken("note", "记录进展", owner, at, words, target=task.state))
    if is_done:
        chair, at = stage.seat(stage.rich, "chair"), moment(done_on, 16, 20)
        remember(task, Taken("confirm", "确认完成", chair, at, outcome, target=task.state))


def _publication(stage: Stage, session: Session, *, is_running: bool) -> None:
    rows = list(session.resolutions.select_related("session__term").order_by("position"))
    begins = stage.today - 2 * DAY if is_running else session.held_on + DAY
    ends = add_working_days(begins - DAY, 5).day
    publication = Publication(
        union=session.union,
        session=session,
        title=f"{session.short_title}决议公示",
        text=papers.notice_text(session, rows),
        from_on=begins,
        to_on=ends + 2 * DAY,
        place="一号楼校务公开栏",
        contact="工会办公室",
        published_on=begins,
        outcome="" if is_running else "决议自公示结束之日起施行。",
        state=Publication.State.RUNNING if is_running else Publication.State.CLOSED,
    )
    if not is_running and publication.to_on >= stage.today:
        publication.state, publication.outcome = Publication.State.RUNNING, ""
    publication.full_clean()
    publication.save()
    chair = stage.seat(stage.rich, "chair")
    at = moment(begins, 16, 20)
    remember(publication, Taken("publish", "发布公示", chair, at, target=publication.state))
    if is_running:
        _objection(stage, publication)


def _objection(stage: Stage, publication: Publication) -> None:
    teacher = Seat.objects.filter(union=stage.rich, user__username="teacher").first()
    objection = Objection(
        union=stage.rich,
        publication=publication,
        by=teacher or stage.seat(stage.rich, "chair"),
        text="公示的内容没有写明从哪一天开始执行，请说明本学期已经发生的部分怎样处理。",
        filed_on=stage.today - DAY,
    )
    objection.full_clean()
    objection.save()


def _minutes(stage: Stage, session: Session, *, is_approved: bool) -> None:
    made = compose(facts_of(session))
    minutes = SessionMinutes(union=session.union, session=session, text=made.text, brief=made.brief)
    if is_approved:
        minutes.state = SessionMinutes.State.APPROVED
        minutes.approved_on = min(session.held_on + 5 * DAY, stage.today)
    minutes.full_clean()
    minutes.save()


# --- reports --------------------------------------------------------------------------------


def _report(stage: Stage, school: Union, place: int) -> None:
    """The rich school has still to report its last session; the others reported theirs or not."""
    held = Session.objects.of_union(school).filter(state=State.HELD).for_list()
    sessions = list(held[:LAST])
    if place == 0:
        for session in sessions[1:]:
            _send(stage, session, 4, is_received=True)
    elif sessions and place <= len(SENT_AFTER):
        _send(stage, sessions[0], SENT_AFTER[place - 1], is_received=place < 4)


def _send(stage: Stage, session: Session, days: int, *, is_received: bool) -> None:
    sent_on = add_working_days(session.held_on, days).day
    if sent_on > stage.today:
        return
    chair = stage.seat(session.union, "chair")
    district = stage.seats.get((stage.district.pk, "district"))
    report = SessionReport(
        union=session.union,
        session=session,
        addressee=stage.district,
        held_on=session.held_on,
        payload=reporting.payload_of(session),
        file=attachments.keep(
            union=session.union,
            owner=chair,
            content=render_docx(papers.session_report(session, sent_on)),
            name=f"{session.short_title}情况报告.docx",
            content_type=attachments.DOCX,
        ),
        due_on=reporting.due_of(session).day,
        sent_on=sent_on,
        sent_by=chair,
    )
    if is_received and district is not None:
        report.state = SessionReport.State.RECEIVED
        report.received_by = district
        at = datetime.datetime.combine(min(sent_on + DAY, stage.today), datetime.time(9))
        report.received_at = timezone.make_aware(at)
    elif report.sent_on > report.due_on:
        report.state, report.remark = SessionReport.State.RETURNED, LATE_REMARK
    report.full_clean()
    report.save()
