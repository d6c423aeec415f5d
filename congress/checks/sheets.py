"""What is to be said of a sheet before it goes into the urn: a phone can ask once more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from congress.checks.results import Sheet
from congress.models.ballots import ABSTAIN, FOR, Ballot, BallotKind

NAMES, ALL = "named", ""  # where a sentence belongs, if not to an item


@dataclass(frozen=True)
class Objection:
    """Why a sheet is not taken, and where on it."""

    where: int | str
    sentence: str


def objections(sheet: Sheet, ballot: Ballot, items: Mapping[int, str]) -> list[Objection]:
    """Everything that would spoil the sheet, or that was forgotten. Pure."""
    found = [*_unknown(sheet, ballot, items), *_forgotten(sheet, ballot, items)]
    if ballot.kind == BallotKind.ELECTION:
        found += _too_many(sheet, ballot)
    return found + _names(sheet, ballot, items)


def _unknown(sheet: Sheet, ballot: Ballot, items: Mapping[int, str]) -> list[Objection]:
    known = set(ballot.labels)
    if any(item not in items or code not in known for item, code in sheet.marks.items()):
        return [Objection(ALL, "选票内容与票面不符，请刷新页面后重新填写。")]
    return []


def _forgotten(sheet: Sheet, ballot: Ballot, items: Mapping[int, str]) -> list[Objection]:
    """In an election, who is not marked is abstained from; elsewhere each item is answered."""
    if ballot.kind == BallotKind.ELECTION:
        return []
    advice = "不表态的请选“弃权”。" if ABSTAIN in ballot.labels else ""
    return [
        Objection(item, f"请为这一项作出选择。{advice}")
        for item in items
        if item not in sheet.marks
    ]


def _too_many(sheet: Sheet, ballot: Ballot) -> list[Objection]:
    chosen = sum(code == FOR for code in sheet.marks.values()) + len(sheet.named)
    seats = ballot.seats or 0
    if chosen <= seats:
        return []
    sentence = (
        f"您选了 {chosen} 人，应选 {seats} 人，多选了 {chosen - seats} 人。"
        "多选的票是废票，请改好后再提交，已填的内容都还在。"
    )
    return [Objection(ALL, sentence)]


def _names(sheet: Sheet, ballot: Ballot, items: Mapping[int, str]) -> list[Objection]:
    found = []
    if len(sheet.named) > ballot.write_ins:
        sentence = f"另选他人最多写 {ballot.write_ins} 人，您写了 {len(sheet.named)} 人。"
        found.append(Objection(NAMES, sentence))
    for name in sorted({name for name in sheet.named if sheet.named.count(name) > 1}):
        found.append(Objection(NAMES, f"“{name}”写了不止一次，请只写一次。"))
    for name in sorted(set(sheet.named) & set(items.values())):
        found.append(Objection(NAMES, f"“{name}”已在票上，请直接在上面选择。"))
    return found
