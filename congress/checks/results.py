"""How sheets become a result: counts, spoiled sheets, who is elected, ties, the verdict.

Pure: values in, values out. The same rules count a secret ballot on the phone, sheets of paper
that two tellers counted, and hands.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from congress.checks.shares import at_least, more_than
from congress.models.ballots import ABSTAIN, FOR, BallotKind, Base


class Reading(enum.StrEnum):
    """How 半数以上 is read: the law does not say whether the half itself is enough.

    Values as the norm `congress.adoption_reading` writes them. The first one satisfies both.
    """

    MORE_THAN = "过半数"
    AT_LEAST = "达到半数"


@dataclass(frozen=True)
class Frame:
    """What a ballot asks, and against what its votes are held."""

    kind: str
    items: Mapping[int, str]  # item → title, in the order of the sheet
    codes: Sequence[str]  # what may be marked
    seats: int | None  # of an election
    write_ins: int  # names that may be written in
    base: str  # Base
    n: int  # all full delegates
    present: int
    share: Fraction  # votes in favour must exceed this share of the base
    min_shown: int  # fewer sheets than this are not split, where nothing is decided
    reading: str = Reading.MORE_THAN


@dataclass(frozen=True)
class Sheet:
    """One sheet as it was cast: item → code, and the names written in."""

    marks: Mapping[int, str]
    named: Sequence[str] = ()


@dataclass
class Tally:
    """Sheets counted; `marks` is item → code → votes, `named` is name → votes."""

    issued: int = 0
    returned: int = 0
    invalid: int = 0
    marks: dict[int, Counter[str]] = field(default_factory=dict)
    named: Counter[str] = field(default_factory=Counter)

    @property
    def valid(self) -> int:
        return self.returned - self.invalid


def is_spoiled(sheet: Sheet, frame: Frame) -> bool:
    """More names than seats, more written in than may be, or a mark that is none."""
    chosen = sum(code == FOR for code in sheet.marks.values()) + len(sheet.named)
    if frame.kind == BallotKind.ELECTION and chosen > (frame.seats or 0):
        return True
    if len(sheet.named) > frame.write_ins or len(set(sheet.named)) < len(sheet.named):
        return True
    return any(
        item not in frame.items or code not in frame.codes for item, code in sheet.marks.items()
    )


def tally(sheets: Iterable[tuple[Sheet, int]], frame: Frame, *, issued: int) -> Tally:
    """Counts sheets, each given with how often it was cast.

    What is left unmarked counts as an abstention where the sheet has one.
    """
    result = Tally(issued=issued, marks={item: Counter() for item in frame.items})
    for sheet, times in sheets:
        result.returned += times
        if is_spoiled(sheet, frame):
            result.invalid += times
            continue
        for item in frame.items:
            code = sheet.marks.get(item, ABSTAIN if ABSTAIN in frame.codes else "")
            if code:
                result.marks[item][code] += times
        for name in sheet.named:
            result.named[name] += times
    return result


def base_count(frame: Frame, counted: Tally) -> int:
    return {Base.ALL: frame.n, Base.PRESENT: frame.present, Base.VALID: counted.valid}[
        Base(frame.base)
    ]


def needed_of(frame: Frame, base: int) -> int:
    """The least number of votes in favour; never none, however small the base."""
    if frame.reading == Reading.AT_LEAST:
        return max(at_least(base, frame.share), 1)
    return more_than(base, frame.share)


@dataclass(frozen=True)
class Standing:
    """Somebody who stands in an election: a candidate of the sheet, or a name written in."""

    item: int | None
    name: str
    votes: int


@dataclass(frozen=True)
class Outcome:
    """Who has a seat; who is level at the last one; how many seats are still free."""

    elected: list[Standing]
    tied: list[Standing]
    free: int


def elect(standings: Iterable[Standing], *, seats: int, needed: int) -> Outcome:
    """Seats go by votes to those who reach what is needed; a tie at the last seat gives it to
    nobody, and is voted on again.
    """
    ranked = sorted(standings, key=lambda one: -one.votes)
    enough = [one for one in ranked if one.votes >= needed]
    if len(enough) <= seats:
        return Outcome(enough, [], seats - len(enough))
    last, first_out = enough[seats - 1].votes, enough[seats].votes
    if last != first_out:
        return Outcome(enough[:seats], [], 0)
    elected = [one for one in enough if one.votes > last]
    tied = [one for one in enough if one.votes == last]
    return Outcome(elected, tied, seats - len(elected))


def result(frame: Frame, counted: Tally) -> dict[str, Any]:
    """What is kept of a decided ballot, for ever, as JSON:

    n, base, base_count, reading, needed, present, issued, returned, valid, invalid; is_adopted
    (None where nothing is put to adoption); is_split (False: too few sheets to show how they
    fell); free (seats left open); items: item, title, counts {code: votes}, is_adopted,
    is_elected, rank, is_tied; named: name, votes, is_elected, is_tied.
    """
    base = base_count(frame, counted)
    needed = needed_of(frame, base)
    decides = frame.kind in (BallotKind.RESOLUTION, BallotKind.ELECTION)
    is_split = decides or counted.valid >= frame.min_shown
    outcome = _outcome(frame, counted, needed)
    items = [_item(item, frame, counted, needed, outcome, is_split) for item in frame.items]
    adopted = [row["is_adopted"] for row in items]
    return {
        "n": frame.n,
        "base": str(frame.base),
        "base_count": base,
        "reading": str(frame.reading),
        "needed": needed if decides else None,
        "present": frame.present,
        "issued": counted.issued,
        "returned": counted.returned,
        "valid": counted.valid,
        "invalid": counted.invalid,
        "is_adopted": all(adopted) if frame.kind == BallotKind.RESOLUTION else None,
        "is_split": is_split,
        "free": outcome.free if outcome else None,
        "items": items,
        "named": _named(counted, outcome) if is_split else [],
    }


def _outcome(frame: Frame, counted: Tally, needed: int) -> Outcome | None:
    if frame.kind != BallotKind.ELECTION:
        return None
    standings = [
        Standing(item, title, counted.marks[item][FOR]) for item, title in frame.items.items()
    ]
    standings += [Standing(None, name, votes) for name, votes in sorted(counted.named.items())]
    return elect(standings, seats=frame.seats or 0, needed=needed)


def _item(
    item: int,
    frame: Frame,
    counted: Tally,
    needed: int,
    outcome: Outcome | None,
    is_split: bool,
) -> dict[str, Any]:
    votes = counted.marks[item]
    row: dict[str, Any] = {
        "item": item,
        "title": frame.items[item],
        "counts": {code: votes[code] for code in frame.codes} if is_split else {},
        "is_adopted": None,
        "is_elected": None,
        "is_tied": False,
        "rank": None,
    }
    if frame.kind == BallotKind.RESOLUTION:
        row["is_adopted"] = votes[FOR] >= needed
    if outcome is not None:
        better = sum(counted.marks[other][FOR] > votes[FOR] for other in frame.items)
        row["rank"] = better + sum(others > votes[FOR] for others in counted.named.values()) + 1
        row["is_elected"] = item in [one.item for one in outcome.elected]
        row["is_tied"] = item in [one.item for one in outcome.tied]
    return row


def _named(counted: Tally, outcome: Outcome | None) -> list[dict[str, Any]]:
    elected = {one.name for one in outcome.elected if one.item is None} if outcome else set()
    tied = {one.name for one in outcome.tied if one.item is None} if outcome else set()
    return [
        {"name": name, "votes": votes, "is_elected": name in elected, "is_tied": name in tied}
        for name, votes in sorted(counted.named.items(), key=lambda row: (-row[1], row[0]))
    ]
