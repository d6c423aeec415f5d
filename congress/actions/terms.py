"""Acts on terms: opening and correcting them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from congress import checks
from congress.actions.acting import require, rules, write
from congress.models import CongressTerm
from union_site import audit
from union_site.findings import Finding, require_clear
from union_site.models import Seat


def term_findings(term: CongressTerm) -> list[Finding]:
    """What is to be said of a term as it is written."""
    held = rules(union=term.union, on=term.starts_on)
    others = CongressTerm.objects.of_union(term.union).exclude(pk=term.pk)
    return [
        *checks.apart(starts_on=term.starts_on, ends_on=term.ends_on, others=others),
        *checks.term_length(starts_on=term.starts_on, ends_on=term.ends_on, rule=held.term_years),
        *checks.size(form=term.form, staff_count=term.union.staff_count, rule=held.threshold),
    ]


@transaction.atomic
def open_term(*, by: Seat, accepted: Iterable[str] = (), **written: Any) -> CongressTerm:
    """Registers a term. `written`: term_no, form, starts_on, ends_on, full_delegates, note."""
    require(by, by.union_id)
    return _keep_term(CongressTerm(union=by.union), by, "congress.term_open", accepted, written)


@transaction.atomic
def change_term(
    *, term: CongressTerm, by: Seat, accepted: Iterable[str] = (), **written: Any
) -> CongressTerm:
    """Corrects a term; sessions that were held keep the n they were counted with."""
    require(by, term.union_id)
    return _keep_term(term, by, "congress.term_change", accepted, written)


def _keep_term(
    term: CongressTerm, by: Seat, verb: str, accepted: Iterable[str], written: dict[str, Any]
) -> CongressTerm:
    write(term, written)
    term.full_clean()
    agreed = require_clear(term_findings(term), accepted=accepted)
    term.save()
    audit.record(verb=verb, by=by, thing=term, accepted=agreed)
    return term
