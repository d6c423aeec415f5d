"""Whom a row speaks of: a member on the roll, one who left, somebody new, or a row before it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from members.checks import roster as checks
from members.checks.roster import Problem
from members.models import Member, UnionGroup
from members.models.finding import bank_card_hash
from members.resources.results import Outcome, RosterRow
from union_site.findings import Level
from union_site.models import Union

# Read for the row's sake, or compared in a way of their own.
_NOT_COMPARED = {"id_number", "group"}
_SEALED = {"id_number", "home_address", "bank_card"}


class Matcher:
    """The union's roster in memory, asked once for each row."""

    def __init__(self, union: Union, *, is_locking: bool, columns: Collection[str] = ()) -> None:
        """`columns` are those of the file: what else is encrypted stays so."""
        rows = Member.objects.of_union(union).select_related("group")
        # The ID number itself is not needed: the hash says whether it is the same.
        rows = rows.defer("id_number", *(_SEALED - set(columns)))
        if is_locking:
            rows = rows.select_for_update(of=("self",))
        members = list(rows)
        self.on_roll = {member.id_hash: member for member in members if member.is_on_roll}
        self.left = {member.id_hash for member in members if member.has_left}
        self.merged = _kept_for(members)
        self.cards = {
            member.bank_card_hash: member
            for member in members
            if member.is_on_roll and member.bank_card_hash
        }
        self.namesakes = {
            (member.name, member.birth_date): member for member in members if member.is_on_roll
        }
        self.groups = dict(UnionGroup.objects.of_union(union).values_list("name", "pk"))
        self.new_groups: list[str] = []
        self._seen: dict[str, int] = {}
        self._mobiles: dict[str, int] = {}
        self._cards: dict[str, int] = {}
        self._taken: dict[int, int] = {}

    def match(self, row: RosterRow, report: Callable[..., None]) -> None:
        """Sets the row's member, outcome and changes; reports what repeats."""
        self._compare_with_rows_before(row, report)
        if not row.is_refused:
            row.member = self._member_of(row, report)
            self._look_at_the_card(row, report)
            self._settle(row, report)

    def _settle(self, row: RosterRow, report: Callable[..., None]) -> None:
        if row.is_refused:
            return
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

    def _member_of(self, row: RosterRow, report: Callable[..., None]) -> Member | None:
        """Who is on the roll under this number, also where it stood on a row that was merged."""
        member = self.on_roll.get(row.id_hash)
        if member is None and (member := self.merged.get(row.id_hash)) is not None:
            sentence = f"这个证件号码的记录已合并到“{member.name}”，按同一人处理，证件号码不改。"
            report(row, Problem("was_merged", sentence, Level.WARN), "id_number")
        if member is not None:
            first = self._taken.setdefault(member.pk, row.number)
            if first != row.number:
                sentence = f"与第 {first} 行是同一名会员（两条记录已合并），请删去一行。"
                report(row, Problem("same_member", sentence), "id_number")
        return member

    def _look_at_the_card(self, row: RosterRow, report: Callable[..., None]) -> None:
        """A bank card belongs to one person, or somebody's money goes to another."""
        if not (card := row.values.get("bank_card")):
            return
        key = bank_card_hash(card)
        holder = self.cards.get(key)
        first = self._cards.setdefault(key, row.number)
        if first != row.number:
            sentence = f"与第 {first} 行的银行卡号相同，请改正。"
            report(row, Problem("card_repeated", sentence), "bank_card")
        elif holder is not None and (row.member is None or holder.pk != row.member.pk):
            sentence = f"名册中“{holder.name}”已登记了这个银行卡号，请核对。"
            report(row, Problem("card_taken", sentence), "bank_card")

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


def _kept_for(members: list[Member]) -> dict[str, Member]:
    """The number of a merged row → the member on the roll under whom that person is kept."""
    by_pk = {member.pk: member for member in members}
    found = {}
    for member in members:
        kept = by_pk.get(member.merged_into_id or 0) if member.id_hash else None
        if kept is not None and kept.is_on_roll:
            found[member.id_hash] = kept
    return found
