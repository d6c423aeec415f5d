"""What stands between a draft and the committee: all findings at once."""

from __future__ import annotations

import datetime

from proposals.actions.capacities import still_holds
from proposals.actions.collecting import place_for
from proposals.checks import writing as checks
from proposals.checks.collecting import Place
from proposals.models import Proposal, SeconderState
from union_site.findings import Finding


def text_findings(
    proposal: Proposal, *, today: datetime.date, rules: checks.Rules | None = None
) -> list[Finding]:
    """P-11 to P-15: what must be right before others are asked to second it."""
    rules = rules or checks.Rules.in_force(union=proposal.union, on=today)
    found = checks.text_findings(
        title=proposal.title,
        category=proposal.category,
        reason=proposal.reason,
        suggestion=proposal.suggestion,
        rules=rules,
    )
    return found + checks.capacity_findings(
        is_held=still_holds(proposal, today=today), proposer=proposal.proposer
    )


def submit_findings(
    proposal: Proposal, *, today: datetime.date, place: Place | None = None
) -> list[Finding]:
    """Everything that there is to say before it is handed in."""
    rules = checks.Rules.in_force(union=proposal.union, on=today)
    found = text_findings(proposal, today=today, rules=rules)
    if not proposal.is_collective:
        found += _of_seconders(proposal, rules)
    found += checks.matter_findings(title=proposal.title, suggestion=proposal.suggestion)
    if proposal.submitted_at is not None:
        return found  # sent back to be completed: it was in time, or its being late was accepted
    place = place or place_for(proposal.union, today=today)
    session, window = place.session, place.window
    return found + checks.late_findings(
        is_late=place.is_late,
        session=session.short_title if session else "",
        closed_on=window.closes_on if window else None,
    )


def _of_seconders(proposal: Proposal, rules: checks.Rules) -> list[Finding]:
    accepted = list(proposal.seconders.accepted().for_list())
    counting = [row for row in accepted if row.counts]
    gone = [row.delegate.name for row in accepted if not row.counts]
    waiting = proposal.seconders.filter(state=SeconderState.INVITED).count()
    return [
        *checks.seconder_findings(len(counting), rules["min_seconders"]),
        *checks.left_findings(gone),
        *checks.waiting_findings(waiting),
    ]
