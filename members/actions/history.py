"""Acts on the history of memberships: writing what happened, correcting what was written."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Max

from members.checks import membership as checks
from members.checks.membership import Happening
from members.models import EventKind, Member, MembershipEvent
from union_site import audit
from union_site.models import Seat


def last_day(member: Member) -> datetime.date | None:
    """The day of the last event, or None where nothing is recorded."""
    events = MembershipEvent.objects.of_union(member.union).of_member(member)
    found: datetime.date | None = events.aggregate(last=Max("on"))["last"]
    return found


def write(
    member: Member, happenings: Iterable[Happening], *, by: Seat | None, **fields: Any
) -> None:
    """Adds events to a member's history; part of the act that changed the membership."""
    for happening in happenings:
        event = MembershipEvent(
            union_id=member.union_id,
            member=member,
            kind=happening.kind,
            on=happening.on,
            status=happening.status,
            by=by,
            **fields,
        )
        event.full_clean()
        event.save()


def write_first(member: Member, *, by: Seat | None, today: datetime.date, **fields: Any) -> None:
    """The history of somebody who was just registered."""
    write(member, checks.first_happenings(member, recorded_on=today), by=by, **fields)


def write_change(
    member: Member, *, before: str, is_dated: bool, by: Seat, today: datetime.date
) -> None:
    """What an amendment did to the membership, if anything."""
    happening = checks.next_happening(
        member, before=before, is_dated=is_dated, last_on=last_day(member), recorded_on=today
    )
    if happening is not None:
        write(member, [happening], by=by)


@transaction.atomic
def correct_event(
    *,
    event: MembershipEvent,
    on: datetime.date,
    reason: str,
    document_no: str,
    note: str,
    by: Seat,
    today: datetime.date,
) -> MembershipEvent:
    """Puts the day, reason or document number of an event right; what stood there stays in it.

    The order of events stays as it is: a day that would put this one before or behind another
    would change what the membership is now, and is refused.
    """
    if not by.can("membership.manage") or by.union_id != event.union_id:
        raise PermissionDenied
    if not note.strip():
        raise ValidationError({"note": "请写明为什么更正、依据是什么。"})
    member = Member.objects.select_for_update().get(pk=event.member_id)
    locked = MembershipEvent.objects.of_union(by.union).get(pk=event.pk)
    typed = {"on": on, "reason": reason.strip(), "document_no": document_no.strip()}
    was = {
        name: str(getattr(locked, name)) for name in typed if getattr(locked, name) != typed[name]
    }
    if not was:
        raise ValidationError("没有改动。请改正日期、原因或文号后再保存。")
    _refuse_another_order(locked, on, today)
    for name in was:
        setattr(locked, name, typed[name])
    kept = {"was": was, "note": note.strip(), "by": by.name, "on": today.isoformat()}
    locked.details = {**locked.details, "corrected": [*locked.details.get("corrected", []), kept]}
    locked.full_clean()
    locked.save(update_fields=[*was, "details"])
    _bring_in_line(locked, member)
    changed = "；".join(f"{_label(name)}原为“{old or '空'}”" for name, old in was.items())
    audit.record(
        verb="membership.correct_event",
        label="更正会籍变化记录",
        by=by,
        thing=member,
        note=f"{locked.get_kind_display()}：{changed}。{note.strip()}",
    )
    return locked


def _label(name: str) -> str:
    return str(MembershipEvent._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _refuse_another_order(event: MembershipEvent, on: datetime.date, today: datetime.date) -> None:
    if on > today:
        raise ValidationError({"on": "生效日期不能晚于今天。"})
    events = MembershipEvent.objects.of_union(event.union).filter(member_id=event.member_id)
    days = dict(events.in_order().values_list("pk", "on"))
    moved = sorted({**days, event.pk: on}.items(), key=lambda row: (row[1], row[0]))
    if [pk for pk, _ in moved] != list(days):
        raise ValidationError(
            {"on": "改到这一天，就会排到另一次变化的前面或后面。请从相邻的那一次开始逐个更正。"}
        )


def _bring_in_line(event: MembershipEvent, member: Member) -> None:
    """The row's own days follow its first and last event; the change is counted."""
    columns: dict[str, Any] = {"revision": F("revision") + 1}
    if event.kind == EventKind.JOINED:
        columns["joined_union_on"] = event.on
    if event.on == last_day(member):
        columns["changed_on"] = event.on
    Member.objects.filter(pk=member.pk).update(**columns)


def note_export(*, by: Seat, what: str, count: int) -> None:
    """A list of persons was taken out as a file (PIPL art. 51)."""
    audit.record(
        verb="membership.export", label=f"导出{what}", by=by, union=by.union, note=f"{count} 行"
    )
