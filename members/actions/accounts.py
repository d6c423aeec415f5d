"""Acts on accounts: opening them for members, handing out one-time passwords on paper."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from members.checks import accounts as checks
from members.models import Member, Slip, SlipSheet
from union_site import audit, jobs
from union_site.accounts import one_time_password
from union_site.findings import require_clear
from union_site.models import Grant, Job, Seat, User

# Hashing a password takes a third of a second on purpose: more than these are a job.
ACCOUNTS_AT_ONCE = 5
SLIPS_KEPT = datetime.timedelta(hours=2)
_HASHED_TOGETHER = 20
# Kinds of jobs; tasks.py does them.
OPEN = "members.open_accounts"
RENEW = "members.renew_passwords"


@dataclass(frozen=True)
class Prepared:
    """A password for a member, and its hash: made before any transaction begins."""

    member_id: int
    password: str
    encoded: str


def choose_members(*, by: Seat, member_ids: Iterable[int] | None = None) -> list[Member]:
    """The active members without an account, or those of them that were picked."""
    rows = Member.objects.visible_to(by).without_account().in_order("pinyin")
    return list(rows if member_ids is None else rows.filter(pk__in=member_ids))


def hash_passwords(
    members: Sequence[Member], progress: Callable[[int, int], None] | None = None
) -> list[Prepared]:
    """A one-time password for each; hashed on all cores, since hashing frees the interpreter."""
    prepared: list[Prepared] = []
    if progress:
        progress(0, len(members))
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        for start in range(0, len(members), _HASHED_TOGETHER):
            together = members[start : start + _HASHED_TOGETHER]
            passwords = [one_time_password() for _ in together]
            hashes = pool.map(make_password, passwords)
            prepared += [
                Prepared(member.pk, password, encoded)
                for member, password, encoded in zip(together, passwords, hashes, strict=True)
            ]
            if progress:
                progress(len(prepared), len(members))
    return prepared


def begin_accounts(
    *, by: Seat, member_ids: Iterable[int] | None, now: datetime.datetime
) -> SlipSheet | Job:
    """Opens accounts for those picked, or for all without one: few at once, many by a job."""
    if not by.can("members.accounts"):
        raise PermissionDenied
    members = choose_members(by=by, member_ids=member_ids)
    if not members:
        raise ValidationError("没有需要开通账号的在职会员。")
    if len(members) > ACCOUNTS_AT_ONCE:
        return jobs.start(
            kind=OPEN,
            label=f"为 {len(members)} 名会员开通账号",
            by=by,
            parameters={"members": [member.pk for member in members]},
        )
    sheet = open_accounts(prepared=hash_passwords(members), by=by, now=now)
    if sheet is None:
        raise ValidationError("这些会员刚刚已由别人开通账号。")
    return sheet


@transaction.atomic
def open_accounts(
    *, prepared: Sequence[Prepared], by: Seat, now: datetime.datetime
) -> SlipSheet | None:
    """Opens an account with a member's seat for each; who has one by now is passed over.

    Returns the sheet of slips, or None where nobody was left. The passwords exist in it alone,
    encrypted, until they are printed or two hours have gone.
    """
    if not by.can("members.accounts"):
        raise PermissionDenied
    by_id = {item.member_id: item for item in prepared}
    rows = Member.objects.visible_to(by).without_account().filter(pk__in=by_id)
    members = list(rows.select_related("group").select_for_update(of=("self",)).in_order("group"))
    if not members:
        return None
    users = User.objects.bulk_create(_users(members, by_id))
    seats = Seat.objects.bulk_create(Seat(user=user, union=by.union) for user in users)
    today = timezone.localdate(now)
    Grant.objects.bulk_create(
        Grant(seat=seat, role="member", valid_from=today, given_by=by) for seat in seats
    )
    for member, seat in zip(members, seats, strict=True):
        member.seat = seat
        member.revision += 1
    Member.objects.bulk_update(members, ["seat", "revision"], batch_size=200)
    slips = [_slip(member, user, by_id) for member, user in zip(members, users, strict=True)]
    sheet = _seal(slips, SlipSheet.Purpose.OPENED, by=by, now=now)
    audit.record(
        verb="members.open_accounts",
        label="开通会员账号",
        by=by,
        thing=sheet,
        note=f"{len(members)} 人",
    )
    return sheet


def _slip(member: Member, user: User, by_id: dict[int, Prepared]) -> Slip:
    group = member.group.name if member.group else ""
    return Slip(member.name, group, user.username, by_id[member.pk].password)


def _users(members: Sequence[Member], by_id: dict[int, Prepared]) -> list[User]:
    """Accounts named by mobile; by name and number where the mobile is missing or taken."""
    mobiles = [member.mobile for member in members if member.mobile]
    taken = set(User.objects.filter(mobile__in=mobiles).values_list("mobile", flat=True))
    taken |= set(User.objects.filter(username__in=mobiles).values_list("username", flat=True))
    taken |= {mobile for mobile in mobiles if mobiles.count(mobile) > 1}
    users = []
    for member in members:
        mobile = member.mobile if member.mobile and member.mobile not in taken else None
        users.append(
            User(
                username=mobile or _username(member),
                name=member.name,
                mobile=mobile,
                password=by_id[member.pk].encoded,
                must_change_password=True,
            )
        )
    return users


def _username(member: Member) -> str:
    """Readable, and nobody else's: the number is the member's own."""
    letters = "".join(char for char in member.pinyin if char.isascii() and char.isalnum())
    return f"{letters[:30] or 'member'}{member.pk}"


def read_slips(*, sheet: SlipSheet, by: Seat, now: datetime.datetime) -> list[Slip]:
    """The slips, for the page that is printed. Every reading is recorded."""
    if not by.can("members.accounts") or by.union_id != sheet.union_id:
        raise PermissionDenied
    if not sheet.is_readable(now):
        raise ValidationError("这些密码条已经销毁。忘记密码的会员可以重新开具一次性密码。")
    audit.record(verb="members.read_slips", label="查看密码条", by=by, thing=sheet)
    return sheet.slips()


@transaction.atomic
def destroy_slips(*, sheet: SlipSheet, by: Seat, now: datetime.datetime) -> SlipSheet:
    """Makes the passwords unreadable for good; done twice, it is done once."""
    if not by.can("members.accounts") or by.union_id != sheet.union_id:
        raise PermissionDenied
    rows = SlipSheet.objects.filter(pk=sheet.pk, destroyed_at__isnull=True)
    if rows.update(sealed=None, destroyed_at=now):
        audit.record(verb="members.destroy_slips", label="销毁密码条", by=by, thing=sheet)
    sheet.refresh_from_db()
    return sheet


def renew_password(*, member: Member, by: Seat, now: datetime.datetime) -> SlipSheet:
    """A new one-time password for a member who has lost theirs, on a slip of its own."""
    if not by.can("members.accounts") or by.union_id != member.union_id:
        raise PermissionDenied
    if member.seat is None:
        raise ValidationError("这名会员还没有账号，请先开通。")
    if member.seat.user.seats.count() > 1 or member.seat.roles - {"member"}:
        # Whoever holds an office, or a seat elsewhere, must not be taken over by a chair.
        raise ValidationError("这个账号还有其他职务或席位，只能由系统管理员重置密码。")
    prepared = hash_passwords([member])
    return renew_passwords(prepared=prepared, by=by, now=now, accepted=[checks.RENEWAL])


def with_account(*, by: Seat, member_ids: Iterable[int]) -> list[Member]:
    """Those of the picked who have an account in use, with what decides on them."""
    rows = Member.objects.visible_to(by).filter(pk__in=member_ids, seat__is_active=True)
    return list(rows.select_related("group", "seat__user").in_order("group"))


def begin_renewal(
    *, by: Seat, member_ids: Iterable[int], now: datetime.datetime, accepted: Iterable[str] = ()
) -> SlipSheet | Job:
    """New one-time passwords for several: few at once, many by a job.

    Who holds an office, or a seat elsewhere, is passed over and named; a fellow chair, whose
    account opens no more than one's own, only after a confirmation of its own.
    """
    if not by.can("members.accounts"):
        raise PermissionDenied
    members = with_account(by=by, member_ids=member_ids)
    if not members:
        raise ValidationError("所选的人都没有在用的账号。")
    accepted = list(accepted)
    chosen, findings = checks.renewal(members, _holdings(members))
    require_clear(findings, accepted=accepted)
    if len(chosen) > ACCOUNTS_AT_ONCE:
        return jobs.start(
            kind=RENEW,
            label=f"为 {len(chosen)} 名会员重开密码",
            by=by,
            parameters={
                "members": [member.pk for member in chosen],
                "accepted": list(accepted),
            },
        )
    return renew_passwords(prepared=hash_passwords(chosen), by=by, now=now, accepted=accepted)


def _holdings(members: Sequence[Member]) -> dict[int, checks.Holding]:
    """What each account holds. Two queries."""
    users = [member.seat.user_id for member in members if member.seat]
    seats = Seat.objects.filter(user__in=users).prefetch_related("grants")
    held: dict[int, list[Seat]] = {}
    for seat in seats:
        held.setdefault(seat.user_id, []).append(seat)
    return {
        member.pk: checks.Holding(
            roles=next(seat.roles for seat in held[member.seat.user_id] if seat == member.seat),
            seats=len(held[member.seat.user_id]),
        )
        for member in members
        if member.seat
    }


@transaction.atomic
def renew_passwords(
    *,
    prepared: Sequence[Prepared],
    by: Seat,
    now: datetime.datetime,
    accepted: Iterable[str] = (),
) -> SlipSheet:
    """Writes prepared passwords: the old ones, and whoever is logged in by them, end at once."""
    if not by.can("members.accounts"):
        raise PermissionDenied
    by_id = {item.member_id: item for item in prepared}
    found = with_account(by=by, member_ids=by_id)
    if not found:
        raise ValidationError("这些账号刚刚已停用，没有重开密码。")
    # Looked at again: between the choice and the writing somebody may have got an office.
    members, findings = checks.renewal(found, _holdings(found))
    agreed = require_clear(findings, accepted=accepted)
    users = []
    for member in members:
        if member.seat is not None:
            member.seat.user.password = by_id[member.pk].encoded
            member.seat.user.must_change_password = True
            users.append(member.seat.user)
    User.objects.bulk_update(users, ["password", "must_change_password"], batch_size=200)
    Member.objects.filter(pk__in=[member.pk for member in members]).update(
        revision=F("revision") + 1
    )
    slips = [_slip(m, user, by_id) for m, user in zip(members, users, strict=True)]
    sheet = _seal(slips, SlipSheet.Purpose.RENEWED, by=by, now=now)
    audit.record(
        verb="members.renew_password",
        label="重开一次性密码",
        by=by,
        thing=members[0] if len(members) == 1 else sheet,
        note="" if len(members) == 1 else f"{len(members)} 人",
        accepted=agreed,
    )
    return sheet


def _seal(slips: list[Slip], purpose: str, *, by: Seat, now: datetime.datetime) -> SlipSheet:
    sheet = SlipSheet(union=by.union, by=by, at=now, count=len(slips), purpose=purpose)
    sheet.expires_at = now + SLIPS_KEPT
    sheet.seal(slips)
    sheet.full_clean()
    sheet.save()
    return sheet


def destroy_expired(*, now: datetime.datetime) -> int:
    """For the clock: slips that nobody printed in time."""
    return SlipSheet.objects.expired(now).update(sealed=None, destroyed_at=now)
