"""Rules of opening a ballot: quorum, base, secrecy, who may vote at all."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from congress.checks.sessions import quorum as session_quorum
from congress.checks.shares import Rules, at_least
from congress.checks.votes import secrecy as secrecy_of
from congress.models import Ballot, CongressTerm
from congress.models.ballots import BallotKind, Base, Electorate
from union_site.findings import Finding, Level
from union_site.norms import InForce

ONLY_FULL_CITATION = "《学校教职工代表大会规定》（教育部令第32号）第十九条"
DECIDING = (BallotKind.RESOLUTION, BallotKind.ELECTION)


def base(*, kind: str, base: str, electorate: str, rule: InForce) -> list[Finding]:
    """C-05: of all full delegates, not of those present or of the valid sheets (art. 21)."""
    if kind not in DECIDING or base == Base.ALL or electorate == Electorate.MEMBERS:
        return []
    sentence = (
        f"计算基数选的是“{Base(base).label}”。表决和选举须有全体正式代表的半数以上同意才有效，"
        "按其他基数算出的结果可能被认定无效。"
    )
    return [Finding(Level.WARN, "C-05b", sentence, rule.citation, "计算基数")]


def secrecy(ballot: Ballot) -> list[Finding]:
    """C-09: what touches the staff's own interests is adopted by secret ballot (art. 7 (4))."""
    if ballot.agenda_item is None:
        return []
    return secrecy_of(matter=ballot.agenda_item.matter, method=ballot.method)


def turnout(
    *, splits: bool, entitled: int, voted: int, least: int, share: Fraction
) -> list[Finding]:
    """C-13t: before the phone ballot is closed, whether enough have voted.

    `least`: fewer sheets than this tell who marked what. `splits`: whether the result says how
    many marked what however few they are, in a secret ballot.
    """
    if voted >= entitled:
        return []
    if splits and voted < least <= entitled:
        sentence = (
            f"应投 {entitled} 人，只投了 {voted} 票，不足 {least} 票。"
            "票数太少，公布会暴露个人选择，请等候或作废重投。"
        )
        return [Finding(Level.BLOCK, "C-13t", sentence, "", "已投票")]
    needed = min(entitled, max(least, at_least(entitled, share)))
    if voted >= needed:
        return []
    sentence = (
        f"应投 {entitled} 人，只投了 {voted} 票，少于 {needed} 票。"
        "还有人没有投票的，请等候；不能等候的，可以作废后重投。"
    )
    return [Finding(Level.WARN, "C-13t", sentence, "", "已投票")]


def only_full(kinds: Sequence[str]) -> list[Finding]:
    """C-15: observers and the invited vote nowhere (art. 19)."""
    guests = sum(kind != "full" for kind in kinds)
    if not guests:
        return []
    sentence = f"投票名单里有 {guests} 名列席或特邀人员，他们没有表决权。"
    return [Finding(Level.BLOCK, "C-15", sentence, ONLY_FULL_CITATION, "投票范围")]


def sitting_open(ballot: Ballot) -> list[Finding]:
    """Delegates vote where they meet, on a roll that stands."""
    session, sitting = ballot.session, ballot.sitting
    if session is None or session.roll_frozen_on is None:
        return [_block("C-04r", "代表名册还没有固定：先完成代表资格审查，再开始表决。")]
    if sitting is None:
        return [_block("C-04s", "还没有选定在哪一场会议上表决，请先修改表决，选定场次。")]
    if not sitting.is_open:
        return [_block("C-04s", f"“{sitting.title}”没有在进行，只能在会议进行中表决。")]
    return []


def decides_in_session(ballot: Ballot) -> bool:
    """Whether what comes out is a resolution or an election of a session."""
    return ballot.session is not None and ballot.kind in DECIDING


def delegates_decide(ballot: Ballot) -> list[Finding]:
    """C-15: in a congress delegates decide; of an assembly everybody is one (arts 19, 21)."""
    session = ballot.session
    if session is None or session.term.form == CongressTerm.Form.ASSEMBLY:
        return []
    sentence = (
        "会议的表决和选举由正式代表在会上进行，投票范围不能选“全体会员”；"
        "请改为到会正式代表或全体正式代表。"
    )
    return [Finding(Level.BLOCK, "C-15m", sentence, ONLY_FULL_CITATION, "投票范围")]


def quorum(*, n: int, present: int, rules: Rules) -> list[Finding]:
    """C-04, again for each vote: two thirds of all full delegates are still there (art. 19)."""
    return session_quorum(expected=n, present=present, rule=rules.quorum)


def somebody(electors: int) -> list[Finding]:
    return [] if electors else [_block("C-15e", "投票名单是空的，没有人可以投票。")]


def _block(code: str, sentence: str) -> Finding:
    return Finding(Level.BLOCK, code, sentence)
