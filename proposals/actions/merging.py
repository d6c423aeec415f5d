"""Merging proposals and taking it back: many to one, never in a chain, nobody left behind."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from proposals.actions import deciding, telling
from proposals.checks import screening as checks
from proposals.models import Outcome, Proposal
from proposals.workflow.formal import FORMAL
from union_site import audit
from union_site.models import Seat, StepEvent
from union_site.workflow import advance, require_open


@transaction.atomic
def merge(
    *,
    proposal: Proposal,
    main: Proposal,
    note: str = "",
    presidium_on: datetime.date | None = None,
    presidium_words: str = "",
    accepted: Iterable[str] = (),
    by: Seat,
) -> Proposal:
    """并案: its authors and seconders become those of the main one too (NWNU, SZU).

    What was merged into it before goes along to the new main one.
    """
    if proposal.pk == main.pk:
        raise ValidationError({"main": "提案不能并入它自己。"})
    if proposal.union_id != main.union_id:
        raise ValidationError({"main": "请选择本校的提案。"})
    deciding.hold(proposal, main)
    require_open(FORMAL, thing=proposal, step="merge", by=by)
    if sentence := checks.merge_objection(main, joining=proposal):
        raise ValidationError({"main": sentence})
    agreed, told = deciding.accept(_findings(proposal, main, by), accepted)
    presidium = deciding.Presidium(presidium_on, presidium_words)
    changes = deciding.decided(proposal, Outcome.MERGED, note, presidium)
    followers = list(proposal.merged_ones.order_by("pk"))
    advance(
        FORMAL,
        thing=proposal,
        step="merge",
        by=by,
        note=note,
        changes=changes | {"merged_into": main, "reason_class": ""},
        details={**_named(main), **told},
        accepted=agreed,
    )
    _take_along(followers, main, by)
    _remember(main, "joined", "并入其他提案", _named(proposal), note, by)
    words = f"：{note.strip()}" if note.strip() else ""
    sentence = f"提案“{proposal.heading}”并入“{main.heading}”，提案人成为共同提案人{words}"
    # The main one's side holds by now everybody of the merged one, and who handles it.
    deciding.announce(main, sentence, by, telling.departments(main), [main.leader])
    return proposal


def _findings(proposal: Proposal, main: Proposal, by: Seat) -> list[Any]:
    return checks.decision_findings(
        is_own=deciding.is_own(proposal, by) or deciding.is_own(main, by),
        members=deciding.committee_size(proposal.union),
        advised=proposal.advice.in_force().count(),
    )


def _take_along(followers: Iterable[Proposal], main: Proposal, by: Seat) -> None:
    """A main one that is merged itself brings those along that were merged into it."""
    for follower in followers:
        follower.merged_into = main
        follower.full_clean()
        follower.save(update_fields=["merged_into"])
        _remember(follower, "moved_along", "随主提案改并", _named(main), "", by)


@transaction.atomic
def separate(*, proposal: Proposal, note: str, by: Seat) -> Proposal:
    """撤销并案, while the main one is not answered: it is screened on its own again."""
    deciding.hold(proposal)
    if (main := proposal.merged_into) is None:
        raise ValidationError("这件提案没有并入别的提案，请刷新页面查看。")
    deciding.hold(main)
    require_open(FORMAL, thing=proposal, step="separate", by=by)
    sentence = f"提案“{proposal.heading}”不再并入“{main.heading}”，另行审查：{note.strip()}"
    # While it still belongs to the main one, its side hears of it too.
    deciding.announce(main, sentence, by, telling.departments(main), [main.leader])
    advance(
        FORMAL,
        thing=proposal,
        step="separate",
        by=by,
        note=note,
        changes=deciding.undecided() | {"merged_into": None},
        details=_named(main),
    )
    _remember(main, "parted", "撤销并入", _named(proposal), note, by)
    return proposal


def _named(other: Proposal) -> dict[str, Any]:
    return {"proposal": other.pk, "title": other.heading, "number": other.number}


def _remember(
    proposal: Proposal, step: str, label: str, details: dict[str, Any], note: str, by: Seat
) -> None:
    """What happened to the other one stands in this one's timeline too; its state stays."""
    StepEvent.objects.create(
        union_id=proposal.union_id,
        object_type=proposal._meta.label_lower,
        object_id=str(proposal.pk),
        step=step,
        label=label,
        source=proposal.state,
        target=proposal.state,
        seat=by,
        note=note,
        details=details,
        at=timezone.now(),
    )
    audit.record(verb=f"proposal.{step}", label=label, by=by, thing=proposal, note=note)
