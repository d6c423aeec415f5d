"""Acts of the author: beginning a draft, saving it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from proposals.actions.acting import hold
from proposals.actions.capacities import Capacity, capacities
from proposals.checks.micro import clean_text
from proposals.models import MicroProposal, Proposal, ProposalState
from proposals.workflow.formal import is_author
from union_site import audit
from union_site.models import Seat

TEXTS = ("title", "reason", "suggestion")
# What is written over while the draft is saved; longer ones are refused, never cut.
LONGEST = {"title": 60, "reason": 2000, "suggestion": 2000}


class OvertakenDraft(ValidationError):
    """A newer text was saved in another window since this one was opened; `current` is it."""

    def __init__(self, current: Proposal) -> None:
        at = timezone.localtime(current.edited_at or current.created_at)
        super().__init__(
            f"另一个窗口在 {at:%H:%M} 保存了较新的文字。本页的文字没有丢，也没有盖掉它，请对照后再保存。",
            code="overtaken",
        )
        self.current = current


@transaction.atomic
def start(
    *,
    by: Seat,
    capacity: Capacity | None = None,
    origin: MicroProposal | None = None,
    **texts: Any,
) -> Proposal:
    """Begins a draft, seen by `by` alone.

    `capacity` is one of capacities(by); without it the first: as a delegate, if `by` is one.
    `origin` is the micro-proposal it grows from; one grows into one proposal at most.
    `texts`: any of title, category, reason, suggestion, publicity, wanted_lead. None has to be
    complete: lengths are looked at when it is submitted. Raises PermissionDenied for who may
    make no proposals.
    """
    now = timezone.now()
    held = capacities(by, today=timezone.localdate(now))
    chosen = capacity or next(iter(held), None)
    if chosen is None or chosen not in held:
        raise PermissionDenied
    proposal = Proposal(
        union=by.union,
        author=by,
        term=chosen.term,
        kind=chosen.kind,
        delegate=chosen.delegate,
        delegation=chosen.delegation,
        body=chosen.body,
        origin=origin,
        created_at=now,
    )
    _write(proposal, texts)
    proposal.full_clean()
    proposal.save(force_insert=True)
    audit.record(verb="proposal.start", label="起草提案", by=by, thing=proposal)
    return proposal


def _write(proposal: Proposal, texts: dict[str, Any]) -> None:
    cleaned = {name: clean_text(value) if name in TEXTS else value for name, value in texts.items()}
    too_long = {
        name: f"太长了，最多能保存 {most} 个字符（含空格和换行），请删减。"
        for name, most in LONGEST.items()
        if len(cleaned.get(name, "")) > most
    }
    if too_long:
        raise ValidationError(too_long)
    lead = cleaned.get("wanted_lead")
    if lead is not None and (
        lead.union_id != proposal.union_id or not lead.can("proposals.handle")
    ):
        raise ValidationError({"wanted_lead": "请选择本校的承办部门。"})
    for name, value in cleaned.items():
        setattr(proposal, name, value)


def require_own_draft(proposal: Proposal, by: Seat) -> None:
    if not is_author(proposal, by):
        raise PermissionDenied
    if proposal.state != ProposalState.DRAFT:
        raise ValidationError(
            f"现在是“{proposal.get_state_display()}”，不能修改。征集附议时请先“撤回修改”。"
        )


@transaction.atomic
def save_draft(*, proposal: Proposal, by: Seat, version: int, **texts: Any) -> Proposal:
    """Saves what was typed into a draft, complete or not.

    `version` is the one that was opened: where another window saved since, this raises
    OvertakenDraft and writes nothing. What reads the same as what is kept changes nothing.
    """
    hold(proposal)
    require_own_draft(proposal, by)
    kept = {name: getattr(proposal, name) for name in texts}
    seen = proposal.version
    _write(proposal, texts)
    if all(getattr(proposal, name) == value for name, value in kept.items()):
        return proposal
    if version != seen:
        proposal.refresh_from_db()
        raise OvertakenDraft(proposal)
    proposal.version, proposal.edited_at = seen + 1, timezone.now()
    proposal.full_clean()
    proposal.save()
    return proposal
