"""Steps of papers (written and handed in by a school) and of returns (decided by the district)."""

from __future__ import annotations

from reports.models import Paper, PaperState, Return
from union_site.models import Seat
from union_site.workflow import Step, Workflow

EDITABLE = (PaperState.DRAFT, PaperState.RETURNED)


def no_district(paper: Paper) -> str:
    return "" if paper.union.parent_id else "本工会没有上级工会，不能报送；可以下载 PDF 自行存档。"


def nobody(paper: Paper, seat: Seat) -> bool:
    """For steps that the system takes in the transaction of the district's decision."""
    return False


PAPERS = Workflow(
    "paper",
    steps=(
        Step(
            name="hand_in",
            label="报送",
            sources=EDITABLE,
            target=PaperState.SUBMITTED,
            permission="reports.submit",
            objection=no_district,
            is_likely=True,
        ),
        Step(
            name="accept",
            label="区工会接收",
            sources=(PaperState.SUBMITTED,),
            target=PaperState.ACCEPTED,
            permission="reports.collect",
            who=nobody,
        ),
        Step(
            name="send_back",
            label="区工会退回修改",
            sources=(PaperState.SUBMITTED,),
            target=PaperState.RETURNED,
            permission="reports.collect",
            who=nobody,
            needs_note=True,
        ),
        Step(
            name="reopen",
            label="区工会撤销接收",
            sources=(PaperState.ACCEPTED,),
            target=PaperState.SUBMITTED,
            permission="reports.collect",
            who=nobody,
            needs_note=True,
        ),
    ),
)

RETURNS = Workflow(
    "return",
    steps=(
        Step(
            name="accept",
            label="接收",
            sources=(Return.State.SUBMITTED,),
            target=Return.State.ACCEPTED,
            permission="reports.collect",
            is_likely=True,
        ),
        Step(
            name="send_back",
            label="退回修改",
            sources=(Return.State.SUBMITTED,),
            target=Return.State.RETURNED,
            permission="reports.collect",
            needs_note=True,
        ),
        Step(
            name="reopen",
            label="撤销接收",
            sources=(Return.State.ACCEPTED,),
            target=Return.State.SUBMITTED,
            permission="reports.collect",
            needs_note=True,
        ),
    ),
)


def may_write(paper: Paper, seat: Seat) -> bool:
    """May this seat change the paper now? Frozen papers are changed by nobody."""
    return seat.union_id == paper.union_id and paper.is_editable and seat.can("reports.write")
