"""What the register puts on the workbench: of the district, and of a school's chair."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from members.checks.register import months_after, share
from members.models import RegisterImport, RegisterTask, Unit, register
from members.tables.register import notice_months
from members.tables.register_coverage import percent
from union_site import desk
from union_site.counting import Rows
from union_site.models import Seat
from union_site.norms import norm


def overdue_tasks(seat: Seat) -> Sequence[Rows]:
    return [RegisterTask.objects.visible_to(seat).overdue(timezone.localdate())]


def tiles(seat: Seat, today: datetime.date) -> Iterable[desk.Tile]:
    if not seat.can("registry.view"):
        return
    months = notice_months(seat.union, today)
    conditions = {
        "eligible": register.eligible(today),
        "established": register.established(today),
        "overdue": register.overdue(today),
        "soon": register.due_between(today, months_after(today, months)),
    }
    wanted = {name: Count("pk", filter=condition) for name, condition in conditions.items()}
    found = Unit.objects.visible_to(seat).aggregate(**wanted)
    url = reverse("unions:list")
    rate = percent(share(found["established"], found["eligible"]))
    noted = f"{found['established']} / {found['eligible']} 家"
    yield desk.Tile("建会率", rate, reverse("unions:coverage"), "", noted)
    without = found["eligible"] - found["established"]
    yield desk.Tile("未建会", str(without), f"{url}?state=without", "家")
    late, soon = found["overdue"], found["soon"]
    tone, note = ("bad", "已过任期届满日期") if late else ("", "")
    yield desk.Tile("逾期未换届", str(late), f"{url}?state=overdue&order=due", "家", note, tone)
    yield desk.Tile(f"{months} 个月内届满", str(soon), f"{url}?state=soon&order=due", "家")


def todos(seat: Seat, today: datetime.date) -> Iterable[desk.Todo]:
    if seat.can("registry.manage"):
        yield from _district(seat, today)


def _district(seat: Seat, today: datetime.date) -> Iterable[desk.Todo]:
    overdue = RegisterTask.objects.visible_to(seat).overdue(today)
    if count := overdue.count():
        first = overdue.for_list()[0]
        yield desk.Todo(
            title=f"{count} 项建会、换届任务已逾期",
            detail=f"最早一项：{first.unit.name}，责任人{first.owner_name}",
            url=f"{reverse('unions:tasks')}?state=overdue",
            action="督办",
            due=first.due_on,
        )
    waiting = RegisterImport.objects.visible_to(seat).filter(state=RegisterImport.State.PREVIEWED)
    for brought in waiting.order_by("-pk")[:3]:
        yield desk.Todo(
            title=f"登记册“{brought.file_name}”已核对，还没有导入",
            detail=f"新增 {brought.created_count} 家，变更 {brought.updated_count} 家，"
            f"须改正 {brought.blocking_count} 处",
            url=reverse("unions:import_run", args=[brought.pk]),
            action="查看",
            badge="待确认",
        )


def owed(seat: Seat, today: datetime.date) -> Iterable[desk.Todo]:
    """Numbers that a school never reported, or long ago."""
    if not seat.can("registry.own"):
        return
    unit = Unit.objects.visible_to(seat).filter(school_id=seat.union_id).first()
    if unit is None or not unit.has_union or unit.closed_on is not None:
        return
    days = norm("register.report_days", union=seat.union, on=today).number
    if unit.counted_on is not None and (today - unit.counted_on).days <= days:
        return
    last = "还没有上报过"
    if unit.counted_on is not None:
        last = f"上次上报 {unit.counted_on:%Y-%m-%d}，已超过 {days} 天"
    yield desk.Todo(
        title="会员数和持卡数",
        detail=last,
        url=reverse("unions:own"),
        action="核对并上报",
        badge="登记卡",
    )


def search(seat: Seat, query: str) -> Iterable[desk.Mine]:
    if not seat.can("registry.view"):
        return
    found = Unit.objects.visible_to(seat).filter(Q(name__icontains=query) | Q(uscc=query.upper()))
    for unit in found.in_order("name")[:8]:
        yield desk.Mine(
            title=unit.name,
            detail=unit.zone,
            url=reverse("unions:unit", args=[unit.pk]),
            badge=unit.get_kind_display(),
        )


desk.register(
    desk.Offer(
        name="register",
        order=5,
        places=(
            desk.Place("基层工会", "工会登记册", "unions:list", "registry.view", 10),
            desk.Place("基层工会", "建会率", "unions:coverage", "registry.view", 20),
            desk.Place("基层工会", "责任清单", "unions:tasks", "registry.view", 30, overdue_tasks),
            desk.Place("组织", "本单位登记卡", "unions:own", "registry.own", order=50),
        ),
        tiles=tiles,
        todos=todos,
        owed=owed,
        search=search,
    )
)
