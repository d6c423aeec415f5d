"""First sentences of a summary, made of figures; a person writes on from there."""

from __future__ import annotations

from collections.abc import Iterable

from reports import numbers
from reports.models import FigureSnapshot, PlanItem, PlanTheme
from reports.outlines import Clause, SectionOutline
from union_site.models import Union


def body_of(
    outline: SectionOutline,
    *,
    union: Union,
    year: int,
    theme: str,
    snapshots: dict[str, FigureSnapshot],
    unfinished: Iterable[PlanItem] = (),
    themes: Iterable[PlanTheme] = (),
) -> str:
    """The drafted text of a section; "" where only a person knows what to write."""
    if outline.key == "lead":
        return _lead(union, year, theme)
    if outline.key == "problems":
        return _problems([item.text for item in unfinished])
    if outline.key == "next_year":
        return "\n".join(f"（{n}）{theme.heading}" for n, theme in enumerate(themes, start=1))
    return "".join(filter(None, (_sentence(clause, snapshots) for clause in outline.clauses)))


def _lead(union: Union, year: int, theme: str) -> str:
    leaders = [union.party_organisation, union.parent.name if union.parent else ""]
    led = "和".join(filter(None, leaders))
    around = f"以“{theme.strip('“”')}”为主题，" if theme else ""
    return (
        f"{year}年，{union.name}{f'在{led}的领导下，' if led else ''}{around}"
        "围绕学校中心工作，履行维护职工合法权益、竭诚服务职工群众的基本职责，"
        "团结带领广大教职工完成了全年任务。现将主要工作总结如下。"
    )


def _problems(unfinished: list[str]) -> str:
    if not unfinished:
        return ""
    named = "；".join(text.rstrip("。；") for text in unfinished[:5])
    more = f"等{len(unfinished)}项" if len(unfinished) > 5 else ""
    return f"年初计划中尚未完成的工作：{named}{more}。"


def _sentence(clause: Clause, snapshots: dict[str, FigureSnapshot]) -> str:
    found = [snapshots.get(code) for code in clause.codes]
    known = [snapshot for snapshot in found if snapshot is not None]
    if len(known) < len(found) or not known[0].shown:
        return ""
    return clause.text.format(*(numbers.said(snapshot) for snapshot in known))
