"""Demonstration honours: two years of awards of the rich school, a selection in each state."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass
from typing import Any

from members.actions.honour_titles import missing_titles
from members.checks.honours import grade_rank
from members.checks.selections import earliest_end
from members.models import Award, AwardHolder, HonourTitle, Member, Nominee, Selection
from members.models.honour_titles import Level, Recipient
from union_site.calendar import DAY, SchoolYear, school_year
from union_site.demo import Stage
from union_site.idcards import Sex
from union_site.models import Norm, Seat

Category, Kind = Award.Category, Award.Kind
LESSONS = (
    "四季之歌",
    "角的认识",
    "海边的春天",
    "水的旅行",
    "有趣的对称",
    "校园一天",
    "光和影",
    "小小设计师",
)
PAPERS = (
    "小学语文整本书阅读",
    "数学实验教学",
    "英语绘本共读",
    "班级公约共建",
    "科学探究作业",
    "劳动周课程",
)
GRADES = ("一等奖", "二等奖", "二等奖", "三等奖", "三等奖", "三等奖")
# category, contest, what is won
CONTESTS: dict[str, tuple[str, str]] = {
    Category.TEACHING: ("小学教师教学展示活动", "课例《{lesson}》"),
    Category.PAPER: ("基础教育论文征集", "论文《{paper}的实践》"),
    Category.DIGITAL: ("教师数字素养提升实践活动", "人工智能教学案例《{lesson}》"),
    Category.RESEARCH: ("基础教育教学成果评选", "成果《{paper}》"),
    Category.SPORTS: ("教职工文体展演", "合唱与健身操《{lesson}》"),
}
ISSUERS = {
    Level.NATION: ("国家级", "全国教育教学研究协会"),
    Level.PROVINCE: ("市级", "市教育学会"),
    Level.DISTRICT: ("区级", "滨海区教师发展中心"),
    Level.SCHOOL: ("校级", "滨海区实验小学"),
}
# One winner each: these are what a school counts as 人次 of contests and papers.
ALONE = (Category.TEACHING, Category.PAPER)
# school years before this one → level → category → how many.
PLAN: dict[int, dict[Level, dict[str, int]]] = {
    1: {
        Level.NATION: {"teaching": 9, "paper": 8, "digital": 11, "research": 1, "sports": 2},
        Level.PROVINCE: {"teaching": 16, "paper": 13, "digital": 22, "research": 2, "sports": 3},
        Level.DISTRICT: {"teaching": 8, "digital": 10, "sports": 3},
        Level.SCHOOL: {"teaching": 6},
    },
    2: {
        Level.NATION: {"teaching": 6, "paper": 7, "digital": 5, "sports": 1},
        Level.PROVINCE: {"teaching": 14, "paper": 13, "digital": 8, "research": 1, "sports": 2},
        Level.DISTRICT: {"teaching": 9, "digital": 4, "sports": 2},
        Level.SCHOOL: {"teaching": 5},
    },
    0: {
        Level.NATION: {"teaching": 1, "digital": 2},
        Level.PROVINCE: {"teaching": 3, "paper": 2, "digital": 2},
        Level.DISTRICT: {"teaching": 2},
    },
}
# Awards of students by count alone: level, contest, how many 项, how many 人次.
STUDENTS: dict[int, tuple[tuple[Level, str, int, int], ...]] = {
    1: (
        (Level.NATION, "青少年击剑联赛（俱乐部组）", 38, 46),
        (Level.NATION, "中小学生信息素养实践", 52, 52),
        (Level.NATION, "少儿书画征集", 34, 34),
        (Level.PROVINCE, "中小学生艺术展演", 96, 180),
        (Level.PROVINCE, "青少年科技创新活动", 88, 102),
        (Level.DISTRICT, "中小学生田径运动会", 120, 134),
        (Level.DISTRICT, "经典诵读展示", 92, 240),
        (Level.DISTRICT, "劳动技能展示", 86, 90),
    ),
    2: (
        (Level.NATION, "中小学生信息素养实践", 41, 41),
        (Level.PROVINCE, "中小学生艺术展演", 80, 152),
        (Level.DISTRICT, "中小学生田径运动会", 104, 118),
    ),
}
# title of the dictionary, school years ago, level, name of the team
HONOURS: tuple[tuple[str, int, Level, str], ...] = (
    ("模范职工之家", 1, Level.PROVINCE, ""),
    ("校务公开民主管理示范单位", 1, Level.DISTRICT, ""),
    ("先进基层工会", 2, Level.DISTRICT, ""),
    ("工人先锋号", 2, Level.PROVINCE, "英语教研组"),
    ("模范职工小家", 1, Level.DISTRICT, "艺体组工会小组"),
    ("五一劳动奖章", 2, Level.PROVINCE, ""),
    ("优秀工会工作者", 1, Level.DISTRICT, ""),
    ("五一巾帼标兵", 1, Level.DISTRICT, ""),
)
DEEDS = (
    "担任班主任十二年，坚持家访，所带班级连续三年被评为优秀班集体。热心工会小组工作，组织"
    "读书分享会九次、健步走六次，为新教师备课把关，所带三名徒弟都在区级以上展示中获奖。同事"
    "生病时主动代课，节假日参加社区志愿服务，深受师生和家长信任。"
)


@dataclass
class _Making:
    """What is collected before it is written at once."""

    stage: Stage
    people: list[Member]
    by: Seat
    dice: random.Random
    awards: list[Award]
    holders: list[tuple[Award, list[Member], str]]
    turn: int = 0

    def day_in(self, ago: int) -> datetime.date:
        year = SchoolYear(school_year(self.stage.today).start - ago)
        last = min(year.last_day, self.stage.today - DAY)
        return year.first_day + DAY * self.dice.randint(0, (last - year.first_day).days)

    def next_people(self, count: int) -> list[Member]:
        """One after the other, so that many different persons win."""
        chosen = [self.people[(self.turn + n) % len(self.people)] for n in range(count)]
        self.turn += count
        return chosen

    def add(self, level: Level, on: datetime.date, **fields: Any) -> Award:
        label, issuer = ISSUERS[level]
        fields.setdefault("subject", Recipient.PERSONS)
        award = Award(
            union=self.stage.rich,
            level_label=label,
            level_rank=level,
            issuer=issuer,
            awarded_on=on,
            registered_by=self.by,
            **fields,
        )
        award.grade_rank = grade_rank(award.grade)
        self.awards.append(award)
        return award


def load(stage: Stage) -> None:
    """Brings the rich school its awards and selections; what is there already stays."""
    if Award.objects.of_union(stage.rich).exists():
        return
    _set_city_rank(stage)
    HonourTitle.objects.bulk_create(missing_titles(stage.rich))
    titles = {title.name: title for title in HonourTitle.objects.of_union(stage.rich)}
    # Not everybody wins: forty-five of them do.
    people = list(Member.objects.of_union(stage.rich).active().order_by("pk")[:45])
    by = stage.seat(stage.rich, "officer")
    making = _Making(stage, people, by, stage.dice("honours"), [], [])
    for ago, levels in PLAN.items():
        for level, categories in levels.items():
            for category, count in categories.items():
                _prizes(making, ago, level, category, count)
    _of_students(making)
    _honours(making, titles)
    _write(making)
    _selections(making, titles)


def _set_city_rank(stage: Stage) -> None:
    """The district lies in a municipality: 市级 is of provincial rank there."""
    Norm.objects.get_or_create(
        key="honours.city_rank",
        scope=Norm.Scope.DISTRICT,
        union=stage.district,
        region_code="",
        valid_from=datetime.date(2020, 1, 1),
        defaults={
            "label": "“市级”奖项按哪一级排序和统计",
            "value": "省级",
            "document": "滨海区教育工会关于荣誉统计口径的说明",
        },
    )


def _prizes(making: _Making, ago: int, level: Level, category: str, count: int) -> None:
    contest, won = CONTESTS[category]
    for number in range(count):
        lesson, paper = making.dice.choice(LESSONS), making.dice.choice(PAPERS)
        is_team = category == Category.SPORTS
        size = 1 if category in ALONE else making.dice.choice((1, 2, 3, 4))
        award = making.add(
            level,
            making.day_in(ago),
            kind=Kind.ACHIEVEMENT if category == Category.RESEARCH else Kind.CONTEST,
            title=won.format(lesson=lesson, paper=paper),
            contest=contest,
            grade=GRADES[number % len(GRADES)],
            category=category,
            subject=Recipient.TEAM if is_team else Recipient.PERSONS,
            recipient="教职工合唱队" if is_team else "",
        )
        making.holders.append((award, making.next_people(8 if is_team else size), "winner"))


def _of_students(making: _Making) -> None:
    for ago, rows in STUDENTS.items():
        for level, contest, items, times in rows:
            award = making.add(
                level,
                making.day_in(ago),
                kind=Kind.CONTEST,
                title=f"{contest}获奖",
                contest=contest,
                category=Category.OTHER,
                subject=Recipient.STUDENTS,
                quantity=items,
                student_count=times,
                note="按获奖通知汇总，证书存教导处",
            )
            making.holders.append((award, making.next_people(2), "coach"))


def _honours(making: _Making, titles: dict[str, HonourTitle]) -> None:
    for name, ago, level, team in HONOURS:
        title = titles[name]
        is_unit = title.recipient == Recipient.UNIT
        award = making.add(
            level,
            making.day_in(ago),
            kind=Kind.HONOUR,
            title=name,
            honour_title=title,
            category=Category.UNION if is_unit else Category.COMMENDATION,
            subject=title.recipient,
            recipient=making.stage.rich.unit_name if is_unit else team,
        )
        if title.recipient == Recipient.PERSONS:
            making.holders.append((award, making.next_people(1), "winner"))


def _write(making: _Making) -> None:
    Award.objects.bulk_create(making.awards)
    AwardHolder.objects.bulk_create(
        AwardHolder(
            union=making.stage.rich, award=award, member=member, role=role, position=position
        )
        for award, members, role in making.holders
        for position, member in enumerate(members)
    )


# --- selections: one in each state --------------------------------------------------------

State, Standing = Selection.State, Nominee.State
# honour, state, days ago it was opened, what each of three nominees came to
ROUNDS: tuple[tuple[str, str, int, tuple[str, ...]], ...] = (
    ("优秀工会积极分子", State.NOMINATING, 6, (Standing.NOMINATED, Standing.NOMINATED)),
    ("女职工建功立业标兵", State.APPRAISING, 24, (Standing.NOMINATED, Standing.NOMINATED)),
    ("五一巾帼标兵", State.NOTICED, 30, (Standing.CHOSEN, Standing.PASSED_OVER)),
    ("三好职工", State.REPORTED, 60, (Standing.CHOSEN, Standing.PASSED_OVER)),
    (
        "优秀工会工作者",
        State.CONCLUDED,
        200,
        (Standing.AWARDED, Standing.NOT_AWARDED, Standing.PASSED_OVER),
    ),
    ("优秀工会之友", State.CANCELLED, 90, (Standing.WITHDRAWN,)),
)


def _selections(making: _Making, titles: dict[str, HonourTitle]) -> None:
    rounds = [_round(making, titles[name], state, ago) for name, state, ago, _ in ROUNDS]
    Selection.objects.bulk_create(rounds)
    nominees = [
        _nominee(making, selection, standing, number)
        for selection, (_, _, _, standings) in zip(rounds, ROUNDS, strict=True)
        for number, standing in enumerate(standings)
    ]
    Nominee.objects.bulk_create(nominees)
    making.awards, making.holders = [], []
    for nominee in nominees:
        if nominee.state == Standing.AWARDED and nominee.member:
            _awarded(making, nominee)
    _write(making)


def _round(making: _Making, title: HonourTitle, state: str, ago: int) -> Selection:
    opened = making.stage.today - DAY * ago
    selection = Selection(
        union=making.stage.rich,
        honour_title=title,
        year=opened.year,
        quota=2 if state == State.CONCLUDED else 1,
        deeds_limit=600,
        opens_on=opened,
        closes_on=opened + DAY * 14,
        conditions="遵守师德规范，热心工会工作，群众基础好，近两年未获同类表彰。",
        state=state,
        opened_by=making.by,
    )
    if state in (State.NOTICED, State.REPORTED, State.CONCLUDED):
        selection.appraised_on = opened + DAY * 20
        selection.notice_from = opened + DAY * 27
        selection.notice_until = earliest_end(selection.notice_from, 5)
        selection.notice_place = "校务公开栏和教职工工作群"
    if state in (State.REPORTED, State.CONCLUDED):
        selection.objections = "公示期间未收到异议"
        selection.reported_on = opened + DAY * 40
        selection.reported_to = making.stage.district.name
    if state == State.CONCLUDED:
        selection.result_on = opened + DAY * 90
    return selection


def _nominee(making: _Making, selection: Selection, standing: str, number: int) -> Nominee:
    member = _somebody(making, selection.honour_title.name)
    nominee = Nominee(
        union=making.stage.rich,
        selection=selection,
        member=member,
        recommended_by=member.group.name if member.group else "工会委员会",
        deeds=DEEDS,
        state=standing,
    )
    if selection.appraised_on:
        # The first passes the share of consent well, the others less and less.
        nominee.votes_expected, nominee.votes_returned = 58, 56
        nominee.votes_for = (54, 49, 40)[number]
    return nominee


def _somebody(making: _Making, honour: str) -> Member:
    """Somebody the honour is meant for."""
    member = making.next_people(7)[0]
    while ("女" in honour or "巾帼" in honour) and member.sex != Sex.FEMALE:
        member = making.next_people(1)[0]
    return member


def _awarded(making: _Making, nominee: Nominee) -> None:
    selection = nominee.selection
    award = making.add(
        Level.DISTRICT,
        selection.result_on or selection.opens_on,
        kind=Kind.HONOUR,
        title=selection.honour_title.name,
        honour_title=selection.honour_title,
        category=Category.COMMENDATION,
        selection=selection,
        note=f"{selection.year}年度评选推荐",
    )
    making.holders.append((award, [nominee.member] if nominee.member else [], "winner"))
