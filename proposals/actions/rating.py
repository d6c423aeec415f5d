"""Acts after the reply: rating, second handling, referring on, closing, reopening, archiving."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from congress.actions.acting import hold
from proposals.actions.telling import author_side, deciders, departments, tell
from proposals.checks import rating as checks
from proposals.models import (
    FollowUp,
    Proposal,
    ProposalState,
    Rating,
    Reply,
    heads_committee,
    ripe,
)
from proposals.workflow import after
from proposals.workflow.formal import FORMAL, rating_part
from union_site.calendar import add_working_days, official_date
from union_site.findings import require_clear
from union_site.models import Seat
from union_site.norms import norm
from union_site.workflow import advance, require_open

WHERE = {"presidium": "主席团", "session": "下次会议"}


def _but(by: Seat | None, seats: Iterable[Seat | None]) -> list[Seat]:
    """Nobody is told of what they have just done."""
    return [seat for seat in seats if seat is not None and (by is None or seat.pk != by.pk)]


def named(proposal: Proposal) -> str:
    return f"提案 {proposal.number}“{proposal.heading}”"


@transaction.atomic
def rate_reply(*, proposal: Proposal, satisfaction: str, note: str = "", by: Seat) -> Rating:
    """One verdict on the last reply from each who is asked; until it is closed, it may be changed.

    The author who is not satisfied has it handled again, as often as the norm allows
    (proposals.rehandlings); of anybody else's the committee is told, and may order the same.
    """
    hold(proposal)
    require_open(FORMAL, thing=proposal, step="rate", by=by)
    require_clear(checks.rating_findings(satisfaction, note))
    rating = _rating_of(proposal, by)
    before = (rating.satisfaction, rating.note) if rating.pk else ("", "")
    if before == (satisfaction, note.strip()):
        return rating  # the same page sent twice
    rating.satisfaction, rating.note = satisfaction, note.strip()
    rating.at = timezone.now()
    rating.full_clean(validate_unique=False)
    rating.save()
    advance(
        FORMAL,
        thing=proposal,
        step="rate",
        by=by,
        details={"part": rating.part, "before": before[0], "after": satisfaction},
    )
    _answer_rating(proposal, rating, by)
    return rating


def _rating_of(proposal: Proposal, by: Seat) -> Rating:
    """The seat's rating of the last reply, or a new one."""
    reply: Reply | None = proposal.last_reply()
    if reply is None:
        raise ValidationError("还没有送达的答复，不能评价。")
    known = Rating.objects.filter(reply=reply, seat=by).first()
    part = rating_part(proposal, by)
    return known or Rating(union=proposal.union, reply=reply, seat=by, part=part)


def _answer_rating(proposal: Proposal, rating: Rating, by: Seat) -> None:
    verdict = f"{rating.get_part_display()}评价“{rating.get_satisfaction_display()}”"
    sentence = f"{named(proposal)}：{verdict}"
    is_author = rating.part == Rating.Part.AUTHOR
    if rating.satisfaction != checks.UNSATISFIED:
        tell(proposal, sentence, _but(by, departments(proposal)))
        if is_author:
            tell(proposal, f"{sentence}，可以办结", _but(by, deciders(proposal)))
        return
    if is_author and not after.handled_often_enough(proposal):
        _hand_again(proposal, "rehandle", rating.note, by)
        return
    asked = "请决定是否再办理"
    if after.handled_often_enough(proposal):
        asked = "已达再办理次数上限，请研究是否提请主席团或下次会议"
    tell(proposal, sentence, _but(by, [*departments(proposal), proposal.leader]))
    tell(proposal, f"{sentence}，{asked}", _but(by, deciders(proposal)))


@transaction.atomic
def rehandle(*, proposal: Proposal, note: str, by: Seat) -> Proposal:
    """再办理: back to the department with the reason and a new due date."""
    hold(proposal)
    require_open(FORMAL, thing=proposal, step="rehandle", by=by)
    return _hand_again(proposal, "rehandle", note, by)


@transaction.atomic
def reopen(*, proposal: Proposal, note: str, by: Seat) -> Proposal:
    """重新办理: a closed one is handled anew, since it proved not to be solved."""
    hold(proposal)
    require_open(FORMAL, thing=proposal, step="reopen", by=by)
    return _hand_again(proposal, "reopen", note, by)


