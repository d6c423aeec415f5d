"""Holding a paper while it is changed: only who may, only while it may be, one at a time."""

from __future__ import annotations

import datetime
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F
from django.utils import timezone

from reports.models import Paper, Revised
from union_site.models import Seat, Union
from union_site.norms import norm

P = TypeVar("P", bound=Paper)
R = TypeVar("R", bound=Revised)


class OvertakenEdit(ValidationError):
    """Somebody saved another text since this one was opened; `current` is theirs."""

    def __init__(self, current: Any) -> None:
        who = current.edited_by.user.name if current.edited_by else "系统"
        at = timezone.localtime(current.edited_at or timezone.now())
        super().__init__(
            f"{who}在 {at:%H:%M} 已经改过这一部分。您的文字没有丢，请与对方的对照后再保存。",
            code="overtaken",
        )
        self.current = current


def require(seat: Seat, permission: str) -> None:
    if not seat.can(permission):
        raise PermissionDenied


def hold(paper: P, by: Seat) -> P:
    """The paper as it is now, held until the transaction ends.

    Raises PermissionDenied (who) and ValidationError (it is frozen). Call inside a transaction.
    """
    require(by, "reports.write")
    if by.union_id != paper.union_id:
        raise PermissionDenied
    held: P = type(paper)._default_manager.select_for_update().get(pk=paper.pk)
    if not held.is_editable:
        raise ValidationError(
            f"现在是“{held.get_state_display()}”，不能再修改。如需修改，请区工会先退回。"
        )
    return held


def touch(paper: Paper) -> None:
    """Counts a change, so that a hand-in that was checked before it is refused."""
    type(paper)._default_manager.filter(pk=paper.pk).update(revision=F("revision") + 1)
    paper.refresh_from_db(fields=["revision"])


def hold_part(part: R, *, seen: int, written: dict[str, Any]) -> R | None:
    """The part as it is now, if it may be overwritten; None if it already reads like this.

    `seen` is the revision that the writer had before her eyes. Raises OvertakenEdit.
    """
    current: R = type(part)._default_manager.select_for_update().get(pk=part.pk)
    if all(getattr(current, name) == value for name, value in written.items()):
        return None
    if current.revision != seen:
        raise OvertakenEdit(current)
    return current


def save_part(part: Revised, *, by: Seat, written: dict[str, Any], now: datetime.datetime) -> None:
    for name, value in written.items():
        setattr(part, name, value)
    part.revision += 1
    part.edited_by, part.edited_at = by, now
    part.full_clean()
    part.save()


def due_date(key: str, *, union: Union, year: int, today: datetime.date) -> datetime.date:
    """The day of the year that a norm names as month-day ("12-31")."""
    month, day = str(norm(key, union=union, on=today).value).split("-")
    return datetime.date(year, int(month), int(day))


def one_kind_of_break(text: str) -> str:
    """Browsers send CR LF; texts are compared and kept with LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
