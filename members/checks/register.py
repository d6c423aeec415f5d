"""Rules of the district's register: values in, findings or numbers out."""

from __future__ import annotations

import datetime
import re
from calendar import monthrange
from decimal import ROUND_HALF_UP, Decimal

from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

from members.models import Unit, UnitEventKind
from union_site.findings import Finding, Level

TERM = "《中华人民共和国工会法》第十六条"
APPROVAL = "《中华人民共和国工会法》第十二条"
_TENTH = Decimal("0.1")


def share(part: int, whole: int) -> Decimal | None:
    """A percentage with one decimal, half up; None where nothing stands below the line."""
    if not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(_TENTH, ROUND_HALF_UP)


def months_after(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def clean_uscc(text: str) -> str:
    """A credit code as it is kept: capitals, no blanks."""
    return str(uscc.compact(text)) if text else ""


def uscc_problem(code: str) -> str:
    """What is wrong with a credit code, or nothing (GB 32100-2015)."""
    if not code:
        return ""
    try:
        uscc.validate(code)
    except InvalidLength:
        return f"统一社会信用代码应为 18 位，这里有 {len(code)} 位。"
    except InvalidChecksum:
        return "统一社会信用代码的校验码不对，请对照证书核对每一位。"
    except ValidationError:
        return "统一社会信用代码只用数字和大写字母（不用 I、O、Z、S、V），前 8 位是数字。"
    return ""


def term_choices(value: object) -> tuple[int, ...]:
    """The lengths of a term in years that the norm allows: "3 或 5" → 3, 5."""
    return tuple(int(number) for number in re.findall(r"\d+", str(value)))


def of_counts(members: int | None, cards: int | None) -> list[Finding]:
    """A card is issued to a member."""
    if members is None or cards is None or cards <= members:
        return []
    sentence = f"会员服务卡 {cards} 张，多于采集会员 {members} 人，请核对。"
    return [Finding(Level.WARN, "cards_exceed", sentence, where="会员服务卡数")]


def of_event(
    unit: Unit,
    *,
    kind: str,
    on: datetime.date,
    due_on: datetime.date | None,
    terms: tuple[int, ...],
    today: datetime.date,
) -> list[Finding]:
    """What speaks against noting this event of the unit."""
    found = [_block("future", "日期还没有到。")] if on > today else []
    if unit.closed_on is not None:
        found.append(_block("closed", f"“{unit}”已停办，不能再登记。"))
    if kind in (UnitEventKind.FOUNDED, UnitEventKind.JOINED):
        found += _of_founding(unit)
    if kind == UnitEventKind.RENEWED:
        found += _of_renewal(unit, on)
    if due_on is not None:
        found += _of_term(on, due_on, terms)
    return found


def _of_founding(unit: Unit) -> list[Finding]:
    found = []
    if unit.established_on is not None:
        sentence = f"“{unit}”已于 {unit.established_on:%Y-%m-%d} 建会。"
        found.append(_block("founded_already", sentence))
    if not unit.is_eligible:
        sentence = f"“{unit}”登记为不具备建会条件（{unit.ineligible_reason}），请先修改。"
        found.append(_block("ineligible", sentence, APPROVAL))
    return found


def _of_renewal(unit: Unit, on: datetime.date) -> list[Finding]:
    if unit.established_on is None:
        return [_block("not_founded", f"“{unit}”还没有建会，请先登记新建。")]
    if on <= unit.established_on:
        return [_block("before_founding", f"换届应在建会（{unit.established_on:%Y-%m-%d}）之后。")]
    return []


def _of_term(on: datetime.date, due_on: datetime.date, terms: tuple[int, ...]) -> list[Finding]:
    if due_on <= on:
        return [_block("due_first", "任期届满日期应晚于当选日期。")]
    ends = [months_after(on, years * 12) for years in terms]
    # A few days less or more are a matter of how the last day is counted.
    if not terms or any(abs((due_on - end).days) <= 31 for end in ends):
        return []
    allowed = " 年或 ".join(str(years) for years in terms)
    sentence = f"任期应为 {allowed} 年，这里是 {on:%Y-%m-%d} 至 {due_on:%Y-%m-%d}。"
    return [Finding(Level.WARN, "term_length", sentence, TERM)]


def _block(code: str, sentence: str, citation: str = "") -> Finding:
    return Finding(Level.BLOCK, code, sentence, citation)
