"""Rules of condolence and benefits: dates, forms, recipients, amounts; values in, findings out."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal

from members.models import Member
from union_site.calendar import DAY, official_date
from union_site.findings import Finding, Level
from union_site.norms import InForce
from welfare.models import CondolenceCampaign, FundSource, Visit

FUNDS_CITATION = "《基层工会经费收支管理办法》（总工办发〔2017〕32号）"
# Paid under subjects of their own, not as festival goods.
OTHER_SUBJECTS = (CondolenceCampaign.Occasion.HARDSHIP, CondolenceCampaign.Occasion.SUMMER)


def due_date(*, event_on: datetime.date, today: datetime.date, rule: InForce) -> datetime.date:
    """By when a visit is to be paid: counted from the event, or from hearing of it later."""
    return max(event_on, today) + DAY * rule.number


def dates(
    *, event_on: datetime.date, visited_on: datetime.date, today: datetime.date
) -> list[Finding]:
    if visited_on > today:
        sentence = "慰问日期不能晚于今天；还没有去的请登记为应访。"
        return [Finding(Level.BLOCK, "V-01", sentence, "", "慰问日期")]
    if visited_on < event_on:
        sentence = f"慰问日期早于事由日期（{official_date(event_on)}）。"
        return [Finding(Level.WARN, "V-02", sentence, "", "慰问日期")]
    return []


def lateness(*, visited_on: datetime.date, due_on: datetime.date, rule: InForce) -> list[Finding]:
    """W-13: obligatory visits are paid within the days the school has set."""
    late = (visited_on - due_on).days
    if late <= 0:
        return []
    sentence = f"超过应访日期（{official_date(due_on)}）{late} 天。"
    return [Finding(Level.WARN, "W-13", sentence, rule.citation, "慰问日期")]


def form_of_visit(*, form: str, amount: Decimal, goods: str) -> list[Finding]:
    """W-03 in kind: what is written as money, goods or a call is that."""
    sentence = {
        Visit.Form.CALL: "电话慰问没有金额和物品。" if amount or goods else "",
        Visit.Form.MONEY: "慰问金须填写金额。" if not amount else "",
        Visit.Form.GOODS: "请写明物品名称。" if not goods else "",
    }.get(Visit.Form(form), "")
    return [Finding(Level.BLOCK, "V-03", sentence, "", "形式")] if sentence else []


def recipients(*, members: Iterable[Member], amount: Decimal, fund_source: str) -> list[Finding]:
    """W-11: union funds go to members in service; the retired are cared for by the school."""
    if not amount or fund_source != FundSource.UNION:
        return []
    others = [member for member in members if member.status != "active"]
    if not others:
        return []
    names = "、".join(f"{member.name}（{member.get_status_display()}）" for member in others[:5])
    sentence = f"{names}不是在职会员，所需费用一般不从工会经费列支。"
    return [Finding(Level.WARN, "W-11", sentence, FUNDS_CITATION, "经费来源")]


def festival_kind(*, occasion: str, fund_source: str, rule: InForce) -> list[Finding]:
    """W-02: festival goods are for the public holidays set by the State."""
    is_festival = occasion in rule.value or occasion in OTHER_SUBJECTS
    if is_festival or fund_source != FundSource.UNION:
        return []
    sentence = "不属于可发放节日慰问的法定节日，不能按逢年过节慰问从工会经费列支。"
    return [Finding(Level.WARN, "W-02", sentence, rule.citation, "时节")]


def gift_date(*, given_on: datetime.date, today: datetime.date) -> list[Finding]:
    if given_on <= today:
        return []
    return [Finding(Level.BLOCK, "V-01", "发放日期不能晚于今天。", "", "发放日期")]


def birthday_amount(*, amount: Decimal, rule: InForce) -> list[Finding]:
    if amount == rule.decimal:
        return []
    sentence = f"生日慰问标准为每人 {rule.decimal:,.2f} 元，所填为 {amount:,.2f} 元。"
    return [Finding(Level.WARN, "W-04a", sentence, rule.citation, "金额")]


def birthday_twice(*, names: Iterable[str], year: int) -> list[Finding]:
    """W-04: one birthday gift per member and calendar year."""
    again = list(names)
    if not again:
        return []
    sentence = f"{'、'.join(again[:10])}{year}年的生日慰问已经发放，每人每年一次。"
    return [Finding(Level.BLOCK, "W-04", sentence, "", "会员")]


def visited_already(*, names: Iterable[str]) -> list[Finding]:
    """A round comes to each member once."""
    again = list(names)
    if not again:
        return []
    sentence = f"{'、'.join(again[:10])}已登记在这一批慰问中。"
    return [Finding(Level.BLOCK, "V-04", sentence, "", "会员")]
