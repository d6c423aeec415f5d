"""Demonstration data of formal proposals: two years, one in each state, at the rich school."""

from __future__ import annotations

import datetime

from django.utils import timezone

from congress.models import CongressTerm, Delegate, Session
from congress.models.sessions import State
from proposals.demo import formal_texts as texts
from proposals.demo.formal_texts import Text
from proposals.models import (
    Advice,
    CoUnit,
    Outcome,
    Proposal,
    ProposalState,
    Rating,
    ReasonClass,
    Reply,
    ResultClass,
    Seconder,
)
from union_site.calendar import DAY, add_working_days, is_working_day
from union_site.demo import Stage, Taken, moment, remember
from union_site.models import Grant, Seat

S = ProposalState
DEPARTMENTS = ("教务处", "人事处", "信息中心")


class Floor:
    """Who takes part: delegates with a seat, departments, the leader, the officer who screens."""

    def __init__(self, stage: Stage, term: CongressTerm) -> None:
        self.stage, self.term, self.school = stage, term, stage.rich
        rows = Delegate.objects.of_union(self.school).filter(term=term).in_office().full()
        seated = [d for d in rows.for_list() if d.member and getattr(d.member, "seat", None)]
        named = {stage.seat(self.school, role).pk for role in ("chair", "officer", "handler")}
        free = [d for d in seated if d.member.seat.pk not in named]
        teacher = self._seat_of("teacher")
        self.teachers = [d for d in free if d.member.seat.pk == teacher]
        others = [d for d in free if d.member.seat.pk != teacher]
        self.heads = [d.member.seat for d in others[: len(DEPARTMENTS)]]
        self.writers = others[len(DEPARTMENTS) :]
        self.leader = stage.seat(self.school, "leader")
        self.officer = stage.seat(self.school, "officer")
        self.units = [stage.seat(self.school, "handler"), *self.heads]

    def _seat_of(self, username: str) -> int:
        seats = Seat.objects.filter(union=self.school, user__username=username)
        return seats.values_list("pk", flat=True).first() or 0

    @property
    def is_large_enough(self) -> bool:
        return bool(self.teachers) and len(self.writers) > 8

    def writer(self, number: int) -> Delegate:
        return self.writers[number % len(self.writers)]


def load(stage: Stage) -> None:
    school = stage.rich
    if Proposal.objects.of_union(school).exists():
        return
    term = CongressTerm.objects.of_union(school).in_force(stage.today).first()
    if term is None:
        return
    floor = Floor(stage, term)
    sessions = Session.objects.of_union(school).filter(term=term)
    held = list(sessions.filter(state=State.HELD).order_by("-held_on")[:6])
    ahead = sessions.filter(state=State.PLANNED).order_by("held_on").first()
    if not floor.is_large_enough or len(held) < 6 or ahead is None:
        return
    _departments(floor)
    results = _results(stage)
    for number, text in enumerate(texts.ANSWERED):
        _answered(floor, text, number, held[5 if number < 2 else 2], results)
    for number, text in enumerate(texts.HANDLED):
        _handled(floor, text, number, held[0], results)
    _coming(floor, ahead)


def _departments(floor: Floor) -> None:
    """Three more departments: seats of their own teachers, who answer for them."""
    for seat, name in zip(floor.heads, DEPARTMENTS, strict=True):
        Seat.objects.filter(pk=seat.pk).update(department=name, title=f"{name}负责人")
        Grant.objects.get_or_create(
            seat=seat, role="handler", defaults={"valid_from": floor.term.starts_on}
        )
        seat.department = name


def _results(stage: Stage) -> dict[str, ResultClass]:
    rows = [
        ResultClass(union=stage.rich, letter=letter, label=label, meaning=meaning, position=place)
        for place, (letter, label, meaning) in enumerate(texts.RESULTS, start=1)
    ]
    ResultClass.objects.bulk_create(rows)
    return {row.meaning: row for row in rows}


def ago(day: datetime.date, count: int) -> datetime.date:
    """The working day `count` working days before."""
    while count:
        day -= DAY
        count -= is_working_day(day)
    return day


def _new(
    floor: Floor, text: Text, writer: Delegate, session: Session, sent_on: datetime.date | None
) -> Proposal:
    begun = sent_on or floor.stage.today
    return Proposal(
        union=floor.school,
        term=floor.term,
        session=session,
        author=writer.member.seat,  # type: ignore[union-attr]
        delegate=writer,
        title=text.title,
        category=text.category,
        reason=text.reason,
        suggestion=text.suggestion,
        created_at=moment(begun - datetime.timedelta(days=6), 20, 10),
        submitted_at=moment(sent_on, 16, 5) if sent_on else None,
    )


def _keep(proposal: Proposal, steps: list[Taken]) -> None:
    proposal.full_clean()
    proposal.save()
    remember(proposal, *steps)


