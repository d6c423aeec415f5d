"""Acts on resolutions: from a ballot or typed in, corrected in words, superseded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from congress import checks
from congress.actions import numbering
from congress.actions.acting import hold, lock, require, rules_of, write
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
    """Corrects a vote that was typed in; the verdict is worked out anew.

    What a ballot has decided is changed by a new vote alone; its words by `correct_text`.
    """
    require(by, resolution.union_id)
    hold(resolution)
    if resolution.is_of_ballot:
        raise ValidationError("这项决议由表决产生，票数和结果不能更正；要改变决议须重新表决。")
    typed = written.get("document_no", resolution.document_no).strip()
    if resolution.serial is not None and typed != resolution.document_no:
        sentence = f"这项决议已经编号为“{resolution.document_no}”，文号不能再改。"
        raise ValidationError({"document_no": sentence})
    return _keep_resolution(resolution, by, "congress.resolution_change", accepted, written)


def _keep_resolution(
    resolution: Resolution, by: Seat, verb: str, accepted: Iterable[str], written: dict[str, Any]
) -> Resolution:
    write(resolution, written)
    numbering.keep_typed(resolution)
    count(resolution)
    resolution.full_clean()
    agreed = require_clear(resolution_findings(resolution), accepted=accepted)
    resolution.save()
    audit.record(verb=verb, by=by, thing=resolution, accepted=agreed)
    return resolution


@transaction.atomic
def correct_text(*, resolution: Resolution, by: Seat, text: str, note: str) -> Resolution:
    """Corrects the words of a resolution: neither its matter nor a figure. The trail keeps why."""
    require(by, resolution.union_id)
    if not note.strip():
        raise ValidationError({"note": "请写明更正的理由。"})
    hold(resolution)
    if text.strip() == resolution.text:
        raise ValidationError({"text": "内容没有变化。"})
    resolution.text = text.strip()
    resolution.full_clean()
    resolution.save(update_fields=["text"])
    audit.record(
        verb="congress.resolution_text", label="更正决议文字", by=by, thing=resolution, note=note
    )
    return resolution


@transaction.atomic
def supersede(*, resolution: Resolution, earlier: Resolution, by: Seat) -> Resolution:
    """Says that a resolution that was adopted takes the place of an earlier one."""
    require(by, resolution.union_id)
    lock(resolution.union)
    hold(resolution)
    if not (resolution.is_adopted and earlier.is_adopted):
        raise ValidationError("只有通过的决议才能替代，也只有通过的决议才需要替代。")
    if earlier.pk == resolution.pk or _order(earlier) >= _order(resolution):
        raise ValidationError({"earlier": "只能替代以前会议的决议，或者本次会议排在前面的决议。"})
    if earlier.superseded_by.exclude(pk=resolution.pk).exists():
        raise ValidationError({"earlier": "这项决议已被其他决议替代。"})
    resolution.supersedes = earlier
    resolution.full_clean()
    resolution.save(update_fields=["supersedes"])
    audit.record(
        verb="congress.resolution_supersede",
        label="替代以前的决议",
        by=by,
        thing=resolution,
        note=f"替代“{earlier}”{earlier.document_no}",
    )
    return resolution


def _order(resolution: Resolution) -> tuple[Any, ...]:
    return (resolution.session.held_on, resolution.session.session_no, resolution.position)


@transaction.atomic
def remove_resolution(*, resolution: Resolution, by: Seat) -> Session:
    """Takes back a resolution that was entered by mistake; the trail keeps its title."""
    require(by, resolution.union_id)
    hold(resolution)
    if sentence := _why_kept(resolution):
        raise ValidationError(sentence)
    session = resolution.session
    audit.record(verb="congress.resolution_remove", by=by, thing=resolution)
    resolution.delete()
    return session


def _why_kept(resolution: Resolution) -> str:
    if resolution.is_of_ballot:
        return "这项决议由表决产生，不能删去。"
    if resolution.serial is not None:
        return "这项决议已经编号，不能删去；要改变决议须重新表决。"
    if resolution.tasks.exists() or resolution.publications.exists():
        return "这项决议已有落实事项或公示，不能删去。"
    if resolution.parts.exists() or resolution.part_of_id or resolution.superseded_by.exists():
        return "总决议或其他决议引用了这项决议，不能删去。"
    return ""
