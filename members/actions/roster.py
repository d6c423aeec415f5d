"""Acts on one member: registering, changing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F

from members.actions import history
from members.checks import roster as checks
from members.checks.roster import Problem
from members.models import Member
from members.models.codes import LEFT, MembershipChange, Status
from members.models.finding import card_number
from union_site import audit, idcards
from union_site.findings import Finding, Level, require_clear
from union_site.idcards import IdKind
from union_site.models import Seat, Union
from union_site.norms import norm

LEFT_OR_MERGED = {*LEFT, Status.MERGED}


class Outdated(ValidationError):
    """Somebody was faster; `now` is the member as they left it."""

    def __init__(self, now: Member, differing: Iterable[str] = ()) -> None:
        self.now = now
        said = "，".join(differing)
        detail = f"：{said}" if said else ""
        super().__init__(
            f"在您填写期间，别人修改了这名会员{detail}。您填的内容还在下面，请核对后再保存。",
            code="outdated",
        )


def age_limits(union: Union, today: datetime.date) -> dict[str, int]:
    """Between which ages somebody can be a member, by the norms in force."""
    return {
        "min_age": norm("members.age_min", union=union, on=today).number,
        "max_age": norm("members.age_max", union=union, on=today).number,
    }


@transaction.atomic
def admit(*, by: Seat, today: datetime.date, accepted: Iterable[str] = (), **values: Any) -> Member:
    """Registers a member of the seat's union (入会 or 转入, as `values` say).

    `values` are fields of a member. Raises ValidationError for what must be corrected and
    NotClear for what must be accepted; PermissionDenied for who.
    """
    if not by.can("members.manage"):
        raise PermissionDenied
    member, agreed = enrol(by=by, today=today, accepted=accepted, values=values)
    audit.record(verb="members.admit", label="登记会员", by=by, thing=member, accepted=agreed)
    return member


def enrol(
    *,
    by: Seat,
    today: datetime.date,
    accepted: Iterable[str] = (),
    values: dict[str, Any],
    **event: Any,
) -> tuple[Member, list[Finding]]:
    """The rules and the row of a new member, with the history; part of an act that records it.

    Returns the member and the warnings that were accepted. `event` are fields of the event.
    """
    values["membership_change"] = values.get("membership_change") or MembershipChange.JOINED
    values["changed_on"] = values.get("changed_on") or values.get("joined_union_on") or today
    member = Member(union=by.union, **checked(values, by.union, today))
    member.status = checks.status_of(member.membership_change, member.employment_status)
    agreed = require_clear(_findings(member, values), accepted=accepted)
    member.full_clean()
    member.save()
    history.write_first(member, by=by, today=today, **event)
    return member, agreed


@transaction.atomic
def amend(
    *,
    member: Member,
    revision: int,
    by: Seat,
    today: datetime.date,
    accepted: Iterable[str] = (),
    **values: Any,
) -> Member:
    """Changes a member. `revision` is the one the form was filled from: if somebody was faster,
    nothing is overwritten and Outdated says what has changed since.
    """
    if not by.can("members.manage") or by.union_id != member.union_id:
        raise PermissionDenied
    if member.revision != revision:
        raise _outdated(member, values)
    values = checked({**_known(member), **values}, by.union, today)
    changed = [name for name, value in values.items() if getattr(member, name) != value]
    for name in changed:
        setattr(member, name, values[name])
    before = member.status
    if _may_move(before) & set(changed):
        changed.append("status")
        member.status = checks.status_of(member.membership_change, member.employment_status)
        _refuse_what_is_a_step(member, before)
    agreed = require_clear(_findings(member, changed), accepted=accepted)
    member.full_clean()
    _write_if_unchanged(member, changed, revision)
    is_dated = "changed_on" in changed
    history.write_change(member, before=before, is_dated=is_dated, by=by, today=today)
    labels = "、".join(str(Member.column(name).verbose_name) for name in changed)
    audit.record(
        verb="members.amend", label="修改会员", by=by, thing=member, note=labels, accepted=agreed
    )
    return member


def _may_move(status: str) -> set[str]:
    """The columns that a status follows: work ends nothing that has ended already."""
    work = set() if status in LEFT_OR_MERGED else {"employment_status"}
    return {"membership_change", *work}


def _refuse_what_is_a_step(member: Member, before: str) -> None:
    """What ends a membership, or takes its end back, has rules of its own: 会籍变化."""
    if member.status != before and LEFT_OR_MERGED & {member.status, before}:
        raise ValidationError(
            {
                "membership_change": "退会、除名、转出等会终止会籍，请在会员页的“会籍”栏办理；"
                "已经终止的会籍用其中的“更正”恢复。"
            }
        )


def _write_if_unchanged(member: Member, changed: list[str], revision: int) -> None:
    keys = ["pinyin", "initials", "pinyin_order", "stroke_order", "id_hash", "id_tail_hash"]
    keys += ["bank_card_hash"]
    fields = {name: getattr(member, name) for name in (*changed, *keys)}
    rows = Member.objects.filter(pk=member.pk, union_id=member.union_id, revision=revision)
    if rows.update(**fields, revision=F("revision") + 1):
        member.revision = revision + 1
        return
    raise _outdated(Member.objects.get(pk=member.pk), member.values_of(changed))


def _outdated(now: Member, wanted: dict[str, Any]) -> Outdated:
    """Speaks of what differs, save for what is sensitive."""
    open_ones = [name for name in wanted if Member.classification.get(name) != "sensitive"]
    return Outdated(
        now,
        (
            f"{Member.column(name).verbose_name}现为“{_shown(now, name)}”"
            for name in open_ones
            if getattr(now, name) != wanted[name]
        ),
    )


def _shown(member: Member, name: str) -> str:
    display = getattr(member, f"get_{name}_display", None)
    value = display() if display else getattr(member, name)
    return str(value if value not in (None, "") else "空")


def _known(member: Member) -> dict[str, Any]:
    """What the checks look at, as it stands."""
    names = ("name", "id_kind", "id_number", "sex", "birth_date", "employment_status")
    return member.values_of(
        (*names, "membership_change", "joined_union_on", "joined_school_on", "started_work_on")
    )


def checked(values: dict[str, Any], union: Union, today: datetime.date) -> dict[str, Any]:
    """The values with what the ID number tells filled in; raises ValidationError by field."""
    kind = IdKind(values.get("id_kind") or IdKind.RESIDENT)
    limits = age_limits(union, today)
    document = idcards.inspect(values.get("id_number"), kind=kind, today=today, **limits)
    problems = [
        Problem(finding.code, finding.sentence, finding.level, "id_number")
        for finding in document.findings
    ]
    values = {**values, "id_kind": kind, "id_number": document.number}
    if "bank_card" in values:
        values["bank_card"] = card_number(values["bank_card"])
        problems += checks.of_bank_card(values["bank_card"])
    if document.is_valid:
        values["birth_date"] = values.get("birth_date") or document.birth_date
        values["sex"] = values.get("sex") or document.sex
        problems += checks.against_document(
            document, sex=values["sex"] or "", birth_date=values["birth_date"]
        )
    problems += [*checks.of_required(values, kind), *checks.of_dates(values, today=today)]
    refuse(problems)
    return values


def refuse(problems: Iterable[Problem]) -> None:
    """Raises ValidationError with every blocking sentence beside its field."""
    by_field: dict[str, list[str]] = {}
    for problem in problems:
        if problem.level == Level.BLOCK:
            by_field.setdefault(problem.key, []).append(problem.sentence)
    if by_field:
        raise ValidationError(by_field)


def _findings(member: Member, touched: Iterable[str]) -> list[Finding]:
    """What must be looked at; a doubt about a value only when it was typed just now."""
    findings = checks.doubts_of_bank_card(member.bank_card) if "bank_card" in touched else []
    others = Member.objects.of_union(member.union).on_roll().exclude(pk=member.pk)
    if others.filter(name=member.name, birth_date=member.birth_date).exists():
        sentence = f"名册中已有同名同生日的“{member.name}”，请确认不是同一人。"
        findings.append(Finding(Level.WARN, "namesake", sentence))
    return findings
