"""What pages show of seconders: who was asked, who may be asked, how many are missing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from congress.models import Delegate
from proposals.actions.readiness import text_findings
from proposals.models import Proposal, ProposalState, Seconder, SeconderState, of_committee
from union_site.collation import search_text
from union_site.models import Seat
from union_site.norms import InForce, norm

TONES = {
    SeconderState.ACCEPTED: "ok",
    SeconderState.INVITED: "info",
    SeconderState.DECLINED: "plain",
    SeconderState.CANCELLED: "plain",
}
MOST_SHOWN = 40
S = ProposalState


def candidates(proposal: Proposal, seat: Seat) -> Any:
    """Full delegates in office of the term but the author and who is asked or has consented."""
    rows = Delegate.objects.visible_to(seat).filter(term=proposal.term).in_office().full()
    taken = proposal.seconders.filter(state__in=[SeconderState.INVITED, SeconderState.ACCEPTED])
    free = rows.exclude(pk__in=taken.values("delegate"))
    return free.exclude(member__seat=proposal.author).for_list()


def searched(rows: Any, words: str) -> Any:
    """By name, pinyin, initials or delegation."""
    if not words:
        return rows
    wanted = Q(name__icontains=words) | Q(delegation__name__icontains=words)
    key = search_text(words)
    if key.isascii() and key:
        wanted |= Q(member__pinyin__startswith=key) | Q(member__initials__startswith=key)
    return rows.filter(wanted)


def seconders_page(
    proposal: Proposal, seat: Seat, *, words: str, picked: Iterable[str], today: datetime.date
) -> dict[str, Any]:
    free = candidates(proposal, seat)
    chosen = [key for key in picked if key.isascii() and key.isdigit()][:200]
    found = list(searched(free, words)[: MOST_SHOWN + 1])
    # Who is ticked stays in the list while one goes on searching.
    kept = [row for row in free.filter(pk__in=chosen) if row not in found] if chosen else []
    rule = norm("proposals.min_seconders", union=proposal.union, on=today)
    is_draft = proposal.state == S.DRAFT
    return {
        "proposal": proposal,
        "rows": rows_of(proposal),
        "progress": progress(proposal, rule),
        "candidates": [*kept, *found[:MOST_SHOWN]],
        "has_more": len(found) > MOST_SHOWN,
        "picked": {int(key) for key in chosen},
        "words": words,
        "findings": text_findings(proposal, today=today) if is_draft else [],
        "is_draft": is_draft,
    }


def rows_of(proposal: Proposal) -> list[Seconder]:
    """By surname strokes; each with its tone, and whether it counts."""
    rows = list(proposal.seconders.asked().for_list())
    for row in rows:
        row.tone = TONES[SeconderState(row.state)]
    return rows


def progress(proposal: Proposal, rule: InForce) -> dict[str, Any]:
    count = proposal.seconders.counting().count()
    missing = max(rule.number - count, 0)
    words = f"还差 {missing} 人" if missing else "已达到规定人数"
    line = f"至少 {rule.shown}，须为本届在任正式代表，由本人确认。依据：{rule.citation}"
    return {
        "count": count,
        "needed": rule.number,
        "text": f"{count}/{rule.number}",
        "words": words,
        "line": line,
        "is_reached": not missing,
        "tone": "" if missing else "ok",
    }


def _names_may_be_read(proposal: Proposal, seat: Seat) -> bool:
    """On the notice page alone they are a number: seconders have not chosen to be shown."""
    if of_committee(seat) or seat.can("proposals.view"):
        return True
    return Proposal.objects.dealt_with_by(seat).filter(pk=proposal.pk).exists()


def _is_of(row: Seconder, seat: Seat) -> bool:
    member = row.delegate.member
    return member is not None and member.seat_id == seat.pk


def panel(proposal: Proposal, seat: Seat, today: datetime.date) -> dict[str, Any] | None:
    if proposal.is_collective:
        return None
    if not _names_may_be_read(proposal, seat):
        count = proposal.seconders.accepted().count()
        return {"count": count, "rows": [], "proposal": proposal} if count else None
    rows = rows_of(proposal)
    is_author = proposal.author_id == seat.pk
    is_gathering = proposal.state in (S.DRAFT, S.SECONDING)
    if not is_author and not is_gathering:
        rows = [row for row in rows if row.state == SeconderState.ACCEPTED]
    mine = next((row for row in rows if _is_of(row, seat)), None)
    if not rows and not (is_author and is_gathering):
        return None
    rule = norm("proposals.min_seconders", union=proposal.union, on=today) if is_gathering else None
    return {
        "rows": rows,
        "count": len(rows),
        "proposal": proposal,
        "mine": mine if proposal.state == S.SECONDING else None,
        "may_ask": is_author and is_gathering,
        "progress": progress(proposal, rule) if rule else None,
    }
