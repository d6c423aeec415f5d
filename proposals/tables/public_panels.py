"""Panels on the page of one proposal: deliberations, where it came from or went, its notice."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from proposals.models import (
    Deliberation,
    DeliberationRecord,
    MicroProposal,
    Notice,
    Proposal,
)
from proposals.models.either import column_of
from proposals.tables.deliberations import badge, thing_link
from proposals.workflow.deliberation import may_be_discussed, may_open
from union_site.calendar import official_date
from union_site.models import Seat


def deliberations(
    thing: MicroProposal | Proposal, seat: Seat, today: datetime.date
) -> dict[str, Any] | None:
    rows = Deliberation.objects.visible_to(seat).filter(**column_of(thing)).for_list()
    records = DeliberationRecord.objects.visible_to(seat).filter(**column_of(thing)).for_list()
    found = [(row, badge(row, today)) for row in rows]
    may_begin = may_be_discussed(thing) and may_open(thing, seat)
    if not found and not records and not may_begin:
        return None
    about = "&".join(f"{name}={row.pk}" for name, row in column_of(thing).items())
    is_open = any(row.state == "open" for row, _ in found)
    return {
        "deliberations": found,
        "records": records,
        "new_url": f"{reverse('proposals:deliberation_new')}?{about}"
        if may_begin and not is_open
        else "",
        "record_url": f"{reverse('proposals:record_new')}?{about}",
    }


def promoted(micro: MicroProposal, seat: Seat, today: datetime.date) -> dict[str, Any] | None:
    """That it became a formal proposal; the link for those who may open that."""
    formal = Proposal.objects.of_union(micro.union).filter(origin=micro).first()
    if formal is None:
        return None
    link = thing_link(formal, seat)
    return {
        "title": "已转为正式提案",
        "text": link["label"] if link else "由教代会代表起草，提交后按正式提案办理。",
        "url": link["url"] if link else "",
        "note": f"现在是“{formal.status_words}”。",
    }


def origin(proposal: Proposal, seat: Seat, today: datetime.date) -> dict[str, Any] | None:
    """The micro-proposal it came from; it is named for those alone who may open it."""
    if proposal.origin is None:
        return None
    link = thing_link(proposal.origin, seat)
    return {
        "title": "由微提案转来",
        "text": link["label"] if link else f"微提案 {proposal.origin.number}",
        "url": link["url"] if link else "",
    }


def notice(
    thing: MicroProposal | Proposal, seat: Seat, today: datetime.date
) -> dict[str, Any] | None:
    # What was never answered was never published.
    if isinstance(thing, Proposal) and thing.replied_at is None:
        return None
    found = Notice.objects.visible_to(seat).filter(**column_of(thing)).first()
    if found is None:
        return None
    day = official_date(timezone.localdate(found.published_at))
    return {
        "title": "微公示",
        "text": f"{day}公示" if found.is_up else "公示已撤下",
        "url": reverse("proposals:notice", args=[found.pk]),
        "note": found.taken_down_reason,
    }
