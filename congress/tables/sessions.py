"""What pages show of sessions: the register, facts, findings, steps."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.html import format_html_join

from congress import actions, checks
from congress.models import Series, Session, State
from congress.workflow.sessions import SESSION
from union_site.calendar import official_date
from union_site.findings import Finding
from union_site.forms import PeriodForm
from union_site.listing import Asked, Column, Listed, searched
from union_site.models import Seat


def sessions(seat: Seat, asked: Asked) -> Listed:
    """?state= ?series= ?term= ?year= ?from= ?to= ?report=on_time ?q= (place, agenda, account)."""
    mine = Session.objects.visible_to(seat)
    if series := asked.one_of("series", Series.values):
        mine = mine.of_series(series)
    if (term := asked.number("term")) is not None:
        mine = mine.filter(Q(term=term) | Q(joint_term=term))
    dated = mine.between(asked.period.first, asked.period.last)
    if asked.data.get("report") == "on_time":
        dated = dated.reported_on_time()
    found = searched(dated, asked.words, "place", "agenda", "summary")
    counts = dict(found.order_by().values_list("state").annotate(rows=Count("pk")))
    state = asked.one_of("state", State.values)
    rows = found.filter(state=state) if state else found
    years = [day.year for day in mine.dates("held_on", "year")]
    return Listed(
        rows=rows.for_list(),
        chips=asked.chips("state", State.choices, counts),
        more_chips=asked.year_chips(years),
        filter_form=PeriodForm(
            asked,
            words="地点、议题、会议情况",
            carried=["state", "term", "report"],
            choices=[("series", "系列", Series.choices)],
        ),
    )


SESSION_COLUMNS = [
    Column("会议", lambda row: row.title, 40),
    Column("系列", lambda row: row.term.get_series_display(), 18),
    Column("类别", lambda row: row.get_kind_display(), 18),
    Column("召开日期", lambda row: row.held_on),
    Column("地点", lambda row: row.place, 20),
    Column("状态", lambda row: row.get_state_display()),
    Column("应到", lambda row: row.expected),
    Column("实到", lambda row: row.present),
    Column("列席和特邀", lambda row: row.observers),
    Column("征集提案", lambda row: row.proposals_received),
    Column("主要议题", lambda row: row.agenda, 50),
    Column("会议情况", lambda row: row.summary, 50),
]


def session_trail(session: Session) -> list[tuple[str, str]]:
    here = reverse("congress:session", args=[session.pk])
    return [("教代会", reverse("congress:session_list")), (session.short_title, here)]


def _terms_of(session: Session) -> Any:
    """The term, and of a joint session both, as links to their pages."""
    terms = [session.term, *([session.joint_term] if session.joint_term else [])]
    links = ((reverse("congress:term", args=[term.pk]), str(term)) for term in terms)
    return format_html_join("、", '<a href="{}">{}</a>', links)


def session_facts(session: Session) -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = [
        ("届次", _terms_of(session)),
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
    rule = actions.rules_of(session).quorum
    needed = checks.at_least(n, checks.share_of(rule))
    voters = session.term.voters
    return f"全体{voters} {n} 人，实到 {needed} 人及以上方可开会。依据：{rule.citation}。"


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
