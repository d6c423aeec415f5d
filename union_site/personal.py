"""What is held about one person: every app says which of its rows speak of somebody.

An app registers its holdings in `personal.py`. The page of one's own data shows them, the copy of
one's data (PIPL art. 45) holds them, and the table of who sees what names who else may open them.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils import timezone

from union_site.calendar import official_date
from union_site.listing import Column
from union_site.models import Attachment, AuditEntry, Grant, Notification, User
from union_site.spreadsheets.writing import Cell


class Person(Protocol):
    """Whom it is about: a row of the roster, with or without a seat."""

    pk: int
    union_id: int
    seat_id: int | None


Rows = Any  # a QuerySet, ordered as it is to be read


@dataclass(frozen=True)
class Holding:
    """One kind of rows about a person. `code` is `app.name`; `model` the table they come from."""

    code: str
    label: str
    model: str
    rows: Callable[[Any], Rows]  # Person → rows
    columns: tuple[Column, ...]
    copy_only: tuple[Column, ...] = ()  # what a page open on a phone should not show
    seen_by: str = ""  # the permission that opens such rows to others; "" is nobody else
    order: int = 50


_holdings: dict[str, Holding] = {}


def register(*holdings: Holding) -> None:
    for holding in holdings:
        if holding.code in _holdings:
            raise ValueError(f"Holding {holding.code!r} exists already.")
        _holdings[holding.code] = holding


def all_holdings() -> list[Holding]:
    return sorted(_holdings.values(), key=lambda holding: (holding.order, holding.code))


def by_seat(rows: Rows, person: Person, column: str = "seat") -> Rows:
    """The rows that name the person's seat. Without a seat there are none.

    Comparing with an empty seat would find every row that names nobody: anonymous ones.
    """
    if person.seat_id is None:
        return rows.none()
    return rows.filter(**{f"{column}_id": person.seat_id})


def moment(at: datetime.datetime | None) -> str:
    """A time as a sheet and a page show it."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


def shown(value: Cell) -> str:
    """A cell in the words of a page."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime.datetime):
        return moment(value)
    return official_date(value) if isinstance(value, datetime.date) else str(value)


# --- what the ground itself holds -----------------------------------------------------------


def _account(person: Person) -> Rows:
    if person.seat_id is None:
        return User.objects.none()
    return User.objects.filter(seats=person.seat_id).order_by("pk")


register(
    Holding(
        code="union_site.account",
        label="登录账号",
        model="union_site.User",
        rows=_account,
        columns=(
            Column("用户名", lambda user: user.username, 16),
            Column("姓名", lambda user: user.name, 12),
            Column("手机号", lambda user: user.mobile or "", 14),
            Column("开户时间", lambda user: moment(user.created_at), 18),
            Column("最近登录", lambda user: moment(user.last_login), 18),
        ),
        seen_by="members.view",
        order=60,
    ),
    Holding(
        code="union_site.grants",
        label="角色和授权",
        model="union_site.Grant",
        rows=lambda person: by_seat(
            Grant.objects.select_related("given_by__user"), person
        ).order_by("-valid_from", "-pk"),
        columns=(
            Column("角色", lambda grant: grant.get_role_display(), 14),
            Column("自", lambda grant: grant.valid_from, 14),
            Column("至", lambda grant: grant.valid_until, 14),
            Column("授予人", lambda grant: grant.given_by.name if grant.given_by else "", 12),
        ),
        order=61,
    ),
    Holding(
        code="union_site.notices",
        label="收到的通知",
        model="union_site.Notification",
        rows=lambda person: by_seat(Notification.objects.all(), person).order_by("-pk"),
        columns=(
            Column("内容", lambda notice: notice.sentence, 50),
            Column("时间", lambda notice: moment(notice.at), 18),
            Column("已读", lambda notice: moment(notice.read_at), 18),
        ),
        order=62,
    ),
    Holding(
        code="union_site.files",
        label="上传的文件",
        model="union_site.Attachment",
        rows=lambda person: by_seat(Attachment.objects.all(), person, "owner").order_by("-pk"),
        columns=(
            Column("文件名", lambda file: file.name, 40),
            Column("字节", lambda file: file.size, 12),
            Column("时间", lambda file: moment(file.created_at), 18),
            Column("保留至", lambda file: moment(file.expires_at), 18),
        ),
        order=63,
    ),
    # What others were called in it is theirs; one's own acts are what and when.
    Holding(
        code="union_site.acts",
        label="本人的操作记录",
        model="union_site.AuditEntry",
        rows=lambda person: by_seat(AuditEntry.objects.all(), person).order_by("-pk"),
        columns=(
            Column("操作", lambda entry: entry.label or entry.verb, 30),
            Column("时间", lambda entry: moment(entry.at), 18),
        ),
        seen_by="audit.view",
        order=64,
    ),
)
