"""The books of dues: what follows from bases, months and payments, and how it is written down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError

from members.checks import dues as checks
from members.checks.dues import Membership, Terms
from members.models import DuesAccount, DuesPayment, DuesYear, Member, MembershipEvent
from members.models.codes import Status
from union_site.models import Seat, Union

BATCH = 200
# What `settle` brings in line.
SETTLED = ("monthly_due", "year_due", "paid", "first_unpaid", "paid_until")


def require_manager(by: Seat, union_id: int) -> None:
    if by.union_id != union_id or not by.can("dues.manage"):
        raise PermissionDenied


def hold_open_year(dues_year: DuesYear) -> DuesYear:
    """The year as it is now, locked: whatever moves money of a year goes through here in turn."""
    rows = DuesYear.objects.select_for_update(of=("self",)).select_related("union")
    held = rows.get(pk=dues_year.pk)
    if not held.is_open:
        raise ValidationError(f"{held}已结账；确需更正的，请先重新打开。")
    return held


def hold_account(account: DuesAccount, revision: int) -> DuesAccount:
    """The account as it is now, with its year held; refuses what was filled from an older one."""
    year = hold_open_year(account.dues_year)
    held = DuesAccount.objects.select_related("member").get(pk=account.pk)
    held.dues_year = year
    if held.revision != revision:
        raise ValidationError(
            f"在您填写期间，{held.member}的会费刚刚有过变动"
            f"（现已缴 {held.paid:,.2f} 元），没有保存。请核对后再办。",
            code="outdated",
        )
    return held


def terms_of(account: DuesAccount) -> Terms | None:
    """By what this member pays; None while there is no base."""
    if account.monthly_base is None:
        return None
    year = account.dues_year
    return Terms(account.monthly_base, year.rate, year.truncation)


def settle(account: DuesAccount, payments: Sequence[DuesPayment]) -> list[DuesPayment]:
    """Brings what follows in line; `payments` are the live ones, the earliest first.

    Returns the payments that cover other months than before.
    """
    owed, terms = checks.months_of(account.owed_months), terms_of(account)
    account.paid = sum((payment.amount for payment in payments), Decimal(0))
    if terms is None:
        owed = ()
    count = terms.months_covered(account.paid, len(owed)) if terms else 0
    account.monthly_due = terms.monthly if terms and owed else Decimal(0)
    account.year_due = terms.for_months(len(owed)) if terms else Decimal(0)
    account.first_unpaid = owed[count] if count < len(owed) else None
    account.paid_until = owed[count - 1] if count else None
    changed, running, before = [], Decimal(0), 0
    for payment in payments:
        running += payment.amount
        after = terms.months_covered(running, len(owed)) if terms else 0
        covered = checks.mask_of(owed[before:after])
        if covered != payment.covered_months:
            payment.covered_months = covered
            changed.append(payment)
        before = after
    return changed


def resettle(accounts: Sequence[DuesAccount], *changed: str) -> None:
    """Settles accounts anew and writes them, with the columns that were changed before."""
    payments = live_payments(accounts)
    moved: list[DuesPayment] = []
    for account in accounts:
        moved += settle(account, payments[account.pk])
    write(accounts, *changed)
    DuesPayment.objects.bulk_update(moved, ["covered_months"], batch_size=BATCH)


def write(accounts: Sequence[DuesAccount], *changed: str) -> None:
    for account in accounts:
        account.revision += 1
    fields = [*SETTLED, *changed, "revision"]
    DuesAccount.objects.bulk_update(accounts, fields, batch_size=BATCH)


def live_payments(accounts: Iterable[DuesAccount]) -> dict[int, list[DuesPayment]]:
    """The payments that count, by account, in the order in which they cover months."""
    found: dict[int, list[DuesPayment]] = defaultdict(list)
    rows = DuesPayment.objects.live().filter(account__in=[account.pk for account in accounts])
    for payment in rows.order_by("paid_on", "pk"):
        found[payment.account_id].append(payment)
    return found


def memberships(union: Union, members: Iterable[Member]) -> dict[int, Membership]:
    """What is known of each membership. One query for all histories."""
    histories: dict[int, list[tuple[date, str, str]]] = defaultdict(list)
    events = MembershipEvent.objects.of_union(union).order_by("on", "pk")
    for member_id, *event in events.values_list("member_id", "on", "kind", "status"):
        histories[member_id].append((event[0], event[1], event[2]))
    return {
        member.pk: Membership(
            status=member.status,
            change=member.membership_change,
            changed_on=member.changed_on,
            joined_on=member.joined_union_on,
            events=histories[member.pk],
        )
        for member in members
    }


def people_of(union: Union) -> list[Member]:
    """Everybody who is or was a member; a double entry is not a person of its own."""
    columns = ("name", "status", "membership_change", "changed_on", "joined_union_on", "union_id")
    rows = Member.objects.of_union(union).exclude(status=Status.MERGED)
    return list(rows.only(*columns).order_by("pinyin_order", "pk"))
