"""Promotion: a micro-proposal becomes the draft of a delegate's formal proposal."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from congress.actions.acting import hold
from congress.models import CongressTerm, Delegate
from proposals.models import MicroProposal, Proposal, ProposalState, Publicity
from proposals.workflow.micro import MICRO
from union_site import audit, notifications
from union_site.models import Seat
from union_site.workflow import advance, require_open


def delegates_for(by: Seat) -> Any:
    """Full delegates in office of the running term who can log in: one of them takes it up."""
    terms = CongressTerm.objects.of_union(by.union).in_force(timezone.localdate())
    rows = Delegate.objects.of_union(by.union).filter(term__in=terms).in_office().full()
    return rows.filter(member__seat__isnull=False).for_list()


def delegate_of(seat: Seat) -> Delegate | None:
    """The seat itself as such a delegate."""
    return delegates_for(seat).filter(member__seat=seat).first()


@transaction.atomic
def promote(*, proposal: MicroProposal, delegate: Delegate, by: Seat) -> Proposal:
    """Makes the draft, with the words of the micro-proposal as its reason.

    The chair chooses the delegate; an author who is a delegate takes up the own one. The
    author's name is not carried over: the draft is the delegate's.
    """
    hold(proposal)
    require_open(MICRO, thing=proposal, step="promote", by=by)
    chosen = delegates_for(by).filter(pk=delegate.pk).first()
    if chosen is None or chosen.member is None or chosen.member.seat is None:
        raise ValidationError({"delegate": "请选择本届在任、有账号的正式代表。"})
    is_own = chosen.member.seat.pk == by.pk
    if not by.can("proposals.screen") and not is_own:
        raise ValidationError(
            {"delegate": "您只能作为自己的提案提出；请别的代表提出的，由工会办理。"}
        )
    # A delegate who is the author may have hidden that; then the trail names nobody either.
    is_authors_own = chosen.member.seat.pk == proposal.author_id
    note = "" if is_authors_own else f"由代表 {chosen.name} 起草"
    advance(MICRO, thing=proposal, step="promote", by=by, note=note)
    _release(proposal)
    draft = _draft(proposal, chosen, chosen.member.seat, by)
    _tell(proposal, draft, by)
    return draft


def _release(proposal: MicroProposal) -> None:
    """A promotion that came to nothing does not stand in the way of another."""
    earlier = Proposal.objects.of_union(proposal.union).filter(origin=proposal)
    earlier.filter(state=ProposalState.WITHDRAWN).update(origin=None)


def _draft(origin: MicroProposal, delegate: Delegate, author: Seat, by: Seat) -> Proposal:
    is_own_secret = origin.author_id == author.pk and origin.publicity != Publicity.OPEN
    draft = Proposal(
        union=origin.union,
        term=delegate.term,
        author=author,
        delegate=delegate,
        publicity=Publicity.HIDDEN if is_own_secret else Publicity.OPEN,
        title=origin.heading[:60],
        category=origin.category,
        reason=origin.text,
        origin=origin,
        created_at=timezone.now(),
    )
    draft.full_clean()
    draft.save()
    audit.record(verb="proposal.start", label="由微提案起草提案", by=by, thing=draft)
    return draft


def _tell(proposal: MicroProposal, draft: Proposal, by: Seat) -> None:
    words = f"微提案 {proposal.number}“{proposal.heading}”"
    if draft.author_id != by.pk:
        notifications.tell(
            seats=[draft.author],
            sentence=f"请您把{words}作为正式提案提出，草稿已放在“正式提案”",
            url=reverse("proposals:proposal", args=[draft.pk]),
        )
    if proposal.author_id not in (None, by.pk, draft.author_id):
        notifications.tell(
            seats=[proposal.author],
            sentence=f"您的{words}将作为正式提案提出，提交后的每一步都会告诉您",
            url=reverse("proposals:micro", args=[proposal.pk]),
        )