def _hand_again(proposal: Proposal, step: str, note: str, by: Seat) -> Proposal:
    """A further handling: counted, due by the norm, its reply co-signed by the leader."""
    today = timezone.localdate()
    days = norm("proposals.reply_days", union=proposal.union, on=today)
    due_on = add_working_days(today, days.number).day
    changes: dict[str, Any] = {
        "handling_round": proposal.handling_round + 1,
        "due_on": due_on,
        "extended_from": None,
        "extension_reason": "",
        "closed_on": None,
        # What was said to be done is not: progress is told anew.
        "implemented_on": None,
        "percent": 0,
    }
    details = {"due_on": due_on.isoformat(), "round": proposal.handling_round + 1}
    advance(FORMAL, thing=proposal, step=step, by=by, note=note, changes=changes, details=details)
    lapse_follow_ups(proposal, today)
    words = FORMAL.step(step).label
    sentence = f"{named(proposal)}须{words}，{official_date(due_on)}前答复：{note.strip()}"
    tell(proposal, sentence, _but(by, [*departments(proposal), *deciders(proposal)]))
    told = f"{named(proposal)}将{words}，答复由您会签：{note.strip()}"
    tell(proposal, told, _but(by, [proposal.leader]))
    own = f"{named(proposal)}将{words}，{official_date(due_on)}前再次答复，届时请您再评价"
    tell(proposal, own, _but(by, author_side(proposal)))
    return proposal


def lapse_follow_ups(proposal: Proposal, today: datetime.date) -> None:
    """Nobody is asked any more whether it is solved: it is being handled again."""
    rows = FollowUp.objects.filter(proposal=proposal).open()
    rows.update(answer=FollowUp.Answer.LAPSED, answered_on=today)


@transaction.atomic
def refer_on(*, proposal: Proposal, where: str, note: str, by: Seat) -> Proposal:
    """提请主席团或下次会议研究, where it may not be handled again; kept as a step with its note."""
    if where not in WHERE:
        raise ValidationError({"where": "请选择提请主席团还是下次会议。"})
    hold(proposal)
    advance(
        FORMAL, thing=proposal, step="refer_on", by=by, note=note, details={"where": WHERE[where]}
    )
    sentence = f"{named(proposal)}提请{WHERE[where]}研究：{note.strip()}"
    concerned = [*author_side(proposal), *departments(proposal), proposal.leader]
    tell(proposal, sentence, _but(by, [*concerned, *deciders(proposal)]))
    return proposal


@transaction.atomic
def close(*, proposal: Proposal, by: Seat) -> Proposal:
    """办结: after the author's rating, or after the time for it (norm proposals.rating_days)."""
    hold(proposal)
    advance(
        FORMAL, thing=proposal, step="close", by=by, changes={"closed_on": timezone.localdate()}
    )
    concerned = [*author_side(proposal), *departments(proposal), proposal.leader]
    tell(proposal, f"{named(proposal)}已办结", _but(by, concerned))
    return proposal


@transaction.atomic
def archive(*, proposal: Proposal, by: Seat) -> Proposal:
    hold(proposal)
    advance(FORMAL, thing=proposal, step="archive", by=by)
    tell(proposal, f"{named(proposal)}已归档", _but(by, [proposal.author, proposal.lead]))
    return proposal


def ripe_ones(*, by: Seat, today: datetime.date) -> Any:
    """What this seat may close today."""
    days = norm("proposals.rating_days", union=by.union, on=today)
    return ripe(Proposal.objects.visible_to(by), checks.last_ended(today, days))


def to_archive(*, by: Seat) -> Any:
    return Proposal.objects.visible_to(by).filter(state=ProposalState.CLOSED)


@transaction.atomic
def close_ripe(*, by: Seat, today: datetime.date) -> int:
    """Closes all that may be closed; how many."""
    _require_decider(by)
    rows = list(ripe_ones(by=by, today=today).order_by("pk"))
    for proposal in rows:
        close(proposal=proposal, by=by)
    return len(rows)


@transaction.atomic
def archive_all(*, by: Seat, session_id: int | None = None, year: int | None = None) -> int:
    """Archives the closed ones of a session, or of a year of their numbers; how many.

    Raises ValidationError where neither is given.
    """
    _require_decider(by)
    rows = to_archive(by=by)
    if session_id is not None:
        rows = rows.filter(session_id=session_id)
    elif year is not None:
        rows = rows.filter(year=year)
    else:
        raise ValidationError("请选择按会议还是按年度归档。")
    found = list(rows.order_by("pk"))
    for proposal in found:
        archive(proposal=proposal, by=by)
    return len(found)


def _require_decider(by: Seat) -> None:
    if not (by.can("proposals.screen") or heads_committee(by)):
        raise PermissionDenied
