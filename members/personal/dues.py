"""What one person owes and has paid in dues."""

from __future__ import annotations

from members.models import DuesAccount, DuesPayment
from union_site import personal
from union_site.listing import Column
from union_site.personal import Holding, moment

personal.register(
    Holding(
        code="members.dues",
        label="会费账户",
        model="members.DuesAccount",
        rows=lambda person: (
            DuesAccount.objects.filter(member=person.pk).for_list().order_by("-dues_year__year")
        ),
        columns=(
            Column("年度", lambda row: row.dues_year.year, 8),
            Column("工资基数", lambda row: row.monthly_base, 12),
            Column("月应缴", lambda row: row.monthly_due, 10),
            Column("年应缴", lambda row: row.year_due, 10),
            Column("已缴", lambda row: row.paid, 10),
            Column("免缴原因", lambda row: row.exemption_reason, 20),
        ),
        seen_by="dues.view",
        order=23,
    ),
    Holding(
        code="members.dues_payments",
        label="会费缴纳记录",
        model="members.DuesPayment",
        rows=lambda person: (
            DuesPayment.objects.filter(account__member=person.pk)
            .select_related("account__dues_year")
            .order_by("-paid_on", "-pk")
        ),
        columns=(
            Column("年度", lambda row: row.account.dues_year.year, 8),
            Column("缴费日期", lambda row: row.paid_on, 14),
            Column("金额", lambda row: row.amount, 10),
            Column("方式", lambda row: row.get_method_display(), 10),
            Column("收据号", lambda row: row.receipt_no, 16),
            Column("作废时间", lambda row: moment(row.voided_at), 18),
        ),
        seen_by="dues.view",
        order=24,
    ),
)
