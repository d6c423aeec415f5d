"""What pages show of dues: the year table, one account, payments, arrears."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.formats import number_format

from members.actions import dues
from members.actions.dues_books import terms_of
from members.checks import dues as checks
from members.models import DuesAccount, DuesPayment, DuesYear, Member, UnionGroup
from union_site.forms import PeriodForm
from union_site.listing import Asked, Chip, Column, Listed
from union_site.models import Seat

ORDERS = [
    ("group", "按小组"),
    ("pinyin", "按拼音"),
    ("strokes", "按姓氏笔画"),
    ("arrears", "欠缴最久的在前"),
]
STATES = [("paid", "已缴清"), ("arrears", "欠缴"), ("exempt", "免缴"), ("no_base", "待填基数")]
_TONES = {"paid": "ok", "arrears": "bad", "exempt": "plain", "no_base": "warn"}


def money(amount: Any) -> str:
    return str(number_format(amount, 2, force_grouping=True))


def year_asked(seat: Seat, asked: Asked, today: datetime.date) -> tuple[DuesYear | None, list[int]]:
    """The dues year asked for, else this year's or the newest; and all there are."""
    years = {row.year: row for row in DuesYear.objects.visible_to(seat).for_list()}
    wanted = asked.number("year") or today.year
    newest = next(iter(years.values()), None)
    found = years.get(wanted) or (None if asked.number("year") else newest)
    if found is not None:
        found.union = seat.union
    return found, list(years)


def as_of(year: int, due: int, today: datetime.date) -> str:
    """Up to where the table looks: 截至2026年10月."""
    if due == 12:
        return f"{year}年全年"
    return f"截至{year}年{due}月" if due else f"{year}年还没有到期的月份"


# --- the year table ------------------------------------------------------------------------


@dataclass(frozen=True)
class Totals:
    """Of the rows of the list as asked for."""

    people: int
    due: Decimal
    paid: Decimal
    arrears: Decimal
    in_arrears: int

    @property
    def rate(self) -> str:
        """What has come in of what is due in the whole year; "" where nothing is due."""
        return f"{self.paid / self.due * 100:.1f}" if self.due else ""


def tiles(totals: Totals, asked: Asked, year: DuesYear) -> dict[str, str]:
    """Where the numbers above the table lead, and the words below them."""
    return {
        "due_note": f"{totals.people} 人",
        "paid_url": f"{reverse('members:dues_payments')}?year={year.year}",
        "paid_note": f"占年应缴 {totals.rate}%" if totals.rate else "",
        "arrears_url": asked.link({"state": "arrears"}),
        "people_note": "点开查看名单" if totals.in_arrears else "",
        "all_url": f"?year={year.year}",
    }


def state_of(account: DuesAccount, due: int) -> str:
    if account.is_exempt:
        return "exempt"
    if account.lacks_base:
        return "no_base"
    is_behind = account.first_unpaid is not None and account.first_unpaid <= due
    return "arrears" if is_behind else "paid"


def _in_state(rows: Any, state: str, due: int) -> Any:
    chosen = {
        "paid": lambda: rows.paid_to(due),
        "arrears": lambda: rows.in_arrears(due),
        "exempt": rows.exempt,
        "no_base": rows.without_base,
    }.get(state)
    return chosen() if chosen else rows


def accounts(seat: Seat, asked: Asked, year: DuesYear, today: datetime.date) -> Listed:
    """?year= ?state= ?group= ?order= ?q="""
    due = checks.months_due(year.year, today)
    found = _narrowed(DuesAccount.objects.visible_to(seat).filter(dues_year=year), seat, asked)
    counts = _counts(found, due)
    state = asked.one_of("state", [key for key, _ in STATES])
    order = asked.one_of("order", [key for key, _ in ORDERS]) or "group"
    return Listed(
        rows=_in_state(found, state, due).for_list().in_order(order),
        chips=asked.chips("state", STATES, counts),
        more_chips=[],
        filter_form=_filter_form(seat, asked),
    )


def _narrowed(rows: Any, seat: Seat, asked: Asked) -> Any:
    if (group := asked.number("group")) is not None:
        rows = rows.filter(member__group_id=group)
    if asked.words:
        rows = rows.filter(member__in=Member.objects.visible_to(seat).matching(asked.words))
    return rows


def _counts(rows: Any, due: int) -> dict[str, int]:
    """How many are in each state, in one query."""
    owing = Q(owed_months__gt=0)
    has_base = Q(monthly_base__isnull=False)
    behind = Q(first_unpaid__isnull=False, first_unpaid__lte=due)
    return dict(
        rows.order_by().aggregate(
            paid=Count("pk", filter=owing & has_base & ~behind),
            arrears=Count("pk", filter=behind),
            exempt=Count("pk", filter=~owing),
            no_base=Count("pk", filter=owing & ~has_base),
        )
    )


