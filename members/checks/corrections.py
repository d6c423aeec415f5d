"""Rules of corrections: what a request changes."""

from __future__ import annotations

from typing import Any

from members.models import Correction
from union_site.idcards import IdKind


def changes_of(correction: Correction) -> dict[str, Any]:
    """The fields of the member that the request changes.

    A resident's number tells birth date and sex: a new one brings them along, since the two
    must agree (M-12, M-13) and neither could be put right before the other.
    """
    changes: dict[str, Any] = {correction.field: correction.value}
    is_resident = correction.member.id_kind in (IdKind.RESIDENT, IdKind.RESIDENCE)
    if correction.field == "id_number" and is_resident:
        changes |= {"birth_date": None, "sex": ""}
    return changes