def _second(proposal: Proposal, floor: Floor, *numbers: int, accepted: int = 9) -> None:
    for place, number in enumerate(numbers):
        delegate = floor.writer(number)
        at = proposal.created_at + datetime.timedelta(days=1 + place)
        said_yes = place < accepted
        Seconder.objects.create(
            union=proposal.union,
            proposal=proposal,
            delegate=delegate,
            state="accepted" if said_yes else "invited",
            invited_at=proposal.created_at,
            answered_at=at if said_yes else None,
        )


def _docketed(
    proposal: Proposal, floor: Floor, day: datetime.date, serial: int, outcome: str
) -> list[Taken]:
    proposal.outcome, proposal.decided_on = outcome, day
    proposal.year, proposal.serial = day.year, serial
    proposal.number = f"{day.year}-{'T' if outcome == Outcome.DOCKETED else 'Y'}{serial:03}"
    label = Outcome(outcome).label
    step = "docket" if outcome == Outcome.DOCKETED else "convert"
    if step == "convert":
        proposal.decision_note = "属部门日常工作，转作意见建议办理。"
        proposal.reason_class = ReasonClass.ROUTINE
    return [
        Taken("submit", "提交", proposal.author, proposal.submitted_at),
        Taken("receive", "开始审查", floor.officer, moment(day, 9, 5)),
        Taken(step, label, floor.officer, moment(day, 15, 30)),
    ]


def _assigned(proposal: Proposal, floor: Floor, number: int, day: datetime.date) -> list[Taken]:
    proposal.lead, proposal.leader = floor.units[number % len(floor.units)], floor.leader
    proposal.assigned_on = day
    proposal.accept_due_on = add_working_days(day, 5).day
    proposal.due_on = add_working_days(day, 30).day
    return [Taken("assign", "交办", floor.officer, moment(day, 10, 40))]


def _answered(
    floor: Floor, text: Text, number: int, session: Session, results: dict[str, ResultClass]
) -> None:
    """Answered, rated and closed; the last one awaits its ratings."""
    writer = floor.teachers[0] if number == 0 else floor.writer(number)
    sent = session.held_on - datetime.timedelta(days=9)
    proposal = _new(floor, text, writer, session, sent)
    meaning = ("solved", "in_progress", "solved", "solved", "planned")[number]
    day = add_working_days(session.held_on, 2).day
    serial = Proposal.objects.of_union(floor.school).filter(year=day.year).count() + 1
    events = _docketed(proposal, floor, day, serial, "docketed")
    events += _assigned(proposal, floor, number, add_working_days(day, 2).day)
    replied = add_working_days(day, 15 + 2 * number).day
    proposal.replied_at, proposal.result = moment(replied, 11, 20), results[meaning]
    proposal.percent = 100 if meaning == "solved" else 40
    proposal.implemented_on = replied if meaning == "solved" else None
    proposal.closed_on = add_working_days(replied, 12).day
    proposal.state = S.ARCHIVED if number < 2 else S.CLOSED
    proposal.published_at = moment(proposal.closed_on, 16)
    events += [
        Taken("accept", "接收办理", proposal.lead, moment(add_working_days(day, 4).day, 9)),
        Taken("reply", "提交答复", proposal.lead, proposal.replied_at - datetime.timedelta(days=1)),
        Taken("sign", "审签", floor.leader, proposal.replied_at),
        Taken("close", "办结", floor.officer, moment(proposal.closed_on, 15)),
    ]
    if proposal.state == S.ARCHIVED:
        kept_at = moment(add_working_days(proposal.closed_on, 5).day, 15)
        events.append(Taken("archive", "归档", floor.officer, kept_at))
    _keep(proposal, events)
    _second(proposal, floor, number + 5, number + 6, number + 7)
    reply = _reply(proposal, text, results[meaning])
    _rate(reply, floor, "satisfied" if number != 1 else "mostly", number)


def _reply(proposal: Proposal, text: Text, result: ResultClass) -> Reply:
    sent = proposal.replied_at
    return Reply.objects.create(
        union=proposal.union,
        proposal=proposal,
        handling_round=proposal.handling_round,
        text=text.reply,
        result=result,
        by=proposal.lead or proposal.author,
        written_at=(sent or timezone.now()) - datetime.timedelta(days=1),
        signed_by=proposal.leader if sent else None,
        sent_at=sent,
    )


def _rate(reply: Reply, floor: Floor, satisfaction: str, number: int) -> None:
    proposal = reply.proposal
    seconders = [row.delegate.member.seat for row in proposal.seconders.for_list()]
    parts = [("author", proposal.author), *(("seconder", seat) for seat in seconders)]
    for place, (part, seat) in enumerate(parts):
        Rating.objects.create(
            union=proposal.union,
            reply=reply,
            seat=seat,
            part=part,
            satisfaction=satisfaction if place < 2 else "mostly",
            note="希望长期坚持。" if place == 0 and number % 2 == 0 else "",
            at=(reply.sent_at or timezone.now()) + datetime.timedelta(days=1 + place),
        )


