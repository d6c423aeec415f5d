"""What counting needs to know of a ballot, by the norms of the day it was opened."""

from __future__ import annotations

import datetime

from django.utils import timezone

from congress.actions.acting import rules
from congress.checks.results import Frame
from congress.checks.shares import share_of
from congress.models import Ballot
from union_site.norms import norm


def day_of(ballot: Ballot) -> datetime.date:
    """The day whose norms hold: when the ballot was opened."""
    if ballot.opened_at is None:
        raise ValueError("The ballot has not been opened.")
    return timezone.localdate(ballot.opened_at)


def frame_of(ballot: Ballot) -> Frame:
    """The ballot as `congress.checks.results` counts it. Two queries and the norms."""
    day = day_of(ballot)
    return Frame(
        kind=ballot.kind,
        items={item.pk: item.title for item in ballot.items.all()},
        codes=[code for code, _ in ballot.scale],
        seats=ballot.seats,
        write_ins=ballot.write_ins,
        base=ballot.base,
        n=ballot.n or 0,
        present=ballot.present or 0,
        share=share_of(rules(union=ballot.union, on=day).adoption),
        min_shown=norm("congress.min_shown", union=ballot.union, on=day).number,
        reading=str(norm("congress.adoption_reading", union=ballot.union, on=day).value),
    )
