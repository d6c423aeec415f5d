"""When somebody reaches the legal age of retirement, by the rule in force since 2025-01-01."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Mapping
from dataclasses import dataclass

from members.checks.membership import add_months
from members.models.codes import PostCategory
from union_site.calendar import last_day_of_month
from union_site.idcards import Sex
from union_site.norms import InForce

CITATION = "《国务院关于渐进式延迟法定退休年龄的办法》（2024年）"


class Base(enum.StrEnum):
    """Whose age it was before: 60 for men, 55 or 50 for women by their post."""

    MEN = "men"
    WOMEN_55 = "women_55"
    WOMEN_50 = "women_50"


@dataclass(frozen=True)
class Rule:
    """For those born since `since`, one month more for each `step` months, at most `cap`."""

    age: int
    since: datetime.date  # the first day of the month
    step: int
    cap: int


Rules = Mapping[Base, Rule]


def rules_of(norms: Mapping[str, InForce]) -> dict[Base, Rule]:
    """The rules out of the norms in force; raises KeyError where one is missing."""
    return {
        base: Rule(
            age=norms[f"members.retirement_{base}_age"].number,
            since=datetime.date.fromisoformat(
                f"{norms[f'members.retirement_{base}_from'].value}-01"
            ),
            step=norms[f"members.retirement_{base}_step"].number,
            cap=norms[f"members.retirement_{base}_cap"].number,
        )
        for base in Base
    }


def base_of(sex: str, post_category: str) -> Base:
    """Women in workers' posts (工勤) by the base of 50, all others by that of 55."""
    if sex == Sex.MALE:
        return Base.MEN
    return Base.WOMEN_50 if post_category == PostCategory.WORKER else Base.WOMEN_55


def delay(born: datetime.date, rule: Rule) -> int:
    """Months after the base age: ⌊m / step⌋ + 1, where m counts months of birth since the first."""
    months = (born.year - rule.since.year) * 12 + born.month - rule.since.month
    return 0 if months < 0 else min(months // rule.step + 1, rule.cap)


def retirement_day(born: datetime.date, rule: Rule) -> datetime.date:
    """The day the age is reached: the day of birth, or the last of the month without it."""
    return add_months(born, rule.age * 12 + delay(born, rule))


def births_retiring_in(year: int, rule: Rule) -> tuple[datetime.date, datetime.date] | None:
    """The first and the last day of birth of those who reach the age in that year.

    None where nobody does: the delay can step over a whole year.
    """
    earliest = datetime.date(year - rule.age - rule.cap // 12 - 1, 1, 1)
    months = [add_months(earliest, n) for n in range((rule.cap // 12 + 2) * 12)]
    fitting = [first for first in months if retirement_day(first, rule).year == year]
    return (fitting[0], last_day_of_month(fitting[-1])) if fitting else None


def age_in_words(born: datetime.date, rule: Rule) -> str:
    """60岁1个月."""
    years, months = divmod(rule.age * 12 + delay(born, rule), 12)
    return f"{years}岁{months}个月" if months else f"{years}岁"
