"""Acts on constituencies: making them from union groups, sharing seats out, changing, removing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from congress.actions.acting import hold, lock, require, write
from congress.actions.makeup import rules_on
from congress.checks import quotas
from congress.models import CongressTerm, Constituency
from members.models import Member, UnionGroup
from union_site import audit
from union_site.findings import require_clear
from union_site.models import Seat

UNGROUPED = "未编入小组的教职工"


@transaction.atomic
def lay_constituencies(*, term: CongressTerm, by: Seat) -> list[Constituency]:
    """One constituency for each union group with members in service; who is in none forms one.

    Done again it counts the staff anew where nobody was elected yet, and adds what is missing.
    Returns those that were made or changed.
    """
    require(by, term.union_id)
    lock(term)
    known = {row.group_id: row for row in term.constituencies.all()}
    first = (term.constituencies.aggregate(last=Max("position"))["last"] or 0) + 1
    changed: list[Constituency] = []
    for group, number in _peopled(term):
        row = known.get(group.pk if group else None)
        if row is None:
            name = str(group or UNGROUPED)
            row = Constituency(union=term.union, term=term, group=group, name=name)
            row.position, row.convenor = first, group.head if group else None
            first += 1
        elif row.elected_on or row.staff_count == number:
            continue
        row.staff_count = number
        row.full_clean()
        row.save()
        changed.append(row)
    if not changed:
        raise ValidationError("各工会小组都已建立选区，人数没有变化。")
    note = f"{len(changed)} 个：" + "、".join(row.name for row in changed)
    audit.record(
        verb="congress.lay_constituencies", label="按工会小组建立选区", by=by, thing=term, note=note
    )
    return changed


def _peopled(term: CongressTerm) -> Iterable[tuple[UnionGroup | None, int]]:
    """Union groups with their members in service, then those in no group."""
    groups = UnionGroup.objects.of_union(term.union).in_use().counted()
    for group in groups:
        if group.active_count:
            yield group, group.active_count
    rest = Member.objects.of_union(term.union).active().filter(group__isnull=True).count()
    if rest:
        yield None, rest


@transaction.atomic
def add_constituency(*, term: CongressTerm, by: Seat, **written: Any) -> Constituency:
    """`written`: name, position, staff_count, seats, convenor, note."""
    require(by, term.union_id)
    return _keep(Constituency(union=term.union, term=term), by, "登记选区", written)


@transaction.atomic
def change_constituency(*, constituency: Constituency, by: Seat, **written: Any) -> Constituency:
    require(by, constituency.union_id)
    hold(constituency)
    return _keep(constituency, by, "修改选区", written)


def _keep(
    constituency: Constituency, by: Seat, label: str, written: dict[str, Any]
) -> Constituency:
    write(constituency, written)
    if constituency.seats > constituency.staff_count:
        raise ValidationError({"seats": "代表名额不能多于选区教职工人数。"})
    constituency.full_clean()
    constituency.save()
    verb = "congress.constituency"
    note = f"{constituency.staff_count} 人，名额 {constituency.seats} 人"
    audit.record(verb=verb, label=label, by=by, thing=constituency, note=note)
    return constituency


@transaction.atomic
def remove_constituency(*, constituency: Constituency, by: Seat) -> CongressTerm:
    """Only while nobody was elected there; the trail keeps its name."""
    require(by, constituency.union_id)
    if constituency.delegates.exists():
        raise ValidationError(f"“{constituency}”已有代表，不能删去。")
    label, verb = "删去选区", "congress.constituency_remove"
    audit.record(verb=verb, label=label, by=by, thing=constituency, note=constituency.name)
    constituency.delete()
    return constituency.term


@transaction.atomic
def share_out_seats(
    *,
    term: CongressTerm,
    total: int,
    by: Seat,
    today: datetime.date,
    accepted: Iterable[str] = (),
) -> list[Constituency]:
    """Shares the number that the chair chose out over the constituencies by largest remainder."""
    require(by, term.union_id)
    lock(term)
    rows = list(term.constituencies.order_by("position", "pk"))
    staff = sum(row.staff_count for row in rows)
    _refuse(rows, total, staff)
    found = quotas.enough(
        total=total, staff=term.union.staff_count or staff, rules=rules_on(term.union, today)
    )
    agreed = require_clear(found, accepted=accepted)
    shares = quotas.share_out([row.staff_count for row in rows], total)
    for row, seats in zip(rows, shares, strict=True):
        row.seats = seats
        row.full_clean()
        row.save(update_fields=["seats"])
    if not term.delegates.in_office().full().exists():
        # Until delegates are registered by name the number decided is the number of the term.
        term.full_delegates = total
        term.save(update_fields=["full_delegates"])
    label, verb = "分配代表名额", "congress.share_out_seats"
    note = f"共 {total} 人，{len(rows)} 个选区"
    audit.record(verb=verb, label=label, by=by, thing=term, note=note, accepted=agreed)
    return rows


def _refuse(rows: list[Constituency], total: int, staff: int) -> None:
    if not staff:
        raise ValidationError("还没有选区，或选区没有教职工。请先按工会小组建立选区。")
    if total > staff:
        raise ValidationError({"total": f"代表名额不能多于各选区教职工总数 {staff} 人。"})
    if held := [row.name for row in rows if row.elected_on]:
        names = "、".join(held)
        raise ValidationError(f"{names}已登记选举结果，名额不再统一分配；请逐个修改选区的名额。")
