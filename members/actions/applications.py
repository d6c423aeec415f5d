"""Acts of joining: applying by the poster's address, endorsing, approving, withdrawing."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from members.actions import roster
from members.models import Application, JoinAddress, Member
from members.models.people import id_hash
from members.models.transfers import first_of_month
from members.workflow.applications import APPLYING
from union_site import audit, notifications, receipts
from union_site.encryption import keyed_hash
from union_site.models import Seat, Union
from union_site.workflow import advance, require_open

RECEIPT = "application"  # what the codes are hashed for
# A staff room shares one address: enough for a whole school in its first hour, no more.
FORMS_AN_HOUR = 60
CODES_AN_HOUR = 30
STATEMENT = "我自愿加入中国工会，遵守工会章程，履行会员义务。"
# The same for those on the roll and those who wait: which of both it is, is told to nobody.
KNOWN = (
    "按您填写的姓名和证件号码，本工会已有登记或在办的申请，不必再次申请。"
    "凭回执码可以查询进度；没有回执码的，请与学校工会联系。"
)
_COPIED = (
    "name",
    "sex",
    "birth_date",
    "id_kind",
    "id_number",
    "mobile",
    "ethnicity",
    "political_status",
    "education",
    "post_category",
    "title",
    "joined_school_on",
)
_FORGOTTEN = {"id_number": "", "id_hash": ""}


@dataclass(frozen=True)
class Receipt:
    """What the applicant takes home."""

    application: Application
    code: str


@transaction.atomic
def open_address(*, by: Seat) -> JoinAddress:
    """The union's address for applications; made when first asked for."""
    found = JoinAddress.objects.visible_to(by).first()
    return found or _with_new_token(JoinAddress(union=by.union), by)


@transaction.atomic
def renew_address(*, by: Seat) -> JoinAddress:
    """A new address; posters with the old one stop working."""
    if not by.can("membership.manage"):
        raise PermissionDenied
    return _with_new_token(open_address(by=by), by)


def _with_new_token(address: JoinAddress, by: Seat) -> JoinAddress:
    address.token = secrets.token_urlsafe(9)
    address.token_hash = keyed_hash(address.token, "join")
    address.renewed_at = timezone.now()
    address.full_clean(exclude=["union"] if address.pk is None else [])
    address.save()
    audit.record(verb="join_address.renew", label="启用入会申请二维码", by=by, thing=address)
    return address


def union_at(token: str) -> Union | None:
    """The union whose poster has this address, or None."""
    rows = JoinAddress.objects.select_related("union__parent").filter(union__is_active=True)
    found = rows.filter(token_hash=keyed_hash(token, "join")).first()
    return found.union if found else None


@transaction.atomic
def apply(
    *, union: Union, submission_key: str, client: str, today: datetime.date, **values: Any
) -> Receipt:
    """Takes an application in from somebody who need not have a seat. Sent twice, it is one.

    `client` is the address of the browser, for the limit. Raises ValidationError for what must
    be corrected, for somebody who is known already, and after too many forms in an hour.
    """
    code = receipts.code_of(submission_key, RECEIPT)
    submission_hash = keyed_hash(submission_key, "application")
    known = Application.objects.of_union(union).filter(submission_hash=submission_hash).first()
    if known is not None:
        return Receipt(known, code)
    tries = receipts.Tries("join", client, limit=FORMS_AN_HOUR)
    if tries.are_used_up:
        raise ValidationError("这个网络在一小时内提交得太多了，请稍后再试，或与学校工会联系。")
    tries.count()
    values = roster.checked(values, union, today)
    _refuse_known(union, values)
    application = Application(
        union=union,
        **values,
        id_hash=id_hash(values["id_number"]),
        statement=STATEMENT,
        submitted_on=today,
        submission_hash=submission_hash,
        receipt_hash=receipts.hash_of(code, RECEIPT),
    )
    application.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            application.save(force_insert=True)
    except IntegrityError as error:  # a second tap, or the same person at the same moment
        again = Application.objects.filter(submission_hash=submission_hash).first()
        if again is None:
            raise ValidationError(KNOWN) from error
        return Receipt(again, code)
    audit.record(
        verb="application.submit", label="提交入会申请", by=None, union=union, thing=application
    )
    _tell_who_endorses(application)
    return Receipt(application, code)


