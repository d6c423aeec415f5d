"""What one person was awarded and nominated for."""

from __future__ import annotations

from members.models import AwardHolder, Nominee
from union_site import personal
from union_site.listing import Column
from union_site.personal import Holding

personal.register(
    Holding(
        code="members.awards",
        label="荣誉和获奖",
        model="members.AwardHolder",
        rows=lambda person: (
            AwardHolder.objects.filter(member=person.pk)
            .select_related("award")
            .order_by("-award__awarded_on", "-pk")
        ),
        columns=(
            Column("荣誉称号或获奖项目", lambda row: row.award.title, 36),
            Column("级别", lambda row: row.award.level_label, 10),
            Column("获奖日期", lambda row: row.award.awarded_on, 14),
            Column("身份", lambda row: row.get_role_display(), 12),
            Column("状态", lambda row: row.award.get_state_display(), 10),
        ),
        seen_by="honours.view",
        order=25,
    ),
    Holding(
        code="members.nominations",
        label="评选推荐",
        model="members.Nominee",
        rows=lambda person: (
            Nominee.objects.filter(member=person.pk)
            .select_related("selection__honour_title")
            .order_by("-pk")
        ),
        columns=(
            Column("评选", lambda row: str(row.selection), 30),
            Column("推荐单位", lambda row: row.recommended_by, 20),
            Column("状态", lambda row: row.get_state_display(), 12),
        ),
        copy_only=(Column("主要事迹", lambda row: row.deeds, 60),),
        seen_by="honours.manage",
        order=26,
    ),
)
