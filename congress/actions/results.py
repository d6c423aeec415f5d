"""Acts on the election of delegates in one constituency."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.actions.acting import hold, require, write
from congress.actions.delegates import follow
from congress.actions.makeup import rules_on
from congress.checks import delegate_elections as results
from congress.models import Constituency, Delegate
from congress.models.delegates import Method, Origin
from members.models.codes import Status
from union_site import audit
from union_site.findings import require_clear
from union_site.models import Seat


@transaction.atomic
def enter_result(
    *,
    constituency: Constituency,
    by: Seat,
    today: datetime.date,
    elected: Sequence[dict[str, Any]] = (),
    accepted: Iterable[str] = (),
    **facts: Any,
) -> list[Delegate]:
    """Records how a constituency elected, and whom: all of its delegates at once.

    `facts`: elected_on, method, voters, candidates. `elected` holds member, votes, category,
    is_leader of each. Where delegates of the constituency are registered already only the facts
    are corrected; who follows a delegate is a by-election.
    """
    require(by, constituency.union_id)
    hold(constituency)
    if facts["elected_on"] > today:
        raise ValidationError({"elected_on": "选举日期不能晚于今天。"})
    write(constituency, facts)
    constituency.full_clean()
    known = list(constituency.delegates.in_office().full())
    if known and elected:
        raise ValidationError("本选区已登记当选代表。增减代表请用“补选、增补”。")
    day = facts["elected_on"]
    delegates = known or [_delegate(constituency, one, since=day) for one in elected]
    found = results.result(
        results.Result(
            staff=constituency.staff_count,
            seats=max(constituency.seats, len(known)),
            voters=constituency.voters,
            candidates=constituency.candidates,
            is_competitive=constituency.method == Method.COMPETITIVE,
            votes=[(delegate.name, delegate.votes) for delegate in delegates],
        ),
        rules=rules_on(constituency.union, facts["elected_on"]),
    )
    agreed = require_clear(found, accepted=accepted)
    constituency.save()
    for delegate in delegates:
        delegate.full_clean()
        delegate.save()
    follow(constituency.term)
    names = "、".join(delegate.name for delegate in delegates)
    audit.record(
        verb="congress.enter_result",
        label="登记选区选举结果",
        by=by,
        thing=constituency,
        note=names,
        accepted=agreed,
    )
    return delegates


def _delegate(constituency: Constituency, one: dict[str, Any], *, since: datetime.date) -> Delegate:
    member = one["member"]
    if member.status != Status.ACTIVE:
        raise ValidationError(f"{member.name}不是在职会员，不能当选正式代表。")
    return Delegate(
        union=constituency.union,
        term=constituency.term,
        constituency=constituency,
        name=member.name,
        origin=Origin.ELECTED,
        since=since,
        **one,
    )
