"""What the measurement of proposals stands on: a union of 300, one of 30,000, three between."""

from __future__ import annotations

import datetime
import os
import random
import uuid
from typing import Any

from django.utils import timezone

from congress.models import CongressTerm, Delegate
from proposals.actions import similar
from proposals.models import (
    Meaning,
    MicroProposal,
    Notice,
    NoticeRating,
    Proposal,
    ResultClass,
    Satisfaction,
    Seconder,
    facts_of,
    keep_readers,
)
from tests.congress.factories import make_delegate, make_term
from tests.members.factories import make_member
from tests.proposals.corpus import Corpus
from tests.proposals.factories import make_result
from union_site import scale
from union_site.models import Grant, Seat, Union, User

SMALL, LARGE = 300, int(os.environ.get("GROWTH_ROWS", "30000"))
OTHERS = (500, 200, 100)
FORMAL_OF = 5  # every fifth is a formal one
READ_OF = 5  # every fifth notice was rated by readers
PER_TEACHER = 20
DELEGATES = 30
FIRST_DAY = datetime.date(2016, 9, 1)
TODAY = datetime.date(2026, 11, 20)
BATCH = 1_000
# The past, in hundredths; what is open is the newest and grows far slower than what is past.
MICRO_PAST = {"published": 75, "declined": 18, "withdrawn": 7}
MICRO_OPEN = ("submitted", "accepted", "assigned", "answered")
FORMAL_PAST = {"archived": 60, "closed": 20, "rejected": 15, "withdrawn": 5}
FORMAL_OPEN = ("submitted", "screening", "to_assign", "assigned", "handling", "replied")
NUMBERED = {"to_assign", "assigned", "handling", "replied", "closed", "archived"}
HANDED = NUMBERED - {"to_assign"}


