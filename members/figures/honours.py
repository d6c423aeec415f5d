"""Numbers of honours and awards for reports. 项, 人次 and 人 are units of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from members.models import Award, AwardHolder
from members.models.honour_titles import Level
from union_site import figures
from union_site.figures import Figure, Number, Span
from union_site.models import Union

GROUP = "荣誉与获奖"
PRIZES = {"kind": "prize", "side": "staff"}
TITLES = {"kind": "honour", "side": "staff"}
STUDENTS = {"side": "students"}
# What a level is called beside others; in a municipality 市级 is of provincial rank.
LEVELS = {
    Level.NATION: ("nation", "国家级"),
    Level.PROVINCE: ("province", "省级（直辖市为市级）"),
    Level.CITY: ("city", "市级（地级市）"),
    Level.DISTRICT: ("district", "区（县）级"),
    Level.SCHOOL: ("school", "校级"),
}


def _valid(union: Union, span: Span) -> Any:
    return Award.objects.of_union(union).valid().between(span.first, span.last)


def prizes(union: Union, span: Span) -> Any:
    """What staff, teams and the unit have won in contests and by achievements."""
    return _valid(union, span).of_staff().prizes()


def titles(union: Union, span: Span) -> Any:
    return _valid(union, span).of_staff().honours()


def students(union: Union, span: Span) -> Any:
    return _valid(union, span).of_students()


def winners(union: Union, span: Span) -> Any:
    return AwardHolder.objects.of_union(union).of_awards(prizes(union, span)).winners()


def _items(rows: Any) -> Number:
    return int(rows.item_count())


def _persons(rows: Any) -> Number:
    return int(rows.person_count())


def _url(page: str, asked: dict[str, Any]) -> Callable[[Span], str]:
    def url(span: Span) -> str:
        days = {"from": span.first.isoformat(), "to": span.last.isoformat()}
        return f"{reverse(page)}?{urlencode({**asked, **days})}"

    return url


def _of_level(rows: Callable[[Union, Span], Any], level: Level) -> Callable[[Union, Span], Any]:
    return lambda union, span: rows(union, span).filter(level_rank=level)


def _by_level(level: Level) -> Figure:
    name, label = LEVELS[level]
    return Figure(
        f"honours.awards_{name}",
        f"{label}获奖",
        "项",
        rows=_of_level(prizes, level),
        url=_url("honours:list", {**PRIZES, "level": level.value}),
        group=GROUP,
    )


figures.register(
    Figure(
        "honours.awards",
        "教职工和单位获奖",
        "项",
        rows=prizes,
        url=_url("honours:list", PRIZES),
        group=GROUP,
    ),
    *(_by_level(level) for level in LEVELS),
    Figure(
        "honours.holders",
        "教职工获奖人次",
        "人次",
        rows=winners,
        url=_url("honours:holders", PRIZES),
        group=GROUP,
    ),
    Figure(
        "honours.holders_nation",
        "教职工国家级获奖人次",
        "人次",
        rows=lambda union, span: winners(union, span).filter(award__level_rank=Level.NATION),
        url=_url("honours:holders", {**PRIZES, "level": Level.NATION.value}),
        group=GROUP,
    ),
    Figure(
        "honours.persons",
        "获奖教职工",
        "人",
        rows=winners,
        url=_url("honours:persons", PRIZES),
        measure=_persons,
        group=GROUP,
    ),
    Figure(
        "honours.titles",
        "荣誉称号",
        "项",
        rows=titles,
        url=_url("honours:list", TITLES),
        group=GROUP,
    ),
    Figure(
        "honours.student_awards",
        "学生获奖",
        "项",
        rows=students,
        url=_url("honours:list", STUDENTS),
        measure=_items,
        group=GROUP,
    ),
    Figure(
        "honours.student_awards_nation",
        "学生国家级获奖",
        "项",
        rows=_of_level(students, Level.NATION),
        url=_url("honours:list", {**STUDENTS, "level": Level.NATION.value}),
        measure=_items,
        group=GROUP,
    ),
)
