"""Acts on deliberations 微议事: beginning, speaking, withdrawing, reporting, closing."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from congress.actions.acting import hold
from proposals.actions import telling
from proposals.checks import public as checks
from proposals.checks.micro import clean_text
from proposals.models import (
    Deliberation,
    Opinion,
    OpinionReport,
    PollOption,
    Standing,
)
from proposals.models.either import column_of
from proposals.workflow.deliberation import (
    DELIBERATION,
    OPINION,
    OWN,
    Thing,
    may_be_discussed,
    may_open,
)
from union_site import audit, notifications
from union_site.findings import Finding, blocking
from union_site.models import Seat
from union_site.norms import norm
from union_site.workflow import advance, require_open


def refuse(found: Sequence[Finding]) -> None:
    """Raises what blocks, each sentence beside its field."""
    said: dict[str, list[str]] = {}
    for finding in blocking(found):
        said.setdefault(finding.where or "__all__", []).append(finding.sentence)
    if said:
        raise ValidationError(said)


def _concerned(deliberation: Deliberation) -> list[Seat | None]:
    """Whose proposal it is and who handles it; an anonymous author is nobody."""
    if deliberation.micro is not None:
        return [deliberation.micro.author, deliberation.micro.lead]
    if deliberation.proposal is not None:
        proposal = deliberation.proposal
        return [*telling.author_side(proposal), *telling.departments(proposal)]
    return []


def _tell(deliberation: Deliberation, sentence: str, seats: Sequence[Seat | None]) -> None:
    url = reverse("proposals:deliberation", args=[deliberation.pk])
    notifications.tell(seats=seats, sentence=sentence, url=url)


@transaction.atomic
def begin(
    *,
    title: str,
    question: str,
    opens_on: datetime.date,
    closes_on: datetime.date,
    poll_question: str = "",
    poll_options: Sequence[str] = (),
    thing: Thing = None,
    by: Seat,
) -> Deliberation:
    """Puts a question to all staff, on a proposal or on nothing but itself."""
    if not may_open(thing, by) or (thing is not None and thing.union_id != by.union_id):
        raise PermissionDenied
    if not may_be_discussed(thing):
        raise ValidationError("受理或立案以后的提案才能发起微议事。")
    today = timezone.localdate()
    options = [option.strip() for option in poll_options if option.strip()]
    found = checks.window_findings(opens_on, closes_on, today=today)
    refuse(found + checks.poll_findings(poll_question.strip(), options))
    deliberation = Deliberation(
        union=by.union,
        title=title.strip(),
        question=clean_text(question),
        opened_by=by,
        opens_on=opens_on,
        closes_on=closes_on,
        poll_question=poll_question.strip(),
        **column_of(thing),
    )
    deliberation.full_clean()
    deliberation.save()
    for position, label in enumerate(options, start=1):
        option = PollOption(
            union=by.union, deliberation=deliberation, position=position, label=label
        )
        option.full_clean()
        option.save()
    audit.record(verb="deliberation.begin", label="发起微议事", by=by, thing=deliberation)
    _tell(deliberation, f"就您的提案发起了微议事“{deliberation.title}”", _concerned(deliberation))
    return deliberation


def require_running(deliberation: Deliberation, by: Seat, today: datetime.date) -> None:
    if by.union_id != deliberation.union_id or not by.can(OWN):
        raise PermissionDenied
    if not deliberation.is_running(today):
        words = deliberation.status_words(today)
        raise ValidationError(f"这次议事{words}，不再收意见和投票。")


@transaction.atomic
def say(*, deliberation: Deliberation, stance: str, text: str, is_named: bool, by: Seat) -> Opinion:
    """One opinion; without a name it is known to the chair alone, and dated to the day."""
    today = timezone.localdate()
    hold(deliberation)
    require_running(deliberation, by, today)
    clean = clean_text(text)
    mine = Opinion.objects.of_union(by.union).filter(deliberation=deliberation, seat=by)
    found = checks.opinion_findings(
        clean,
        limit=norm("proposals.opinion_characters", union=by.union, on=today),
        said_already=mine.exclude(standing=Standing.WITHDRAWN).count(),
        each=norm("proposals.opinions_each", union=by.union, on=today),
    )
    refuse(found)
    opinion = Opinion(
        union=by.union,
        deliberation=deliberation,
        seat=by,
        is_named=is_named,
        stance=stance,
        text=clean,
        said_on=today,
    )
    opinion.full_clean()
    opinion.save()
    audit.record(
        verb="opinion.say",
        label="发表议事意见",
        by=by if is_named else None,
        union=by.union,
        thing=deliberation,
    )
    return opinion


@transaction.atomic
def withdraw_opinion(*, opinion: Opinion, by: Seat) -> Opinion:
    """One's own is hidden from everybody; the row is kept."""
    return advance(OPINION, thing=opinion, step="withdraw", by=by)


