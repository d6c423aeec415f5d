"""Rules of pledges: on which days one may sign, and whether a text is still the one signed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from members.models import Pledge, PledgeSignature, PledgeState
from union_site.calendar import official_date
from union_site.findings import Finding, Level


def not_signable(pledge: Pledge, *, today: datetime.date) -> str:
    """Why nobody can sign today; "" where one can."""
    if pledge.state == PledgeState.DRAFT:
        return "这份承诺书还没有开始签订。"
    if pledge.state == PledgeState.CLOSED:
        return f"《{pledge}》的签订已经结束，不能再签。需要补签请联系工会主席。"
    if today < pledge.opens_on:
        return f"《{pledge}》自{official_date(pledge.opens_on)}起签订。"
    if today > pledge.closes_on:
        return (
            f"《{pledge}》的签订已于{official_date(pledge.closes_on)}截止。"
            "需要补签请联系工会主席延期。"
        )
    return ""


def of_days(opens_on: datetime.date, closes_on: datetime.date) -> list[Finding]:
    """A pledge that is open for a year and more is mostly a mistyped year."""
    if (closes_on - opens_on).days > 366:
        sentence = "签订期超过一年，请核对截止日期的年份。"
        return [Finding(Level.WARN, "pledge-long", sentence, where="截止日期")]
    return []


def altered(pledge: Pledge, signatures: Iterable[PledgeSignature]) -> list[Finding]:
    """Signatures that were put under other words than those that stand there now."""
    now = pledge.fingerprint
    return [
        Finding(
            Level.BLOCK,
            "pledge-altered",
            f"《{pledge}》的正文与{signature.member}签订时不同。",
            where=f"签订记录 {signature.pk}",
        )
        for signature in signatures
        if signature.sha256 != now
    ]


def share(part: int, whole: int) -> str:
    """A share in percent with one place, as figures show it; "" of nothing."""
    if not whole:
        return ""
    percent = Decimal(part) * 100 / Decimal(whole)
    # Never 100 % while somebody is missing.
    shown = min(percent.quantize(Decimal("0.1"), ROUND_HALF_UP), Decimal("99.9"))
    return "100%" if part >= whole else f"{shown}%"
