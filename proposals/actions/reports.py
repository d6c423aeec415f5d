"""Acts on the report on proposal work: begun, worded, finished with its figures, reopened."""

from __future__ import annotations

import datetime
from dataclasses import asdict
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse

from congress.actions.acting import hold
from congress.models import Session
from proposals.checks.statistics import Line, Scope, Statistics, statistics
from proposals.models import ProposalReport, heads_committee, sits_on_committee
from proposals.workflow.reports import REPORT
from union_site import audit, notifications
from union_site.models import Seat
from union_site.workflow import advance


def may_read(seat: Seat) -> bool:
    """Who sees all proposals, and the proposal committee."""
    return seat.can("proposals.view") or sits_on_committee(seat)


def may_write(seat: Seat) -> bool:
    return seat.can("proposals.screen") or sits_on_committee(seat)


def may_decide(seat: Seat) -> bool:
    return seat.can("proposals.screen") or heads_committee(seat)


def scope_of(report: ProposalReport) -> Scope:
    return Scope(report.union, session=report.session, year=report.year)


@transaction.atomic
def begin_report(
    *, by: Seat, session: Session | None = None, year: int | None = None
) -> ProposalReport:
    """Begins the report of a session or a year; one of each."""
    if not may_write(by):
        raise PermissionDenied
    report = ProposalReport(union=by.union, session=session, year=year, written_by=by)
    report.full_clean()
    report.save()
    audit.record(verb="proposal_report.begin", label="撰写提案工作报告", by=by, thing=report)
    return report


@transaction.atomic
def write_report(
    *, report: ProposalReport, by: Seat, cases: str, problems: str, next_steps: str, seen: str = ""
) -> ProposalReport:
    """The words of the sections that no figure writes.

    `seen` is the mark of the words that the writer began from: newer ones are not overwritten.
    """
    hold(report)
    if seen and seen != report.words_mark:
        raise ValidationError(
            "您打开本页以后，另有人保存过这份报告。您写的都在下面，没有保存；"
            "请先看报告页上的文字，并进来再保存。"
        )
    words = {"cases": cases, "problems": problems, "next_steps": next_steps}
    written: ProposalReport = advance(REPORT, thing=report, step="write", by=by, changes=words)
    return written


@transaction.atomic
def finish_report(*, report: ProposalReport, by: Seat, now: datetime.datetime) -> ProposalReport:
    """Approves the report; its figures stay as they are today."""
    found = statistics(scope_of(report).rows())
    if not found.totals["received"]:
        raise ValidationError("还没有收到提案，不能定稿。")
    if not report.problems.strip() or not report.next_steps.strip():
        raise ValidationError("请先写明“存在的问题”和“下一步工作”，再定稿。")
    changes = {"approved_by": by, "finished_at": now, "figures": frozen(found)}
    done: ProposalReport = advance(REPORT, thing=report, step="finish", by=by, changes=changes)
    _tell(done, f"您起草的{done}已由{by.user.name}定稿", by, done.written_by)
    return done


@transaction.atomic
def reopen_report(*, report: ProposalReport, by: Seat, note: str) -> ProposalReport:
    """Back to writing; the figures are counted anew until it is finished again."""
    approved_by = report.approved_by
    changes: dict[str, Any] = {"approved_by": None, "finished_at": None, "figures": {}}
    opened: ProposalReport = advance(
        REPORT, thing=report, step="reopen", by=by, note=note, changes=changes
    )
    _tell(opened, f"{opened}已退回修改：{note.strip()}", by, opened.written_by, approved_by)
    return opened


def _tell(report: ProposalReport, sentence: str, by: Seat, *seats: Seat | None) -> None:
    """Who wrote it and who finished it; not who did this."""
    notifications.tell(
        seats=[seat for seat in seats if seat is not None and seat.pk != by.pk],
        sentence=sentence,
        url=reverse("proposals:report", args=[report.pk]),
    )


def frozen(found: Statistics) -> dict[str, Any]:
    return asdict(found)


def thawed(kept: dict[str, Any]) -> Statistics:
    lines = {
        name: [Line(**line) for line in kept[name]]
        for name in ("by_category", "by_delegation", "by_department", "by_result")
    }
    return Statistics(**{**kept, **lines})


def figures_of(report: ProposalReport) -> Statistics:
    """Those it was finished with, or what they are now."""
    if report.is_finished:
        return thawed(report.figures)
    return statistics(scope_of(report).rows())


def suggested_words(found: Statistics) -> dict[str, str]:
    """A beginning for the sections that a person has to write, from what the figures show."""
    return {"problems": _problems(found), "next_steps": _next_steps(found)}


def _problems(found: Statistics) -> str:
    totals = found.totals
    seen = [
        (totals["late"], f"部分提案答复不够及时，逾期答复{totals['late']}件。"),
        (
            totals["to_be_answered"] - totals["answered"],
            f"还有{totals['to_be_answered'] - totals['answered']}件提案尚未答复。",
        ),
        (totals["author_unsatisfied"], f"提案人评价不满意{totals['author_unsatisfied']}件。"),
        (totals["rejected"], f"个别提案质量不高，{totals['rejected']}件不予立案。"),
    ]
    lines = [sentence for count, sentence in seen if count]
    return "\n".join(lines) or "从统计数字看没有突出的问题。"


def _next_steps(found: Statistics) -> str:
    totals = found.totals
    lines = ["加强提案培训，引导代表深入调研，提高提案质量。"]
    if totals["answered"] < totals["to_be_answered"] or totals["late"]:
        lines.append("落实主办部门负责制，对未按期答复的提案跟踪督办。")
    if totals["planned"] or totals["in_progress"]:
        waiting = totals["planned"] + totals["in_progress"]
        lines.append(f"对正在解决和列入计划的{waiting}件提案持续跟踪，定期公布进展。")
    lines.append("及时公开办理结果，接受全体代表监督。")
    return "\n".join(lines)
