"""Whom a row speaks of: a member on the roll, one who left, somebody new, or a row before it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from members.checks import roster as checks
from members.checks.roster import Problem
from members.models import Member, UnionGroup
from members.resources.results import Outcome, RosterRow
from union_site.findings import Level
from union_site.models import Union

# Read for the row's sake, or compared in a way of their own.
_NOT_COMPARED = {"id_number", "group"}


class Matcher:
    """The union's roster in memory, asked once for each row."""

    def __init__(self, union: Union, *, is_locking: bool) -> None:
        rows = Member.objects.of_union(union).select_related("group")
        # The number itself is not needed: the hash says whether it is the same.
        rows = rows.defer("id_number")
        if is_locking:
            rows = rows.select_for_update(of=("self",))
        members = list(rows)
        self.on_roll = {member.id_hash: member for member in members if member.is_on_roll}
        self.left = {member.id_hash for member in members if member.has_left}
        self.namesakes = {
            (member.name, member.birth_date): member for member in members if member.is_on_roll
        }
        self.groups = dict(UnionGroup.objects.of_union(union).values_list("name", "pk"))
        self.new_groups: list[str] = []
        self._seen: dict[str, int] = {}
        self._mobiles: dict[str, int] = {}

    def match(self, row: RosterRow, report: Callable[..., None]) -> None:
        """Sets the row's member, outcome and changes; reports what repeats."""
        self._compare_with_rows_before(row, report)
        if row.is_refused:
            return
        row.member = self.on_roll.get(row.id_hash)
        if row.member is None:
            self._look_for_the_same_person(row, report)
            row.values["status"] = self._status(row)
        else:
            row.changes = self._changes(row, row.member)
            row.outcome = Outcome.CHANGED if row.changes else Outcome.UNCHANGED
        group = row.values.get("group")
        if group and group not in self.groups and group not in self.new_groups:
            self.new_groups.append(group)

    def _compare_with_rows_before(self, row: RosterRow, report: Callable[..., None]) -> None:
        if row.id_hash:
            first = self._seen.setdefault(row.id_hash, row.number)
            if first != row.number:
                sentence = f"与第 {first} 行的证件号码相同，请删去一行或改正号码。"
                report(row, Problem("id_repeated", sentence), "id_number")
        if mobile := row.values.get("mobile"):
            first = self._mobiles.setdefault(mobile, row.number)
            if first != row.number:
                sentence = f"与第 {first} 行的移动电话相同，请核对。"
                report(row, Problem("mobile_repeated", sentence, Level.WARN), "mobile")

    def _look_for_the_same_person(self, row: RosterRow, report: Callable[..., None]) -> None:
        if row.id_hash in self.left:
            sentence = "此人曾是本工会会员并已离会，将重新登记为会员。"
            report(row, Problem("was_member", sentence, Level.WARN), "id_number")
        elif (row.values["name"], row.values["birth_date"]) in self.namesakes:
            sentence = "名册中已有同名同生日、证件号码不同的会员，请确认不是同一人。"
            report(row, Problem("namesake", sentence, Level.WARN), "name")

    def _status(self, row: RosterRow) -> str:
        values = row.values
        return checks.status_of(
            values.get("membership_change", ""), values.get("employment_status", "")
        )

    def _changes(self, row: RosterRow, member: Member) -> dict[str, Any]:
        """Fields that the file says otherwise. An empty cell never erases what is known."""
        values = row.values
        changes = {
            key: value
            for key, value in values.items()
            if key not in _NOT_COMPARED and getattr(member, key) != value
        }
        group = values.get("group")
        if group and (member.group is None or member.group.name != group):
            changes["group"] = group
        if changes.keys() & {"membership_change", "employment_status"}:
            status = checks.status_of(
                values.get("membership_change", member.membership_change),
                values.get("employment_status", member.employment_status),
            )
            if status != member.status:
                changes["status"] = status
        return changes
