"""Numbers of dues, each with the rows behind it; a year of dues is a calendar year."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone

from members.checks.dues import cents, months_due
from members.models import DuesAccount, DuesPayment
from union_site import figures
from union_site.figures import Figure, Rate, Rows, Span
from union_site.models import Union

GROUP = "会费"


def _accounts(union: Union, span: Span) -> Rows:
    return DuesAccount.objects.of_union(union).of_year(span.year)


def _payments(union: Union, span: Span) -> Rows:
    """What was paid for this year's dues, whenever that was."""
    return DuesPayment.objects.of_union(union).live().of_year(span.year)


def _due(span: Span) -> int:
    """The months of the year that are over today."""
    return months_due(span.year, timezone.localdate())


def _paid_people(union: Union, span: Span) -> Rows:
    return _accounts(union, span).paid_to(_due(span))


def _unpaid_people(union: Union, span: Span) -> Rows:
    return _accounts(union, span).in_arrears(_due(span))


def _sum_due(rows: Rows) -> Decimal:
    return cents(rows.aggregate(total=Sum("year_due"))["total"])


def _sum_paid(rows: Rows) -> Decimal:
    return cents(rows.aggregate(total=Sum("amount"))["total"])


def _table(span: Span, state: str = "") -> str:
    chosen = f"&state={state}" if state else ""
    return f"{reverse('members:dues')}?year={span.year}{chosen}"


def _receipts(span: Span) -> str:
    return f"{reverse('members:dues_payments')}?year={span.year}"


figures.register(
    Figure(
        "members.dues_due",
        "应缴会费",
        "元",
        rows=_accounts,
        url=_table,
        measure=_sum_due,
        group=GROUP,
    ),
    Figure(
        "members.dues_collected",
        "实缴会费",
        "元",
        rows=_payments,
        url=_receipts,
        measure=_sum_paid,
        group=GROUP,
    ),
    Figure(
        "members.dues_paid_people",
        "会费缴清",
        "人",
        rows=_paid_people,
        url=lambda span: _table(span, "paid"),
        group=GROUP,
    ),
    Figure(
        "members.dues_unpaid_people",
        "会费欠缴",
        "人",
        rows=_unpaid_people,
        url=lambda span: _table(span, "arrears"),
        group=GROUP,
    ),
    Rate(
        "members.dues_collection_rate",
        "会费收缴率",
        numerator="members.dues_collected",
        denominator="members.dues_due",
        group=GROUP,
    ),
)