def _since_assigned(
    floor: Floor, proposal: Proposal, number: int, accepted: datetime.date
) -> list[Taken]:
    """Taken up by all but the third; replied to by the first and the last, signed for the first."""
    taken: list[Taken] = []
    if number != 2:
        taken.append(Taken("accept", "接收办理", proposal.lead, moment(accepted, 9)))
    if number in (0, 3):
        written = (proposal.replied_at or timezone.now()) - datetime.timedelta(days=1)
        taken.append(Taken("reply", "提交答复", proposal.lead, written))
    if number == 0:
        taken.append(Taken("sign", "审签", floor.leader, proposal.replied_at))
    return taken


def _handled(
    floor: Floor, text: Text, number: int, session: Session, results: dict[str, ResultClass]
) -> None:
    """One replied and waiting for ratings, one overdue, one to be accepted, one in review."""
    today = floor.stage.today
    writer = floor.teachers[0] if number == 0 else floor.writer(number + 8)
    sent = ago(today, 40) if number < 2 else ago(today, 9)
    proposal = _new(floor, text, writer, session, sent)
    outcome = "converted" if number == 2 else "docketed"
    given = Proposal.objects.of_union(floor.school).filter(year=today.year, outcome=outcome)
    events = _docketed(proposal, floor, add_working_days(sent, 2).day, given.count() + 1, outcome)
    events += _assigned(proposal, floor, number + 3, add_working_days(sent, 4).day)
    proposal.state = (S.REPLIED, S.HANDLING, S.ASSIGNED, S.REPLY_REVIEW)[number]
    if number == 0:
        proposal.replied_at = moment(ago(today, 3), 10, 15)
        proposal.result, proposal.percent = results["planned"], 30
    events += _since_assigned(floor, proposal, number, add_working_days(sent, 6).day)
    _keep(proposal, events)
    _second(proposal, floor, number + 3, number + 4)
    if number in (0, 3):
        _reply(proposal, text, results["planned"])
    if number == 1:
        CoUnit.objects.create(union=floor.school, proposal=proposal, seat=floor.units[1])


def _coming(floor: Floor, ahead: Session) -> None:
    """For the session ahead: new ones, one with advice, one merged, one rejected, one rising."""
    today = floor.stage.today
    made: list[Proposal] = []
    for number, text in enumerate(texts.NEW):
        sent = ago(today, 4 - number % 3)
        proposal = _new(floor, text, floor.writer(number + 3), ahead, sent)
        proposal.state = S.SUBMITTED if number > 1 else S.SCREENING
        events: list[Taken] = [Taken("submit", "提交", proposal.author, proposal.submitted_at)]
        if number < 2:
            events.append(Taken("receive", "开始审查", floor.officer, moment(today, 8, 30)))
        _keep(proposal, events)
        _second(proposal, floor, number + 6, number + 7)
        made.append(proposal)
    Advice.objects.create(
        union=floor.school,
        proposal=made[0],
        seat=floor.officer,
        suggestion=Outcome.DOCKETED,
        opinion="与另一件阅览室提案内容相近，建议并案。",
        first_unit=floor.units[1],
        given_at=timezone.now(),
    )
    _rejected(floor, ahead)
    rising = _new(floor, texts.SECONDING, floor.writer(1), ahead, None)
    rising.state = S.SECONDING
    _keep(rising, [Taken("invite", "征集附议", rising.author, rising.created_at)])
    _second(rising, floor, 4, accepted=1)
    Seconder.objects.create(
        union=floor.school,
        proposal=rising,
        delegate=floor.teachers[0],
        invited_at=rising.created_at,
    )
    _keep(_new(floor, texts.DRAFT, floor.teachers[0], ahead, None), [])


def _rejected(floor: Floor, ahead: Session) -> None:
    day = ago(floor.stage.today, 3)
    proposal = _new(floor, texts.REJECTED, floor.writer(9), ahead, day)
    proposal.state, proposal.outcome = S.REJECTED, Outcome.REJECTED
    proposal.decided_on, proposal.reason_class = floor.stage.today, ReasonClass.BEYOND
    proposal.decision_note = "属一个办公室的具体安排，请与年级组和总务处商量，不宜作为提案。"
    _keep(
        proposal,
        [
            Taken("submit", "提交", proposal.author, proposal.submitted_at),
            Taken("reject", "不予立案", floor.officer, moment(floor.stage.today, 9, 10)),
        ],
    )
    _second(proposal, floor, 2, 3)
