"""Decisions of the committee: docketed, converted, rejected; numbers one by one."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from proposals.actions import deciding
from proposals.actions.batches import Batch, each
from proposals.checks import numbering
from proposals.checks import screening as checks
from proposals.models import Outcome, Proposal, ReasonClass
from proposals.workflow.formal import FORMAL
from union_site.calendar import official_date
from union_site.findings import require_clear
from union_site.models import Seat
from union_site.norms import norm
from union_site.workflow import advance, require_open

PATTERNS = {
    Outcome.DOCKETED: "proposals.number_pattern",
    Outcome.CONVERTED: "proposals.opinion_pattern",
}


@transaction.atomic
def docket(
    *,
    proposal: Proposal,
    note: str = "",
    presidium_on: datetime.date | None = None,
    presidium_words: str = "",
    accepted: Iterable[str] = (),
    by: Seat,
) -> Proposal:
    """立案: it gets its number and waits to be handed out."""
    deciding.hold(proposal)
    require_open(FORMAL, thing=proposal, step="docket", by=by)
    presidium = deciding.Presidium(presidium_on, presidium_words)
    agreed, told = deciding.accept(deciding.findings(proposal, by=by), accepted)
    changes = deciding.decided(proposal, Outcome.DOCKETED, note, presidium)
    changes |= next_number(proposal, Outcome.DOCKETED) | {"reason_class": ""}
    details = {"number": changes["number"], **told}
    advance(
        FORMAL,
        thing=proposal,
        step="docket",
        by=by,
        note=note,
        changes=changes,
        details=details,
        accepted=agreed,
    )
    sentence = f"提案“{proposal.heading}”已立案，编号 {proposal.number}"
    deciding.announce(proposal, _with_note(sentence, note), by)
    return proposal


def docket_all(*, proposals: Iterable[Proposal], by: Seat) -> Batch:
    """Those the committee is of one mind about, in the order they came in; others are named."""
    inline = sorted(proposals, key=lambda row: (row.submitted_at or row.created_at, row.pk))
    return each(inline, lambda proposal: _docket_unanimous(proposal, by))


@transaction.atomic
def _docket_unanimous(proposal: Proposal, by: Seat) -> None:
    deciding.hold(proposal)
    require_open(FORMAL, thing=proposal, step="docket", by=by)
    if not is_unanimous(proposal):
        raise ValidationError("委员意见不一致或填写的不到半数，请单独决定。")
    docket(proposal=proposal, by=by)


def is_unanimous(proposal: Proposal) -> bool:
    suggestions = list(proposal.advice.in_force().values_list("suggestion", flat=True))
    members = deciding.committee_size(proposal.union)
    return checks.is_unanimous(suggestions, members=members)


@transaction.atomic
def convert(
    *,
    proposal: Proposal,
    reason_class: str,
    note: str,
    presidium_on: datetime.date | None = None,
    presidium_words: str = "",
    accepted: Iterable[str] = (),
    by: Seat,
) -> Proposal:
    """转意见建议: numbered in a row of its own, handed out and answered all the same."""
    presidium = deciding.Presidium(presidium_on, presidium_words)
    _turn_down(proposal, "convert", Outcome.CONVERTED, reason_class, note, presidium, accepted, by)
    sentence = f"提案“{proposal.heading}”转为意见建议办理，编号 {proposal.number}"
    deciding.announce(proposal, _with_note(sentence, note), by)
    return proposal


@transaction.atomic
def reject(
    *,
    proposal: Proposal,
    reason_class: str,
    note: str,
    presidium_on: datetime.date | None = None,
    presidium_words: str = "",
    accepted: Iterable[str] = (),
    by: Seat,
) -> Proposal:
    """不予立案, with its class and the reason in words; the author may appeal once."""
    presidium = deciding.Presidium(presidium_on, presidium_words)
    _turn_down(proposal, "reject", Outcome.REJECTED, reason_class, note, presidium, accepted, by)
    sentence = _with_note(f"提案“{proposal.heading}”不予立案", note)
    if not checks.appeal_objection(proposal):
        days = norm("proposals.appeal_days", union=proposal.union, on=timezone.localdate())
        last = checks.appeal_ends_on(timezone.localdate(), days)
        sentence = f"{sentence[:150]}。提案人可在{official_date(last)}前申请复议"
    deciding.announce(proposal, sentence, by)
    return proposal


def _turn_down(
    proposal: Proposal,
    step: str,
    outcome: Outcome,
    reason_class: str,
    note: str,
    presidium: deciding.Presidium,
    accepted: Iterable[str],
    by: Seat,
) -> None:
    deciding.hold(proposal)
    require_open(FORMAL, thing=proposal, step=step, by=by)
    if reason_class not in ReasonClass.values:
        raise ValidationError({"reason_class": "请选择理由类别。"})
    found = deciding.findings_on_deciding(proposal, by=by)
    agreed, told = deciding.accept(found, accepted)
    changes = deciding.decided(proposal, outcome, note, presidium)
    changes["reason_class"] = reason_class
    if outcome in PATTERNS:
        changes |= next_number(proposal, outcome)
    details = {"reason_class": reason_class, "number": changes.get("number", ""), **told}
    advance(
        FORMAL,
        thing=proposal,
        step=step,
        by=by,
        note=note,
        changes=changes,
        details=details,
        accepted=agreed,
    )


def next_number(proposal: Proposal, outcome: Outcome) -> dict[str, Any]:
    """Year, serial and number of the next one; under the lock of the union's row.

    Where a union words both rows alike, a number that is taken is passed over.
    """
    today = timezone.localdate()
    pattern = norm(PATTERNS[outcome], union=proposal.union, on=today)
    require_clear(numbering.pattern_findings(pattern))
    rows = Proposal.objects.of_union(proposal.union)
    given = rows.filter(year=today.year, outcome=outcome)
    serial = given.aggregate(last=Max("serial"))["last"] or 0
    number = ""
    while not number or rows.filter(number=number).exists():
        serial += 1
        number = numbering.number_of(
            str(pattern.value),
            year=today.year,
            term=proposal.term.term_no or 0,
            session=proposal.session.session_no if proposal.session else 0,
            serial=serial,
        )
    return {"year": today.year, "serial": serial, "number": number}


def _with_note(sentence: str, note: str) -> str:
    return f"{sentence}：{note.strip()}" if note.strip() else sentence
