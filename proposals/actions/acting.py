"""What acts on a formal proposal begin with: the lock."""

from __future__ import annotations

from proposals.models import Proposal


def hold(proposal: Proposal) -> None:
    """Locks a proposal and reads it anew: an act goes by what is there now.

    Call it inside a transaction, before the state is asked.
    """
    list(Proposal.objects.select_for_update().filter(pk=proposal.pk).values("pk"))
    proposal.refresh_from_db()
