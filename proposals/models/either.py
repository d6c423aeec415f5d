"""Rows that speak of one proposal of either kind: each points at it by one of two columns."""

from __future__ import annotations

from typing import Any

from proposals.models.micro import MicroProposal
from proposals.models.proposals import Proposal


def column_of(thing: MicroProposal | Proposal | None) -> dict[str, Any]:
    """The column that points at the thing, to make such rows or to find them; {} for nothing."""
    if thing is None:
        return {}
    return {"micro" if isinstance(thing, MicroProposal) else "proposal": thing}
