"""Acts of condolence and benefits: duties, visits, rounds, gifts, the reasons for visits."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max

from members.models import Member
from union_site import audit
from union_site.calendar import official_date
from union_site.findings import Finding, require_clear
from union_site.models import Seat
from union_site.norms import InForce, NormMissing, norm
from union_site.workflow import advance
from welfare import checks
from welfare.models import CondolenceCampaign, Gift, State, Visit, VisitReason
from welfare.workflow import VISIT

MANAGE = "welfare.manage"
DUE_DAYS = "welfare.visit_due_days"
BIRTHDAY_CARD = "welfare.birthday_card"

# name, is obligatory, concerns health: what schools commonly count as 五必访, and two more.
COMMON_REASONS = [
    ("生病住院", True, True),
    ("结婚", True, False),
    ("生育", True, True),
    ("亲属去世", True, False),
    ("家庭突发困难", True, False),
    ("退休离岗", False, False),
    ("节日慰问", False, False),
]


def _require(by: Seat, union_id: int) -> None:
    if by.union_id != union_id or not by.can(MANAGE):
        raise PermissionDenied


def norm_of(key: str, *, by: Seat, on: datetime.date) -> InForce:
    """The norm of that day; a sentence where the day lies before all of them."""
    try:
        return norm(key, union=by.union, on=on)
    except NormMissing as missing:
        sentence = f"{official_date(on)}没有可用的标准，请核对日期。"
        raise ValidationError(sentence) from missing


def _write(thing: Any, written: dict[str, Any]) -> None:
    for name, value in written.items():
        setattr(thing, name, value)


# --- duties and visits --------------------------------------------------------------------


@transaction.atomic
def open_duty(
    *,
    by: Seat,
    today: datetime.date,
    due_on: datetime.date | None = None,
    **written: Any,
) -> Visit:
    """Opens a duty to visit: an event is known of, the visit is due by the norm of the school.

    `written`: member, reason, relation, event_on, details.
    """
    _require(by, by.union_id)
    rule = norm_of(DUE_DAYS, by=by, on=today)
    visit = Visit(union=by.union, registered_by=by, **written)
    visit.due_on = due_on or checks.due_date(event_on=visit.event_on, today=today, rule=rule)
    visit.full_clean()
    visit.save()
    audit.record(verb="visit.open", by=by, thing=visit)
    return visit


@transaction.atomic
def change_duty(
    *,
    visit: Visit,
    by: Seat,
    details: str = "",
    due_on: datetime.date | None = None,
    **written: Any,
) -> Visit:
    """Corrects what the visit is about. Empty details leave the old ones, which stay unread."""
    _require(by, visit.union_id)
    if visit.state == State.DROPPED:
        raise ValidationError("这条记录已不再办理，不能修改。")
    _write(visit, written)
    visit.details = details or visit.details
    visit.due_on = due_on or visit.due_on
    visit.full_clean()
    visit.save()
    audit.record(verb="visit.change", by=by, thing=visit)
    return visit


def paid_findings(
    visit: Visit, paid: dict[str, Any], *, by: Seat, today: datetime.date
) -> list[Finding]:
    """What is to be said of a visit as it was paid."""
    rule = norm_of(DUE_DAYS, by=by, on=visit.due_on)
    visited_on, amount = paid["visited_on"], paid["amount"]
    found = checks.dates(event_on=visit.event_on, visited_on=visited_on, today=today)
    if visit.reason.is_obligatory:
        found += checks.lateness(visited_on=visited_on, due_on=visit.due_on, rule=rule)
    found += checks.form_of_visit(form=paid["form"], amount=amount, goods=paid["goods"])
    found += checks.recipients(
        members=[visit.member], amount=amount, fund_source=paid["fund_source"]
    )
    return found


@transaction.atomic
def pay_visit(
    *, visit: Visit, by: Seat, today: datetime.date, accepted: Iterable[str] = (), **paid: Any
) -> Visit:
    """Closes a duty by the visit, or corrects what was written of it.

    `paid`: visited_on, form, amount, goods, fund_source, place, visitors.
    """
    _require(by, visit.union_id)
    agreed = require_clear(paid_findings(visit, paid, by=by, today=today), accepted=accepted)
    step = "correct" if visit.state == State.VISITED else "pay"
    return advance(VISIT, thing=visit, step=step, by=by, changes=paid, accepted=agreed)


@transaction.atomic
def record_visit(
    *, by: Seat, today: datetime.date, accepted: Iterable[str] = (), **written: Any
) -> Visit:
    """Writes down a visit that nobody had opened a duty for. `written`: of duty and visit."""
    about = ("member", "reason", "relation", "event_on", "details")
    duty = {name: written.pop(name) for name in about}
    campaign = written.pop("campaign", None)
    late = max(written["visited_on"], duty["event_on"])
    visit = open_duty(by=by, today=today, due_on=late, campaign=campaign, **duty)
    return pay_visit(visit=visit, by=by, today=today, accepted=accepted, **written)


@transaction.atomic
def drop_visit(*, visit: Visit, by: Seat, note: str) -> Visit:
    """Closes a duty without a visit, or takes back a visit that was entered by mistake."""
    if visit.state == State.VISITED:
        changes = {"visited_on": None}
        return advance(VISIT, thing=visit, step="void", by=by, note=note, changes=changes)
    return advance(VISIT, thing=visit, step="drop", by=by, note=note)


@transaction.atomic
def read_details(*, visit: Visit, by: Seat) -> str:
    """The details of a visit, which may speak of health; that they were read is recorded."""
    _require(by, visit.union_id)
    audit.record(verb="visit.read_details", by=by, thing=visit)
    return visit.details


@transaction.atomic
def note_export(*, by: Seat, what: str, count: int) -> None:
    """Records that a list of persons was taken away."""
    audit.record(verb="welfare.export", by=by, note=f"{what} {count} 条")


# --- rounds of condolence -----------------------------------------------------------------


def campaign_findings(campaign: CondolenceCampaign, *, by: Seat) -> list[Finding]:
    rule = norm_of("welfare.festivals", by=by, on=campaign.starts_on)
    return checks.festival_kind(
        occasion=campaign.occasion, fund_source=campaign.fund_source, rule=rule
    )


@transaction.atomic
def open_campaign(*, by: Seat, accepted: Iterable[str] = (), **written: Any) -> CondolenceCampaign:
    """Opens a round. `written`: title, occasion, starts_on, ends_on, fund_source, note."""
    _require(by, by.union_id)
    return _keep_campaign(
        CondolenceCampaign(union=by.union), by, "campaign.open", accepted, written
    )


@transaction.atomic
def change_campaign(
    *, campaign: CondolenceCampaign, by: Seat, accepted: Iterable[str] = (), **written: Any
) -> CondolenceCampaign:
    _require(by, campaign.union_id)
    return _keep_campaign(campaign, by, "campaign.change", accepted, written)


def _keep_campaign(
    campaign: CondolenceCampaign,
    by: Seat,
    verb: str,
    accepted: Iterable[str],
    written: dict[str, Any],
) -> CondolenceCampaign:
    _write(campaign, written)
    campaign.full_clean()
    agreed = require_clear(campaign_findings(campaign, by=by), accepted=accepted)
    campaign.save()
    audit.record(verb=verb, by=by, thing=campaign, accepted=agreed)
    return campaign


@transaction.atomic
def record_round(
    *,
    campaign: CondolenceCampaign,
    members: Iterable[Member],
    reason: VisitReason,
    by: Seat,
    today: datetime.date,
    accepted: Iterable[str] = (),
    **paid: Any,
) -> list[Visit]:
    """Writes down one round's visits to several members at once, alike in form and amount."""
    _require(by, campaign.union_id)
    visited = list(members)
    # The warning names everybody it speaks of, not one after the other.
    already = campaign.visits.exclude(state=State.DROPPED).filter(member__in=visited)
    found = checks.visited_already(names=already.values_list("member__name", flat=True))
    found += checks.recipients(
        members=visited, amount=paid["amount"], fund_source=paid["fund_source"]
    )
    require_clear(found, accepted=accepted)
    about = {
        "reason": reason,
        "relation": Visit.Relation.SELF,
        "event_on": paid["visited_on"],
        "details": "",
        "campaign": campaign,
    }
    return [
        record_visit(member=member, by=by, today=today, accepted=accepted, **about, **paid)
        for member in visited
    ]


