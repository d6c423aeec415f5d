"""Writing what a run found: new members, changed members, new groups, in bulk."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from members.checks import membership as checks
from members.checks.membership import Happening
from members.models import Member, MembershipEvent, RosterImport, UnionGroup
from members.models.codes import MembershipChange
from members.models.finding import bank_card_hash, id_tail_hash
from members.resources.matching import Matcher
from members.resources.results import Outcome, RosterResult, RosterRow, former
from union_site.models import Union

BATCH = 500
KEYS_OF_NAME = ("pinyin", "initials", "pinyin_order", "stroke_order")
Former = dict[int, dict[str, Any]]


@dataclass(frozen=True)
class Target:
    """For whom and on which day rows are written, and the run they are remembered under."""

    union: Union
    today: datetime.date
    roster_import: RosterImport | None = None


def write(result: RosterResult, matcher: Matcher, target: Target) -> Former:
    """Writes within the caller's transaction; returns the former values of changed members."""
    groups = _with_new_groups(matcher, target)
    created = [_new_member(row, groups, target) for row in result.rows_of(Outcome.NEW)]
    Member.objects.bulk_create(created, batch_size=BATCH)
    _write_first_events(created, target)
    changed = [(row, row.member) for row in result.rows_of(Outcome.CHANGED) if row.member]
    kept = {
        member.pk: {
            "revision": member.revision + 1,
            "values": {key: former(member, key) for key in row.changes},
        }
        for row, member in changed
    }
    before = {member.pk: member.status for row, member in changed if "status" in row.changes}
    for row, member in changed:
        for key, value in row.changes.items():
            if key == "group":
                member.group_id = groups[value]
            else:
                setattr(member, key, value)
    save_changed((member, row.changes.keys()) for row, member in changed)
    _write_next_events(
        [(row, member) for row, member in changed if member.pk in before], before, target
    )
    return kept


def _write_first_events(created: Collection[Member], target: Target) -> None:
    """How each new membership began, and what it was left as."""
    MembershipEvent.objects.bulk_create(
        [
            _event(member, happening, target)
            for member in created
            for happening in checks.first_happenings(member, recorded_on=target.today)
        ],
        batch_size=BATCH,
    )


def _write_next_events(
    moved: Collection[tuple[RosterRow, Member]], before: dict[int, str], target: Target
) -> None:
    """What became of memberships that the file says otherwise about."""
    if not moved:
        return
    events = MembershipEvent.objects.of_union(target.union).filter(member_id__in=before)
    days = dict(events.order_by().values_list("member_id").annotate(Max("on")))
    made = []
    for row, member in moved:
        happening = checks.next_happening(
            member,
            before=before[member.pk],
            is_dated="changed_on" in row.changes,
            last_on=days.get(member.pk),
            recorded_on=target.today,
        )
        if happening is not None:
            made.append(_event(member, happening, target))
    MembershipEvent.objects.bulk_create(made, batch_size=BATCH)


def _event(member: Member, happening: Happening, target: Target) -> MembershipEvent:
    brought = target.roster_import
    return MembershipEvent(
        union=target.union,
        member=member,
        kind=happening.kind,
        on=happening.on,
        status=happening.status,
        by=brought.by if brought else None,
        brought_by=brought,
    )


def _with_new_groups(matcher: Matcher, target: Target) -> dict[str, int]:
    order = len(matcher.groups)
    new = UnionGroup.objects.bulk_create(
        UnionGroup(union=target.union, name=name, order=order + n)
        for n, name in enumerate(matcher.new_groups, start=1)
    )
    return matcher.groups | {group.name: group.pk for group in new}


def _new_member(row: RosterRow, groups: dict[str, int], target: Target) -> Member:
    values = dict(row.values)
    group = values.pop("group", None)
    change = values.get("membership_change")
    if change:
        changed_on = values.setdefault("changed_on", target.today)
        if change in (MembershipChange.JOINED, MembershipChange.TRANSFERRED_IN):
            values.setdefault("joined_union_on", changed_on)
    member = Member(
        union=target.union,
        group_id=groups[group] if group else None,
        brought_by=target.roster_import,
        id_hash=row.id_hash,
        id_tail_hash=id_tail_hash(values["id_number"]),
        bank_card_hash=bank_card_hash(values.get("bank_card", "")),
        **values,
    )
    member.derive_name_keys()
    return member


def save_changed(changed: Iterable[tuple[Member, Collection[str]]]) -> None:
    """Saves members with the fields that were changed: one statement for all alike in these."""
    alike: dict[frozenset[str], list[Member]] = defaultdict(list)
    for member, names in changed:
        fields = {"revision", *names}
        if "name" in fields:
            member.derive_name_keys()
            fields.update(KEYS_OF_NAME)
        if "bank_card" in fields:
            member.bank_card_hash = bank_card_hash(member.bank_card)
            fields.add("bank_card_hash")
        member.revision += 1
        alike[frozenset(fields)].append(member)
    for fields_together, members in alike.items():
        Member.objects.bulk_update(members, sorted(fields_together), batch_size=BATCH)
