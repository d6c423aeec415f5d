"""Rules of dues: which months are owed, how much, what a sum paid covers; values in, values out.

The rule for the arithmetic: what is due for the first n owed months of a year is
base × rate × n, rounded half up to the cent. The due of one month is the difference to the
month before, so that the months always add up to the year, to the cent.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from members.models.codes import MembershipChange, Status
from members.models.dues import Truncation
from members.models.history import EventKind
from union_site.findings import Finding, Level
from union_site.norms import InForce

CENT = Decimal("0.01")
TEN = Decimal(10)
MONTHS = range(1, 13)
ALL_MONTHS = 0b111111111111
_ENTERING = {EventKind.JOINED, EventKind.TRANSFERRED_IN}
_LEAVING = {
    MembershipChange.RETAINED,
    MembershipChange.TRANSFERRED_OUT,
    MembershipChange.EXPELLED,
    MembershipChange.RESIGNED,
}
BY_CONSTITUTION = "《中国工会章程》、《工会会员会籍管理办法》"
WELFARE_CITATION = "《基层工会经费收支管理办法》（总工办发〔2017〕32号）及本校福利办法"


def cents(total: Decimal | None) -> Decimal:
    """A sum from the database: nothing is 0.00, and SQLite's fractions are cut to the cent."""
    return (total or Decimal(0)).quantize(CENT, rounding=ROUND_HALF_UP)


# --- sums ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Terms:
    """By what a member pays: the wage base, the rate, and whether the base loses its ones."""

    base: Decimal
    rate: Decimal
    truncation: str

    @property
    def counted_base(self) -> Decimal:
        """4,307.50 counts as 4,300 where what is short of ten yuan is left out."""
        if self.truncation == Truncation.BASE:
            return (self.base / TEN).to_integral_value(rounding=ROUND_FLOOR) * TEN
        return self.base

    def for_months(self, count: int) -> Decimal:
        """What is due for so many months together."""
        return (self.counted_base * self.rate * count).quantize(CENT, rounding=ROUND_HALF_UP)

    def nth(self, place: int) -> Decimal:
        """What is due for the nth owed month, the first being 1."""
        return self.for_months(place) - self.for_months(place - 1)

    @property
    def monthly(self) -> Decimal:
        return self.for_months(1)

    def months_covered(self, paid: Decimal, owed: int) -> int:
        """How many of `owed` months a sum covers in full, the earliest first."""
        count = 0
        while count < owed and self.for_months(count + 1) <= paid:
            count += 1
        return count


# --- months --------------------------------------------------------------------------------


def mask_of(months: Iterable[int]) -> int:
    """Months as the bits of one number: January is the lowest."""
    mask = 0
    for month in months:
        mask |= 1 << (month - 1)
    return mask


def months_of(mask: int) -> tuple[int, ...]:
    return tuple(month for month in MONTHS if mask >> (month - 1) & 1)


def shown_months(months: Sequence[int]) -> str:
    """1—3月、5月."""
    runs: list[list[int]] = []
    for month in months:
        if runs and runs[-1][-1] == month - 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return "、".join(f"{r[0]}—{r[-1]}月" if len(r) > 1 else f"{r[0]}月" for r in runs)


def months_due(year: int, on: datetime.date) -> int:
    """How many months of the year are over, and their dues with them: a month is due at its end."""
    if on.year != year:
        return 12 if on.year > year else 0
    return on.month - 1


