"""Demonstration data after the reply: ratings, follow-ups, reminders, one under supervision."""

from __future__ import annotations

import datetime

from django.utils import timezone

from proposals.models import (
    FollowUp,
    Matter,
    MicroProposal,
    MicroState,
    Proposal,
    ProposalState,
    Rating,
    Reminder,
    Seconder,
)
from proposals.models.either import column_of
from union_site.calendar import add_working_days
from union_site.demo import Stage, Taken, remember

S = ProposalState
REASON = "涉及全校教师，超过应答复日期仍未答复，请校领导督促。"


def load(stage: Stage) -> None:
    school = stage.rich
    if Reminder.objects.of_union(school).exists() or FollowUp.objects.of_union(school).exists():
        return
    _seconder_rates(stage)
    _follow_ups(stage)
    _micro_follow_ups(stage)
    _press(stage)


def _seconder_rates(stage: Stage) -> None:
    """Of the reply that came lately one seconder has rated; author and the others have not."""
    replied = Proposal.objects.of_union(stage.rich).filter(state=S.REPLIED).order_by("pk").first()
    reply = replied.last_reply() if replied else None
    if replied is None or reply is None or reply.ratings.exists():
        return
    seconder = Seconder.objects.filter(proposal=replied).accepted().for_list().first()
    seat = getattr(seconder.delegate.member, "seat", None) if seconder else None
    if seat is not None:
        Rating.objects.create(
            union=stage.rich,
            reply=reply,
            seat=seat,
            part=Rating.Part.SECONDER,
            satisfaction="mostly",
            note="方向对了，希望写明哪个月完成。",
            at=timezone.now() - datetime.timedelta(hours=20),
        )


def _question(
    stage: Stage, thing: Proposal | MicroProposal, answer: str = "", note: str = ""
) -> None:
    """Four weeks after the answer; the open ones these days."""
    answered_at = thing.replied_at if isinstance(thing, Proposal) else thing.answered_at
    asked_on = stage.today - datetime.timedelta(days=4)
    if answer and answered_at is not None:
        weeks_after = timezone.localdate(answered_at) + datetime.timedelta(days=28)
        asked_on = min(weeks_after, asked_on)
    FollowUp.objects.create(
        union=stage.rich,
        **column_of(thing),
        handling_round=thing.handling_round,
        asked_on=asked_on,
        due_on=add_working_days(asked_on, 15).day,
        answer=answer,
        note=note,
        answered_on=asked_on + datetime.timedelta(days=2) if answer else None,
    )


def _follow_ups(stage: Stage) -> None:
    """Closed ones were asked about: solved, partly, and one question still open."""
    rows = Proposal.objects.of_union(stage.rich).filter(state__in=[S.CLOSED, S.ARCHIVED])
    answers = [("yes", ""), ("yes", "用着很好。"), ("partly", "高峰时仍要排队。"), ("", "")]
    for proposal, (answer, note) in zip(rows.order_by("pk"), answers, strict=False):
        _question(stage, proposal, answer, note)


def _micro_follow_ups(stage: Stage) -> None:
    """Open for the teacher of the demonstration, where one of hers was answered."""
    rows = MicroProposal.objects.of_union(stage.rich).filter(
        state__in=[MicroState.ANSWERED, MicroState.PUBLISHED],
        result_class__in=["solved", "planned"],
    )
    own = rows.filter(author__user__username="teacher").order_by("-submitted_on", "pk").first()
    if own is not None:
        _question(stage, own)
    others = rows.filter(publicity="open").exclude(author__user__username="teacher")
    for proposal in others.order_by("submitted_on", "pk")[:3]:
        _question(stage, proposal, "yes")


def _press(stage: Stage) -> None:
    """The one that is overdue was reminded of at each stage, and is under supervision."""
    late = Proposal.objects.of_union(stage.rich).overdue(stage.today).order_by("pk").first()
    if late is None or late.due_on is None:
        return
    Proposal.objects.filter(pk=late.pk).update(is_supervised=True)
    six_hours_ago = timezone.now() - datetime.timedelta(hours=6)
    chair = stage.seat(stage.rich, "chair")
    state = late.state
    step = Taken("supervise", "列入督办", chair, six_hours_ago, REASON, source=state, target=state)
    remember(late, step)
    days = {"ahead_1": -7, "ahead_2": -1, "due": 0, "late": 1, "escalated": 3}
    for stage_name, offset in days.items():
        sent_on = late.due_on + datetime.timedelta(days=offset)
        if sent_on <= stage.today:
            Reminder.objects.create(
                union=stage.rich,
                proposal=late,
                matter=Matter.REPLY,
                stage=stage_name,
                due_on=late.due_on,
                sent_on=sent_on,
            )
