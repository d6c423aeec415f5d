"""The files of a proposal, and what a draft still asks of its author, on its page."""

from __future__ import annotations

import datetime
from typing import Any

from proposals.models import Proposal, ProposalFile, ProposalState
from union_site.models import Seat


def files_panel(proposal: Proposal, seat: Seat, today: datetime.date) -> dict[str, Any] | None:
    """For those who deal with the proposal; none where it is read on the notice page."""
    rows = list(ProposalFile.objects.visible_to(seat).filter(proposal=proposal).for_list())
    return {"rows": rows} if rows else None


def draft_panel(proposal: Proposal, seat: Seat, today: datetime.date) -> dict[str, Any] | None:
    if proposal.author_id != seat.pk or proposal.state != ProposalState.DRAFT:
        return None
    return {"proposal": proposal}
