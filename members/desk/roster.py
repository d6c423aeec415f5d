"""What the roster puts on the workbench."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from members.models import Member, RosterImport, SlipSheet
from union_site import desk, figures
from union_site.models import Seat


def tiles(seat: Seat, today: datetime.date) -> Iterable[desk.Tile]:
    if not seat.can("members.view"):
        return
    span = figures.calendar_year(today.year)
    active = figures.value("members.active", union=seat.union, span=span)
    joined = figures.value("members.joined", union=seat.union, span=span)
    note = f"本年新入会 {joined} 人" if joined else "本年没有新入会"
    url = figures.figure("members.active").url(span)
    yield desk.Tile("会员", str(active), url, "人", note if active else "名册还是空的")


def todos(seat: Seat, today: datetime.date) -> Iterable[desk.Todo]:
    if seat.can("members.import"):
        yield from _imports(seat)
    if seat.can("members.accounts"):
        yield from _accounts(seat)


def _imports(seat: Seat) -> Iterable[desk.Todo]:
    runs = RosterImport.objects.visible_to(seat)
    for brought in runs.filter(state=RosterImport.State.MAPPING).order_by("-pk")[:3]:
        yield desk.Todo(
            title=f"名册“{brought.file_name}”有必需的列没有认出来",
            detail="指明是哪一列，就可以核对",
            url=reverse("members:import_run", args=[brought.pk]),
            action="指明",
            badge="待对应列",
        )
    waiting = runs.filter(state=RosterImport.State.PREVIEWED)
    for brought in waiting.order_by("-pk")[:3]:
        yield desk.Todo(
            title=f"名册“{brought.file_name}”已核对，还没有导入",
            detail=f"新增 {brought.created_count} 人，变更 {brought.updated_count} 人，"
            f"须改正 {brought.blocking_count} 处",
            url=reverse("members:import_run", args=[brought.pk]),
            action="查看",
            badge="待确认",
        )
    if not Member.objects.visible_to(seat).exists():
        yield desk.Todo(
            title="导入会员名册",
            detail="名册还是空的；采集表、人事导出、CSV 都可以",
            url=reverse("members:import"),
            action="导入",
            badge="开始使用",
        )


def _accounts(seat: Seat) -> Iterable[desk.Todo]:
    for sheet in SlipSheet.objects.visible_to(seat).readable(timezone.now()):
        yield desk.Todo(
            title="打印并发放密码条",
            detail=str(sheet),
            url=reverse("members:slips", args=[sheet.pk]),
            action="打印",
            badge="两小时内",
        )
    if count := Member.objects.visible_to(seat).without_account().count():
        yield desk.Todo(
            title=f"{count} 名会员还没有账号",
            detail="没有账号就不能提微提案、报名和签到",
            url=reverse("members:accounts"),
            action="开通",
            badge="账号",
        )


def search(seat: Seat, query: str) -> Iterable[desk.Mine]:
    if not seat.can("members.view"):
        return
    found = Member.objects.visible_to(seat).unmerged().matching(query).for_list().in_order("pinyin")
    for member in found[:8]:
        yield desk.Mine(
            title=member.name,
            detail=member.group.name if member.group else "",
            url=reverse("members:detail", args=[member.pk]),
            badge=member.get_status_display(),
        )


desk.register(
    desk.Offer(
        places=(
            desk.Place(
                "会员",
                "会员名册",
                "members:list",
                "members.view",
                order=10,
                covers=("members:import",),
            ),
            desk.Place("会员", "会员账号", "members:accounts", "members.accounts", order=30),
        ),
        tiles=tiles,
        todos=todos,
        search=search,
        order=10,
    )
)
