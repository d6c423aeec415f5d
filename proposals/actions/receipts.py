"""Receipts of micro-proposals: the code, finding by it, rating with it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from proposals.actions import letters, micro
from proposals.models import MicroProposal
from union_site import receipts
from union_site.models import StepEvent

RECEIPT = "receipt"  # what its codes are hashed for


RECEIPT_TRIES = 30


@dataclass(frozen=True)
class Receipt:
    """What the author takes home: the proposal, and the only key to it if it is anonymous."""

    proposal: MicroProposal
    code: str
    is_new: bool = True  # False: sent before, and taken then


def receipt_code(submission_key: str) -> str:
    return receipts.code_of(submission_key, RECEIPT)


def hash_of_code(code: str) -> str:
    return receipts.hash_of(code, RECEIPT)


def find_by_receipt(code: str, *, client: str) -> MicroProposal | None:
    """The proposal of a receipt, or None, also after too many wrong codes from one address.

    One that lies in a bag is found as well; it is no row yet (`is_in_bag`).
    """
    tries = receipts.Tries("receipt", client, limit=RECEIPT_TRIES)
    if tries.are_used_up:
        return None
    code_hash = hash_of_code(code)
    found = _of_hash(code_hash) if code_hash else None
    if found is None:
        tries.count()
    return found


def _of_hash(code_hash: str) -> MicroProposal | None:
    rows = MicroProposal.objects.select_related("union", "lead__user")
    rows = rows.filter(receipt_hash=code_hash)
    # A bag may be emptied between the first look and the second.
    return rows.first() or letters.find(receipt=code_hash) or rows.all().first()


def why_declined(proposal: MicroProposal) -> str:
    """What the union wrote to the author when it did not take the proposal up."""
    events = StepEvent.objects.of(proposal).filter(step="decline")
    return events.values_list("note", flat=True).first() or ""


def why_extended(proposal: MicroProposal) -> str:
    """The reason that the department gave for its last extension."""
    events = StepEvent.objects.of(proposal).filter(step="extend")
    return events.order_by("-at", "-pk").values_list("note", flat=True).first() or ""


@transaction.atomic
def rate_by_receipt(*, proposal: MicroProposal, satisfaction: str, note: str) -> None:
    """The verdict of who has no seat here; holding the receipt is the right to it.

    An anonymous one goes into the bag, since its moment could tell who was at the page.
    """
    if proposal.is_anonymous:
        today = timezone.localdate()
        letters.put_verdict(proposal=proposal, satisfaction=satisfaction, note=note, today=today)
    else:
        micro.rate(proposal=proposal, satisfaction=satisfaction, note=note, by=None)


def answer_followup_by_receipt(
    *, proposal: MicroProposal, answer: str, note: str = "", wants_again: bool = False
) -> None:
    """An anonymous author's answer to a follow-up, into the bag as a verdict is."""
    letters.put_follow_up(
        proposal=proposal,
        answer=answer,
        note=note,
        wants_again=wants_again,
        today=timezone.localdate(),
    )


def new_submission_key() -> str:
    return receipts.new_submission_key()
