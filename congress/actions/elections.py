"""Acts on elections: drafting one with its candidates, presenting them, voting once more."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from congress.actions.acting import hold, lock, require, write
from congress.actions.counts import COUNTING_OFFICES
from congress.actions.rounds import next_position, next_round, put_items
from congress.checks import elections as checks
from congress.models import Ballot, BallotState, Session, SessionOffice
from congress.models.ballots import BallotKind
from members.models import Member
from union_site import audit
from union_site.findings import Finding, Level, require_clear
from union_site.models import Seat, Union
from union_site.norms import norm


def in_strokes(members: Iterable[Member]) -> list[Member]:
    return sorted(members, key=lambda member: (member.stroke_order, member.pk))


def election_findings(
    *,
    union: Union,
    session: Session | None,
    members: Sequence[Member],
    seats: int,
    is_competitive: bool,
    write_ins: int,
    method: str,
    today: datetime.date,
) -> list[Finding]:
    """What is to be said of an election before it is drafted."""
    rule = norm("congress.competitive_excess", union=union, on=today)
    counting = SessionOffice.objects.filter(
        session=session, delegate__member__in=[member.pk for member in members]
    ).of(*COUNTING_OFFICES)
    clash = sorted(set(counting.values_list("delegate__name", flat=True)))
    return [
        *checks.nomination(
            seats=seats, candidates=len(members), is_competitive=is_competitive, rule=rule
        ),
        *checks.write_ins(seats=seats, allowed=write_ins),
        *checks.tellers(clash),
        *checks.secrecy(method),
    ]


def candidate_findings(ballot: Ballot, *, on: datetime.date) -> list[Finding]:
    """What forbids to open an election, however it was drafted: E-01, E-03, E-04.

    A later round has as many on its sheet as were left; names that were typed count as well.
    """
    if ballot.kind != BallotKind.ELECTION:
        return []
    items, seats = list(ballot.items.all()), ballot.seats or 0
    standing = Q(delegate__member__in=[item.member_id for item in items if item.member_id])
    standing |= Q(delegate__name__in=[item.title for item in items if not item.member_id])
    counting = SessionOffice.objects.filter(standing, session=ballot.session_id)
    clash = set(counting.of(*COUNTING_OFFICES).values_list("delegate__name", flat=True))
    found = checks.tellers(sorted(clash)) + checks.write_ins(seats=seats, allowed=ballot.write_ins)
    if ballot.previous_id is None:
        found += checks.nomination(
            seats=seats,
            candidates=len(items),
            is_competitive=len(items) > seats,
            rule=norm("congress.competitive_excess", union=ballot.union, on=on),
        )
    return [finding for finding in found if finding.level == Level.BLOCK]


@transaction.atomic
def draft_election(
    *,
    session: Session,
    by: Seat,
    today: datetime.date,
    accepted: Iterable[str] = (),
    **written: Any,
) -> Ballot:
    """Drafts an election.

    `written`: title, explanation, is_competitive, seats, write_ins, method, medium, electorate,
    sitting, agenda_item, members (candidates; they stand on the sheet by surname strokes).
    """
    require(by, session.union_id)
    lock(session)
    ballot = Ballot(
        union=session.union,
        session=session,
        kind=BallotKind.ELECTION,
        position=next_position(session),
        drafted_by=by,
    )
    return _keep(ballot, by, today, "congress.election_draft", "拟定选举", accepted, written)


@transaction.atomic
def change_election(
    *, ballot: Ballot, by: Seat, today: datetime.date, accepted: Iterable[str] = (), **written: Any
) -> Ballot:
    """Changes a draft; introductions of candidates who stay are kept."""
    require(by, ballot.union_id)
    hold(ballot)
    require_draft(ballot)
    return _keep(ballot, by, today, "congress.election_change", "修改选举", accepted, written)


def require_draft(ballot: Ballot) -> None:
    ballot.refresh_from_db(fields=["state"])
    if ballot.state != BallotState.DRAFT:
        raise ValidationError(f"现在是“{ballot.get_state_display()}”，票面不能再修改。")


def _keep(
    ballot: Ballot,
    by: Seat,
    today: datetime.date,
    verb: str,
    label: str,
    accepted: Iterable[str],
    written: dict[str, Any],
) -> Ballot:
    members, is_competitive = written.pop("members"), written.pop("is_competitive")
    write(ballot, written)
    ballot.full_clean()
    found = election_findings(
        union=ballot.union,
        session=ballot.session,
        members=members,
        seats=ballot.seats or 0,
        is_competitive=is_competitive,
        write_ins=ballot.write_ins,
        method=ballot.method,
        today=today,
    )
    agreed = require_clear(found, accepted=accepted)
    ballot.save()
    set_people(ballot, in_strokes(members))
    audit.record(verb=verb, label=label, by=by, thing=ballot, accepted=agreed)
    return ballot


def set_people(
    ballot: Ballot, members: Sequence[Member], posts: Mapping[int, str] | None = None
) -> None:
    """Puts these people on the sheet in this order; what was written of those who stay is kept.

    `posts`: member → what is written beside the name of somebody new.
    """
    notes = {**(posts or {}), **dict(ballot.items.exclude(note="").values_list("member", "note"))}
    ballot.items.all().delete()
    put_items(ballot, [(member.name, member, notes.get(member.pk, "")) for member in members])


@transaction.atomic
def introduce(*, ballot: Ballot, by: Seat, notes: Mapping[int, str]) -> Ballot:
    """Writes what stands beside each name: an introduction, a post. `notes`: item → text."""
    require(by, ballot.union_id)
    lock(ballot)
    require_draft(ballot)
    for item in ballot.items.all():
        item.note = notes.get(item.pk, item.note).strip()
        item.full_clean()
        item.save()
    audit.record(verb="congress.ballot_introduce", label="填写简介", by=by, thing=ballot)
    return ballot


@transaction.atomic
def run_off(*, ballot: Ballot, by: Seat, today: datetime.date) -> Ballot:
    """Drafts the next round: those who are level, or for free seats those next in votes.

    Among those who are level nobody else can be chosen; a free seat is open to all.
    """
    require(by, ballot.union_id)
    lock(ballot)
    ballot.refresh_from_db(fields=["state"])
    if ballot.kind != BallotKind.ELECTION or not ballot.is_decided:
        raise ValidationError("选举公布结果以后，才能拟定下一轮投票。")
    excess = norm("congress.run_off_excess", union=ballot.union, on=today).number
    standing = checks.again(ballot.result, excess=excess)
    free = ballot.result["free"]
    if not free or not standing:
        raise ValidationError("名额已经选满，或者没有可以再次投票的候选人。")
    rows = _again(ballot, standing)
    is_tie = any(row["is_tied"] for row in standing)
    drafted = next_round(ballot, rows, seats=free, write_ins=0 if is_tie else free, by=by)
    audit.record(verb="congress.run_off", label="拟定下一轮投票", by=by, thing=drafted)
    return drafted


def _again(ballot: Ballot, standing: Iterable[Mapping[str, Any]]) -> list[Any]:
    """Rows of the next sheet: candidates with what was written of them, and names written in."""
    known = {item.pk: item for item in ballot.items.select_related("member")}
    rows = []
    for row in standing:
        item = known.get(row["item"])
        rows.append((item.title, item.member, item.note) if item else (row["title"], None, ""))
    return rows
