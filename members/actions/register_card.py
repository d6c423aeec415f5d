"""Acts of a school on the row that its district keeps of it: corrections and counts."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from members.actions.register import write
from members.actions.register_writing import keep_counts, locked, save_if_unchanged
from members.models import Member, Unit
from union_site import audit
from union_site.models import Seat, Union

# What a school knows better than its district.
OWN_FIELDS = ("address", "staff_count", "contact_name", "contact_phone")


def require_own(by: Seat, unit: Unit) -> None:
    if not by.can("registry.own") or unit.school_id != by.union_id:
        raise PermissionDenied


def roster_counts(union: Union) -> tuple[int, int]:
    """Members in service now, and those of them who hold a card. The names stay at the school."""
    active = Member.objects.of_union(union).active()
    return active.count(), active.exclude(card_no="").count()


@transaction.atomic
def correct_card(*, unit: Unit, revision: int, by: Seat, **values: Any) -> Unit:
    """Address, number of staff and contact of the school's own row."""
    require_own(by, unit)
    if set(values) - set(OWN_FIELDS):
        raise PermissionDenied
    return write(unit, revision, values, by=by, label="修改本单位登记卡")


@transaction.atomic
def report_counts(*, unit: Unit, seen: tuple[int, int], by: Seat, today: datetime.date) -> Unit:
    """Sends the numbers of members and cards to the district: totals only (PIPL art. 23).

    `seen` is what the page showed. Raises ValidationError where the roster has changed since,
    so that nobody sends a number that was never looked at.
    """
    require_own(by, unit)
    members, cards = roster_counts(by.union)
    if (members, cards) != tuple(seen):
        raise ValidationError(
            f"打开页面之后名册有了变动，现在是会员 {members} 人、持卡 {cards} 人，请核对后再上报。"
        )
    unit = locked(unit)
    unit.members_registered, unit.cards_issued, unit.counted_on = members, cards, today
    unit.full_clean()
    save_if_unchanged(unit, ["members_registered", "cards_issued", "counted_on"], unit.revision)
    keep_counts([unit], by=by)
    audit.record(
        verb="register.report",
        label="上报会员数和持卡数",
        by=by,
        thing=unit,
        note=f"会员 {members} 人，持卡 {cards} 人",
    )
    return unit
