"""What pages show of a decided ballot: verdict, figures, standings, how the marks fell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from congress.actions.acting import is_of_staff
from congress.actions.appraisals import may_see_result, scale_of
from congress.actions.counting import day_of, rules_for
from congress.checks import elections as election_checks
from congress.checks.results import Reading
from congress.models import Ballot, Elector, Turnout
from congress.models.ballots import FOR, BallotKind, Base, Electorate, Medium
from union_site.findings import Finding, Level
from union_site.models import Seat

ALL_OF = {Electorate.MEMBERS: "全体会员"}


@dataclass(frozen=True)
class Bar:
    """How many marked one thing."""

    label: str
    votes: int
    share: str
    tone: str = ""


@dataclass(frozen=True)
class Marked:
    """One item of the sheet with how it was marked."""

    title: str
    note: str
    bars: list[Bar]
    is_adopted: bool | None
    good: str  # share of favourable marks, of an appraisal


@dataclass(frozen=True)
class Standing:
    """Somebody in an election, as the table shows it."""

    rank: int
    name: str
    votes: int
    against: int | None
    abstain: int | None
    mark: str
    tone: str
    is_written_in: bool


def share(part: int, whole: int) -> str:
    return f"{part * 100 / whole:.1f}%" if whole else "—"


def everybody(ballot: Ballot) -> str:
    """Who the base consists of where it is all: 全体正式代表, or 全体会员."""
    voters = ballot.session.term.voters if ballot.session else "正式代表"
    return ALL_OF.get(Electorate(ballot.electorate), f"全体{voters}")


def trail(ballot: Ballot) -> list[tuple[str, str]]:
    places = [("教代会", reverse("congress:session_list"))]
    if ballot.session is not None:
        session = ballot.session
        here = reverse("congress:session", args=[session.pk])
        places.append((session.short_title, here))
    return [*places, (ballot.title, "")]


def verdict(ballot: Ballot) -> tuple[str, str]:
    """The verdict in two words and its tone: 通过, 未通过; of an election who has a seat."""
    found = ballot.result
    if ballot.kind == BallotKind.ELECTION:
        filled = (ballot.seats or 0) - found["free"]
        tone = "ok" if not found["free"] else "warn"
        return f"应选 {ballot.seats} 人，当选 {filled} 人", tone
    if ballot.kind == BallotKind.RESOLUTION:
        return ("通过", "ok") if found["is_adopted"] else ("未通过", "bad")
    return f"{ballot.get_kind_display()}已完成", "info"


def figures(ballot: Ballot) -> list[tuple[str, Any]]:
    """应到 实到 发出 收回 有效 无效, and of one matter how it fell; in the order of reading out."""
    found = ballot.result
    shown: list[tuple[str, Any]] = [("应到", f"{found['n']} 人")]
    if ballot.electorate == Electorate.DELEGATES:
        shown.append(("实到", f"{found['present']} 人"))
    if ballot.medium != Medium.COUNTED:
        words = ("应投", "已投") if ballot.medium == Medium.PHONE else ("发出", "收回")
        unit = "人" if ballot.medium == Medium.PHONE else "张"
        shown.append((words[0], f"{found['issued']} {unit}"))
        shown.append((words[1], f"{found['returned']} {unit}"))
        shown.append(("有效", f"{found['valid']} 张"))
        shown.append(("无效", f"{found['invalid']} 张"))
    if ballot.kind == BallotKind.RESOLUTION and len(found["items"]) == 1:
        counts = found["items"][0]["counts"]
        shown += [(label, f"{counts[code]} 票") for code, label in ballot.scale]
    return shown


def rule(ballot: Ballot) -> str:
    """How many votes it took, of whom, by which article (C-05)."""
    found = ballot.result
    if found["needed"] is None:
        return ""
    base = everybody(ballot) if found["base"] == Base.ALL else Base(found["base"]).label
    reading = found.get("reading", Reading.MORE_THAN)
    words = "的半数以上（含半数）" if reading == Reading.AT_LEAST else "的过半数"
    return f"须{base} {found['base_count']} 人{words}同意，即至少 {found['needed']} 票。"


def citation(ballot: Ballot) -> str:
    return rules_for(ballot, day_of(ballot)).adoption.citation


def findings(ballot: Ballot) -> list[Finding]:
    """C-05: where a school counts otherwise than by the article; E-06: a seat stays open."""
    found, cited = ballot.result, citation(ballot)
    said = []
    decides = found["needed"] is not None
    if decides and found["base"] != Base.ALL and is_of_staff(ballot.session):
        by_law = found["n"] // 2 + 1
        sentence = (
            f"本次以{Base(found['base']).label} {found['base_count']} 人为计算基数；"
            f"规定以{everybody(ballot)} {found['n']} 人为基数，过半数须 {by_law} 票。"
        )
        said.append(Finding(Level.WARN, "C-05b", sentence, cited))
    if decides and found.get("reading") == Reading.AT_LEAST:
        sentence = "本单位把“半数以上”理解为含本数；须超过半数才同时满足两种理解。"
        said.append(Finding(Level.WARN, "C-05r", sentence, cited))
    if ballot.kind == BallotKind.ELECTION:
        said += election_checks.seats_open(found)
    return said


def marked(ballot: Ballot) -> list[Marked]:
    """Every item with a bar for each mark; nothing where too few sheets are to be split."""
    found = ballot.result
    notes = {item.pk: item.note for item in ballot.items.all()}
    scale = scale_of(ballot)
    return [
        Marked(
            title=row["title"],
            note=notes.get(row["item"], ""),
            bars=[
                Bar(label, row["counts"][code], share(row["counts"][code], found["valid"]))
                for code, label in ballot.scale
            ],
            is_adopted=row["is_adopted"],
            good=_good(row["counts"], scale.good, found["valid"]) if scale else "",
        )
        for row in found["items"]
        if row["counts"]
    ]


def _good(counts: Mapping[str, int], good: list[str], valid: int) -> str:
    return share(sum(counts[code] for code in good), valid)


def good_label(ballot: Ballot) -> str:
    """“优秀、称职”, what the share of favourable marks is made of."""
    scale = scale_of(ballot)
    if scale is None:
        return ""
    return "、".join(ballot.labels[code] for code in scale.good) + "合计"


def standings(ballot: Ballot) -> list[Standing]:
    """Candidates and names written in, the most votes first."""
    found = ballot.result
    rows = [(row["title"], row["counts"][FOR], row["counts"], row, False) for row in found["items"]]
    rows += [(row["name"], row["votes"], {}, row, True) for row in found["named"]]
    every = [votes for _, votes, _, _, _ in rows]
    ranked = sorted(rows, key=lambda row: -row[1])
    return [
        Standing(
            rank=sum(other > votes for other in every) + 1,
            name=name,
            votes=votes,
            against=counts.get("against"),
            abstain=counts.get("abstain"),
            is_written_in=is_written_in,
            **_mark(row, votes, found["needed"]),
        )
        for name, votes, counts, row, is_written_in in ranked
    ]


def _mark(row: Mapping[str, Any], votes: int, needed: int) -> dict[str, str]:
    if row["is_elected"]:
        return {"mark": "当选", "tone": "ok"}
    if row["is_tied"]:
        return {"mark": "票数相等", "tone": "warn"}
    if votes >= needed:
        return {"mark": "达到票数，未当选", "tone": "plain"}
    return {"mark": "未当选", "tone": "plain"}


def voters(ballot: Ballot, seat: Seat) -> Any:
    """已投票名单: who voted, by surname strokes and in no other order. For those who manage, and
    only after the result; of sheets of paper nobody knows.
    """
    if not ballot.is_decided or not seat.can("congress.manage") or ballot.medium != Medium.PHONE:
        return Elector.objects.none()
    rows = Elector.objects.visible_to(seat).filter(ballot=ballot)
    voted = Exists(Turnout.objects.filter(elector=OuterRef("pk")))
    rows = rows.select_related("member").annotate(has_voted=voted)
    return rows.order_by("member__stroke_order", "pk")


def result_context(ballot: Ballot, seat: Seat) -> dict[str, Any]:
    """Everything the result page and the big screen show; nothing before it may be seen."""
    context: dict[str, Any] = {"ballot": ballot, "may_see": may_see_result(ballot, seat)}
    if not context["may_see"]:
        return context
    words, tone = verdict(ballot)
    is_election = ballot.kind == BallotKind.ELECTION
    return context | {
        "words": words,
        "tone": tone,
        "figures": figures(ballot),
        "rule": rule(ballot),
        "citation": citation(ballot) if ballot.result["needed"] is not None else "",
        "findings": findings(ballot),
        "standings": standings(ballot) if is_election else [],
        "marked": [] if is_election else marked(ballot),
        "good_label": good_label(ballot),
        "is_split": ballot.result["is_split"],
        "valid": ballot.result["valid"],
    }
