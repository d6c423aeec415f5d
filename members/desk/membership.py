"""What membership life puts on the workbench."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse

from members.checks.membership import add_months
from members.models import Application, Member, Transfer
from members.tables import membership as tables
from members.tables import retirement
from members.workflow.applications import APPLYING
from members.workflow.transfers import TRANSFERRING
from union_site import desk
from union_site.models import Seat
from union_site.norms import norm


def todos(seat: Seat, today: datetime.date) -> Iterable[desk.Todo]:
    yield from _applications(seat)
    if seat.can("membership.manage"):
        yield from _transfers(seat)
        yield from _retirements(seat, today)


def _applications(seat: Seat) -> Iterable[desk.Todo]:
    """For the chair those that wait, for others those of the group they head."""
    rows = Application.objects.visible_to(seat).open().for_list()
    if not seat.can("membership.manage"):
        rows = rows.filter(group__head__seat=seat, state=Application.State.SUBMITTED)
    for application in rows[:5]:
        step = next((row for row in APPLYING.open_to(application, seat) if row.is_likely), None)
        if step is not None:
            yield desk.Todo(
                title=f"{application.name}申请入会",
                detail=f"{application.submitted_on:%Y-%m-%d} 提交，"
                f"{application.get_state_display()}",
                url=reverse("members:application", args=[application.pk]),
                action="办理",
                badge=application.get_state_display(),
            )


def _transfers(seat: Seat) -> Iterable[desk.Todo]:
    rows = Transfer.objects.visible_to(seat).open().for_list()
    for transfer in rows.filter(Q(union_id=seat.union_id) | Q(to_union_id=seat.union_id))[:10]:
        step = next((row for row in TRANSFERRING.open_to(transfer, seat) if row.is_likely), None)
        if step is not None:
            yield desk.Todo(
                title=f"会员转接：{transfer.member.name}",
                detail=f"{transfer.from_name} → {transfer.to_name}",
                url=reverse("members:transfer", args=[transfer.pk]),
                action=step.label,
                badge=transfer.get_state_display(),
            )


def _retirements(seat: Seat, today: datetime.date) -> Iterable[desk.Todo]:
    months = norm("members.retirement_notice_months", union=seat.union, on=today).number
    people = Member.objects.visible_to(seat).active()
    dues = retirement.forecast(people, retirement.rules_in_force(seat.union, today))
    reached = sum(1 for due in dues if due.on <= today)
    soon = sum(1 for due in dues if today < due.on <= add_months(today, months))
    here = reverse("members:retirement")
    if reached:
        yield desk.Todo(
            title=f"{reached} 名会员已到退休年龄",
            detail="核对后办理保留会籍，或填写本人退休日期",
            url=f"{here}?show=overdue",
            action="办理",
            badge="已到龄",
        )
    if soon:
        last = add_months(today, months)
        yield desk.Todo(
            title=f"{months} 个月内有 {soon} 名会员到退休年龄",
            detail="提前告知本人：退休后保留会籍，不交会费",
            url=f"{here}?from={today}&to={last}",
            action="查看",
            badge="退休",
        )


def errands(seat: Seat, today: datetime.date) -> Iterable[desk.Errand]:
    """For whoever sits here and is not on the roster."""
    if seat.union.is_district or seat.can("members.manage"):
        return
    if not Member.objects.visible_to(seat).filter(seat=seat).exists():
        yield desk.Errand(
            "入", "申请加入工会", "填一张表，凭回执码看进度", reverse("members:apply")
        )


desk.register(
    desk.Offer(
        name="membership",
        order=15,
        places=(
            desk.Place(
                "会员",
                "会籍管理",
                "members:membership",
                "members.view",
                15,
                tables.waiting_rows,
                covers=(
                    "members:history",
                    "members:changes",
                    "members:retirement",
                    "members:applications",
                    "members:join_address",
                    "members:transfers",
                ),
            ),
        ),
        todos=todos,
        errands=errands,
    )
)
