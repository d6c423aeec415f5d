"""Papers of a term: who is on the body, the report of an election, the request for approval."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from members.checks import organisation as checks
from members.checks.standing import Standing
from members.models import BodyTerm, Post
from members.models.organisation import ELECTED, Method, Rank
from members.papers.names import in_strokes, marked, spaced
from union_site.calendar import official_date
from union_site.documents import (
    Align,
    Attachment,
    Block,
    Column,
    Document,
    Paragraph,
    Signature,
    Table,
)


def _in_strokes(posts: Iterable[Post]) -> list[Post]:
    return in_strokes(posts, named=lambda post: post.member)


def _marked(post: Post) -> str:
    return marked(post.member.name, post.member)


def _first(posts: Sequence[Post]) -> list[Post]:
    """Who was elected at the beginning of the term; of an old record all there are."""
    elected = [post for post in posts if post.came_by == "elected"]
    return elected or list(posts)


# --- who is on it -------------------------------------------------------------------------


def members_of(term: BodyTerm, posts: Sequence[Post], now: Standing) -> Document:
    """组成人员名单: chair and deputies by rank, the others by surname strokes.

    Of a term that is over those who were on it to its end.
    """
    last = (None,) if term.is_current else ("term_over",)
    held = [post for post in posts if (post.end_reason or None) in last]
    return Document(
        title=f"{term.union.name}\n{term}组成人员名单",
        issuer=term.union.name,
        date=now.today,
        blocks=[*_lines(term, held), _table(held), Signature()],
    )


def _lines(term: BodyTerm, posts: Sequence[Post]) -> list[Block]:
    blocks: list[Block] = []
    ranked = [post for post in posts if post.rank != Rank.MEMBER]
    for post in ranked:
        blocks.append(Paragraph(f"{spaced(post.label)}：{_marked(post)}"))
    members = _in_strokes(post for post in posts if post.rank == Rank.MEMBER)
    if members:
        order = "（以姓氏笔画为序）" if len(members) > 1 else ""
        names = "、".join(_marked(post) for post in members)
        blocks.append(Paragraph(f"委　员{order}：{names}"))
    blocks.append(
        Paragraph(f"任期自{official_date(term.starts_on)}至{official_date(term.due_on)}。")
    )
    return blocks


def _table(posts: Sequence[Post]) -> Table:
    ranked = [post for post in posts if post.rank != Rank.MEMBER]
    ordered = ranked + _in_strokes(post for post in posts if post.rank == Rank.MEMBER)
    return Table(
        columns=[
            Column("序号", 0.7, Align.CENTER),
            Column("姓名", 1.4, Align.CENTER),
            Column("性别", 0.7, Align.CENTER),
            Column("职务", 1.8),
            Column("工会小组", 1.8),
            Column("备注", 1.0),
        ],
        rows=[
            [
                number,
                spaced(post.member.name),
                post.member.get_sex_display(),
                post.label,
                str(post.member.group or ""),
                "专职" if post.is_full_time else "",
            ]
            for number, post in enumerate(ordered, start=1)
        ],
    )


# --- letters to the union above -----------------------------------------------------------


def report(term: BodyTerm, posts: Sequence[Post], now: Standing) -> Document:
    """换届结果报告: tells the union above how the election went."""
    return _to_above(
        term,
        posts,
        now,
        title=f"{term.union.name}\n关于{term}选举结果的报告",
        purpose="现将选举结果报告如下。",
        closing="特此报告。",
    )


def request(term: BodyTerm, posts: Sequence[Post], now: Standing) -> Document:
    """请示: asks the union above to approve the result."""
    return _to_above(
        term,
        posts,
        now,
        title=f"{term.union.name}\n关于{term}选举结果的请示",
        purpose="现将选举结果请示如下。",
        closing="妥否，请批复。",
    )


def _to_above(
    term: BodyTerm,
    posts: Sequence[Post],
    now: Standing,
    *,
    title: str,
    purpose: str,
    closing: str,
) -> Document:
    first = _first(posts)
    above = term.union.parent
    return Document(
        title=title,
        recipient=above.name if above else "",
        issuer=term.union.name,
        date=now.today,
        blocks=[
            Paragraph(_meeting(term) + purpose),
            *([Paragraph(_numbers(term, now))] if term.electors_expected else []),
            Paragraph(_result(term, first)),
            Paragraph(closing),
            Signature(with_seal=True),
        ],
        attachments=[Attachment(f"{term}选举得票情况", [_votes(first)])],
    )


def _meeting(term: BodyTerm) -> str:
    day = official_date(term.elected_on or term.starts_on)
    meeting = term.get_electors_display() or "会议"
    method = "无记名投票、" if term.method != Method.CHOSEN else ""
    return (
        f"{term.union.name}于{day}召开{meeting}，"
        f"以{method}{term.get_method_display()}的方式产生{term}。"
    )


def _numbers(term: BodyTerm, now: Standing) -> str:
    expected, present = term.electors_expected or 0, term.electors_present
    who = "代表" if term.electors == "congress" else "会员"
    text = f"应到{who} {expected} 人"
    if present is not None:
        needed = checks.at_least(expected, checks.share_of(now.rules.quorum))
        text += f"，实到 {present} 人"
        if present >= needed:
            text += f"，达到法定下限 {needed} 人，选举有效"
    text += f"。委员名额 {term.seats} 人"
    if term.candidates is not None:
        text += f"，候选人 {term.candidates} 人"
    return text + "。"


def _result(term: BodyTerm, posts: Sequence[Post]) -> str:
    ranked = [post for post in posts if post.rank != Rank.MEMBER]
    names = "、".join(_marked(post) for post in _in_strokes(posts))
    text = f"经选举，{names}等 {len(posts)} 人当选为{term}委员（以姓氏笔画为序）"
    if ranked:
        text += "；" + "，".join(f"{post.member.name}任{post.label}" for post in ranked)
    return (
        f"{text}。本届任期 {term.term_years} 年，自{official_date(term.starts_on)}"
        f"至{official_date(term.planned_end)}。"
    )


def _votes(posts: Sequence[Post]) -> Table:
    return Table(
        columns=[
            Column("序号", 0.7, Align.CENTER),
            Column("姓名", 1.4, Align.CENTER),
            Column("性别", 0.7, Align.CENTER),
            Column("职务", 2.0),
            Column("得票", 0.9, Align.RIGHT),
        ],
        rows=[
            [
                number,
                spaced(post.member.name),
                post.member.get_sex_display(),
                post.label,
                post.votes,
            ]
            for number, post in enumerate(posts, start=1)
        ],
    )


# --- what is offered ----------------------------------------------------------------------


@dataclass(frozen=True)
class Paper:
    label: str
    draw: Callable[[BodyTerm, Sequence[Post], Standing], Document]
    is_of_election: bool = True


PAPERS: dict[str, Paper] = {
    "members": Paper("组成人员名单", members_of, is_of_election=False),
    "report": Paper("选举结果报告", report),
    "request": Paper("选举结果请示", request),
}


def offered(term: BodyTerm, *, has_posts: bool) -> list[dict[str, Any]]:
    """The papers that a term can have: none while nobody is on it."""
    return [
        {
            "label": paper.label,
            "pdf": reverse(f"members:term_{kind}_pdf", args=[term.pk]),
            "docx": reverse(f"members:term_{kind}_docx", args=[term.pk]),
        }
        for kind, paper in PAPERS.items()
        if has_posts and (term.body.kind in ELECTED or not paper.is_of_election)
    ]
