"""Acts on follow-up tasks: setting, noting progress, reporting done, confirming, reminding."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from congress.actions.acting import require, write
from congress.actions.evidence import Brought, keep_evidence
from congress.models import Resolution, ResolutionTask
from congress.workflow.aftermath import TASK
from union_site import audit, notifications
from union_site.calendar import official_date
from union_site.models import Attachment, Seat
from union_site.norms import norm
from union_site.workflow import advance

NOTICE_DAYS = "congress.task_notice_days"
AGAIN = datetime.timedelta(days=7)


def page_of(task: ResolutionTask) -> str:
    return reverse("congress:task", args=[task.pk])


def _require_owner(owner: Seat | None, union_id: int) -> None:
    if owner is not None and (owner.union_id != union_id or not owner.can("congress.own")):
        raise ValidationError({"owner": "责任人须是本单位有账号的教职工。"})


@transaction.atomic
def add_task(*, resolution: Resolution, by: Seat, **written: Any) -> ResolutionTask:
    """Sets a task; its owner is told. `written`: what, owner, owner_name, due_on."""
    require(by, resolution.union_id)
    if not resolution.is_adopted:
        raise ValidationError("未通过的事项不需要落实。")
    _require_owner(written.get("owner"), resolution.union_id)
    task = ResolutionTask(union_id=resolution.union_id, resolution=resolution)
    write(task, written)
    if task.due_on < resolution.session.held_on:
        raise ValidationError({"due_on": "完成期限不能早于会议召开日期。"})
    task.full_clean()
    task.save()
    audit.record(
        verb="congress.task_add", label="登记落实事项", by=by, thing=task, note=str(resolution)
    )
    _tell_owner(task, by, f"请落实教代会决议“{resolution}”：{task}")
    return task


@transaction.atomic
def change_task(*, task: ResolutionTask, by: Seat, **written: Any) -> ResolutionTask:
    """Changes what is to be done, by whom, until when; a new owner is told."""
    _require_owner(written.get("owner"), task.union_id)
    before = task.owner_id
    if written["due_on"] < task.resolution.session.held_on:
        raise ValidationError({"due_on": "完成期限不能早于会议召开日期。"})
    note = f"期限{official_date(written['due_on'])}"
    advance(TASK, thing=task, step="change", by=by, changes=written, note=note)
    if task.owner_id != before:
        _tell_owner(task, by, f"请落实教代会决议“{task.resolution}”：{task}")
    return task


@transaction.atomic
def note_progress(
    *, task: ResolutionTask, by: Seat, note: str, evidence: Brought | None = None
) -> ResolutionTask:
    """What was done so far, kept in the steps of the task; a new file takes the old one's place."""
    # Who has just told how it stands may be reminded again.
    return _step(task, "note", by, note, evidence, reminded_on=None)


@transaction.atomic
def report_done(
    *, task: ResolutionTask, by: Seat, note: str, evidence: Brought | None = None
) -> ResolutionTask:
    """The owner says that it is done; the chair is told and confirms."""
    _step(task, "report", by, note, evidence, outcome=note.strip())
    notifications.tell(
        seats=notifications.those_with("congress.manage", union_id=task.union_id),
        sentence=f"落实事项“{task}”已报完成，请确认。",
        url=page_of(task),
    )
    return task


@transaction.atomic
def confirm_done(
    *,
    task: ResolutionTask,
    by: Seat,
    today: datetime.date,
    note: str,
    done_on: datetime.date,
    evidence: Brought | None = None,
) -> ResolutionTask:
    """The chair settles that it is done, on which day, and what came of it."""
    if done_on > today:
        raise ValidationError({"done_on": "完成日期不能晚于今天。"})
    if done_on < task.resolution.session.held_on:
        raise ValidationError({"done_on": "完成日期不能早于会议召开日期。"})
    _step(task, "confirm", by, note, evidence, outcome=note.strip(), done_on=done_on)
    _tell_owner(task, by, f"落实事项“{task}”已确认完成。")
    return task


@transaction.atomic
def send_task_back(*, task: ResolutionTask, by: Seat, note: str) -> ResolutionTask:
    _step(task, "send_back", by, note, None)
    _tell_owner(task, by, f"落实事项“{task}”被退回，请继续办理。")
    return task


@transaction.atomic
def cancel_task(*, task: ResolutionTask, by: Seat, note: str) -> ResolutionTask:
    _step(task, "cancel", by, note, None)
    _tell_owner(task, by, f"落实事项“{task}”已撤销。")
    return task


def _step(
    task: ResolutionTask, step: str, by: Seat, note: str, evidence: Brought | None, **changes: Any
) -> ResolutionTask:
    kept: Attachment | None = None
    if TASK.step(step).may_be_taken_by(task, by):  # nobody else leaves a file here
        kept = keep_evidence(union=task.union, by=by, brought=evidence)
    if kept is not None:
        changes["evidence"] = kept
    return advance(TASK, thing=task, step=step, by=by, note=note, changes=changes)


@transaction.atomic
def remind_owner(*, task: ResolutionTask, by: Seat, today: datetime.date) -> ResolutionTask:
    """Reminds the owner, at most once a day."""
    require(by, task.union_id)
    if task.owner is None:
        raise ValidationError("责任人没有账号，请当面或电话提醒。")
    pending = ResolutionTask.objects.filter(pk=task.pk).pending()
    if not pending.exclude(reminded_on=today).update(reminded_on=today):
        raise ValidationError("今天已经提醒过，或者事项已经办结。")
    task.reminded_on = today
    audit.record(verb="congress.task_remind", label="提醒落实责任人", by=by, thing=task)
    _tell_owner(task, by, f"请在{official_date(task.due_on)}前落实：{task}")
    return task


def remind_due(*, today: datetime.date) -> int:
    """Reminds every owner whose task is late or falls due soon, once a week; how many were told.

    For the clock; nobody acts, so nothing enters the trail but the day on the row.
    """
    waiting = ResolutionTask.objects.pending().filter(state="open", owner__isnull=False)
    rows = waiting.exclude(reminded_on__gt=today - AGAIN).for_list()
    ahead: dict[int, int] = {}
    told = 0
    for task in rows:
        if task.union_id not in ahead:
            ahead[task.union_id] = norm(NOTICE_DAYS, union=task.union, on=today).number
        if (task.due_on - today).days <= ahead[task.union_id]:
            told += _remind_once(task, today)
    return told


@transaction.atomic
def _remind_once(task: ResolutionTask, today: datetime.date) -> int:
    """Of two clocks one tells; 0 where the other was faster."""
    same = ResolutionTask.objects.filter(pk=task.pk, reminded_on=task.reminded_on).pending()
    if not same.update(reminded_on=today):
        return 0
    word = "已逾期，请尽快落实" if task.due_on < today else f"{official_date(task.due_on)}到期"
    sentence = f"教代会决议落实事项“{task}”{word}。"
    notifications.tell(seats=[task.owner], sentence=sentence, url=page_of(task))
    return 1


def _tell_owner(task: ResolutionTask, by: Seat, sentence: str) -> None:
    if task.owner_id != by.pk:
        notifications.tell(seats=[task.owner], sentence=sentence, url=page_of(task))
