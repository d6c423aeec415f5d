"""Voiding a ballot: what lies in its urn is destroyed unseen."""

from __future__ import annotations

from django.db import transaction

from congress.actions import urn as urns
from congress.models import Ballot
from congress.workflow.ballots import BALLOT
from union_site.models import Seat
from union_site.workflow import advance


@transaction.atomic
def void_ballot(*, ballot: Ballot, by: Seat, note: str) -> Ballot:
    """Voids a ballot for a reason; sheets that lie in an urn are destroyed unseen."""
    urn = urns.lock(ballot)
    advance(BALLOT, thing=ballot, step="void", by=by, note=note)
    if urn is not None:
        urns.destroy(urn)
    return ballot
