"""Acts on a year of dues: opening it, following the membership, bases and months, closing.

And the question that others ask: has somebody paid to date?
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, Sum

from members.actions import dues_books as books
from members.checks import dues as checks
from members.checks.dues import UNKNOWN, Standing
from members.models import DuesAccount, DuesPayment, DuesYear, Member, MembershipEvent, Truncation
from members.models.codes import ON_ROLL
from members.workflow.dues import DUES_YEAR
from union_site import audit, jobs
from union_site.findings import Finding, require_clear
from union_site.models import Job, Seat, Union
from union_site.norms import InForce, norm
from union_site.workflow import advance

RATE = "members.dues_rate"
TRUNCATION = "members.dues_truncation"
LAPSE_MONTHS = "members.dues_lapse_months"
OPEN_YEAR = "members.open_dues"  # kind of job; tasks.py does it
PEOPLE_AT_ONCE = 500  # a larger union's year is opened by a job


# --- the year ------------------------------------------------------------------------------


def rate_of(union: Union, year: int) -> InForce:
    """The rate in force when the year begins."""
    return norm(RATE, union=union, on=datetime.date(year, 1, 1))


def begin_year(*, by: Seat, year: int, truncation: str, now: datetime.datetime) -> DuesYear | Job:
    """Opens a year: at once, or, where the union is large, by a job."""
    books.require_manager(by, by.union_id)
    _refuse_second(by.union, year)
    if Member.objects.visible_to(by).on_roll().count() <= PEOPLE_AT_ONCE:
        return open_year(by=by, year=year, truncation=truncation, now=now)
    return jobs.start(
        kind=OPEN_YEAR,
        label=f"开立{year}年会费",
        by=by,
        parameters={"year": year, "truncation": truncation},
    )


@transaction.atomic
def open_year(*, by: Seat, year: int, truncation: str, now: datetime.datetime) -> DuesYear:
    """Opens the year with an account for everybody who owes a month of it or is on the roll.

    Last year's bases are taken over. Of two who open at once one wins.
    """
    books.require_manager(by, by.union_id)
    _refuse_second(by.union, year)
    rate = rate_of(by.union, year)
    made = DuesYear(
        union=by.union,
        year=year,
        rate=rate.decimal,
        rate_citation=rate.citation,
        truncation=truncation,
        opened_by=by,
        opened_at=now,
        followed_at=now,
    )
    made.full_clean()
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise ValidationError(f"{year}年会费刚刚已由别人开立。") from error
    count = len(_bring_accounts(made, books.people_of(by.union)))
    audit.record(verb="dues.open_year", label="开立会费年度", by=by, thing=made, note=f"{count} 人")
    return made


def _refuse_second(union: Union, year: int) -> None:
    if DuesYear.objects.of_union(union).filter(year=year).exists():
        raise ValidationError({"year": f"{year}年会费已经开立。"})


def _bring_accounts(year: DuesYear, people: list[Member]) -> list[DuesAccount]:
    """Accounts for those among `people` who owe a month or are on the roll."""
    known = books.memberships(year.union, people)
    former = DuesAccount.objects.of_union(year.union).of_year(year.year - 1)
    bases = dict(former.values_list("member_id", "monthly_base"))
    made = []
    for member in people:
        owed = checks.owed_months(known[member.pk], year.year)
        if not owed and member.status not in ON_ROLL:
            continue
        account = DuesAccount(
            union=year.union,
            dues_year=year,
            member=member,
            monthly_base=bases.get(member.pk),
            owed_months=owed,
            exemption_reason=checks.exemption_of(known[member.pk], owed),
            status_seen=member.status,
        )
        books.settle(account, [])
        made.append(account)
    return DuesAccount.objects.bulk_create(made, batch_size=books.BATCH)


@transaction.atomic
def change_truncation(*, dues_year: DuesYear, truncation: str, by: Seat) -> DuesYear:
    """Changes whether the base loses its ones; only while nothing was paid by the other rule."""
    books.require_manager(by, dues_year.union_id)
    year = books.hold_open_year(dues_year)
    if has_payments(year):
        raise ValidationError("本年已有缴费，尾数算法不能再改。")
    year.truncation = Truncation(truncation)
    year.full_clean()
    year.save(update_fields=["truncation"])
    accounts = list(year.accounts.all())
    for account in accounts:
        account.dues_year = year
    books.resettle(accounts)
    note = year.get_truncation_display()
    audit.record(verb="dues.truncation", label="修改尾数算法", by=by, thing=year, note=note)
    return year


def has_payments(year: DuesYear) -> bool:
    return DuesPayment.objects.live().filter(account__dues_year=year).exists()


def closing_findings(dues_year: DuesYear) -> list[Finding]:
    """What is still open in the whole year."""
    owing = dues_year.accounts.filter(first_unpaid__isnull=False)
    rest = owing.aggregate(due=Sum("year_due"), paid=Sum("paid"))
    arrears = checks.cents(rest["due"]) - checks.cents(rest["paid"])
    without = dues_year.accounts.all().without_base().count()
    return checks.closing(people=owing.count(), arrears=arrears, without_base=without)


@transaction.atomic
def close_year(*, dues_year: DuesYear, by: Seat, accepted: Iterable[str] = ()) -> DuesYear:
    books.require_manager(by, dues_year.union_id)
    year = books.hold_open_year(dues_year)
    agreed = require_clear(closing_findings(year), accepted=accepted)
    advance(DUES_YEAR, thing=year, step="close", by=by, accepted=agreed)
    return year


@transaction.atomic
def reopen_year(*, dues_year: DuesYear, by: Seat, note: str) -> DuesYear:
    advance(DUES_YEAR, thing=dues_year, step="reopen", by=by, note=note)
    return dues_year


# --- following the membership --------------------------------------------------------------


@dataclass(frozen=True)
class Followed:
    """What became of the accounts when they were brought in line with the roster."""

    created: int
    changed: int


def deviations(dues_year: DuesYear) -> int:
    """How many memberships have changed since the months were settled by them. Three queries."""
    accounts = dues_year.accounts.all()
    events = MembershipEvent.objects.filter(
        union_id=dues_year.union_id, at__gt=dues_year.followed_at, on__year__lte=dues_year.year
    )
    moved = Q(pk__in=accounts.filter(member__in=events.values("member")).values("pk"))
    moved |= Q(pk__in=accounts.not_following().values("pk"))
    missing = Member.objects.filter(union_id=dues_year.union_id).active()
    joined = Q(joined_union_on__isnull=True) | Q(joined_union_on__year__lte=dues_year.year)
    missing = missing.filter(joined).exclude(pk__in=accounts.values("member"))
    return int(accounts.filter(moved).count() + missing.count())


@transaction.atomic
def follow_membership(*, dues_year: DuesYear, by: Seat, now: datetime.datetime) -> Followed:
    """Brings accounts and months in line with who is a member when; done twice, it is done once.

    Months that somebody has set by hand stay as they are.
    """
    books.require_manager(by, dues_year.union_id)
    year = books.hold_open_year(dues_year)
    people = books.people_of(year.union)
    known = books.memberships(year.union, people)
    changed, kept = [], set()
    for account in year.accounts.select_related("member"):
        account.dues_year = year
        kept.add(account.member_id)
        # None for a double entry that was merged: its payments stay where they were made.
        membership = known.get(account.member_id)
        before = (account.owed_months, account.status_seen)
        account.status_seen = account.member.status
        if membership and not account.is_set_by_hand:
            account.owed_months = checks.owed_months(membership, year.year)
            account.exemption_reason = checks.exemption_of(membership, account.owed_months)
        if (account.owed_months, account.status_seen) != before:
            changed.append(account)
    books.resettle(changed, "owed_months", "exemption_reason", "status_seen")
    made = _bring_accounts(year, [member for member in people if member.pk not in kept])
    DuesYear.objects.filter(pk=year.pk).update(followed_at=now)
    note = f"新增 {len(made)} 人，变更 {len(changed)} 人"
    audit.record(verb="dues.follow", label="按会籍更新应缴月份", by=by, thing=year, note=note)
    return Followed(len(made), len(changed))


# --- one account ---------------------------------------------------------------------------


@transaction.atomic
def set_base(
    *, account: DuesAccount, revision: int, monthly_base: Decimal, by: Seat
) -> DuesAccount:
    """Sets the wage base for the whole year."""
    books.require_manager(by, account.union_id)
    held = books.hold_account(account, revision)
    held.monthly_base = monthly_base
    held.full_clean()
    books.resettle([held], "monthly_base")
    audit.record(verb="dues.set_base", label="填写工资基数", by=by, thing=held)
    return held


@transaction.atomic
def set_months(
    *,
    account: DuesAccount,
    revision: int,
    follows: bool,
    months: Iterable[int],
    exemption_reason: str,
    by: Seat,
) -> DuesAccount:
    """Sets the owed months by hand, with a reason; or lets them follow the membership again."""
    books.require_manager(by, account.union_id)
    held = books.hold_account(account, revision)
    if follows:
        known = books.memberships(held.dues_year.union, [held.member])[held.member_id]
        held.owed_months = checks.owed_months(known, held.dues_year.year)
        held.exemption_reason = checks.exemption_of(known, held.owed_months)
    else:
        held.owed_months = checks.mask_of(months)
        held.exemption_reason = exemption_reason.strip()
        if held.owed_months != checks.ALL_MONTHS and not held.exemption_reason:
            raise ValidationError({"exemption_reason": "有月份免缴的，请写明原因。"})
    held.is_set_by_hand = not follows
    held.full_clean()
    books.resettle([held], "owed_months", "exemption_reason", "is_set_by_hand")
    note = f"应缴 {checks.shown_months(checks.months_of(held.owed_months)) or '无'}"
    audit.record(verb="dues.set_months", label="核定应缴月份", by=by, thing=held, note=note)
    return held


def note_export(*, by: Seat, what: str, count: int) -> None:
    """Who takes bases and payments away is in the trail (PIPL art. 51)."""
    if not by.can("dues.view"):
        raise PermissionDenied
    audit.record(verb="dues.export", label=f"导出{what}", by=by, note=f"{count} 行")


# --- paid to date? -------------------------------------------------------------------------


def standing(*, member: Member, on: datetime.date) -> Standing:
    """How far this member has paid, as the books say now, for the months due by that day."""
    return standings(members=[member], on=on)[member.pk]


def standings(*, members: Iterable[Member], on: datetime.date) -> dict[int, Standing]:
    """The same for many members, in one query. What the books do not know is UNKNOWN."""
    wanted = [member.pk for member in members]
    recent = Q(dues_year__year__gte=on.year - 1) | Q(first_unpaid__isnull=False)
    rows = DuesAccount.objects.filter(recent, member__in=wanted, dues_year__year__lte=on.year)
    by_member: dict[int, list[DuesAccount]] = defaultdict(list)
    for account in rows.select_related("dues_year").order_by("dues_year__year"):
        by_member[account.member_id].append(account)
    return {pk: _standing(by_member[pk], on) for pk in wanted}


def _standing(accounts: list[DuesAccount], on: datetime.date) -> Standing:
    """`accounts` of one member, the earliest year first."""
    is_behind = any(account.first_unpaid for account in accounts)
    if not is_behind and (not accounts or accounts[-1].dues_year.year < on.year - 1):
        return UNKNOWN
    until, arrears, unpaid, is_broken = None, Decimal(0), 0, False
    for account in accounts:
        year = account.dues_year.year
        if account.paid_until and not is_broken:
            until = checks.last_day(year, account.paid_until)
        is_broken = is_broken or account.first_unpaid is not None
        owing = arrears_of(account, checks.months_due(year, on))
        arrears, unpaid = arrears + owing.amount, unpaid + owing.months
    is_known = not any(account.lacks_base for account in accounts)
    return Standing(until, not unpaid, arrears, unpaid, is_known)


@dataclass(frozen=True)
class Arrears:
    """What is unpaid of the months up to a day."""

    due: Decimal
    amount: Decimal
    months: int


def arrears_of(account: DuesAccount, due: int) -> Arrears:
    """Of one account, for its months up to `due`."""
    terms = books.terms_of(account)
    owed = [month for month in checks.months_of(account.owed_months) if month <= due]
    if terms is None:
        return Arrears(Decimal(0), Decimal(0), 0)
    total = terms.for_months(len(owed))
    first = account.first_unpaid
    months = sum(1 for month in owed if first is not None and month >= first)
    return Arrears(total, max(Decimal(0), total - account.paid), months)


def lapsing(*, by: Seat, on: datetime.date) -> list[tuple[Member, Standing]]:
    """M-07: members in service with as many months unpaid as the norm names, the longest first."""
    if not by.can("dues.view"):
        raise PermissionDenied
    limit = norm(LAPSE_MONTHS, union=by.union, on=on)
    behind = DuesAccount.objects.visible_to(by).filter(
        first_unpaid__isnull=False, dues_year__year__lte=on.year
    )
    people = Member.objects.visible_to(by).active().filter(pk__in=behind.values("member"))
    members = list(people.for_list())
    found = standings(members=members, on=on)
    rows = [(member, found[member.pk]) for member in members]
    rows = [row for row in rows if checks.lapsing(row[1], limit)]
    return sorted(rows, key=lambda row: (-row[1].months, row[0].pinyin_order))
