"""Acts on ballots: drafting, opening, closing with the count, voiding. Casting has its own."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from congress.actions import urn as urns
from congress.actions.acting import is_of_staff, lock, require, write
from congress.actions.counting import frame_of, rules_for
from congress.actions.elections import candidate_findings
from congress.checks import ballots as checks
from congress.checks import results
from congress.checks.shares import Rules, share_of
from congress.models import (
    Ballot,
    BallotItem,
    BallotState,
    Disclosure,
    DisclosureYear,
    Elector,
    RollEntry,
    Session,
    Turnout,
)
from congress.models.ballots import FOR, BallotKind, BallotMethod, Electorate, Medium
from congress.workflow.ballots import BALLOT
from members.models import Member
from union_site import audit
from union_site.findings import Finding, require_clear
from union_site.models import Seat
from union_site.workflow import advance, require_open

DECIDING = (BallotKind.RESOLUTION, BallotKind.ELECTION)
UNSEEN = (BallotKind.APPRAISAL, BallotKind.POLL)
NOT_DRAFT = "表决已经开始，不能再修改。确需改动的，请先作废，再重新拟定。"


# --- drafting -------------------------------------------------------------------------------


@transaction.atomic
def draft_ballot(
    *, session: Session | None, by: Seat, items: Sequence[str] = (), **written: Any
) -> Ballot:
    """A draft. `items`: what is marked, one line each; without any, the title itself.

    `written`: title, explanation, kind, method, medium, electorate, sitting, agenda_item, scale,
    seats, write_ins, base.
    """
    require(by, by.union_id)
    last = 0
    if session is not None:
        lock(session)
        last = session.ballots.aggregate(last=Max("position"))["last"] or 0
    ballot = Ballot(union=by.union, session=session, position=last + 1, drafted_by=by)
    _keep(ballot, written)
    _keep_items(ballot, items)
    audit.record(verb="congress.ballot_draft", label="拟定表决", by=by, thing=ballot)
    return ballot


@transaction.atomic
def change_ballot(*, ballot: Ballot, by: Seat, items: Sequence[str] = (), **written: Any) -> Ballot:
    """Changes a draft; candidates that come from the roster (`member`) keep their lines."""
    _require_draft(ballot, by)
    _keep(ballot, written)
    if not ballot.items.filter(member__isnull=False).exists():
        ballot.items.all().delete()
        _keep_items(ballot, items)
    audit.record(verb="congress.ballot_change", label="修改表决", by=by, thing=ballot)
    return ballot


@transaction.atomic
def remove_ballot(*, ballot: Ballot, by: Seat) -> Ballot:
    """Takes back a draft; the trail keeps its title."""
    _require_draft(ballot, by)
    if is_of_disclosure(ballot):
        raise ValidationError("这次测评由校务公开发起，请改为作废")
    audit.record(verb="congress.ballot_remove", label="删去表决草稿", by=by, thing=ballot)
    ballot.items.all().delete()
    ballot.delete()
    return ballot


def is_of_disclosure(ballot: Ballot) -> bool:
    """Whether an item of disclosure, or its year, holds on to this poll."""
    held_by = (Disclosure, DisclosureYear)
    return any(model.objects.filter(poll=ballot).exists() for model in held_by)


def _require_draft(ballot: Ballot, by: Seat) -> None:
    require(by, ballot.union_id)
    lock(ballot)
    ballot.refresh_from_db()
    if ballot.state != BallotState.DRAFT:
        raise ValidationError(NOT_DRAFT)


def _keep(ballot: Ballot, written: dict[str, Any]) -> None:
    write(ballot, written)
    if ballot.kind != BallotKind.ELECTION:
        ballot.seats, ballot.write_ins = None, 0
    for name in ("sitting", "agenda_item"):
        chosen = getattr(ballot, name)
        if chosen is not None and chosen.session_id != ballot.session_id:
            raise ValidationError({name: "所选内容不属于本次会议。"})
    if ballot.kind == BallotKind.ELECTION and not ballot.seats:
        # To the constraint an empty column is neither right nor wrong.
        raise ValidationError({"seats": "选举须写明应选名额。"})
    if ballot.kind in DECIDING and FOR not in ballot.labels:
        raise ValidationError({"scale": "表决和选举的选项须有“同意”。"})
    if ballot.kind in UNSEEN and ballot.method != BallotMethod.SECRET_BALLOT:
        raise ValidationError("民主评议和满意度测评采用无记名方式。")
    ballot.full_clean()
    ballot.save()


def _keep_items(ballot: Ballot, items: Sequence[str]) -> None:
    titles = [title.strip() for title in items if title.strip()] or [ballot.title]
    if twice := {title for title in titles if titles.count(title) > 1}:
        raise ValidationError({"items": f"“{min(twice)}”写了不止一次。"})
    for position, title in enumerate(titles, start=1):
        item = BallotItem(union=ballot.union, ballot=ballot, position=position, title=title)
        item.full_clean()
        item.save()


# --- opening --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Electors:
    """Who may vote, and of whom the majority is counted, at this moment."""

    n: int
    present: int
    entries: list[RollEntry]
    members: list[int]  # where all members vote


def electors_now(ballot: Ballot) -> Electors:
    if ballot.electorate == Electorate.MEMBERS:
        people = Member.objects.of_union(ballot.union).active()
        members = list(people.order_by("pk").values_list("pk", flat=True))
        return Electors(len(members), len(members), [], members)
    everybody = list(ballot.session.roll.full()) if ballot.session else []
    there: set[int] = set()
    if ballot.sitting is not None:
        there = set(ballot.sitting.presences.full().here().values_list("entry_id", flat=True))
    here = [entry for entry in everybody if entry.pk in there]
    entries = everybody if ballot.electorate == Electorate.ALL_DELEGATES else here
    return Electors(len(everybody), len(here), entries, [])


def opening_findings(ballot: Ballot, *, on: datetime.date) -> list[Finding]:
    """What is to be said of opening it now: C-04, C-05, C-09, C-15, E-01, E-03, E-04."""
    held, who = rules_for(ballot, on), electors_now(ballot)
    found = candidate_findings(ballot, on=on)
    if is_of_staff(ballot.session):
        found += checks.base(
            kind=ballot.kind, base=ballot.base, electorate=ballot.electorate, rule=held.adoption
        )
        found += checks.secrecy(ballot)
    if ballot.electorate == Electorate.MEMBERS:
        found += checks.somebody(len(who.members))
        if not checks.decides_in_session(ballot):
            return found
        refused = checks.delegates_decide(ballot)
        return found + (refused or _hall_findings(ballot, held))
    return found + _hall_findings(ballot, held) + checks.only_full([e.kind for e in who.entries])


def _hall_findings(ballot: Ballot, held: Rules) -> list[Finding]:
    """C-04: the roll stands, the sitting is open, and two thirds are there."""
    if missing := checks.sitting_open(ballot):
        return missing
    n = ballot.session.roll.full().count() if ballot.session else 0
    present = ballot.sitting.presences.full().here().count() if ballot.sitting else 0
    return checks.quorum(n=n, present=present, rules=held)


@transaction.atomic
def open_ballot(
    *, ballot: Ballot, by: Seat, now: datetime.datetime, accepted: Iterable[str] = ()
) -> Ballot:
    """Opens a draft: the quorum is there, who may vote and n are fixed (arts 19, 21)."""
    lock(ballot)
    ballot.refresh_from_db()
    require_open(BALLOT, thing=ballot, step="open", by=by)
    if ballot.sitting is not None:  # nobody closes it, or takes back a sign-in, meanwhile
        lock(ballot.sitting)
        ballot.sitting.refresh_from_db()
    found = opening_findings(ballot, on=timezone.localdate(now))
    agreed = require_clear(found, accepted=accepted)
    who = electors_now(ballot)
    _write_electors(ballot, who)
    if ballot.medium == Medium.PHONE:
        urns.place(ballot, electors=len(who.entries) or len(who.members))
    counted = {"opened_at": now, "n": who.n, "present": who.present}
    return advance(
        BALLOT,
        thing=ballot,
        step="open",
        by=by,
        note=f"全体 {who.n} 人，到会 {who.present} 人",
        changes=counted,
        accepted=agreed,
    )


def _write_electors(ballot: Ballot, who: Electors) -> None:
    given: dict[str, Any] = {"union_id": ballot.union_id, "ballot": ballot}
    rows = [Elector(**given, entry=entry, **_member(entry.member_id)) for entry in who.entries]
    rows += [Elector(**given, **_member(member)) for member in who.members]
    Elector.objects.bulk_create(rows)


def _member(member_id: int | None) -> dict[str, Any]:
    return {"member_id": member_id}  # a full delegate has one: the roll is made of members


# --- closing --------------------------------------------------------------------------------


def closing_findings(ballot: Ballot) -> list[Finding]:
    """What is to be said of closing it now: C-13t. The share is the one of the quorum."""
    frame = frame_of(ballot)
    day = timezone.localdate(ballot.opened_at)
    return checks.turnout(
        splits=ballot.is_secret and ballot.kind in DECIDING,
        entitled=ballot.electors.count(),
        voted=Turnout.objects.filter(elector__ballot=ballot).count(),
        least=frame.min_shown,
        share=share_of(rules_for(ballot, day).quorum),
    )


@transaction.atomic
def close_ballot(
    *, ballot: Ballot, by: Seat, now: datetime.datetime, accepted: Iterable[str] = ()
) -> Ballot:
    """Ends the voting on the phone, counts, and writes the result; nobody votes after that.

    Refuses while so few have voted that the result would tell who marked what, and if the urn
    does not hold as many sheets as people have voted.
    """
    urns.lock(ballot)
    ballot.refresh_from_db()
    require_open(BALLOT, thing=ballot, step="close", by=by)
    agreed = require_clear(closing_findings(ballot), accepted=accepted)
    voted = Turnout.objects.filter(elector__ballot=ballot).count()
    note = f"应投 {ballot.electors.count()} 人，已投 {voted} 人"
    changes = {"closed_at": now}
    advance(BALLOT, thing=ballot, step="close", by=by, note=note, changes=changes, accepted=agreed)
    ballot.result = recounted(ballot)
    returned = ballot.result["returned"]
    if returned != voted:
        raise ValidationError(
            f"已投票 {voted} 人，票箱里有 {returned} 张票，两者不符，不能公布结果。"
            "请联系系统管理员核查，或将本次投票作废后重投。"
        )
    ballot.save(update_fields=["result"])
    return ballot


def recounted(ballot: Ballot) -> dict[str, Any]:
    """The result of a decided ballot on the phone, counted anew from the stored sheets."""
    frame = frame_of(ballot)
    counted = results.tally(urns.sheets(ballot), frame, issued=ballot.electors.count())
    return results.result(frame, counted)
