"""Days as a school counts them: school years and weeks, working days, official wording."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import lru_cache

import chinese_calendar
from django.db.models import Q
from django.utils import timezone

DAY = datetime.timedelta(days=1)
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, order=True)
class SchoolYear:
    """学年: 1 September to 31 August, named by the year it begins in."""

    start: int

    @property
    def first_day(self) -> datetime.date:
        return datetime.date(self.start, 9, 1)

    @property
    def last_day(self) -> datetime.date:
        return datetime.date(self.start + 1, 8, 31)

    @property
    def label(self) -> str:
        return f"{self.start}—{self.start + 1}学年"

    def __contains__(self, day: datetime.date) -> bool:
        return self.first_day <= day <= self.last_day


def within(column: str, first: datetime.date | None, last: datetime.date | None) -> Q:
    """The rows whose moment lies in these days, both included, by the clock on the wall; an end
    that is None is open. Asked for by moments, so that an index serves: `column__date` is worked
    out anew for every row there is.
    """
    wanted = Q()
    if first is not None:
        wanted &= Q(**{f"{column}__gte": _midnight(first)})
    if last is not None:
        wanted &= Q(**{f"{column}__lt": _midnight(last + DAY)})
    return wanted


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def school_year(day: datetime.date) -> SchoolYear:
    return SchoolYear(day.year if day.month >= 9 else day.year - 1)


def school_week(day: datetime.date, *, term_starts_on: datetime.date) -> int:
    """Week of the term, Monday to Sunday; the week of the first school day is week 1.

    0 and below lie before the term.
    """
    return (_monday(day) - _monday(term_starts_on)).days // 7 + 1


def usual_term_start(day: datetime.date) -> datetime.date:
    """First day of the term where a school has set none: 1 September, or 16 February."""
    if day.month >= 9:
        return datetime.date(day.year, 9, 1)
    spring = datetime.date(day.year, 2, 16)
    return spring if day >= spring else datetime.date(day.year - 1, 9, 1)


def _monday(day: datetime.date) -> datetime.date:
    return day - DAY * day.weekday()


def last_day_of_month(day: datetime.date) -> datetime.date:
    first_of_next = (day.replace(day=28) + 4 * DAY).replace(day=1)
    return first_of_next - DAY


@lru_cache(maxsize=1)
def _known_years() -> frozenset[int]:
    return frozenset(day.year for day in chinese_calendar.holidays)


def is_certain(day: datetime.date) -> bool:
    """False where the State Council's notice for the year is not in the data yet."""
    return day.year in _known_years()


def is_working_day(day: datetime.date) -> bool:
    """Working day with holidays and make-up days; without data for the year Monday to Friday."""
    if is_certain(day):
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < 5


def holiday_name(day: datetime.date) -> str:
    """The festival a day off belongs to, in Chinese; "" for ordinary days and weekends."""
    if not is_certain(day):
        return ""
    is_off, name = chinese_calendar.get_holiday_detail(day)
    return chinese_calendar.Holiday(name).chinese if is_off and name else ""


@dataclass(frozen=True)
class WorkingDay:
    """A day that was counted to, and whether every year on the way had official data."""

    day: datetime.date
    is_certain: bool

    @property
    def remark(self) -> str:
        if self.is_certain:
            return ""
        return "该年度放假安排尚未公布，暂按周一至周五为工作日推算。"


def add_working_days(start: datetime.date, count: int) -> WorkingDay:
    """The day `count` working days after `start`, which itself does not count.

    `count` 0 gives `start` itself. Raises ValueError for a negative count.
    """
    if count < 0:
        raise ValueError("Working days are counted forward only.")
    day, certain = start, is_certain(start)
    while count:
        day += DAY
        certain = certain and is_certain(day)
        count -= is_working_day(day)
    return WorkingDay(day, certain)


def working_days_between(start: datetime.date, end: datetime.date) -> int:
    """Working days after `start` up to and with `end`; negative where `end` lies before."""
    if end < start:
        return -working_days_between(end, start)
    return sum(is_working_day(start + DAY * n) for n in range(1, (end - start).days + 1))


def chinese_number(number: int) -> str:
    """1 to 999 in Chinese numerals: 十二, 二十, 一百零五. Raises ValueError beyond."""
    if not 1 <= number <= 999:
        raise ValueError(f"{number} has no numeral here.")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = _DIGITS[hundreds] + "百" if hundreds else ""
    if tens:
        # 十二, but 一百一十二.
        words += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (_DIGITS[ones] if ones else "")


def ordinal(number: int, measure: str) -> str:
    """第五届, 第二次."""
    return f"第{chinese_number(number)}{measure}"


def term_and_session(term: int, session: int) -> str:
    """第五届第二次: the session is counted within the term."""
    return ordinal(term, "届") + ordinal(session, "次")


def official_date(day: datetime.date) -> str:
    """2026年11月21日, without leading zeros (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"
