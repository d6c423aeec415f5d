"""What pages show of resolutions."""

from __future__ import annotations

from django.db.models import Count

from congress import actions, checks
from congress.models import Resolution, Series, Session
from union_site.forms import PeriodForm
from union_site.listing import Asked, Column, Listed, searched
from union_site.models import Seat

RESULTS = [("adopted", "通过"), ("rejected", "未通过")]


def resolutions(seat: Seat, asked: Asked) -> Listed:
    """?result= ?series= ?kind=matter (no general ones) ?year= ?from= ?to= ?q= (title, number)."""
    mine = Resolution.objects.visible_to(seat)
    if series := asked.one_of("series", Series.values):
        mine = mine.of_series(series)
    dated = mine.between(asked.period.first, asked.period.last)
    if asked.data.get("kind") == "matter":
        dated = dated.of_matters()
    found = searched(dated, asked.words, "title", "document_no", "text")
    verdicts = dict(found.order_by().values_list("is_adopted").annotate(rows=Count("pk")))
    counts = {"adopted": verdicts.get(True, 0), "rejected": verdicts.get(False, 0)}
    result = asked.one_of("result", dict(RESULTS))
    rows = found.filter(is_adopted=result == "adopted") if result else found
    years = [day.year for day in mine.order_by().dates("session__held_on", "year")]
    return Listed(
        rows=rows.for_list(),
        chips=asked.chips("result", RESULTS, counts),
        more_chips=asked.year_chips(years),
        filter_form=PeriodForm(
            asked, words="事项、文号、内容", carried=["result", "series", "kind"]
        ),
    )


RESOLUTION_COLUMNS = [
    Column("会议", lambda row: row.session.title, 40),
    Column("召开日期", lambda row: row.session.held_on),
    Column("序号", lambda row: row.position, 8),
    Column("事项", lambda row: row.title, 40),
    Column("职权类别", lambda row: row.get_matter_display(), 24),
    Column("表决方式", lambda row: row.get_method_display()),
    Column("应到", lambda row: row.session.expected),
    Column("同意", lambda row: row.votes_for, 8),
    Column("不同意", lambda row: row.votes_against, 8),
    Column("弃权", lambda row: row.votes_abstain, 8),
    Column("通过所需", lambda row: row.needed),
    Column("结果", lambda row: "通过" if row.is_adopted else "未通过"),
    Column("文号", lambda row: row.document_no, 20),
]


def adoption_line(session: Session) -> str:
    """The rule of adoption in figures, for who is about to type the votes."""
    n = session.expected or session.term.full_delegates
    rule = actions.rules_of(session).adoption
    needed = checks.more_than(n, checks.share_of(rule))
    voters = session.term.voters
    return (
        f"全体{voters} {n} 人，同意票达到 {needed} 票为通过"
        f"（以全体{voters}为基数，不以到会人数为基数）。依据：{rule.citation}。"
    )


def verdict_line(resolution: Resolution) -> str:
    word = "通过" if resolution.is_adopted else "未通过"
    return (
        f"“{resolution.title}”{word}：同意 {resolution.votes_for} 票，须 {resolution.needed} 票。"
    )
