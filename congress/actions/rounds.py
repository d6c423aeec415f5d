"""One round after another: a new draft that carries on where a ballot ended."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import Max

from congress.models import Ballot, BallotItem, Session
from members.models import Member
from union_site.models import Seat

Row = tuple[str, Member | None, str]  # title, member, note

_ROUND = re.compile(r"（(?:第\d+轮|重投|再次表决)）$")


def next_position(session: Session | None) -> int:
    """Behind the last ballot of the session."""
    if session is None:
        return 1
    return int(session.ballots.aggregate(last=Max("position"))["last"] or 0) + 1


def next_round(
    ballot: Ballot,
    rows: Iterable[Row],
    *,
    seats: int | None,
    write_ins: int,
    by: Seat,
    suffix: str = "",
) -> Ballot:
    """A draft with the same electors, way and rules, and with these rows on its sheet.

    The caller has locked the ballot; of each there is one next round only.
    """
    if Ballot.objects.filter(previous=ballot).exists():
        raise ValidationError("下一轮投票已经拟好，请到表决列表中查看。")
    number = ballot.round_no + 1
    words = suffix or f"第{number}轮"
    bare = _ROUND.sub("", ballot.title)
    drafted = Ballot(
        union=ballot.union,
        session=ballot.session,
        sitting=ballot.sitting,
        agenda_item=ballot.agenda_item,
        position=next_position(ballot.session),
        title=f"{bare[:108]}（{words}）",
        explanation=ballot.explanation,
        kind=ballot.kind,
        method=ballot.method,
        medium=ballot.medium,
        electorate=ballot.electorate,
        scale=ballot.scale,
        seats=seats,
        write_ins=write_ins,
        base=ballot.base,
        round_no=number,
        previous=ballot,
        drafted_by=by,
    )
    drafted.full_clean()
    drafted.save()
    put_items(drafted, rows)
    return drafted


def put_items(ballot: Ballot, rows: Iterable[Row]) -> None:
    """Writes the sheet of a draft, in the order given."""
    for position, (title, member, note) in enumerate(rows, start=1):
        item = BallotItem(
            union=ballot.union,
            ballot=ballot,
            position=position,
            title=title,
            member=member,
            note=note,
        )
        item.full_clean()
        item.save()
