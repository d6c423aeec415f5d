"""What the reports put on the workbench: papers to write, returns to decide, the year's plan."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.urls import reverse

from reports import tables
from reports.actions.handing_in import DUE_NORM
from reports.actions.holding import due_date
from reports.editor import progress_of
from reports.forms import likely_year
from reports.models import AnnualSummary, Paper, PlanItem, Return, ReturnKind, WorkPlan
from union_site import desk
from union_site.calendar import official_date
from union_site.models import Seat

SOON = datetime.timedelta(days=60)


def _awaiting(kind: ReturnKind, seat: Seat) -> int:
    rows = Return.objects.visible_to(seat).addressed_to(seat.union).awaiting_decision()
    return int(rows.filter(kind=kind).count())


def summaries_awaiting(seat: Seat) -> int:
    return _awaiting(ReturnKind.ANNUAL_SUMMARY, seat)


def plans_awaiting(seat: Seat) -> int:
    return _awaiting(ReturnKind.WORK_PLAN, seat)


def tiles(seat: Seat, today: datetime.date) -> Iterable[desk.Tile]:
    """For the district: how the collection of this year's summaries stands."""
    if not seat.can("reports.collect"):
        return
    year = likely_year(today)
    kind = ReturnKind.ANNUAL_SUMMARY
    due_on = due_date(DUE_NORM[kind], union=seat.union, year=year, today=today)
    board = tables.board_of(seat, kind=kind, year=year, due_on=due_on, today=today)
    url, standing = reverse("reports:district"), tables.Standing
    settled = board.count(standing.SUBMITTED, standing.ACCEPTED)
    owing = board.count(standing.MISSING, standing.OVERDUE)
    late = board.count(standing.OVERDUE)
    yield desk.Tile(
        f"{year} 年度总结 已报送",
        f"{settled} / {len(board.rows)}",
        url,
        "所",
        f"报送率 {board.share}",
    )
    waiting = board.count(standing.SUBMITTED)
    yield desk.Tile("待接收", str(waiting), f"{url}?state=submitted", "份")
    returned = board.count(standing.RETURNED)
    yield desk.Tile("退回修改", str(returned), f"{url}?state=returned", "份")
    yield desk.Tile(
        "未报",
        str(owing),
        f"{url}?state=owing",
        "所",
        f"逾期 {late} 所" if late else f"截止 {due_on.month}月{due_on.day}日",
        "bad" if late else "",
    )


def todos(seat: Seat, today: datetime.date) -> Iterable[desk.Todo]:
    if seat.can("reports.collect"):
        yield from _to_decide(seat)
    if seat.can("reports.write"):
        yield from _sent_back(seat)


def _to_decide(seat: Seat) -> Iterable[desk.Todo]:
    rows = Return.objects.visible_to(seat).addressed_to(seat.union).awaiting_decision()
    for sent in rows.select_related("school").order_by("submitted_at")[:20]:
        yield desk.Todo(
            title=f"{sent.school.short_name} {sent.year}{sent.get_kind_display()}",
            detail=f"{official_date(sent.submitted_at.date())}报送，待接收",
            url=reverse("reports:return", args=[sent.pk]),
            action="查看",
            badge="待接收",
        )


def _sent_back(seat: Seat) -> Iterable[desk.Todo]:
    rows = Return.objects.visible_to(seat).filter(state=Return.State.RETURNED)
    returned = rows.last_versions()
    remarks = {(sent.kind, sent.year): sent.remark for sent in returned}
    for paper in _papers(seat):
        if paper.state == paper.State.RETURNED:
            remark = remarks.get((ReturnKind.of(paper), paper.year), "")
            yield desk.Todo(
                title=f"{paper.year}{ReturnKind.of(paper).label}被退回",
                detail=remark[:60],
                url=_page(paper),
                action="修改",
                badge="退回修改",
            )


def _papers(seat: Seat) -> list[Paper]:
    return [
        *AnnualSummary.objects.visible_to(seat).filter(state="returned"),
        *WorkPlan.objects.visible_to(seat).filter(state="returned"),
    ]


def _page(paper: Paper) -> str:
    name = "summary" if isinstance(paper, AnnualSummary) else "plan"
    return reverse(f"reports:{name}", args=[paper.pk])


def owed(seat: Seat, today: datetime.date) -> Iterable[desk.Todo]:
    """What the school still owes the district this year."""
    if not seat.can("reports.write") or not seat.union.parent_id:
        return
    year = likely_year(today)
    due_on = due_date("reports.summary_due", union=seat.union, year=year, today=today)
    summary = AnnualSummary.objects.visible_to(seat).filter(year=year).first()
    label = f"{year} 年度工作总结"
    if summary is None:
        if due_on - today <= SOON:
            url = reverse("reports:summary_new")
            yield desk.Todo(label, f"{_due(due_on)} · 还没有开始", url, "开始撰写", due_on)
    elif summary.is_editable:
        progress = progress_of(list(summary.sections.all()))
        detail = f"{_due(due_on)} · {progress.words}"
        yield desk.Todo(label, detail, _page(summary), "继续撰写", due_on)
    else:
        yield desk.Todo(
            label,
            summary.get_state_display(),
            _page(summary),
            "查看",
            badge=summary.get_state_display(),
        )
    yield from _owed_plan(seat, year, today)


def _due(day: datetime.date) -> str:
    return f"截止 {day.month}月{day.day}日"


def _owed_plan(seat: Seat, year: int, today: datetime.date) -> Iterable[desk.Todo]:
    """The plan only while it is due or begun and not handed in."""
    plan = WorkPlan.objects.visible_to(seat).filter(year=year).first()
    if plan is not None and not plan.is_editable:
        return
    due_on = due_date("reports.plan_due", union=seat.union, year=year, today=today)
    if plan is None and abs(today - due_on) > SOON:
        return
    url = _page(plan) if plan else reverse("reports:plan_new")
    action = "继续制定" if plan else "开始制定"
    yield desk.Todo(f"{year} 年度工作计划", _due(due_on), url, action, due_on)


def year(seat: Seat, today: datetime.date) -> Iterable[desk.MonthItem]:
    """The plan's items, ticked off as they are done."""
    if not seat.can("reports.view"):
        return
    items = PlanItem.objects.visible_to(seat).of_year(likely_year(today))
    for item in items.in_year_order():
        yield desk.MonthItem(item.month_from, item.text, item.is_done)


def search(seat: Seat, query: str) -> Iterable[desk.Mine]:
    if not seat.can("reports.view"):
        return
    for model in (AnnualSummary, WorkPlan):
        for paper in model.objects.visible_to(seat).filter(title__icontains=query).for_list()[:5]:
            yield desk.Mine(
                paper.title,
                ReturnKind.of(paper).label,
                _page(paper),
                paper.get_state_display(),
            )


desk.register(
    desk.Offer(
        name="reports",
        order=60,
        places=(
            desk.Place("文书", "年度总结", "reports:summaries", "reports.view", 10),
            desk.Place("文书", "工作计划", "reports:plans", "reports.view", 20),
            desk.Place(
                "报送",
                "年度总结报送",
                "reports:district",
                "reports.collect",
                10,
                summaries_awaiting,
            ),
            desk.Place(
                "报送",
                "工作计划报送",
                "reports:district_plans",
                "reports.collect",
                20,
                plans_awaiting,
            ),
        ),
        tiles=tiles,
        todos=todos,
        owed=owed,
        year=year,
        search=search,
    )
)
