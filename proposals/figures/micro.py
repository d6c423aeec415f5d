"""Numbers of the proposal box, each with the rows behind it."""

from __future__ import annotations

from typing import Any

from proposals.figures.addresses import list_url
from proposals.models import MicroProposal
from proposals.models.micro import PARTS
from union_site.figures import Figure, Rate, Span, register
from union_site.models import Union

GROUP = "民主管理"


def _rows(part: str) -> Any:
    def rows(union: Union, span: Span) -> Any:
        received = MicroProposal.objects.of_union(union).received_in(span.first, span.last)
        return PARTS[part](received) if part else received

    return rows


# code, label, part
COUNTS = (
    # What came of monthly meetings 生活会: problems raised and really solved.
    ("meeting_raised", "生活会提出问题", "meeting"),
    ("meeting_solved", "生活会切实解决问题", "meeting_solved"),
    ("micro_received", "收到微提案", ""),
    ("micro_valid", "有效微提案", "valid"),
    ("micro_resolved", "已解决微提案", "resolved"),
    ("micro_satisfied", "评价为满意、基本满意的微提案", "satisfied"),
    ("micro_rated", "已评价的微提案", "rated"),
)

register(
    *(
        Figure(
            f"proposals.{code}",
            label,
            "件",
            rows=_rows(part),
            url=list_url("proposals:list", part),
            group=GROUP,
        )
        for code, label, part in COUNTS
    ),
    Rate(
        "proposals.micro_satisfaction_rate",
        "微提案满意率",
        numerator="proposals.micro_satisfied",
        denominator="proposals.micro_rated",
        group=GROUP,
    ),
    Rate(
        "proposals.resolution_rate",
        "微提案解决率",
        numerator="proposals.micro_resolved",
        denominator="proposals.micro_valid",
        group=GROUP,
    ),
)
