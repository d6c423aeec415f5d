"""The list of members as it was asked for: chips, the filter behind 筛选, rows, words for both."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.forms import CharField, ChoiceField, HiddenInput
from django.utils import timezone

from members.checks import retirement
from members.models import Member, UnionGroup
from members.models.codes import (
    LEFT,
    ON_ROLL,
    Education,
    Employment,
    Engagement,
    Ethnicity,
    PoliticalStatus,
    PostCategory,
    Status,
)
from members.models.people import MemberQuerySet
from members.tables.retirement import rules_in_force
from union_site.forms import PeriodForm
from union_site.idcards import Sex
from union_site.listing import Asked, Chip, KeysFirst, Listed
from union_site.models import Seat

ORDERS = [
    ("pinyin", "按拼音"),
    ("strokes", "按笔画"),
    ("group", "按小组"),
    ("age", "按年龄"),
    ("joined", "按入会"),
]
# What a chip selects: key, label, statuses.
PILES: list[tuple[str, str, tuple[str, ...]]] = [
    ("", "在册", ON_ROLL),
    ("active", "会员", (Status.ACTIVE,)),
    ("retained", "保留会籍", (Status.RETAINED,)),
    ("left", "已离会", LEFT),
]
_AGES = [(0, 35), (36, 45), (46, 55), (56, 200)]
_YEARS_AHEAD = 6
# Beyond so many a select is no help: groups are then looked for by name.
OFFERED = 100
_HAN = Q(ethnicity__in=["", Ethnicity.HA])
# Parameters that are no filter of the form, but belong to the question.
APART = ("q", "status", "order")


@dataclass(frozen=True)
class Filter:
    """One select of the form: value, words and condition of each of its choices."""

    name: str
    label: str
    options: list[tuple[str, str, Q]]

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(value, words) for value, words, _ in self.options]

    def condition(self, asked: Asked) -> Q:
        """What the value asked for means; nothing where it is none of the choices."""
        value = asked.data.get(self.name)
        return next((meant for key, _, meant in self.options if key == value), Q())


def _of_column(name: str, label: str, column: str, choices: Iterable[tuple[str, Any]]) -> Filter:
    return Filter(name, label, [(key, str(words), Q(**{column: key})) for key, words in choices])


def _with_or_without(name: str, label: str, words: tuple[str, str], without: Q) -> Filter:
    return Filter(name, label, [("with", words[0], ~without), ("without", words[1], without)])


def _years_before(day: datetime.date, years: int) -> datetime.date:
    month, date = (3, 1) if (day.month, day.day) == (2, 29) else (day.month, day.day)
    return datetime.date(max(1, day.year - years), month, date)


def _ages(today: datetime.date) -> Filter:
    """Full years of life today: born after the day that makes the next year full."""
    options = []
    for least, most in _AGES:
        born = Q(birth_date__gt=_years_before(today, most + 1))
        born &= Q(birth_date__lte=_years_before(today, least))
        words = f"{least} 至 {most} 岁"
        if not least:
            words = f"{most} 岁及以下"
        elif most > 150:
            words = f"{least} 岁及以上"
        options.append((f"{least}-{most}", words, born))
    return Filter("age", "年龄", options)


def _retirement(today: datetime.date, rules: retirement.Rules) -> Filter:
    years = range(today.year, today.year + _YEARS_AHEAD)
    return Filter(
        "retires", "退休年份", [(str(y), f"{y}年", _retiring_in(y, rules)) for y in years]
    )


def _retiring_in(year: int, rules: retirement.Rules) -> Q:
    """By the day agreed with the person, else by the rule for the day of birth."""
    found = Q(retires_on__year=year)
    workers = Q(post_category=PostCategory.WORKER)
    whose = {
        retirement.Base.MEN: Q(sex=Sex.MALE),
        retirement.Base.WOMEN_50: ~Q(sex=Sex.MALE) & workers,
        retirement.Base.WOMEN_55: ~Q(sex=Sex.MALE) & ~workers,
    }
    for base, rule in rules.items():
        if births := retirement.births_retiring_in(year, rule):
            found |= Q(retires_on__isnull=True, birth_date__range=births) & whose[base]
    return found


def filters(today: datetime.date, rules: retirement.Rules) -> list[Filter]:
    """Every filter whose choices are known without asking the union's own rows."""
    ethnicity = _of_column("minority", "民族", "ethnicity", Ethnicity.choices)
    ethnicity.options.insert(0, ("1", "少数民族（全部）", ~_HAN))
    engagement = _of_column("engagement", "编制", "engagement", Engagement.choices)
    others = ~Q(engagement__in=["", Engagement.ESTABLISHED])
    engagement.options.insert(1, ("other", "非在编（全部）", others))
    return [
        _of_column("sex", "性别", "sex", Sex.choices),
        _ages(today),
        ethnicity,
        _of_column("political", "政治面貌", "political_status", PoliticalStatus.choices),
        _of_column("education", "学历", "education", Education.choices),
        _of_column("post", "岗位类别", "post_category", PostCategory.choices),
        engagement,
        _of_column("employment", "就业状况", "employment_status", Employment.choices),
        Filter(
            "head",
            "班主任",
            [("1", "是", Q(is_head_teacher=True)), ("0", "否", Q(is_head_teacher=False))],
        ),
        _with_or_without("union_post", "工会职务", ("有", "没有"), Q(union_post="")),
        _with_or_without("account", "账号", ("已开通", "未开通"), Q(seat__isnull=True)),
        _with_or_without("card", "会员服务卡", ("已发放", "未发放"), Q(card_no="")),
        _retirement(today, rules),
    ]


