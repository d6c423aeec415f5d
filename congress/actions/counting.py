"""What counting needs to know of a ballot, by the norms of the day it was opened."""

from __future__ import annotations

import datetime

from django.utils import timezone

from congress.actions.acting import rules, series_of
from congress.checks.results import Frame
from congress.checks.shares import Rules, share_of
from congress.models import Ballot
from union_site.norms import norm


def day_of(ballot: Ballot) -> datetime.date:
    """The day whose norms hold: when the ballot was opened."""
    if ballot.opened_at is None:
        raise ValueError("The ballot has not been opened.")
    return timezone.localdate(ballot.opened_at)


def rules_for(ballot: Ballot, on: datetime.date) -> Rules:
    """The norms of the series of meetings that the ballot belongs to. One query."""
    return rules(union=ballot.union, on=on, series=series_of(ballot.session))


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
        share=share_of(rules_for(ballot, day).adoption),
        min_shown=norm("congress.min_shown", union=ballot.union, on=day).number,
        reading=str(norm("congress.adoption_reading", union=ballot.union, on=day).value),
    )
