"""Demonstration data of activities: a union year of some thirty occasions at the rich school."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass
from decimal import Decimal

from activities.models import Activity, Attendance, State
from members.models import Member
from union_site.calendar import DAY, is_working_day
from union_site.demo import Stage, Taken, remember
from union_site.models import Seat, Union

Kind = Activity.Kind
AHEAD = 75 * DAY  # so far ahead a school has announced what it plans
SUMMARY = "活动按计划举办，会员踊跃参加，现场气氛热烈，照片和签到表已归档。"


@dataclass(frozen=True)
class Usual:
    """An occasion that comes back every year."""

    month: int
    day: int
    kind: str
    title: str
    place: str
    share: float  # of the members who come
    extra: int = 0
    cost: int = 0
    hour: int = 15


YEAR = [
    Usual(1, 8, Kind.MEETING, "工会委员会年初工作会议", "会议室", 0.2),
    Usual(2, 25, Kind.TRAINING, "新学期师德专题学习", "报告厅", 0.95),
    Usual(3, 6, Kind.FESTIVAL, "三八节插花与烘焙", "职工之家", 0.65, cost=3200),
    Usual(3, 18, Kind.TRAINING, "工会小组长业务培训", "会议室", 0.2),
    Usual(3, 27, Kind.SPORTS_ARTS, "教职工健步走", "滨海公园", 0.8, extra=6, cost=600),
    Usual(4, 10, Kind.VISIT, "清明参观红色教育基地", "烈士陵园", 0.6, cost=1800, hour=13),
    Usual(4, 16, Kind.TRAINING, "教代会代表培训", "报告厅", 0.5),
    Usual(4, 23, Kind.READING, "世界读书日分享会", "图书馆", 0.5, cost=900),
    Usual(4, 29, Kind.SPORTS_ARTS, "五一教职工拔河比赛", "操场", 0.7, cost=1200),
    Usual(5, 14, Kind.HEALTH, "颈椎保健与心理减压讲座", "职工之家", 0.6, cost=1500),
    Usual(5, 20, Kind.SOCIAL, "青年教师联谊会", "滨海文化馆", 0.15, extra=20, cost=2400),
    Usual(5, 28, Kind.CONTEST, "青年教师教学基本功竞赛", "多功能教室", 0.4, cost=2000),
    Usual(6, 1, Kind.VOLUNTEER, "六一微心愿认领", "少先队活动室", 0.5, extra=40),
    Usual(6, 11, Kind.CLUB, "书画社作品展", "一楼展厅", 0.45, cost=800),
    Usual(6, 17, Kind.TRAINING, "政策法规与维权知识学习", "报告厅", 0.9),
    Usual(7, 2, Kind.RETIRED, "教师荣休仪式", "报告厅", 0.75, extra=5, cost=1600),
    Usual(7, 6, Kind.HEALTH, "教职工健康体检", "区人民医院", 0.9, hour=8),
    Usual(9, 3, Kind.YOUTH, "新教师入会与师徒结对仪式", "报告厅", 0.5, cost=500),
    Usual(9, 9, Kind.FESTIVAL, "教师节中医经穴按导", "职工之家", 0.85, cost=4800),
    Usual(9, 17, Kind.TRAINING, "学年政治学习启动会", "报告厅", 0.95),
    Usual(9, 24, Kind.CLUB, "羽毛球社秋季开社", "体育馆", 0.3, cost=700),
    Usual(10, 14, Kind.RETIRED, "重阳敬老座谈会", "职工之家", 0.25, extra=18, cost=1500),
    Usual(10, 22, Kind.SPORTS_ARTS, "教职工羽毛球赛", "体育馆", 0.55, cost=1800),
    Usual(10, 29, Kind.READING, "班主任沙龙", "会议室", 0.4),
    Usual(11, 5, Kind.TRAINING, "工会经费与财务制度培训", "会议室", 0.2),
    Usual(11, 11, Kind.WOMEN, "女教职工权益讲座", "职工之家", 0.5, cost=600),
    Usual(11, 19, Kind.CONTEST, "信息化教学能力比武", "多功能教室", 0.45, cost=1200),
    Usual(12, 4, Kind.SPORTS_ARTS, "教职工合唱排练与展演", "报告厅", 0.6, cost=2200),
    Usual(12, 17, Kind.HEALTH, "冬季养生讲座", "职工之家", 0.5, cost=500),
    Usual(12, 30, Kind.FESTIVAL, "迎新趣味运动会", "操场", 0.9, extra=12, cost=3600),
]
# What the other schools have recorded.
SHORT_YEAR = [YEAR[n] for n in (1, 2, 8, 15, 18, 21, 29)]


def load(stage: Stage) -> None:
    """Fills every school that has no activity yet, and leaves the others as they are."""
    for school in stage.schools:
        if Activity.objects.of_union(school).exists():
            continue
        is_rich = school == stage.rich
        dice = stage.dice("activities", school.code)
        seat = stage.seat(school, "chair")
        made = [
            _activity(school, seat, dice, usual, year, stage.today)
            for year in (stage.today.year - 1, stage.today.year, stage.today.year + 1)
            for usual in (YEAR if is_rich else SHORT_YEAR)
        ]
        rows = [activity for activity in made if activity is not None]
        if is_rich:
            rows.append(_forgotten(school, seat, stage.today))
        Activity.objects.bulk_create(rows)
        for row in rows:
            if row.is_held:
                _hold(row, seat)
        if is_rich:
            _lists(school, rows, dice)


def _people(school: Union) -> int:
    return Member.objects.of_union(school).active().count() or school.staff_count


def _activity(
    school: Union,
    seat: Seat,
    dice: random.Random,
    usual: Usual,
    year: int,
    today: datetime.date,
) -> Activity | None:
    """The occasion of that year: held, or planned if it is near; None where it is far ahead."""
    came = round(_people(school) * usual.share * dice.uniform(0.85, 1.0))
    day = datetime.date(year, usual.month, usual.day)
    while not is_working_day(day):
        day += DAY
    if day > today + AHEAD:
        return None
    activity = _announced(school, seat, usual.title, usual.kind, day, usual.hour, usual.place)
    if day < today:
        activity.state = State.HELD
        activity.headcount_members = came
        activity.extra_headcount = usual.extra
        activity.cost = Decimal(usual.cost)
        activity.summary = SUMMARY
    return activity


def _announced(
    school: Union,
    seat: Seat,
    title: str,
    kind: str,
    day: datetime.date,
    hour: int,
    place: str,
) -> Activity:
    begins = datetime.datetime.combine(day, datetime.time(hour, 30), datetime.UTC)
    begins -= datetime.timedelta(hours=8)
    return Activity(
        union=school,
        title=title,
        kind=kind,
        starts_at=begins,
        ends_at=begins + datetime.timedelta(hours=1, minutes=30),
        place=place,
        organiser=school.name,
        registered_by=seat,
    )


def _forgotten(school: Union, seat: Seat, today: datetime.date) -> Activity:
    """One that is over and not written up, so that there is something to do."""
    return _announced(school, seat, "教工摄影社外拍", Kind.CLUB, today - 2 * DAY, 15, "滨海公园")


def _hold(activity: Activity, seat: Seat) -> None:
    at = activity.ends_at + datetime.timedelta(hours=1)
    held = Taken("hold", "登记举办情况", seat, at, source=State.PLANNED, target=State.HELD)
    remember(activity, held)


def _lists(school: Union, rows: list[Activity], dice: random.Random) -> None:
    """Small occasions have a list of who came."""
    people = list(Member.objects.of_union(school).active().order_by("pk"))
    for activity in rows:
        count = activity.headcount_members or 0
        if activity.is_held and 0 < count <= min(20, len(people)):
            Attendance.objects.bulk_create(
                Attendance(union=school, activity=activity, member=member)
                for member in dice.sample(people, count)
            )
