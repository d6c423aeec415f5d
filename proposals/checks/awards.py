"""Rules of awards: points by a formula that is shown, places, ties, who may be nominated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from proposals.checks.statistics import Line, Scope, by_delegation, by_department
from proposals.models import (
    AwardKind,
    AwardNominee,
    AwardRound,
    Meaning,
    Outcome,
    Proposal,
    Seconder,
)
from union_site.findings import Finding, Level

RULE = "《提案工作办法》评优"


@dataclass(frozen=True)
class PointLine:
    """One line of the reckoning: what counts, how often, for how much each."""

    label: str
    count: int
    each: int
    part: str = ""
    filters: tuple[tuple[str, str], ...] = ()

    @property
    def points(self) -> int:
        return self.count * self.each

    def kept(self) -> list[Any]:
        return [self.label, self.count, self.each, self.part, [list(row) for row in self.filters]]

    @classmethod
    def of(cls, kept: Sequence[Any]) -> PointLine:
        label, count, each, part, filters = kept
        return cls(label, count, each, part, tuple((name, value) for name, value in filters))


# The words of the norm → the part of the statistics that is counted.
HANDLER_PARTS = {
    "按期答复": "in_time",
    "逾期答复": "late",
    "已解决": "solved",
    "正在解决或列入计划": "underway",
    "提案人满意": "author_satisfied",
    "提案人基本满意": "author_mostly",
    "提案人不满意": "author_unsatisfied",
}
DELEGATION_PARTS = {
    "提出提案": "received",
    "立案": "docketed",
    "转意见建议": "converted",
    "已解决": "solved",
}
PEOPLE = "参加提案工作的代表"


def scope_of(award: AwardRound) -> Scope:
    """The proposals that the round judges by: of its session, else of its year."""
    if award.session is not None:
        return Scope(award.union, session=award.session)
    return Scope(award.union, year=award.year)


def points_of(
    award: AwardRound, nominees: Sequence[AwardNominee], worth: Mapping[str, Any]
) -> dict[int, list[PointLine]]:
    """Nominee → the lines of its points; `worth` is the norm. A fixed number of queries."""
    scope = scope_of(award)
    if award.kind == AwardKind.PROPOSAL:
        return _proposal_lines(nominees, worth)
    if award.kind == AwardKind.HANDLER:
        lines = {line.key: line for line in by_department(scope.rows())}
        return {one.pk: _handler_lines(one, lines, scope, worth) for one in nominees}
    lines = {line.key: line for line in by_delegation(scope.rows())}
    return {one.pk: _delegation_lines(one, lines, scope, worth) for one in nominees}


def _handler_lines(
    nominee: AwardNominee, lines: Mapping[str, Line], scope: Scope, worth: Mapping[str, Any]
) -> list[PointLine]:
    line = lines.get(str(nominee.seat_id))
    filters = (*scope.query.items(), ("lead", str(nominee.seat_id)))
    return [
        PointLine(label, line.counts[part] if line else 0, int(worth[label]), part, filters)
        for label, part in HANDLER_PARTS.items()
        if label in worth
    ]


def _delegation_lines(
    nominee: AwardNominee, lines: Mapping[str, Line], scope: Scope, worth: Mapping[str, Any]
) -> list[PointLine]:
    key = str(nominee.delegation_id)
    line = lines.get(key)
    filters = (*scope.query.items(), ("delegation", key))
    found = [
        PointLine(label, line.counts[part] if line else 0, int(worth[label]), part, filters)
        for label, part in DELEGATION_PARTS.items()
        if label in worth
    ]
    if PEOPLE in worth:
        found.append(PointLine(PEOPLE, line.people if line else 0, int(worth[PEOPLE])))
    return found


def _proposal_lines(
    nominees: Sequence[AwardNominee], worth: Mapping[str, Any]
) -> dict[int, list[PointLine]]:
    """What each proposal is worth: its own page is the row behind every number."""
    ids = [one.proposal_id for one in nominees]
    accepted = Seconder.objects.accepted().filter(proposal__in=ids).order_by()
    seconders = dict(accepted.values_list("proposal").annotate(Count("pk")))
    into = Proposal.objects.filter(merged_into__in=ids).order_by()
    merged = dict(into.values_list("merged_into").annotate(Count("pk")))
    return {
        one.pk: [
            PointLine(label, number, int(worth[label]))
            for label, number in _numbers_of(one.proposal, seconders, merged).items()
            if label in worth
        ]
        for one in nominees
        if one.proposal is not None
    }


def _numbers_of(
    proposal: Proposal, seconders: Mapping[Any, int], merged: Mapping[Any, int]
) -> dict[str, int]:
    meaning = proposal.result.meaning if proposal.result is not None else ""
    return {
        "立案": int(proposal.outcome == Outcome.DOCKETED),
        "每位附议人": seconders.get(proposal.pk, 0),
        "并入的提案": merged.get(proposal.pk, 0),
        "已解决": int(meaning == Meaning.SOLVED),
        "正在解决或列入计划": int(meaning in (Meaning.IN_PROGRESS, Meaning.PLANNED)),
    }


def total(lines: Sequence[PointLine]) -> int:
    return sum(line.points for line in lines)


def ranked(scores: Mapping[int, int]) -> list[tuple[int, int, int]]:
    """(place, key, score), the best first; equal scores share a place: 1, 2, 2, 4."""
    ordered = sorted(scores.items(), key=lambda row: (-row[1], row[0]))
    found: list[tuple[int, int, int]] = []
    for number, (key, score) in enumerate(ordered, start=1):
        place = found[-1][0] if found and found[-1][2] == score else number
        found.append((place, key, score))
    return found


def tied_at_the_end(scores: Mapping[int, int], places: int) -> set[int]:
    """Those that share the score of the last place while not all of them have room."""
    rows = ranked(scores)
    if len(rows) <= places or rows[places - 1][2] != rows[places][2]:
        return set()
    edge = rows[places][2]
    return {key for _, key, score in rows if score == edge}


def result_findings(
    scores: Mapping[int, int], *, places: int, chosen: set[int], unit: str
) -> list[Finding]:
    """P-60 nobody has anything; P-61 a tie at the last place; P-62 the choice does not fit."""
    if not scores:
        return [Finding(Level.BLOCK, "P-60", f"推荐对象都还没有得{unit}，不能公布结果。", RULE)]
    tied = tied_at_the_end(scores, places)
    if not tied:
        return []
    ahead = sum(1 for key, score in scores.items() if score > scores[next(iter(tied))])
    room, edge = places - ahead, scores[next(iter(tied))]
    if not chosen:
        sentence = (
            f"有 {len(tied)} 个并列第 {ahead + 1} 名（均为 {edge} {unit}），只剩 {room} 个名额。"
            f"请把名额改为 {ahead + len(tied)} 个{f'或 {ahead} 个' if ahead else ''}，"
            f"或由提案工作委员会从并列的当中议定 {room} 个。"
        )
        return [Finding(Level.BLOCK, "P-61", sentence, RULE, where="chosen")]
    if not chosen <= tied or len(chosen) != room:
        sentence = f"请从并列的 {len(tied)} 个当中正好选 {room} 个。"
        return [Finding(Level.BLOCK, "P-62", sentence, RULE, where="chosen")]
    return []


def winners(scores: Mapping[int, int], *, places: int, chosen: set[int]) -> dict[int, int]:
    """Winner → its place."""
    tied = tied_at_the_end(scores, places)
    found: dict[int, int] = {}
    for place, key, _ in ranked(scores):
        if key in chosen or (key not in tied and len(found) < places):
            found[key] = place
    return found


def vote_findings(picked: Sequence[int], *, most: int, standing: set[int]) -> list[Finding]:
    """P-63 nothing chosen; P-64 too many; P-65 one that is not on the list."""
    if not picked:
        return [Finding(Level.BLOCK, "P-63", "请至少选一个。", where="picked")]
    if len(set(picked)) > most:
        sentence = f"最多选 {most} 个，现在选了 {len(set(picked))} 个。"
        return [Finding(Level.BLOCK, "P-64", sentence, where="picked")]
    if not set(picked) <= standing:
        return [Finding(Level.BLOCK, "P-65", "推荐名单有变动，请重新选择。", where="picked")]
    return []