# --- gifts --------------------------------------------------------------------------------


def gift_findings(gift: Gift, *, by: Seat, today: datetime.date) -> list[Finding]:
    """What is to be said of one gift; that it is given once is the table's own rule."""
    found = checks.gift_date(given_on=gift.given_on, today=today)
    found += checks.recipients(
        members=[gift.member], amount=gift.amount, fund_source=gift.fund_source
    )
    if gift.kind == Gift.Kind.BIRTHDAY:
        rule = norm_of(BIRTHDAY_CARD, by=by, on=gift.given_on)
        found += checks.birthday_amount(amount=gift.amount, rule=rule)
    return found


@transaction.atomic
def give(*, by: Seat, today: datetime.date, accepted: Iterable[str] = (), **written: Any) -> Gift:
    """Records one gift. `written`: member, kind, year, given_on, goods, amount, fund_source."""
    _require(by, by.union_id)
    gift = Gift(union=by.union, registered_by=by, **written)
    gift.full_clean()
    agreed = require_clear(gift_findings(gift, by=by, today=today), accepted=accepted)
    gift.save()
    audit.record(verb="gift.give", by=by, thing=gift, accepted=agreed)
    return gift


@transaction.atomic
def give_birthday_cards(
    *,
    members: Iterable[Member],
    year: int,
    by: Seat,
    today: datetime.date,
    accepted: Iterable[str] = (),
    **written: Any,
) -> list[Gift]:
    """Records the birthday gifts of several members, alike in kind and amount.

    W-04: refuses those who have had theirs this calendar year, all named at once.
    """
    _require(by, by.union_id)
    given = list(members)
    had = Gift.objects.of_union(by.union).birthday().filter(year=year, member__in=given)
    names = had.values_list("member__name", flat=True)
    require_clear(checks.birthday_twice(names=names, year=year))
    kind = Gift.Kind.BIRTHDAY
    return [
        give(member=member, kind=kind, year=year, by=by, today=today, accepted=accepted, **written)
        for member in given
    ]


