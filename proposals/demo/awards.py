"""Demonstration data of reports and awards: a finished report, a result, a vote, a reckoning."""

from __future__ import annotations

import datetime

from django.utils import timezone

from congress.models import Session
from proposals.actions.reports import frozen, suggested_words
from proposals.checks.awards import points_of, total
from proposals.checks.statistics import Scope, statistics
from proposals.models import (
    AwardKind,
    AwardMethod,
    AwardNominee,
    AwardRound,
    AwardState,
    AwardVoter,
    AwardVoters,
    Proposal,
    ProposalReport,
    ReportState,
)
from union_site.demo import Stage
from union_site.models import Seat
from union_site.norms import norm

CASES = (
    "午间休息条件。代表提出改善教师午间休息条件的提案后，总务处在综合楼三层设午休室，"
    "配躺椅十六张，自九月一日起开放，提案人评价满意。"
)
REASONS = (
    "调研充分，建议具体，已落实，教师普遍叫好。",
    "抓住了大家关心的问题，推动修订了制度。",
    "方案可行，花钱不多，见效快。",
)


def load(stage: Stage) -> None:
    school = stage.rich
    answered = Proposal.objects.of_union(school).docketed().answered().order_by("pk")
    session = Session.objects.filter(pk__in=answered.values("session")).order_by("held_on").first()
    if session is None or AwardRound.objects.of_union(school).exists():
        return
    _report(stage, session)
    _announced(stage, session, list(answered.filter(session=session)))
    _voting(stage, list(answered.exclude(session=session)[:3]))
    _by_points(stage)


def _report(stage: Stage, session: Session) -> None:
    found = statistics(Scope(stage.rich, session=session).rows())
    now = timezone.now() - datetime.timedelta(days=20)
    words = suggested_words(found)
    report = ProposalReport(
        union=stage.rich,
        session=session,
        state=ReportState.FINISHED,
        cases=CASES,
        written_by=stage.seat(stage.rich, "officer"),
        approved_by=stage.seat(stage.rich, "chair"),
        finished_at=now,
        figures=frozen(found),
        **words,
    )
    report.full_clean()
    report.save()


def _round(stage: Stage, kind: str, state: str, **more: object) -> AwardRound:
    given = {"year": stage.today.year, "places": 1, "choices": 1, **more}
    by = stage.seat(stage.rich, "officer")
    award = AwardRound(union=stage.rich, kind=kind, state=state, opened_by=by, **given)
    award.full_clean()
    award.save()
    return award


def _nominees(award: AwardRound, name: str, things: list[object]) -> list[AwardNominee]:
    rows = []
    for number, thing in enumerate(things):
        row = AwardNominee(union=award.union, round=award, nominated_by=award.opened_by)
        setattr(row, name, thing)
        row.reason = REASONS[number % len(REASONS)] if name == "proposal" else ""
        row.full_clean()
        row.save()
        rows.append(row)
    return rows


def _announced(stage: Stage, session: Session, proposals: list[Proposal]) -> None:
    award = _round(
        stage,
        AwardKind.PROPOSAL,
        AwardState.ANNOUNCED,
        session=session,
        year=session.held_on.year,
        entitled=2,
        announced_on=stage.today - datetime.timedelta(days=18),
        document_no=f"滨实工〔{stage.today.year}〕8号",
    )
    for place, row in enumerate(_nominees(award, "proposal", [*proposals]), start=1):
        row.votes, row.place = (2, 1) if place == 1 else (0, None)
        row.save()
    _voted(award, _voters(stage), award.announced_on or stage.today)


def _voters(stage: Stage) -> list[Seat]:
    return [stage.seat(stage.rich, role) for role in ("officer", "chair")]


def _voted(award: AwardRound, seats: list[Seat], day: datetime.date) -> None:
    AwardVoter.objects.bulk_create(
        AwardVoter(union=award.union, round=award, seat=seat, voted_on=day) for seat in seats
    )


def _voting(stage: Stage, proposals: list[Proposal]) -> None:
    """Put before the delegates: two have voted, the teacher has not."""
    award = _round(
        stage,
        AwardKind.PROPOSAL,
        AwardState.VOTING,
        voters=AwardVoters.DELEGATES,
        places=2,
        choices=2,
        entitled=12,
    )
    rows = _nominees(award, "proposal", [*proposals])
    for row in rows[:2]:
        row.votes = 1
        row.save()
    _voted(award, _voters(stage)[:1], stage.today)


def _by_points(stage: Stage) -> None:
    """Departments by points, as announced."""
    award = _round(
        stage,
        AwardKind.HANDLER,
        AwardState.ANNOUNCED,
        method=AwardMethod.POINTS,
        announced_on=stage.today - datetime.timedelta(days=5),
    )
    leads = Proposal.objects.of_union(stage.rich).to_be_answered().order_by().values("lead")
    rows = _nominees(award, "seat", [*Seat.objects.filter(pk__in=leads).order_by("pk")])
    worth = norm("proposals.award_points_handler", union=stage.rich, on=stage.today).value
    lines = points_of(award, rows, worth)
    for row in rows:
        row.points = total(lines[row.pk])
        row.point_lines = [line.kept() for line in lines[row.pk]]
    best = max(rows, key=lambda row: (row.points or 0, -row.pk))
    best.place = 1
    for row in rows:
        row.save()
