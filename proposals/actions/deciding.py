"""What every decision of the committee begins with: the locks, the findings, the presidium."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from members.models import Post
from members.models.organisation import Kind
from proposals.actions import telling
from proposals.checks import screening as checks
from proposals.models import Proposal, ProposalState
from proposals.models.parties import consents
from union_site.findings import Finding, require_clear
from union_site.models import Seat, Union
from union_site.norms import norm


@dataclass(frozen=True)
class Presidium:
    """What the presidium said, where it was asked."""

    met_on: datetime.date | None = None
    words: str = ""


def hold(*proposals: Proposal) -> None:
    """Locks proposals and what is merged into them, and reads them anew.

    First the union's row, then the proposals by their keys: two who decide at the same moment
    wait for each other in the same order, and neither goes by what the other has changed.
    """
    keys = {proposal.pk for proposal in proposals}
    Union.objects.select_for_update(no_key=True).get(pk=proposals[0].union_id)
    concerned = Proposal.objects.filter(Q(pk__in=keys) | Q(merged_into__in=keys))
    list(concerned.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    for proposal in proposals:
        proposal.refresh_from_db()


def findings(proposal: Proposal, *, by: Seat) -> list[Finding]:
    """What speaks against docketing it, and who decides on what."""
    return [*hints(proposal), *findings_on_deciding(proposal, by=by)]


def hints(proposal: Proposal) -> list[Finding]:
    least = norm("proposals.min_seconders", union=proposal.union, on=timezone.localdate())
    seconders = len({delegate for delegate, _ in consents(proposal)})
    case = checks.Case(
        seconders=least.number if proposal.is_collective else seconders,
        is_late=proposal.is_late,
        text=f"{proposal.title}\n{proposal.reason}\n{proposal.suggestion}",
        suggestion=proposal.suggestion,
    )
    return checks.hints(case, min_seconders=least)


def findings_on_deciding(proposal: Proposal, *, by: Seat) -> list[Finding]:
    return checks.decision_findings(
        is_own=is_own(proposal, by),
        members=committee_size(proposal.union),
        advised=proposal.advice.in_force().count(),
    )


def is_own(proposal: Proposal, by: Seat) -> bool:
    """Whether the seat made it, or something merged into it."""
    return any(one.author_id == by.pk for one in [proposal, *proposal.merged_ones.all()])


def committee_size(union: Union) -> int:
    return Post.objects.of_union(union).current().of_kind(Kind.PROPOSALS).count()


def accept(
    found: Iterable[Finding], accepted: Iterable[str]
) -> tuple[list[Finding], dict[str, Any]]:
    """The warnings that were accepted, and how the step's event remembers them."""
    agreed = require_clear(found, accepted=accepted)
    return agreed, {"accepted": [finding.sentence for finding in agreed]} if agreed else {}


def decided(proposal: Proposal, outcome: str, note: str, presidium: Presidium) -> dict[str, Any]:
    """The columns of a decision. A disputed one names the presidium's meeting."""
    today = timezone.localdate()
    is_disputed = proposal.state == ProposalState.DISPUTED
    if is_disputed and presidium.met_on is None:
        raise ValidationError({"presidium_on": "请填写主席团会议日期。"})
    if is_disputed and presidium.met_on and presidium.met_on > today:
        raise ValidationError({"presidium_on": "主席团会议日期不能晚于今天。"})
    return {
        "outcome": outcome,
        "decided_on": today,
        "decision_note": note.strip(),
        "by_presidium": is_disputed,
        "presidium_on": presidium.met_on if is_disputed else None,
        "presidium_words": presidium.words.strip() if is_disputed else "",
    }


def undecided() -> dict[str, Any]:
    """The columns of a decision, emptied."""
    return {
        "outcome": "",
        "decided_on": None,
        "decision_note": "",
        "reason_class": "",
        "by_presidium": False,
        "presidium_on": None,
        "presidium_words": "",
    }


def announce(proposal: Proposal, sentence: str, by: Seat, *more: Iterable[Seat | None]) -> None:
    """To those who made and second it, to the committee and its books; not to who did it."""
    groups = [
        telling.author_side(proposal),
        telling.deciders(proposal),
        telling.committee(proposal),
        *more,
    ]
    others = [[seat for seat in group if seat is not None and seat.pk != by.pk] for group in groups]
    telling.tell(proposal, sentence, *others)
