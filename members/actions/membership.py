"""Acts of a membership's life: retaining, resuming, the ends, and taking a mistake back."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse

from members.actions import history, seats
from members.checks import membership as checks
from members.checks.membership import Happening
from members.models import EventKind, Member
from members.models.codes import (
    LEFT,
    ON_ROLL,
    ChangeReason,
    Employment,
    MembershipChange,
    Status,
)
from members.workflow.membership import MEMBERSHIP, last_standing
from union_site import notifications
from union_site.models import Seat
from union_site.norms import norm
from union_site.workflow import advance

# Why a membership is retained, with what the official form has for it.
CAUSES = {
    "retired": ("退休", Employment.RETIRED, ChangeReason.EMPLOYMENT_CHANGED),
    "unemployed": ("失业", Employment.UNEMPLOYED, ChangeReason.UNEMPLOYED),
    "dissolved": ("所在单位撤销", Employment.UNEMPLOYED, ChangeReason.BANKRUPT),
}


@dataclass(frozen=True)
class Change:
    """What a step puts into the history and into the member's row."""

    kind: str
    on: datetime.date
    reason: str
    document_no: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, Any] = field(default_factory=dict)


def locked(member: Member) -> Member:
    """The row as it is now, held until the transaction ends."""
    rows = Member.objects.select_related("union", "seat__user").select_for_update(of=("self",))
    return rows.get(pk=member.pk)


def take(
    member: Member, step: str, change: Change, *, by: Seat | None, today: datetime.date
) -> Member:
    """One step within an act: rules, row, history, seat. `member` is locked.

    `by` is None where another union's act ends the membership here; it has checked the right.
    """
    if objection := checks.day_objection(change.on, today=today, last_on=history.last_day(member)):
        raise ValidationError({"on": objection})
    advance(
        MEMBERSHIP,
        thing=member,
        step=step,
        by=by,
        note=change.reason,
        changes={
            "changed_on": change.on,
            "change_reason": "",
            **change.columns,
            "revision": member.revision + 1,
        },
        details={"on": change.on.isoformat()},
    )
    history.write(
        member,
        [Happening(change.kind, change.on, member.status)],
        by=by,
        reason=change.reason,
        document_no=change.document_no,
        details=dict(change.details),
    )
    if member.status in LEFT:
        seats.close([member], on=change.on)
    return member


def _begin(member: Member, step: str, by: Seat) -> Member:
    """Locks the row and refuses who may not, before anything else is looked at."""
    row = locked(member)
    if not MEMBERSHIP.step(step).may_be_taken_by(row, by):
        raise PermissionDenied
    if row.seat_id == by.pk and MEMBERSHIP.step(step).target in LEFT:
        raise ValidationError(
            "不能终止自己的会籍：办完后您的席位就关闭了。请先由新任主席接手，再由他办理。"
        )
    return row


def _tell(member: Member, sentence: str) -> None:
    notifications.tell(seats=[member.seat], sentence=sentence, url=reverse("home"))


@transaction.atomic
def retain(
    *,
    member: Member,
    on: datetime.date,
    cause: str,
    reason: str = "",
    document_no: str = "",
    by: Seat,
    today: datetime.date,
) -> Member:
    """M-03, M-04: the retired and the jobless stay, without dues and without a vote."""
    row = _begin(member, "retain", by)
    words, employment, told = CAUSES[cause]
    change = Change(
        EventKind.RETAINED,
        on,
        "：".join(part for part in (words, reason.strip()) if part),
        document_no.strip(),
        columns={
            "membership_change": MembershipChange.RETAINED,
            "employment_status": employment,
            "change_reason": told,
        },
    )
    take(row, "retain", change, by=by, today=today)
    _tell(row, f"您的会籍自 {on:%Y-%m-%d} 起保留：不交会费，没有表决权、选举权和被选举权")
    return row


@transaction.atomic
def resume(
    *, member: Member, on: datetime.date, reason: str = "", by: Seat, today: datetime.date
) -> Member:
    """Back in service after having been without work; not for those who have retired (M-03)."""
    row = _begin(member, "resume", by)
    change = Change(
        EventKind.RETURNED,
        on,
        reason.strip(),
        columns={"membership_change": "", "employment_status": Employment.WORKING},
    )
    # The step looks at what employment was before it: a retired person is not taken back.
    take(row, "resume", change, by=by, today=today)
    _tell(row, f"您的会籍自 {on:%Y-%m-%d} 起恢复")
    return row


