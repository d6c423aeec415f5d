"""Numbers of condolence and benefits for reports and the workbench."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.urls import reverse

from union_site import figures
from union_site.figures import Figure, Span
from union_site.models import Union
from welfare.models import CondolenceCampaign, Gift, Visit

GROUP = "服务"


def _campaigns(union: Union, span: Span) -> Any:
    return CondolenceCampaign.objects.of_union(union).between(span.first, span.last)


def _visits(union: Union, span: Span) -> Any:
    return Visit.objects.of_union(union).visited().between(span.first, span.last)


def _birthday_gifts(union: Union, span: Span) -> Any:
    return Gift.objects.of_union(union).birthday().between(span.first, span.last)


def _amount(rows: Any) -> Decimal:
    return rows.aggregate(total=Sum("amount"))["total"] or Decimal(0)


def _days(span: Span) -> str:
    return f"from={span.first}&to={span.last}"


def _visits_url(span: Span) -> str:
    return reverse("welfare:visit_list") + f"?state=visited&{_days(span)}"


def _gifts_url(span: Span) -> str:
    return reverse("welfare:benefits") + f"?kind=birthday&{_days(span)}"


figures.register(
    # 次 counts rounds, 人次 counts visits to persons: the two are never added.
    Figure(
        "welfare.campaigns",
        "开展慰问",
        "次",
        rows=_campaigns,
        url=lambda span: reverse("welfare:campaign_list") + f"?{_days(span)}",
        group=GROUP,
    ),
    Figure("welfare.visits", "慰问走访", "人次", rows=_visits, url=_visits_url, group=GROUP),
    Figure(
        "welfare.amount",
        "慰问金额",
        "元",
        rows=_visits,
        url=_visits_url,
        measure=_amount,
        group=GROUP,
    ),
    Figure(
        "welfare.birthday_cards",
        "生日慰问",
        "人次",
        rows=_birthday_gifts,
        url=_gifts_url,
        group=GROUP,
    ),
    Figure(
        "welfare.birthday_amount",
        "生日慰问金额",
        "元",
        rows=_birthday_gifts,
        url=_gifts_url,
        measure=_amount,
        group=GROUP,
    ),
)
