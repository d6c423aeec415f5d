"""Demonstration rosters: twelve schools of invented people, the same at every run."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass
from typing import Any

from stdnum import luhn

from members.models import CodeMap, Member, UnionGroup
from members.models.codes import Employment, Engagement, MembershipChange, PostCategory
from members.models.people import id_hash
from union_site.demo import Stage
from union_site.idcards import Sex, check_digit
from union_site.models import Seat, Union

RICH_MEMBERS = 60
GROUPS = ("低年级组", "中年级组", "高年级组", "英语组", "艺体组", "行政后勤组")
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡"
    "贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷"
    "钱汤尹黎易常武乔贺赖龚文"
)
# Given names are put together from these: for a woman, for a man.
GIVEN = {
    Sex.FEMALE: "雅静思怡晓岚书敏燕春梅丽华秀英涵萱雨桐欣悦佳慧晨曦若兰语嫣安琪诗清扬婉慕云瑶莹",
    Sex.MALE: "文博远建国立新明志海俊杰子浩然宇轩天佑逸凡承一鸣长青守正学勤致刚强伟涛磊超鹏",
}
MEN_WITH_ACCOUNTS = ("秦守正", "李建国", "郭长青", "宋一鸣", "罗承志", "蒋文博")
# Characters that a font or a sort order is likely to miss.
RARE_NAMES = ("陈㛃", "龚䶮", "𠮷野", "阿依古丽·买买提", "欧阳若兰", "单雄飞")
STREETS = ("望海路", "潮音里", "灯塔街", "盐田道", "海棠苑")
UNION_POSTS = {5: "工会小组长", 11: "女工委员", 17: "文体委员"}
SUBJECTS = ("语文", "数学", "英语", "科学", "音乐", "体育", "美术", "信息科技")
YEARS = "一二三四五六"
TITLES = ("正高级教师", "高级教师", "一级教师", "一级教师", "二级教师", "三级教师")
UYGHUR = "05"
ETHNICITIES = ("01", "01", "01", "01", "01", "01", "01", "01", "03", "11", "02", "05")


@dataclass(frozen=True)
class Person:
    """Somebody invented: a name, and a number for everything else."""

    number: int
    name: str
    sex: Sex
    seat: Seat | None = None


def load(stage: Stage) -> None:
    """Brings every school its members; who is there already stays as they are."""
    for place, school in enumerate(stage.schools):
        if Member.objects.of_union(school).exists():
            continue
        dice = stage.dice("members", school.code)
        groups = _groups(school, place)
        count = RICH_MEMBERS if school == stage.rich else max(12, school.staff_count * 4 // 5)
        people = _people(school, dice, count)
        members = [_member(school, person, place, groups, dice, stage.today) for person in people]
        Member.objects.bulk_create(members)
        _choose_heads(groups)
    _code_map(stage.rich)


def _code_map(school: Union) -> None:
    """The rich school reports to a city that counts education its own way."""
    CodeMap.objects.get_or_create(
        union=school,
        name="滨海市总工会会员管理平台（虚构）",
        defaults={
            "codes": {
                "sex": {"male": "M", "female": "F"},
                "education": {"11": "B", "14": "S", "20": "D", "30": "Z", "40": "ZZ", "60": "G"},
                "political_status": {"01": "DY", "03": "TY", "13": "QZ"},
            }
        },
    )


def _groups(school: Union, place: int) -> list[UnionGroup]:
    names = GROUPS if place == 0 else GROUPS[: 3 + place % 3]
    return [
        UnionGroup.objects.get_or_create(union=school, name=name, defaults={"order": order})[0]
        for order, name in enumerate(names, start=1)
    ]


def _people(school: Union, dice: random.Random, count: int) -> list[Person]:
    """First those who have an account as a member, then rare names, then the others."""
    seats = Seat.objects.filter(union=school, grants__role="member", member__isnull=True)
    known = [(seat.user.name, seat) for seat in seats.select_related("user").distinct()]
    men = {*MEN_WITH_ACCOUNTS, "单雄飞"}
    named = [*known, *((name, None) for name in RARE_NAMES)]
    people = [(name, Sex.MALE if name in men else Sex.FEMALE, seat) for name, seat in named]
    taken = {name for name, _ in named}
    while len(people) < count:
        sex = Sex.FEMALE if dice.random() < 0.7 else Sex.MALE
        name = dice.choice(SURNAMES) + "".join(dice.sample(GIVEN[sex], dice.choice((1, 2, 2, 2))))
        if name not in taken:
            taken.add(name)
            people.append((name, sex, None))
    return [Person(number, *someone) for number, someone in enumerate(people, start=1)]


def _member(
    school: Union,
    person: Person,
    place: int,
    groups: list[UnionGroup],
    dice: random.Random,
    today: datetime.date,
) -> Member:
    born = today - datetime.timedelta(days=dice.randint(24 * 365, 58 * 365))
    # No real person has these: the area code is one that was never given out.
    number = invented_number(born, place * 80 + person.number, person.sex)
    member = Member(
        union=school,
        name=person.name,
        sex=person.sex,
        birth_date=born,
        id_number=number,
        id_hash=id_hash(number),
        mobile=f"199{place:02d}{person.number:06d}",
        seat=person.seat,
        group=groups[person.number % len(groups)],
        **_private(person, place, dice),
        **_career(school, person, born, today, dice),
    )
    member.derive()
    return member


def _private(person: Person, place: int, dice: random.Random) -> dict[str, Any]:
    """Two of three have a service card, half have left a bank card and an address."""
    values: dict[str, Any] = {}
    if person.number % 3:
        issued = datetime.date(2021 + person.number % 4, 5, 8)
        values |= {"card_no": f"TJ{place:02d}{person.number:06d}", "card_issued_on": issued}
    if person.number % 2:
        # A bank that never issued a card; the last digit checks the others as on a real one.
        first = f"999900{place:02d}{person.number:010d}"
        values["bank_card"] = first + luhn.calc_check_digit(first)
        street, house = dice.choice(STREETS), dice.randint(1, 180)
        values["home_address"] = f"滨海区{street}{house}号{dice.randint(1, 18)}栋{person.number}室"
    return values


def invented_number(born: datetime.date, order: int, sex: str) -> str:
    first = f"120199{born:%Y%m%d}{order % 499 * 2 + (sex == Sex.MALE):03d}"
    return first + check_digit(first)


def _career(
    school: Union, person: Person, born: datetime.date, today: datetime.date, dice: random.Random
) -> dict[str, Any]:
    started = datetime.date(born.year + 23, 9, 1)
    came = started.replace(year=min(today.year, started.year + dice.choice((0, 0, 1, 4, 8))))
    came = min(came, today - datetime.timedelta(days=30))
    post = dice.choices(list(PostCategory), weights=(16, 2, 1, 2))[0]
    is_teacher = post == PostCategory.TEACHER
    # Two of the rich school have retired; nobody with an account has.
    has_retired = person.seat is None and person.number % 29 == 0
    return {
        "ethnicity": UYGHUR if "·" in person.name else dice.choice(ETHNICITIES),
        "political_status": dice.choice(("01", "01", "03", "13", "13", "13", "05", "07")),
        "education": dice.choice(("14", "20", "20", "20", "20", "30")),
        "employer": school.unit_name,
        "employment_status": Employment.RETIRED if has_retired else Employment.WORKING,
        "status": "retained" if has_retired else "active",
        "skill_level": "none",
        "title": dice.choice(TITLES) if is_teacher else "",
        "post_category": post,
        "engagement": dice.choices(list(Engagement), weights=(14, 2, 3, 1))[0],
        "subject": dice.choice(SUBJECTS) if is_teacher else "",
        "is_head_teacher": is_teacher and dice.random() < 0.35,
        "teaching_group": f"{YEARS[person.number % 6]}年级组" if is_teacher else "",
        "union_post": UNION_POSTS.get(person.number, ""),
        "staff_no": f"T{person.number:04d}",
        "started_work_on": started,
        "joined_school_on": came,
        "joined_union_on": came,
        "membership_change": MembershipChange.JOINED,
        "changed_on": came,
    }


def _choose_heads(groups: list[UnionGroup]) -> None:
    for group in groups:
        group.head = group.members.active().in_order("strokes").first()
        group.save(update_fields=["head"])
