"""Acts on one's own data: taking a copy along (PIPL art. 45)."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction

from members.models import Member
from union_site import audit
from union_site.models import Seat

FORMATS = {"xlsx": "电子表格", "json": "JSON"}


def require_own(member: Member, by: Seat) -> None:
    if not by.can("own.view") or member.seat_id != by.pk:
        raise PermissionDenied


@transaction.atomic
def take_copy(*, member: Member, by: Seat, kind: str) -> Member:
    """Notes that somebody took a copy of all that is held about him; it is stored nowhere."""
    require_own(member, by)
    audit.record(
        verb="members.copy_own",
        label="下载本人全部资料",
        by=by,
        thing=member,
        note=FORMATS[kind],
    )
    return member
