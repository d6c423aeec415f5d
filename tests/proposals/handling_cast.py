"""Who takes part in the handling of a proposal, for the tests of it."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from proposals.actions.assigning import Hands
from proposals.models import CoUnit, Proposal
from tests.factories import make_seat
from tests.proposals.committees import make_committee
from tests.proposals.factories import make_proposal
from union_site.models import Seat

DAY = datetime.timedelta(days=1)
LONG = "已在综合楼三层腾出一间教室改作午休室，配躺椅十六张，自下月一日起开放使用。"


def make_cast(
    school: Any, chair: Seat, leader: Seat, handler: Seat, teacher: Seat, stranger: Seat
) -> dict[str, Seat]:
    """A committee with head and adviser, two departments, two leaders, both sides."""
    head, adviser = make_committee(school, 1)
    return {
        "author": teacher,
        "seconder": make_seat(school, "member", name="附议人"),
        "head": head,
        "adviser": adviser,
        "chair": chair,
        "lead": handler,
        "co_unit": make_seat(school, "handler", name="协理", department="教务处"),
        "other_unit": make_seat(school, "handler", name="旁人", department="人事处"),
        "leader": leader,
        "other_leader": make_seat(school, "leader", name="新校长", title="校长"),
        "colleague": make_seat(school, "member", name="吴越"),
        "stranger": stranger,
    }


def proposal_in(state: str, cast: dict[str, Seat], **fields: Any) -> Proposal:
    """With its seconder, lead, leader and one co-unit."""
    given: dict[str, Any] = {"lead": cast["lead"], "leader": cast["leader"]} | fields
    made = make_proposal(cast["author"], state=state, seconders=[cast["seconder"]], **given)
    CoUnit.objects.create(union=made.union, proposal=made, seat=cast["co_unit"])
    return made


def hands_of(cast: dict[str, Seat], lead: str | Seat = "lead", **fields: Any) -> Hands:
    today = timezone.localdate()
    given: dict[str, Any] = {
        "lead": cast[lead] if isinstance(lead, str) else lead,
        "leader": cast["leader"],
        "accept_due_on": today + DAY,
        "due_on": today + 2 * DAY,
    }
    return Hands(**(given | fields))
