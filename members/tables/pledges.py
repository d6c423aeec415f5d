"""What pages show of pledges: the list, who signed, shares by group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, When
from django.urls import reverse

from members.checks.pledges import share
from members.models import Pledge, PledgeState
from union_site.calendar import official_date
from union_site.forms import PeriodForm
from union_site.listing import Asked, Chip, Column, Listed
from union_site.models import Seat
from union_site.personal import moment

# "asked" is what the figures count: everything that was put forward.
_STATES = [*PledgeState.choices, ("asked", "签订中和已结束")]


@dataclass(frozen=True)
class PledgeRow:
    pledge: Pledge
    signed: int
    asked: int
    share: str


def pledges(seat: Seat, asked: Asked) -> Listed:
    """?state= ?from= ?to= (first day of signing) ?q="""
    rows = Pledge.objects.visible_to(seat).between(asked.period.first, asked.period.last)
    if asked.words:
        rows = rows.filter(title__icontains=asked.words)
    counts = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    state = asked.one_of("state", [key for key, _ in _STATES])
    chips = asked.chips("state", PledgeState.choices, counts)
    if state == "asked":
        rows = rows.put_forward()
        number = sum(count for key, count in counts.items() if key != PledgeState.DRAFT)
        chips.append(Chip("签订中和已结束", asked.link(), True, number))
        chips[0] = Chip("全部", asked.link({"state": None}), False, chips[0].count)
    elif state:
        rows = rows.filter(state=state)
    form = PeriodForm(asked, words="名称", carried=["state"])
    return Listed(rows.for_list(), chips, asked.year_chips(_years(seat)), form)


def _years(seat: Seat) -> list[int]:
    days = Pledge.objects.visible_to(seat).dates("opens_on", "year")
    return [day.year for day in days]


def rows_of(page: Iterable[Pledge], seat: Seat) -> list[PledgeRow]:
    """A page of pledges with their numbers; the same few queries for any number of rows."""
    pledges = list(page)
    wanted = Pledge.objects.visible_to(seat).filter(pk__in=[pledge.pk for pledge in pledges])
    tallies = wanted.tallies()
    rows = []
    for pledge in pledges:
        tally = tallies[pledge.pk]
        words = "" if pledge.is_draft else share(tally.signed, tally.asked)
        rows.append(PledgeRow(pledge, tally.signed, tally.asked, words))
    return rows


# --- one pledge -----------------------------------------------------------------------------

_SIGNED = [("yes", "已签"), ("no", "未签")]


@dataclass(frozen=True)
class GroupRow:
    """The share of one union group."""

    name: str
    signed: int
    asked: int
    share: str
    url: str
    is_active: bool


@dataclass(frozen=True)
class PeopleList:
    """Who signed and who did not, as asked for, with the shares behind it."""

    rows: Any
    chips: list[Chip]
    groups: list[GroupRow]
    signed: int
    asked: int

    @property
    def share(self) -> str:
        return share(self.signed, self.asked)


def people(pledge: Pledge, asked: Asked) -> PeopleList:
    """?signed=yes|no ?group= ?q="""
    everybody = pledge.people()
    shares = list(
        everybody.order_by()
        .values_list("group", "group__name")
        .annotate(asked=Count("pk"), signed=Count("signed_at"))
        .order_by("group__order", "group__name")
    )
    wanted, group = asked.one_of("signed", [key for key, _ in _SIGNED]), asked.number("group")
    rows = everybody.matching(asked.words)
    if group is not None:
        rows = rows.filter(group=group)
    counts = rows.aggregate(asked=Count("pk"), yes=Count("signed_at"))
    counts = {"yes": counts["yes"], "no": counts["asked"] - counts["yes"]}
    if wanted:
        rows = rows.filter(signed_at__isnull=wanted == "no")
    return PeopleList(
        # Who is still missing comes first.
        rows=rows.for_list().order_by(
            Case(When(signed_at=None, then=0), default=1), "pinyin_order", "pk"
        ),
        chips=asked.chips("signed", _SIGNED, counts),
        groups=[
            _group_row(pk, name, whole, done, asked.link({"group": _other(pk, group)}), group)
            for pk, name, whole, done in shares
        ],
        signed=sum(row[3] for row in shares),
        asked=sum(row[2] for row in shares),
    )


def _other(pk: int | None, chosen: int | None) -> str | None:
    """What a tap on a group asks for: that group, or all where it was chosen already."""
    return None if pk is None or pk == chosen else str(pk)


def _group_row(
    pk: int | None, name: str | None, whole: int, done: int, url: str, chosen: int | None
) -> GroupRow:
    is_active = pk is not None and pk == chosen
    url = "" if pk is None else url
    return GroupRow(name or "未编组", done, whole, share(done, whole), url, is_active)


def way_of(row: Any) -> str:
    if not row.signed_at:
        return ""
    return "纸质" if row.on_paper else "网上"


PEOPLE_COLUMNS = [
    Column("姓名", lambda row: row.name, 12),
    Column("工会小组", lambda row: row.group.name if row.group else "", 16),
    Column("岗位类别", lambda row: row.get_post_category_display(), 12),
    Column("签订情况", lambda row: "已签" if row.signed_at else "未签", 10),
    Column("签订时间", lambda row: moment(row.signed_at), 18),
    Column("方式", way_of, 10),
]


def facts(pledge: Pledge) -> list[tuple[str, str]]:
    return [
        ("签订范围", pledge.audience_label),
        ("开始日期", official_date(pledge.opens_on)),
        ("截止日期", official_date(pledge.closes_on)),
        ("最近提醒", official_date(pledge.reminded_on) if pledge.reminded_on else ""),
        ("正文指纹", pledge.fingerprint[:16] + "…"),
    ]


def trail() -> list[tuple[str, str]]:
    return [("承诺书", reverse("members:pledges"))]