def _refuse_known(union: Union, values: dict[str, Any]) -> None:
    """Only who types name and number as they stand here is told anything (PIPL art. 25)."""
    same = {"id_hash": id_hash(values["id_number"]), "name": values["name"]}
    on_roll = Member.objects.of_union(union).on_roll().filter(**same).exists()
    if on_roll or Application.objects.of_union(union).open().filter(**same).exists():
        raise ValidationError(KNOWN)


def _tell_who_endorses(application: Application) -> None:
    group = application.group
    head = group.head.seat if group and group.head else None
    chairs = notifications.those_with("membership.manage", union_id=application.union_id)
    notifications.tell(
        seats=[head, *chairs],
        sentence=f"{application.name}申请入会，请提出小组意见",
        url=reverse("members:application", args=[application.pk]),
    )


def _locked(application: Application) -> Application:
    rows = Application.objects.select_related("union", "group__head__seat")
    return rows.select_for_update(of=("self",)).get(pk=application.pk)


@transaction.atomic
def endorse(*, application: Application, note: str = "", by: Seat) -> Application:
    row = _locked(application)
    advance(APPLYING, thing=row, step="endorse", by=by, note=note)
    notifications.tell(
        seats=notifications.those_with("membership.manage", union_id=row.union_id),
        sentence=f"{row.name}的入会申请已经小组同意，请审批",
        url=reverse("members:application", args=[row.pk]),
    )
    return row


@transaction.atomic
def approve(
    *,
    application: Application,
    decided_on: datetime.date,
    first_dues_month: datetime.date,
    by: Seat,
    today: datetime.date,
    note: str = "",
    accepted: Iterable[str] = (),
) -> Application:
    """The committee has approved: the member is registered by the rules of every registration."""
    row = _locked(application)
    require_open(APPLYING, thing=row, step="approve", by=by)
    if not row.submitted_on <= decided_on <= today:
        raise ValidationError({"decided_on": "审批日期应在申请之后，不晚于今天。"})
    month = first_of_month(first_dues_month)
    member, agreed = roster.enrol(
        by=by,
        today=today,
        accepted=accepted,
        values={
            **{name: getattr(row, name) for name in _COPIED},
            "group": row.group,
            "employer": row.union.unit_name,
            "joined_union_on": decided_on,
        },
        reason="申请入会，经小组同意、委员会批准",
        details={"first_dues_month": month.isoformat()},
    )
    changes = {
        "member": member,
        "decided_on": decided_on,
        "first_dues_month": month,
        **_FORGOTTEN,
    }
    return advance(
        APPLYING, thing=row, step="approve", by=by, note=note, changes=changes, accepted=agreed
    )


@transaction.atomic
def reject(*, application: Application, note: str, by: Seat, today: datetime.date) -> Application:
    changes = {"decided_on": today, **_FORGOTTEN}
    return advance(
        APPLYING, thing=_locked(application), step="reject", by=by, note=note, changes=changes
    )


def find_by_receipt(code: str, *, client: str) -> Application | None:
    """The application of a receipt, or None, also after too many wrong codes from one address."""
    tries = receipts.Tries("join-receipt", client, limit=CODES_AN_HOUR)
    if tries.are_used_up:
        return None
    code_hash = receipts.hash_of(code, RECEIPT)
    rows = Application.objects.select_related("union", "group")
    found = rows.filter(receipt_hash=code_hash).first() if code_hash else None
    if found is None:
        tries.count()
    return found


@transaction.atomic
def withdraw(*, application: Application) -> Application:
    """By the holder of the receipt; holding it is the right to it."""
    return advance(
        APPLYING, thing=_locked(application), step="withdraw", by=None, changes=_FORGOTTEN
    )
