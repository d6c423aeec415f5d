"""The demonstration register: a district of 528 eligible units, each one invented.

The totals are those of a real district's report of the year before: 95 of 97, 63 of 65 and 309
of 366 units have a union; 6, 31 and 309 of them were founded or renewed in that year.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from django.db import transaction
from stdnum.cn import uscc

from members.actions.register_writing import prepare_event
from members.checks.register import months_after
from members.demo.roster import GIVEN, SURNAMES
from members.models import (
    BodyTerm,
    Member,
    RegisterTask,
    Unit,
    UnitCount,
    UnitEvent,
    UnitEventKind,
)
from members.models.register import BaseType
from union_site.demo import Stage
from union_site.models import Seat, StepEvent, Union

MEMBERS, CARDS = 12_237, 10_610
ZONES = ("中心学区", "东湾学区", "西湾学区", "南岸学区", "北岸学区", "临港学区")
TERM_MONTHS = 60


@dataclass(frozen=True)
class Plan:
    """How many units of a kind there are and how they stand."""

    kind: str
    eligible: int
    established: int
    founded: int  # in the year before
    renewed: int
    ineligible: int
    closed: int
    staff: tuple[int, int]
    code: str  # first two characters of the credit code


PLANS = (
    Plan(Union.Kind.PUBLIC_SCHOOL, 97, 95, 1, 5, 0, 3, (42, 118), "12"),
    Plan(Union.Kind.PRIVATE_SCHOOL, 65, 63, 12, 19, 2, 1, (28, 66), "52"),
    Plan(Union.Kind.PRIVATE_KINDERGARTEN, 366, 309, 268, 41, 9, 2, (13, 28), "52"),
)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_PUBLIC = _words(
    "海韵 潮音 望海 听涛 观澜 碧波 云帆 锦程 育英 育才 文昌 崇德 明志 致远 立新 求真 向阳 春晖 "
    "滨江 桥头 河西 河东 石桥 长堤 青松 翠竹 梅林 兰亭 桃源 杏坛 槐荫 柳岸"
)
_PRIVATE = _words(
    "弘毅 笃行 知行 启智 汇文 育翔 天成 新元 华彩 思远 行知 树人 景行 志成 尚德 嘉禾 同心 远航 "
    "晨光 恒星 金桥"
)
_ESTATES = _words("海滨花园 锦绣家园 阳光新城 翡翠湾 书香苑 和平里 安居苑 港湾名邸 金沙里 丽水苑")
_KINDERGARTENS = _words(
    "启明 小海豚 金葵花 红苹果 蓝贝壳 小白帆 七色光 小太阳 彩虹桥 小松鼠 童乐 童心 童话 乐乐 "
    "星星 月亮船 摇篮 蓓蕾 春芽 小橡树 小蜗牛 蒲公英 向日葵 小天鹅 百灵鸟 小脚印 大风车 金贝贝 "
    "爱贝 新苗 育苗 智多星 哈哈 果果 豆豆 小银河 小灯塔 小帆船"
)
_REASONS = ("教职工不足，待联合建会", "校舍租约到期，即将停办", "合并停办")


@dataclass
class Book:
    """What is being put together, to be written at once."""

    stage: Stage
    dice: random.Random
    units: list[Unit] = field(default_factory=list)
    events: list[UnitEvent] = field(default_factory=list)

    @property
    def last(self) -> int:
        return self.stage.today.year - 1

    def happened(
        self,
        unit: Unit,
        kind: UnitEventKind,
        on: datetime.date,
        number: int = 0,
        due_on: datetime.date | None = None,
    ) -> None:
        if kind != UnitEventKind.CLOSED:
            due_on = due_on or months_after(on, TERM_MONTHS)
        document = f"滨教工〔{on.year}〕{number}号" if number else ""
        event = prepare_event(unit, kind=kind, on=on, due_on=due_on, document_no=document)
        self.events.append(event)

    def day_of(self, year: int) -> datetime.date:
        return datetime.date(year, self.dice.randint(1, 12), self.dice.randint(1, 28))


@transaction.atomic
def load(stage: Stage) -> None:
    """Brings the district its register; what is there already stays as it is."""
    if Unit.objects.of_union(stage.district).exists():
        return
    book = Book(stage, stage.dice("register"))
    heads = _people(book.dice, len(ZONES) * 2)
    for plan in PLANS:
        _fill(book, plan, heads)
    _count(book)
    Unit.objects.bulk_create(book.units)
    UnitEvent.objects.bulk_create(book.events)
    UnitCount.objects.bulk_create(_counts(book))
    _tasks(book, heads)


def _people(dice: random.Random, count: int) -> list[str]:
    given = "".join(GIVEN.values())
    return [dice.choice(SURNAMES) + "".join(dice.sample(given, 2)) for _ in range(count)]


def _fill(book: Book, plan: Plan, heads: Sequence[str]) -> None:
    schools = [school for school in book.stage.schools if school.kind == plan.kind]
    names = _names(plan.kind, {school.unit_name for school in schools})
    whole = plan.eligible + plan.ineligible + plan.closed
    for place in range(whole):
        school = schools[place] if place < len(schools) else None
        unit = _unit(book, plan, place, school, next(names) if school is None else "", heads)
        book.units.append(unit)
        if place < plan.established:
            _establish(book, plan, unit, place, school)
        elif place >= plan.eligible + plan.ineligible:
            book.happened(unit, UnitEventKind.CLOSED, datetime.date(book.last - 1, 8, 31))
        elif place >= plan.eligible:
            unit.is_eligible = False
            unit.ineligible_reason = _REASONS[place % len(_REASONS)]


def _names(kind: str, taken: set[str]) -> Iterator[str]:
    if kind == Union.Kind.PUBLIC_SCHOOL:
        found = (f"滨海区{word}{end}" for end, word in product(("小学", "中学", "学校"), _PUBLIC))
    elif kind == Union.Kind.PRIVATE_SCHOOL:
        ends = ("学校", "外国语学校", "实验学校", "双语学校")
        found = (f"{word}{end}" for end, word in product(ends, _PRIVATE))
    else:
        found = (f"{estate}{word}幼儿园" for word, estate in product(_KINDERGARTENS, _ESTATES))
    return (name for name in found if name not in taken)


def _unit(
    book: Book, plan: Plan, place: int, school: Union | None, name: str, heads: Sequence[str]
) -> Unit:
    number = len(book.units) + 1
    zone = number % len(ZONES)
    chair = book.stage.seat(school, "chair").name if school else _people(book.dice, 1)[0]
    unit = Unit(
        union=book.stage.district,
        school=school,
        name=school.unit_name if school else name,
        kind=plan.kind,
        uscc=_code(plan.code, number),
        address=f"滨海区{ZONES[zone][:2]}路{book.dice.randint(1, 299)}号",
        zone=ZONES[zone],
        staff_count=school.staff_count if school else book.dice.randint(*plan.staff),
        liaison_name=heads[zone],
        contact_name=chair if place < plan.established else "",
        contact_phone=f"19988{number:06d}" if place < plan.established else "",
    )
    unit.derive()
    return unit


def _code(first: str, number: int) -> str:
    """Nobody has this one: the area code was never given out."""
    code = f"{first}120199MB{number:07d}"
    return code + str(uscc.calc_check_digit(code))


def _establish(book: Book, plan: Plan, unit: Unit, place: int, school: Union | None) -> None:
    """Founding, and the renewals since; the last places of a kind are the newly founded."""
    unit.union_name = f"{unit.name}工会"
    unit.union_uscc = _code("81", len(book.units))
    unit.base_type = BaseType.INDEPENDENT
    if place >= plan.established - plan.founded:
        book.happened(unit, UnitEventKind.FOUNDED, book.day_of(book.last), place + 1)
        return
    founded = (school.established_on if school else None) or book.day_of(2004 + place % 15)
    book.happened(unit, UnitEventKind.FOUNDED, founded, place + 1)
    if place >= plan.established - plan.founded - plan.renewed:
        book.happened(unit, UnitEventKind.RENEWED, book.day_of(book.last), place + 1)
        return
    if school == book.stage.rich and (term := _committee_of(school)):
        elected_on = term.elected_on or term.starts_on
        book.happened(unit, UnitEventKind.RENEWED, elected_on, place + 1, term.due_on)
        return
    book.happened(unit, UnitEventKind.RENEWED, _renewed_before(book, place), place + 1)
    if plan.kind == Union.Kind.PUBLIC_SCHOOL and place % 24 == 13:
        this_year = datetime.date(book.stage.today.year, 1, 1)
        book.happened(unit, UnitEventKind.RENEWED, this_year, place + 1)


def _committee_of(school: Union) -> BodyTerm | None:
    """What the school itself has written down: the register says the same."""
    return BodyTerm.objects.of_union(school).current_committee().first()


def _renewed_before(book: Book, place: int) -> datetime.date:
    """Long enough ago that some terms have ended, and some end within half a year."""
    today = book.stage.today
    if place % 12 == 7:
        return months_after(today, -TERM_MONTHS) - datetime.timedelta(days=30 + place)
    if place % 12 == 9:
        return months_after(today, -TERM_MONTHS) + datetime.timedelta(days=20 + place)
    if place == 0:
        return datetime.date(book.last - 2, 9, 1)
    return book.day_of(today.year - 2 - place % 3)


def _count(book: Book) -> None:
    """Members and cards of every union, so that they add up to the totals exactly."""
    on = datetime.date(book.last, 12, 20)
    with_union = [unit for unit in book.units if unit.established_on is not None]
    own = [unit for unit in with_union if unit.school is not None]
    for unit in own:
        active = Member.objects.filter(union=unit.school).active()
        unit.members_registered = active.count()
    others = [unit for unit in with_union if unit.school is None]
    rest = MEMBERS - sum(unit.members_registered or 0 for unit in own)
    for unit, members in zip(others, _shared(rest, [u.staff_count for u in others]), strict=True):
        unit.members_registered = members
    weights = [unit.members_registered or 0 for unit in with_union]
    for unit, cards in zip(with_union, _shared(CARDS, weights), strict=True):
        unit.cards_issued, unit.counted_on = cards, on


def _shared(total: int, weights: Sequence[int]) -> list[int]:
    """The total in whole parts by weight: the largest remainders are rounded up."""
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    by_rest = sorted(range(len(weights)), key=lambda n: (-(total * weights[n] % whole), n))
    for place in by_rest[: total - sum(parts)]:
        parts[place] += 1
    return parts


def _counts(book: Book) -> list[UnitCount]:
    return [
        UnitCount(
            union=unit.union,
            unit=unit,
            on=unit.counted_on,
            members=unit.members_registered or 0,
            cards=unit.cards_issued or 0,
        )
        for unit in book.units
        if unit.counted_on is not None
    ]


def _tasks(book: Book, heads: Sequence[str]) -> None:
    """Founding where there is none yet, renewal where a term has ended, and what was done."""
    today = book.stage.today
    by = book.stage.seat(book.stage.district, "district")
    made: list[RegisterTask] = []
    for number, unit in enumerate(book.units):
        if unit.closed_on is not None or not unit.is_eligible:
            continue
        head = heads[len(ZONES) + ZONES.index(unit.zone)]
        if unit.established_on is None:
            due_on = today + datetime.timedelta(days=-20 if number % 9 == 0 else 30 + number % 120)
            made.append(_task(unit, "founding", "建立基层工会组织", head, due_on, by))
        elif unit.next_due_on is not None and unit.next_due_on < today:
            due_on = today + datetime.timedelta(days=45)
            made.append(_task(unit, "renewal", "完成工会委员会换届", head, due_on, by))
        elif unit.established_on.year == book.last and number % 14 == 0:
            due_on = datetime.date(book.last, 12, 31)
            task = _task(unit, "founding", "建立基层工会组织", head, due_on, by)
            task.state, task.done_on = RegisterTask.State.DONE, unit.established_on
            made.append(task)
    RegisterTask.objects.bulk_create(made)
    StepEvent.objects.bulk_create(_finished(task) for task in made if task.done_on)


def _task(
    unit: Unit, purpose: str, text: str, owner: str, due_on: datetime.date, by: Seat
) -> RegisterTask:
    return RegisterTask(
        union=unit.union,
        unit=unit,
        purpose=purpose,
        text=text,
        owner_name=owner,
        due_on=due_on,
        by=by,
    )


def _finished(task: RegisterTask) -> StepEvent:
    return StepEvent(
        union=task.union,
        object_type=RegisterTask._meta.label_lower,
        object_id=str(task.pk),
        step="finish",
        label="办结",
        source=RegisterTask.State.OPEN,
        target=RegisterTask.State.DONE,
        note="随“新建”登记自动办结",
    )