@transaction.atomic
def take_back(*, gift: Gift, by: Seat) -> None:
    """Removes a gift that was entered by mistake; the trail keeps whose it was."""
    _require(by, gift.union_id)
    audit.record(verb="gift.take_back", by=by, thing=gift)
    gift.delete()


# --- reasons ------------------------------------------------------------------------------


@transaction.atomic
def adopt_common_reasons(*, by: Seat) -> int:
    """Gives a school the common reasons to begin with; keeps those it has. Returns how many."""
    _require(by, by.union_id)
    known = set(VisitReason.objects.of_union(by.union).values_list("name", flat=True))
    new = [row for row in COMMON_REASONS if row[0] not in known]
    for position, (name, is_obligatory, is_health) in enumerate(new, start=len(known) + 1):
        reason = VisitReason(
            union=by.union,
            name=name,
            position=position,
            is_obligatory=is_obligatory,
            is_health=is_health,
        )
        reason.save()
        audit.record(verb="visit_reason.add", by=by, thing=reason)
    return len(new)


@transaction.atomic
def add_reason(*, by: Seat, **written: Any) -> VisitReason:
    """`written`: name, position, is_obligatory, is_health, is_active."""
    _require(by, by.union_id)
    reason = VisitReason(union=by.union)
    return _keep_reason(reason, by, "visit_reason.add", written)


@transaction.atomic
def change_reason(*, reason: VisitReason, by: Seat, **written: Any) -> VisitReason:
    _require(by, reason.union_id)
    return _keep_reason(reason, by, "visit_reason.change", written)


def _keep_reason(reason: VisitReason, by: Seat, verb: str, written: dict[str, Any]) -> VisitReason:
    if written.get("position") is None:
        rows = VisitReason.objects.of_union(by.union)
        last = rows.aggregate(last=Max("position"))["last"] or 0
        written["position"] = reason.position or last + 1
    _write(reason, written)
    reason.full_clean()
    reason.save()
    audit.record(verb=verb, by=by, thing=reason)
    return reason
