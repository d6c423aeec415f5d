"""Rules of electing delegates in a constituency, and of recalling them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from congress.checks.delegate_rules import DelegateRules
from congress.checks.shares import at_least, more_than, share_of
from union_site.findings import Finding, Level
from union_site.norms import InForce


@dataclass(frozen=True)
class Result:
    """An election as it went. `votes` are those of each who was elected, None where unknown."""

    staff: int
    seats: int
    voters: int | None
    candidates: int | None
    is_competitive: bool
    votes: Sequence[tuple[str, int | None]]


def result(found: Result, *, rules: DelegateRules) -> list[Finding]:
    """Everything that is to be said of one election."""
    return [
        *seats(found),
        *turnout(found, rule=rules.turnout),
        *votes(found, rule=rules.election),
        *candidates(found, citation=rules.share.citation.partition("（比例")[0]),
    ]


def seats(found: Result) -> list[Finding]:
    number = len(found.votes)
    if number <= found.seats:
        return []
    sentence = f"本选区名额 {found.seats} 人，当选 {number} 人，超出名额。"
    return [Finding(Level.BLOCK, "C-23s", sentence, "", "当选代表")]


def turnout(found: Result, *, rule: InForce) -> list[Finding]:
    """C-23: two thirds of the constituency take part (Shanghai)."""
    needed = at_least(found.staff, share_of(rule))
    if found.voters is None or found.voters >= needed:
        return []
    sentence = f"参加选举 {found.voters} 人，不足 {needed} 人（选区教职工 {found.staff} 人）。"
    return [Finding(Level.WARN, "C-23", sentence, rule.citation, "参加选举人数")]


def votes(found: Result, *, rule: InForce) -> list[Finding]:
    """C-24: more than half of all staff of the constituency elect a delegate (Shanghai)."""
    lines = []
    if found.voters is not None:
        beyond = [name for name, k in found.votes if k is not None and k > found.voters]
        if beyond:
            sentence = f"{'、'.join(beyond)}的得票多于参加选举的 {found.voters} 人。"
            lines.append(Finding(Level.BLOCK, "C-13", sentence, "", "得票"))
    needed = more_than(found.staff, share_of(rule)) if share_of(rule) else 0
    short = [f"{name} {k} 票" for name, k in found.votes if k is not None and k < needed]
    if short:
        sentence = (
            f"{'、'.join(short)}，未达到 {needed} 票"
            f"（超过选区全体教职工 {found.staff} 人的 {share_of(rule)}）。"
        )
        lines.append(Finding(Level.WARN, "C-24", sentence, rule.citation, "得票"))
    return lines


def candidates(found: Result, *, citation: str) -> list[Finding]:
    """C-25: a competitive election has more candidates than seats."""
    if not found.is_competitive or found.candidates is None or found.candidates > found.seats:
        return []
    sentence = f"差额选举的候选人应多于名额：名额 {found.seats} 人，候选人 {found.candidates} 人。"
    return [Finding(Level.WARN, "C-25", sentence, citation, "候选人数")]


def recall(*, votes_for: int | None, staff: int, rule: InForce) -> list[Finding]:
    """C-26: more than half of all staff of the constituency recall a delegate (Shanghai)."""
    share = share_of(rule)
    if not share or not staff:
        return []
    needed = more_than(staff, share)
    if (votes_for or 0) >= needed:
        return []
    base = f"超过选区全体教职工 {staff} 人的 {share}"
    sentence = f"赞成撤换 {votes_for or 0} 票，未达到 {needed} 票（{base}）。"
    return [Finding(Level.WARN, "C-26", sentence, rule.citation, "赞成撤换票数")]
