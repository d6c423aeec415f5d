"""A cast for what comes after the reply, and proposals that were replied to."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from proposals.models import Proposal, ProposalState
from tests.factories import make_seat
from tests.proposals.committees import make_committee
from tests.proposals.factories import make_proposal, make_reply
from union_site.models import Notification, Seat, Union

S = ProposalState
ROLES = [
    "author",
    "seconder",
    "co_proposer",
    "her_seconder",
    "head",
    "adviser",
    "chair",
    "officer",
    "lead",
    "leader",
    "auditor",
    "colleague",
    "stranger",
]


def make_cast(school: Union, seats: dict[str, Any]) -> dict[str, Seat]:
    """Everybody who has a part in a proposal; `seats` are the fixtures of the standing cast."""
    head, adviser = make_committee(school, 1)
    standing = ("chair", "officer", "leader", "auditor", "colleague", "stranger")
    return {
        "author": seats["teacher"],
        "seconder": make_seat(school, "member", name="附议人"),
        "co_proposer": make_seat(school, "member", name="并案人"),
        "her_seconder": make_seat(school, "member", name="并案附议人"),
        "head": head,
        "adviser": adviser,
        "lead": seats["handler"],
        **{name: seats[name] for name in standing},
    }


def replied_for(cast: dict[str, Seat], *, state: str = S.REPLIED, **fields: Any) -> Proposal:
    """Replied, seconded by one, with one merged into it that was seconded by another."""
    main = make_proposal(
        cast["author"],
        state=state,
        lead=cast["lead"],
        leader=cast["leader"],
        seconders=[cast["seconder"]],
        **fields,
    )
    make_proposal(
        cast["co_proposer"], state=S.MERGED, merged_into=main, seconders=[cast["her_seconder"]]
    )
    return main


def answer_again(proposal: Proposal) -> Proposal:
    """The department replies and the leader signs: that is another subject's."""
    Proposal.objects.filter(pk=proposal.pk).update(state=S.REPLIED, replied_at=timezone.now())
    proposal.refresh_from_db()
    make_reply(proposal)
    return proposal


def told(seat: Seat) -> list[str]:
    return [row.sentence for row in Notification.objects.filter(seat=seat).order_by("pk")]
