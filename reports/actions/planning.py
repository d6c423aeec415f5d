"""Acts on a work plan: opening it, writing its parts, marking what has been done."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from reports.actions.holding import (
    due_date,
    hold,
    hold_part,
    one_kind_of_break,
    require,
    save_part,
    touch,
)
from reports.models import PlanItem, PlanTheme, WorkPlan
from reports.outlines import PLAN_CALENDAR, PLAN_THEMES
from union_site import audit
from union_site.models import Seat


@transaction.atomic
def open_plan(
    *, year: int, theme: str = "", by: Seat, now: datetime.datetime | None = None
) -> WorkPlan:
    """Opens the plan of a year from last year's, or from the usual themes and calendar.

    Raises ValidationError if the year has one already.
    """
    require(by, "reports.write")
    moment = now or timezone.now()
    last = WorkPlan.objects.of_union(by.union).filter(year=year - 1).first()
    plan = WorkPlan(
        union=by.union,
        year=year,
        title=f"{by.union.name}{year}年工作计划",
        theme=theme.strip(),
        guiding_principle=last.guiding_principle if last else "",
        due_on=due_date(
            "reports.plan_due", union=by.union, year=year, today=timezone.localdate(moment)
        ),
        opened_by=by,
        opened_at=moment,
    )
    plan.full_clean()
    try:
        with transaction.atomic():
            plan.save()
    except IntegrityError as error:  # two people opened it at the same moment
        raise ValidationError("这一年度的计划刚刚由他人建立，请直接打开。") from error
    _fill(plan, last)
    audit.record(verb="plan.open", label="建立工作计划", by=by, thing=plan)
    return plan


def _fill(plan: WorkPlan, last: WorkPlan | None) -> None:
    themes: list[tuple[str, str]] = list(PLAN_THEMES)
    items: list[tuple[int, int, str, str, str]] = [(*row, "") for row in PLAN_CALENDAR]
    if last is not None:
        themes = [(theme.heading, theme.body) for theme in last.themes.all()]
        items = [
            (item.month_from, item.month_to, item.text, item.kind, item.owner)
            for item in last.items.in_year_order()
        ]
    PlanTheme.objects.bulk_create(
        PlanTheme(union=plan.union, plan=plan, order=order, heading=heading, body=body)
        for order, (heading, body) in enumerate(themes)
    )
    PlanItem.objects.bulk_create(
        PlanItem(
            union=plan.union,
            plan=plan,
            order=order,
            month_from=first,
            month_to=last_month,
            text=text,
            kind=kind,
            owner=owner,
        )
        for order, (first, last_month, text, kind, owner) in enumerate(items)
    )


@transaction.atomic
def write_principle(*, plan: WorkPlan, text: str, seen: int, by: Seat) -> WorkPlan:
    """Saves the guiding principle; `seen` is the revision of the plan that the writer saw."""
    held = hold(plan, by)
    clean = one_kind_of_break(text)
    if clean == held.guiding_principle:
        return held
    if held.revision != seen:
        raise ValidationError("计划在您打开以后有人改过，请对照最新内容后再保存。")
    held.guiding_principle = clean
    held.full_clean()
    held.save(update_fields=["guiding_principle"])
    touch(held)
    audit.record(verb="plan.write_principle", label="修改指导思想", by=by, thing=held)
    return held


@transaction.atomic
def add_theme(*, plan: WorkPlan, heading: str, by: Seat) -> PlanTheme:
    held = hold(plan, by)
    last = held.themes.aggregate(order=Max("order"))["order"]
    theme = PlanTheme(
        union_id=held.union_id,
        plan=held,
        order=0 if last is None else last + 1,
        heading=heading.strip(),
    )
    theme.full_clean()
    theme.save()
    touch(held)
    audit.record(verb="plan.add_theme", label=f"增加“{theme.heading}”", by=by, thing=held)
    return theme


@transaction.atomic
def write_theme(
    *,
    theme: PlanTheme,
    heading: str,
    body: str,
    seen: int,
    by: Seat,
    now: datetime.datetime | None = None,
) -> PlanTheme:
    """Saves a theme; raises OvertakenEdit if somebody saved another text in between."""
    plan = hold(theme.plan, by)
    written = {"heading": heading.strip(), "body": one_kind_of_break(body)}
    current = hold_part(theme, seen=seen, written=written)
    if current is None:
        return PlanTheme.objects.get(pk=theme.pk)
    save_part(current, by=by, written=written, now=now or timezone.now())
    touch(plan)
    audit.record(verb="plan.write_theme", label=f"修改“{current.heading}”", by=by, thing=plan)
    return current


@transaction.atomic
def remove_theme(*, theme: PlanTheme, by: Seat) -> None:
    plan = hold(theme.plan, by)
    audit.record(verb="plan.remove_theme", label=f"删除“{theme.heading}”", by=by, thing=plan)
    theme.delete()
    touch(plan)


@transaction.atomic
def add_item(*, plan: WorkPlan, by: Seat, **fields: Any) -> PlanItem:
    """Adds something to be done. Fields: month_from, month_to, text, kind, owner."""
    held = hold(plan, by)
    last = held.items.aggregate(order=Max("order"))["order"]
    item = PlanItem(
        union_id=held.union_id, plan=held, order=0 if last is None else last + 1, **fields
    )
    item.full_clean()
    item.save()
    touch(held)
    audit.record(verb="plan.add_item", label=f"增加“{item.text}”", by=by, thing=held)
    return item


@transaction.atomic
def change_item(*, item: PlanItem, by: Seat, **fields: Any) -> PlanItem:
    plan = hold(item.plan, by)
    for name, value in fields.items():
        setattr(item, name, value)
    item.full_clean()
    item.save(update_fields=list(fields))
    touch(plan)
    audit.record(verb="plan.change_item", label=f"修改“{item.text}”", by=by, thing=plan)
    return item


@transaction.atomic
def remove_item(*, item: PlanItem, by: Seat) -> None:
    plan = hold(item.plan, by)
    audit.record(verb="plan.remove_item", label=f"删除“{item.text}”", by=by, thing=plan)
    item.delete()
    touch(plan)


@transaction.atomic
def mark_item(*, item: PlanItem, is_done: bool, by: Seat) -> PlanItem:
    """Ticks an item off, or back. Goes on all year, also after the plan was handed in."""
    require(by, "reports.write")
    if by.union_id != item.union_id:
        raise PermissionDenied
    if PlanItem.objects.filter(pk=item.pk, is_done=not is_done).update(is_done=is_done):
        label = "计划事项完成" if is_done else "计划事项改为未完成"
        audit.record(verb="plan.mark_item", label=label, by=by, thing=item)
    item.is_done = is_done
    return item
