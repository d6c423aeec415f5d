"""Acts on the seats of members: closing them on leaving, opening them again on return."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F

from members.checks import accounts as checks
from members.models import Member
from union_site import audit
from union_site.findings import Finding, require_clear
from union_site.models import Grant, Seat


def _picked(by: Seat, member_ids: Iterable[int], *, is_open: bool) -> list[Member]:
    """Those of the picked whose seat is open, or closed, held until the act is done."""
    if not by.can("members.accounts"):
        raise PermissionDenied
    rows = Member.objects.visible_to(by).filter(pk__in=member_ids, seat__is_active=is_open)
    return list(rows.select_related("seat").select_for_update(of=("self",)).in_order("pinyin"))


@transaction.atomic
def close(
    *,
    by: Seat,
    member_ids: Iterable[int],
    today: datetime.date,
    note: str = "",
    accepted: Iterable[str] = (),
) -> list[Member]:
    """Closes the seats: who sits there is out at the next click, the rights of it end.

    The person, the account and all records stay; a seat elsewhere is untouched.
    """
    members = _picked(by, member_ids, is_open=True)
    if not members:
        raise ValidationError("所选的人都没有在用的账号，可能刚刚已由别人停用。")
    if any(member.seat_id == by.pk for member in members):
        raise ValidationError("不能停用自己的账号；请由另一位主席办理。")
    agreed = require_clear(checks.closing(members), accepted=accepted)
    if any(member.is_on_roll for member in members) and not note.strip():
        raise ValidationError({"note": "所选的人中有在册会员，请写明停用原因。"})
    seats = _seats(members)
    Seat.objects.filter(pk__in=seats).update(is_active=False)
    _end_grants(seats, today)
    _touch(members)
    _record("members.close_seats", "停用会员账号", members, by, note, agreed)
    return members


def _seats(members: Iterable[Member]) -> list[int]:
    return [member.seat_id for member in members if member.seat_id is not None]


def _end_grants(seats: Iterable[int], today: datetime.date) -> None:
    """From today nothing is held any more; what began today or later ends as it begins."""
    yesterday = today - datetime.timedelta(days=1)
    running = Grant.objects.filter(seat__in=seats, valid_until__isnull=True)
    running.filter(valid_from__gt=yesterday).update(valid_until=F("valid_from"))
    running.filter(valid_from__lte=yesterday).update(valid_until=yesterday)


@transaction.atomic
def reopen(*, by: Seat, member_ids: Iterable[int], today: datetime.date) -> list[Member]:
    """Opens closed seats of those on the roll again, with a member's rights and no office."""
    members = _picked(by, member_ids, is_open=False)
    if not members:
        raise ValidationError("所选的人都没有停用的账号，可能刚刚已由别人恢复。")
    if gone := [member for member in members if not member.is_on_roll]:
        raise ValidationError(f"{checks.named(gone)}已不在册，请先办理入会或恢复会籍。")
    closed = _seats(members)
    # A seat that the site's operator closed may still hold its offices.
    _end_grants(closed, today)
    Seat.objects.filter(pk__in=closed).update(is_active=True)
    Grant.objects.bulk_create(
        Grant(seat=member.seat, role="member", valid_from=today, given_by=by)
        for member in members
        if member.seat
    )
    _touch(members)
    _record("members.reopen_seats", "恢复会员账号", members, by)
    return members


def _touch(members: list[Member]) -> None:
    Member.objects.filter(pk__in=[m.pk for m in members]).update(revision=F("revision") + 1)


def _record(
    verb: str,
    label: str,
    members: list[Member],
    by: Seat,
    note: str = "",
    accepted: Iterable[Finding] = (),
) -> None:
    """One entry: with the member where it is one, with the names where there are several."""
    is_one = len(members) == 1
    words = "" if is_one else f"{len(members)} 人：{checks.named(members)}"
    text = "；".join(part for part in (words, note.strip()) if part)
    thing = members[0] if is_one else None
    audit.record(verb=verb, label=label, by=by, thing=thing, note=text, accepted=accepted)


def note_export(*, by: Seat, count: int) -> None:
    """A list of usernames leaves the house."""
    if not by.can("members.accounts"):
        raise PermissionDenied
    audit.record(verb="members.export_accounts", label="导出账号名单", by=by, note=f"{count} 行")
