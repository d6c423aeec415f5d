"""Honours on the workbench: their place, selections that run, public notices to read."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.urls import reverse

from members.models import Award, Selection
from union_site import desk
from union_site.calendar import official_date
from union_site.listing import searched
from union_site.models import Seat

State = Selection.State


def todos(seat: Seat, today: datetime.date) -> Iterator[desk.Todo]:
    """What each running selection waits for, for those who keep it."""
    if not seat.can("honours.manage"):
        return
    running = Selection.objects.visible_to(seat).running().for_list()
    for selection in running[:10]:
        action, detail, due = _next(selection, today)
        yield desk.Todo(
            title=f"{selection.year}年{selection.honour_title}评选推荐",
            detail=detail,
            url=reverse("honours:selection", args=[selection.pk]),
            action=action,
            due=due,
            badge="" if due else selection.get_state_display(),
        )


def _next(selection: Selection, today: datetime.date) -> tuple[str, str, datetime.date | None]:
    """The next act, in words, and by when."""
    if selection.state == State.NOMINATING:
        detail = f"已推荐 {selection.nominee_count} 个，征集至{official_date(selection.closes_on)}"
        return "登记推荐", detail, selection.closes_on
    if selection.state == State.APPRAISING:
        return "登记票数", "组织民主测评、登记票数后公示", None
    until = selection.notice_until
    if selection.state == State.NOTICED and until is not None:
        is_over = today > until
        detail = "公示期满，可以上报" if is_over else f"公示至{official_date(until)}"
        return ("上报" if is_over else "查看"), detail, until
    return "登记结果", f"已报{selection.reported_to}，等待评定结果", None


def mine(seat: Seat, today: datetime.date) -> Iterator[desk.Mine]:
    """Public notices that run now, for members who keep no register."""
    if not seat.can("honours.view") or seat.can("honours.manage"):
        return
    rows = Selection.objects.visible_to(seat).filter(state=State.NOTICED, notice_until__gte=today)
    for selection in rows.select_related("honour_title").order_by("notice_until", "pk")[:3]:
        until = selection.notice_until
        yield desk.Mine(
            title=f"{selection.year}年度{selection.honour_title}推荐对象公示",
            detail=f"公示至{official_date(until)}" if until else "",
            url=reverse("honours:selection", args=[selection.pk]),
            badge="公示",
            tone="warn",
        )


def search(seat: Seat, query: str) -> Iterator[desk.Mine]:
    if not seat.can("honours.view"):
        return
    rows = Award.objects.visible_to(seat).valid()
    for award in searched(rows, query, "title", "contest").order_by("-awarded_on", "-pk")[:8]:
        yield desk.Mine(
            title=str(award),
            detail=award.contest,
            url=reverse("honours:detail", args=[award.pk]),
            badge=award.level_label,
        )


desk.register(
    desk.Offer(
        name="honours",
        order=15,
        places=(desk.Place("组织", "荣誉与获奖", "honours:list", "honours.view", order=40),),
        todos=todos,
        mine=mine,
        search=search,
    )
)
