"""Proposals in any state, made with the least that is valid."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.utils import timezone

from proposals.models import MicroProposal, State
from union_site.models import Seat, Union

TEXT = "图书角光线太暗，建议在书架两侧加装夜灯。"


def make_micro(
    union: Union, *, author: Seat | None = None, state: str = State.SUBMITTED, **fields: Any
) -> MicroProposal:
    """Named if there is an author, else anonymous; with what its state asks for."""
    now = timezone.now()
    values: dict[str, Any] = {
        "text": TEXT,
        "category": "logistics",
        "publicity": "open" if author else "anonymous",
        "author": author,
        "submitted_on": timezone.localdate(now),
        "submitted_at": now if author else None,
        "receipt_hash": uuid.uuid4().hex,
        "submission_hash": uuid.uuid4().hex,
        "state": state,
    }
    if state in (State.ACCEPTED, State.ASSIGNED, State.ANSWERED, State.PUBLISHED):
        values |= {
            "year": now.year,
            "serial": MicroProposal.objects.count() + 1,
            "title": "图书角夜灯",
        }
    if state in (State.ANSWERED, State.PUBLISHED):
        values |= {"answer": "已装好。", "answered_at": now, "result_class": "solved"}
    if state == State.PUBLISHED:
        values |= {"published_at": now}
    if state == State.ASSIGNED:
        values |= {"due_on": timezone.localdate(now) + datetime.timedelta(days=7)}
    proposal = MicroProposal(union=union, **(values | fields))
    proposal.full_clean()
    proposal.save(force_insert=True)
    return proposal
