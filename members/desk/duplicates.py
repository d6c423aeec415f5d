"""What waits on the workbench of double entries."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.urls import reverse

from members.tables import duplicates as tables
from union_site import desk
from union_site.models import Seat


def todos(seat: Seat, today: datetime.date) -> Iterable[desk.Todo]:
    if not seat.can("members.manage"):
        return
    if count := len(tables.open_pairs(seat)):
        yield desk.Todo(
            title=f"{count} 对会员记录可能重复",
            detail="证件号码、移动电话或姓名和生日相同；合并，或判定不是同一人",
            url=reverse("members:duplicates"),
            action="核对",
            badge="重复",
        )


desk.register(
    desk.Offer(
        places=(desk.Place("会员", "重复记录", "members:duplicates", "members.manage", order=60),),
        todos=todos,
        order=11,
    )
)
