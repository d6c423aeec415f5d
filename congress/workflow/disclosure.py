"""The life of a disclosed item: drafted, approved, published, over; or taken down."""

from __future__ import annotations

from congress.models import Disclosure
from congress.models import DisclosureState as State
from union_site.models import Seat
from union_site.workflow import Step, Workflow

MANAGE, APPROVE = "disclosure.manage", "disclosure.approve"


def may_see_drafts(disclosure: Disclosure, seat: Seat) -> bool:
    """A draft is approved by who may write it; what was submitted by the school's leaders too."""
    return disclosure.state != State.DRAFT or seat.can(MANAGE)


DISCLOSURE = Workflow(
    name="disclosure",
    steps=(
        Step("submit", "送审", (State.DRAFT,), State.SUBMITTED, MANAGE, is_likely=True),
        Step(
            "approve",
            "批准",
            (State.DRAFT, State.SUBMITTED),
            State.APPROVED,
            APPROVE,
            who=may_see_drafts,
            is_likely=True,
        ),
        Step(
            "send_back",
            "退回修改",
            (State.SUBMITTED, State.APPROVED),
            State.DRAFT,
            APPROVE,
            needs_note=True,
        ),
        Step("recall", "收回修改", (State.SUBMITTED, State.APPROVED), State.DRAFT, MANAGE),
        Step("publish", "公布", (State.APPROVED,), State.PUBLISHED, MANAGE, is_likely=True),
        Step("end", "结束公布", (State.PUBLISHED,), State.ENDED, MANAGE),
        Step(
            "withdraw",
            "撤下",
            (State.PUBLISHED, State.ENDED),
            State.WITHDRAWN,
            MANAGE,
            needs_note=True,
            is_destructive=True,
        ),
    ),
)
