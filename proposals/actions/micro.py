"""Acts on micro-proposals: screening, handing over, answering, rating, publishing."""

from __future__ import annotations

import datetime
from typing import cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from proposals.actions import similar
from proposals.actions.reminding import note_by_hand
from proposals.checks import micro as checks
from proposals.models import MicroProposal, MicroState, next_serial
from proposals.workflow.micro import MICRO
from union_site import notifications
from union_site.calendar import official_date
from union_site.findings import require_clear
from union_site.models import Seat, Union
from union_site.norms import norm
from union_site.workflow import advance, start_of


def _tell(
    proposal: MicroProposal,
    sentence: str,
    *seats: Seat | None,
    at: datetime.datetime | None = None,
) -> None:
    url = reverse("proposals:micro", args=[proposal.pk])
    notifications.tell(seats=seats, sentence=sentence, url=url, at=at)


def _tell_author(proposal: MicroProposal, sentence: str) -> None:
    """An anonymous author hears nothing and looks with the receipt."""
    _tell(proposal, sentence, proposal.author)


def _office(proposal: MicroProposal) -> list[Seat]:
    return notifications.those_with("proposals.screen", union_id=proposal.union_id)


@transaction.atomic
def accept(*, proposal: MicroProposal, title: str, category: str, by: Seat) -> MicroProposal:
    """Valid: it gets its number of the year."""
    Union.objects.select_for_update().get(pk=by.union_id)  # numbers are given out one by one
    year = proposal.submitted_on.year
    advance(
        MICRO,
        thing=proposal,
        step="accept",
        by=by,
        changes={
            "title": title.strip(),
            "category": category,
            "year": year,
            "serial": next_serial(by.union, year),
        },
    )
    similar.index(proposal)
    _tell_author(proposal, f"您的微提案已受理，编号 {proposal.number}")
    return proposal


@transaction.atomic
def decline(
    *,
    proposal: MicroProposal,
    reason: str,
    note: str,
    duplicate_of: MicroProposal | None = None,
    by: Seat,
) -> MicroProposal:
    """Not taken up, for one of the reasons; a duplicate leads to the original."""
    is_duplicate = reason == MicroProposal.Reason.DUPLICATE
    original = duplicate_of if is_duplicate else None
    if is_duplicate and (original is None or original.pk == proposal.pk or not original.number):
        raise ValidationError({"duplicate_of": "请选择与它重复的、已有编号的原提案。"})
    advance(
        MICRO,
        thing=proposal,
        step="decline",
        by=by,
        note=note,
        changes={"decline_reason": reason, "duplicate_of": original},
        details={"reason": reason} | ({"original": original.number} if original else {}),
    )
    told = f"{proposal.get_decline_reason_display()}：{note}"
    if original is not None:
        told = f"与第 {original.number} 号微提案重复，将并入该件办理。{note}"
    _tell_author(proposal, f"您的微提案未予受理。{told}")
    return proposal


@transaction.atomic
def assign(
    *, proposal: MicroProposal, lead: Seat, due_on: datetime.date, note: str = "", by: Seat
) -> MicroProposal:
    """Hands it to a department with a due date; a late date is recorded as accepted warning."""
    if lead.union_id != proposal.union_id or not lead.can("proposals.handle"):
        raise ValidationError({"lead": "请选择本校的承办部门。"})
    today = timezone.localdate()
    days = norm("proposals.answer_days", union=proposal.union, on=today)
    found = checks.due_findings(due_on, today=today, days=days)
    accepted = require_clear(found, accepted=[finding.code for finding in found])
    advance(
        MICRO,
        thing=proposal,
        step="assign",
        by=by,
        note=note,
        changes={"lead": lead, "due_on": due_on, "extended_from": None},
        details={"lead": lead.department or lead.user.name, "due_on": due_on.isoformat()},
        accepted=accepted,
    )
    named = f"微提案 {proposal.number}“{proposal.heading}”"
    _tell(proposal, f"请办理{named}，{official_date(due_on)}前答复", lead)
    department = lead.department or "承办部门"
    _tell_author(proposal, f"您的微提案 {proposal.number} 已交{department}办理")
    return proposal


@transaction.atomic
def extend(*, proposal: MicroProposal, due_on: datetime.date, note: str, by: Seat) -> MicroProposal:
    """The department asks for more time: once in a round, with a reason, within the norm."""
    first = proposal.due_on
    if first is not None:
        today = timezone.localdate()
        days = norm("proposals.extension_days", union=proposal.union, on=today)
        require_clear(checks.extension_findings(due_on, first=first, today=today, days=days))
    advance(
        MICRO,
        thing=proposal,
        step="extend",
        by=by,
        note=note,
        changes={"due_on": due_on, "extended_from": first},
        details={"due_on": due_on.isoformat()},
    )
    sentence = f"微提案 {proposal.number} 延期到{official_date(due_on)}答复：{note}"
    _tell_author(proposal, f"您的{sentence}")
    _tell(proposal, sentence, *_office(proposal))
    return proposal


