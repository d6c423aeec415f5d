"""The life of a disclosed item: drafted, approved, published, over; or taken down."""

from __future__ import annotations

from congress.models import Disclosure
from congress.models import DisclosureState as State
from union_site import notifications
from union_site.models import Seat
from union_site.workflow import Step, Workflow

MANAGE, APPROVE = "disclosure.manage", "disclosure.approve"


def may_see_drafts(disclosure: Disclosure, seat: Seat) -> bool:
    """A draft is approved by who may write it; what was submitted by the school's leaders too."""
    return disclosure.state != State.DRAFT or seat.can(MANAGE)


def may_approve(disclosure: Disclosure, seat: Seat) -> bool:
    """Two people look at an item: who drafted it approves it only where nobody else may."""
    if not may_see_drafts(disclosure, seat):
        return False
    if disclosure.drafted_by_id != seat.pk:
        return True
    deciding = notifications.those_with(APPROVE, union_id=disclosure.union_id)
    return all(other.pk == seat.pk for other in deciding)


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
            who=may_approve,
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
