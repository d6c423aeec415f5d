"""Proposals in any state, made with the least that is valid."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.utils import timezone

from congress.models import CongressTerm, Delegate
from proposals.models import (
    ANSWERED,
    HANDED_OUT,
    IN_HANDLING,
    UNSENT,
    MicroProposal,
    MicroState,
    Notice,
    Proposal,
    ProposalState,
    Reply,
    ResultClass,
    Seconder,
)
from tests.congress.factories import make_delegate, make_term
from tests.factories import AS_TYPED
from tests.members.factories import make_member
from union_site.models import Seat, Union

TEXT = "图书角光线太暗，建议在书架两侧加装夜灯。"


def make_micro(
    union: Union, *, author: Seat | None = None, state: str = MicroState.SUBMITTED, **fields: Any
) -> MicroProposal:
    """Named if there is an author, else anonymous; with what its state asks for."""
    now = timezone.now()
    values: dict[str, Any] = {
        "text": TEXT,
        "category": "logistics",
        "publicity": "open" if author else "anonymous",
        "author": author,
        "submitted_on": timezone.localdate(now),
        "submitted_at": now if author else None,
        "receipt_hash": uuid.uuid4().hex,
        "submission_hash": uuid.uuid4().hex,
        "state": state,
    }
    if state in (
        MicroState.ACCEPTED,
        MicroState.ASSIGNED,
        MicroState.ANSWERED,
        MicroState.PUBLISHED,
    ):
        values |= {
            "year": now.year,
            "serial": MicroProposal.objects.count() + 1,
            "title": "图书角夜灯",
        }
    if state in (MicroState.ANSWERED, MicroState.PUBLISHED):
        values |= {"answer": "已装好。", "answered_at": now, "result_class": "solved"}
    if state == MicroState.PUBLISHED:
        values |= {"published_at": now}
    if state == MicroState.DECLINED:
        values |= {"decline_reason": "personal"}
    if state == MicroState.ASSIGNED:
        values |= {"due_on": timezone.localdate(now) + datetime.timedelta(days=7)}
    proposal = MicroProposal(union=union, **(values | fields))
    proposal.full_clean(**AS_TYPED)
    proposal.save(force_insert=True)
    if state == MicroState.PUBLISHED:
        Notice.objects.create(
            union=union,
            micro=proposal,
            headline=proposal.heading,
            shown_name=proposal.shown_author(None),
            published_at=proposal.published_at,
        )
    return proposal


def make_delegate_of(seat: Seat, term: CongressTerm | None = None, **fields: Any) -> Delegate:
    """The seat's person on the roster and a full delegate of the term in force."""
    found = CongressTerm.objects.filter(union=seat.union).first()
    term = term or found or make_term(seat.union)
    member = getattr(seat, "member", None) or make_member(seat.union, seat.user.name, seat=seat)
    return make_delegate(term, member=member, **fields)


def make_result(union: Union, meaning: str = "solved") -> ResultClass:
    row, _ = ResultClass.objects.get_or_create(
        union=union, meaning=meaning, defaults={"label": f"结果 {meaning}", "letter": "A"}
    )
    return row


def _asked_for(state: str, union: Union) -> dict[str, Any]:
    """The columns that the constraints want of a state."""
    now, today = timezone.now(), timezone.localdate()
    later = today + datetime.timedelta(days=30)
    serial = Proposal.objects.exclude(number="").count() + 1
    numbered = {"year": now.year, "serial": serial, "number": f"{now.year}-T{serial:03}"}
    values: dict[str, Any] = {}
    if state not in UNSENT:
        values["submitted_at"] = now
    if state in IN_HANDLING + ANSWERED:
        values |= {"outcome": "docketed", "decided_on": today, **numbered}
    if state in HANDED_OUT:
        values |= {"assigned_on": today, "due_on": later, "accept_due_on": later}
    if state in ANSWERED:
        values |= {"replied_at": now, "result": make_result(union)}
    if state in (ProposalState.REJECTED, ProposalState.MERGED):
        values |= {"outcome": state, "decision_note": "见审查意见。", "decided_on": today}
    if state in (ProposalState.CLOSED, ProposalState.ARCHIVED):
        values["closed_on"] = today
    return values


def make_proposal(
    author: Seat, *, state: str = ProposalState.DRAFT, seconders: Any = (), **fields: Any
) -> Proposal:
    """A delegate's proposal in any state, with what the state asks for and nothing else.

    States from 待接收 on need `lead` and `leader`. `seconders` are seats that have consented.
    """
    delegate = Delegate.objects.filter(member__seat=author).first() or make_delegate_of(author)
    values: dict[str, Any] = {
        "union": author.union,
        "term": delegate.term,
        "author": author,
        "delegate": delegate,
        "title": "关于改善午间休息条件的提案",
        "category": "welfare",
        "reason": "近一半教师午间留校，只能趴在桌上休息，颈椎不适的反映较多。",
        "suggestion": "在综合楼三层腾出一间教室改作午休室，配备躺椅和隔帘。",
        "state": state,
        "created_at": timezone.now(),
    }
    proposal = Proposal(**(values | _asked_for(state, author.union) | fields))
    proposal.full_clean(**AS_TYPED)
    proposal.save()
    for seat in seconders:
        make_seconder(proposal, seat)
    if state in ANSWERED:
        make_reply(proposal)
    return proposal


def make_seconder(proposal: Proposal, seat: Seat, state: str = "accepted") -> Seconder:
    delegate = Delegate.objects.filter(member__seat=seat).first() or make_delegate_of(seat)
    now = timezone.now()
    return Seconder.objects.create(
        union=proposal.union,
        proposal=proposal,
        delegate=delegate,
        state=state,
        invited_at=now,
        answered_at=now if state in ("accepted", "declined") else None,
    )


def make_reply(proposal: Proposal, **fields: Any) -> Reply:
    """The reply that was sent, signed by the leader in charge."""
    now = timezone.now()
    values: dict[str, Any] = {
        "handling_round": proposal.handling_round,
        "text": "已在综合楼三层设午休室。",
        "result": proposal.result or make_result(proposal.union),
        "by": proposal.lead,
        "written_at": now,
        "signed_by": proposal.leader,
        "sent_at": now,
    }
    return Reply.objects.create(union=proposal.union, proposal=proposal, **(values | fields))
