"""The act of asking for a membership that may be somewhere in the district."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from members.actions import transfers
from members.models import Member, Transfer, TransferRequest
from members.models.people import id_hash
from union_site import audit, idcards
from union_site.idcards import IdKind
from union_site.masking import Personal, covered
from union_site.models import Seat
from union_site.norms import norm


@transaction.atomic
def ask(
    *,
    name: str,
    id_kind: str,
    id_number: str,
    reason: str,
    agreed_on: datetime.date,
    by: Seat,
    today: datetime.date,
) -> TransferRequest:
    """Asks for a membership by the exact ID number.

    Whether anybody has it is told to nobody but the union that does: the request is kept and
    answered in the same way in either case.
    """
    transfers.require_manager(by)
    document = idcards.inspect(id_number, kind=IdKind(id_kind), today=today)
    if not document.is_valid:
        raise ValidationError({"id_number": [found.sentence for found in document.findings]})
    if agreed_on > today:
        raise ValidationError({"agreed_on": "本人同意的日期不能晚于今天。"})
    wanted = id_hash(document.number)
    if Member.objects.of_union(by.union).on_roll().by_id_hash([wanted]).exists():
        raise ValidationError({"id_number": "本工会名册中已有这名会员，不需要转接。"})
    _refuse_repeated(wanted, by, today)
    request = TransferRequest(
        union=by.union,
        name=name.strip(),
        id_shown=covered(document.number, Personal.ID_NUMBER),
        id_hash=wanted,
        reason=reason.strip(),
        agreed_on=agreed_on,
        asked_on=today,
        by=by,
    )
    request.full_clean()
    request.save()
    audit.record(verb="transfer.ask", label="请求转入会员", by=by, thing=request)
    _reach(request, today)
    return request


def _refuse_repeated(wanted: str, by: Seat, today: datetime.date) -> None:
    days = norm("members.transfer_request_days", union=by.union, on=today).number
    since = today - datetime.timedelta(days=days)
    asked = TransferRequest.objects.of_union(by.union).filter(id_hash=wanted, asked_on__gt=since)
    if asked.exists():
        raise ValidationError(f"最近 {days} 日内已发出过同样的请求，请等候或直接与原工会联系。")


def _reach(request: TransferRequest, today: datetime.date) -> None:
    """Puts the request before the union that has the member, if there is one."""
    rows = Member.objects.filter(union__parent_id=request.union.parent_id, union__is_active=True)
    rows = rows.on_roll().by_id_hash([request.id_hash]).exclude(transfers__state__in=Transfer.OPEN)
    for member in rows.select_related("union"):
        transfer = Transfer(
            union=member.union,
            kind=Transfer.Kind.WITHIN,
            to_union=request.union,
            member=member,
            reason=request.reason,
            asked_by=request,
            started_on=today,
        )
        transfer.full_clean()
        transfer.save()
        audit.record(
            verb="transfer.asked",
            label="收到转接请求",
            by=None,
            union=member.union,
            thing=transfer,
            note=request.union.name,
        )
        transfers.tell(
            member.union, f"{request.union.name}请求转入会员{member.name}，请办理", transfer
        )
