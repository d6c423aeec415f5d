"""One's own data, corrections, the privacy notice and pledges on the workbench."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.urls import reverse

from members.models import Correction, Member, Pledge, PledgeState, PrivacyNotice
from union_site import desk
from union_site.calendar import official_date
from union_site.models import Seat

# A workbench of these roles shows things to do instead of errands.
_BUSY = {"chair", "officer"}
SHOWN = 3


def errands(seat: Seat, today: datetime.date) -> Iterable[desk.Errand]:
    """A pledge that waits for this member comes before anything else on the phone."""
    if not seat.can("own.view"):
        return
    for pledge in Pledge.objects.visible_to(seat).asking(seat, today):
        yield desk.Errand(
            "诺",
            f"签订《{pledge}》",
            f"{official_date(pledge.closes_on)}截止",
            reverse("members:pledge_sign", args=[pledge.pk]),
        )


def todos(seat: Seat, today: datetime.date) -> Iterable[desk.Todo]:
    if seat.can("own.view") and seat.roles & _BUSY:
        yield from _to_sign(seat, today)
    if seat.can("members.manage"):
        yield from _corrections(seat)
    if seat.can("privacy.manage"):
        yield from _notice(seat)
    if seat.can("pledges.manage"):
        yield from _ended(seat, today)


def _to_sign(seat: Seat, today: datetime.date) -> Iterable[desk.Todo]:
    for pledge in Pledge.objects.visible_to(seat).asking(seat, today):
        yield desk.Todo(
            title=f"签订《{pledge}》",
            detail="请您本人签订",
            url=reverse("members:pledge_sign", args=[pledge.pk]),
            action="去签订",
            due=pledge.closes_on,
        )


def _corrections(seat: Seat) -> Iterable[desk.Todo]:
    """The oldest few by name, the rest as a number."""
    waiting = list(Correction.objects.visible_to(seat).open().for_list()[: SHOWN + 1])
    for correction in waiting[:SHOWN]:
        yield desk.Todo(
            title=str(correction),
            detail=correction.reason,
            url=reverse("members:correction", args=[correction.pk]),
            action="办理",
            badge="更正申请",
        )
    if len(waiting) > SHOWN:
        rest = Correction.objects.visible_to(seat).open().count() - SHOWN
        yield desk.Todo(
            title=f"另有 {rest} 件更正申请待办理",
            detail="会员发现名册有误",
            url=f"{reverse('members:corrections')}?state=open",
            action="查看",
            badge="更正申请",
        )


def _notice(seat: Seat) -> Iterable[desk.Todo]:
    """A union that holds data of members owes them a notice (PIPL art. 17)."""
    if PrivacyNotice.objects.visible_to(seat).published().exists():
        return
    if Member.objects.visible_to(seat).exists():
        yield desk.Todo(
            title="发布个人信息处理告知书",
            detail="系统附有文本，核对后即可发布；发布前不影响大家使用",
            url=reverse("members:privacy_notices"),
            action="起草",
            badge="个人信息",
        )


def _ended(seat: Seat, today: datetime.date) -> Iterable[desk.Todo]:
    rows = Pledge.objects.visible_to(seat).filter(state=PledgeState.OPEN, closes_on__lt=today)
    for pledge in rows.for_list()[:3]:
        yield desk.Todo(
            title=f"《{pledge}》已到截止日期",
            detail="结束签订或延长日期",
            url=reverse("members:pledge", args=[pledge.pk]),
            action="查看",
            badge="承诺书",
        )


desk.register(
    desk.Offer(
        name="members.personal",
        places=(
            desk.Place("", "我的资料", "members:me", "own.view", order=20),
            desk.Place("会员", "承诺书", "members:pledges", "pledges.manage", order=50),
            desk.Place("会员", "更正申请", "members:corrections", "members.manage", order=55),
            desk.Place(
                "设置", "个人信息告知书", "members:privacy_notices", "privacy.manage", order=5
            ),
        ),
        errands=errands,
        todos=todos,
        order=20,
    )
)
