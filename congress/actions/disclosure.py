"""Acts on disclosed items: drafting, approving, publishing, ending, copying last year's."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse

from congress.actions.acting import hold, write
from congress.checks import disclosure as rules
from congress.models import Disclosure, DisclosureTable
from congress.workflow.disclosure import APPROVE, DISCLOSURE, MANAGE
from union_site import audit, notifications
from union_site.findings import Finding, require_clear
from union_site.models import Attachment, Seat
from union_site.norms import norm
from union_site.workflow import advance, require_open

TITLE_ROOM = 60  # characters of a title in a notice


def require_manager(by: Seat, union_id: int) -> None:
    if by.union_id != union_id or not by.can(MANAGE):
        raise PermissionDenied


def require_draft(disclosure: Disclosure) -> None:
    """Waits for who else is at it; what was submitted is changed by taking it back first."""
    hold(disclosure)
    if not disclosure.is_draft:
        raise ValidationError(
            f"现在是“{disclosure.get_state_display()}”，只有草拟中的可以修改；请先收回修改。"
        )


# --- drafting -----------------------------------------------------------------------------


@transaction.atomic
def draft(*, by: Seat, **written: Any) -> Disclosure:
    """Begins an item.

    `written`: category, title, text, part, year, department, channels, place, duty.
    """
    require_manager(by, by.union_id)
    disclosure = Disclosure(union=by.union, drafted_by=by)
    return _keep(disclosure, by, "disclosure.draft", "拟写校务公开", written)


@transaction.atomic
def change(*, disclosure: Disclosure, by: Seat, **written: Any) -> Disclosure:
    """Changes a draft."""
    require_manager(by, disclosure.union_id)
    require_draft(disclosure)
    return _keep(disclosure, by, "disclosure.change", "修改校务公开", written)


def _keep(
    disclosure: Disclosure, by: Seat, verb: str, label: str, written: dict[str, Any]
) -> Disclosure:
    write(disclosure, written)
    duty = disclosure.duty
    if duty is not None and duty.category != disclosure.category:
        shown = duty.get_category_display()
        raise ValidationError({"duty": f"“{duty}”属于“{shown}”类，与所选类别不一致。"})
    disclosure.full_clean()
    if not disclosure.channels:
        raise ValidationError({"channels": "请至少选一种公开形式。"})
    disclosure.save()
    audit.record(verb=verb, label=label, by=by, thing=disclosure)
    return disclosure


@transaction.atomic
def remove(*, disclosure: Disclosure, by: Seat) -> None:
    """Takes away a draft with what was put to it; the trail keeps its title."""
    require_manager(by, disclosure.union_id)
    require_draft(disclosure)
    if disclosure.poll_id or Disclosure.objects.filter(copied_from=disclosure).exists():
        raise ValidationError("这一项已有测评或已被沿用，不能删去。")
    audit.record(verb="disclosure.remove", label="删去草稿", by=by, thing=disclosure)
    for kept in Attachment.objects.filter(
        pk__in=list(disclosure.files.values_list("file_id", flat=True))
    ):
        disclosure.files.filter(file=kept).delete()
        kept.delete()
        transaction.on_commit(partial(kept.file.delete, save=False))
    disclosure.tables.all().delete()
    disclosure.questions.all().delete()
    disclosure.readings.all().delete()
    disclosure.delete()


@transaction.atomic
def copy(*, disclosure: Disclosure, by: Seat) -> Disclosure:
    """Last year's item as a draft for the year after: its words and tables, not its files."""
    require_manager(by, disclosure.union_id)
    following = disclosure.period.next_year()
    made = Disclosure(
        union=disclosure.union,
        category=disclosure.category,
        title=disclosure.title.replace(str(disclosure.year + 1), str(disclosure.year + 2)).replace(
            str(disclosure.year), str(disclosure.year + 1)
        ),
        text=disclosure.text,
        part=following.part,
        year=following.year,
        department=disclosure.department,
        channels=disclosure.channels,
        place=disclosure.place,
        duty=disclosure.duty,
        copied_from=disclosure,
        drafted_by=by,
    )
    made.full_clean()
    made.save()
    for table in disclosure.tables.all():
        table.pk, table.disclosure = None, made
        table._state.adding = True
        table.save()
    audit.record(verb="disclosure.copy", label="沿用为新草稿", by=by, thing=made)
    return made


# --- steps --------------------------------------------------------------------------------


@transaction.atomic
def submit(*, disclosure: Disclosure, by: Seat) -> Disclosure:
    """Asks the chair and the school's leaders to approve."""
    _require_substance(disclosure)
    advance(DISCLOSURE, thing=disclosure, step="submit", by=by)
    deciding = notifications.those_with(APPROVE, union_id=disclosure.union_id)
    _tell([seat for seat in deciding if seat.pk != by.pk], disclosure, "待批准")
    return disclosure


@transaction.atomic
def approve(*, disclosure: Disclosure, by: Seat) -> Disclosure:
    _require_substance(disclosure)
    advance(DISCLOSURE, thing=disclosure, step="approve", by=by, changes={"approved_by": by})
    _tell_author(disclosure, by, "已批准，可以公布")
    return disclosure


