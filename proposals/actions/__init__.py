"""Acts of the proposal box, one module a subject; those on micro-proposals from here."""

from proposals.actions.behalf import enter
from proposals.actions.boxes import open_box, renew_box, seat_at_box
from proposals.actions.forgetting import forget_authors
from proposals.actions.letters import deliver_letters, verdict_in_bag
from proposals.actions.micro import (
    accept,
    answer,
    assign,
    decline,
    extend,
    latest_extension,
    may_be_rehandled,
    rate,
    remind,
    send_back,
    usual_due_date,
    withdraw,
)
from proposals.actions.notices import publish_micro as publish
from proposals.actions.receipts import (
    Receipt,
    find_by_receipt,
    hash_of_code,
    new_submission_key,
    rate_by_receipt,
    receipt_code,
    why_declined,
    why_extended,
)
from proposals.actions.submitting import submit

__all__ = [
    "Receipt",
    "accept",
    "answer",
    "assign",
    "decline",
    "deliver_letters",
    "enter",
    "extend",
    "find_by_receipt",
    "forget_authors",
    "hash_of_code",
    "latest_extension",
    "may_be_rehandled",
    "new_submission_key",
    "open_box",
    "publish",
    "rate",
    "rate_by_receipt",
    "receipt_code",
    "remind",
    "renew_box",
    "seat_at_box",
    "send_back",
    "submit",
    "usual_due_date",
    "verdict_in_bag",
    "why_declined",
    "why_extended",
    "withdraw",
]
