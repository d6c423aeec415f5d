"""The figures of a ballot as tables and sentences of a paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from congress.checks.results import Reading
from congress.models import Ballot
from congress.models.ballots import FOR, BallotKind, Base, Electorate
from members.papers.names import spaced
from union_site.documents import Align, Column

BLANK_NAMES = 2  # lines for names written in, on a tally that is still empty


def tally_columns(ballot: Ballot) -> list[Column]:
    word = {BallotKind.ELECTION: "姓名", BallotKind.APPRAISAL: "姓名"}
    first = Column(word.get(BallotKind(ballot.kind), "事项"), 3.0)
    columns = [first, *[Column(label, 1.3, Align.CENTER) for _, label in ballot.scale]]
    if ballot.kind == BallotKind.ELECTION:
        columns.append(Column("结果", 1.8, Align.CENTER))
    return columns


def tally_rows(ballot: Ballot, found: Mapping[str, Any]) -> list[list[Any]]:
    """Rows of the tally: filled in from the result, or blank to be written on."""
    is_election = ballot.kind == BallotKind.ELECTION
    items = ballot.items.select_related("member")
    titles = {item.pk: spaced(item.title) if item.member_id else item.title for item in items}
    codes = list(ballot.labels)
    tail = [""] if is_election else []
    if not found:
        blank = [[title, *[""] * len(codes), *tail] for title in titles.values()]
        more = min(ballot.write_ins, BLANK_NAMES)
        return blank + [["另选：", *[""] * len(codes), *tail] for _ in range(more)]
    rows = [
        [
            titles.get(row["item"], row["title"]),
            *[row["counts"].get(code) for code in codes],
            *([standing(row)] if is_election else []),
        ]
        for row in found["items"]
    ]
    for row in found["named"]:
        votes = [row["votes"] if code == FOR else None for code in codes]
        rows.append([f"另选：{row['name']}", *votes, standing(row)])
    return rows


def standing(row: Mapping[str, Any]) -> str:
    if row["is_elected"]:
        return "当选"
    return "票数相等" if row["is_tied"] else "未当选"


def _base(ballot: Ballot) -> str:
    found = ballot.result
    if found["base"] != Base.ALL:
        base = str(Base(found["base"]).label)
    else:
        voters = ballot.session.term.voters if ballot.session else "正式代表"
        base = "全体会员" if ballot.electorate == Electorate.MEMBERS else f"全体{voters}"
    reading = found.get("reading", Reading.MORE_THAN)
    half = "的半数以上（含半数）" if reading == Reading.AT_LEAST else "的过半数"
    return f"{base} {found['base_count']} 人{half}（{found['needed']} 票）"


def outcome(ballot: Ballot) -> str:
    """The result in one sentence, as it is announced."""
    found = ballot.result
    if ballot.kind == BallotKind.RESOLUTION:
        return _adopted(ballot)
    if ballot.kind != BallotKind.ELECTION:
        return "以上为各项测评结果。" if found["is_split"] else "票数过少，不列分项结果。"
    rows = [*found["items"], *found["named"]]
    elected = [row.get("title") or row["name"] for row in rows if row["is_elected"]]
    tied = [row.get("title") or row["name"] for row in rows if row["is_tied"]]
    words = f"当选须得到{_base(ballot)}。"
    words += f"{'、'.join(elected)} {len(elected)} 人当选。" if elected else "没有人当选。"
    if tied:
        words += f"{'、'.join(tied)}得票相等，对剩余 {found['free']} 个名额再次投票。"
    elif found["free"]:
        words += f"尚缺 {found['free']} 人。"
    return words


def _adopted(ballot: Ballot) -> str:
    found = ballot.result
    if len(found["items"]) == 1:
        counts = found["items"][0]["counts"]
        votes = "，".join(f"{label} {counts[code]} 票" for code, label in ballot.scale)
        verdict = "通过" if found["is_adopted"] else "未通过"
        return f"{votes}。通过须{_base(ballot)}同意，{ballot.title}{verdict}。"
    words = [f"{row['title']}{'通过' if row['is_adopted'] else '未通过'}" for row in found["items"]]
    return f"通过须{_base(ballot)}同意。{'；'.join(words)}。"
