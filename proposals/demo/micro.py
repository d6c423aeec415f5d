"""Demonstration data of the proposal box: two years of micro-proposals, most of them solved."""

from __future__ import annotations

import datetime
import random
import uuid
from dataclasses import dataclass

from proposals import actions
from proposals.actions import letters
from proposals.demo.micro_texts import DECLINED, OPEN_ONES, TEXTS
from proposals.models import MicroProposal, MicroState, ProposalBox
from union_site.calendar import add_working_days
from union_site.demo import Stage, Taken, moment, remember
from union_site.encryption import keyed_hash
from union_site.models import Seat, Union


@dataclass(frozen=True)
class Cast:
    authors: list[Seat]
    screener: Seat
    handler: Seat


def load(stage: Stage) -> None:
    for school in stage.schools:
        _open_box(stage, school)
    if MicroProposal.objects.of_union(stage.rich).exists():
        return
    year = stage.today.year
    cast = _cast(stage, stage.rich)
    _year(stage, stage.rich, year - 1, cast, len(TEXTS) - 2)
    _year(stage, stage.rich, year, cast, 24)
    _declined(stage, cast)
    _under_way(stage, cast)


def _open_box(stage: Stage, school: Union) -> None:
    letters.bag_of(school)
    if not ProposalBox.objects.of_union(school).exists():
        dice = stage.dice("box", school.code)
        token = uuid.UUID(int=dice.getrandbits(128), version=4).hex[:12]
        ProposalBox.objects.create(
            union=school,
            token=token,
            token_hash=keyed_hash(token, "box"),
            renewed_at=moment(stage.today.replace(month=1, day=1), 9),
        )


def _cast(stage: Stage, school: Union) -> Cast:
    members = Seat.objects.filter(union=school, grants__role="member").order_by("pk").distinct()
    return Cast(list(members), stage.seat(school, "chair"), stage.seat(school, "handler"))


def _year(stage: Stage, school: Union, year: int, cast: Cast, count: int) -> None:
    """A year of valid proposals, answered and published; none of it lies in the future."""
    first, last = datetime.date(year, 1, 8), min(datetime.date(year, 12, 12), stage.today)
    step = max(1, ((last - first).days - 40) // count)
    for number in range(count):
        dice = stage.dice("micro", school.code, str(year), str(number))
        day = first + datetime.timedelta(days=number * step + dice.randrange(max(1, step - 1)))
        text = TEXTS[(number + year) % len(TEXTS)]
        _published(school, cast, dice, text, day, number + 1)


def _new(
    school: Union, cast: Cast, dice: random.Random, text: tuple[str, ...], day: datetime.date
) -> MicroProposal:
    publicity = dice.choices(["open", "hidden", "anonymous"], [6, 2, 2])[0]
    anonymous = publicity == "anonymous"
    key = uuid.UUID(int=dice.getrandbits(128), version=4)
    return MicroProposal(
        id=uuid.UUID(int=dice.getrandbits(128), version=4),
        union=school,
        text=text[1],
        category=text[2],
        publicity=publicity,
        author=None if anonymous else dice.choice(cast.authors),
        receipt_hash=actions.hash_of_code(actions.receipt_code(key.hex)),
        submission_hash=keyed_hash(key.hex, "submission"),
        submitted_on=day,
        submitted_at=None if anonymous else moment(day, 14, dice.randrange(60)),
    )


def _accepted(
    proposal: MicroProposal, cast: Cast, title: str, serial: int, day: datetime.date
) -> list[Taken]:
    proposal.title, proposal.state = title, MicroState.ACCEPTED
    proposal.year, proposal.serial = proposal.submitted_on.year, serial
    at = moment(day, 16, 40)
    return [Taken("accept", "受理", cast.screener, at, source="submitted", target="accepted")]


def _assigned(proposal: MicroProposal, cast: Cast, day: datetime.date) -> list[Taken]:
    proposal.state, proposal.lead = MicroState.ASSIGNED, cast.handler
    proposal.due_on = add_working_days(day, 10).day
    at = moment(day, 9, 12)
    details = {"lead": cast.handler.department, "due_on": proposal.due_on.isoformat()}
    return [
        Taken(
            "assign",
            "交办",
            cast.screener,
            at,
            details=details,
            source="accepted",
            target="assigned",
        )
    ]


def _published(
    school: Union,
    cast: Cast,
    dice: random.Random,
    text: tuple[str, ...],
    day: datetime.date,
    serial: int,
) -> None:
    proposal = _new(school, cast, dice, text, day)
    next_day = add_working_days(day, 1).day
    events = _accepted(proposal, cast, text[0], serial, next_day)
    events += _assigned(proposal, cast, add_working_days(next_day, 1).day)
    answered = add_working_days(next_day, dice.randint(3, 9)).day
    proposal.state, proposal.answer = MicroState.PUBLISHED, text[3]
    proposal.result_class = "solved"
    proposal.answered_at = moment(answered, 10, dice.randrange(60))
    proposal.satisfaction = dice.choices(["satisfied", "mostly"], [8, 2])[0]
    proposal.published_at = moment(add_working_days(answered, 3).day, 11)
    rated = moment(add_working_days(answered, 1).day, 0)
    events += [
        Taken(
            "answer",
            "答复",
            cast.handler,
            proposal.answered_at,
            details={"result_class": "solved"},
            source="assigned",
            target="answered",
        ),
        Taken(
            "rate",
            "评价",
            proposal.author,
            rated if proposal.is_anonymous else rated + datetime.timedelta(hours=12),
            details={"satisfaction": proposal.satisfaction},
            source="answered",
            target="answered",
        ),
        Taken(
            "publish",
            "公示",
            cast.screener,
            proposal.published_at,
            source="answered",
            target="published",
        ),
    ]
    _keep(proposal, events)


def _keep(proposal: MicroProposal, events: list[Taken]) -> None:
    proposal.full_clean()
    proposal.save(force_insert=True)
    remember(proposal, *events)


def _declined(stage: Stage, cast: Cast) -> None:
    dice = stage.dice("micro", "declined")
    day = stage.today - datetime.timedelta(days=60)
    proposal = _new(stage.rich, cast, dice, DECLINED, day)
    proposal.state = MicroState.DECLINED
    proposal.decline_reason = MicroProposal.Reason.PERSONAL
    at, note = moment(day, 17), "属个人事务，请与年级组长商量。"
    event = Taken(
        "decline", "不予受理", cast.screener, at, note, source="submitted", target="declined"
    )
    _keep(proposal, [event])


def _under_way(stage: Stage, cast: Cast) -> None:
    """One overdue at the department, one in time, one waiting to be handed over, one new."""
    serial = 25
    for number, text in enumerate(OPEN_ONES):
        dice = stage.dice("micro", "open", str(number))
        day = add_days(stage.today, (-22, -4, -3, -1)[number])
        proposal = _new(stage.rich, cast, dice, text, day)
        events: list[Taken] = []
        if number < 3:
            events += _accepted(proposal, cast, text[0], serial + number, day)
        if number < 2:
            events += _assigned(proposal, cast, add_days(day, 1))
        _keep(proposal, events)


def add_days(day: datetime.date, count: int) -> datetime.date:
    return day + datetime.timedelta(days=count)
