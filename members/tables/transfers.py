"""What pages show of transfers, to either of the two unions."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from members.models import Transfer, TransferRequest
from members.workflow.transfers import TRANSFERRING
from union_site.calendar import official_date
from union_site.forms import PeriodForm
from union_site.listing import Asked, Column, Happened, Listed, searched
from union_site.masking import Personal, covered
from union_site.models import Seat, StepEvent
from union_site.norms import norm

State, Kind = Transfer.State, Transfer.Kind
TONES = {
    State.PENDING: "warn",
    State.RELEASED: "warn",
    State.ACCEPTED: "ok",
    State.RETURNED: "bad",
    State.WITHDRAWN: "plain",
}
WAYS = [("leaving", "转出"), ("coming", "转入")]


def transfers(seat: Seat, asked: Asked) -> Listed:
    """?state= ?way= ?from= ?to= ?year= ?q= – days are those of the beginning."""
    mine = Transfer.objects.visible_to(seat)
    way = asked.one_of("way", [key for key, _ in WAYS])
    found = mine.leaving(seat) if way == "leaving" else mine
    found = mine.coming(seat) if way == "coming" else found
    if asked.period.first:
        found = found.filter(started_on__gte=asked.period.first)
    if asked.period.last:
        found = found.filter(started_on__lte=asked.period.last)
    found = searched(found, asked.words, "member__name", "elsewhere", "to_union__name")
    counts = dict(found.order_by().values_list("state").annotate(Count("pk")))
    state = asked.one_of("state", State.values)
    return Listed(
        rows=(found.filter(state=state) if state else found).for_list(),
        chips=asked.chips("state", State.choices, counts),
        more_chips=asked.year_chips(day.year for day in mine.dates("started_on", "year")),
        filter_form=PeriodForm(
            asked, words="姓名或工会", carried=["state"], choices=[("way", "方向", WAYS)]
        ),
    )


def badge(transfer: Transfer) -> dict[str, str]:
    return {"tone": TONES[State(transfer.state)], "text": transfer.get_state_display()}


def is_coming(transfer: Transfer, seat: Seat) -> bool:
    return transfer.to_union_id == seat.union_id or transfer.kind == Kind.IN


def rows(found: Any, seat: Seat) -> list[dict[str, Any]]:
    return [
        {
            "transfer": row,
            "way": "转入" if is_coming(row, seat) else "转出",
            "other": row.from_name if is_coming(row, seat) else row.to_name,
            "badge": badge(row),
        }
        for row in found
    ]


COLUMNS = [
    Column("姓名", lambda row: row.member.name, 12),
    Column("类别", lambda row: row.get_kind_display(), 12),
    Column("转出工会", lambda row: row.from_name, 26),
    Column("转入工会", lambda row: row.to_name, 26),
    Column("原因", lambda row: row.reason, 16),
    Column("会费交至", lambda row: month(row.dues_paid_to), 12),
    Column("介绍信", lambda row: row.number or row.letter_no, 20),
    Column("转出日期", lambda row: row.released_on, 12),
    Column("转入日期", lambda row: row.accepted_on, 12),
    Column("状态", lambda row: row.get_state_display(), 12),
]


def month(day: datetime.date | None) -> str:
    return f"{day.year}年{day.month}月" if day else ""


def facts(transfer: Transfer, seat: Seat) -> list[tuple[str, Any]]:
    """The same for both: of the person no more than what is needed before they are taken in."""
    member = transfer.member
    return [
        ("姓名", member.name),
        ("性别", member.get_sex_display()),
        ("岗位", member.title or member.get_post_category_display()),
        ("证件号码", covered(member.id_number, Personal.ID_NUMBER)),
        ("转出工会", transfer.from_name),
        ("转入工会", transfer.to_name),
        ("类别", transfer.get_kind_display()),
        ("原因", transfer.reason),
        ("会费交至", month(transfer.dues_paid_to)),
        ("本人同意", _day(transfer.agreed_on)),
        ("提供个人信息的依据", transfer.basis),
        ("介绍信", transfer.number or transfer.letter_no),
        ("转出日期", _day(transfer.released_on)),
        ("转入日期", _day(transfer.accepted_on)),
    ]


def _day(day: datetime.date | None) -> str:
    return official_date(day) if day else ""


def waiting_for(transfer: Transfer) -> dict[str, Any] | None:
    if not transfer.is_open:
        return None
    is_pending = transfer.state == State.PENDING
    then = "登记转出" if transfer.kind == Kind.OUT else "转入工会接收"
    if is_pending:
        return {"who": f"{transfer.union.name}同意转出并开介绍信", "after": [then]}
    who = f"{transfer.to_name}接收"
    if transfer.kind == Kind.OUT:
        who = f"{transfer.union.name}收到回执后办结"
    return {"who": who, "after": []}


def steps(transfer: Transfer, seat: Seat) -> list[dict[str, Any]]:
    return [
        {
            "label": step.label,
            "url": reverse("members:transfer_step", args=[transfer.pk, step.name]),
            "is_primary": step.is_likely,
            "is_destructive": step.is_destructive,
        }
        for step in TRANSFERRING.open_to(transfer, seat)
        if not (step.is_likely and step.objection(transfer))
    ]


def hindrance(transfer: Transfer, seat: Seat) -> str:
    """Why the likely step cannot be taken, or nothing."""
    for step in TRANSFERRING.open_to(transfer, seat):
        if step.is_likely and (objection := step.objection(transfer)):
            return objection
    return ""


def timeline(transfer: Transfer) -> list[Happened]:
    """Readable for both unions: the rows are the releasing one's, the transfer is of both."""
    return [
        Happened(
            event.label,
            event.at,
            f"{event.seat.union.short_name} {event.seat.name}" if event.seat else "",
            event.note,
            n == 0,
        )
        for n, event in enumerate(StepEvent.objects.of(transfer).for_list())
    ]


def trail(transfer: Transfer) -> list[tuple[str, str]]:
    return [
        ("会籍管理", reverse("members:membership")),
        ("会员转接", reverse("members:transfers")),
        (transfer.member.name, reverse("members:transfer", args=[transfer.pk])),
    ]


def requests(seat: Seat, today: datetime.date) -> list[dict[str, Any]]:
    """What was asked lately and has had no answer; it looks the same whoever was asked for."""
    days = norm("members.transfer_request_days", union=seat.union, on=today).number
    since = today - datetime.timedelta(days=days)
    answered = Transfer.objects.visible_to(seat).filter(
        Q(to_union_id=seat.union_id), asked_by__isnull=False
    )
    asked = TransferRequest.objects.visible_to(seat).filter(asked_on__gt=since)
    open_ones = asked.exclude(pk__in=answered.values("asked_by"))
    return [
        {"request": row, "until": row.asked_on + datetime.timedelta(days=days)}
        for row in open_ones.order_by("-asked_on", "-pk")[:20]
    ]
