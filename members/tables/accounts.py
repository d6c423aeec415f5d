"""What the page of accounts shows: who has one, who has used it, whose should be closed."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from members.models import Member, UnionGroup
from members.models.codes import LEFT, Status
from union_site.forms import PeriodForm
from union_site.listing import Asked, Chip, Column, Listed
from union_site.models import Seat

_OPEN = Q(seat__is_active=True, seat__user__is_active=True)
_LEFT = Q(status__in=[*LEFT, Status.MERGED])
_NEVER = Q(seat__user__last_login__isnull=True)
# What a chip selects: key, label, members.
PILES: list[tuple[str, str, Q]] = [
    ("none", "无账号", Q(seat__isnull=True, status=Status.ACTIVE)),
    ("unused", "未登录过", _OPEN & _NEVER & ~_LEFT),
    ("used", "在用", _OPEN & ~_NEVER & ~_LEFT),
    ("leaving", "已离会待停用", _OPEN & _LEFT),
    ("closed", "停用", Q(seat__isnull=False) & ~_OPEN),
]
_TONES = {"none": "plain", "unused": "warn", "used": "ok", "leaving": "bad", "closed": "plain"}
_ANY = PILES[0][2] | Q(seat__isnull=False)


def accounts(seat: Seat, asked: Asked) -> tuple[Listed, str]:
    """?state= ?group= ?q=; the second is the pile shown. Without a word: who has no account."""
    found = Member.objects.visible_to(seat).filter(_ANY).matching(asked.words)
    if (group := asked.number("group")) is not None:
        found = found.filter(group_id=group)
    counts = found.order_by().aggregate(
        all=Count("pk"), **{key: Count("pk", filter=pile) for key, _, pile in PILES}
    )
    keys = [key for key, _, _ in PILES]
    usual = "none" if counts["none"] else "all"
    state = asked.one_of("state", [*keys, "all"]) or usual
    rows = found if state == "all" else found.filter(next(p for k, _, p in PILES if k == state))
    chips = [Chip("全部", asked.link({"state": "all"}), state == "all", counts["all"])]
    chips += [
        Chip(label, asked.link({"state": key}), key == state, counts[key])
        for key, label, _ in PILES
        if counts[key] or key == state
    ]
    listed = Listed(
        rows=rows.select_related("group", "seat__user").in_order("group"),
        chips=chips,
        more_chips=[],
        filter_form=_filter_form(seat, asked),
    )
    return listed, state


def _filter_form(seat: Seat, asked: Asked) -> PeriodForm:
    groups = UnionGroup.objects.visible_to(seat).values_list("pk", "name")
    form = PeriodForm(
        asked,
        words="姓名或拼音",
        carried=["state"],
        choices=[("group", "工会小组", [(str(pk), name) for pk, name in groups])],
    )
    del form.fields["from"], form.fields["to"]
    form.is_used = bool(asked.words or asked.number("group"))
    return form


def pile_of(member: Member) -> str:
    """The same piles, of one member that is at hand."""
    if member.seat is None:
        return "none"
    if not (member.seat.is_active and member.seat.user.is_active):
        return "closed"
    if not member.is_on_roll:
        return "leaving"
    return "used" if member.seat.user.last_login else "unused"


def _last_login(member: Member) -> datetime.date | None:
    moment = member.seat.user.last_login if member.seat else None
    return timezone.localdate(moment) if moment else None


def account_rows(members: Any) -> list[dict[str, Any]]:
    labels = {key: label for key, label, _ in PILES}
    return [
        {
            "member": member,
            "username": member.seat.user.username if member.seat else "",
            "state": labels[pile_of(member)],
            "tone": _TONES[pile_of(member)],
            "last_login": _last_login(member),
        }
        for member in members
    ]


# No password ever leaves by a list.
COLUMNS = [
    Column("姓名", lambda row: row.name, 12),
    Column("工会小组", lambda row: row.group.name if row.group else "", 16),
    Column("用户名", lambda row: row.seat.user.username if row.seat else "", 20),
    Column("账号", lambda row: next(x for k, x, _ in PILES if k == pile_of(row)), 14),
    Column("最近登录", _last_login, 12),
    Column("会籍", lambda row: row.get_status_display(), 12),
]
