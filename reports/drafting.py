"""First sentences of a summary, made of figures; a person writes on from there."""

from __future__ import annotations

from reports import numbers
from reports.models import AnnualSummary, FigureSnapshot, PlanItem, PlanTheme, SummarySection
from reports.outlines import SUMMARY, Clause, SectionOutline
from union_site.calendar import chinese_number
from union_site.models import Union


def sections_of(summary: AnnualSummary, snapshots: list[FigureSnapshot]) -> list[SummarySection]:
    """All sections of the outline with their first sentences, not saved."""
    by_code = {snapshot.code: snapshot for snapshot in snapshots}
    sections = []
    for order, outline in enumerate(SUMMARY):
        body = _body(outline, summary, by_code)
        sections.append(
            SummarySection(
                union=summary.union,
                summary=summary,
                order=order,
                key=outline.key,
                heading=outline.heading,
                body=body,
                quoted=numbers.quoted_now(
                    body, [one for one in snapshots if one.section_key == outline.key], {}
                ),
            )
        )
    return sections


def _body(
    outline: SectionOutline, summary: AnnualSummary, snapshots: dict[str, FigureSnapshot]
) -> str:
    """The drafted text of a section; "" where only a person knows what to write."""
    match outline.key:
        case "lead":
            return _lead(summary.union, summary.year, summary.theme)
        case "problems":
            return _problems(_unfinished(summary))
        case "next_year":
            return _next_year(summary)
    sentences = (_sentence(clause, snapshots) for clause in outline.clauses)
    return "".join(filter(None, sentences))


def _unfinished(summary: AnnualSummary) -> list[str]:
    """What the plan of the year promised and nobody has marked as done."""
    items = PlanItem.objects.of_union(summary.union).of_year(summary.year)
    return [item.text for item in items.filter(is_done=False).in_year_order()]


def _next_year(summary: AnnualSummary) -> str:
    """The themes of next year's plan, if there is one already."""
    themes = PlanTheme.objects.of_union(summary.union).filter(plan__year=summary.year + 1)
    return "\n".join(
        f"（{chinese_number(n)}）{theme.heading}" for n, theme in enumerate(themes, start=1)
    )


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
