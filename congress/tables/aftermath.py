"""What pages show of the time after a session: its record, resolutions, notices, report."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from congress.actions.reporting import due_of
from congress.checks import aftermath as checks
from congress.models import (
    Ballot,
    Milestone,
    Publication,
    Resolution,
    ResolutionTask,
    Session,
    SessionMinutes,
    SessionReport,
)
from congress.models.ballots import BallotKind
from congress.papers import aftermath, archive
from congress.tables import documents, settled
from congress.tables.sessions import session_trail
from congress.workflow.aftermath import REPORT
from union_site.calendar import official_date
from union_site.findings import Finding
from union_site.models import Seat

HERE = "congress:aftermath"


def trail(session: Session) -> list[tuple[str, str]]:
    return [*session_trail(session), ("会后", reverse(HERE, args=[session.pk]))]


def list_trail(seat: Seat, label: str) -> list[tuple[str, str]]:
    """Above a list of the whole union; who may not see the congress is led home."""
    up = ("教代会", "congress:session_list") if seat.can("congress.view") else ("工作台", "home")
    return [(up[0], reverse(up[1])), (label, "")]


@dataclass(frozen=True)
class After:
    """The state of things after one session."""

    resolutions: list[Resolution]
    publications: list[Publication]
    report: SessionReport | None
    minutes: SessionMinutes | None
    outside_on: datetime.date | None
    tasks: list[ResolutionTask]
    unresolved: list[Ballot]
    findings: list[Finding]
    due: str
    facts: list[tuple[str, Any]]

    @property
    def tasks_done(self) -> int:
        return sum(task.state == ResolutionTask.State.DONE for task in self.tasks)

    @property
    def unnumbered(self) -> int:
        return sum(row.is_adopted and not row.document_no for row in self.resolutions)

    @property
    def free_for_general(self) -> int:
        return sum(
            row.is_adopted and not row.is_general and row.part_of_id is None
            for row in self.resolutions
        )


def after(session: Session, seat: Seat, *, today: datetime.date) -> After:
    resolutions = list(session.resolutions.order_by("position"))
    publications = list(
        session.publications.exclude(state="withdrawn").with_objections().for_list()
    )
    report = SessionReport.objects.visible_to(seat).filter(session=session).for_list().first()
    minutes = SessionMinutes.objects.visible_to(seat).filter(session=session).first()
    tasks = ResolutionTask.objects.visible_to(seat).filter(resolution__session=session)
    due = due_of(session)
    return After(
        resolutions=resolutions,
        publications=publications,
        report=report,
        minutes=minutes,
        outside_on=_outside_on(session, report),
        tasks=list(tasks.counted().for_list()),
        unresolved=unresolved(session),
        findings=findings(session, resolutions, publications, report, today=today),
        due=official_date(due.day) + (f"（{due.remark}）" if due.remark else ""),
        facts=record_of(session),
    )


def _outside_on(session: Session, report: SessionReport | None) -> datetime.date | None:
    """The day on which the checklist says it was reported by other ways than this page."""
    typed = session.milestones.filter(key="report").first() if report is None else None
    return typed.done_on if typed is not None else None


def unresolved(session: Session) -> list[Ballot]:
    """Ballots that were decided and have not become resolutions."""
    decided = session.ballots.filter(
        state="decided", kind=BallotKind.RESOLUTION, method__in=Resolution.Method.values
    )
    rows = decided.filter(resolution=None, items__resolution=None)
    return list(rows.distinct().order_by("position", "pk"))


def record_of(session: Session) -> list[tuple[str, Any]]:
    return [
        ("召开日期", official_date(session.held_on)),
        (f"应到{session.term.voters}", f"{session.expected} 人"),
        (f"实到{session.term.voters}", f"{session.present} 人"),
        ("列席和特邀", f"{session.observers} 人"),
        ("征集提案", f"{session.proposals_received} 件"),
    ]


def findings(
    session: Session,
    resolutions: list[Resolution],
    publications: list[Publication],
    report: SessionReport | None,
    *,
    today: datetime.date,
) -> list[Finding]:
    """C-14: published to all staff, reported to the union above (of the staff congress)."""
    if not (session.is_held and session.term.is_staff):
        return []
    rules = checks.AfterRules.in_force(union=session.union, on=session.held_on)
    typed = {row.key: row for row in session.milestones.filter(key__in=["publish", "report"])}
    found: list[Finding] = []
    if not _is_waived(typed, "publish", publications) and not settled.published(
        resolutions, publications, typed.get("publish")
    ):
        missing = settled.unpublished(resolutions, publications)
        adopted = sum(row.is_adopted for row in resolutions)
        found += checks.published(adopted=adopted, missing=[row.title for row in missing])
    if session.union.parent_id is not None and not _is_waived(typed, "report", report):
        done = settled.reported(report, typed.get("report"))
        found += checks.reported(
            due=checks.report_due(held_on=session.held_on, rule=rules.report),
            sent_on=done.on if done else None,
            today=today,
            rule=rules.report,
            is_returned=report is not None and done is None,
        )
    return found


def _is_waived(typed: Mapping[str, Milestone], key: str, there: Any) -> bool:
    """Said not to apply on the checklist, and nothing here says otherwise."""
    return key in typed and typed[key].is_waived and not there


def papers_of(session: Session) -> list[dict[str, str]]:
    """The papers that follow a session, each with its two addresses; all others stand in 文书."""
    mine = {archive.INDEX[0], *(name for name, _, _ in aftermath.PAPERS)}
    return [
        documents.links(session, name, label)
        for name, (label, _) in documents.offered(session).items()
        if name in mine
    ]


def report_steps(report: SessionReport | None, seat: Seat) -> list[Any]:
    return REPORT.open_to(report, seat) if report else []


def numbers_of(resolution: Resolution) -> list[tuple[str, Any]]:
    """The figures of a resolution, as its page and its verdict show them."""
    session = resolution.session
    return [
        (f"全体{session.term.voters}", f"{session.expected} 人" if session.expected else ""),
        ("同意", f"{resolution.votes_for} 票"),
        ("不同意", f"{resolution.votes_against} 票"),
        ("弃权", f"{resolution.votes_abstain} 票"),
        ("通过须", f"{resolution.needed} 票"),
        ("表决方式", resolution.get_method_display()),
        ("职权类别", resolution.get_matter_display()),
    ]
