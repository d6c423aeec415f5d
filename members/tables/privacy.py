"""What pages show of the privacy notice: its text by paragraphs, who has read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Subquery
from django.urls import reverse

from members.models import NoticeAcceptance, PrivacyNotice
from union_site.documents import Heading, Paragraph, blocks_from_text
from union_site.documents.blocks import heading_text, numbered, paragraph_texts
from union_site.documents.numbering import Depth
from union_site.listing import Asked, Chip, Column, Listed, searched
from union_site.models import Seat
from union_site.personal import moment


@dataclass(frozen=True)
class Line:
    """A paragraph of a text; `level` is that of a heading, 0 of running text."""

    text: str
    level: int = 0


def lines_of(text: str) -> list[Line]:
    """Typed text as a page shows it, with the headings and numbers that a PDF would have."""
    lines: list[Line] = []
    for mark, block in numbered(blocks_from_text(text), Depth.BRACKETED):
        if isinstance(block, Heading):
            lines.append(_heading(mark, block))
        elif isinstance(block, Paragraph):
            lines += [Line(part) for part in paragraph_texts(block.text)]
    return lines


def _heading(mark: str, block: Heading) -> Line:
    """A heading; below 一、 a numbered sentence is running text and keeps its full stop."""
    if block.run_on:
        return Line(f"{mark}{heading_text(block)}{block.run_on}")
    if block.level > 1 and block.text.endswith("。"):
        return Line(f"{mark}{heading_text(block).rstrip('。')}。")
    return Line(f"{mark}{heading_text(block)}", block.level)


def readers(notice: PrivacyNotice, seat: Seat, asked: Asked) -> Listed:
    """?read=yes|no ?q= – the open seats of the union, each with `accepted_at`."""
    said = NoticeAcceptance.objects.filter(notice=notice, seat=OuterRef("pk"))
    seats = Seat.objects.visible_to(seat).open()
    rows = searched(seats, asked.words, "user__name").annotate(
        has_read=Exists(said), accepted_at=Subquery(said.values("at")[:1])
    )
    count, read = rows.count(), rows.filter(has_read=True).count()
    wanted = asked.one_of("read", ["yes", "no"])
    if wanted:
        rows = rows.filter(has_read=wanted == "yes")
    chips = [
        Chip("全部", asked.link({"read": None}), not wanted, count),
        Chip("已确认", asked.link({"read": "yes"}), wanted == "yes", read),
        Chip("未确认", asked.link({"read": "no"}), wanted == "no", count - read),
    ]
    ordered = rows.select_related("user", "member__group").prefetch_related("grants")
    by_name: Any = F("member__pinyin_order").asc(nulls_last=True)
    return Listed(ordered.order_by("has_read", by_name, "pk"), chips, [], None)


def group_of(seat: Seat) -> str:
    member = getattr(seat, "member", None)
    return member.group.name if member is not None and member.group else ""


READER_COLUMNS = [
    Column("姓名", lambda seat: seat.user.name, 12),
    Column("身份", lambda seat: seat.role_label, 12),
    Column("工会小组", group_of, 16),
    Column("确认时间", lambda seat: moment(seat.accepted_at), 18),
]


def trail() -> list[tuple[str, str]]:
    return [("个人信息告知书", reverse("members:privacy_notices"))]
