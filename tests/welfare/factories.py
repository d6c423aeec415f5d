"""Makes the least that is valid of condolence and benefits."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from members.models import Member
from tests.members.factories import make_member
from union_site.models import Union
from welfare.models import CondolenceCampaign, Gift, State, Visit, VisitReason

EVENT = datetime.date(2024, 11, 10)
DAY = datetime.timedelta(days=1)


def make_reason(union: Union, name: str = "生病住院", **fields: Any) -> VisitReason:
    found = VisitReason.objects.of_union(union).filter(name=name).first()
    if found is not None:
        return found
    fields.setdefault("is_obligatory", True)
    fields.setdefault("is_health", name in ("生病住院", "生育"))
    return VisitReason.objects.create(union=union, name=name, position=1, **fields)


def make_visit(
    union: Union, member: Member | None = None, *, reason: str = "生病住院", **fields: Any
) -> Visit:
    """A duty; with `visited_on` a visit that was paid."""
    fields.setdefault("event_on", EVENT)
    fields.setdefault("due_on", fields["event_on"] + 5 * DAY)
    if "visited_on" in fields:
        fields.setdefault("form", Visit.Form.MONEY)
        fields.setdefault("amount", Decimal(500))
        fields.setdefault("fund_source", "union")
        fields["state"] = State.VISITED
    visit = Visit(
        union=union,
        member=member or make_member(union),
        reason=make_reason(union, reason),
        **fields,
    )
    visit.full_clean()
    visit.save()
    return visit


def make_campaign(union: Union, title: str = "中秋慰问", **fields: Any) -> CondolenceCampaign:
    fields.setdefault("occasion", "mid_autumn")
    fields.setdefault("starts_on", datetime.date(2026, 9, 20))
    fields.setdefault("ends_on", fields["starts_on"])
    campaign = CondolenceCampaign(union=union, title=title, **fields)
    campaign.full_clean()
    campaign.save()
    return campaign


def make_gift(union: Union, member: Member | None = None, **fields: Any) -> Gift:
    fields.setdefault("given_on", datetime.date(2026, 3, 2))
    fields.setdefault("year", fields["given_on"].year)
    fields.setdefault("kind", Gift.Kind.BIRTHDAY)
    fields.setdefault("goods", "生日蛋糕卡")
    fields.setdefault("amount", Decimal(300))
    gift = Gift(union=union, member=member or make_member(union), **fields)
    gift.full_clean()
    gift.save()
    return gift
