"""Receipts of micro-proposals: the code, finding by it, rating with it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from proposals.actions import micro
from proposals.models import MicroProposal
from union_site import receipts

RECEIPT = "receipt"  # what its codes are hashed for


RECEIPT_TRIES = 30


@dataclass(frozen=True)
class Receipt:
    """What the author takes home: the proposal, and the only key to it if it is anonymous."""

    proposal: MicroProposal
    code: str


def receipt_code(submission_key: str) -> str:
    return receipts.code_of(submission_key, RECEIPT)


def hash_of_code(code: str) -> str:
    return receipts.hash_of(code, RECEIPT)


def find_by_receipt(code: str, *, client: str) -> MicroProposal | None:
    """The proposal of a receipt, or None, also after too many wrong codes from one address."""
    tries = receipts.Tries("receipt", client, limit=RECEIPT_TRIES)
    if tries.are_used_up:
        return None
    code_hash = hash_of_code(code)
    rows = MicroProposal.objects.select_related("union", "lead__user")
    found = rows.filter(receipt_hash=code_hash).first() if code_hash else None
    if found is None:
        tries.count()
    return found


@transaction.atomic
def rate_by_receipt(*, proposal: MicroProposal, satisfaction: str, note: str) -> MicroProposal:
    """The verdict of an anonymous author; holding the receipt is the right to it."""
    return micro.rate(proposal=proposal, satisfaction=satisfaction, note=note, by=None)


def new_submission_key() -> str:
    return receipts.new_submission_key()
