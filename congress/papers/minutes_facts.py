"""What the rows of a session hold of what happened there: all that its minutes may say."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from congress import checks
from congress.models import Leave, Session, head_count
from congress.models.ballots import ABSTAIN, AGAINST, FOR, BallotKind, Medium
from congress.models.delegates import Kind
from congress.models.sittings import Office, Part
from congress.papers.minutes_agenda import AgendaFact, agenda_of

Sheets = tuple[int, int, int, int]
"""Issued, returned, valid, invalid."""


@dataclass(frozen=True)
class SittingFact:
    part: str
    title: str
    starts_at: datetime.datetime
    place: str
    expected: int | None
    present: int | None


@dataclass(frozen=True)
class VoteFact:
    """One matter that was voted on; `sheet` is the title of one that it shared with others."""

    title: str
    method: str
    votes_for: int
    votes_against: int
    votes_abstain: int
    needed: int
    is_adopted: bool
    sheets: Sheets | None = None
    medium: str = Medium.PAPER
    sheet: str = ""


@dataclass(frozen=True)
class ElectionFact:
    title: str
    elected: tuple[str, ...]
    sheets: Sheets | None = None
    medium: str = Medium.PAPER


@dataclass(frozen=True)
class RatingFact:
    """A democratic appraisal or a poll; `sheets` is None where its figures are not made known."""

    title: str
    kind: str
    sheets: Sheets | None = None
    medium: str = Medium.PAPER


@dataclass(frozen=True)
class ResolutionFact:
    title: str
    document_no: str
    is_adopted: bool
    is_general: bool = False


@dataclass(frozen=True)
class Facts:
    """Everything that the minutes may say of a session. None is what nobody has recorded."""

    unit: str
    title: str
    short_title: str
    held_on: datetime.date
    place: str = ""
    n: int | None = None
    present: int | None = None
    quorum: int | None = None
    voters: str = "正式代表"
    excused: int = 0
    guests: int = 0
    proposals: int = 0
    topics: tuple[str, ...] = ()
    sittings: tuple[SittingFact, ...] = ()
    agenda: tuple[AgendaFact, ...] = ()
    offices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    votes: tuple[VoteFact, ...] = ()
    elections: tuple[ElectionFact, ...] = ()
    ratings: tuple[RatingFact, ...] = ()
    resolutions: tuple[ResolutionFact, ...] = ()
    tasks: int = 0


# --- from rows to facts ---------------------------------------------------------------------


def facts_of(session: Session) -> Facts:
    ballots = list(session.ballots.filter(state="decided").order_by("position", "round_no", "pk"))
    rule = checks.Rules.in_force(union=session.union, on=session.held_on).quorum
    n = session.expected
    resolutions = list(session.resolutions.order_by("position").select_related("item"))
    return Facts(
        unit=session.union.unit_name,
        voters=session.term.voters,
        title=session.title,
        short_title=session.short_title,
        held_on=session.held_on,
        place=session.place,
        n=n,
        present=session.present,
        quorum=checks.at_least(n, checks.share_of(rule)) if n else None,
        excused=_excused(session),
        guests=session.observers,
        proposals=session.proposals_received,
        topics=tuple(line.strip() for line in session.agenda.splitlines() if line.strip()),
        sittings=tuple(_sitting(row) for row in session.sittings.order_by("position", "pk")),
        agenda=tuple(agenda_of(session, resolutions, ballots)),
        offices=tuple(_offices(session)),
        votes=tuple(_votes(resolutions, ballots)),
        elections=tuple(elections_of(ballots)),
        ratings=tuple(_rating(ballot) for ballot in ballots if ballot.kind in _RATES),
        resolutions=tuple(
            ResolutionFact(row.title, row.document_no, row.is_adopted, row.is_general)
            for row in resolutions
        ),
        tasks=sum(row.tasks.counted().count() for row in resolutions),
    )


def _sitting(row: Any) -> SittingFact:
    at = timezone.localtime(row.starts_at)
    return SittingFact(row.part, row.title, at, row.place, row.expected, row.present)


def _excused(session: Session) -> int:
    """Full delegates on leave from the main sitting who did not come."""
    sittings = list(session.sittings.order_by("position", "pk"))
    main = next((row for row in sittings if row.part == Part.PLENARY), None)
    if main is not None:
        return head_count(main).excused
    leaves = Leave.objects.approved().filter(session=session, entry__kind=Kind.FULL)
    return leaves.filter(sitting__isnull=True).values("entry").distinct().count()


def _offices(session: Session) -> Iterable[tuple[str, tuple[str, ...]]]:
    rows = list(session.offices.select_related("delegate").order_by("delegate__stroke_order", "pk"))
    for office in Office:
        names = tuple(row.delegate.name for row in rows if row.office == office)
        if names:
            yield str(office.label), names


def _sheets(result: dict[str, Any]) -> Sheets | None:
    counted = [result.get(name) for name in ("issued", "returned", "valid", "invalid")]
    if any(value is None for value in counted):
        return None
    issued, returned, valid, invalid = (int(value or 0) for value in counted)
    return issued, returned, valid, invalid


def _votes(resolutions: Sequence[Any], ballots: Sequence[Any]) -> Iterable[VoteFact]:
    """Every resolution, then what was put to a ballot and made into none."""
    by_pk = {ballot.pk: ballot for ballot in ballots}
    told: set[int] = set()
    for row in resolutions:
        ballot = by_pk.get(row.ballot_id or (row.item.ballot_id if row.item else 0))
        if row.item_id:
            told.add(row.item_id)
        yield VoteFact(
            row.title,
            row.get_method_display(),
            row.votes_for,
            row.votes_against,
            row.votes_abstain,
            row.needed,
            row.is_adopted,
            _sheets(ballot.result) if ballot else None,
            ballot.medium if ballot else Medium.PAPER,
            _shared_sheet(ballot),
        )
    for ballot in ballots:
        if ballot.kind == BallotKind.RESOLUTION:
            yield from _left_over(ballot, told)


def _left_over(ballot: Any, told: set[int]) -> Iterable[VoteFact]:
    for row in ballot.result.get("items", []):
        if row["item"] in told or row["is_adopted"] is None:
            continue
        counts = row["counts"]
        yield VoteFact(
            row["title"],
            ballot.get_method_display(),
            counts.get(FOR, 0),
            counts.get(AGAINST, 0),
            counts.get(ABSTAIN, 0),
            ballot.result["needed"],
            row["is_adopted"],
            _sheets(ballot.result),
            ballot.medium,
            _shared_sheet(ballot),
        )


def _shared_sheet(ballot: Any) -> str:
    """The title of a sheet with several items on it."""
    if ballot is None or len(ballot.result.get("items", [])) < 2:
        return ""
    return str(ballot.title)


def elections_of(ballots: Iterable[Any]) -> Iterable[ElectionFact]:
    """Who was elected by each decided election, candidates and names written in."""
    for ballot in ballots:
        if ballot.kind == BallotKind.ELECTION:
            rows = [*ballot.result.get("items", []), *ballot.result.get("named", [])]
            elected = [row.get("title") or row["name"] for row in rows if row.get("is_elected")]
            sheets = _sheets(ballot.result)
            yield ElectionFact(ballot.title, tuple(elected), sheets, ballot.medium)


_RATES = (BallotKind.APPRAISAL, BallotKind.POLL)


def _rating(ballot: Any) -> RatingFact:
    """The figures of an appraisal are told once the chair has made them known."""
    is_told = ballot.kind != BallotKind.APPRAISAL or ballot.announced_at is not None
    sheets = _sheets(ballot.result) if is_told else None
    return RatingFact(ballot.title, ballot.kind, sheets, ballot.medium)
