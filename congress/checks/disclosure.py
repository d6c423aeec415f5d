"""Rules of disclosure: how long it hangs, what must not stand in it, what was owed."""

from __future__ import annotations

import datetime
import enum
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from congress.models.periods import Period
from union_site.calendar import add_working_days, official_date, working_days_between
from union_site.findings import Finding, Level
from union_site.idcards import check_digit
from union_site.norms import InForce

PIPL_25 = "《中华人民共和国个人信息保护法》第二十五条"
_ID = re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
_CARD = re.compile(r"(?<![0-9])[1-9][0-9]{15,18}(?![0-9])")
_NAMES = re.compile(r"身份证|证件号|手机|电话|银行卡|卡号|账号|住址|家庭地址")


def least_until(day: datetime.date, rule: InForce) -> datetime.date:
    """The last day of the least publication that begins on `day`."""
    return add_working_days(day, rule.number).day


def long_enough(*, first: datetime.date, last: datetime.date, rule: InForce) -> list[Finding]:
    """D-01: an item is published for a number of working days at least."""
    days = working_days_between(first, last)
    if days >= rule.number:
        return []
    sentence = (
        f"公布期自{official_date(first)}起 {days} 个工作日，不足 {rule.number} 个工作日，"
        f"至少应到{official_date(least_until(first, rule))}。"
    )
    return [Finding(Level.WARN, "D-01", sentence, rule.citation, "公布至")]


def is_id_number(text: str) -> bool:
    """Whether a full number of an identity card stands in the text (its check digit is right)."""
    return any(check_digit(n[:17]) == n[17].upper() for n in _ID.findall(text))


def is_bank_card(text: str) -> bool:
    """Whether a number in the text passes the check of bank cards (Luhn)."""
    return any(_luhn(number) for number in _CARD.findall(text))


def _luhn(number: str) -> bool:
    doubled = [int(digit) * 2 for digit in number[-2::-2]]
    return (sum(map(int, number[-1::-2])) + sum(n - 9 * (n > 9) for n in doubled)) % 10 == 0


def personal_data(*, where: str, texts: Iterable[str], headings: Sequence[str]) -> list[Finding]:
    """D-02, D-03: nobody's data are made public without consent of their own (PIPL art. 25)."""
    texts = list(texts)
    if any(map(is_id_number, texts)):
        sentence = "含有完整的身份证号码，不得公布。请删去，或改为“4403**********1234”的样子。"
        return [Finding(Level.BLOCK, "D-02", sentence, PIPL_25, where)]
    seen = [
        word
        for word, test in (("手机号码", _MOBILE.search), ("银行卡号", is_bank_card))
        if any(map(test, texts))
    ]
    named = [heading for heading in headings if _NAMES.search(heading)]
    if not seen and not named:
        return []
    what = "、".join([*seen, *(f"“{heading}”列" for heading in named)])
    sentence = f"看来含有{what}。公开个人信息须取得本人单独同意，不需要的请删去或遮盖。"
    return [Finding(Level.WARN, "D-03", sentence, PIPL_25, where)]


def pictures(names: Sequence[str]) -> list[Finding]:
    """D-04: what a picture or a scan shows can only be looked at by a person."""
    if not names:
        return []
    sentence = (
        f"附件“{'”、“'.join(names)}”将向全体教职工公开。"
        "请确认其中没有身份证号码、电话、银行卡号，出现的人员已经同意。"
    )
    return [Finding(Level.WARN, "D-04", sentence, PIPL_25, "附件")]


def substance(*, text: str, tables: int, files: int) -> list[Finding]:
    """D-05: something has to be there to read."""
    if text.strip() or tables or files:
        return []
    sentence = "还没有可公开的内容：请写上正文，或上传表格、附件。"
    return [Finding(Level.BLOCK, "D-05", sentence, "", "公开内容")]


def once(*, others: int, period: Period) -> list[Finding]:
    """D-06: the same item for the same period is disclosed once."""
    if not others:
        return []
    sentence = f"同一公开事项的{period.label}已经公布过，请确认不是重复登记。"
    return [Finding(Level.WARN, "D-06", sentence, "", "对应公开事项")]


# --- what was owed ------------------------------------------------------------------------


class Standing(enum.StrEnum):
    """How it stands with one period of a duty."""

    DONE = "done"
    LATE = "late"
    MISSING = "missing"
    AHEAD = "ahead"


STANDING_LABELS = {
    Standing.DONE: "已公开",
    Standing.LATE: "逾期公开",
    Standing.MISSING: "未公开",
    Standing.AHEAD: "未到期",
}


def due_on(period: Period, rule: InForce) -> datetime.date:
    """The last day for disclosing a period: so many days after it has ended."""
    return period.last_day + datetime.timedelta(days=rule.number)


def standing(
    *, published_on: datetime.date | None, due: datetime.date, today: datetime.date
) -> Standing:
    if published_on is not None:
        return Standing.DONE if published_on <= due else Standing.LATE
    return Standing.AHEAD if today <= due else Standing.MISSING


@dataclass(frozen=True)
class Fulfilment:
    """How many periods have come due, and how many of them were disclosed, late ones included.

    A period that was disclosed before its day counts as due; one that still has time does not.
    """

    done: int = 0
    late: int = 0
    missing: int = 0
    ahead: int = 0

    @property
    def owed(self) -> int:
        return self.done + self.late + self.missing

    @property
    def disclosed(self) -> int:
        return self.done + self.late

    @property
    def share(self) -> str:
        """The percentage, with one place; "" where nothing was owed."""
        return f"{self.disclosed / self.owed:.1%}" if self.owed else ""


def fulfilment(found: Iterable[Standing]) -> Fulfilment:
    counted = list(found)
    return Fulfilment(**{str(kind): counted.count(kind) for kind in Standing})


def year_findings(*, missing: Sequence[str], late: Sequence[str], rule: InForce) -> list[Finding]:
    """D-07, D-08: what the year lacks, and what came too late."""
    found = []
    if missing:
        sentence = f"有 {len(missing)} 期应公开未公开：{_listed(missing)}。"
        found.append(Finding(Level.WARN, "D-07", sentence, rule.citation))
    if late:
        sentence = f"有 {len(late)} 期在时期结束 {rule.number} 日之后才公开：{_listed(late)}。"
        found.append(Finding(Level.INFO, "D-08", sentence, rule.citation))
    return found


def _listed(names: Sequence[str]) -> str:
    more = f"等 {len(names)} 期" if len(names) > 6 else ""
    return "；".join(names[:6]) + more


# --- polls --------------------------------------------------------------------------------

SATISFIED = ("very", "satisfied", "basically")
SCALE = [
    ["very", "很满意"],
    ["satisfied", "满意"],
    ["basically", "基本满意"],
    ["dissatisfied", "不满意"],
    ["unknown", "不了解"],
]


def may_be_split(*, returned: int, rule: InForce) -> bool:
    """Whether so many sheets hide who gave which; fewer are not split."""
    return returned >= rule.number


def too_few_line(*, returned: int, rule: InForce) -> str:
    return (
        f"收回 {returned} 票，少于 {rule.number} 票，不分项公布结果："
        "人数太少时，分项的票数会让人猜出谁投了什么。"
    )
