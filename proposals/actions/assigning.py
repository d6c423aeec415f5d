"""Acts of the committee: handing a proposal to a department, and to another one."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from congress.actions.acting import hold
from proposals.actions.results import ensure_classes
from proposals.actions.telling import author_side, deciders, departments, tell
from proposals.checks import handling as checks
from proposals.models import CoUnit, Proposal
from proposals.workflow.formal import FORMAL
from union_site.calendar import official_date
from union_site.findings import Finding, require_clear
from union_site.models import Seat
from union_site.workflow import advance, require_open


@dataclass(frozen=True)
class Hands:
    """Who takes a proposal on, and until when."""

    lead: Seat
    leader: Seat
    accept_due_on: datetime.date
    due_on: datetime.date
    co_units: Sequence[Seat] = ()

    @property
    def department(self) -> str:
        return department_of(self.lead)


def department_of(seat: Seat | None) -> str:
    return (seat.department or seat.user.name) if seat is not None else ""


def named(proposal: Proposal) -> str:
    """As notices call it: 提案 2026-T003“关于……”."""
    return f"{proposal}“{proposal.heading}”"


def findings(proposal: Proposal, hands: Hands, today: datetime.date) -> list[Finding]:
    """What the rules say to these hands and dates; for the page and the act."""
    found = checks.assigning(
        accept_due_on=hands.accept_due_on,
        due_on=hands.due_on,
        most=checks.limits(proposal.union, today),
        today=today,
    )
    return found + checks.hands(proposal, hands.lead)


def _require_fit(hands: Hands, union_id: int) -> None:
    """Refuses a seat that does not hold the role it is chosen for."""
    errors: dict[str, str] = {}
    if hands.lead.union_id != union_id or not hands.lead.can("proposals.handle"):
        errors["lead"] = "请选择本校的承办部门。"
    if hands.leader.union_id != union_id or not hands.leader.can("proposals.sign"):
        errors["leader"] = "请选择本校的分管校领导。"
    strangers = [
        seat
        for seat in hands.co_units
        if seat.union_id != union_id or not seat.can("proposals.handle")
    ]
    if strangers:
        errors["co_units"] = "协办只能是本校的承办部门。"
    if hands.lead in hands.co_units:
        errors["co_units"] = "主办不能同时是协办。"
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def assign(
    *,
    proposal: Proposal,
    hands: Hands,
    note: str = "",
    accepted: Iterable[str] = (),
    by: Seat,
    now: datetime.datetime | None = None,
) -> Proposal:
    """交办: to a lead department, its co-units and the leader in charge, with due dates."""
    hold(proposal)
    require_open(FORMAL, thing=proposal, step="assign", by=by)
    _hand_over(proposal, "assign", hands, note, accepted, by, now)
    due = official_date(hands.due_on)
    words = f"{named(proposal)}已交{hands.department}办理"
    tell(proposal, f"您提出或附议的{words}", author_side(proposal))
    tell(
        proposal,
        f"请接收办理{named(proposal)}，{official_date(hands.accept_due_on)}前接收，{due}前答复",
        [proposal.lead],
    )
    tell(proposal, f"{named(proposal)}请您部门协办，主办是{hands.department}", hands.co_units)
    tell(proposal, f"{words}，由您分管，{due}前答复", [proposal.leader])
    tell(proposal, words, [seat for seat in deciders(proposal) if seat.pk != by.pk])
    return proposal


def _hand_over(
    proposal: Proposal,
    step: str,
    hands: Hands,
    note: str,
    accepted: Iterable[str],
    by: Seat,
    now: datetime.datetime | None,
    more: dict[str, Any] | None = None,
) -> None:
    today = timezone.localdate(now)
    _require_fit(hands, proposal.union_id)
    agreed = require_clear(findings(proposal, hands, today), accepted=accepted)
    ensure_classes(union=proposal.union)
    advance(
        FORMAL,
        thing=proposal,
        step=step,
        by=by,
        note=note,
        changes={
            "lead": hands.lead,
            "leader": hands.leader,
            "assigned_on": today,
            "accept_due_on": hands.accept_due_on,
            "due_on": hands.due_on,
            "extended_from": None,
            "extension_reason": "",
        },
        details={
            "lead": hands.department,
            "due_on": hands.due_on.isoformat(),
            **(more or {}),
        },
        accepted=agreed,
    )
    _share(proposal, hands)


def _share(proposal: Proposal, hands: Hands) -> None:
    """The co-units chosen now; one that has given its opinion stays on record."""
    chosen = {seat.pk for seat in hands.co_units}
    proposal.co_units.exclude(seat__in=chosen).filter(opinion="").delete()
    known = set(proposal.co_units.values_list("seat", flat=True))
    for seat in hands.co_units:
        if seat.pk not in known:
            made = CoUnit(union=proposal.union, proposal=proposal, seat=seat)
            made.full_clean()
            made.save()


@transaction.atomic
def assign_together(
    *,
    proposals: Iterable[Proposal],
    hands: Hands,
    note: str = "",
    accepted: Iterable[str] = (),
    by: Seat,
    now: datetime.datetime | None = None,
) -> list[Proposal]:
    """Several to one department: all of them or none."""
    agreed = list(accepted)
    chosen = list(proposals)
    if not chosen:
        raise ValidationError("请先勾选要交办的提案。")
    return [
        assign(proposal=proposal, hands=hands, note=note, accepted=agreed, by=by, now=now)
        for proposal in chosen
    ]


@transaction.atomic
def reassign(
    *,
    proposal: Proposal,
    hands: Hands,
    note: str,
    accepted: Iterable[str] = (),
    by: Seat,
    now: datetime.datetime | None = None,
) -> Proposal:
    """调整承办: another department takes over and begins with accepting; a reply that waits for
    its signature is put aside and stays on record.
    """
    hold(proposal)
    require_open(FORMAL, thing=proposal, step="reassign", by=by)
    was = proposal.lead
    if was is not None and was.pk == hands.lead.pk:
        sentence = "主办没有变。只换分管校领导的，请用“更换分管校领导”。"
        raise ValidationError({"lead": sentence})
    before = departments(proposal)
    _hand_over(proposal, "reassign", hands, note, accepted, by, now, {"was": department_of(was)})
    _set_aside(proposal, note)
    words = f"{named(proposal)}改由{hands.department}办理"
    tell(proposal, f"{words}：{note}", before, deciders(proposal), [proposal.leader])
    tell(proposal, words, author_side(proposal))
    asked = f"请接收办理{named(proposal)}，{official_date(hands.accept_due_on)}前接收"
    tell(proposal, asked, [proposal.lead])
    return proposal


def _set_aside(proposal: Proposal, note: str) -> None:
    waiting = proposal.replies.filter(sent_at__isnull=True, returned_note="")
    waiting.update(returned_note=f"承办调整：{note}"[:500])


@transaction.atomic
def change_leader(*, proposal: Proposal, leader: Seat, note: str, by: Seat) -> Proposal:
    """Another leader signs: the one before has left, or the work was shared out anew."""
    hold(proposal)
    require_open(FORMAL, thing=proposal, step="change_leader", by=by)
    if leader.union_id != proposal.union_id or not leader.can("proposals.sign"):
        raise ValidationError({"leader": "请选择本校的分管校领导。"})
    was = proposal.leader
    if was is not None and was.pk == leader.pk:
        raise ValidationError({"leader": "分管校领导没有变。"})
    advance(
        FORMAL,
        thing=proposal,
        step="change_leader",
        by=by,
        note=note,
        changes={"leader": leader},
        details={"leader": leader.user.name, "was": was.user.name if was else ""},
    )
    words = f"{named(proposal)}的分管校领导改为{leader.user.name}"
    tell(proposal, words, [was, leader], departments(proposal), deciders(proposal))
    return proposal
