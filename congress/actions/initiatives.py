"""Acts on initiatives: delegates open, sign and submit; the union plans a session or answers."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from congress import checks
from congress.actions.acting import require, rules
from congress.actions.sessions import all_delegates, plan_session
from congress.checks import initiatives as initiative_checks
from congress.models import (
    CongressTerm,
    Delegate,
    Initiative,
    InitiativeSignature,
    InitiativeState,
    Session,
)
from congress.workflow.initiatives import INITIATIVE
from union_site import audit, notifications
from union_site.findings import Finding, require_clear
from union_site.models import Seat
from union_site.workflow import advance, require_open

OWN = "congress.own"


def place_of(seat: Seat, *, today: datetime.date) -> Delegate | None:
    """The seat's own place as a full delegate in office of the current term."""
    term = CongressTerm.objects.of_union(seat.union).in_force(today).first()
    if term is None or not seat.can(OWN):
        return None
    mine = term.delegates.in_office().full().filter(member__seat=seat)
    found: Delegate | None = mine.for_list().first()
    return found


def _require_place(by: Seat, union_id: int, today: datetime.date) -> Delegate:
    place = place_of(by, today=today) if by.union_id == union_id else None
    if place is None:
        raise PermissionDenied
    return place


def _locked(initiative: Initiative) -> Initiative:
    """The row as it stands: signing and submitting take turns, so that nobody is missed."""
    rows = Initiative.objects.select_for_update(of=("self",)).select_related("union", "term")
    return rows.get(pk=initiative.pk)


def needed_by(initiative: Initiative, *, on: datetime.date) -> tuple[int, int]:
    """n and how many of them it takes, today."""
    n = all_delegates(initiative.term)
    rule = rules(union=initiative.union, on=on).initiative
    return n, checks.at_least(n, checks.share_of(rule))


def reach_findings(initiative: Initiative, *, on: datetime.date) -> list[Finding]:
    """C-07 by the signatures that count: of full delegates who are still in office."""
    return initiative_checks.reached(
        signed=initiative.signatures.valid().count(),
        n=all_delegates(initiative.term),
        rule=rules(union=initiative.union, on=on).initiative,
    )


@transaction.atomic
def open_initiative(*, by: Seat, today: datetime.date, matter: str, reason: str) -> Initiative:
    """A delegate starts to collect signatures; her own is the first. The others are told."""
    place = _require_place(by, by.union_id, today)
    initiative = Initiative(
        union=by.union,
        term=place.term,
        matter=matter,
        reason=reason,
        opened_by=place,
        opened_on=today,
    )
    initiative.full_clean()
    initiative.save()
    audit.record(verb="congress.initiative_open", label="发起联名提议", by=by, thing=initiative)
    InitiativeSignature.objects.create(union=by.union, initiative=initiative, delegate=place)
    others = place.term.delegates.in_office().full().exclude(pk=place.pk)
    _tell_delegates(
        others, f"{place.name}发起联名提议召开临时会议：“{matter}”。同意的请联名。", initiative
    )
    return initiative


@transaction.atomic
def sign_initiative(
    *, initiative: Initiative, by: Seat, today: datetime.date
) -> InitiativeSignature:
    """Signs in person; signing twice changes nothing and gives back the first signature."""
    place = _require_place(by, initiative.union_id, today)
    initiative = _locked(initiative)
    if initiative.term_id != place.term_id:
        raise PermissionDenied
    _require_collecting(initiative, "联名")
    signed, is_new = InitiativeSignature.objects.get_or_create(
        initiative=initiative, delegate=place, defaults={"union_id": initiative.union_id}
    )
    if is_new:
        audit.record(verb="congress.initiative_sign", label="联名", by=by, thing=initiative)
        _tell_when_reached(initiative, today)
    return signed


def _require_collecting(initiative: Initiative, act: str) -> None:
    if initiative.state != InitiativeState.COLLECTING:
        shown = initiative.get_state_display()
        raise ValidationError(f"这件提议现在是“{shown}”，不能再{act}。")


def _tell_when_reached(initiative: Initiative, today: datetime.date) -> None:
    """Told once: by the signature that makes the third full."""
    _, needed = needed_by(initiative, on=today)
    member = initiative.opened_by.member
    if member is not None and initiative.signatures.valid().count() == needed:
        notifications.tell(
            seats=[member.seat],
            sentence=f"“{initiative}”的联名已达到 {needed} 人，可以提交工会。",
            url=_address(initiative),
        )


