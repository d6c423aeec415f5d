"""Papers of a sitting: the sheet to sign on, blank or as it was signed, and who is on leave."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from congress.actions import signin_codes
from congress.models import HeadCount, Leave, Session, Sitting, head_count, roll_at
from congress.models.delegates import Kind
from congress.models.sittings import Part, Way
from congress.papers.dating import day_of
from members.papers.names import spaced
from union_site.calendar import official_date
from union_site.documents import Align, Block, Column, Document, Facts, Paragraph, Signature, Table


def qr(sitting: Sitting, now: datetime.datetime) -> SafeString:
    """The address with the code of this half minute, for the big screen."""
    address = settings.SITE_URL + reverse("sign_in_entry", args=[sitting.token])
    code = signin_codes.code_now(sitting, now)
    made = segno.make(f"{address}?c={code}", error="m", micro=False)
    drawn = made.svg_inline(border=2, omitsize=True, title="签到二维码", light="#fff")
    return mark_safe(drawn)  # noqa: S308 - drawn from an address of ours


# --- the sheet ----------------------------------------------------------------------------


def sign_in_sheet(
    of: Session | Sitting, today: datetime.date, *, filled: bool | None = None
) -> Document:
    """签到表 of a sitting; of a session that of its main sitting.

    Blank to be signed on until the sitting is closed, then as it was signed; `filled` says it
    outright. Rows by delegation, then by surname strokes.
    """
    if isinstance(of, Sitting):
        return _sheet(of, today, filled)
    sitting = main_sitting(of)
    return _bare_sheet(of) if sitting is None else _sheet(sitting, today, filled)


def _sheet(sitting: Sitting, today: datetime.date, filled: bool | None) -> Document:
    is_filled = sitting.is_closed if filled is None else filled
    lines, counted = list(roll_at(sitting)), head_count(sitting)
    full = [line for line in lines if line.kind == Kind.FULL]
    guests = [line for line in lines if line.kind != Kind.FULL]
    cell = _signed if is_filled else _nothing
    blocks: list[Block] = [
        _head(sitting, counted, is_filled=is_filled),
        _rows(full, cell, is_filled=is_filled),
    ]
    if guests:
        blocks.append(_rows(guests, cell, is_filled=is_filled, are_guests=True))
    if is_filled:
        held_on = timezone.localdate(sitting.starts_at)
        blocks.append(Signature(issuer=sitting.union.name, date=held_on))
    return Document(title=_title(sitting.session, "签到表"), byline=sitting.title, blocks=blocks)


def main_sitting(session: Session) -> Sitting | None:
    """The first plenary; before one is planned the first of all."""
    known = list(session.sittings.order_by("position", "pk"))
    plenary = [sitting for sitting in known if sitting.part == Part.PLENARY]
    return next(iter(plenary or known), None)


def _title(session: Session, name: str) -> str:
    return f"{session.union.unit_name}\n{session.title}\n{name}"


def _head(sitting: Sitting, counted: HeadCount, *, is_filled: bool) -> Facts:
    at = timezone.localtime(sitting.starts_at)
    came = f"{counted.came} 人" if is_filled else "　　　人"
    excused = f"{counted.excused} 人" if is_filled else "　　　人"
    return Facts(
        [
            ("应到", f"{counted.expected} 人"),
            ("实到", came),
            ("请假", excused),
            ("会议", sitting.get_part_display()),
            ("时间", f"{official_date(at.date())} {at:%H:%M}"),
            ("地点", sitting.place),
        ]
    )


def _nothing(line: Any) -> str:
    return ""


def _signed(line: Any) -> str:
    """签到时间 and way; who did not come: on leave, or nothing."""
    if line.presence_id is None:
        return "请假" if line.is_excused else "未到"
    at = f"{timezone.localtime(line.signed_at):%H:%M:%S}"
    way = "" if line.way == Way.CODE else f"（{Way(line.way).label}）"
    left = f"，{timezone.localtime(line.left_at):%H:%M} 离场" if line.left_at else ""
    return f"{at}{way}{left}"


def _rows(
    lines: list[Any], cell: Callable[[Any], str], *, is_filled: bool, are_guests: bool = False
) -> Table:
    return Table(
        columns=[
            Column("序号", 0.7, Align.CENTER),
            Column("姓名", 1.9, Align.CENTER),
            Column("代表类别" if are_guests else "代表团", 1.8, Align.CENTER),
            Column("签到时间" if is_filled else "签　名", 2.6, Align.CENTER),
        ],
        rows=[
            [
                number,
                spaced(line.name),
                line.get_kind_display() if are_guests else line.delegation_name,
                cell(line),
            ]
            for number, line in enumerate(lines, start=1)
        ],
        caption="列席、特邀人员（不计入应到、实到）" if are_guests else "",
        row_lines=1.0 if is_filled else 1.4,
    )


def _bare_sheet(session: Session) -> Document:
    """Of a session without a sitting: its roll alone."""
    lines = list(session.roll.full().order_by("delegation_name", "stroke_order", "pk"))
    head = Facts(
        [
            ("应到", f"{len(lines)} 人"),
            ("实到", "　　　人"),
            ("时间", official_date(session.held_on)),
            ("地点", session.place),
        ]
    )
    return Document(
        title=_title(session, "签到表"),
        blocks=[head, _rows(lines, _nothing, is_filled=False)],
    )


# --- leave --------------------------------------------------------------------------------


def leave_list(of: Session | Sitting, today: datetime.date) -> Document:
    """请假名单: leave that was granted. The reason by its kind alone; what was written to the
    head of the delegation stays with those who decided.
    """
    session = of.session if isinstance(of, Sitting) else of
    leaves = Leave.objects.approved().filter(session=session)
    if isinstance(of, Sitting):
        leaves = leaves.of_sitting(of)
    listed = list(leaves.for_list())
    full = sum(leave.entry.kind == Kind.FULL for leave in listed)
    return Document(
        title=_title(session, "请假名单"),
        byline=of.title if isinstance(of, Sitting) else "",
        issuer=session.union.name,
        date=day_of(session, today),
        blocks=[
            Paragraph(
                f"经代表团团长同意、主席团批准，以下 {len(listed)} 人请假，其中正式代表 {full} 人。"
                "请假的正式代表计入应到人数。"
                if listed
                else "没有代表请假。"
            ),
            Table(
                columns=[
                    Column("序号", 0.7, Align.CENTER),
                    Column("姓名", 1.4, Align.CENTER),
                    Column("代表类别", 1.4, Align.CENTER),
                    Column("代表团", 1.8, Align.CENTER),
                    Column("场次", 1.6, Align.CENTER),
                    Column("事由", 1.2, Align.CENTER),
                ],
                rows=[
                    [
                        number,
                        spaced(leave.entry.name),
                        leave.entry.get_kind_display(),
                        leave.entry.delegation_name,
                        leave.span,
                        leave.get_reason_display(),
                    ]
                    for number, leave in enumerate(listed, start=1)
                ],
            ),
            Signature(),
        ],
    )


# --- what is offered ----------------------------------------------------------------------


@dataclass(frozen=True)
class Paper:
    label: str
    draw: Callable[[Sitting, datetime.date], Document]


PAPERS: dict[str, Paper] = {
    "sign_in_blank": Paper("空白签到表", lambda of, on: sign_in_sheet(of, on, filled=False)),
    "sign_in": Paper("签到表（已签）", lambda of, on: sign_in_sheet(of, on, filled=True)),
    "leave_list": Paper("请假名单", leave_list),
}


def offered(sitting: Sitting) -> list[dict[str, str]]:
    """The papers of a sitting, each with its addresses."""
    return [
        {
            "label": paper.label,
            "url": reverse("congress:sitting_paper", args=[sitting.pk, name]),
        }
        for name, paper in PAPERS.items()
    ]
