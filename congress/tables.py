"""What pages show of the congress: lists as they were asked for, exports, facts, findings."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Count
from django.urls import reverse

from congress import actions, checks
from congress.models import CongressTerm, Resolution, Session, State
from congress.workflow import SESSION
from union_site.calendar import official_date, school_year
from union_site.desk import Tile
from union_site.findings import Finding
from union_site.forms import PeriodForm
from union_site.listing import Asked, Column, Listed, searched
from union_site.models import Seat
from union_site.norms import InForce

RESULTS = [("adopted", "通过"), ("rejected", "未通过")]


def sessions(seat: Seat, asked: Asked) -> Listed:
    """?state= ?year= ?from= ?to= ?q= (place, agenda, account)."""
    mine = Session.objects.visible_to(seat)
    dated = mine.between(asked.period.first, asked.period.last)
    found = searched(dated, asked.words, "place", "agenda", "summary")
    counts = dict(found.order_by().values_list("state").annotate(rows=Count("pk")))
    state = asked.one_of("state", State.values)
    rows = found.filter(state=state) if state else found
    years = [day.year for day in mine.dates("held_on", "year")]
    return Listed(
        rows=rows.for_list(),
        chips=asked.chips("state", State.choices, counts),
        more_chips=asked.year_chips(years),
        filter_form=PeriodForm(asked, words="地点、议题、会议情况", carried=["state"]),
    )


def resolutions(seat: Seat, asked: Asked) -> Listed:
    """?result= ?year= ?from= ?to= ?q= (title, document number)."""
    mine = Resolution.objects.visible_to(seat)
    dated = mine.between(asked.period.first, asked.period.last)
    found = searched(dated, asked.words, "title", "document_no", "text")
    verdicts = dict(found.order_by().values_list("is_adopted").annotate(rows=Count("pk")))
    counts = {"adopted": verdicts.get(True, 0), "rejected": verdicts.get(False, 0)}
    result = asked.one_of("result", dict(RESULTS))
    rows = found.filter(is_adopted=result == "adopted") if result else found
    years = [day.year for day in mine.order_by().dates("session__held_on", "year")]
    return Listed(
        rows=rows.for_list(),
        chips=asked.chips("result", RESULTS, counts),
        more_chips=asked.year_chips(years),
        filter_form=PeriodForm(asked, words="事项、文号、内容", carried=["result"]),
    )


def terms(seat: Seat, asked: Asked) -> Any:
    """Every term; with ?on= the one in force on that day."""
    mine = CongressTerm.objects.visible_to(seat).with_sessions().for_list()
    on = asked.day("on")
    return mine.in_force(on) if on else mine


SESSION_COLUMNS = [
    Column("会议", lambda row: row.title, 40),
    Column("类别", lambda row: row.get_kind_display(), 18),
    Column("召开日期", lambda row: row.held_on),
    Column("地点", lambda row: row.place, 20),
    Column("状态", lambda row: row.get_state_display()),
    Column("应到正式代表", lambda row: row.expected),
    Column("实到正式代表", lambda row: row.present),
    Column("列席和特邀", lambda row: row.observers),
    Column("征集提案", lambda row: row.proposals_received),
    Column("主要议题", lambda row: row.agenda, 50),
    Column("会议情况", lambda row: row.summary, 50),
]

RESOLUTION_COLUMNS = [
    Column("会议", lambda row: row.session.title, 40),
    Column("召开日期", lambda row: row.session.held_on),
    Column("序号", lambda row: row.position, 8),
    Column("事项", lambda row: row.title, 40),
    Column("职权类别", lambda row: row.get_matter_display(), 24),
    Column("表决方式", lambda row: row.get_method_display()),
    Column("应到正式代表", lambda row: row.session.expected),
    Column("同意", lambda row: row.votes_for, 8),
    Column("不同意", lambda row: row.votes_against, 8),
    Column("弃权", lambda row: row.votes_abstain, 8),
    Column("通过所需", lambda row: row.needed),
    Column("结果", lambda row: "通过" if row.is_adopted else "未通过"),
    Column("文号", lambda row: row.document_no, 20),
]


# --- the register -------------------------------------------------------------------------


def standing(seat: Seat, *, today: datetime.date) -> dict[str, Any]:
    """The term in force, and what the rules say of the term and the school year."""
    year = school_year(today)
    mine = CongressTerm.objects.visible_to(seat)
    newest = mine.with_held_between(year.first_day, year.last_day).for_list().first()
    if newest is None:
        return {"term": None, "findings": []}
    held = checks.Rules.in_force(union=seat.union, on=today)
    count = newest.held_between
    present_share, vote_share = checks.share_of(held.quorum), checks.share_of(held.adoption)
    quorum = checks.at_least(newest.full_delegates, present_share)
    adoption = checks.more_than(newest.full_delegates, vote_share)
    return {
        "term": newest,
        "span": f"任期{official_date(newest.starts_on)}至{official_date(newest.ends_on)}",
        "tiles": [
            Tile("正式代表", str(newest.full_delegates), reverse("congress:term_list"), "人"),
            Tile("法定到会", str(quorum), "", "人", f"全体正式代表的 {present_share}"),
            Tile("表决通过", str(adoption), "", "票", f"超过全体正式代表的 {vote_share}"),
            Tile(
                f"{year.label}召开",
                str(count),
                f"?state=held&from={year.first_day}&to={year.last_day}",
                "次",
                f"每学年至少 {held.yearly.number} 次",
            ),
        ],
        "citation": cited([held.quorum, held.adoption, held.yearly]),
        "findings": [
            *checks.yearly(held=count, year=year, today=today, rule=held.yearly),
            *checks.renewal(ends_on=newest.ends_on, today=today, rule=held.renewal_months),
        ],
    }


def cited(rules: Iterable[InForce]) -> str:
    """Several rules at once, each document named once with its articles."""
    articles: dict[str, list[str]] = {}
    for rule in rules:
        document, bracket, article = rule.citation.rpartition("）")
        articles.setdefault(document + bracket, []).append(article)
    return "；".join(document + "、".join(found) for document, found in articles.items())


# --- one session --------------------------------------------------------------------------


def session_trail(session: Session) -> list[tuple[str, str]]:
    here = reverse("congress:session", args=[session.pk])
    return [("教代会", reverse("congress:session_list")), (session.short_title, here)]


def session_facts(session: Session) -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = [
        ("届次", session.term),
        ("类别", session.get_kind_display()),
        ("召开日期", official_date(session.held_on)),
        ("地点", session.place),
    ]
    if session.initiator:
        signers = f"（{session.signers} 人）" if session.signers else ""
        facts.append(("提议", f"{session.get_initiator_display()}{signers}"))
    if session.is_held:
        facts += [
            ("应到", f"{session.expected} 人"),
            ("实到", f"{session.present} 人"),
            ("列席和特邀", f"{session.observers} 人"),
            ("征集提案", f"{session.proposals_received} 件"),
        ]
    return facts


def session_findings(session: Session) -> list[Finding]:
    """What the rules of its day say of a session as it stands."""
    if session.state == State.CANCELLED:
        return []
    found = actions.plan_findings(session)
    if session.is_held:
        found += actions.count_findings(
            session, expected=session.expected or 0, present=session.present or 0
        )
    return found


def quorum_line(session: Session) -> str:
    """The rule of the quorum in figures, for who is about to type the head count."""
    n = session.expected or session.term.full_delegates
    rule = actions.rules(union=session.union, on=session.held_on).quorum
    needed = checks.at_least(n, checks.share_of(rule))
    return f"全体正式代表 {n} 人，实到 {needed} 人及以上方可开会。依据：{rule.citation}。"


def adoption_line(session: Session) -> str:
    """The rule of adoption in figures, for who is about to type the votes."""
    n = session.expected or session.term.full_delegates
    rule = actions.rules(union=session.union, on=session.held_on).adoption
    needed = checks.more_than(n, checks.share_of(rule))
    return (
        f"全体正式代表 {n} 人，同意票达到 {needed} 票为通过"
        f"（以全体正式代表为基数，不以到会人数为基数）。依据：{rule.citation}。"
    )


def verdict_line(resolution: Resolution) -> str:
    word = "通过" if resolution.is_adopted else "未通过"
    return (
        f"“{resolution.title}”{word}：同意 {resolution.votes_for} 票，须 {resolution.needed} 票。"
    )


def session_steps(session: Session, seat: Seat) -> list[dict[str, Any]]:
    """The acts open to this seat, as links to their pages."""
    pages = {"hold": "session_hold", "correct": "session_hold", "cancel": "session_cancel"}
    return [
        {
            "label": step.label,
            "url": reverse(f"congress:{pages[step.name]}", args=[session.pk]),
            "is_primary": step.is_likely,
            "is_destructive": step.is_destructive,
        }
        for step in SESSION.open_to(session, seat)
    ]