@transaction.atomic
def unsign_initiative(*, initiative: Initiative, by: Seat, today: datetime.date) -> Initiative:
    """Takes one's signature back, as long as the initiative is not submitted."""
    place = _require_place(by, initiative.union_id, today)
    initiative = _locked(initiative)
    _require_collecting(initiative, "撤回联名")
    if initiative.opened_by_id == place.pk:
        raise ValidationError("您是发起人，不再提议的请“撤回提议”。")
    gone, _ = InitiativeSignature.objects.filter(initiative=initiative, delegate=place).delete()
    if gone:
        audit.record(verb="congress.initiative_unsign", label="撤回联名", by=by, thing=initiative)
    return initiative


@transaction.atomic
def submit_initiative(*, initiative: Initiative, by: Seat, now: datetime.datetime) -> Initiative:
    """Hands a reached initiative to the union, with n and the third as they are now (art. 17)."""
    initiative = _locked(initiative)
    require_open(INITIATIVE, thing=initiative, step="submit", by=by)
    today = timezone.localdate(now)
    require_clear(reach_findings(initiative, on=today))
    n, needed = needed_by(initiative, on=today)
    changes = {"submitted_at": now, "delegates": n, "needed": needed}
    advance(INITIATIVE, thing=initiative, step="submit", by=by, changes=changes)
    signed = initiative.signatures.valid().count()
    notifications.tell(
        seats=notifications.those_with("congress.manage", union_id=initiative.union_id),
        sentence=f"{signed} 名代表联名提议召开临时会议：“{initiative}”，请办理。",
        url=_address(initiative),
    )
    return initiative


@transaction.atomic
def withdraw_initiative(*, initiative: Initiative, by: Seat, note: str = "") -> Initiative:
    initiative = _locked(initiative)
    advance(INITIATIVE, thing=initiative, step="withdraw", by=by, note=note)
    _tell_signers(initiative, f"“{initiative}”的发起人已撤回提议。", but=by)
    return initiative


@transaction.atomic
def accept_initiative(
    *,
    initiative: Initiative,
    by: Seat,
    today: datetime.date,
    accepted: Iterable[str] = (),
    **written: Any,
) -> Session:
    """Plans the extraordinary session the delegates asked for; the signers are those who signed.

    `written`: session_no, held_on, place, agenda. The third is counted once more, since
    delegates may have left meanwhile.
    """
    require(by, initiative.union_id)
    initiative = _locked(initiative)
    require_open(INITIATIVE, thing=initiative, step="accept", by=by)
    require_clear(reach_findings(initiative, on=today))
    session = plan_session(
        by=by,
        accepted=accepted,
        term=initiative.term,
        kind=Session.Kind.EXTRAORDINARY,
        initiator=Session.Initiator.DELEGATES,
        signers=initiative.signatures.valid().count(),
        **written,
    )
    advance(INITIATIVE, thing=initiative, step="accept", by=by, changes={"session": session})
    day = f"{session.held_on:%Y-%m-%d}"
    _tell_delegates(
        initiative.term.delegates.in_office(),
        f"根据代表联名提议，{session.short_title}（临时会议）定于 {day} 召开。",
        initiative,
    )
    return session


@transaction.atomic
def decline_initiative(*, initiative: Initiative, by: Seat, note: str) -> Initiative:
    """Answers why no session is held; those who signed are told."""
    require(by, initiative.union_id)
    initiative = _locked(initiative)
    advance(INITIATIVE, thing=initiative, step="decline", by=by, note=note)
    _tell_signers(initiative, f"“{initiative}”未予采纳：{note}", but=by)
    return initiative


def _address(initiative: Initiative) -> str:
    return reverse("congress:initiative", args=[initiative.pk])


def _tell_signers(initiative: Initiative, sentence: str, *, but: Seat) -> None:
    signers = Delegate.objects.filter(signed_initiatives__initiative=initiative)
    _tell_delegates(signers.exclude(member__seat=but), sentence, initiative)


def _tell_delegates(delegates: Any, sentence: str, initiative: Initiative) -> None:
    with_seat = delegates.filter(member__seat__isnull=False).select_related("member__seat")
    notifications.tell(
        seats=[delegate.member.seat for delegate in with_seat],
        sentence=sentence,
        url=_address(initiative),
    )
