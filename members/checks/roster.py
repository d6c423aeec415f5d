"""Rules of a member's row: values in, findings out (domain rules M-03 to M-15)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stdnum import luhn

from members.models.codes import Employment, MembershipChange, Status
from union_site.findings import Finding, Level
from union_site.idcards import IdDocument, IdKind, Sex

CARD_LENGTHS = range(12, 20)
BY_RULE = "《工会会员会籍管理办法》"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a value; `key` names the field it stands in."""

    code: str
    sentence: str
    level: Level = Level.BLOCK
    key: str = ""


# What the last change of the membership leaves it as.
_STATUS_AFTER = {
    MembershipChange.JOINED: Status.ACTIVE,
    MembershipChange.TRANSFERRED_IN: Status.ACTIVE,
    MembershipChange.RETAINED: Status.RETAINED,
    MembershipChange.TRANSFERRED_OUT: Status.TRANSFERRED_OUT,
    MembershipChange.EXPELLED: Status.EXPELLED,
    MembershipChange.RESIGNED: Status.RESIGNED,
}
# M-03, M-04: the retired and the jobless keep their membership, but are not counted.
_RETAINED_BY_EMPLOYMENT = {Employment.RETIRED, Employment.UNEMPLOYED, Employment.RESIGNED}


def status_of(change: str, employment: str) -> str:
    """The status that the form's two columns amount to."""
    status = _STATUS_AFTER[MembershipChange(change)] if change else Status.ACTIVE
    if status == Status.ACTIVE and employment in _RETAINED_BY_EMPLOYMENT:
        return Status.RETAINED
    return status


def against_document(
    document: IdDocument, *, sex: str, birth_date: datetime.date | None
) -> list[Problem]:
    """M-12, M-13: what the form says of a person must be what the number says."""
    problems = []
    if document.birth_date and birth_date and birth_date != document.birth_date:
        problems.append(
            Problem(
                "birth_date_differs",
                f"填写的是 {birth_date:%Y/%m/%d}，证件号码中是 {document.birth_date:%Y/%m/%d}，"
                "两者应当一致。",
                key="birth_date",
            )
        )
    if document.sex and sex and sex != document.sex:
        problems.append(
            Problem(
                "sex_differs",
                f"填写的是“{Sex(sex).label}”，按证件号码应为“{document.sex.label}”。",
                key="sex",
            )
        )
    return problems


_DATES_PAST = (
    *("started_work_on", "joined_school_on", "joined_union_on", "changed_on"),
    "card_issued_on",
)


def of_dates(values: Mapping[str, Any], *, today: datetime.date) -> list[Problem]:
    """Nothing in a working life happens before the birth, and nothing is recorded in advance."""
    born = values.get("birth_date")
    problems = []
    for key in (*_DATES_PAST, "retires_on"):
        day = values.get(key)
        if day is None:
            continue
        if born and day <= born:
            problems.append(Problem("date_before_birth", f"{day:%Y/%m/%d} 早于出生日期。", key=key))
        elif day > today and key in _DATES_PAST:
            sentence = f"{day:%Y/%m/%d} 晚于今天，请核对。"
            problems.append(Problem("date_ahead", sentence, Level.WARN, key))
    return problems


def of_required(values: Mapping[str, Any], kind: str) -> list[Problem]:
    """What a new member's row cannot do without; a resident's number tells sex and birth."""
    problems = []
    if not values.get("name"):
        problems.append(Problem("name_missing", "没有填写姓名。", key="name"))
    if kind not in (IdKind.RESIDENT, IdKind.RESIDENCE):
        for key, label in (("sex", "性别"), ("birth_date", "出生日期")):
            if not values.get(key):
                sentence = f"没有填写{label}（证件不是居民身份证，无法由号码推出）。"
                problems.append(Problem(f"{key}_missing", sentence, key=key))
    return problems


def of_bank_card(number: str) -> list[Problem]:
    """A card's number has 12 to 19 digits."""
    if not number or (number.isascii() and number.isdigit() and len(number) in CARD_LENGTHS):
        return []
    sentence = f"银行卡号应为 12 至 19 位数字，这里有 {len(number)} 个字符。"
    return [Problem("bank_card_format", sentence, key="bank_card")]


def doubts_of_bank_card(number: str) -> list[Finding]:
    """The last digit checks the others (ISO/IEC 7812); older passbook accounts do without."""
    if not number or luhn.is_valid(number):
        return []
    sentence = "银行卡号的校验位不对，请对照卡面逐位核对（存折账号没有校验位）。"
    return [Finding(Level.WARN, "bank_card_luhn", sentence, "ISO/IEC 7812-1")]
