"""回访: some weeks after the answer, is it really solved? Asking, answering, handling anew."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from proposals.actions import rating as rating_acts
from proposals.actions.micro import usual_due_date
from proposals.actions.telling import deciders, departments, tell
from proposals.models import (
    ANSWERED,
    FollowUp,
    Meaning,
    MicroProposal,
    MicroState,
    Proposal,
    ProposalState,
    Reply,
)
from proposals.models.either import column_of
from proposals.workflow import after
from proposals.workflow.micro import MICRO
from union_site import audit, notifications
from union_site.calendar import add_working_days, official_date
from union_site.models import Seat, Union
from union_site.norms import norm
from union_site.workflow import advance, day_of

Thing = Proposal | MicroProposal
# Where the answer says that nothing will be done, nobody is asked whether it is done.
PROMISED = (Meaning.SOLVED, Meaning.IN_PROGRESS, Meaning.PLANNED)
# After a long standstill of the clock nobody is asked about what was answered long ago.
CAUGHT_UP_DAYS = 60
ANSWERED_MICRO = (MicroState.ANSWERED, MicroState.PUBLISHED)
NO = FollowUp.Answer.NO


def ask_follow_ups(*, union: Union, today: datetime.date) -> int:
    """For the clock: asks the authors of a union whose time has come; how many were asked.

    Run twice, it asks once: each handling is asked about once, and the database holds one open
    question for each proposal. Where the reply names a day, it is asked after that day.
    """
    days = norm("proposals.followup_days", union=union, on=today).number
    if days <= 0:
        return 0
    last = today - datetime.timedelta(days=days)
    span = (last - datetime.timedelta(days=CAUGHT_UP_DAYS), last)
    window = norm("proposals.rating_days", union=union, on=today).number
    due_on = add_working_days(today, window).day
    after_weeks = Q(result__meaning__in=PROMISED, replied_at__date__range=span)
    usual = after_weeks & ~_asked_already("proposal") & ~Q(pk__in=_planned_later(union, today))
    due = usual | Q(pk__in=_past_their_plan(union, today))
    formal = Proposal.objects.of_union(union).filter(due, state__in=ANSWERED)
    micro = MicroProposal.objects.of_union(union).filter(
        state__in=ANSWERED_MICRO, result_class__in=PROMISED, answered_at__date__range=span
    )
    things: list[Thing] = [
        *formal.order_by("pk"),
        *micro.exclude(_asked_already("micro")).order_by("pk"),
    ]
    return sum(_ask(thing, today, due_on) for thing in things)


def _asked_already(column: str) -> Any:
    same = {column: OuterRef("pk"), "handling_round": OuterRef("handling_round")}
    return Q(Exists(FollowUp.objects.filter(**same)))


def _planned_later(union: Union, today: datetime.date) -> Any:
    """Those whose reply names a day that has not passed: before it there is nothing to ask."""
    replies = Reply.objects.of_union(union).sent().filter(planned_on__gte=today)
    replies = replies.filter(handling_round=F("proposal__handling_round"))
    return replies.order_by().values("proposal")


def _past_their_plan(union: Union, today: datetime.date) -> Any:
    """Those whose reply named a day that has passed; asked once more since, or still asked, they
    are left in peace."""
    day = datetime.timedelta(days=1)
    passed = (today - day * CAUGHT_UP_DAYS, today - day)
    same = {"proposal": OuterRef("proposal"), "handling_round": OuterRef("handling_round")}
    since = Q(asked_on__gt=OuterRef("planned_on")) | Q(answer="")
    replies = Reply.objects.of_union(union).sent().filter(planned_on__range=passed)
    replies = replies.filter(handling_round=F("proposal__handling_round"))
    return replies.exclude(Exists(FollowUp.objects.filter(since, **same))).values("proposal")


def _ask(thing: Thing, today: datetime.date, due_on: datetime.date) -> int:
    """Of two clocks one asks; 0 where the other was faster."""
    question = FollowUp(
        union=thing.union,
        **column_of(thing),
        handling_round=thing.handling_round,
        asked_on=today,
        due_on=due_on,
    )
    question.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            _lapse_earlier(thing, today)
            question.save(force_insert=True)
            _tell_asked(question)
    except IntegrityError:
        return 0
    return 1


def _lapse_earlier(thing: Thing, today: datetime.date) -> None:
    """A question about an earlier handling is asked no more."""
    earlier = thing.follow_ups.filter(answer="", handling_round__lt=thing.handling_round)
    earlier.update(answer=FollowUp.Answer.LAPSED, answered_on=today)


def _tell_asked(question: FollowUp) -> None:
    """An anonymous author is asked where the receipt is looked up, and gets no notice."""
    thing = question.thing
    seats: list[Seat | None] = [thing.author]
    if isinstance(thing, Proposal):
        seats += [one.author for one in thing.merged_ones.select_related("author")]
    notifications.tell(
        seats=seats,
        sentence=f"回访：{_named(thing)}答复已有一段时间，真的解决了吗？请告诉我们",
        url=reverse("proposals:follow_up", args=[question.pk]),
    )


def _named(thing: Thing) -> str:
    kind = "提案" if isinstance(thing, Proposal) else "微提案"
    return f"{kind} {thing.number}“{thing.heading}”"


def why_not_again(thing: Thing, by: Seat | None) -> str:
    """Why a “no” cannot have it handled anew, or ""; None is the holder of a receipt."""
    if isinstance(thing, MicroProposal):
        return "" if thing.state in ANSWERED_MICRO else "这件提案正在办理。"
    if by is None or thing.author_id != by.pk:
        return "由提案人决定是否请求重新办理；您的回答会转给提案工作委员会。"
    if thing.state == ProposalState.CLOSED:
        return ""
    if thing.state == ProposalState.REPLIED:
        return after.handled_often_enough(thing)
    return "这件提案已经归档；您的回答会转给提案工作委员会。"


@transaction.atomic
def answer_follow_up(
    *, follow_up: FollowUp, answer: str, note: str = "", wants_again: bool = False, by: Seat
) -> FollowUp:
    """The author's answer; “no” may ask for it to be handled anew, at once.

    Raises PermissionDenied for whoever is not asked, ValidationError where it was answered
    meanwhile or cannot be handled anew.
    """
    if not FollowUp.objects.asked_of(by).filter(pk=follow_up.pk, union=by.union_id).exists():
        raise PermissionDenied
    thing = follow_up.thing
    thing.refresh_from_db()
    require_answer(thing, answer, note, wants_again=wants_again, by=by)
    _write(follow_up, answer, note, timezone.localdate())
    audit.record(
        verb="proposals.follow_up",
        label="回答回访",
        by=by,
        thing=thing,
        note=follow_up.get_answer_display(),
    )
    if not _handled_anew(follow_up, wants_again, by):
        _tell_answer(follow_up, None)
    return follow_up


def question_to_receipt(proposal: MicroProposal) -> FollowUp:
    """What the holder of an anonymous author's receipt is asked; else PermissionDenied."""
    question: FollowUp | None = proposal.follow_ups.filter(answer="").first()
    if not proposal.is_anonymous or question is None:
        raise PermissionDenied
    return question


