"""Acts on the agenda of a session: drawing it up, changing its order, writing what happened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from congress.actions.acting import hold, lock, require, write
from congress.actions.agenda_templates import ItemDraft, template
from congress.models import AgendaItem, Session, State
from union_site import audit
from union_site.models import Seat


def _require_open(session: Session, by: Seat) -> None:
    require(by, session.union_id)
    if session.state == State.CANCELLED:
        raise ValidationError("会议已取消，不能再修改议程。")


def _next_position(session: Session, part: str) -> int:
    last = session.agenda_items.filter(part=part).aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def _note(item: AgendaItem) -> str:
    return f"{item.get_part_display()}：{item}"


@transaction.atomic
def add_item(*, session: Session, by: Seat, **written: Any) -> AgendaItem:
    """Puts an item at the end of its part.

    `written`: part, title, matter, treatment, presenter, minutes.
    """
    _require_open(session, by)
    lock(session)
    item = AgendaItem(union=session.union, session=session)
    write(item, written)
    item.position = _next_position(session, item.part)
    item.full_clean()
    item.save()
    audit.record(
        verb="congress.agenda_add", label="增加议程", by=by, thing=session, note=_note(item)
    )
    return item


@transaction.atomic
def change_item(*, item: AgendaItem, by: Seat, **written: Any) -> AgendaItem:
    """Corrects an item; one that goes to another part goes to its end."""
    _require_open(item.session, by)
    lock(item.session)
    hold(item)
    part = item.part
    write(item, written)
    if item.part != part:
        item.position = _next_position(item.session, item.part)
    item.full_clean()
    item.save()
    audit.record(
        verb="congress.agenda_change", label="修改议程", by=by, thing=item.session, note=_note(item)
    )
    return item


@transaction.atomic
def move_item(*, item: AgendaItem, by: Seat, down: bool) -> AgendaItem:
    """Changes places with the neighbour above or below; at the end nothing happens."""
    _require_open(item.session, by)
    lock(item.session)
    item = AgendaItem.objects.select_related("session").get(pk=item.pk)
    beside = item.session.agenda_items.filter(part=item.part)
    if down:
        neighbour = beside.filter(position__gt=item.position).order_by("position").first()
    else:
        neighbour = beside.filter(position__lt=item.position).order_by("-position").first()
    if neighbour is None:
        return item
    here, there = item.position, neighbour.position
    # Position 0 is free: no two rows may hold one place, not for a moment.
    for row, place in ((neighbour, 0), (item, there), (neighbour, here)):
        row.position = place
        row.save(update_fields=["position"])
    audit.record(
        verb="congress.agenda_move",
        label="下移议程" if down else "上移议程",
        by=by,
        thing=item.session,
        note=_note(item),
    )
    return item


@transaction.atomic
def remove_item(*, item: AgendaItem, by: Seat) -> Session:
    """Takes an item off; not one that papers or ballots belong to."""
    session = item.session
    _require_open(session, by)
    if item.session_papers.exists():
        raise ValidationError(f"“{item.title}”已有会议材料，请先把材料改到别的议程。")
    if item.ballots.exists():
        raise ValidationError(f"“{item.title}”已有表决，不能删去。")
    audit.record(
        verb="congress.agenda_remove", label="删去议程", by=by, thing=session, note=_note(item)
    )
    item.delete()
    return session


def _fill(session: Session, drafts: Iterable[ItemDraft]) -> list[AgendaItem]:
    made = []
    for draft in drafts:
        item = AgendaItem(union=session.union, session=session)
        write(item, draft._asdict())
        item.position = _next_position(session, item.part)
        item.full_clean()
        item.save()
        made.append(item)
    return made


@transaction.atomic
def start_agenda(*, session: Session, by: Seat) -> list[AgendaItem]:
    """Fills an empty agenda with what a session of its kind usually has."""
    _require_open(session, by)
    lock(session)
    if session.agenda_items.exists():
        raise ValidationError("议程里已有内容，请逐项增加或修改。")
    made = _fill(session, template(session.kind, is_congress=session.term.is_congress))
    note = f"{session.get_kind_display()}模板，{len(made)} 项"
    audit.record(
        verb="congress.agenda_start", label="按模板拟定议程", by=by, thing=session, note=note
    )
    return made


def former_session(session: Session) -> Session | None:
    """The last session before this one that has an agenda to copy."""
    before = Session.objects.of_union(session.union).filter(held_on__lt=session.held_on)
    rows = before.exclude(state=State.CANCELLED).filter(agenda_items__isnull=False)
    found: Session | None = rows.distinct().for_list().first()
    return found


@transaction.atomic
def copy_agenda(*, session: Session, by: Seat) -> list[AgendaItem]:
    """Fills an empty agenda with that of the last session; what happened there stays there."""
    _require_open(session, by)
    lock(session)
    if session.agenda_items.exists():
        raise ValidationError("议程里已有内容，请逐项增加或修改。")
    former = former_session(session)
    if former is None:
        raise ValidationError("以前的会议没有登记议程，可以按模板拟定。")
    drafts = [
        ItemDraft(row.part, row.title, row.matter, row.treatment, row.presenter, row.minutes)
        for row in former.agenda_items.for_list()
    ]
    made = _fill(session, drafts)
    audit.record(
        verb="congress.agenda_copy",
        label="复制议程",
        by=by,
        thing=session,
        note=f"复制自{former.short_title}",
    )
    return made


@transaction.atomic
def record_item(*, item: AgendaItem, by: Seat, record: str) -> AgendaItem:
    """Writes what happened at an item, for the minutes of the session."""
    _require_open(item.session, by)
    hold(item)
    item.record = record.replace("\r\n", "\n").strip()
    item.full_clean()
    item.save()
    audit.record(
        verb="congress.agenda_record",
        label="记录议程情况",
        by=by,
        thing=item.session,
        note=_note(item),
    )
    return item