@transaction.atomic
def resign(
    *,
    member: Member,
    on: datetime.date,
    wish_on: datetime.date,
    reason: str,
    by: Seat,
    today: datetime.date,
) -> Member:
    """On a written wish of one's own."""
    row = _begin(member, "resign", by)
    if wish_on > on:
        raise ValidationError({"wish_on": "本人书面申请应在退会生效之前。"})
    change = Change(
        EventKind.RESIGNED,
        on,
        reason.strip(),
        details={"wish_on": wish_on.isoformat()},
        columns={
            "membership_change": MembershipChange.RESIGNED,
            "change_reason": ChangeReason.OWN_WISH,
        },
    )
    return take(row, "resign", change, by=by, today=today)


@transaction.atomic
def lapse(
    *,
    member: Member,
    on: datetime.date,
    inactive_from: datetime.date,
    educated_on: datetime.date,
    education: str,
    by: Seat,
    today: datetime.date,
) -> Member:
    """M-07: neither dues nor attendance for the norm's months, and education was refused."""
    row = _begin(member, "lapse", by)
    months = norm("members.lapse_months", union=row.union, on=on).number
    if found := checks.lapse_objections(
        inactive_from=inactive_from, educated_on=educated_on, on=on, months=months
    ):
        raise ValidationError(dict(found))
    change = Change(
        EventKind.LAPSED,
        on,
        education.strip(),
        details={
            "inactive_from": inactive_from.isoformat(),
            "educated_on": educated_on.isoformat(),
        },
        columns={"membership_change": MembershipChange.RESIGNED},
    )
    return take(row, "lapse", change, by=by, today=today)


@transaction.atomic
def expel(
    *,
    member: Member,
    on: datetime.date,
    document_no: str,
    decided_on: datetime.date,
    reported_on: datetime.date,
    reason: str,
    by: Seat,
    today: datetime.date,
) -> Member:
    """M-08: decided by the base committee, under a number, reported to the union above."""
    row = _begin(member, "expel", by)
    if not document_no.strip():
        raise ValidationError({"document_no": f"请填写决定的文号（{checks.M_08}）。"})
    if decided_on > on:
        raise ValidationError({"decided_on": "委员会决定应在除名生效之前。"})
    if not decided_on <= reported_on <= today:
        raise ValidationError({"reported_on": f"请在决定之后报上一级工会（{checks.M_08}）。"})
    change = Change(
        EventKind.EXPELLED,
        on,
        reason.strip(),
        document_no.strip(),
        details={"decided_on": decided_on.isoformat(), "reported_on": reported_on.isoformat()},
        columns={
            "membership_change": MembershipChange.EXPELLED,
            "change_reason": ChangeReason.CRIMINAL,
        },
    )
    return take(row, "expel", change, by=by, today=today)


@transaction.atomic
def decease(
    *, member: Member, on: datetime.date, reason: str = "", by: Seat, today: datetime.date
) -> Member:
    row = _begin(member, "decease", by)
    change = Change(EventKind.DECEASED, on, reason.strip(), columns={"membership_change": ""})
    return take(row, "decease", change, by=by, today=today)


@transaction.atomic
def correct(*, member: Member, reason: str, by: Seat, today: datetime.date) -> Member:
    """Takes the last change back as a mistake: both it and this stay in the history.

    The correction takes effect on the day of what it corrects, so that the membership reads as
    if that had not been.
    """
    row = _begin(member, "correct", by)
    step = MEMBERSHIP.step("correct")
    if objection := step.objection(row):
        raise ValidationError(objection)
    wrong, before = last_standing(row)
    columns: dict[str, Any] = {
        "status": before.status,
        "membership_change": (
            MembershipChange.RETAINED if before.status == Status.RETAINED else ""
        ),
        "changed_on": before.on,
        "change_reason": "",
        "revision": row.revision + 1,
    }
    out_of_work = (Employment.RETIRED, Employment.UNEMPLOYED, Employment.RESIGNED)
    if before.status == Status.ACTIVE and row.employment_status in out_of_work:
        columns["employment_status"] = Employment.WORKING
    advance(MEMBERSHIP, thing=row, step="correct", by=by, note=reason, changes=columns)
    history.write(
        row,
        [Happening(EventKind.CORRECTED, wrong.on, row.status)],
        by=by,
        reason=reason.strip(),
        corrects=wrong,
    )
    if wrong.status in LEFT and row.status in ON_ROLL:
        seats.reopen([row], on=today, by=by)
    return row
