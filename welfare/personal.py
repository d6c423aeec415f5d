"""What condolence and benefits hold about one person."""

from __future__ import annotations

from union_site import personal
from union_site.listing import Column
from union_site.personal import Holding
from welfare.models import Gift, Visit


def _own_details(visit: Visit) -> str:
    """What was written of the person's own case; of a relative's it is the relative's."""
    return visit.details if visit.relation == Visit.Relation.SELF else ""


personal.register(
    Holding(
        code="welfare.visits",
        label="慰问走访",
        model="welfare.Visit",
        rows=lambda person: Visit.objects.filter(member=person.pk).for_list(),
        columns=(
            Column("事由", lambda visit: visit.reason.name, 14),
            Column("与本人关系", lambda visit: visit.get_relation_display(), 12),
            Column("事由日期", lambda visit: visit.event_on, 14),
            Column("状态", lambda visit: visit.get_state_display(), 10),
            Column("慰问日期", lambda visit: visit.visited_on, 14),
            Column("形式", lambda visit: visit.get_form_display(), 10),
            Column("金额（元）", lambda visit: visit.amount, 12),
            Column("物品", lambda visit: visit.goods, 20),
            Column("慰问人", lambda visit: visit.visitors, 20),
        ),
        copy_only=(
            Column("应访日期", lambda visit: visit.due_on, 14),
            Column("地点", lambda visit: visit.place, 20),
            Column("慰问批次", lambda visit: str(visit.campaign or ""), 20),
            Column("具体情况", _own_details, 40),
        ),
        seen_by="welfare.view",
        order=40,
    ),
    Holding(
        code="welfare.gifts",
        label="福利发放",
        model="welfare.Gift",
        rows=lambda person: Gift.objects.filter(member=person.pk).for_list(),
        columns=(
            Column("类别", lambda gift: gift.get_kind_display(), 12),
            Column("年度", lambda gift: gift.year, 8),
            Column("发放日期", lambda gift: gift.given_on, 14),
            Column("物品", lambda gift: gift.goods, 20),
            Column("金额（元）", lambda gift: gift.amount, 12),
            Column("经费来源", lambda gift: gift.get_fund_source_display(), 14),
        ),
        seen_by="welfare.view",
        order=41,
    ),
)
