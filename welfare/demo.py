"""Demonstration data of condolence: two years of rounds, visits and birthday cards."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass
from decimal import Decimal

from members.models import Member
from union_site.calendar import DAY, holiday_name, is_working_day
from union_site.demo import Stage
from union_site.models import Seat, StepEvent, Union
from union_site.norms import norm
from welfare.actions import BIRTHDAY_CARD, COMMON_REASONS
from welfare.models import (
    CAKE_CARD,
    CondolenceCampaign,
    FundSource,
    Gift,
    State,
    Visit,
    VisitReason,
)

Occasion, Form, Relation = CondolenceCampaign.Occasion, Visit.Form, Visit.Relation
Event = tuple[int, int, str, str, str, int, str]


@dataclass(frozen=True)
class Round:
    """A round that comes back every year, some days before its festival."""

    occasion: str
    title: str
    festival: str
    usual_day: tuple[int, int]  # where the year's holidays are not published yet
    people: int
    amount: int
    goods: str


ROUNDS = [
    Round(Occasion.SPRING_FESTIVAL, "春节慰问", "春节", (2, 5), 8, 300, "米面油"),
    Round(Occasion.LABOUR_DAY, "五一慰问一线教职工", "劳动节", (5, 1), 6, 200, "劳保用品"),
    Round(Occasion.DRAGON_BOAT, "端午慰问", "端午", (6, 10), 6, 150, "粽子礼盒"),
    Round(Occasion.MID_AUTUMN, "中秋慰问", "中秋", (9, 20), 8, 200, "月饼和水果"),
]
# month, day, reason, relation, form, amount, details: a year's obligatory visits
EVENTS: list[Event] = [
    (1, 9, "生病住院", Relation.SELF, Form.MONEY, 500, "肺炎住院，已出院休养。"),
    (1, 20, "家庭突发困难", Relation.SELF, Form.MONEY, 1000, "家中失火，财物受损。"),
    (2, 27, "亲属去世", Relation.PARENT, Form.MONEY, 500, ""),
    (3, 5, "结婚", Relation.SELF, Form.GOODS, 500, ""),
    (3, 13, "生病住院", Relation.SELF, Form.MONEY, 500, "阑尾炎手术，恢复良好。"),
    (3, 24, "生育", Relation.SELF, Form.GOODS, 500, "顺产，母子平安。"),
    (4, 8, "生病住院", Relation.PARENT, Form.VISIT, 0, "父亲骨折，家中缺人照看。"),
    (4, 21, "亲属去世", Relation.PARENT, Form.MONEY, 500, ""),
    (5, 6, "结婚", Relation.SELF, Form.GOODS, 500, ""),
    (5, 19, "生病住院", Relation.SELF, Form.MONEY, 500, "腰椎间盘突出，住院理疗。"),
    (6, 4, "生育", Relation.SELF, Form.GOODS, 500, "剖宫产，母女平安。"),
    (6, 16, "生病住院", Relation.SELF, Form.MONEY, 500, "甲状腺结节手术。"),
    (6, 30, "退休离岗", Relation.SELF, Form.GOODS, 300, ""),
    (7, 8, "亲属去世", Relation.PARENT, Form.MONEY, 500, ""),
    (8, 20, "生病住院", Relation.SELF, Form.MONEY, 500, "急性肠胃炎住院。"),
    (9, 8, "结婚", Relation.SELF, Form.GOODS, 500, ""),
    (9, 15, "生病住院", Relation.CHILD, Form.CALL, 0, "孩子住院，电话慰问。"),
    (9, 28, "生育", Relation.SELF, Form.GOODS, 500, "顺产。"),
    (10, 13, "生病住院", Relation.SELF, Form.MONEY, 500, "骨折手术。"),
    (10, 20, "亲属去世", Relation.PARENT, Form.MONEY, 500, ""),
    (10, 27, "家庭突发困难", Relation.SELF, Form.MONEY, 1000, "家人遭遇车祸。"),
    (11, 3, "生病住院", Relation.SELF, Form.MONEY, 500, "肺部感染住院。"),
    (11, 10, "结婚", Relation.SELF, Form.GOODS, 500, ""),
    (12, 2, "生病住院", Relation.SELF, Form.MONEY, 500, "白内障手术。"),
    (12, 15, "亲属去世", Relation.PARENT, Form.MONEY, 500, ""),
]


def load(stage: Stage) -> None:
    """Fills every school that has no reasons for visits yet, and leaves the others alone."""
    for school in stage.schools:
        people = list(Member.objects.of_union(school).active().order_by("pk"))
        if not people or VisitReason.objects.of_union(school).exists():
            continue
        _Year(stage, school, people).fill()


class _Year:
    """One school's two years."""

    def __init__(self, stage: Stage, school: Union, people: list[Member]) -> None:
        self.school, self.people, self.today = school, people, stage.today
        self.is_rich = school == stage.rich
        self.dice: random.Random = stage.dice("welfare", school.code)
        self.seat: Seat = stage.seat(school, "chair")
        self.reasons = {reason.name: reason for reason in self._reasons()}
        self.visits: list[Visit] = []

    def _reasons(self) -> list[VisitReason]:
        return VisitReason.objects.bulk_create(
            VisitReason(
                union=self.school,
                name=name,
                position=position,
                is_obligatory=is_obligatory,
                is_health=is_health,
            )
            for position, (name, is_obligatory, is_health) in enumerate(COMMON_REASONS, start=1)
        )

    def fill(self) -> None:
        for year in (self.today.year - 1, self.today.year):
            for plan in ROUNDS if self.is_rich else ROUNDS[::3]:
                self._round(plan, year)
            for number, event in enumerate(EVENTS):
                if self.is_rich or number % 6 == 0:
                    self._event(event, year)
            self._birthdays(year)
        if self.is_rich:
            self._duties()
        Visit.objects.bulk_create(self.visits)
        StepEvent.objects.bulk_create(
            _step(visit, self.seat) for visit in self.visits if visit.visited_on
        )

    def _round(self, plan: Round, year: int) -> None:
        day = _working(festival(year, plan.festival, plan.usual_day) - 6 * DAY)
        if day >= self.today:
            return
        campaign = CondolenceCampaign.objects.create(
            union=self.school,
            title=f"{year}年{plan.title}",
            occasion=plan.occasion,
            starts_on=day,
            ends_on=day + DAY,
        )
        for member in self.dice.sample(self.people, min(plan.people, len(self.people))):
            visit = self._visit(member, "节日慰问", Relation.SELF, day, "")
            visit.campaign, visit.due_on = campaign, day
            self._pay(visit, day, Form.GOODS, plan.amount, plan.goods)

    def _event(self, event: Event, year: int) -> None:
        month, day, reason, relation, form, amount, details = event
        event_on = datetime.date(year, month, day)
        visited_on = _working(event_on + DAY * self.dice.randint(1, 3))
        if visited_on >= self.today:
            return
        visit = self._visit(self.dice.choice(self.people), reason, relation, event_on, details)
        goods = "慰问品" if form == Form.GOODS else ""
        self._pay(visit, visited_on, form, amount, goods)

    def _visit(
        self,
        member: Member,
        reason: str,
        relation: str,
        event_on: datetime.date,
        details: str,
    ) -> Visit:
        visit = Visit(
            union=self.school,
            member=member,
            reason=self.reasons[reason],
            relation=relation,
            event_on=event_on,
            due_on=event_on + 5 * DAY,
            details=details,
            registered_by=self.seat,
        )
        self.visits.append(visit)
        return visit

    def _pay(self, visit: Visit, day: datetime.date, form: str, amount: int, goods: str) -> None:
        visit.state = State.VISITED
        visit.visited_on, visit.form, visit.goods = day, form, goods
        visit.amount = Decimal(amount)
        visit.fund_source = FundSource.UNION if amount else ""
        visit.visitors = f"{self.seat.name}、工会委员"

    def _duties(self) -> None:
        """What waits: one visit overdue, one due tomorrow, one in some days."""
        waiting = [
            ("生病住院", Relation.SELF, -7, -2, "胆囊手术，在区人民医院住院。"),
            ("亲属去世", Relation.PARENT, -3, 1, ""),
            ("结婚", Relation.SELF, 0, 5, ""),
        ]
        for reason, relation, happened, due, details in waiting:
            event_on = self.today + DAY * happened
            member = self.dice.choice(self.people)
            visit = self._visit(member, reason, relation, event_on, details)
            visit.due_on = self.today + DAY * due

    def _birthdays(self, year: int) -> None:
        """Cards at the beginning of each month; of this month only those that are over."""
        if year < self.today.year and not self.is_rich:
            return
        amount = norm(BIRTHDAY_CARD, union=self.school, on=self.today).decimal
        Gift.objects.bulk_create(
            Gift(
                union=self.school,
                member=member,
                kind=Gift.Kind.BIRTHDAY,
                year=year,
                given_on=given_on,
                goods=CAKE_CARD,
                amount=amount,
                registered_by=self.seat,
            )
            for member in self.people
            if (given_on := self._card_day(member, year)) is not None
        )

    def _card_day(self, member: Member, year: int) -> datetime.date | None:
        born = member.birth_date
        if (year, born.month) > (self.today.year, self.today.month):
            return None
        first = _working(datetime.date(year, born.month, 1))
        is_this_month = (year, born.month) == (self.today.year, self.today.month)
        if first > self.today or (is_this_month and born.day >= self.today.day):
            return None
        return first


def _working(day: datetime.date) -> datetime.date:
    while not is_working_day(day):
        day += DAY
    return day


def festival(year: int, name: str, usual_day: tuple[int, int]) -> datetime.date:
    """The first day off of a festival, else the day it usually is near."""
    first = datetime.date(year, 1, 1)
    days = (first + DAY * n for n in range(365))
    found = next((day for day in days if name in holiday_name(day)), None)
    return found or datetime.date(year, *usual_day)


def _step(visit: Visit, seat: Seat) -> StepEvent:
    """The step as it would have been taken then; a row of the past has no act behind it."""
    day = visit.visited_on or visit.due_on
    at = datetime.datetime.combine(day, datetime.time(9), datetime.UTC)
    return StepEvent(
        union=visit.union,
        object_type=visit._meta.label_lower,
        object_id=str(visit.pk),
        step="pay",
        label="登记走访",
        source=State.DUE,
        target=State.VISITED,
        seat=seat,
        at=at,
    )
