"""Numbers of the district's register, each with the units behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils.http import urlencode

from members.models import Unit, UnitEventKind
from members.models.register import KINDS
from union_site import figures
from union_site.figures import Figure, Number, Rate, Rows, Span
from union_site.models import Union

GROUP = "基层工会"
Get = Callable[[Union, Span], Rows]


def _list(**query: str) -> Callable[[Span], str]:
    def address(span: Span) -> str:
        asked = {**query, "year": str(span.year)}
        return f"{reverse('unions:list')}?{urlencode(asked)}"

    return address


def _units(union: Union, span: Span) -> Rows:
    return Unit.objects.of_union(union).running(span.last)


def _eligible(union: Union, span: Span) -> Rows:
    return Unit.objects.of_union(union).eligible(span.last)


def _established(union: Union, span: Span) -> Rows:
    return Unit.objects.of_union(union).established(span.last)


def _counted(union: Union, span: Span) -> Rows:
    return _units(union, span).counted_by(span.last).filter(members_then__isnull=False)


def _happened(kind: UnitEventKind) -> Get:
    return lambda union, span: Unit.objects.of_union(union).with_event(kind, span.first, span.last)


def _of_kind(get: Get, kind: str) -> Get:
    return lambda union, span: get(union, span).filter(kind=kind)


def _sum(column: str) -> Callable[[Any], Number]:
    return lambda rows: int(rows.aggregate(total=Sum(column))["total"] or 0)


def _figure(code: str, label: str, rows: Get, unit: str = "家", **query: str) -> Figure:
    return Figure(
        f"register.{code}", label, unit, rows, _list(**query), group=GROUP, of_district=True
    )


def _total(code: str, label: str, unit: str, column: str) -> Figure:
    return Figure(
        f"register.{code}",
        label,
        unit,
        _counted,
        _list(state="counted"),
        measure=_sum(column),
        group=GROUP,
        of_district=True,
    )


def _rate(code: str, label: str, above: str, below: str) -> Rate:
    return Rate(
        f"register.{code}",
        label,
        numerator=f"register.{above}",
        denominator=f"register.{below}",
        group=GROUP,
        of_district=True,
    )


figures.register(
    _figure("units", "登记单位", _units),
    _figure("eligible", "具备建会条件的单位", _eligible, state="eligible"),
    _figure("established", "已建会", _established, state="established"),
    _rate("coverage", "建会率", "established", "eligible"),
    _figure("founded", "当年新建", _happened(UnitEventKind.FOUNDED), event="founded"),
    _figure("renewed", "当年换届", _happened(UnitEventKind.RENEWED), event="renewed"),
    _total("members", "采集会员", "人", "members_then"),
    _total("cards", "会员服务卡", "张", "cards_then"),
    _rate("card_share", "持卡率", "cards", "members"),
)
for _kind, _label in KINDS:
    figures.register(
        _figure(
            f"eligible_{_kind}",
            f"{_label}：具备建会条件",
            _of_kind(_eligible, _kind),
            state="eligible",
            kind=_kind,
        ),
        _figure(
            f"established_{_kind}",
            f"{_label}：已建会",
            _of_kind(_established, _kind),
            state="established",
            kind=_kind,
        ),
        _rate(
            f"coverage_{_kind}",
            f"{_label}建会率",
            f"established_{_kind}",
            f"eligible_{_kind}",
        ),
    )
