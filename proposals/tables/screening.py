"""What pages show of the screening: the desk, the advice of each, the decision."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce

from proposals.actions import deciding
from proposals.actions.similar import likely_duplicates
from proposals.checks import screening as checks
from proposals.models import (
    IN_SCREENING,
    Advice,
    Outcome,
    Proposal,
    ProposalState,
    Seconder,
    SeconderState,
    sits_on_committee,
)
from proposals.models.parties import seconders_of
from proposals.tables.committee import Committee
from proposals.workflow.formal import decides, screens
from union_site.calendar import official_date
from union_site.forms import PeriodForm
from union_site.listing import Asked, Chip, Column, Listed, searched
from union_site.models import Seat

S = ProposalState
BETWEEN = "between"  # 闭会期间
Counted = list[tuple[int | None, str, int]]  # session, state, how many


def may_screen(seat: Seat) -> bool:
    """Whoever keeps the committee's books, and its members: the page 审查 is theirs."""
    return seat.can("proposals.screen") or sits_on_committee(seat)


def screening(seat: Seat, asked: Asked) -> Listed:
    """?state= ?session=<id>|between ?year= ?from= ?to= ?q=; what the committee has before it."""
    base = Proposal.objects.visible_to(seat).awaiting_screening()
    found = searched(base, asked.words, "title", "reason", "suggestion")
    if asked.period.first:
        found = found.filter(submitted_at__date__gte=asked.period.first)
    if asked.period.last:
        found = found.filter(submitted_at__date__lte=asked.period.last)
    # Both rows of chips count what the form leaves, in one query.
    counted = list(found.order_by().values_list("session", "state").annotate(Count("pk")))
    by_session = _of_session(found, asked)
    counts = _counts_of_states(counted, asked)
    state = asked.one_of("state", IN_SCREENING)
    rows = by_session.filter(state=state) if state else by_session
    states = [(str(row), str(S(row).label)) for row in IN_SCREENING]
    return Listed(
        rows=_with_parts(rows.for_list(), seat),
        chips=asked.chips("state", states, counts),
        more_chips=_session_chips(found, counted, asked),
        filter_form=PeriodForm(asked, words="案由、内容", carried=["state", "session"]),
    )


def _of_session(rows: Any, asked: Asked) -> Any:
    if asked.data.get("session") == BETWEEN:
        return rows.filter(session__isnull=True)
    number = asked.number("session")
    return rows.filter(session_id=number) if number is not None else rows


def _counts_of_states(counted: Counted, asked: Asked) -> dict[str, int]:
    wanted = asked.number("session")
    is_between = asked.data.get("session") == BETWEEN
    counts: Counter[str] = Counter()
    for session, state, count in counted:
        if (session is None) if is_between else wanted in (None, session):
            counts[state] += count
    return counts


def _session_chips(found: Any, counted: Counted, asked: Asked) -> list[Chip]:
    """A chip for each session that has some, where there is more than one."""
    counts: Counter[int | None] = Counter()
    for session, _, count in counted:
        counts[session] += count
    if len(counts) < 2:
        return []
    named = found.filter(session__isnull=False).select_related("session__term")
    sessions = {row.session_id: row.session for row in named.order_by("session_id")}
    choices = [(str(key), found.short_title) for key, found in sessions.items()]
    choices += [(BETWEEN, "闭会期间")] if None in counts else []
    shown = {str(key) if key else BETWEEN: count for key, count in counts.items()}
    return asked.chips("session", choices, shown)


def _with_parts(rows: Any, seat: Seat) -> Any:
    """Each with how it was advised, how many second it, and whether others joined it."""
    joined = Proposal.objects.filter(merged_into=OuterRef("pk"))
    mine = Advice.objects.in_force().filter(proposal=OuterRef("pk"), seat=seat)
    advised = {f"advised_{value}": _number_of(Advice, suggestion=value) for value in Outcome.values}
    return rows.annotate(
        has_merged=Exists(joined),
        has_my_advice=Exists(mine),
        consents=_number_of(Seconder, state=SeconderState.ACCEPTED),
        **advised,
    )


def _number_of(model: Any, **wanted: str) -> Any:
    """How many rows of a proposal's advice in force or of its seconders."""
    rows = model.objects.filter(proposal=OuterRef("pk"), **wanted)
    rows = rows.in_force() if model is Advice else rows
    counted = rows.order_by().values("proposal").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def with_names(rows: Any) -> Any:
    """For the export: who seconds each, by surname strokes."""
    consents = Seconder.objects.accepted().select_related("delegate")
    in_order = consents.order_by("delegate__stroke_order", "pk")
    return rows.prefetch_related(Prefetch("seconders", in_order, "who_second"))


def advised(row: Any) -> Counter[str]:
    """How many advised what."""
    return Counter({value: getattr(row, f"advised_{value}") for value in Outcome.values})


def split_words(row: Any) -> str:
    """立案 2 · 转意见建议 1."""
    counts = advised(row)
    return " · ".join(
        f"{label} {counts[value]}" for value, label in Outcome.choices if counts[value]
    )


