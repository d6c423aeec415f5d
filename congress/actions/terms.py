"""Acts on terms: opening and correcting them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from congress import checks
from congress.actions.acting import hold, require, rules, write
from congress.models import CongressTerm
from union_site import audit
from union_site.findings import Finding, require_clear
from union_site.models import Seat, Union


def term_findings(term: CongressTerm) -> list[Finding]:
    """What is to be said of a term as it is written: C-08, and C-01 where it speaks of it."""
    held = rules(union=term.union, on=term.starts_on, series=term.series)
    others = CongressTerm.objects.of_union(term.union).exclude(pk=term.pk)
    same_body = others.filter(series=term.series, body_name=term.body_name)
    found = checks.apart(starts_on=term.starts_on, ends_on=term.last_day, others=same_body)
    if term.term_no is not None:
        found += checks.term_length(
            starts_on=term.starts_on, ends_on=term.ends_on, rule=held.term_years
        )
    found += checks.overrun(
        ends_on=term.ends_on, postponed_until=term.postponed_until, rule=held.overrun
    )
    if term.is_staff:
        staff = term.union.staff_count
        found += checks.size(form=term.form, staff_count=staff, rule=held.threshold)
    return found


def next_term_no(union: Union, series: str, body_name: str = "") -> int:
    """The free number after the last 届 of the series."""
    mine = CongressTerm.objects.of_union(union).filter(series=series, body_name=body_name)
    return (mine.aggregate(last=Max("term_no"))["last"] or 0) + 1


def standing_findings(
    term: CongressTerm, *, today: datetime.date, held: checks.Rules | None = None
) -> list[Finding]:
    """What the rules of today say of a term in office: C-08, renewal in time and overrun.

    `held` spares a query where the rules are at hand.
    """
    if term.term_no is None:
        return []
    held = held or rules(union=term.union, on=today, series=term.series)
    found = checks.renewal(ends_on=term.last_day, today=today, rule=held.renewal_months)
    found += checks.overdue(ends_on=term.ends_on, today=today, rule=held.overrun)
    # Asked last: most terms are far from their end, and a register is read often.
    return [] if found and term.is_followed else found


@transaction.atomic
def open_term(*, by: Seat, accepted: Iterable[str] = (), **written: Any) -> CongressTerm:
    """Registers a term.

    `written`: series, body_name, term_no, form, starts_on, ends_on, full_delegates,
    postponed_until, note.
    """
    require(by, by.union_id)
    return _keep_term(CongressTerm(union=by.union), by, "congress.term_open", accepted, written)


@transaction.atomic
def change_term(
    *, term: CongressTerm, by: Seat, accepted: Iterable[str] = (), **written: Any
) -> CongressTerm:
    """Corrects a term; sessions that were held keep the n they were counted with."""
    require(by, term.union_id)
    hold(term)
    return _keep_term(term, by, "congress.term_change", accepted, written)


def _keep_term(
    term: CongressTerm, by: Seat, verb: str, accepted: Iterable[str], written: dict[str, Any]
) -> CongressTerm:
    before = term.series
    write(term, written)
    if term.pk and term.series != before and _has_rows(term):
        raise ValidationError({"series": "本届已有会议或代表，系列不能再改。"})
    term.full_clean()
    agreed = require_clear(term_findings(term), accepted=accepted)
    term.save()
    audit.record(verb=verb, by=by, thing=term, accepted=agreed)
    return term


def _has_rows(term: CongressTerm) -> bool:
    sessions = (term.sessions, term.joint_sessions, term.delegates)
    return any(rows.exists() for rows in sessions)
