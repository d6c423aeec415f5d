"""What pages show of corrections: the list, old and new side by side."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse

from members.models import Correction, CorrectionState
from members.models.corrections import words_of
from members.tables.personal import cover
from union_site.listing import Asked, Column, Listed, searched
from union_site.models import Seat
from union_site.personal import moment

EMPTY = "（空）"


@dataclass(frozen=True)
class Sides:
    """The value that stands in the roster, and the one that is asked for."""

    now: str
    proposed: str
    is_covered: bool


def sides(correction: Correction, *, is_open: bool = False) -> Sides:
    """Both values in words; what is sensitive is covered until `is_open`."""
    name = correction.field
    now = words_of(name, getattr(correction.member, name))
    if not correction.is_open:
        return Sides("", "", is_covered=False)
    proposed = words_of(name, correction.value)
    is_covered = correction.is_sensitive and not is_open
    if is_covered:
        now, proposed = (cover(name, value) if value else "" for value in (now, proposed))
    return Sides(now or EMPTY, proposed or EMPTY, is_covered)


def corrections(seat: Seat, asked: Asked) -> Listed:
    """?state= ?q= (the member's name)"""
    rows = searched(Correction.objects.visible_to(seat), asked.words, "member__name")
    counts = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    state = asked.one_of("state", CorrectionState.values)
    return Listed(
        rows=(rows.filter(state=state) if state else rows).for_list(),
        chips=asked.chips("state", CorrectionState.choices, counts),
        more_chips=[],
        filter_form=None,
    )


# What was asked in words; the value itself is in no file.
COLUMNS = [
    Column("会员", lambda row: row.member.name, 12),
    Column("更正项目", lambda row: row.get_field_display(), 14),
    Column("理由", lambda row: row.reason, 40),
    Column("申请时间", lambda row: moment(row.asked_at), 18),
    Column("状态", lambda row: row.get_state_display(), 10),
    Column("办结时间", lambda row: moment(row.decided_at), 18),
    Column("办理人", lambda row: row.decided_by.name if row.decided_by else "", 12),
    Column("答复", lambda row: row.answer, 40),
]


def trail() -> list[tuple[str, str]]:
    return [
        ("会员名册", reverse("members:list")),
        ("更正申请", reverse("members:corrections")),
    ]


def own_trail() -> list[tuple[str, str]]:
    return [
        ("我的资料", reverse("members:me")),
        ("更正申请", reverse("members:my_corrections")),
    ]
