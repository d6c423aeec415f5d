"""Rules of the proposal box: values in, findings out."""

from __future__ import annotations

import datetime
import unicodedata

from proposals.models import characters
from union_site.calendar import add_working_days
from union_site.findings import Finding, Level
from union_site.norms import InForce

ALLOWED_CONTROLS = "\n\t\r"
HIDING = {"Cc", "Cf", "Cs", "Co", "Cn"}


def text_findings(text: str, limit: InForce) -> list[Finding]:
    """Is there something to read, and not too much of it? (P-01 length, P-02 emptiness)"""
    found: list[Finding] = []
    length = characters(text)
    if not length:
        found.append(Finding(Level.BLOCK, "P-02", "请写下您的提案。", where="text"))
    if length > limit.number:
        sentence = f"最多 {limit.number} 字，现在 {length} 字，请删去 {length - limit.number} 字。"
        found.append(Finding(Level.BLOCK, "P-01", sentence, limit.citation, where="text"))
    return found


def clean_text(text: str) -> str:
    """The text without characters that cannot be seen or that turn the direction of writing.

    Joiners inside emoji are kept: without them one picture falls apart into several.
    """
    kept = (
        sign
        for sign in text
        if sign in ALLOWED_CONTROLS or sign == "\u200d" or unicodedata.category(sign) not in HIDING
    )
    return "".join(kept).replace("\r\n", "\n").strip()


def due_findings(due_on: datetime.date, *, today: datetime.date, days: InForce) -> list[Finding]:
    """The due date lies ahead; further away than the norm is a warning. (P-03)"""
    if due_on < today:
        return [Finding(Level.BLOCK, "P-03", "应答复日期不能早于今天。", where="due_on")]
    usual = usual_due(today, days)
    if due_on > usual:
        sentence = f"比通常的 {days.number} 个工作日（{usual:%Y-%m-%d}）晚。"
        return [Finding(Level.WARN, "P-04", sentence, days.citation, where="due_on")]
    return []


def extension_findings(
    due_on: datetime.date, *, first: datetime.date, today: datetime.date, days: InForce
) -> list[Finding]:
    """Ahead, later than the date that stood, and not by more than the norm. (P-05, P-06)"""
    if due_on <= first or due_on < today:
        sentence = f"延期后的日期应晚于原定的 {first:%Y-%m-%d}，也不能早于今天。"
        return [Finding(Level.BLOCK, "P-05", sentence, where="due_on")]
    latest = usual_due(first, days)
    if due_on > latest:
        sentence = f"最多延期 {days.number} 个工作日，即不晚于 {latest:%Y-%m-%d}。"
        return [Finding(Level.BLOCK, "P-06", sentence, days.citation, where="due_on")]
    return []


def usual_due(today: datetime.date, days: InForce) -> datetime.date:
    """The last day to answer when nothing else is said."""
    return add_working_days(today, days.number).day
