"""Rules of membership life: what a change amounts to, and what each step needs (M-02 to M-10)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Protocol

from members.checks.roster import BY_RULE
from members.models.codes import MembershipChange, Status
from members.models.history import EventKind
from union_site.calendar import last_day_of_month

M_03 = f"{BY_RULE}：退休的保留会籍，返聘不改变"
M_07 = f"《中国工会章程》、{BY_RULE}：无正当理由连续六个月不交会费、不参加活动，经教育拒不改正"
M_08 = f"{BY_RULE}：除名由基层工会委员会决定，报上一级工会"
PIPL_23 = "《中华人民共和国个人信息保护法》第二十三条：经本人单独同意"

# Statuses that the form's column 会籍变化类型 tells of, and by which of its words.
_TOLD_BY = {
    Status.RETAINED: MembershipChange.RETAINED,
    Status.TRANSFERRED_OUT: MembershipChange.TRANSFERRED_OUT,
    Status.RESIGNED: MembershipChange.RESIGNED,
    Status.LAPSED: MembershipChange.RESIGNED,
    Status.EXPELLED: MembershipChange.EXPELLED,
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One change of a membership, before it is a row."""

    kind: str
    on: datetime.date
    status: str


class Told(Protocol):
    """What a member's row says of the last change."""

    status: str
    membership_change: str
    changed_on: datetime.date | None
    joined_union_on: datetime.date | None
    retires_on: datetime.date | None


def first_happenings(row: Told, *, recorded_on: datetime.date) -> list[Happening]:
    """The history of somebody who is new in the roster: the entry, and what came of it since.

    Nothing is dated ahead: what is recorded today holds from today on at the latest.
    """
    came_over = row.membership_change == MembershipChange.TRANSFERRED_IN
    # Who came over joined a union elsewhere, perhaps long ago; here it begins with the transfer.
    days = (
        (row.changed_on, row.joined_union_on)
        if came_over
        else (row.joined_union_on, row.changed_on)
    )
    entered = min(next((day for day in days if day), recorded_on), recorded_on)
    entry = EventKind.TRANSFERRED_IN if came_over else EventKind.JOINED
    found = [Happening(entry, entered, Status.ACTIVE)]
    if row.status != Status.ACTIVE:
        on = max(entered, _day_of_change(row, recorded_on))
        found.append(Happening(str(row.status), on, row.status))
    return found


def _day_of_change(row: Told, recorded_on: datetime.date) -> datetime.date:
    day = None
    if row.membership_change and row.membership_change == _TOLD_BY.get(Status(row.status)):
        day = row.changed_on
    elif row.status == Status.RETAINED:
        day = row.retires_on
    return min(day or recorded_on, recorded_on)


def next_happening(
    row: Told,
    *,
    before: str,
    is_dated: bool,
    last_on: datetime.date | None,
    recorded_on: datetime.date,
) -> Happening | None:
    """What a changed row adds to its history; nothing where the status is what it was.

    `is_dated`: the day of change was given along with it. It never goes before the last event.
    """
    if row.status == before:
        return None
    day = row.changed_on if is_dated and row.changed_on else recorded_on
    day = min(day, recorded_on)
    kind = EventKind.RETURNED if row.status == Status.ACTIVE else EventKind(row.status)
    return Happening(kind, max(day, last_on) if last_on else day, row.status)


def add_months(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months later, or the last of that month where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    first = datetime.date(day.year + years, month + 1, 1)
    return first.replace(day=min(day.day, last_day_of_month(first).day))


def day_objection(on: datetime.date, *, today: datetime.date, last_on: datetime.date | None) -> str:
    """Why a step cannot take effect on that day, or nothing."""
    if on > today:
        return "生效日期不能晚于今天；还没有发生的，到时再办理。"
    if last_on is not None and on < last_on:
        return (
            f"这名会员在 {last_on:%Y-%m-%d} 已有一次会籍变化，新的变化不能早于它。"
            "日期登记错了的，请先更正那一次的日期。"
        )
    return ""


def lapse_objections(
    *,
    inactive_from: datetime.date,
    educated_on: datetime.date,
    on: datetime.date,
    months: int,
) -> dict[str, str]:
    """M-07: so many months of neither dues nor attendance, and only after education."""
    found = {}
    due = add_months(inactive_from, months)
    if on < due:
        found["on"] = f"满 {months} 个月是 {due:%Y-%m-%d}，在此之前不能按自动退会办理（{M_07}）。"
    if not inactive_from <= educated_on <= on:
        found["educated_on"] = "教育帮助应在停交会费、不参加活动之后，办理自动退会之前。"
    return found
