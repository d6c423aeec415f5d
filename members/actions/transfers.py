"""Acts of transfer: starting, asking, releasing with a letter, taking in, sending back."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse

from members.actions import history, membership, roster
from members.actions.membership import Change
from members.checks import membership as checks
from members.checks.membership import Happening
from members.models import EventKind, Member, Transfer, UnionGroup
from members.models.codes import ChangeReason, Employment, MembershipChange, Status
from members.models.transfers import first_of_month, next_serial
from members.workflow.transfers import MANAGE, TRANSFERRING, stays
from union_site import audit, notifications
from union_site.models import Grant, Seat, Union
from union_site.workflow import advance, require_open

Kind, State = Transfer.Kind, Transfer.State

OWN = "不能办理自己的转出：办完后您的席位就关闭了。请先由新任主席接手，再由他办理。"
# What a person takes along; group, post, staff number, seat and the like begin anew.
CARRIED = (
    "name",
    "sex",
    "birth_date",
    "ethnicity",
    "id_kind",
    "id_number",
    "mobile",
    "home_address",
    "education",
    "political_status",
    "hukou_type",
    "hukou_place",
    "native_place",
    "is_migrant_worker",
    "skill_level",
    "title",
    "post_category",
    "engagement",
    "subject",
    "started_work_on",
    "retires_on",
    "joined_union_on",
    "certificate_no",
    "card_no",
    "card_issued_on",
    "bank_card",
)


def require_manager(by: Seat) -> None:
    if not by.can(MANAGE):
        raise PermissionDenied


def _locked(transfer: Transfer) -> Transfer:
    rows = Transfer.objects.select_related("union", "to_union", "member__seat__user", "asked_by")
    return rows.select_for_update(of=("self",)).get(pk=transfer.pk)


def tell(union: Union | None, sentence: str, transfer: Transfer) -> None:
    if union is not None:
        notifications.tell(
            seats=notifications.those_with(MANAGE, union_id=union.pk),
            sentence=sentence,
            url=reverse("members:transfer", args=[transfer.pk]),
        )


def _record_there(row: Transfer, verb: str, label: str, *, by: Seat | None, note: str = "") -> None:
    """The entry of the receiving union; that of the other is written by the step itself."""
    if row.to_union is not None:
        audit.record(
            verb=f"transfer.{verb}", label=label, by=by, union=row.to_union, thing=row, note=note
        )


@transaction.atomic
def start(
    *,
    member: Member,
    to_union: Union | None,
    elsewhere: str = "",
    reason: str,
    by: Seat,
    today: datetime.date,
) -> Transfer:
    """The member's union begins: to another of the district, or to one outside it."""
    require_manager(by)
    if by.union_id != member.union_id:
        raise PermissionDenied
    if (to_union is None) == (not elsewhere.strip()):
        raise ValidationError({"to_union": "请选择区内的转入工会，或填写区外工会的名称。"})
    if to_union is not None and not _are_neighbours(by.union, to_union):
        raise ValidationError({"to_union": "请选择同一区内的另一个工会。"})
    transfer = Transfer(
        union=by.union,
        kind=Kind.WITHIN if to_union else Kind.OUT,
        to_union=to_union,
        elsewhere=elsewhere.strip(),
        member=membership.locked(member),
        reason=reason.strip(),
        started_on=today,
    )
    if objection := stays(transfer):
        raise ValidationError(objection)
    transfer.full_clean()
    transfer.save()
    audit.record(
        verb="transfer.start", label="发起会员转出", by=by, thing=transfer, note=transfer.to_name
    )
    return transfer


def _are_neighbours(one: Union, other: Union) -> bool:
    return other.is_active and one.pk != other.pk and one.parent_id == other.parent_id


@transaction.atomic
def release(
    *,
    transfer: Transfer,
    dues_paid_to: datetime.date,
    agreed_on: datetime.date,
    by: Seat,
    today: datetime.date,
) -> Transfer:
    """Lets the member go, with a letter of introduction under the next number of the year.

    The person has agreed to what is handed over (PIPL art. 23); the basis is kept with it.
    """
    Union.objects.select_for_update().get(pk=by.union_id)  # numbers are given out one by one
    row = _locked(transfer)
    if row.member.seat_id == by.pk:
        raise ValidationError(OWN)
    if agreed_on > today:
        raise ValidationError({"agreed_on": "本人同意的日期不能晚于今天。"})
    advance(
        TRANSFERRING,
        thing=row,
        step="release",
        by=by,
        changes={
            "dues_paid_to": first_of_month(dues_paid_to),
            "agreed_on": agreed_on,
            "basis": checks.PIPL_23,
            "year": today.year,
            "serial": next_serial(row.union, today.year),
            "released_on": today,
        },
    )
    _record_there(row, "release", "原工会开出介绍信", by=None, note=row.number)
    tell(row.to_union, f"{row.union.name}转来会员{row.member.name}，请接收", row)
    return row


@transaction.atomic
def accept(
    *,
    transfer: Transfer,
    on: datetime.date,
    group: UnionGroup | None = None,
    has_seat: bool = True,
    by: Seat,
    today: datetime.date,
) -> Transfer:
    """The receiving union takes the member in: a row of its own, and an end of the old one."""
    row = _locked(transfer)
    require_open(TRANSFERRING, thing=row, step="accept", by=by)
    if row.released_on and on < row.released_on:
        raise ValidationError({"on": "转入日期不能早于原工会开出介绍信的日期。"})
    former = membership.locked(row.member)
    arrived = _arrive(row, former, group, on, by)
    _let_go(row, former, on, by=None, today=today)
    if has_seat and former.seat is not None:
        _open_seat(arrived, former.seat, on, by)
    advance(
        TRANSFERRING,
        thing=row,
        step="accept",
        by=by,
        changes={"arrived": arrived, "accepted_on": on},
    )
    _record_there(row, "accept", "接收转入会员", by=by, note=row.number)
    tell(row.union, f"{row.to_name}已接收{former.name}，会员转接办结", row)
    return row


