"""What activities hold about one person: where he took part."""

from __future__ import annotations

from activities.models import Attendance
from union_site import personal
from union_site.listing import Column
from union_site.personal import Holding, moment

personal.register(
    Holding(
        code="activities.attendances",
        label="参加的活动",
        model="activities.Attendance",
        rows=lambda person: (
            Attendance.objects.filter(member=person.pk)
            .select_related("activity")
            .order_by("-activity__starts_at", "-pk")
        ),
        columns=(
            Column("活动", lambda row: row.activity.title, 36),
            Column("类别", lambda row: row.activity.get_kind_display(), 14),
            Column("时间", lambda row: moment(row.activity.starts_at), 18),
            Column("地点", lambda row: row.activity.place, 20),
        ),
        seen_by="activities.view",
        order=45,
    )
)
