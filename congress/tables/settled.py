"""Whether a session was published and reported: one answer for every page that says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from congress.checks.aftermath import covers
from congress.checks.checklist import Done
from congress.models import Milestone, Publication, Resolution, SessionReport

OUTSIDE = "在系统外报送"
SHOWN = (Publication.State.RUNNING, Publication.State.CLOSED)


def unpublished(
    resolutions: Iterable[Resolution], publications: Iterable[Publication]
) -> list[Resolution]:
    """Adopted resolutions that no shown notice covers."""
    shown = [row for row in publications if row.state in SHOWN]
    adopted = [row for row in resolutions if row.is_adopted]
    return [row for row in adopted if not any(covers(one, row, adopted) for one in shown)]


def published(
    resolutions: Sequence[Resolution],
    publications: Sequence[Publication],
    typed: Milestone | None,
) -> Done | None:
    """What was typed counts only where nothing was published here."""
    shown = [row for row in publications if row.state in SHOWN and row.published_on]
    if not shown:
        return Done(typed.done_on) if typed is not None and typed.done_on else None
    if unpublished(resolutions, publications):
        return None
    adopted = [row for row in resolutions if row.is_adopted]
    first = min(shown, key=lambda row: (row.published_on, row.pk))
    firsts = [
        min(one.published_on for one in shown if one.published_on and covers(one, row, adopted))
        for row in adopted
    ]
    return Done(max(firsts, default=first.published_on), first.title)


def partly(resolutions: Sequence[Resolution], publications: Sequence[Publication]) -> str:
    """“8 项中 7 项已公布” where some are and others are not."""
    adopted = sum(row.is_adopted for row in resolutions)
    there = adopted - len(unpublished(resolutions, publications))
    return f"{adopted} 项中 {there} 项已公布" if 0 < there < adopted else ""


def reported(report: SessionReport | None, typed: Milestone | None) -> Done | None:
    """Handed in and not sent back; what was typed counts only where nothing was handed in here."""
    if report is not None:
        is_back = report.state == SessionReport.State.RETURNED
        return None if is_back else Done(report.sent_on, report.get_state_display())
    if typed is None or typed.done_on is None:
        return None
    return Done(typed.done_on, OUTSIDE)
