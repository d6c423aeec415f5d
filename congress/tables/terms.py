"""What pages show of terms."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Count
from django.urls import reverse

from congress import actions, checks
from congress.models import CongressTerm, DelegateActivity, Series, Session
from union_site.calendar import official_date, school_year
from union_site.desk import Tile
from union_site.findings import Finding
from union_site.listing import Asked, Chip, Column
from union_site.models import Seat
from union_site.norms import InForce


def terms(seat: Seat, asked: Asked) -> Any:
    """?series=; with ?on= the term of the teacher congress in force on that day."""
    mine = CongressTerm.objects.visible_to(seat).with_sessions().for_list()
    if series := asked.one_of("series", Series.values):
        mine = mine.of_series(series)
    on = asked.day("on")
    return mine.in_force(on) if on else mine


def series_chips(seat: Seat, asked: Asked) -> list[Chip]:
    """The series this union has terms of; one alone needs no choice."""
    mine = CongressTerm.objects.visible_to(seat).order_by().values_list("series")
    counts = dict(mine.annotate(rows=Count("pk")))
    return asked.chips("series", Series.choices, counts) if len(counts) > 1 else []


TERM_COLUMNS = [
    Column("届次", str, 30),
    Column("系列", lambda row: row.get_series_display(), 20),
    Column("任期起", lambda row: row.starts_on),
    Column("任期止", lambda row: row.ends_on),
    Column("代表（委员）人数", lambda row: row.full_delegates),
    Column("已召开会议", lambda row: row.held_sessions),
    Column("备注", lambda row: row.note, 30),
]


def term_trail(term: CongressTerm) -> list[tuple[str, str]]:
    return [
        ("教代会", reverse("congress:session_list")),
        ("届次", reverse("congress:term_list")),
        (str(term), reverse("congress:term", args=[term.pk])),
    ]


def term_facts(term: CongressTerm) -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = [
        ("系列", term.get_series_display()),
        ("任期", f"{official_date(term.starts_on)}至{official_date(term.ends_on)}"),
    ]
    if term.postponed_until:
        facts.append(("换届延期至", official_date(term.postponed_until)))
    if term.is_staff:
        facts.append(("教职工人数", f"{term.union.staff_count} 人"))
    facts.append((term.voters, f"{term.full_delegates} 人"))
    return [*facts, ("备注", term.note)]


def term_tone(term: CongressTerm, today: datetime.date) -> tuple[str, str]:
    """How it stands on the day: tone and word of its badge."""
    if term.last_day < today:
        return "plain", "已届满"
    if term.starts_on > today:
        return "info", "未开始"
    return ("warn", "延期换届") if term.ends_on < today else ("ok", "在任")


def session_lines(sessions: Iterable[Session]) -> list[dict[str, str]]:
    """Sessions as the lines of a card."""
    return [
        {
            "title": session.short_title,
            "detail": f"{official_date(session.held_on)} · {session.get_kind_display()}"
            + (f" · 实到 {session.present} / {session.expected}" if session.is_held else ""),
            "url": reverse("congress:session", args=[session.pk]),
            "badge": session.get_state_display(),
            "tone": session.tone,
        }
        for session in sessions
    ]


def page_findings(term: CongressTerm, today: datetime.date) -> list[Finding]:
    """What is to be said of a term: as it is written, and while it lasts of today."""
    found = {finding.code: finding for finding in actions.term_findings(term)}
    if term.starts_on <= today:
        now = actions.standing_findings(term, today=today)
        found |= {finding.code: finding for finding in now}
    return list(found.values())


def term_tiles(term: CongressTerm, *, today: datetime.date) -> list[Tile]:
    """n, what a session and a vote need, and how often it met, each with its rows."""
    held = checks.Rules.in_force(
        union=term.union, on=min(max(today, term.starts_on), term.ends_on), series=term.series
    )
    present_share, vote_share = checks.share_of(held.quorum), checks.share_of(held.adoption)
    n = term.full_delegates
    met = f"{reverse('congress:session_list')}?state=held&term={term.pk}"
    count = CongressTerm.objects.of_union(term.union).with_sessions().get(pk=term.pk)
    return [
        Tile(term.voters, str(n), "", "人"),
        Tile(
            "法定到会",
            str(checks.at_least(n, present_share)),
            "",
            "人",
            f"全体{term.voters}的 {present_share}",
        ),
        Tile(
            "表决通过",
            str(checks.more_than(n, vote_share)),
            "",
            "票",
            f"超过全体{term.voters}的 {vote_share}",
        ),
        Tile("已召开会议", str(count.held_sessions), met, "次"),
    ]


def between_tiles(term: CongressTerm, seat: Seat) -> list[Tile]:
    """What was done between the sessions of a teacher congress."""
    here = f"?term={term.pk}"
    listed = "congress:{}_list".format
    own = reverse(listed("activity")) + here if seat.can("congress.manage") else ""
    done = DelegateActivity.objects.of_union(term.union).filter(delegate__term=term).count()
    return [
        Tile("代表培训", str(term.trainings.count()), reverse(listed("training")) + here, "次"),
        Tile("代表履职", str(done), own, "条"),
        Tile(
            "联席会议",
            str(term.joint_meetings.count()),
            reverse(listed("joint_meeting")) + here,
            "次",
        ),
        Tile("联名提议", str(term.initiatives.count()), reverse(listed("initiative")) + here, "件"),
    ]


def standing(seat: Seat, *, today: datetime.date) -> dict[str, Any]:
    """The term in force, and what the rules say of the term and the school year."""
    year = school_year(today)
    mine = CongressTerm.objects.visible_to(seat).of_staff()
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
            Tile("正式代表", str(newest.full_delegates), _delegates(newest), "人"),
            Tile("法定到会", str(quorum), "", "人", f"全体正式代表的 {present_share}"),
            Tile("表决通过", str(adoption), "", "票", f"超过全体正式代表的 {vote_share}"),
            Tile(
                f"{year.label}召开",
                str(count),
                f"?state=held&series=staff&from={year.first_day}&to={year.last_day}",
                "次",
                f"每学年至少 {held.yearly.number} 次",
            ),
        ],
        "citation": cited([held.quorum, held.adoption, held.yearly]),
        "findings": [
            *checks.yearly(held=count, year=year, today=today, rule=held.yearly),
            *actions.standing_findings(newest, today=today, held=held),
        ],
    }


def _delegates(term: CongressTerm) -> str:
    return reverse("congress:delegate_list", args=[term.pk])


def cited(rules: Iterable[InForce]) -> str:
    """Several rules at once, each document named once with its articles."""
    articles: dict[str, list[str]] = {}
    for rule in rules:
        document, bracket, article = rule.citation.rpartition("）")
        articles.setdefault(document + bracket, []).append(article)
    return "；".join(document + "、".join(found) for document, found in articles.items())
