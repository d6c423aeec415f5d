"""What pages show of the roll of a session: who is on it, and what the check says."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Any

from django.db.models import Count

from congress import actions, checks
from congress.actions import roll as acts
from congress.models import RollEntry, Session, State
from congress.models.delegates import Kind
from union_site.findings import Finding
from union_site.forms import PeriodForm
from union_site.listing import Asked, Column, Listed, searched
from union_site.models import Seat


def entries(seat: Seat, session: Session, asked: Asked) -> Listed:
    """?kind= ?delegation= (its name) ?q=."""
    mine = RollEntry.objects.visible_to(seat).filter(session=session)
    found = searched(mine, asked.words, "name")
    groups = found.order_by().values_list("kind", "delegation_name").annotate(n=Count("pk"))
    grouped = list(groups)
    delegations = sorted({name for _, name, _ in grouped if name})
    delegation = asked.one_of("delegation", delegations)
    counts: Counter[str] = Counter()
    for row_kind, name, number in grouped:
        counts[row_kind] += number if name == delegation or not delegation else 0
    kind = asked.one_of("kind", Kind.values)
    rows = found.filter(delegation_name=delegation) if delegation else found
    rows = rows.filter(kind=kind) if kind else rows
    choices = [("delegation", "代表团", [(name, name) for name in delegations])]
    form = PeriodForm(asked, words="姓名", carried=["kind"], choices=choices)
    del form.fields["from"], form.fields["to"]
    return Listed(
        rows=rows.for_list(),
        chips=asked.chips("kind", Kind.choices, counts),
        more_chips=[],
        filter_form=form,
    )


COLUMNS = [
    Column("姓名", lambda row: row.name, 12),
    Column("代表类别", lambda row: row.get_kind_display(), 12),
    Column("代表团", lambda row: row.delegation_name, 16),
    Column("团（组）长", lambda row: "是" if row.is_head else "", 12),
    Column("身份", lambda row: row.get_category_display(), 8),
    Column("中层以上干部", lambda row: "是" if row.is_leader else "", 14),
]


def findings(session: Session, *, today: datetime.date) -> list[Finding]:
    """Before the check what it will say; afterwards what must not have happened since."""
    found = acts.vote_findings(session)
    if session.state == State.PLANNED and session.roll_frozen_on is None:
        found += acts.roll_findings(session, today=today)
    return found


def facts(session: Session) -> list[tuple[str, Any]]:
    """n and the numbers that follow from it, as they stand for this session."""
    n = session.expected or 0  # full entries, counted when the roll was frozen
    held = actions.rules(union=session.union, on=session.held_on)
    needed = checks.at_least(n, checks.share_of(held.quorum))
    adopted = checks.more_than(n, checks.share_of(held.adoption))
    return [
        ("应到正式代表", f"{n} 人"),
        ("法定到会", f"{needed} 人"),
        ("表决通过", f"{adopted} 票"),
    ]