@transaction.atomic
def remind(*, proposal: MicroProposal, by: Seat) -> MicroProposal:
    advance(MICRO, thing=proposal, step="remind", by=by)
    note_by_hand(thing=proposal, today=timezone.localdate())
    named = f"微提案 {proposal.number}“{proposal.heading}”"
    # The database keeps no proposal with a department without a due date.
    due = official_date(cast("datetime.date", proposal.due_on))
    _tell(proposal, f"催办：{named}应于{due}前答复", proposal.lead)
    return proposal


@transaction.atomic
def answer(*, proposal: MicroProposal, text: str, result_class: str, by: Seat) -> MicroProposal:
    """The department's answer and what came of it."""
    advance(
        MICRO,
        thing=proposal,
        step="answer",
        by=by,
        changes={
            "answer": checks.clean_text(text),
            "result_class": result_class,
            "answered_at": timezone.now(),
            "satisfaction": "",
            "rating_note": "",
        },
        details={"result_class": result_class},
    )
    _tell_author(proposal, f"您的微提案 {proposal.number} 有了答复，请评价")
    _tell(proposal, f"微提案 {proposal.number}“{proposal.heading}”已答复", *_office(proposal))
    return proposal


@transaction.atomic
def send_back(*, proposal: MicroProposal, note: str, by: Seat) -> MicroProposal:
    """The department says it is not theirs; the union office hands it on."""
    advance(
        MICRO,
        thing=proposal,
        step="send_back",
        by=by,
        note=note,
        changes={"lead": None, "due_on": None, "extended_from": None},
    )
    _tell(proposal, f"微提案 {proposal.number} 被退回：{note}", *_office(proposal))
    return proposal


@transaction.atomic
def rate(
    *, proposal: MicroProposal, satisfaction: str, note: str = "", by: Seat | None
) -> MicroProposal:
    """The author's verdict. `by` is None for the holder of a receipt of who has no seat here.

    Whoever is not satisfied may have it handled once more (norm proposals.rehandlings): then it
    goes back to the department with the author's reason and a new due date.
    """
    if by is None and not proposal.is_rated_by_receipt:
        raise PermissionDenied
    if satisfaction == MicroProposal.Satisfaction.UNSATISFIED and may_be_rehandled(proposal):
        return _rehandle(proposal, note, by)
    advance(
        MICRO,
        thing=proposal,
        step="rate",
        by=by,
        note=note,
        changes={"satisfaction": satisfaction, "rating_note": note.strip()},
        details={"satisfaction": satisfaction},
    )
    return proposal


def may_be_rehandled(proposal: MicroProposal) -> bool:
    limit = norm("proposals.rehandlings", union=proposal.union, on=timezone.localdate())
    return proposal.state == MicroState.ANSWERED and proposal.handling_round <= limit.number


def _rehandle(proposal: MicroProposal, note: str, by: Seat | None) -> MicroProposal:
    today = timezone.localdate()
    due_on = usual_due_date(proposal, today)
    advance(
        MICRO,
        thing=proposal,
        step="rehandle",
        by=by,
        note=note,
        changes={
            "handling_round": proposal.handling_round + 1,
            "due_on": due_on,
            "extended_from": None,
        },
    )
    sentence = f"微提案 {proposal.number} 提案人不满意，请再办理：{note}"
    at = start_of(today) if proposal.is_anonymous else None
    _tell(proposal, sentence, proposal.lead, *_office(proposal), at=at)
    return proposal


def usual_due_date(proposal: MicroProposal, today: datetime.date) -> datetime.date:
    """Today and the norm's working days."""
    days = norm("proposals.answer_days", union=proposal.union, on=today)
    return checks.usual_due(today, days)


def latest_extension(proposal: MicroProposal, today: datetime.date) -> datetime.date | None:
    """The last day that a department may ask for; None without a due date."""
    days = norm("proposals.extension_days", union=proposal.union, on=today)
    return checks.usual_due(proposal.due_on, days) if proposal.due_on else None


@transaction.atomic
def withdraw(*, proposal: MicroProposal, by: Seat) -> MicroProposal:
    return advance(MICRO, thing=proposal, step="withdraw", by=by)
