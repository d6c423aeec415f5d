"""Who has rated the last reply of which proposal, and which may be closed: parts of queries."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from proposals.models.handling import Rating
from proposals.models.proposals import Proposal
from proposals.models.seconders import Seconder
from proposals.models.states import ProposalState
from union_site.models import Seat


def rated(**by: Any) -> Exists:
    """The last reply has a rating like this: rated(part="author"), rated(seat=seat)."""
    rows = Rating.objects.filter(
        reply__proposal=OuterRef("pk"), reply__handling_round=OuterRef("handling_round"), **by
    )
    return Exists(rows)


def asked_to_rate(seat: Seat) -> Q:
    """Proposals this seat is author or seconder of, or of one that was merged into them."""
    seconded = Seconder.objects.accepted().filter(delegate__member__seat=seat)
    own = Proposal.objects.filter(author=seat)
    # Where one was merged into another, the other one is rated.
    of_author = own.values(rated=Coalesce("merged_into", "pk"))
    of_seconder = seconded.values(rated=Coalesce("proposal__merged_into", "proposal"))
    return Q(pk__in=of_author) | Q(pk__in=of_seconder)


def to_rate(seat: Seat) -> Any:
    """Replied ones that wait for this seat's rating."""
    rows = Proposal.objects.of_union(seat.union).filter(state=ProposalState.REPLIED)
    return rows.filter(asked_to_rate(seat)).exclude(rated(seat=seat))


def ripe(rows: Any, ended_by: datetime.date) -> Any:
    """可以办结: the author has rated, or the reply came so long ago that the rating has ended."""
    replied = rows.filter(state=ProposalState.REPLIED)
    return replied.filter(Q(rated(part="author")) | Q(replied_at__date__lte=ended_by))
