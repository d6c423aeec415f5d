"""会议纪要 and 简报: what happened at a session, in official prose made of its rows alone.

`facts_of` reads the rows, `compose` writes: a pure function that invents no number. What the
rows do not hold is left out, never filled in.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from congress import checks
from congress.models import Session
from congress.models.agenda import Treatment
from congress.models.ballots import ABSTAIN, AGAINST, FOR, BallotKind
from congress.models.sittings import Office, Part
from union_site.calendar import chinese_number, official_date


@dataclass(frozen=True)
class SittingFact:
    part: str
    title: str
    starts_at: datetime.datetime
    place: str
    expected: int | None
    present: int | None


@dataclass(frozen=True)
class AgendaFact:
    part: str
    treatment: str
    title: str
    presenter: str = ""
    record: str = ""


@dataclass(frozen=True)
class VoteFact:
    """One matter that was voted on; `sheets` are issued, returned, valid, invalid, if counted."""

    title: str
    method: str
    votes_for: int
    votes_against: int
    votes_abstain: int
    needed: int
    is_adopted: bool
    sheets: tuple[int, int, int, int] | None = None


@dataclass(frozen=True)
class ElectionFact:
    title: str
    elected: tuple[str, ...]
    sheets: tuple[int, int, int, int] | None = None


@dataclass(frozen=True)
class ResolutionFact:
    title: str
    document_no: str
    is_adopted: bool
    is_general: bool = False


@dataclass(frozen=True)
class Facts:
    """Everything that the minutes may say of a session. None is what nobody has recorded."""

    unit: str
    title: str
    short_title: str
    held_on: datetime.date
    place: str = ""
    n: int | None = None
    present: int | None = None
    quorum: int | None = None
    guests: int = 0
    proposals: int = 0
    topics: tuple[str, ...] = ()
    sittings: tuple[SittingFact, ...] = ()
    agenda: tuple[AgendaFact, ...] = ()
    offices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    votes: tuple[VoteFact, ...] = ()
    elections: tuple[ElectionFact, ...] = ()
    resolutions: tuple[ResolutionFact, ...] = ()
    tasks: int = 0


@dataclass
class Composed:
    """The minutes and their short form, a paragraph a line; 一、 and （一） begin headings."""

    text: str
    brief: str


# --- from rows to facts ---------------------------------------------------------------------


def facts_of(session: Session) -> Facts:
    ballots = list(session.ballots.filter(state="decided").order_by("position", "round_no", "pk"))
    rule = checks.Rules.in_force(union=session.union, on=session.held_on).quorum
    n = session.expected
    resolutions = list(session.resolutions.order_by("position").select_related("item"))
    return Facts(
        unit=session.union.unit_name,
        title=session.title,
        short_title=session.short_title,
        held_on=session.held_on,
        place=session.place,
        n=n,
        present=session.present,
        quorum=checks.at_least(n, checks.share_of(rule)) if n else None,
        guests=session.observers,
        proposals=session.proposals_received,
        topics=tuple(line.strip() for line in session.agenda.splitlines() if line.strip()),
        sittings=tuple(_sitting(row) for row in session.sittings.order_by("position", "pk")),
        agenda=tuple(
            AgendaFact(row.part, row.treatment, row.title, row.presenter, row.record.strip())
            for row in session.agenda_items.order_by("part", "position", "pk")
        ),
        offices=tuple(_offices(session)),
        votes=tuple(_votes(resolutions, ballots)),
        elections=tuple(_election(ballot) for ballot in ballots if _is_election(ballot)),
        resolutions=tuple(
            ResolutionFact(row.title, row.document_no, row.is_adopted, row.is_general)
            for row in resolutions
        ),
        tasks=sum(row.tasks.counted().count() for row in resolutions),
    )


def _sitting(row: Any) -> SittingFact:
    at = timezone.localtime(row.starts_at)
    return SittingFact(row.part, row.title, at, row.place, row.expected, row.present)


def _offices(session: Session) -> Iterable[tuple[str, tuple[str, ...]]]:
    rows = list(session.offices.select_related("delegate").order_by("delegate__stroke_order", "pk"))
    for office in Office:
        names = tuple(row.delegate.name for row in rows if row.office == office)
        if names:
            yield str(office.label), names


def _sheets(result: dict[str, Any]) -> tuple[int, int, int, int] | None:
    counted = [result.get(name) for name in ("issued", "returned", "valid", "invalid")]
    if any(value is None for value in counted):
        return None
    issued, returned, valid, invalid = (int(value or 0) for value in counted)
    return issued, returned, valid, invalid


def _votes(resolutions: Sequence[Any], ballots: Sequence[Any]) -> Iterable[VoteFact]:
    """Every resolution, then what was put to a ballot and made into none."""
    by_pk = {ballot.pk: ballot for ballot in ballots}
    told: set[int] = set()
    for row in resolutions:
        ballot = by_pk.get(row.ballot_id or (row.item.ballot_id if row.item else 0))
        if row.item_id:
            told.add(row.item_id)
        yield VoteFact(
            row.title,
            row.get_method_display(),
            row.votes_for,
            row.votes_against,
            row.votes_abstain,
            row.needed,
            row.is_adopted,
            _sheets(ballot.result) if ballot else None,
        )
    for ballot in ballots:
        if ballot.kind == BallotKind.RESOLUTION:
            yield from _left_over(ballot, told)


def _left_over(ballot: Any, told: set[int]) -> Iterable[VoteFact]:
    for row in ballot.result.get("items", []):
        if row["item"] in told or row["is_adopted"] is None:
            continue
        counts = row["counts"]
        yield VoteFact(
            row["title"],
            ballot.get_method_display(),
            counts.get(FOR, 0),
            counts.get(AGAINST, 0),
            counts.get(ABSTAIN, 0),
            ballot.result["needed"],
            row["is_adopted"],
            _sheets(ballot.result),
        )


def _is_election(ballot: Any) -> bool:
    return bool(ballot.kind == BallotKind.ELECTION)


def _election(ballot: Any) -> ElectionFact:
    rows = ballot.result.get("items", [])
    elected = tuple(row["title"] for row in rows if row.get("is_elected"))
    return ElectionFact(ballot.title, elected, _sheets(ballot.result))


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
    text = f"应到正式代表{facts.n}人，实到{facts.present}人，"
    if facts.present < facts.n:
        text += f"缺席{facts.n - facts.present}人，"
    text += "符合法定人数。" if enough else "未达到法定人数。"
    return text + (f"列席和特邀人员{facts.guests}人。" if facts.guests else "")


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
_TYPED_VERBS = ("听取", "审议通过", "审议", "讨论通过", "讨论", "选举", "评议")


def _bare(title: str) -> str:
    """The title without a verb that was typed before it."""
    for verb in _TYPED_VERBS:
        if title.startswith(verb) and len(title) > len(verb):
            return title.removeprefix(verb).lstrip("了并：:")
    return title


def did(item: AgendaFact) -> str:
    verb = VERBS[Treatment(item.treatment)]
    said = f"{verb}{_bare(item.title)}" if verb else item.title
    return f"{said}（{item.presenter}）" if item.presenter else said


def course(facts: Facts) -> list[str]:
    lines: list[str] = []
    number = 0
    for part in Part:
        told = _part(facts, part)
        if told:
            number += 1
            lines += [f"（{chinese_number(number)}）{part.label}", *told]
    if not lines and facts.topics:
        lines.append(f"会议的主要议题是：{'；'.join(facts.topics)}。")
    return lines


def _part(facts: Facts, part: str) -> list[str]:
    lines = [_met(row) for row in facts.sittings if row.part == part and row.present is not None]
    items = [item for item in facts.agenda if item.part == part]
    if items:
        lines.append(f"会议{'；'.join(did(item) for item in items)}。")
    lines += [f"关于{_bare(item.title)}：{item.record}" for item in items if item.record]
    return lines


def _met(row: SittingFact) -> str:
    minute = f"{row.starts_at.minute}分" if row.starts_at.minute else ""
    at = f"{official_date(row.starts_at.date())}{row.starts_at.hour}时{minute}"
    place = f"在{row.place}" if row.place else ""
    return f"{row.title}于{at}{place}召开，应到正式代表{row.expected}人，实到{row.present}人。"


def ballots(facts: Facts) -> list[str]:
    lines = [voted(vote) for vote in facts.votes]
    lines += [elected(election) for election in facts.elections]
    return lines


def _quoted(title: str) -> str:
    return title if title.startswith(("《", "关于")) else f"《{title}》"


def _counted(sheets: tuple[int, int, int, int] | None) -> str:
    if sheets is None:
        return ""
    issued, returned, valid, invalid = sheets
    return f"发出表决票{issued}张，收回{returned}张，其中有效票{valid}张、无效票{invalid}张。"


def voted(vote: VoteFact) -> str:
    verdict = "达到" if vote.is_adopted else "未达到"
    word = "表决通过" if vote.is_adopted else "表决未获通过"
    return (
        f"{_quoted(vote.title)}采用{vote.method}的方式表决。{_counted(vote.sheets)}"
        f"同意{vote.votes_for}票，不同意{vote.votes_against}票，弃权{vote.votes_abstain}票，"
        f"{verdict}通过所需的{vote.needed}票，{word}。"
    )


def elected(election: ElectionFact) -> str:
    if not election.elected:
        return f"{election.title}：{_counted(election.sheets)}没有人当选。"
    names = "、".join(election.elected)
    return f"{election.title}：{_counted(election.sheets)}{names}当选。"


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
    heard = [did(item) for item in facts.agenda if VERBS[Treatment(item.treatment)]]
    if heard:
        lines.append(f"会议{'，'.join(heard)}。")
    elif facts.topics:
        lines.append(f"会议的主要议题是：{'；'.join(facts.topics)}。")
    adopted = [_quoted(row.title) for row in facts.resolutions if row.is_adopted]
    if adopted:
        lines.append(f"会议表决通过{'、'.join(adopted)}。")
    failed = [_quoted(row.title) for row in facts.resolutions if not row.is_adopted]
    if failed:
        lines.append(f"{'、'.join(failed)}未获通过。")
    lines += [elected(election) for election in facts.elections if election.elected]
    return "\n".join(lines)
