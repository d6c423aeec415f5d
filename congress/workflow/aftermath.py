"""Steps of what follows a session: tasks, publications, objections, minutes, reports."""

from __future__ import annotations

from congress.models import (
    Objection,
    Publication,
    ResolutionTask,
    SessionMinutes,
    SessionReport,
)
from union_site.models import Seat
from union_site.workflow import Step, Workflow

MANAGE = "congress.manage"
OPEN, REPORTED = ResolutionTask.State.OPEN, ResolutionTask.State.REPORTED


def is_owner(task: ResolutionTask, seat: Seat) -> bool:
    return task.owner_id == seat.pk


def carries_it(task: ResolutionTask, seat: Seat) -> bool:
    """The owner, or the chair, who writes down what an owner without an account tells."""
    return is_owner(task, seat) or seat.can(MANAGE)


TASK = Workflow(
    name="resolution_task",
    steps=(
        Step(
            "note",
            "记录进展",
            sources=(OPEN, REPORTED),
            target=None,
            permission="congress.own",
            who=carries_it,
            needs_note=True,
        ),
        Step(
            "report",
            "报告完成",
            sources=(OPEN,),
            target=REPORTED,
            permission="congress.own",
            who=is_owner,
            needs_note=True,
            is_likely=True,
        ),
        Step(
            "confirm",
            "确认完成",
            sources=(OPEN, REPORTED),
            target=ResolutionTask.State.DONE,
            permission=MANAGE,
            needs_note=True,
            is_likely=True,
        ),
        Step(
            "send_back",
            "退回继续办理",
            sources=(REPORTED,),
            target=OPEN,
            permission=MANAGE,
            needs_note=True,
        ),
        Step("change", "修改事项", sources=(OPEN, REPORTED), target=None, permission=MANAGE),
        Step(
            "cancel",
            "撤销事项",
            sources=(OPEN, REPORTED),
            target=ResolutionTask.State.CANCELLED,
            permission=MANAGE,
            needs_note=True,
            is_destructive=True,
        ),
    ),
)


def unanswered(publication: Publication) -> str:
    waiting = publication.objections.filter(state=Objection.State.FILED).count()
    return f"还有 {waiting} 件异议没有答复，答复后再结束公示。" if waiting else ""


def has_objections(publication: Publication) -> str:
    return "已经收到异议，不能撤回；请答复后结束公示。" if publication.objections.exists() else ""


PUBLICATION = Workflow(
    name="congress_publication",
    steps=(
        Step(
            "change",
            "修改公示",
            sources=(Publication.State.DRAFT,),
            target=None,
            permission=MANAGE,
        ),
        Step(
            "publish",
            "发布公示",
            sources=(Publication.State.DRAFT,),
            target=Publication.State.RUNNING,
            permission=MANAGE,
            is_likely=True,
        ),
        Step(
            "close",
            "结束公示",
            sources=(Publication.State.RUNNING,),
            target=Publication.State.CLOSED,
            permission=MANAGE,
            objection=unanswered,
            needs_note=True,
            is_likely=True,
        ),
        Step(
            "withdraw",
            "撤回公示",
            sources=(Publication.State.DRAFT, Publication.State.RUNNING),
            target=Publication.State.WITHDRAWN,
            permission=MANAGE,
            objection=has_objections,
            needs_note=True,
            is_destructive=True,
        ),
    ),
)

OBJECTION = Workflow(
    name="congress_objection",
    steps=(
        Step(
            "answer",
            "答复异议",
            sources=(Objection.State.FILED,),
            target=Objection.State.ANSWERED,
            permission=MANAGE,
            is_likely=True,
        ),
    ),
)

DRAFT, APPROVED = SessionMinutes.State.DRAFT, SessionMinutes.State.APPROVED
MINUTES = Workflow(
    name="congress_minutes",
    steps=(
        Step("edit", "修改纪要", sources=(DRAFT,), target=None, permission=MANAGE),
        Step("renew", "重新生成", sources=(DRAFT,), target=None, permission=MANAGE),
        Step(
            "approve", "审定", sources=(DRAFT,), target=APPROVED, permission=MANAGE, is_likely=True
        ),
        Step(
            "reopen",
            "重新修改",
            sources=(APPROVED,),
            target=DRAFT,
            permission=MANAGE,
            needs_note=True,
        ),
    ),
)


def is_sender(report: SessionReport, seat: Seat) -> bool:
    return seat.union_id == report.union_id


def is_addressee(report: SessionReport, seat: Seat) -> bool:
    return seat.union_id == report.addressee_id


SENT, RETURNED = SessionReport.State.SENT, SessionReport.State.RETURNED
RECEIVED = SessionReport.State.RECEIVED
REPORT = Workflow(
    name="session_report",
    steps=(
        Step(
            "receive",
            "接收",
            sources=(SENT,),
            target=RECEIVED,
            permission="congress.received",
            who=is_addressee,
            is_likely=True,
        ),
        Step(
            "send_back",
            "退回补充",
            sources=(SENT,),
            target=RETURNED,
            permission="congress.received",
            who=is_addressee,
            needs_note=True,
        ),
        Step(
            "resend",
            "重新报送",
            sources=(RETURNED,),
            target=SENT,
            permission=MANAGE,
            who=is_sender,
            is_likely=True,
        ),
    ),
)
