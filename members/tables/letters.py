"""What pages show of letters of appointment: the register as asked for, one letter."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from members.models import AppointmentLetter, Member
from union_site.calendar import official_date
from union_site.forms import PeriodForm
from union_site.listing import Asked, Column, Listed, searched
from union_site.models import Seat

State = AppointmentLetter.State
TONES = {State.ISSUED: "ok", State.REVOKED: "plain"}


def letters(seat: Seat, asked: Asked) -> Listed:
    """?state= ?year= ?from= ?to= (day of issue) ?q= (name, post, number)."""
    mine = AppointmentLetter.objects.visible_to(seat)
    found = mine.between(asked.period.first, asked.period.last)
    if asked.words:
        people = Member.objects.visible_to(seat).matching(asked.words)
        words = searched(mine, asked.words, "person_name", "post_text", "prefix")
        wanted = Q(member__in=people) | Q(pk__in=words.values("pk"))
        if (number := _number(asked.words)) is not None:
            wanted |= Q(number=number)
        found = found.filter(wanted)
    counts = dict(found.order_by().values_list("state").annotate(rows=Count("pk")))
    state = asked.one_of("state", State.values)
    rows = found.filter(state=state) if state else found
    years = mine.order_by().values_list("year", flat=True).distinct()
    return Listed(
        rows=rows.for_list(),
        chips=asked.chips("state", State.choices, counts),
        more_chips=asked.year_chips(years),
        filter_form=PeriodForm(asked, words="姓名、职务、编号", carried=["state"]),
    )


def _number(words: str) -> int | None:
    digits = words.removesuffix("号")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else None


COLUMNS = [
    Column("编号", lambda row: row.number_text, 20),
    Column("姓名", lambda row: row.person_name, 12),
    Column("本会会员", lambda row: "是" if row.member_id else "否", 10),
    Column("聘任职务", lambda row: row.post_text, 32),
    Column("聘期自", lambda row: row.starts_on, 12),
    Column("聘期至", lambda row: row.ends_on, 12),
    Column("签发日期", lambda row: row.issued_on, 12),
    Column("聘任依据", lambda row: row.basis, 32),
    Column("状态", lambda row: row.get_state_display(), 10),
    Column("撤销日期", lambda row: row.revoked_on, 12),
    Column("撤销原因", lambda row: row.revoke_reason, 24),
]


def span(letter: AppointmentLetter) -> str:
    first = official_date(letter.starts_on)
    return f"{first}至{official_date(letter.ends_on)}" if letter.ends_on else f"{first}起"


def facts(letter: AppointmentLetter, seat: Seat) -> list[tuple[str, Any]]:
    facts = [
        ("编号", letter.number_text),
        ("受聘人", f"{letter.person_name}{letter.address}"),
        ("本会会员", "是" if letter.member_id else "否，外聘"),
        ("聘任职务", letter.post_text),
        ("聘期", span(letter)),
        ("签发日期", official_date(letter.issued_on)),
        ("聘任依据", letter.basis),
    ]
    if letter.revoked_on:
        facts.append(("撤销日期", official_date(letter.revoked_on)))
        if seat.can("organisation.manage"):
            facts.append(("撤销原因", letter.revoke_reason))
    return facts


def may_print(letter: AppointmentLetter, seat: Seat) -> bool:
    """Who issues letters, and who was given this one."""
    is_own = letter.member is not None and letter.member.seat_id == seat.pk
    return letter.is_issued and (seat.can("organisation.manage") or is_own)


def trail(letter: AppointmentLetter | None = None) -> list[tuple[str, str]]:
    places = [("聘书", reverse("members:letter_list"))]
    if letter is not None:
        places.append((letter.number_text, reverse("members:letter", args=[letter.pk])))
    return places
