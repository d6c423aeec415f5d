"""Acts of the district: accepting, sending back, reopening, reminding."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from reports.actions.holding import require
from reports.models import AnnualSummary, Paper, Reminder, Return, ReturnKind, WorkPlan
from reports.workflow import PAPERS, RETURNS
from union_site import audit, jobs, notifications
from union_site.models import Job, Seat, Union
from union_site.workflow import advance


def accept(*, sent: Return, remark: str = "", by: Seat) -> Return:
    return _decide(sent, "accept", remark, by)


def send_back(*, sent: Return, remark: str, by: Seat) -> Return:
    """Back to the school with what is to be mended; the next version is a return of its own."""
    return _decide(sent, "send_back", remark, by)


def reopen(*, sent: Return, remark: str, by: Seat) -> Return:
    """Takes an acceptance back."""
    return _decide(sent, "reopen", remark, by)


@transaction.atomic
def _decide(sent: Return, step: str, remark: str, by: Seat) -> Return:
    """The district's decision and the state of the school's paper, in one transaction."""
    note = remark.strip()
    is_final = step != "reopen"
    advance(
        RETURNS,
        thing=sent,
        step=step,
        by=by,
        note=note,
        changes={
            "remark": note,
            "decided_at": timezone.now() if is_final else None,
            "decided_by": by if is_final else None,
        },
    )
    paper = _paper_of(sent)
    # The right was checked on the return, which is the district's own; the paper is not.
    advance(PAPERS, thing=paper, step=step, by=None, note=note)
    _tell_school(sent, paper, PAPERS.step(step).label)
    return sent


def _paper_of(sent: Return) -> Paper:
    model = AnnualSummary if sent.kind == ReturnKind.ANNUAL_SUMMARY else WorkPlan
    paper: Paper = model.objects.of_union(sent.school).select_related("union").get(year=sent.year)
    return paper


def _tell_school(sent: Return, paper: Paper, label: str) -> None:
    note = f"：{sent.remark}" if sent.remark else ""
    page = "summary" if isinstance(paper, AnnualSummary) else "plan"
    notifications.tell(
        seats=[
            *notifications.those_with("reports.submit", union_id=sent.school_id),
            sent.submitted_by,
        ],
        sentence=f"{sent.year}{sent.get_kind_display()}：{label}{note}",
        url=reverse(f"reports:{page}", args=[paper.pk]),
    )


def remind(
    *,
    schools: Iterable[Union],
    kind: str,
    year: int,
    by: Seat,
    today: datetime.date | None = None,
) -> list[Union]:
    """Reminds those schools that still owe the paper; each at most once a day.

    Returns the schools that were reminded now.
    """
    require(by, "reports.collect")
    day = today or timezone.localdate()
    wanted = list(schools)
    if any(school.parent_id != by.union_id for school in wanted):
        raise PermissionDenied
    if kind not in ReturnKind.values:
        raise ValidationError("没有这种报送。")
    settled = (
        Return.objects.visible_to(by)
        .filter(kind=kind, year=year, state__in=["submitted", "accepted"])
        .values_list("school_id", flat=True)
    )
    owing = [school for school in wanted if school.pk not in set(settled)]
    return [school for school in owing if _remind(school, ReturnKind(kind), year, by, day)]


def _remind(school: Union, kind: ReturnKind, year: int, by: Seat, day: datetime.date) -> bool:
    try:
        with transaction.atomic():
            reminder = Reminder.objects.create(
                union=by.union, school=school, kind=kind, year=year, sent_on=day, sent_by=by
            )
            page = "summaries" if kind == ReturnKind.ANNUAL_SUMMARY else "plans"
            notifications.tell(
                seats=notifications.those_with("reports.submit", union_id=school.pk),
                sentence=f"{by.union.name}提醒：请报送{year}{kind.label}",
                url=reverse(f"reports:{page}"),
            )
            audit.record(
                verb="return.remind", label=f"提醒{school.short_name}", by=by, thing=reminder
            )
    except IntegrityError:  # reminded already today
        return False
    return True


def start_zip(*, returns: Iterable[int], kind: str, year: int, by: Seat) -> Job:
    """Starts a job that packs the PDFs of these returns; the ZIP belongs to the starter."""
    require(by, "reports.collect")
    wanted = sorted(returns)
    if not wanted:
        raise ValidationError("还没有可以下载的文件。")
    return jobs.start(
        kind="reports.zip",
        label=f"{by.union.short_name}{year}{ReturnKind(kind).label}",
        by=by,
        parameters={"returns": wanted},
    )
