"""How a poll on disclosure is shown: its figures where enough sheets came back, or why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from congress.checks import disclosure as rules
from congress.models import Ballot
from union_site.documents import Chart, ChartKind, Series
from union_site.norms import InForce


@dataclass(frozen=True)
class PollLine:
    label: str
    count: int
    share: str


@dataclass(frozen=True)
class PollResult:
    """What a decided poll says. Without `lines` it is not split."""

    title: str
    issued: int
    returned: int
    valid: int
    lines: tuple[PollLine, ...]
    satisfied: int
    why_not: str = ""

    @property
    def rate(self) -> str:
        return f"{self.satisfied / self.valid:.1%}" if self.lines and self.valid else ""

    @property
    def sentence(self) -> str:
        base = f"发出 {self.issued} 票，收回 {self.returned} 票，有效 {self.valid} 票。"
        if not self.lines:
            return base + self.why_not
        return (
            f"{base}很满意、满意和基本满意合计 {self.satisfied} 票，"
            f"占有效票的 {self.rate}（{self.satisfied}/{self.valid}）。"
        )

    @property
    def chart(self) -> Chart | None:
        if not self.lines:
            return None
        labels = [line.label for line in self.lines]
        values = [float(line.count) for line in self.lines]
        return Chart(ChartKind.BAR, "满意度测评结果", labels, [Series("", values)], unit="票")


def result_of(ballot: Ballot | None, *, rule: InForce) -> PollResult | None:
    """The result of a decided poll; fewer sheets than `rule` are not split."""
    if ballot is None or not ballot.is_decided or not ballot.result:
        return None
    found = ballot.result
    returned, valid = int(found["returned"]), int(found["valid"])
    counts = found["items"][0]["counts"] if found.get("items") else {}
    given: dict[str, Any] = {"title": ballot.title, "issued": int(found["issued"])}
    if not rules.may_be_split(returned=returned, rule=rule):
        why_not = rules.too_few_line(returned=returned, rule=rule)
        return PollResult(
            **given, returned=returned, valid=valid, lines=(), satisfied=0, why_not=why_not
        )
    lines = tuple(
        PollLine(label, int(counts.get(code, 0)), _share(int(counts.get(code, 0)), valid))
        for code, label in ballot.scale
    )
    satisfied = sum(int(counts.get(code, 0)) for code in rules.SATISFIED)
    return PollResult(**given, returned=returned, valid=valid, lines=lines, satisfied=satisfied)


def _share(count: int, whole: int) -> str:
    return f"{count / whole:.1%}" if whole else ""