class Floor:
    """One union with its people and as many proposals as asked for."""

    def __init__(self, union: Union, chair: Seat, size: int) -> None:
        self.union, self.chair, self.size = union, chair, size
        self.dice = random.Random(size)
        self.corpus = Corpus(size)
        self.seats = self._people(max(DELEGATES, size // PER_TEACHER))
        self.teacher = self.seats[0]
        self.leader, *self.units = self.seats[-11:]
        for number, seat in enumerate(self.units, start=1):
            seat.department = f"第{number}处"
        Seat.objects.bulk_update(self.units, ["department"])
        Grant.objects.bulk_create(
            Grant(seat=seat, role="handler", valid_from=scale.LONG_AGO) for seat in self.units
        )
        self.term: CongressTerm = make_term(union)
        self.delegates: list[Delegate] = [
            make_delegate(self.term, member=make_member(union, seat.user.name, seat=seat))
            for seat in self.seats[:DELEGATES]
        ]
        self.result: ResultClass = make_result(union)

    def _people(self, count: int) -> list[Seat]:
        users = User.objects.bulk_create(
            (User(username=f"{self.union.code}-{n}", name=f"教师{n}") for n in range(count)),
            batch_size=BATCH,
        )
        seats = Seat.objects.bulk_create(
            (Seat(user=user, union=self.union) for user in users), batch_size=BATCH
        )
        Grant.objects.bulk_create(
            (Grant(seat=seat, role="member", valid_from=scale.LONG_AGO) for seat in seats),
            batch_size=BATCH,
        )
        return seats

    @property
    def word(self) -> str:
        """A word that fills a page and not many more, in a small union as in a large one."""
        return self.corpus.tail[self.size // 100]

    @property
    def open_ones(self) -> int:
        return 20 + self.size // 300

    def day(self, place: int, count: int) -> datetime.date:
        return FIRST_DAY + (TODAY - FIRST_DAY) * place // count

    def state(self, place: int, count: int, past: dict[str, int], new: tuple[str, ...]) -> str:
        if place >= count - self.open_ones // 2:
            return new[place % len(new)]
        return self.dice.choices(list(past), list(past.values()))[0]

    # --- micro-proposals

    def micro(self) -> None:
        count = self.size - self.size // FORMAL_OF
        MicroProposal.objects.bulk_create(
            (self._micro(place, count) for place in range(count)), batch_size=BATCH
        )

    def _micro(self, place: int, count: int) -> MicroProposal:
        day = self.day(place, count)
        at = timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))
        state = self.state(place, count, MICRO_PAST, MICRO_OPEN)
        is_anonymous = place % 7 == 0
        values: dict[str, Any] = {}
        if state not in ("submitted", "declined", "withdrawn"):
            values |= {"year": day.year, "serial": place + 1, "title": self.corpus.title()[2:-3]}
        if state == "assigned":
            values |= {"lead": self.dice.choice(self.units), "due_on": TODAY}
        if state in ("answered", "published"):
            values |= {"answer": "已经办好。", "answered_at": at}
            values |= {"result_class": self.dice.choice(Meaning.values)}
            values |= {"lead": self.dice.choice(self.units)}
        if state == "published":
            verdict = self.dice.choice(["", "satisfied", "satisfied", "mostly", "unsatisfied"])
            values |= {"published_at": at, "satisfaction": verdict}
        return MicroProposal(
            union=self.union,
            text=self.corpus.micro(),
            category=self.dice.choice(MicroProposal.Category.values),
            publicity="anonymous" if is_anonymous else "open",
            author=None if is_anonymous else self.dice.choice(self.seats),
            submitted_at=None if is_anonymous else at,
            receipt_hash=uuid.uuid4().hex,
            submission_hash=uuid.uuid4().hex,
            submitted_on=day,
            state=state,
            **values,
        )

    # --- formal ones

    def formal(self) -> None:
        count = self.size // FORMAL_OF
        made = Proposal.objects.bulk_create(
            (self._formal(place, count) for place in range(count)), batch_size=BATCH
        )
        Seconder.objects.bulk_create(
            (
                Seconder(
                    union=self.union,
                    proposal=row,
                    delegate=delegate,
                    state="accepted",
                    invited_at=row.created_at,
                    answered_at=row.created_at,
                )
                for row in made
                for delegate in self.dice.sample(self.delegates, 2)
            ),
            batch_size=BATCH,
        )

    def _formal(self, place: int, count: int) -> Proposal:
        day = self.day(place, count)
        at = timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))
        state = self.state(place, count, FORMAL_PAST, FORMAL_OPEN)
        delegate = self.delegates[place % DELEGATES]
        values: dict[str, Any] = {}
        if state in NUMBERED:
            number = f"{day.year}-T{place + 1:05}"
            values |= {"year": day.year, "serial": place + 1, "number": number}
            values |= {"outcome": "docketed", "decided_on": day}
        if state in HANDED:
            values |= {"lead": self.dice.choice(self.units), "leader": self.leader}
            values |= {"assigned_on": day, "due_on": TODAY, "accept_due_on": TODAY}
        if state in ("replied", "closed", "archived"):
            values |= {"replied_at": at, "result": self.result}
        if state in ("closed", "archived"):
            values |= {"closed_on": day, "published_at": at if place % 2 else None}
        if state == "rejected":
            values |= {"outcome": "rejected", "decision_note": "见审查意见。", "decided_on": day}
        return Proposal(
            union=self.union,
            term=self.term,
            author=self.seats[place % DELEGATES],
            delegate=delegate,
            title=self.corpus.title(),
            category=self.dice.choice(["welfare", "campus", "teaching", "team"]),
            reason=self.corpus.paragraph(2),
            suggestion=self.corpus.paragraph(2),
            state=state,
            created_at=at,
            submitted_at=at,
            **values,
        )

    # --- what was published of either kind

    def notices(self) -> None:
        micro = self._published(MicroProposal)
        formal = self._published(Proposal)
        made = Notice.objects.bulk_create(
            [
                *(self._notice(row, row.title, micro=row) for row in micro),
                *(self._notice(row, row.title, proposal=row) for row in formal),
            ],
            batch_size=BATCH,
        )
        NoticeRating.objects.bulk_create(
            (
                NoticeRating(
                    union=self.union,
                    notice=notice,
                    seat=seat,
                    satisfaction=self.dice.choice(Satisfaction.values),
                    rated_on=TODAY,
                )
                for notice in made[::READ_OF]
                for seat in self.dice.sample(self.seats, 3)
            ),
            batch_size=BATCH,
        )
        for notice in made[::READ_OF]:
            keep_readers(notice)

    def _published(self, model: Any) -> Any:
        rows = model.objects.filter(union=self.union, published_at__isnull=False)
        return rows.select_related("author__user", *(["result"] if model is Proposal else []))

    def _notice(self, row: MicroProposal | Proposal, headline: str, **of: Any) -> Notice:
        name = row.author.user.name if row.author else "匿名"
        return Notice(
            union=self.union,
            headline=headline,
            shown_name=name,
            published_at=row.published_at,
            **facts_of(row),
            **of,
        )

    def fill(self) -> None:
        self.micro()
        self.formal()
        self.notices()
        similar.index_missing(self.union)


def stage() -> dict[int, Floor]:
    """The unions, filled; those of 300 and of 30,000 by their size."""
    sizes = (SMALL, LARGE, *OTHERS)
    built = scale.load(
        unions=len(sizes), members=0, years=0, seed=1, today=TODAY, password="for-the-bench-only"
    )
    floors = [
        Floor(union, built.chairs[union.pk], size)
        for union, size in zip(built.unions, sizes, strict=True)
    ]
    for floor in floors:
        floor.fill()
    return {floor.size: floor for floor in floors[:2]}
