"""The urn of a ballot: sheets go in one by one, and come out together when it was decided.

What is stored is how often each sheet was cast, sorted, filled up to a size that was fixed when
the ballot opened, and sealed. So neither place nor length nor time tells which sheet a vote added.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import repeat

from congress.checks.results import Sheet
from congress.models import Ballot, BallotState, Elector, OpenVote, Urn
from union_site.encryption import seal, unseal

# item → code is written as one character an item: where in the scale the code stands.
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
UNMARKED = "-"
NAME_BYTES, COUNT_BYTES = 80, 16
LEAST, MOST = 1024, 64 * 1024
NAMED = "named"

Key = tuple[str, tuple[str, ...]]


class StillClosed(Exception):
    """The urn is opened when the ballot was decided, and not before: by nobody."""


def place(ballot: Ballot, *, electors: int) -> Urn:
    """An empty urn, with room for everybody's sheet."""
    kinds = electors
    items = ballot.items.count()
    if not ballot.write_ins:
        kinds = min(electors, (len(ballot.scale) + 1) ** items)
    room = kinds * (items + ballot.write_ins * NAME_BYTES + COUNT_BYTES)
    size = LEAST
    while size < min(room, MOST):
        size *= 2
    return Urn.objects.create(
        union_id=ballot.union_id, ballot=ballot, sheets=seal(_written({}, size))
    )


def lock(ballot: Ballot) -> Urn | None:
    """The urn, held until the end of the transaction: votes and the closing come one by one."""
    return Urn.objects.select_for_update().filter(ballot_id=ballot.pk).first()


def put_in(urn: Urn, ballot: Ballot, items: Sequence[int], sheet: Sheet) -> None:
    """Adds one sheet. The caller holds the lock. One query."""
    text = unseal(urn.sheets)
    counted = _read(text)
    key = _key(sheet, ballot, items)
    counted[key] = counted.get(key, 0) + 1
    Urn.objects.filter(pk=urn.pk).update(sheets=seal(_written(counted, len(text.encode()))))


def destroy(urn: Urn) -> None:
    """What was cast in a ballot that is void decides nothing, and nobody shall learn it."""
    Urn.objects.filter(pk=urn.pk).update(sheets="")


def sheets(ballot: Ballot) -> Iterable[tuple[Sheet, int]]:
    """Every sheet of a decided ballot on the phone, with how often it was cast.

    Raises StillClosed, whatever the object in memory says, while the row is not decided.
    """
    if not Ballot.objects.filter(pk=ballot.pk, state=BallotState.DECIDED).exists():
        raise StillClosed(ballot.pk)
    if not ballot.is_secret:
        return zip(_named_votes(ballot), repeat(1))
    items = list(ballot.items.values_list("pk", flat=True))
    counted = _read(unseal(Urn.objects.get(ballot=ballot).sheets))
    return [(_sheet(key, ballot, items), times) for key, times in counted.items()]


def put_open_vote(elector: Elector, sheet: Sheet) -> None:
    """记名投票: kept with the elector's name."""
    marks = {str(item): code for item, code in sheet.marks.items()}
    named = {NAMED: list(sheet.named)} if sheet.named else {}
    OpenVote.objects.create(union_id=elector.union_id, elector=elector, marks=marks | named)


def _named_votes(ballot: Ballot) -> Iterable[Sheet]:
    votes = OpenVote.objects.filter(elector__ballot=ballot).order_by("pk")
    for marks in votes.values_list("marks", flat=True):
        chosen = {int(item): code for item, code in marks.items() if item != NAMED}
        yield Sheet(chosen, marks.get(NAMED, []))


def _key(sheet: Sheet, ballot: Ballot, items: Sequence[int]) -> Key:
    digits = dict(zip(ballot.labels, DIGITS, strict=False))
    marks = "".join(digits.get(sheet.marks.get(item, ""), UNMARKED) for item in items)
    return marks, tuple(sorted(sheet.named))


def _sheet(key: Key, ballot: Ballot, items: Sequence[int]) -> Sheet:
    codes = dict(zip(DIGITS, ballot.labels, strict=False))
    marks = {item: codes[mark] for item, mark in zip(items, key[0], strict=True) if mark in codes}
    return Sheet(marks, key[1])


def _read(text: str) -> dict[Key, int]:
    return {(marks, tuple(named)): times for marks, named, times in json.loads(text)}


def _written(counted: dict[Key, int], size: int) -> str:
    """In one order whatever came first, and as long as before; twice as long if it must be."""
    rows = [[marks, list(named), times] for (marks, named), times in sorted(counted.items())]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    used = len(text.encode())
    while size < used:
        size *= 2
    return text + " " * (size - used)
