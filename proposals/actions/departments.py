"""Acts of the departments: accepting, sending back, more time, a co-unit's opinion, progress."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from congress.actions.acting import hold
from proposals.actions.assigning import department_of, named
from proposals.actions.results import ensure_classes
from proposals.actions.telling import author_side, deciders, departments, tell
from proposals.checks import handling as checks
from proposals.models import (
    WITH_DEPARTMENT,
    CoUnit,
    Progress,
    Proposal,
)
from proposals.workflow.formal import FORMAL
from union_site import audit
from union_site.calendar import official_date
from union_site.findings import require_clear
from union_site.models import Seat
from union_site.workflow import advance, require_open


@transaction.atomic
def accept(*, proposal: Proposal, by: Seat) -> Proposal:
    """接收办理: the department takes it on."""
    hold(proposal)
    ensure_classes(union=proposal.union)
    advance(FORMAL, thing=proposal, step="accept", by=by)
    words = f"{department_of(by)}已接收办理{named(proposal)}"
    tell(proposal, words, author_side(proposal), deciders(proposal), [proposal.leader])
    return proposal


@transaction.atomic
def send_back(
    *, proposal: Proposal, note: str, by: Seat, now: datetime.datetime | None = None
) -> Proposal:
    """退回 within the days for accepting; the committee hands it to another department."""
    hold(proposal)
    require_open(FORMAL, thing=proposal, step="send_back", by=by)
    if sentence := checks.too_late_to_send_back(proposal, timezone.localdate(now)):
        raise ValidationError(sentence)
    advance(
        FORMAL,
        thing=proposal,
        step="send_back",
        by=by,
        note=note,
        changes={"lead": None, "assigned_on": None, "accept_due_on": None, "due_on": None},
        details={"lead": department_of(by)},
    )
    told = f"{department_of(by)}退回了{named(proposal)}：{note}"
    tell(proposal, told, deciders(proposal), [proposal.leader])
    words = f"{named(proposal)}由{department_of(by)}退回，提案工作委员会将另行交办"
    tell(proposal, words, author_side(proposal))
    return proposal


@transaction.atomic
def extend(
    *,
    proposal: Proposal,
    until: datetime.date,
    note: str,
    accepted: Iterable[str] = (),
    by: Seat,
    now: datetime.datetime | None = None,
) -> Proposal:
    """申请延期: once, with the reason, by at most what the norm allows."""
    hold(proposal)
    require_open(FORMAL, thing=proposal, step="extend", by=by)
    # The database keeps no proposal in handling without a due date.
    was = cast("datetime.date", proposal.due_on)
    most = checks.deadline("proposals.extension_days", union=proposal.union, since=was)
    today = timezone.localdate(now)
    found = checks.extending(was=was, until=until, most=most, today=today)
    agreed = require_clear(found, accepted=accepted)
    advance(
        FORMAL,
        thing=proposal,
        step="extend",
        by=by,
        note=note,
        changes={"due_on": until, "extended_from": was, "extension_reason": note.strip()},
        details={"was": was.isoformat(), "until": until.isoformat()},
        accepted=agreed,
    )
    words = f"{named(proposal)}的答复延期到{official_date(until)}：{note}"
    others = [*deciders(proposal), *departments(proposal), proposal.leader]
    # Who asked for it has just done it.
    tell(proposal, words, author_side(proposal), [one for one in others if one != by])
    return proposal


def may_give_opinion(co_unit: CoUnit, seat: Seat) -> bool:
    """The co-unit itself, as long as a department has the proposal."""
    return co_unit.seat_id == seat.pk and co_unit.proposal.state in WITH_DEPARTMENT


@transaction.atomic
def give_opinion(
    *, co_unit: CoUnit, text: str, by: Seat, now: datetime.datetime | None = None
) -> CoUnit:
    """协办意见 to the lead; may be bettered until the reply is handed in."""
    proposal = co_unit.proposal
    hold(proposal)
    hold(co_unit)
    if co_unit.seat_id != by.pk or not by.can("proposals.handle"):
        raise PermissionDenied
    if not may_give_opinion(co_unit, by):
        shown = proposal.status_words
        raise ValidationError(f"现在是“{shown}”，不能再提协办意见。")
    co_unit.opinion, co_unit.given_at = text.strip(), now or timezone.now()
    if not co_unit.opinion:
        raise ValidationError({"text": "请写下协办意见。"})
    co_unit.full_clean()
    co_unit.save()
    audit.record(verb="proposal.opinion", label="提协办意见", by=by, thing=proposal)
    words = f"{department_of(by)}就{named(proposal)}提出了协办意见"
    tell(proposal, words, [proposal.lead])
    return co_unit


@transaction.atomic
def record_progress(
    *,
    proposal: Proposal,
    on: datetime.date,
    percent: int,
    note: str = "",
    by: Seat,
    now: datetime.datetime | None = None,
) -> Progress:
    """登记进展: by date and per cent; at 100 the matter is done."""
    hold(proposal)
    require_open(FORMAL, thing=proposal, step="progress", by=by)
    _require_in_order(proposal, on, percent, note, timezone.localdate(now))
    row = keep_progress(proposal, on=on, percent=percent, note=note, by=by, now=now)
    advance(
        FORMAL,
        thing=proposal,
        step="progress",
        by=by,
        note=note,
        changes={"percent": percent, "implemented_on": on if percent == 100 else None},
        details={"percent": percent},
    )
    words = f"{named(proposal)}落实进度 {percent}%" + ("，已全部落实" if percent == 100 else "")
    tell(proposal, words, author_side(proposal), deciders(proposal), [proposal.leader])
    return row


def _require_in_order(
    proposal: Proposal, on: datetime.date, percent: int, note: str, today: datetime.date
) -> None:
    errors: dict[str, str] = {}
    last = proposal.progress_rows.for_list().first()
    earliest = last.on if last else proposal.assigned_on
    if on > today:
        errors["on"] = "进展日期不能晚于今天。"
    elif earliest is not None and on < earliest:
        before = "上一次登记" if last else "交办"
        errors["on"] = f"进展日期不能早于{before}的{official_date(earliest)}。"
    if not 0 <= percent <= 100:
        errors["percent"] = "进度在 0 到 100 之间。"
    if percent < proposal.percent and not note.strip():
        errors["note"] = f"进度比上一次的 {proposal.percent}% 低，请写明原因。"
    elif percent == proposal.percent and not note.strip():
        errors["note"] = f"进度仍是 {percent}%，请写明做了什么。"
    if errors:
        raise ValidationError(errors)


def keep_progress(
    proposal: Proposal,
    *,
    on: datetime.date,
    percent: int,
    note: str,
    by: Seat,
    now: datetime.datetime | None,
) -> Progress:
    """Writes one row; the act around it has asked for the right and records it."""
    row = Progress(
        union=proposal.union,
        proposal=proposal,
        on=on,
        percent=percent,
        note=note.strip(),
        by=by,
        at=now or timezone.now(),
    )
    row.full_clean()
    row.save()
    return row
