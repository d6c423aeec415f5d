"""会议纪要 and 简报: what happened at a session, in official prose made of its rows alone.

`facts_of` reads the rows, `compose` writes: a pure function that invents no number. What the
rows do not hold is left out, never filled in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from congress.models.agenda import Treatment
from congress.models.ballots import BallotKind, Medium
from congress.models.sittings import Part
from congress.papers.minutes_agenda import AgendaFact, Fate, bare
from congress.papers.minutes_facts import (
    ElectionFact,
    Facts,
    RatingFact,
    ResolutionFact,
    Sheets,
    SittingFact,
    VoteFact,
    facts_of,
)
from union_site.calendar import chinese_number, official_date

__all__ = [
    "AgendaFact",
    "Composed",
    "ElectionFact",
    "Facts",
    "Fate",
    "RatingFact",
    "ResolutionFact",
    "SittingFact",
    "VoteFact",
    "compose",
    "facts_of",
]


@dataclass
class Composed:
    """The minutes and their short form, a paragraph a line; 一、 and （一） begin headings."""

    text: str
    brief: str


# --- from facts to prose --------------------------------------------------------------------


@dataclass
class _Page:
    lines: list[str] = field(default_factory=list)
    sections: int = 0

    def section(self, title: str, lines: Sequence[str]) -> None:
        """A heading with its paragraphs; nothing where there is nothing to say."""
        if lines:
            self.sections += 1
            self.lines += [f"{chinese_number(self.sections)}、{title}", *lines]


def compose(facts: Facts) -> Composed:
    page = _Page([opening(facts)])
    page.section("会议组织", organisation(facts))
    page.section("会议经过", course(facts))
    page.section("表决和选举", ballots(facts))
    page.section("会议决议", resolved(facts))
    return Composed("\n".join(page.lines), brief(facts))


def opening(facts: Facts) -> str:
    place = f"在{facts.place}" if facts.place else ""
    return f"{official_date(facts.held_on)}，{facts.unit}{place}召开{facts.title}。" + head_count(
        facts
    )


def head_count(facts: Facts) -> str:
    """应到正式代表29人，实到27人，符合法定人数。"""
    if facts.n is None or facts.present is None:
        return ""
    enough = facts.quorum is not None and facts.present >= facts.quorum
    text = f"应到{facts.voters}{facts.n}人，实到{facts.present}人，"
    if facts.present < facts.n:
        text += _missing(facts.n - facts.present, facts.excused)
    text += "符合法定人数。" if enough else "未达到法定人数。"
    return text + (f"列席和特邀人员{facts.guests}人。" if facts.guests else "")


def _missing(away: int, on_leave: int) -> str:
    """请假1人、缺席1人，: of those who did not come, who had leave and who had none."""
    excused = min(on_leave, away)
    said = [f"请假{excused}人"] if excused else []
    said += [f"缺席{away - excused}人"] if away > excused else []
    return "、".join(said) + "，"


def organisation(facts: Facts) -> list[str]:
    order = {True: "（以姓氏笔画为序）", False: ""}
    return [
        f"{office}{order[len(names) > 1]}：{'、'.join(names)}" for office, names in facts.offices
    ]


VERBS = {
    Treatment.HEAR: "听取了",
    Treatment.DELIBERATE: "审议了",
    Treatment.ADOPT: "审议并表决了",
    Treatment.ELECT: "选举了",
    Treatment.APPRAISE: "评议了",
    Treatment.PROCEDURE: "",
}


def did(item: AgendaFact) -> str:
    verb = VERBS[Treatment(item.treatment)]
    if item.treatment == Treatment.ADOPT and item.fate != Fate.VOTED:
        verb = "审议了"
    said = f"{verb}{bare(item.title)}" if verb else item.title
    return f"{said}（{item.presenter}）" if item.presenter else said


def course(facts: Facts) -> list[str]:
    lines: list[str] = []
    number = 0
    for part in Part:
        told = _part(facts, part)
        if told:
            number += 1
            lines += [f"（{chinese_number(number)}）{part.label}", *told]
    if not lines:
        lines += _topics(facts)
    left = [bare(item.title) for item in facts.agenda if item.fate == Fate.NOT_VOTED]
    return [*lines, f"未进行表决的议程：{'、'.join(left)}。"] if left else lines


def _topics(facts: Facts) -> list[str]:
    """What the session was about; nothing of it is said to have happened."""
    listed = facts.topics or tuple(
        bare(item.title) for item in facts.agenda if VERBS[Treatment(item.treatment)]
    )
    return [f"会议的主要议题是：{'；'.join(listed)}。"] if listed else []


def _part(facts: Facts, part: str) -> list[str]:
    lines = [
        _met(row, facts.voters)
        for row in facts.sittings
        if row.part == part and row.present is not None
    ]
    items = [item for item in facts.agenda if item.part == part and item.is_told]
    if items:
        lines.append(f"会议{'；'.join(did(item) for item in items)}。")
    lines += [f"关于{bare(item.title)}：{item.record}" for item in items if item.record]
    return lines


def _met(row: SittingFact, voters: str) -> str:
    minute = f"{row.starts_at.minute}分" if row.starts_at.minute else ""
    at = f"{official_date(row.starts_at.date())}{row.starts_at.hour}时{minute}"
    place = f"在{row.place}" if row.place else ""
    counted = f"应到{voters}{row.expected}人，实到{row.present}人。"
    return f"{row.title}于{at}{place}召开，{counted}"


def ballots(facts: Facts) -> list[str]:
    together: dict[str, list[VoteFact]] = {}
    for number, vote in enumerate(facts.votes):
        together.setdefault(vote.sheet or str(number), []).append(vote)
    lines = [_voted_together(votes) for votes in together.values()]
    lines += [elected(election) for election in facts.elections]
    lines += [rated(rating) for rating in facts.ratings]
    return lines


def _quoted(title: str) -> str:
    return title if title.startswith(("《", "关于")) else f"《{title}》"


def _counted(sheets: Sheets | None, medium: str) -> str:
    """How many sheets there were; a vote on the phone has none, nor has a show of hands."""
    if sheets is None or medium == Medium.COUNTED:
        return ""
    issued, returned, valid, invalid = sheets
    if medium == Medium.PHONE:
        spoiled = f"，其中有效票{valid}票、无效票{invalid}票" if invalid else ""
        return f"应投{issued}人，实投{returned}人{spoiled}。"
    return f"发出表决票{issued}张，收回{returned}张，其中有效票{valid}张、无效票{invalid}张。"


def _voted_together(votes: Sequence[VoteFact]) -> str:
    """One matter, or all matters of one sheet: the sheet is counted once."""
    first = votes[0]
    if not first.sheet:
        return voted(first)
    lead = f"{_quoted(first.sheet)}列有{'、'.join(_quoted(vote.title) for vote in votes)}，"
    lead += f"采用{first.method}的方式表决。{_counted(first.sheets, first.medium)}"
    return lead + "".join(f"{_quoted(vote.title)}：{_figures(vote)}" for vote in votes)


def voted(vote: VoteFact) -> str:
    counted = _counted(vote.sheets, vote.medium)
    return f"{_quoted(vote.title)}采用{vote.method}的方式表决。{counted}{_figures(vote)}"


def _figures(vote: VoteFact) -> str:
    verdict = "达到" if vote.is_adopted else "未达到"
    word = "表决通过" if vote.is_adopted else "表决未获通过"
    return (
        f"同意{vote.votes_for}票，不同意{vote.votes_against}票，弃权{vote.votes_abstain}票，"
        f"{verdict}通过所需的{vote.needed}票，{word}。"
    )


def elected(election: ElectionFact) -> str:
    counted = _counted(election.sheets, election.medium)
    names = "、".join(election.elected)
    return f"{election.title}：{counted}" + (f"{names}当选。" if names else "没有人当选。")


def rated(rating: RatingFact) -> str:
    """举行了民主评议《校级领导干部评议》，发出27张、收回27张。"""
    what = "民主评议" if rating.kind == BallotKind.APPRAISAL else "满意度测评"
    said = f"举行了{what}{_quoted(rating.title)}"
    if rating.sheets is None:
        return f"{said}。"
    issued, returned, *_ = rating.sheets
    if rating.medium == Medium.PHONE:
        return f"{said}，应投{issued}人，实投{returned}人。"
    return f"{said}，发出{issued}张、收回{returned}张。"


def resolved(facts: Facts) -> list[str]:
    lines = [
        f"通过{_quoted(row.title)}" + (f"（{row.document_no}）。" if row.document_no else "。")
        for row in facts.resolutions
        if row.is_adopted
    ]
    lines += [f"{_quoted(row.title)}未获通过。" for row in facts.resolutions if not row.is_adopted]
    if facts.proposals:
        lines.append(f"会议征集代表提案{facts.proposals}件。")
    if facts.tasks:
        lines.append(f"会议确定决议落实事项{facts.tasks}项，由责任人按期办理。")
    return lines


def brief(facts: Facts) -> str:
    """简报: who met, what was heard, what was adopted."""
    lines = [
        f"{official_date(facts.held_on)}，{facts.unit}召开{facts.short_title}。{head_count(facts)}"
    ]
    told = [item for item in facts.agenda if item.is_told]
    heard = [did(item) for item in told if VERBS[Treatment(item.treatment)]]
    if heard:
        lines.append(f"会议{'，'.join(heard)}。")
    else:
        lines += _topics(facts)
    adopted = [_quoted(row.title) for row in facts.resolutions if row.is_adopted]
    if adopted:
        lines.append(f"会议表决通过{'、'.join(adopted)}。")
    failed = [_quoted(row.title) for row in facts.resolutions if not row.is_adopted]
    if failed:
        lines.append(f"{'、'.join(failed)}未获通过。")
    lines += [elected(election) for election in facts.elections if election.elected]
    return "\n".join(lines)