def dress(rows: Iterable[Any], seat: Seat, committee: Committee) -> list[Any]:
    """The rows of one page, each with what the table shows of it."""
    found = list(rows)
    members, sits = len(committee.sitting), committee.has(seat)
    similar = likely_duplicates(found, seat=seat)
    for row in found:
        suggestions = list(advised(row).elements())
        given, mine = len(suggestions), row.has_my_advice
        is_open = decides(row, seat) or mine
        row.given_words = f"{given} / {members}" if members else str(given)
        row.split = split_words(row) if is_open and row.author_id != seat.pk else ""
        row.awaits_me = not mine and row.state != S.SUBMITTED and sits
        row.is_unanimous = (
            is_open
            and row.state == S.SCREENING
            and checks.is_unanimous(suggestions, members=members)
        )
        row.similar = similar[row.pk]
        row.may_pick = row.state == S.SUBMITTED or (row.is_unanimous and decides(row, seat))
    return found


def columns(seat: Seat) -> list[Column]:
    """The export: exactly the rows of the list. Advice only where this reader knows it."""
    knows = seat.can("proposals.screen")
    return [
        Column("案由", lambda row: row.title, 40),
        Column("提案人", lambda row: row.shown_proposer(seat), 14),
        Column("附议人", lambda row: "、".join(one.delegate.name for one in row.who_second), 24),
        Column("类别", lambda row: row.get_category_display(), 12),
        Column("会议", lambda row: row.session.short_title if row.session else "闭会期间", 20),
        Column("提交日期", lambda row: row.submitted_at.date() if row.submitted_at else None),
        Column("逾期", lambda row: "是" if row.is_late else "", 8),
        Column("状态", lambda row: row.status_words, 12),
        Column("已填意见", lambda row: advised(row).total(), 10),
        Column("意见分布", lambda row: split_words(row) if knows else "", 24),
        Column("建议方案", lambda row: row.suggestion, 50),
    ]


# --- the page of one proposal -----------------------------------------------------------------


def screening_panel(proposal: Proposal, seat: Seat, today: datetime.date) -> Any:
    """The decision for everybody who may read the proposal; advice for those who screen."""
    decision = _decision(proposal)
    is_screener = screens(proposal, seat)
    is_before = proposal.state in IN_SCREENING
    if not decision and not (is_screener and proposal.submitted_at):
        return None
    panel: dict[str, Any] = {"decision": decision, "is_screener": is_screener}
    if is_screener:
        rows = list(Advice.objects.visible_to(seat).filter(proposal=proposal).for_list())
        is_own = deciding.is_own(proposal, seat)
        sees = _sees_advice(proposal, seat, rows, is_own=is_own)
        panel |= {
            "advice": rows if sees else [],
            "given": sum(not row.is_outdated for row in rows),
            "members": deciding.committee_size(proposal.union) if is_before else 0,
            "is_hidden": bool(rows) and not sees,
            "is_own": is_own,
            "findings": deciding.hints(proposal) if is_before else [],
        }
    return panel


def _sees_advice(proposal: Proposal, seat: Seat, rows: list[Any], *, is_own: bool) -> bool:
    """The head sees all advice; a member that of the others after giving the own one.

    Of one's own proposal nobody reads it before the decision.
    """
    if proposal.state not in IN_SCREENING:
        return True
    if is_own:
        return False
    mine = any(row.seat_id == seat.pk and not row.is_outdated for row in rows)
    return decides(proposal, seat) or mine


def _decision(proposal: Proposal) -> list[tuple[str, Any]]:
    if not proposal.outcome or proposal.decided_on is None:
        return []
    facts = [
        ("结果", proposal.get_outcome_display()),
        ("日期", official_date(proposal.decided_on)),
        ("理由类别", proposal.get_reason_class_display()),
        ("审查意见", proposal.decision_note),
    ]
    if proposal.by_presidium and proposal.presidium_on:
        facts.append(("主席团会议", official_date(proposal.presidium_on)))
        facts.append(("主席团意见", proposal.presidium_words))
    return [(label, value) for label, value in facts if value]


def merging_panel(proposal: Proposal, seat: Seat, today: datetime.date) -> Any:
    """Links both ways; co-proposers and all seconders stand with the main one."""
    if proposal.merged_into_id is None and not proposal.merged_ones.all():
        return None
    readable = Proposal.objects.visible_to(seat).for_list()
    beside = Q(pk=proposal.merged_into_id) | Q(merged_into=proposal)
    found = list(readable.filter(beside))
    main = next((row for row in found if row.pk == proposal.merged_into_id), None)
    merged = [row for row in found if row.merged_into_id == proposal.pk]
    if not merged and proposal.merged_into_id is None:
        return None
    rows = seconders_of(proposal).select_related("delegate") if merged else []
    names = {row.delegate_id: row.delegate.name for row in rows}
    return {
        "main": main,
        "merged": [(row, row.shown_proposer(seat)) for row in merged],
        "proposers": "、".join(
            dict.fromkeys(row.shown_proposer(seat) for row in [proposal, *merged])
        ),
        "seconders": "、".join(names.values()),
    }
