"""Acts on resolutions: recording votes with their verdict."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from congress import checks
from congress.actions.acting import lock, require, rules_of, write
from congress.models import Resolution, Session
from union_site import audit
from union_site.findings import Finding, require_clear
from union_site.models import Seat


def resolution_findings(resolution: Resolution) -> list[Finding]:
    """What is to be said of a vote: C-13, and C-09 where Order 32 speaks of it."""
    session = resolution.session
    found = checks.votes(cast=resolution.votes_cast, present=session.present or 0)
    if session.term.is_staff:
        found += checks.secrecy(matter=resolution.matter, method=resolution.method)
    return found


def count(resolution: Resolution) -> None:
    """Sets the verdict: more than half of all full delegates (Order 32 art. 21)."""
    session = resolution.session
    rule = rules_of(session).adoption
    result = checks.verdict(n=session.expected or 0, votes_for=resolution.votes_for, rule=rule)
    resolution.needed, resolution.is_adopted = result.needed, result.is_adopted


@transaction.atomic
def record_resolution(
    *, session: Session, by: Seat, accepted: Iterable[str] = (), **written: Any
) -> Resolution:
    """Records a vote of a session that was held, with its verdict.

    `written`: title, matter, method, votes_for, votes_against, votes_abstain, document_no, text.
    """
    require(by, session.union_id)
    if not session.is_held:
        raise ValidationError("先登记会议情况，再登记决议。")
    lock(session)
    last = session.resolutions.aggregate(last=Max("position"))["last"] or 0
    resolution = Resolution(union=session.union, session=session, position=last + 1)
    return _keep_resolution(resolution, by, "congress.resolution_record", accepted, written)


@transaction.atomic
def change_resolution(
    *, resolution: Resolution, by: Seat, accepted: Iterable[str] = (), **written: Any
) -> Resolution:
    """Corrects a vote; the verdict is worked out anew."""
    require(by, resolution.union_id)
    return _keep_resolution(resolution, by, "congress.resolution_change", accepted, written)


def _keep_resolution(
    resolution: Resolution, by: Seat, verb: str, accepted: Iterable[str], written: dict[str, Any]
) -> Resolution:
    write(resolution, written)
    count(resolution)
    resolution.full_clean()
    agreed = require_clear(resolution_findings(resolution), accepted=accepted)
    resolution.save()
    audit.record(verb=verb, by=by, thing=resolution, accepted=agreed)
    return resolution


@transaction.atomic
def remove_resolution(*, resolution: Resolution, by: Seat) -> Session:
    """Takes back a resolution that was entered by mistake; the trail keeps its title."""
    require(by, resolution.union_id)
    session = resolution.session
    audit.record(verb="congress.resolution_remove", by=by, thing=resolution)
    resolution.delete()
    return session
