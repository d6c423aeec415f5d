"""Rules of initiatives: how many signatures make one, and who may give them."""

from __future__ import annotations

from congress.checks.shares import at_least, share_of
from union_site.findings import Finding, Level
from union_site.norms import InForce


def reached(*, signed: int, n: int, rule: InForce) -> list[Finding]:
    """C-07: a third of all full delegates in office have signed (Order 32 art. 17)."""
    needed = at_least(n, share_of(rule))
    if signed >= needed:
        return []
    sentence = (
        f"联名代表 {signed} 人，不足 {needed} 人（全体正式代表 {n} 人），"
        f"还差 {needed - signed} 人。"
    )
    return [Finding(Level.BLOCK, "C-07", sentence, rule.citation)]
