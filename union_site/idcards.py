"""Identity documents: what a number says of its holder, and whether it can be right (GB 11643)."""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass

from django.db.models import TextChoices
from stdnum.cn import ric

from union_site.findings import Finding, Level


class Sex(TextChoices):
    MALE = "male", "男"
    FEMALE = "female", "女"


class IdKind(TextChoices):
    RESIDENT = "resident_id", "居民身份证"
    PASSPORT = "passport", "护照"
    HK_MACAO = "hk_macao_permit", "港澳居民来往内地通行证"
    TAIWAN = "taiwan_permit", "台湾居民来往大陆通行证"
    RESIDENCE = "residence_permit", "港澳台居民居住证"
    FOREIGNER = "foreign_permanent_id", "外国人永久居留身份证"


CITATION = "GB 11643"
# Sentences never repeat the number: they are kept, printed and sent on.
EXCEL_HINT = (
    "请将证件号码列设为文本格式后重新填写：表格软件把它当作数字，"
    "存成了 3.30106E+17 的样子，后几位已经丢失。"
)

# Kinds whose numbers are built like a resident's: area, date of birth, order, check digit.
_BUILT_LIKE_RESIDENT = {IdKind.RESIDENT, IdKind.RESIDENCE}
_FORMATS = {
    # A traveller's document keeps its issuer's form; only what cannot be one is refused.
    IdKind.PASSPORT: (re.compile(r"[A-Z0-9]{5,17}"), "5 至 17 位字母或数字"),
    IdKind.HK_MACAO: (re.compile(r"[HM][0-9]{8}([0-9]{2})?"), "字母 H 或 M 加 8 位数字"),
    IdKind.TAIWAN: (re.compile(r"[0-9]{8}|[0-9]{10}[A-Z0-9]?"), "8 位数字"),
    IdKind.FOREIGNER: (
        re.compile(r"[A-Z]{3}[0-9]{12}"),
        "3 位字母加 12 位数字，或以 9 开头的 18 位",
    ),
}
_PROVINCES = {
    *("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37"),
    *("41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64"),
    *("65", "71", "81", "82", "83"),
}
_SHAPE_18 = re.compile(r"[0-9]{17}[0-9X]")
_SHAPE_15 = re.compile(r"[0-9]{15}")
_EXCEL = re.compile(r"\d(\.\d+)?E\+?\d{1,2}", re.IGNORECASE)
_NOISE = re.compile(r"[\s\-‐‑–—_'’`.·・]+")


@dataclass(frozen=True)
class IdDocument:
    """A number as normalised, what it says, and what is wrong with it."""

    kind: IdKind
    number: str
    birth_date: datetime.date | None = None
    sex: Sex | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def is_valid(self) -> bool:
        return not any(finding.level == Level.BLOCK for finding in self.findings)


def normalise(raw: object) -> str:
    """Half-width, upper-case, without spaces and dashes. Numbers of a sheet lose their ".0"."""
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = unicodedata.normalize("NFKC", str(raw)) if raw is not None else ""
    return _NOISE.sub("", text).upper()


def was_cut_by_excel(raw: object) -> bool:
    """True where a sheet holds an 18-digit number as a number: its last digits are gone."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return abs(raw) >= 1e15
    return bool(_EXCEL.fullmatch(unicodedata.normalize("NFKC", str(raw)).strip()))


def check_digit(first_17: str) -> str:
    """The eighteenth character (GB 11643: weights 2^17 … 2^1 modulo 11)."""
    return ric.calc_check_digit(first_17 + "0")


def to_18(number: str) -> str:
    """A 15-digit number of before 1999 in today's form; the century was always 19."""
    widened = number[:6] + "19" + number[6:]
    return widened + check_digit(widened)


def inspect(
    raw: object,
    *,
    kind: IdKind = IdKind.RESIDENT,
    today: datetime.date,
    min_age: int = 16,
    max_age: int = 100,
) -> IdDocument:
    """Reads a number as written. Never raises: what is wrong stands in `findings`.

    Birth date and sex are given only where the number is right throughout. An area code that
    no list knows is a warning: places are founded and renamed, people keep their numbers.
    """
    if isinstance(raw, str) and _SHAPE_18.fullmatch(raw):
        number = raw  # nearly all are; there is nothing to clean
    elif was_cut_by_excel(raw):
        return _refused(kind, "", "id_cut_by_excel", EXCEL_HINT)
    else:
        number = normalise(raw)
    if not number:
        return _refused(kind, number, "id_missing", "没有填写证件号码。")
    if kind in _BUILT_LIKE_RESIDENT or (kind == IdKind.FOREIGNER and number.startswith("9")):
        return _inspect_resident(kind, number, today, min_age, max_age)
    pattern, words = _FORMATS[kind]
    if not pattern.fullmatch(number):
        sentence = f"{kind.label}号码格式不对，应为{words}。"
        return _refused(kind, number, "id_format", sentence)
    return IdDocument(kind, number)


def _refused(kind: IdKind, number: str, code: str, sentence: str) -> IdDocument:
    return IdDocument(kind, number, findings=(Finding(Level.BLOCK, code, sentence, CITATION),))


def _inspect_resident(
    kind: IdKind, number: str, today: datetime.date, min_age: int, max_age: int
) -> IdDocument:
    if _SHAPE_15.fullmatch(number):
        number = to_18(number)
    if not _SHAPE_18.fullmatch(number):
        return _refused(kind, number, "id_format", _shape_sentence(number))
    if number[-1] != check_digit(number[:17]):
        sentence = "证件号码的校验码不对，请对照证件逐位核对（最可能是某一位输错）。"
        return _refused(kind, number, "id_check_digit", sentence)
    born = _date(number[6:14])
    if born is None or born > today:
        sentence = f"证件号码第 7 至 14 位“{number[6:14]}”不是真实的出生日期。"
        return _refused(kind, number, "id_birth_date", sentence)
    age = age_on(born, today)
    if not min_age <= age <= max_age:
        sentence = f"按证件号码推算年龄为 {age} 岁，不在 {min_age} 至 {max_age} 岁之间。"
        return _refused(kind, number, "id_age", sentence)
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    return IdDocument(kind, number, born, sex, _area_findings(kind, number))


def _shape_sentence(number: str) -> str:
    if len(number) not in (15, 18):
        return f"证件号码有 {len(number)} 位，应为 18 位。"
    return "证件号码应为 17 位数字加 1 位数字或 X。"


def _area_findings(kind: IdKind, number: str) -> tuple[Finding, ...]:
    if kind == IdKind.FOREIGNER or number[:2] in _PROVINCES:
        return ()
    sentence = f"证件号码前两位“{number[:2]}”不是已知的地区代码，请核对。"
    return (Finding(Level.WARN, "id_area", sentence, CITATION),)


def _date(digits: str) -> datetime.date | None:
    try:
        return datetime.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def age_on(born: datetime.date, day: datetime.date) -> int:
    """Full years of life on that day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