@transaction.atomic
def send_back(*, disclosure: Disclosure, by: Seat, note: str) -> Disclosure:
    advance(
        DISCLOSURE,
        thing=disclosure,
        step="send_back",
        by=by,
        note=note,
        changes={"approved_by": None},
    )
    _tell_author(disclosure, by, "已退回修改")
    return disclosure


@transaction.atomic
def recall(*, disclosure: Disclosure, by: Seat) -> Disclosure:
    """Takes an item back to change it; it has to be approved anew."""
    return advance(
        DISCLOSURE, thing=disclosure, step="recall", by=by, changes={"approved_by": None}
    )


def publish_findings(
    disclosure: Disclosure, *, published_on: datetime.date, published_until: datetime.date
) -> list[Finding]:
    """Everything that is to be said before an item is put before all staff."""
    rule = norm("congress.disclosure_days", union=disclosure.union, on=published_on)
    tables = list(disclosure.tables.all())
    names = [
        row.file.name for row in disclosure.files.filter(purpose="reading").select_related("file")
    ]
    return [
        *rules.substance(text=disclosure.text, tables=len(tables), files=len(names)),
        *rules.long_enough(first=published_on, last=published_until, rule=rule),
        *rules.personal_data(
            where="标题和正文", texts=[disclosure.title, disclosure.text], headings=[]
        ),
        *(finding for table in tables for finding in _of_table(table)),
        *rules.pictures(names),
        *rules.once(others=_same_period(disclosure), period=disclosure.period),
    ]


def _of_table(table: DisclosureTable) -> list[Finding]:
    rows = [*table.rows, *([table.total] if table.total else [])]
    return rules.personal_data(
        where=f"表格“{table.title}”",
        texts=[table.title, *(cell for row in rows for cell in row)],
        headings=[column["name"] for column in table.columns],
    )


def _same_period(disclosure: Disclosure) -> int:
    if disclosure.duty_id is None:
        return 0
    same = Disclosure.objects.of_union(disclosure.union).disclosed()
    same = same.filter(duty=disclosure.duty_id, part=disclosure.part, year=disclosure.year)
    return int(same.exclude(pk=disclosure.pk).count())


@transaction.atomic
def publish(
    *,
    disclosure: Disclosure,
    by: Seat,
    today: datetime.date,
    accepted: Iterable[str] = (),
    **written: Any,
) -> Disclosure:
    """Puts an approved item before all staff, and tells them.

    `written`: published_on (the day it was put up), published_until, channels, place.
    """
    if written["published_on"] > today:
        raise ValidationError({"published_on": "公布日期不能晚于今天；到那天再办理公布。"})
    if written["published_until"] < written["published_on"]:
        raise ValidationError({"published_until": "公布截止不能早于公布日期。"})
    if not written.get("channels", disclosure.channels):
        raise ValidationError({"channels": "请至少选一种公开形式。"})
    require_open(DISCLOSURE, thing=disclosure, step="publish", by=by)
    found = publish_findings(
        disclosure,
        published_on=written["published_on"],
        published_until=written["published_until"],
    )
    agreed = require_clear(found, accepted=accepted)
    advance(DISCLOSURE, thing=disclosure, step="publish", by=by, changes=written, accepted=agreed)
    staff = notifications.those_with("disclosure.view", union_id=disclosure.union_id, on=today)
    _tell([seat for seat in staff if seat.pk != by.pk], disclosure, "已公布，请查阅")
    return disclosure


@transaction.atomic
def end(
    *, disclosure: Disclosure, by: Seat, today: datetime.date, accepted: Iterable[str] = ()
) -> Disclosure:
    """Ends the publication; the item stays readable. Too early is a warning (D-01)."""
    require_open(DISCLOSURE, thing=disclosure, step="end", by=by)
    first = disclosure.published_on or today
    last = max(first, min(today, disclosure.published_until or today))
    rule = norm("congress.disclosure_days", union=disclosure.union, on=first)
    agreed = require_clear(rules.long_enough(first=first, last=last, rule=rule), accepted=accepted)
    return advance(
        DISCLOSURE,
        thing=disclosure,
        step="end",
        by=by,
        changes={"published_until": last},
        accepted=agreed,
    )


@transaction.atomic
def withdraw(*, disclosure: Disclosure, by: Seat, note: str) -> Disclosure:
    """Takes an item down with the reason; only those who keep the register still see it."""
    return advance(DISCLOSURE, thing=disclosure, step="withdraw", by=by, note=note)


def _require_substance(disclosure: Disclosure) -> None:
    require_clear(
        rules.substance(
            text=disclosure.text,
            tables=disclosure.tables.count(),
            files=disclosure.files.filter(purpose="reading").count(),
        )
    )


def _tell_author(disclosure: Disclosure, by: Seat, what: str) -> None:
    if disclosure.drafted_by_id not in (None, by.pk):
        _tell([disclosure.drafted_by], disclosure, what)


def _tell(seats: Iterable[Seat | None], disclosure: Disclosure, what: str) -> None:
    notifications.tell(
        seats=seats,
        sentence=f"校务公开“{disclosure.title[:TITLE_ROOM]}”{what}。",
        url=reverse("congress:disclosure", args=[disclosure.pk]),
    )
