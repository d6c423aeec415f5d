"""What the papers of a membership hold about one person: application and transfers."""

from __future__ import annotations

from django.db.models import Q

from members.models import Application, Transfer
from union_site import personal
from union_site.listing import Column
from union_site.personal import Holding

personal.register(
    Holding(
        code="members.applications",
        label="入会申请",
        model="members.Application",
        rows=lambda person: Application.objects.filter(member=person.pk).for_list(),
        columns=(
            Column("申请日期", lambda row: row.submitted_on, 14),
            Column("申请意愿", lambda row: row.statement, 30),
            Column("状态", lambda row: row.get_state_display(), 12),
            Column("审批日期", lambda row: row.decided_on, 14),
            Column("会费起缴月份", lambda row: row.first_dues_month, 14),
        ),
        copy_only=(
            Column("姓名", lambda row: row.name, 12),
            Column("证件号码", lambda row: row.id_number, 22),
            Column("移动电话", lambda row: row.mobile, 14),
        ),
        seen_by="membership.manage",
        order=18,
    ),
    Holding(
        code="members.transfers",
        label="组织关系接转",
        model="members.Transfer",
        rows=lambda person: Transfer.objects.filter(
            Q(member=person.pk) | Q(arrived=person.pk)
        ).for_list(),
        columns=(
            Column("类别", lambda row: row.get_kind_display(), 12),
            Column("发起日期", lambda row: row.started_on, 14),
            Column("转出日期", lambda row: row.released_on, 14),
            Column("转入日期", lambda row: row.accepted_on, 14),
            Column("原因", lambda row: row.reason, 24),
            Column("会费交至", lambda row: row.dues_paid_to, 14),
            Column("本人同意日期", lambda row: row.agreed_on, 14),
            Column("提供个人信息的依据", lambda row: row.basis, 30),
            Column("状态", lambda row: row.get_state_display(), 12),
        ),
        seen_by="membership.manage",
        order=19,
    ),
)
