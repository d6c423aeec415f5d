"""Numbers of formal proposals, each with the rows behind it; a year is that of the submission."""

from __future__ import annotations

from typing import Any

from proposals.checks.statistics import PARTS
from proposals.figures.addresses import list_url
from proposals.models import Proposal
from union_site.figures import Figure, Rate, Span, register
from union_site.models import Union

GROUP = "提案"


def _rows(part: str) -> Any:
    def rows(union: Union, span: Span) -> Any:
        received = Proposal.objects.of_union(union).received_in(span.first, span.last)
        return received.filter(PARTS[part])

    return rows


# code, label, part
COUNTS = (
    ("formal_received", "收到提案", "received"),
    ("formal_docketed", "立案", "docketed"),
    ("formal_merged", "并案", "merged"),
    ("formal_converted", "转意见建议", "converted"),
    ("formal_rejected", "不予立案", "rejected"),
    ("formal_withdrawn", "撤案", "withdrawn_sent"),
    ("formal_owed", "应答复的提案（立案和转意见建议）", "to_be_answered"),
    ("formal_replied", "已答复的提案", "answered"),
    ("formal_solved", "已解决的立案提案", "solved_docketed"),
    ("formal_on_its_way", "已解决、正在解决或列入计划的立案提案", "on_its_way_docketed"),
    ("formal_rated", "提案人已评价的提案", "author_rated"),
    ("formal_content", "提案人评价满意、基本满意的提案", "author_content"),
)
# code, label, numerator, denominator
RATES = (
    ("formal_reply_rate", "提案答复率", "formal_replied", "formal_owed"),
    ("formal_solved_rate", "提案解决率", "formal_solved", "formal_docketed"),
    ("formal_on_its_way_rate", "提案解决或列入计划比率", "formal_on_its_way", "formal_docketed"),
    ("formal_satisfaction_rate", "提案满意率", "formal_content", "formal_rated"),
)

register(
    *(
        Figure(
            f"proposals.{code}",
            label,
            "件",
            rows=_rows(part),
            url=list_url("proposals:formal_list", part),
            group=GROUP,
        )
        for code, label, part in COUNTS
    ),
    *(
        Rate(
            f"proposals.{code}",
            label,
            numerator=f"proposals.{part}",
            denominator=f"proposals.{whole}",
            group=GROUP,
        )
        for code, label, part, whole in RATES
    ),
)