def totals(rows: Any, due: int) -> Totals:
    """Sums of the rows; of those in arrears each is looked at, since a sum needs its rounding."""
    sums = rows.order_by().aggregate(n=Count("pk"), due=Sum("year_due"), paid=Sum("paid"))
    behind = [dues.arrears_of(account, due) for account in rows.in_arrears(due)]
    return Totals(
        people=sums["n"],
        due=checks.cents(sums["due"]),
        paid=checks.cents(sums["paid"]),
        arrears=sum((row.amount for row in behind), Decimal(0)),
        in_arrears=len(behind),
    )


def _filter_form(seat: Seat, asked: Asked) -> PeriodForm:
    groups = UnionGroup.objects.visible_to(seat).values_list("pk", "name")
    form = PeriodForm(
        asked,
        words="姓名或拼音",
        carried=["state", "year"],
        choices=[
            ("group", "工会小组", [(str(pk), name) for pk, name in groups]),
            ("order", "排序", ORDERS),
        ],
    )
    del form.fields["from"], form.fields["to"]
    form.is_used = bool(asked.words or asked.number("group"))
    return form


def year_chips(years: Iterable[int], current: int) -> list[Chip]:
    """Another year is another table: nothing else of the question goes along."""
    return [Chip(f"{year}年", f"?year={year}", year == current) for year in years]


@dataclass(frozen=True)
class AccountRow:
    """A line of the year table."""

    account: DuesAccount
    state: str
    tone: str
    arrears: Decimal
    overpaid: Decimal


def account_rows(rows: Iterable[DuesAccount], due: int) -> list[AccountRow]:
    labels = dict(STATES)
    shown = []
    for account in rows:
        state = state_of(account, due)
        arrears = dues.arrears_of(account, due).amount
        over = max(Decimal(0), account.paid - account.year_due)
        shown.append(AccountRow(account, labels[state], _TONES[state], arrears, over))
    return shown


def account_columns(due: int) -> list[Column]:
    return [
        Column("姓名", lambda row: row.member.name, 12),
        Column("工号", lambda row: row.member.staff_no, 12),
        Column("工会小组", lambda row: row.member.group.name if row.member.group else "", 16),
        Column("工资基数", lambda row: row.monthly_base, 12),
        Column("应缴月份", lambda row: checks.shown_months(checks.months_of(row.owed_months)), 16),
        Column("月应缴", lambda row: row.monthly_due, 10),
        Column("年应缴", lambda row: row.year_due, 10),
        Column("已缴", lambda row: row.paid, 10),
        Column(f"欠缴（到{due}月）", lambda row: dues.arrears_of(row, due).amount, 14),
        Column("已缴至", lambda row: f"{row.paid_until}月" if row.paid_until else "", 10),
        Column("情况", lambda row: dict(STATES)[state_of(row, due)], 10),
        Column("免缴原因", lambda row: row.exemption_reason, 20),
    ]


# --- one account ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Month:
    """One month of an account: what is due for it and how it stands."""

    label: str
    amount: Decimal | None
    words: str
    tone: str


def months(account: DuesAccount, due: int) -> list[Month]:
    terms, owed = terms_of(account), checks.months_of(account.owed_months)
    shown = []
    for month in checks.MONTHS:
        if month not in owed:
            shown.append(Month(f"{month}月", None, "免缴", "plain"))
            continue
        amount = terms.nth(owed.index(month) + 1) if terms else None
        first = account.first_unpaid
        if terms is None:
            words, tone = "待定", "plain"
        elif first is None or month < first:
            words, tone = "已缴", "ok"
        else:
            words, tone = ("欠缴", "bad") if month <= due else ("未到期", "plain")
        shown.append(Month(f"{month}月", amount, words, tone))
    return shown


def facts(account: DuesAccount, due: int) -> list[tuple[str, str]]:
    year = account.dues_year
    arrears = dues.arrears_of(account, due)
    base = "未填" if account.monthly_base is None else f"{money(account.monthly_base)} 元/月"
    rows = [
        ("工资基数", base),
        ("月应缴", f"{money(account.monthly_due)} 元"),
        ("应缴月份", checks.shown_months(checks.months_of(account.owed_months)) or "无"),
        ("年应缴", f"{money(account.year_due)} 元"),
        ("已缴", f"{money(account.paid)} 元"),
        ("欠缴", f"{money(arrears.amount)} 元" if arrears.months else "无"),
        ("已缴至", f"{year.year}年{account.paid_until}月" if account.paid_until else "—"),
    ]
    if account.exemption_reason:
        by_hand = "（人工核定）" if account.is_set_by_hand else ""
        rows.append(("免缴原因", account.exemption_reason + by_hand))
    if account.paid > account.year_due:
        rows.append(("多缴", f"{money(account.paid - account.year_due)} 元"))
    return rows


def rule_of(year: DuesYear) -> str:
    """By which rule, in one line."""
    tail = "（尾数不足 10 元不计）" if year.truncation == "base" else ""
    return f"工资基数{tail}× {percent(year.rate)}，依据：{year.rate_citation}"


