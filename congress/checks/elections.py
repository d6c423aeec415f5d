"""Rules of elections: as many candidates as there should be, nobody who counts votes for himself,
who stands again in a run-off. Pure: values in, findings out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from congress.models.ballots import FOR, BallotMethod
from union_site.findings import Finding, Level
from union_site.norms import InForce

ELECTION_CITATION = "《工会基层组织选举工作条例》（总工发〔2016〕27号）"


def least_candidates(seats: int, share: Decimal) -> int:
    """Of a competitive election: one more than seats at least, and the share, rounded up."""
    return seats + max(math.ceil(seats * share), 1)


def nomination(
    *, seats: int, candidates: int, is_competitive: bool, rule: InForce
) -> list[Finding]:
    """E-01, E-02: 等额 as many candidates as seats, 差额 more, by the least share."""
    if not is_competitive:
        if candidates == seats:
            return []
        sentence = f"等额选举的候选人应与名额相等：应选 {seats} 人，候选人 {candidates} 人。"
        return [Finding(Level.BLOCK, "E-01", sentence, "", "候选人")]
    if candidates <= seats:
        sentence = f"差额选举的候选人应多于名额：应选 {seats} 人，候选人 {candidates} 人。"
        return [Finding(Level.BLOCK, "E-01", sentence, "", "候选人")]
    least = least_candidates(seats, rule.decimal)
    if candidates >= least:
        return []
    sentence = f"差额不足：应选 {seats} 人，候选人 {candidates} 人，至少须 {least} 人。"
    return [Finding(Level.WARN, "E-02", sentence, rule.citation, "候选人")]


def write_ins(*, seats: int, allowed: int) -> list[Finding]:
    """E-03: who votes may choose somebody else, as many as there are seats."""
    if allowed == 0:
        sentence = "选举人有权另选他人；票面不设另选他人栏的，须由选举办法规定。"
        return [Finding(Level.WARN, "E-03", sentence, ELECTION_CITATION, "可另选人数")]
    if allowed > seats:
        sentence = f"可另选 {allowed} 人，多于应选的 {seats} 人。"
        return [Finding(Level.BLOCK, "E-03", sentence, "", "可另选人数")]
    return []


def tellers(names: Sequence[str]) -> list[Finding]:
    """E-04: nobody watches or counts the votes on himself."""
    if not names:
        return []
    sentence = f"{'、'.join(names)}是本次会议的监票人或计票人，不能作为候选人；请先更换计票人。"
    return [Finding(Level.BLOCK, "E-04", sentence, ELECTION_CITATION, "候选人")]


def secrecy(method: str) -> list[Finding]:
    """E-05: elections are by secret ballot."""
    if method == BallotMethod.SECRET_BALLOT:
        return []
    sentence = "选举采用无记名投票；举手只宜用于会议内部分工，例如监票人、计票人。"
    return [Finding(Level.WARN, "E-05", sentence, ELECTION_CITATION, "投票方式")]


def again(result: Mapping[str, Any], *, excess: int) -> list[dict[str, Any]]:
    """Who stands in the next round of a decided election, as rows of its result.

    Those who are level at the last seat; where nobody is, and seats stay free, those who come
    next in votes: `excess` more than seats, and whoever has as many votes as the last of them.
    """
    rows = [{**row, "votes": row["counts"].get(FOR, 0)} for row in result["items"]]
    rows += [{**row, "item": None, "title": row["name"]} for row in result["named"]]
    tied = [row for row in rows if row["is_tied"]]
    if tied or not result["free"]:
        return tied
    rest = sorted((row for row in rows if not row["is_elected"]), key=lambda row: -row["votes"])
    wanted = result["free"] + excess
    if len(rest) <= wanted:
        return rest
    least = rest[wanted - 1]["votes"]
    return [row for row in rest if row["votes"] >= least]


def seats_open(result: Mapping[str, Any]) -> list[Finding]:
    """E-06: a seat stays open: a tie at the last one, or too few with more than half."""
    free = result["free"]
    if not free:
        return []
    level = [row.get("title") or row["name"] for row in _all(result) if row["is_tied"]]
    if level:
        sentence = f"{'、'.join(level)}得票相等，不能确定剩余 {free} 个名额的当选人，须再次投票。"
    else:
        sentence = f"得到规定票数的人少于应选人数，尚缺 {free} 人，可以另行选举，也可以空缺。"
    return [Finding(Level.WARN, "E-06", sentence, ELECTION_CITATION)]


def _all(result: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [*result["items"], *result["named"]]
