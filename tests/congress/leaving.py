"""Makes the least of a request for leave that is valid."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from congress.models import Leave, RollEntry
from congress.models.attendance import Reason


def make_leave(entry: RollEntry, **fields: Any) -> Leave:
    """From the whole session, unless `sitting` says otherwise."""
    given: dict[str, Any] = {"reason": Reason.OFFICIAL, "applied_at": timezone.now()}
    leave = Leave(union=entry.union, session=entry.session, entry=entry, **{**given, **fields})
    leave.full_clean()
    leave.save()
    return leave
