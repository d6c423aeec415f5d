"""Taking in micro-proposals: once each, within the limits, without a trace where anonymous."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import secrets
from typing import Any

from django.core.cache import caches
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from proposals.actions import letters, photos, similar
from proposals.actions.receipts import Receipt, hash_of_code, receipt_code
from proposals.checks import micro as checks
from proposals.models import MicroProposal
from union_site import audit
from union_site.encryption import keyed_hash
from union_site.models import Seat
from union_site.norms import norm
from union_site.workflow import start_of

# Of this process and gone with it: what is counted under it can be tried on no other day.
_SALT = secrets.token_bytes(32)


@transaction.atomic
def submit(
    *,
    text: str,
    category: str,
    publicity: str,
    submission_key: str,
    by: Seat,
    photo: bytes = b"",
) -> Receipt:
    """Takes in a micro-proposal. Sent twice, it is taken once and gives the same receipt.

    An anonymous one keeps neither the seat nor the hour, leaves nothing in the trail and lies in
    the bag of letters until the day is over.
    Raises ValidationError for a text that is empty or too long, or after too many in a day.
    """
    if not by.can("proposals.submit"):
        raise PermissionDenied
    now = timezone.now()
    is_anonymous = publicity == MicroProposal.Publicity.ANONYMOUS
    proposal = MicroProposal(
        union=by.union,
        text=text,
        category=category,
        publicity=publicity,
        author=None if is_anonymous else by,
        submitted_on=timezone.localdate(now),
        submitted_at=None if is_anonymous else now,
    )
    receipt = take_in(proposal, submission_key=submission_key, photo=photo, limited=by)
    if receipt.is_new and not is_anonymous:
        is_hidden = publicity == MicroProposal.Publicity.HIDDEN
        audit.record(
            verb="micro_proposal.submit",
            label="提交微提案",
            # A name that is to be forgotten never stands in a trail that forgets nothing.
            by=None if is_hidden else by,
            union=by.union,
            thing=receipt.proposal,
        )
    return receipt


def take_in(
    proposal: MicroProposal, *, submission_key: str, photo: bytes = b"", limited: Seat | None = None
) -> Receipt:
    """Into the bag if its moment must not show, else a row. The rules of the text come first."""
    goes_in_bag = _goes_in_bag(proposal)
    # The bag is held first: delivering makes rows of its letters at one stroke.
    bag = letters.lock(proposal.union) if goes_in_bag else None
    code, submission = receipt_code(submission_key), keyed_hash(submission_key, "submission")
    if known := _known(proposal, submission):
        return Receipt(known, code, is_new=False)
    proposal.text = checks.clean_text(proposal.text)
    _check(proposal)
    picture = photos.prepared(photo)
    if limited is not None:
        _count_against_limit(limited, proposal.submitted_on)
    proposal.receipt_hash, proposal.submission_hash = hash_of_code(code), submission
    proposal.full_clean(validate_unique=False)  # the database decides, see below
    if bag is not None:
        letters.put_proposal(bag, proposal, photo=picture)
        return Receipt(proposal, code)
    try:
        with transaction.atomic():
            proposal.photo = photos.keep(proposal, picture)
            proposal.save(force_insert=True)
    except IntegrityError:  # the same page sent at the same moment by a second tap
        known = MicroProposal.objects.get(submission_hash=submission)
        return Receipt(known, code, is_new=False)
    similar.index(proposal)
    letters.tell_screeners(proposal)
    return Receipt(proposal, code)


def _goes_in_bag(proposal: MicroProposal) -> bool:
    """Whoever writes or telephones now could be told by the moment; a slip of paper could not."""
    return proposal.is_anonymous and proposal.source in (
        MicroProposal.Source.ONLINE,
        MicroProposal.Source.PHONE,
    )


def _known(proposal: MicroProposal, submission: str) -> MicroProposal | None:
    in_bag = letters.find(union=proposal.union, submission=submission)
    rows = MicroProposal.objects.of_union(proposal.union)
    return in_bag or rows.filter(submission_hash=submission).first()


def _check(proposal: MicroProposal) -> None:
    limit = norm("proposals.micro_characters", union=proposal.union, on=proposal.submitted_on)
    if found := checks.text_findings(proposal.text, limit):
        raise ValidationError({"text": [finding.sentence for finding in found]})


def _count_against_limit(by: Seat, today: datetime.date) -> None:
    """Counts in this process's memory alone, until midnight.

    A counter in the database, or in a Redis that writes itself down, would tell who wrote today.
    """
    limit = norm("proposals.micro_per_day", union=by.union, on=today).number
    counted: Any = caches["memory"]
    key = "micro:" + hmac.new(_SALT, f"{by.pk}/{today}".encode(), hashlib.sha256).hexdigest()
    tomorrow = start_of(today + datetime.timedelta(days=1))
    counted.add(key, 0, timeout=max(1, int((tomorrow - timezone.now()).total_seconds())))
    if counted.incr(key) > limit:
        raise ValidationError(f"今天已提交 {limit} 件，请明天再提，或并到一件里。")
