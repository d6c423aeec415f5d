"""Which rows of a roster look like one person: rows in, pairs out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass, field
from itertools import combinations

from members.models import Member

PairOfIds = tuple[int, int]  # the lower one first

# What two rows may share, the strongest sign first: words for it, and the value they share.
SIGNS: tuple[tuple[str, Callable[[Member], Hashable]], ...] = (
    ("证件号码相同", lambda member: member.id_hash),
    ("姓名和出生日期相同", lambda member: (member.name, member.birth_date)),
    ("移动电话相同", lambda member: member.mobile),
)


@dataclass
class Pair:
    """Two rows that share something, and what they share. `first` was registered earlier."""

    first: Member
    second: Member
    signs: list[str] = field(default_factory=list)
    rank: int = 0

    @property
    def ids(self) -> PairOfIds:
        return self.first.pk, self.second.pk


def ids_of(first: Member, second: Member) -> PairOfIds:
    low, high = sorted((first.pk, second.pk))
    return low, high


def pairs(members: Iterable[Member], *, settled: Collection[PairOfIds] = ()) -> list[Pair]:
    """Every two of them that share a sign and were not found to be two people."""
    rows = sorted(members, key=lambda member: member.pk)
    found: dict[PairOfIds, Pair] = {}
    for rank, (words, value_of) in enumerate(SIGNS):
        alike: dict[Hashable, list[Member]] = defaultdict(list)
        for member in rows:
            if value := value_of(member):
                alike[value].append(member)
        for group in alike.values():
            for first, second in combinations(group, 2):
                if (first.pk, second.pk) not in settled:
                    pair = found.setdefault((first.pk, second.pk), Pair(first, second, rank=rank))
                    pair.signs.append(words)
    return sorted(found.values(), key=lambda pair: (pair.rank, -len(pair.signs), pair.ids))