@transaction.atomic
def report_opinion(*, opinion: Opinion, reason: str, by: Seat) -> Opinion:
    """With as many reports as the norm says it is covered until the chair decides."""
    if by.union_id != opinion.union_id or not by.can(OWN):
        raise PermissionDenied
    hold(opinion)
    if opinion.seat_id == by.pk:
        raise ValidationError("这是您自己的意见，可以直接撤回。")
    if opinion.standing not in (Standing.SHOWN, Standing.COVERED):
        raise ValidationError("这条意见工会已经处理过，不能再举报。")
    report = OpinionReport(
        union=by.union,
        opinion=opinion,
        seat=by,
        reason=reason.strip(),
        reported_on=timezone.localdate(),
    )
    report.full_clean()
    report.save()
    audit.record(verb="opinion.report", label="举报议事意见", by=by, thing=opinion)
    _cover_if_enough(opinion)
    return opinion


def _cover_if_enough(opinion: Opinion) -> None:
    enough = norm("proposals.opinion_reports", union=opinion.union, on=timezone.localdate())
    count = opinion.reports.count()
    if opinion.standing != Standing.SHOWN or count < enough.number:
        return
    advance(OPINION, thing=opinion, step="cover", by=None, note=f"{count} 人举报")
    chairs = notifications.those_with("proposals.screen", union_id=opinion.union_id)
    sentence = f"微议事“{opinion.deliberation.title}”有一条意见被 {count} 人举报，请处理"
    _tell(opinion.deliberation, sentence, chairs)


@transaction.atomic
def keep_opinion(*, opinion: Opinion, by: Seat) -> Opinion:
    advance(OPINION, thing=opinion, step="keep", by=by)
    sentence = f"您在微议事“{opinion.deliberation.title}”中的意见经处理予以保留"
    _tell(opinion.deliberation, sentence, [opinion.seat])
    return opinion


@transaction.atomic
def remove_opinion(*, opinion: Opinion, note: str, by: Seat) -> Opinion:
    advance(OPINION, thing=opinion, step="remove", by=by, note=note)
    sentence = f"您在微议事“{opinion.deliberation.title}”中的意见已隐藏：{note}"
    _tell(opinion.deliberation, sentence, [opinion.seat])
    return opinion


@transaction.atomic
def close(*, deliberation: Deliberation, conclusion: str, by: Seat) -> Deliberation:
    """Ends it with a conclusion that everybody may read."""
    changes = {"conclusion": clean_text(conclusion), "closed_on": timezone.localdate()}
    advance(DELIBERATION, thing=deliberation, step="close", by=by, changes=changes)
    told = [*_concerned(deliberation), deliberation.opened_by]
    _tell(deliberation, f"微议事“{deliberation.title}”已结束，请看小结", told)
    return deliberation


@transaction.atomic
def prolong(*, deliberation: Deliberation, closes_on: datetime.date, by: Seat) -> Deliberation:
    return _run_until("prolong", deliberation, closes_on, by, {})


@transaction.atomic
def reopen(*, deliberation: Deliberation, closes_on: datetime.date, by: Seat) -> Deliberation:
    return _run_until("reopen", deliberation, closes_on, by, {"closed_on": None})


def _run_until(
    step: str,
    deliberation: Deliberation,
    closes_on: datetime.date,
    by: Seat,
    changes: dict[str, Any],
) -> Deliberation:
    require_open(DELIBERATION, thing=deliberation, step=step, by=by)
    today = timezone.localdate()
    refuse(checks.window_findings(deliberation.opens_on, closes_on, today=today))
    written = {"closes_on": closes_on, **changes}
    advance(DELIBERATION, thing=deliberation, step=step, by=by, changes=written)
    return deliberation
