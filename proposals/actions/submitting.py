"""Taking in micro-proposals: once each, within the limits, without a trace where anonymous."""

from __future__ import annotations

import datetime

from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from proposals.actions import similar
from proposals.actions.receipts import Receipt, hash_of_code, receipt_code
from proposals.checks import micro as checks
from proposals.models import MicroProposal
from union_site import audit, notifications
from union_site.encryption import keyed_hash
from union_site.models import Seat
from union_site.norms import norm
from union_site.workflow import day_of


@transaction.atomic
def submit(*, text: str, category: str, publicity: str, submission_key: str, by: Seat) -> Receipt:
    """Takes in a micro-proposal. Sent twice, it is taken once and gives the same receipt.

    An anonymous one keeps neither the seat nor the hour and leaves nothing in the trail.
    Raises ValidationError for a text that is empty or too long, or after too many in a day.
    """
    if not by.can("proposals.submit"):
        raise PermissionDenied
    code = receipt_code(submission_key)
    submission_hash = keyed_hash(submission_key, "submission")
    known = MicroProposal.objects.filter(submission_hash=submission_hash, union=by.union).first()
    if known is not None:
        return Receipt(known, code)
    now = timezone.now()
    today = timezone.localdate(now)
    clean = checks.clean_text(text)
    limit = norm("proposals.micro_characters", union=by.union, on=today)
    if found := checks.text_findings(clean, limit):
        raise ValidationError({"text": [finding.sentence for finding in found]})
    _count_against_limit(by, today)
    is_anonymous = publicity == MicroProposal.Publicity.ANONYMOUS
    proposal = MicroProposal(
        union=by.union,
        text=clean,
        category=category,
        publicity=publicity,
        author=None if is_anonymous else by,
        receipt_hash=hash_of_code(code),
        submission_hash=submission_hash,
        submitted_on=today,
        submitted_at=None if is_anonymous else now,
    )
    proposal.full_clean(validate_unique=False)  # the database decides, see below
    try:
        with transaction.atomic():
            proposal.save(force_insert=True)
    except IntegrityError:  # the same page sent at the same moment by a second tap
        return Receipt(MicroProposal.objects.get(submission_hash=submission_hash), code)
    similar.index(proposal)
    tell_screeners(proposal, now)
    if not is_anonymous:
        audit.record(verb="micro_proposal.submit", label="提交微提案", by=by, thing=proposal)
    return Receipt(proposal, code)


def _count_against_limit(by: Seat, today: datetime.date) -> None:
    """Counts in the cache alone: a counter in the database would tell who wrote today."""
    limit = norm("proposals.micro_per_day", union=by.union, on=today).number
    key = "micro:" + keyed_hash(f"{by.pk}/{today}", "rate")
    cache.add(key, 0, timeout=86_400)
    if cache.incr(key) > limit:
        raise ValidationError(f"今天已提交 {limit} 件，请明天再提，或并到一件里。")


def tell_screeners(proposal: MicroProposal, now: datetime.datetime) -> None:
    notifications.tell(
        seats=notifications.those_with("proposals.screen", union_id=proposal.union_id),
        sentence=f"收到一件微提案：{proposal.heading}",
        url=reverse("proposals:micro", args=[proposal.pk]),
        at=day_of(now) if proposal.is_anonymous else None,
    )
