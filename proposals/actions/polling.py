"""Voting in a quick poll: one row says that somebody voted, a counter what was chosen.

The two are written in one transaction and hold nothing in common; there is no entry in the trail
and no time. It is no ballot of the congress: it decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from congress.actions.acting import hold
from proposals.actions.deliberating import require_running
from proposals.checks.public import poll_is_split
from proposals.models import Deliberation, PollOption, PollVoter
from union_site.models import Seat
from union_site.norms import norm

VOTED = "您已经投过票了，每人一票，投出后不能更改。"


@sensitive_variables("option_id")
@transaction.atomic
def vote(*, deliberation: Deliberation, option_id: int, by: Seat) -> None:
    """One vote a seat; the database refuses a second one. Nothing is returned, nothing noted."""
    hold(deliberation)
    require_running(deliberation, by, timezone.localdate())
    voter = PollVoter(union_id=by.union_id, deliberation=deliberation, seat=by)
    voter.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            voter.save(force_insert=True)
    except IntegrityError as twice:
        raise ValidationError(VOTED) from twice
    options = PollOption.objects.filter(pk=option_id, deliberation=deliberation)
    if not options.update(votes=F("votes") + 1):
        raise ValidationError("请选择一个选项。")


@dataclass(frozen=True)
class PollResult:
    """What a reader may know of a quick poll."""

    options: list[PollOption]
    total: int
    has_voted: bool
    may_vote: bool
    is_shown: bool  # after one's own vote, or when it is over
    is_split: bool  # enough votes for the single counts
    least: int


def result_for(deliberation: Deliberation, seat: Seat) -> PollResult | None:
    """None where there is no poll."""
    if not deliberation.poll_question:
        return None
    today = timezone.localdate()
    options = list(PollOption.objects.visible_to(seat).filter(deliberation=deliberation))
    total = sum(option.votes for option in options)
    voters = PollVoter.objects.visible_to(seat).filter(deliberation=deliberation)
    has_voted = voters.filter(seat=seat).exists()
    is_running = deliberation.is_running(today)
    least = norm("proposals.poll_min_shown", union=deliberation.union, on=today)
    is_shown = has_voted or not is_running
    return PollResult(
        options=options,
        total=total,
        has_voted=has_voted,
        may_vote=is_running and not has_voted,
        is_shown=is_shown,
        is_split=is_shown and poll_is_split(total, least=least),
        least=least.number,
    )