class Question:
    """What the list of members was asked for, and by whom.

    ?status= ?order= ?q= ?from= ?to= (days of joining the union) ?group= ?group_name= ?teaching=
    ?title= and
    the names of `filters()`.
    """

    def __init__(self, seat: Seat, asked: Asked, *, today: datetime.date | None = None) -> None:
        self.seat, self.asked = seat, asked
        day = today or timezone.localdate()
        # The rules cost a query and are wanted by this one filter alone.
        rules = rules_in_force(seat.union, day) if asked.data.get("retires") else {}
        self.filters = filters(day, rules)
        self.pile = asked.one_of("status", [key for key, _, _ in PILES])
        self.order = asked.one_of("order", [key for key, _ in ORDERS]) or "pinyin"
        self.title = asked.data.get("title", "").strip()[:40]
        self.teaching = asked.data.get("teaching", "")[:40]
        self.group_name = asked.data.get("group_name", "").strip()[:40]

    def found(self) -> MemberQuerySet:
        """Everybody who fits, whatever their status."""
        rows = Member.objects.visible_to(self.seat).matching(self.asked.words)
        rows = rows.joined_between(self.asked.period.first, self.asked.period.last)
        if (group := self.asked.number("group")) is not None:
            rows = rows.filter(group_id=group)
        if self.group_name:
            rows = rows.filter(group__name__contains=self.group_name)
        if self.teaching:
            rows = rows.filter(teaching_group=self.teaching)
        if self.title:
            rows = rows.filter(title__contains=self.title)
        for chosen in self.filters:
            rows = rows.filter(chosen.condition(self.asked))
        return rows

    def rows(self) -> MemberQuerySet:
        """The rows of the list in their order."""
        statuses = next(chosen for key, _, chosen in PILES if key == self.pile)
        return self.found().filter(status__in=statuses).for_list().in_order(self.order)

    def _fetched(self, keys: Any) -> MemberQuerySet:
        """The rows of a page, without what no list shows.

        `keys` are those of rows that the seat may see. Were the union asked for once more,
        SQLite would walk through all of its rows in order instead of fetching these twenty.
        """
        rows = Member.objects.filter(pk__in=keys).for_list()
        return rows.defer("home_address", "bank_card").in_order(self.order)

    def listed(self) -> Listed:
        counts = dict(self.found().order_by().values_list("status").annotate(rows=Count("pk")))
        asked, pile = self.asked, self.pile
        return Listed(
            rows=KeysFirst(self.rows(), self._fetched),
            chips=[
                Chip(label, asked.link({"status": key or None}), key == pile, _sum(counts, chosen))
                for key, label, chosen in PILES
                if key in ("", pile) or _sum(counts, chosen)
            ],
            more_chips=[
                Chip(label, asked.link({"order": key}), key == self.order) for key, label in ORDERS
            ],
            filter_form=self._form(),
        )

    def _form(self) -> PeriodForm:
        mine = UnionGroup.objects.visible_to(self.seat).values_list("pk", "name")
        groups = list(mine[: OFFERED + 1])
        if are_many := len(groups) > OFFERED:
            one = self.asked.number("group")
            groups = list(mine.filter(pk=one)) if one else []
        teaching = Member.objects.visible_to(self.seat).exclude(teaching_group="")
        names = list(
            teaching.order_by("teaching_group")
            .values_list("teaching_group", flat=True)
            .distinct()[:OFFERED]
        )
        if self.teaching and self.teaching not in names:
            names.append(self.teaching)
        form = PeriodForm(
            self.asked,
            words="关键词",
            carried=["status", "order"],
            choices=[
                ("group", "工会小组", [(str(pk), name) for pk, name in groups]),
                ("teaching", "年级组/教研组", [(name, name) for name in names]),
                *((one.name, one.label, one.choices) for one in self.filters),
            ],
        )
        form.fields["from"].label, form.fields["to"].label = "入会日期自", "入会日期至"
        # Words have a box of their own above the list; here they are only carried along.
        form.fields["q"].widget = HiddenInput()
        form.fields["title"] = CharField(label="职称含", max_length=40, required=False)
        form.initial["title"] = self.title
        if are_many:
            form.fields["group_name"] = CharField(
                label="工会小组名称含", max_length=40, required=False
            )
            form.initial["group_name"] = self.group_name
        return form

    def removable(self, form: PeriodForm) -> list[Chip]:
        """One chip for each filter that is on; following it takes the filter away."""
        return [
            Chip(f"{label}：{words} ✕", self.asked.link({name: None, **_year(name)}), True)
            for name, label, words in self._chosen(form)
        ]

    def _chosen(self, form: PeriodForm) -> Iterable[tuple[str, str, str]]:
        for name, field in form.fields.items():
            value = form.initial.get(name)
            if not value or name in APART:
                continue
            words = str(value)
            if isinstance(field, ChoiceField):
                words = str(dict(_flat(field)).get(words, words))
            yield name, str(field.label), words

    def in_words(self) -> str:
        """The question as the trail keeps it. A number that was searched for is not repeated."""
        said = [next(label for key, label, _ in PILES if key == self.pile)]
        said += [f"{label}：{words}" for _, label, words in self._chosen(self._form())]
        if words := self.asked.words:
            is_number = sum(char.isdigit() for char in words) > 6
            said.append(f"查找：{words[:2]}…" if is_number else f"查找：{words}")
        return "；".join(said)


def _year(name: str) -> dict[str, str | None]:
    """A whole year in the address stands for both of its ends."""
    return {"year": None} if name in ("from", "to") else {}


def _flat(field: ChoiceField) -> list[tuple[str, str]]:
    choices: Any = field.choices
    return [(str(key), str(words)) for key, words in choices]


def _sum(counts: dict[str, int], statuses: Iterable[str]) -> int:
    return sum(counts.get(status, 0) for status in statuses)