@transaction.atomic
def take_anonymous_answer(
    *, follow_up: FollowUp, answer: str, note: str, wants_again: bool, day: datetime.date
) -> FollowUp:
    """An anonymous author's answer of that day, out of the bag of letters.

    Leaves no seat, no entry in the trail and no time finer than a day. Where it is being handled
    anew already, the answer alone is kept.
    """
    _write(follow_up, answer, note, day)
    again = wants_again and not why_not_again(follow_up.thing, None)
    if not _handled_anew(follow_up, again, None):
        _tell_answer(follow_up, day_of(timezone.now()))
    return follow_up


def require_answer(
    thing: Thing, answer: str, note: str, *, wants_again: bool, by: Seat | None
) -> None:
    """Raises ValidationError for what cannot be an answer."""
    if answer not in (FollowUp.Answer.YES, FollowUp.Answer.PARTLY, NO):
        raise ValidationError({"answer": "请选择一项。"})
    if answer == NO and not note.strip():
        raise ValidationError({"note": "请写明哪里还没有解决。"})
    if wants_again and answer != NO:
        raise ValidationError("没有解决的，才请求重新办理。")
    if wants_again and (sentence := why_not_again(thing, by)):
        raise ValidationError(sentence)


def _write(follow_up: FollowUp, answer: str, note: str, day: datetime.date) -> None:
    """Compare-and-set: of two answers the first one counts."""
    follow_up.answer, follow_up.note = answer, note.strip()
    follow_up.answered_on = day
    follow_up.full_clean()
    written = {"answer": answer, "note": follow_up.note, "answered_on": follow_up.answered_on}
    if not FollowUp.objects.filter(pk=follow_up.pk).open().update(**written):
        raise ValidationError("这次回访已经回答过，或者提案已在重新办理。")


def _handled_anew(follow_up: FollowUp, wants_again: bool, by: Seat | None) -> bool:
    if not wants_again:
        return False
    thing = follow_up.thing
    note = f"回访：{follow_up.note}"
    if isinstance(thing, MicroProposal):
        reopen_micro(proposal=thing, note=note, by=by)
    elif by is not None and thing.state == ProposalState.CLOSED:
        rating_acts.reopen(proposal=thing, note=note, by=by)
    elif by is not None:
        rating_acts.rehandle(proposal=thing, note=note, by=by)
    return True


@transaction.atomic
def reopen_micro(*, proposal: MicroProposal, note: str, by: Seat | None) -> MicroProposal:
    """Back to the department with a new due date. `by` is None for the holder of a receipt."""
    if by is None and not (proposal.is_anonymous and after.is_unsolved(proposal)):
        raise PermissionDenied
    due_on = usual_due_date(proposal, timezone.localdate())
    changes = {
        "handling_round": proposal.handling_round + 1,
        "due_on": due_on,
        "extended_from": None,
    }
    advance(MICRO, thing=proposal, step="reopen", by=by, note=note, changes=changes)
    sentence = f"{_named(proposal)}重新办理，{official_date(due_on)}前答复：{note}"
    _tell_union(proposal, sentence, day_of(timezone.now()) if by is None else None)
    return proposal


def _tell_answer(follow_up: FollowUp, at: datetime.datetime | None) -> None:
    thing = follow_up.thing
    sentence = f"回访：{_named(thing)}——{follow_up.get_answer_display()}"
    if follow_up.note:
        sentence += f"：{follow_up.note}"
    if isinstance(thing, Proposal):
        tell(thing, sentence, departments(thing), deciders(thing))
    else:
        _tell_union(thing, sentence, at)


def _tell_union(thing: MicroProposal, sentence: str, at: datetime.datetime | None) -> None:
    screeners = notifications.those_with("proposals.screen", union_id=thing.union_id)
    url = reverse("proposals:micro", args=[thing.pk])
    notifications.tell(seats=[thing.lead, *screeners], sentence=sentence, url=url, at=at)