def last_day(year: int, month: int) -> datetime.date:
    first_after = datetime.date(year + month // 12, month % 12 + 1, 1)
    return first_after - datetime.timedelta(days=1)


@dataclass(frozen=True)
class Membership:
    """What the roster knows of one membership: its columns, and its history where it has one."""

    status: str
    change: str
    changed_on: datetime.date | None
    joined_on: datetime.date | None
    events: Sequence[tuple[datetime.date, str, str]] = ()  # day, kind, status; earliest first

    def is_active_on(self, day: datetime.date) -> bool:
        if self.events and not self._was_only_written_down:
            return self._status_on(day) == Status.ACTIVE
        start = self.changed_on if self.change == MembershipChange.TRANSFERRED_IN else None
        start = start or self.joined_on
        if start is not None and start > day:
            return False
        if self.status == Status.ACTIVE:
            return True
        has_end = self.change in _LEAVING and self.changed_on is not None
        return has_end and day < (self.changed_on or day)

    @property
    def _was_only_written_down(self) -> bool:
        """The history began on one day with everything, and when the person joined is unknown:
        it tells when somebody was registered, the columns tell the rest.
        """
        days = {on for on, _, _ in self.events}
        return self.joined_on is None and len(days) == 1 and self.events[0][1] == EventKind.JOINED

    def _status_on(self, day: datetime.date) -> str:
        status = ""
        for on, _, after in self.events:
            if on <= day:
                status = after
        if status:
            return status
        # Before the first event: not in yet, unless the history begins in the middle, or the
        # day of joining was never known and the entry only tells when it was written down.
        first = self.events[0][1]
        if first == EventKind.JOINED:
            return Status.ACTIVE if self.joined_on is None else ""
        began_before = self.joined_on is None or self.joined_on <= day
        return Status.ACTIVE if first not in _ENTERING and began_before else ""


def owed_months(membership: Membership, year: int) -> int:
    """M-05: owed is a month on whose first day the member was in service, not retained or gone.

    So who joins on the 2nd pays from the next month on, who retires in May still pays May, and
    of two unions only one collects a month when somebody is transferred.
    """
    return mask_of(
        month for month in MONTHS if membership.is_active_on(datetime.date(year, month, 1))
    )


def exemption_of(membership: Membership, owed: int) -> str:
    """Why not all twelve months are owed, in words."""
    if owed == ALL_MONTHS:
        return ""
    if owed == 0 and membership.status == Status.ACTIVE:
        return "本年没有应缴月份"
    if owed == 0:
        return dict(Status.choices).get(membership.status, "") or "本年不在会"
    months = months_of(owed)
    words = []
    if months[0] > 1:
        words.append(f"{months[0]}月起缴")
    if months[-1] < 12:
        words.append(f"{months[-1]}月后不再缴")
    if months[-1] - months[0] + 1 > len(months):
        words.append("其间有免缴月份")
    return "，".join(words)


# --- where somebody stands -----------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """How far somebody has paid on a day. `is_known` is False where the books say nothing."""

    paid_until: datetime.date | None
    is_paid_to_date: bool
    arrears: Decimal
    months: int  # owed, due and not paid
    is_known: bool = True


UNKNOWN = Standing(None, True, Decimal(0), 0, is_known=False)


def unpaid(standing: Standing, *, blocks: bool = False) -> list[Finding]:
    """W-07: welfare presupposes that dues are paid to date."""
    if standing.is_paid_to_date:
        return []
    sentence = f"会费欠缴 {standing.months} 个月，共 {standing.arrears:,.2f} 元，请先缴清会费。"
    level = Level.BLOCK if blocks else Level.WARN
    return [Finding(level, "W-07", sentence, WELFARE_CITATION)]


def lapsing(standing: Standing, limit: InForce) -> list[Finding]:
    """M-07: who pays no dues for six months without reason may lapse."""
    if standing.months < limit.number:
        return []
    sentence = (
        f"已连续 {standing.months} 个月没有缴纳会费。"
        "无正当理由又不参加组织生活、经教育拒不改正的，视为自动退会；请先了解原因。"
    )
    return [Finding(Level.WARN, "M-07", sentence, limit.citation)]


def closing(*, people: int, arrears: Decimal, without_base: int) -> list[Finding]:
    """What should be known before a year is closed."""
    findings = []
    if people:
        sentence = f"还有 {people} 人没有缴清，共欠 {arrears:,.2f} 元；结账后不能再登记本年缴费。"
        findings.append(Finding(Level.WARN, "dues.arrears", sentence))
    if without_base:
        sentence = f"还有 {without_base} 人没有工资基数，应缴会费没有算出。"
        findings.append(Finding(Level.WARN, "dues.no_base", sentence))
    return findings