def percent(rate: Decimal) -> str:
    """0.005 → 0.5%."""
    return f"{(rate * 100).normalize():f}%"


def trail(year: DuesYear | None = None) -> list[tuple[str, str]]:
    here = reverse("members:dues")
    return [("会费", f"{here}?year={year.year}" if year else here)]


def account_trail(account: DuesAccount) -> list[tuple[str, str]]:
    here = reverse("members:dues_account", args=[account.pk])
    return [*trail(account.dues_year), (account.member.name, here)]


# --- payments ------------------------------------------------------------------------------


def payments(seat: Seat, asked: Asked) -> Listed:
    """?year= (of the dues) ?from= ?to= (day of payment) ?method= ?voided=1 ?q="""
    found = DuesPayment.objects.visible_to(seat)
    found = found.paid_between(asked.day("from"), asked.day("to"))
    if (year := asked.number("year")) is not None:
        found = found.of_year(year)
    if asked.words:
        people = Member.objects.visible_to(seat).matching(asked.words)
        found = found.filter(Q(account__member__in=people) | Q(receipt_no=asked.words))
    is_voided = asked.data.get("voided") == "1"
    live, voided = found.live(), found.filter(voided_at__isnull=False)
    rows = voided if is_voided else live
    if method := asked.one_of("method", DuesPayment.Method.values):
        rows = rows.filter(method=method)
    counts = found.order_by().aggregate(
        live=Count("pk", filter=Q(voided_at__isnull=True)),
        voided=Count("pk", filter=Q(voided_at__isnull=False)),
    )
    chips = [Chip("有效", asked.link({"voided": None}), not is_voided, counts["live"])]
    if counts["voided"] or is_voided:
        chips.append(Chip("已作废", asked.link({"voided": "1"}), is_voided, counts["voided"]))
    years = DuesYear.objects.visible_to(seat).for_list().values_list("year", flat=True)
    more = [Chip("历年", asked.link({"year": None}), year is None)]
    more += [Chip(f"{y}年", asked.link({"year": str(y)}), y == year) for y in list(years)[:4]]
    return Listed(rows=rows.for_list(), chips=chips, more_chips=more, filter_form=_period(asked))


def _period(asked: Asked) -> PeriodForm:
    form = PeriodForm(
        asked,
        words="姓名、拼音或收据号",
        carried=["year", "voided"],
        choices=[("method", "方式", DuesPayment.Method.choices)],
    )
    form.initial["from"], form.initial["to"] = asked.day("from"), asked.day("to")
    form.fields["from"].label, form.fields["to"].label = "缴费日期自", "缴费日期至"
    used = ("q", "from", "to", "method")
    form.is_used = any(form.initial.get(name) for name in used)
    return form


def covered(payment: DuesPayment) -> str:
    """The months that this payment made full."""
    return checks.shown_months(checks.months_of(payment.covered_months)) or "部分"


PAYMENT_COLUMNS = [
    Column("收据号", lambda row: row.receipt_no, 14),
    Column("姓名", lambda row: row.account.member.name, 12),
    Column("工会小组", lambda row: str(row.account.member.group or ""), 16),
    Column("年度", lambda row: row.account.dues_year.year, 8),
    Column("缴清月份", lambda row: "" if row.is_void else covered(row), 16),
    Column("金额（元）", lambda row: row.amount, 12),
    Column("方式", lambda row: row.get_method_display(), 10),
    Column("缴费日期", lambda row: row.paid_on, 12),
    Column("登记人", lambda row: row.by.name if row.by else "", 12),
    Column("作废", lambda row: row.void_reason, 24),
]


@dataclass(frozen=True)
class PaymentRow:
    payment: DuesPayment
    covered: str


def payment_rows(rows: Iterable[DuesPayment]) -> list[PaymentRow]:
    return [PaymentRow(payment, covered(payment)) for payment in rows]


def total_of(rows: Any) -> Decimal:
    return checks.cents(rows.order_by().aggregate(total=Sum("amount"))["total"])


# --- one's own -----------------------------------------------------------------------------


@dataclass(frozen=True)
class OwnYear:
    """A year of one's own dues."""

    account: DuesAccount
    facts: list[tuple[str, str]]
    months: list[Month]
    payments: list[PaymentRow]
    rule: str


def own(accounts: list[DuesAccount], paid: Any, today: datetime.date) -> list[OwnYear]:
    """`paid` are the live payments of these accounts."""
    rows = payment_rows(paid.for_list())
    return [
        OwnYear(
            account=account,
            facts=facts(account, checks.months_due(account.dues_year.year, today)),
            months=months(account, checks.months_due(account.dues_year.year, today)),
            payments=[row for row in rows if row.payment.account_id == account.pk],
            rule=rule_of(account.dues_year),
        )
        for account in accounts
    ]
