"""Reminders: by the clock, each exactly once; by hand, once a day; and 督办."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from congress.actions.acting import hold
from proposals.actions.collecting import hand_in_by, open_until
from proposals.actions.telling import author_side, deciders, departments, tell
from proposals.checks import rating as rating_checks
from proposals.checks import reminding as checks
from proposals.models import (
    WITH_DEPARTMENT,
    FollowUp,
    Matter,
    MicroProposal,
    Proposal,
    ProposalState,
    Rating,
    Reminder,
    Stage,
)
from proposals.models.either import column_of
from proposals.workflow.formal import FORMAL
from union_site import notifications
from union_site.models import Seat, Union
from union_site.norms import InForce, norm
from union_site.workflow import advance

KNOWN_FOR = datetime.timedelta(days=400)
S = ProposalState


@dataclass(frozen=True)
class Due:
    """One thing that is due on a day, and who is waited for."""

    thing: Proposal | MicroProposal
    matter: Matter
    due_on: datetime.date
    waited_for: list[Seat | None]
    # What is only the authors' own business ends on its day; work is pressed for until it is done.
    escalates: bool = False

    def key(self, stage: Stage) -> tuple[Any, ...]:
        is_formal = isinstance(self.thing, Proposal)
        return (
            self.thing.pk if is_formal else None,
            None if is_formal else self.thing.pk,
            self.matter.value,
            stage.value,
            self.due_on,
        )


@dataclass
class Norms:
    """The norms of a union, each read once in a run."""

    today: datetime.date
    union: Union
    read: dict[str, InForce] = field(default_factory=dict)

    def of(self, name: str) -> InForce:
        if name not in self.read:
            self.read[name] = norm(f"proposals.{name}", union=self.union, on=self.today)
        return self.read[name]

    @cached_property
    def open_until(self) -> datetime.date | None:
        """The last day of collecting, where proposals are collected today."""
        return open_until(self.union, today=self.today)

    @cached_property
    def rhythm(self) -> checks.Rhythm:
        return checks.Rhythm.of(
            self.of("remind_before_days").value,
            self.of("escalate_days").number,
            self.of("supervise_days").number,
        )


def remind_due(*, union: Union, today: datetime.date) -> int:
    """For the clock: reminds of everything due in a union; how many reminders were sent.

    Each is sent exactly once, however often and after however long a pause this runs: a row of
    Reminder is written with its notices, and of the stages missed only the latest is made up for.
    """
    norms = Norms(today, union)
    columns = ("proposal", "micro", "matter", "stage", "due_on")
    recent = Reminder.objects.of_union(union).filter(due_on__gte=today - KNOWN_FOR)
    known = set(recent.values_list(*columns))
    sent = 0
    for due in _all_due(norms):
        stage = checks.stage_of(due.due_on, today, norms.rhythm, escalates=due.escalates)
        if stage is not None and due.key(stage) not in known:
            sent += _send_once(due, stage, today)
    return sent


def _all_due(norms: Norms) -> Iterator[Due]:
    yield from _with_departments(norms.union)
    yield from _ratings(norms)
    yield from _seconding(norms)
    yield from _follow_ups(norms.union)


def _with_departments(union: Union) -> Iterator[Due]:
    rows = Proposal.objects.of_union(union).filter(state__in=[*WITH_DEPARTMENT, S.REPLY_REVIEW])
    for proposal in rows.for_list().select_related("union"):
        if proposal.state == S.ASSIGNED and proposal.accept_due_on:
            yield Due(proposal, Matter.ACCEPT, proposal.accept_due_on, [proposal.lead], True)
        if proposal.due_on is None:
            continue
        in_review = proposal.state == S.REPLY_REVIEW
        who = [proposal.leader] if in_review else departments(proposal)
        yield Due(proposal, Matter.REPLY, proposal.due_on, who, True)
    answering = MicroProposal.objects.of_union(union).awaiting_answer()
    for micro in answering.for_list().select_related("union"):
        if micro.due_on is not None:
            yield Due(micro, Matter.REPLY, micro.due_on, [micro.lead], True)


def _ratings(norms: Norms) -> Iterator[Due]:
    """Until the time for rating is over; who has rated is left in peace."""
    replied = Proposal.objects.of_union(norms.union).filter(state=S.REPLIED)
    for proposal in replied.select_related("union"):
        if proposal.replied_at is None:
            continue
        days = norms.of("rating_days")
        ends_on = rating_checks.rating_ends_on(_day(proposal.replied_at), days)
        if ends_on < norms.today:
            continue
        done = set(Rating.objects.of_last_reply(proposal).values_list("seat", flat=True))
        waited_for = [seat for seat in author_side(proposal) if seat.pk not in done]
        if waited_for:
            yield Due(proposal, Matter.RATING, ends_on, list(waited_for))


def _seconding(norms: Norms) -> Iterator[Due]:
    """Invitations without an answer, while the proposal can still come to its session."""
    rows = Proposal.objects.of_union(norms.union).filter(state=S.SECONDING)
    for proposal in rows.select_related("union", "session__proposal_collection", "author"):
        ends_on = collection_ends_on(proposal, norms)
        asked = Seat.objects.filter(
            member__delegacies__seconded__proposal=proposal,
            member__delegacies__seconded__state="invited",
        )
        if ends_on is not None:
            yield Due(proposal, Matter.SECONDING, ends_on, [proposal.author, *asked.distinct()])


def collection_ends_on(proposal: Proposal, norms: Norms) -> datetime.date | None:
    """Until when it must be handed in to come to its session, or to the one that collects."""
    session = proposal.session
    return hand_in_by(session) if session else norms.open_until


def _follow_ups(union: Union) -> Iterator[Due]:
    rows = (
        FollowUp.objects.of_union(union)
        .open()
        .select_related("union", "proposal__union", "micro__union")
    )
    for question in rows.select_related("proposal__author", "micro__author").order_by("pk"):
        thing = question.thing
        yield Due(thing, Matter.FOLLOW_UP, question.due_on, [thing.author])


def _day(moment: datetime.datetime) -> datetime.date:
    return timezone.localdate(moment)


def _send_once(due: Due, stage: Stage, today: datetime.date) -> int:
    """The row and its notices together; 0 where another worker was faster."""
    try:
        with transaction.atomic():
            _note(due.thing, due.matter, stage, due.due_on, today)
            if stage == Stage.SUPERVISED and isinstance(due.thing, Proposal):
                _supervise_by_rule(due.thing, due, today)
            _tell(due, stage, today)
    except IntegrityError:
        return 0
    return 1


def _note(
    thing: Proposal | MicroProposal,
    matter: Matter,
    stage: Stage,
    due_on: datetime.date,
    today: datetime.date,
) -> Reminder:
    return Reminder.objects.create(
        union_id=thing.union_id,
        matter=matter,
        stage=stage,
        due_on=due_on,
        sent_on=today,
        **column_of(thing),
    )


def _supervise_by_rule(proposal: Proposal, due: Due, today: datetime.date) -> None:
    if not proposal.is_supervised:
        note = f"{due.matter.label}{checks.words(due.due_on, today)}，自动列入督办。"
        changes = {"is_supervised": True}
        advance(FORMAL, thing=proposal, step="supervise", by=None, note=note, changes=changes)


def _tell(due: Due, stage: Stage, today: datetime.date) -> None:
    thing = due.thing
    kind = "提案" if isinstance(thing, Proposal) else "微提案"
    number = f" {thing.number}" if thing.number else ""
    head = "列入督办：" if stage == Stage.SUPERVISED else ""
    words = checks.words(due.due_on, today)
    sentence = f"{head}{kind}{number}“{thing.heading}”的{due.matter.label}{words}"
    if isinstance(thing, MicroProposal):
        _tell_of_micro(due, stage, sentence)
        return
    seats = list(due.waited_for)
    if stage in (Stage.LATE, Stage.ESCALATED, Stage.SUPERVISED):
        seats += deciders(thing)
    if stage in (Stage.ESCALATED, Stage.SUPERVISED):
        seats.append(thing.leader)
    if stage == Stage.SUPERVISED:
        seats += author_side(thing)
    tell(thing, sentence, seats)


def _tell_of_micro(due: Due, stage: Stage, sentence: str) -> None:
    """A micro-proposal has no leader in charge: those who sign for the school are told."""
    union_id = due.thing.union_id
    seats = list(due.waited_for)
    if stage in (Stage.LATE, Stage.ESCALATED, Stage.SUPERVISED):
        seats += notifications.those_with("proposals.screen", union_id=union_id)
    if stage in (Stage.ESCALATED, Stage.SUPERVISED):
        seats += notifications.those_with("proposals.sign", union_id=union_id)
    url = reverse("proposals:micro", args=[due.thing.pk])
    notifications.tell(seats=seats, sentence=sentence, url=url)


# --- by hand --------------------------------------------------------------------------------


@transaction.atomic
def remind(*, proposal: Proposal, today: datetime.date, by: Seat) -> Proposal:
    """催办, not more than once a day: whoever has the proposal is told."""
    hold(proposal)
    advance(FORMAL, thing=proposal, step="remind", by=by)
    note_by_hand(thing=proposal, today=today)
    words = checks.words(proposal.due_on, today) if proposal.due_on else ""
    sentence = f"催办：提案 {proposal.number}“{proposal.heading}”的答复{words}"
    in_review = proposal.state == S.REPLY_REVIEW
    tell(proposal, sentence, [proposal.leader] if in_review else departments(proposal))
    return proposal


def note_by_hand(*, thing: Proposal | MicroProposal, today: datetime.date) -> None:
    """Keeps that it was pressed for today; raises ValidationError where it was already."""
    same = {"matter": Matter.REPLY, "stage": Stage.MANUAL, "due_on": today, **column_of(thing)}
    if Reminder.objects.filter(**same).exists():
        raise ValidationError("今天已经催办过，明天可以再催办。")
    _note(thing, Matter.REPLY, Stage.MANUAL, today, today)


@transaction.atomic
def supervise(*, proposal: Proposal, note: str, by: Seat) -> Proposal:
    """列入督办, with a reason; the author's side sees that it is pressed for."""
    hold(proposal)
    changes = {"is_supervised": True}
    advance(FORMAL, thing=proposal, step="supervise", by=by, note=note, changes=changes)
    sentence = f"提案 {proposal.number}“{proposal.heading}”列入督办：{note.strip()}"
    concerned = [*departments(proposal), proposal.leader, *author_side(proposal)]
    tell(proposal, sentence, [seat for seat in concerned if seat and seat.pk != by.pk])
    return proposal
