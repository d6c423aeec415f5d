"""What dues put on the workbench: which months wait, what is missing, one's own arrears."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import Count
from django.urls import reverse

from members.actions import dues
from members.checks import dues as checks
from members.models import DuesAccount, DuesYear
from union_site import desk
from union_site.models import Seat

MANAGERS = frozenset({"chair", "officer", "auditor"})


def _this_year(seat: Seat, today: datetime.date) -> DuesYear | None:
    return DuesYear.objects.visible_to(seat).filter(year=today.year).first()


def todos(seat: Seat, today: datetime.date) -> Iterable[desk.Todo]:
    """The months that nobody has collected yet, what the roster has changed, missing bases."""
    if not seat.can("dues.manage"):
        return
    year = _this_year(seat, today)
    if year is None:
        yield from _unopened(seat, today)
        return
    if not year.is_open:
        return
    table = f"{reverse('members:dues')}?year={year.year}"
    if waiting := uncollected(year, today):
        yield desk.Todo(
            title=f"{checks.shown_months(waiting)}会费还没有收",
            detail="学校代扣后一次登记全体，或逐人登记",
            url=f"{reverse('members:dues_payroll', args=[year.pk])}?month={waiting[0]}",
            action="登记",
            badge="会费",
        )
    if count := year.accounts.all().without_base().count():
        yield desk.Todo(
            title=f"{count} 名会员没有工资基数",
            detail="没有基数就算不出应缴会费",
            url=f"{table}&state=no_base",
            action="填写",
            badge="会费",
        )
    if count := dues.deviations(year):
        yield desk.Todo(
            title=f"{count} 名会员的应缴月份要更新",
            detail="会籍有变动：入会、退休、转出等",
            url=table,
            action="查看",
            badge="会费",
        )


def uncollected(year: DuesYear, today: datetime.date) -> list[int]:
    """Months that are over and that more than half of those who have a base have not paid."""
    rows = year.accounts.all().owing().filter(monthly_base__isnull=False)
    unpaid = dict(rows.order_by().values_list("first_unpaid").annotate(n=Count("pk")))
    people = sum(unpaid.values())
    waiting = []
    for month in range(1, checks.months_due(year.year, today) + 1):
        behind = sum(count for first, count in unpaid.items() if first and first <= month)
        if 2 * behind > people:
            waiting.append(month)
    return waiting


def _unopened(seat: Seat, today: datetime.date) -> Iterable[desk.Todo]:
    if DuesYear.objects.visible_to(seat).filter(year=today.year - 1).exists():
        yield desk.Todo(
            title=f"开立{today.year}年会费",
            detail="为在册会员立户，带入上年的工资基数",
            url=reverse("members:dues_open"),
            action="开立",
            badge="会费",
        )


def mine(seat: Seat, today: datetime.date) -> Iterable[desk.Mine]:
    """One's own arrears: nothing to say while all is paid."""
    if not seat.can("own.view"):
        return
    due = checks.months_due(today.year, today)
    own = DuesAccount.objects.visible_to(seat).filter(member__seat=seat)
    account = own.of_year(today.year).in_arrears(due).select_related("dues_year").first()
    if account is not None:
        owing = dues.arrears_of(account, due)
        until = f"已缴至{account.paid_until}月" if account.paid_until else "本年还没有缴"
        yield desk.Mine(
            title="会费",
            detail=f"{until}，欠 {owing.months} 个月",
            url=reverse("members:dues_mine"),
            badge="欠缴",
            tone="warn",
        )


desk.register(
    desk.Offer(
        name="dues",
        places=(
            desk.Place("会员", "会费", "members:dues", "dues.view", order=40),
            desk.Place(
                "会员", "我的会费", "members:dues_mine", "own.view", order=61, hidden_from=MANAGERS
            ),
        ),
        todos=todos,
        mine=mine,
        order=15,
    )
)
