"""Rules of counting by people: what two tellers wrote down must add up, and agree (C-13).

Pure: values in, findings out.
"""

from __future__ import annotations

from dataclasses import dataclass

from congress.checks.results import Frame, Tally
from congress.models.ballots import FOR, BallotKind
from union_site.findings import Finding, Level

# More sheets came back than were given out: nothing can be said any more but that it is void.
IS_VOID = "C-13v"


def _wrong(sentence: str, where: str, code: str = "C-13") -> Finding:
    return Finding(Level.BLOCK, code, sentence, "", where)


def sheets(counted: Tally, *, limit: int) -> list[Finding]:
    """C-13: issued ≤ those who may vote here; returned ≤ issued; spoiled ≤ returned."""
    found = []
    if counted.issued > limit:
        sentence = f"发出 {counted.issued} 张，多于可以投票的 {limit} 人。"
        found.append(_wrong(sentence, "发出"))
    if counted.returned > counted.issued:
        sentence = (
            f"收回 {counted.returned} 张，多于发出的 {counted.issued} 张，"
            "本次投票无效，只能作废重投。"
        )
        found.append(_wrong(sentence, "收回", IS_VOID))
    if counted.invalid > counted.returned:
        sentence = f"无效 {counted.invalid} 张，多于收回的 {counted.returned} 张。"
        found.append(_wrong(sentence, "无效"))
    missing = counted.issued - counted.returned
    if missing > 0:
        sentence = f"发出 {counted.issued} 张，收回 {counted.returned} 张，{missing} 张未收回。"
        found.append(Finding(Level.INFO, "C-13u", sentence, "", "收回"))
    return found


def marks(frame: Frame, counted: Tally, *, is_by_hands: bool) -> list[Finding]:
    """C-13: for each item all marks together are the valid sheets.

    Of hands there may be fewer than people in the hall: who raises none has said nothing.
    """
    found = []
    for item, title in frame.items.items():
        votes = sum(counted.marks[item].values())
        if is_by_hands and votes < counted.valid:
            sentence = f"到会 {counted.valid} 人，举手 {votes} 人，其余未表态。"
            found.append(Finding(Level.INFO, "C-13h", sentence, "", title))
        elif votes != counted.valid:
            whole = f"到会 {counted.valid} 人" if is_by_hands else f"有效票 {counted.valid} 张"
            found.append(_wrong(f"各项合计 {votes} 票，与{whole}不符。", title))
    return found


def names(frame: Frame, counted: Tally) -> list[Finding]:
    """Votes of an election: no more than seats on each valid sheet; names only if allowed."""
    found = []
    if counted.named and not frame.write_ins:
        found.append(_wrong("本次投票不可另选他人。", "另选他人"))
    for name, votes in counted.named.items():
        if name in frame.items.values():
            found.append(_wrong(f"{name}是候选人，得票请记在候选人一栏。", "另选他人"))
        if votes > counted.valid:
            sentence = f"{name} {votes} 票，多于有效票 {counted.valid} 张。"
            found.append(_wrong(sentence, "另选他人"))
    if frame.kind != BallotKind.ELECTION:
        return found
    given = sum(votes[FOR] for votes in counted.marks.values()) + sum(counted.named.values())
    most = counted.valid * (frame.seats or 0)
    if given > most:
        sentence = (
            f"候选人得票合计 {given} 票，多于有效票 {counted.valid} 张乘以应选 {frame.seats} 人"
            f"的 {most} 票；所选人数多于应选人数的票是无效票。"
        )
        found.append(_wrong(sentence, "得票合计"))
    return found


def reconcile(
    frame: Frame, counted: Tally, *, limit: int, is_by_hands: bool = False
) -> list[Finding]:
    """Everything C-13 says of one count. `limit`: how many may vote here."""
    found = sheets(counted, limit=limit)
    if any(finding.code == IS_VOID for finding in found):
        return found
    if counted.valid < 0:
        return found
    return [*found, *marks(frame, counted, is_by_hands=is_by_hands), *names(frame, counted)]


@dataclass(frozen=True)
class Line:
    """One figure as both tellers wrote it down."""

    label: str
    first: int
    second: int

    @property
    def differs(self) -> bool:
        return self.first != self.second


def compare(frame: Frame, labels: dict[str, str], first: Tally, second: Tally) -> list[Line]:
    """Every figure side by side. `labels`: code → words."""
    lines = [
        Line("发出", first.issued, second.issued),
        Line("收回", first.returned, second.returned),
        Line("无效", first.invalid, second.invalid),
    ]
    for item, title in frame.items.items():
        lines += [
            Line(f"{title}：{labels[code]}", first.marks[item][code], second.marks[item][code])
            for code in frame.codes
        ]
    both = sorted(set(first.named) | set(second.named))
    return lines + [Line(f"另选：{name}", first.named[name], second.named[name]) for name in both]
