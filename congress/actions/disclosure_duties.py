"""Acts on the catalogue of what is to be disclosed, and on the polls about it."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from congress.actions.acting import hold, write
from congress.actions.disclosure import require_manager
from congress.checks.disclosure import SCALE
from congress.models import (
    Ballot,
    BallotItem,
    BallotState,
    Disclosure,
    DisclosureDuty,
    DisclosureYear,
)
from congress.models.ballots import BallotKind, BallotMethod, Electorate
from union_site import audit
from union_site.models import Seat, Union

CATALOGUE = Path(__file__).parent.parent / "data" / "disclosure_duties.json"


def usual_duties() -> list[dict[str, str]]:
    """The catalogue that ships with the product: category, title, cadence, department."""
    rows: list[dict[str, str]] = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    return rows


@transaction.atomic
def adopt_duties(*, by: Seat, since: datetime.date) -> int:
    """Takes over the usual items that the school's catalogue does not have; returns how many."""
    require_manager(by, by.union_id)
    made = missing_duties(by.union, since=since)
    for duty in made:
        duty.full_clean()
        duty.save()
    audit.record(
        verb="disclosure_duty.adopt",
        label="采用常用公开目录",
        by=by,
        thing=by.union,
        note=f"{len(made)} 项",
    )
    return len(made)


def missing_duties(union: Union, *, since: datetime.date) -> list[DisclosureDuty]:
    """The usual items that are not in the catalogue, unsaved."""
    mine = DisclosureDuty.objects.of_union(union)
    known = set(mine.values_list("category", "title"))
    last = mine.aggregate(last=Max("position"))["last"] or 0
    rows = [row for row in usual_duties() if (row["category"], row["title"]) not in known]
    return [
        DisclosureDuty(union=union, position=last + number, since=since, **row)
        for number, row in enumerate(rows, start=1)
    ]


@transaction.atomic
def add_duty(*, by: Seat, **written: Any) -> DisclosureDuty:
    """`written`: category, title, cadence, department, basis, since, until."""
    require_manager(by, by.union_id)
    last = DisclosureDuty.objects.of_union(by.union).aggregate(last=Max("position"))["last"] or 0
    duty = DisclosureDuty(union=by.union, position=last + 1)
    return _keep(duty, by, "disclosure_duty.add", "增加公开事项", written)


@transaction.atomic
def change_duty(*, duty: DisclosureDuty, by: Seat, **written: Any) -> DisclosureDuty:
    """Changes an item of the catalogue, or ends it by `until`."""
    require_manager(by, duty.union_id)
    hold(duty)
    used = duty.disclosures.exists()
    if used and written["category"] != duty.category:
        raise ValidationError({"category": "已有登记对应这一事项，类别不能再改；请另立一项。"})
    return _keep(duty, by, "disclosure_duty.change", "修改公开事项", written)


def _keep(
    duty: DisclosureDuty, by: Seat, verb: str, label: str, written: dict[str, Any]
) -> DisclosureDuty:
    write(duty, written)
    duty.full_clean()
    duty.save()
    audit.record(verb=verb, label=label, by=by, thing=duty)
    return duty


# --- polls --------------------------------------------------------------------------------


def _draft_ballot(union: Union, title: str, about: str, by: Seat) -> Ballot:
    """A secret poll of all members, not opened yet: opening it is an act of the ballots."""
    ballot = Ballot(
        union=union,
        title=f"{title}满意度测评"[:120],
        explanation="无记名。只统计各选项的票数，不记录谁选了什么。",
        kind=BallotKind.POLL,
        method=BallotMethod.SECRET_BALLOT,
        electorate=Electorate.MEMBERS,
        scale=[list(pair) for pair in SCALE],
        drafted_by=by,
    )
    ballot.full_clean()
    ballot.save()
    item = BallotItem(union=union, ballot=ballot, position=1, title=about[:120])
    item.full_clean()
    item.save()
    return ballot


def _require_no_poll(ballot: Ballot | None) -> None:
    if ballot is not None and ballot.state != BallotState.VOID:
        raise ValidationError("已有满意度测评，不能重复发起。")


@transaction.atomic
def draft_poll(*, disclosure: Disclosure, by: Seat) -> Ballot:
    """Prepares a satisfaction poll on one published item."""
    require_manager(by, disclosure.union_id)
    list(Disclosure.objects.select_for_update().filter(pk=disclosure.pk))
    disclosure.refresh_from_db(fields=["state", "poll"])
    if not disclosure.is_disclosed:
        raise ValidationError("公布以后才能测评。")
    _require_no_poll(disclosure.poll)
    ballot = _draft_ballot(disclosure.union, f"“{disclosure.title[:80]}”", disclosure.title, by)
    disclosure.poll = ballot
    disclosure.full_clean()
    disclosure.save(update_fields=["poll"])
    audit.record(verb="disclosure.draft_poll", label="发起满意度测评", by=by, thing=disclosure)
    return ballot


@transaction.atomic
def draft_year_poll(*, year: int, by: Seat, today: datetime.date) -> Ballot:
    """Prepares a satisfaction poll on a whole year of disclosure."""
    require_manager(by, by.union_id)
    if not today.year - 5 <= year <= today.year:
        raise ValidationError("只能对今年和前五年的校务公开进行测评。")
    row, _ = DisclosureYear.objects.select_for_update().get_or_create(union=by.union, year=year)
    _require_no_poll(row.poll)
    title = f"{year}年度校务公开工作"
    row.poll = _draft_ballot(by.union, title, title, by)
    row.full_clean()
    row.save()
    audit.record(verb="disclosure_year.draft_poll", label="发起满意度测评", by=by, thing=row)
    return row.poll
