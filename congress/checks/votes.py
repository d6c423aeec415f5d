"""Rules of votes: adoption, plausible counts, secrecy."""

from __future__ import annotations

from dataclasses import dataclass

from congress.checks.shares import more_than, share_of
from congress.models import Resolution
from union_site.findings import Finding, Level
from union_site.norms import InForce

VOTED_UNSEEN_CITATION = "《学校教职工代表大会规定》（教育部令第32号）第七条第（四）项"


@dataclass(frozen=True)
class Verdict:
    """Whether a matter was adopted, and by how many votes it had to be."""

    n: int
    needed: int
    is_adopted: bool


def verdict(*, n: int, votes_for: int, rule: InForce) -> Verdict:
    """C-05: more than half of all full delegates are in favour (Order 32 art. 21).

    The base is neither those present nor the valid ballots. 半数以上 may be read as "half and
    more"; more than half satisfies both readings.
    """
    needed = more_than(n, share_of(rule))
    return Verdict(n, needed, votes_for >= needed)


def votes(*, cast: int, present: int) -> list[Finding]:
    """C-13: nobody votes who is not there."""
    if cast > present:
        sentence = f"同意、不同意和弃权共 {cast} 票，多于实到的 {present} 人。"
        return [Finding(Level.BLOCK, "C-13", sentence, "", "同意")]
    if cast < present:
        sentence = f"实到 {present} 人，计票 {cast} 票，有 {present - cast} 票未收回或无效。"
        return [Finding(Level.INFO, "C-13u", sentence)]
    return []


def secrecy(*, matter: str, method: str) -> list[Finding]:
    """C-09: what touches the staff's own interests is adopted by secret ballot (art. 7 (4))."""
    if matter != Resolution.Matter.STAFF_INTEREST or method == Resolution.Method.SECRET_BALLOT:
        return []
    sentence = "涉及教职工切身利益的办法须经讨论通过，宜用无记名投票，并留存选票和计票单。"
    return [Finding(Level.WARN, "C-09", sentence, VOTED_UNSEEN_CITATION, "表决方式")]