def _arrive(
    row: Transfer, former: Member, group: UnionGroup | None, on: datetime.date, by: Seat
) -> Member:
    arrived = Member(
        union=by.union,
        **former.values_of(CARRIED),
        group=group,
        employer=by.union.unit_name,
        employment_status=Employment.WORKING,
        joined_school_on=on,
        status=Status.ACTIVE,
        membership_change=MembershipChange.TRANSFERRED_IN,
        changed_on=on,
        change_reason=ChangeReason.EMPLOYMENT_CHANGED,
    )
    arrived.full_clean()
    arrived.save()
    entry = Happening(EventKind.TRANSFERRED_IN, on, Status.ACTIVE)
    history.write(arrived, [entry], by=by, reason=f"由{row.union.name}转入", document_no=row.number)
    return arrived


def _let_go(
    row: Transfer, former: Member, on: datetime.date, *, by: Seat | None, today: datetime.date
) -> None:
    change = Change(
        EventKind.TRANSFERRED_OUT,
        on,
        f"转往{row.to_name}",
        row.number,
        columns={
            "membership_change": MembershipChange.TRANSFERRED_OUT,
            "change_reason": ChangeReason.EMPLOYMENT_CHANGED,
        },
    )
    membership.take(former, "transfer_out", change, by=by, today=today)


def _open_seat(arrived: Member, former: Seat, on: datetime.date, by: Seat) -> None:
    """The same account sits in the new union, as a member and nothing else."""
    seat, _ = Seat.objects.get_or_create(user=former.user, union=arrived.union)
    if Member.objects.filter(seat=seat).exists():
        return
    Seat.objects.filter(pk=seat.pk).update(is_active=True)
    if not seat.grants.filter(role="member", valid_until__isnull=True).exists():
        Grant.objects.create(seat=seat, role="member", valid_from=on, given_by=by)
    Member.objects.filter(pk=arrived.pk).update(seat=seat)


@transaction.atomic
def complete(*, transfer: Transfer, on: datetime.date, by: Seat, today: datetime.date) -> Transfer:
    """The union outside the district has taken the member in: the membership here ends."""
    row = _locked(transfer)
    require_open(TRANSFERRING, thing=row, step="complete", by=by)
    if row.member.seat_id == by.pk:
        raise ValidationError(OWN)
    _let_go(row, membership.locked(row.member), on, by=by, today=today)
    return advance(TRANSFERRING, thing=row, step="complete", by=by, changes={"accepted_on": on})


@transaction.atomic
def send_back(*, transfer: Transfer, note: str, by: Seat) -> Transfer:
    row = _locked(transfer)
    advance(TRANSFERRING, thing=row, step="send_back", by=by, note=note)
    _record_there(row, "send_back", "退回会员转接", by=by, note=note)
    tell(row.union, f"{row.to_name}退回了{row.member.name}的转接：{note}", row)
    return row


@transaction.atomic
def withdraw(*, transfer: Transfer, note: str, by: Seat) -> Transfer:
    """The member's union changes its mind, or does not agree to what was asked."""
    row = _locked(transfer)
    advance(TRANSFERRING, thing=row, step="withdraw", by=by, note=note)
    if row.released_on is not None:
        _record_there(row, "withdraw", "原工会撤销转接", by=None, note=note)
        tell(row.to_union, f"{row.union.name}撤销了{row.member.name}的转接：{note}", row)
    return row


@transaction.atomic
def bring_in(
    *,
    elsewhere: str,
    letter_no: str,
    dues_paid_to: datetime.date,
    agreed_on: datetime.date,
    on: datetime.date,
    reason: str,
    by: Seat,
    today: datetime.date,
    accepted: Iterable[str] = (),
    **values: Any,
) -> Transfer:
    """From a union outside the district, on its letter: the member is registered at once."""
    require_manager(by)
    if on > today or agreed_on > today:
        raise ValidationError("转入日期和本人同意的日期都不能晚于今天。")
    change = {"membership_change": MembershipChange.TRANSFERRED_IN, "changed_on": on}
    member, agreed = roster.enrol(
        by=by,
        today=today,
        accepted=accepted,
        values={**values, **change, "employer": by.union.unit_name},
        reason=f"由{elsewhere.strip()}转入",
        document_no=letter_no.strip(),
    )
    transfer = Transfer(
        union=by.union,
        kind=Kind.IN,
        elsewhere=elsewhere.strip(),
        member=member,
        reason=reason.strip(),
        started_on=today,
        dues_paid_to=first_of_month(dues_paid_to),
        agreed_on=agreed_on,
        basis=checks.PIPL_23,
        letter_no=letter_no.strip(),
        released_on=on,
        accepted_on=on,
        state=State.ACCEPTED,
    )
    transfer.full_clean()
    transfer.save()
    audit.record(
        verb="transfer.bring_in",
        label="登记区外转入",
        by=by,
        thing=transfer,
        note=transfer.elsewhere,
        accepted=agreed,
    )
    return transfer
