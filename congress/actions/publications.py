"""Acts on publications 公示: drafting, publishing, objecting, answering, closing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse

from congress.actions.acting import hold, require, write
from congress.actions.evidence import Brought, keep_evidence
from congress.checks import aftermath
from congress.models import Objection, Publication, Session
from congress.workflow.aftermath import OBJECTION, PUBLICATION
from union_site import audit, notifications
from union_site.calendar import official_date
from union_site.findings import Finding, require_clear
from union_site.models import Seat
from union_site.workflow import advance, require_open

AUDIENCE = "disclosure.view"
MOST_OBJECTIONS = 3  # of one person to one publication


def publication_findings(publication: Publication) -> list[Finding]:
    rules = aftermath.AfterRules.in_force(union=publication.union, on=publication.from_on)
    return aftermath.period(
        from_on=publication.from_on, to_on=publication.to_on, rule=rules.publication
    )


def _checked(publication: Publication, accepted: Iterable[str]) -> list[Finding]:
    publication.full_clean()
    return require_clear(publication_findings(publication), accepted=accepted)


@transaction.atomic
def draft_publication(
    *,
    session: Session,
    by: Seat,
    accepted: Iterable[str] = (),
    evidence: Brought | None = None,
    **written: Any,
) -> Publication:
    """`written`: resolution (None for all of the session), title, text, from_on, to_on, place,
    url, contact.
    """
    require(by, session.union_id)
    if not session.resolutions.exists():
        raise ValidationError("本次会议还没有决议，先登记决议再公示。")
    publication = Publication(union=session.union, session=session)
    write(publication, written)
    _require_own_resolution(publication)
    agreed = _checked(publication, accepted)
    publication.evidence = keep_evidence(union=session.union, by=by, brought=evidence)
    publication.save()
    audit.record(
        verb="congress.publication_draft",
        label="拟定公示",
        by=by,
        thing=publication,
        accepted=agreed,
    )
    return publication


def _require_own_resolution(publication: Publication) -> None:
    resolution = publication.resolution
    if resolution is not None and resolution.session_id != publication.session_id:
        raise ValidationError({"resolution": "所选决议不是本次会议的。"})


@transaction.atomic
def change_publication(
    *,
    publication: Publication,
    by: Seat,
    accepted: Iterable[str] = (),
    evidence: Brought | None = None,
    **written: Any,
) -> Publication:
    """Changes a draft."""
    require(by, publication.union_id)
    write(publication, written)
    _require_own_resolution(publication)
    agreed = _checked(publication, accepted)
    if (kept := keep_evidence(union=publication.union, by=by, brought=evidence)) is not None:
        written["evidence"] = kept
    return advance(
        PUBLICATION, thing=publication, step="change", by=by, changes=written, accepted=agreed
    )


@transaction.atomic
def publish(
    *, publication: Publication, by: Seat, today: datetime.date, accepted: Iterable[str] = ()
) -> Publication:
    """Puts it before all staff, who are told. Not for days that are past.

    Published late it runs from today; a period that is too short by then is a finding.
    """
    hold(publication)
    require_open(PUBLICATION, thing=publication, step="publish", by=by)
    if publication.to_on < today:
        raise ValidationError("公示期已经过去，请先修改公示起止日期。")
    publication.from_on = max(publication.from_on, today)
    agreed = require_clear(publication_findings(publication), accepted=accepted)
    changes = {"published_on": today, "from_on": publication.from_on}
    advance(PUBLICATION, thing=publication, step="publish", by=by, changes=changes, accepted=agreed)
    notifications.tell(
        seats=notifications.those_with(AUDIENCE, union_id=publication.union_id),
        sentence=f"公示：{publication}，{official_date(publication.to_on)}止",
        url=reverse("congress:publication", args=[publication.pk]),
    )
    return publication


@transaction.atomic
def add_evidence(*, publication: Publication, by: Seat, evidence: Brought) -> Publication:
    """Keeps a photograph of the posted notice, also after it was published."""
    require(by, publication.union_id)
    hold(publication)
    publication.evidence = keep_evidence(union=publication.union, by=by, brought=evidence)
    publication.full_clean()
    publication.save(update_fields=["evidence"])
    audit.record(
        verb="congress.publication_evidence", label="上传公示照片", by=by, thing=publication
    )
    return publication


@transaction.atomic
def close_publication(
    *, publication: Publication, by: Seat, today: datetime.date, note: str
) -> Publication:
    """Ends it after its last day, with the result; every objection was answered."""
    if today <= publication.to_on and publication.is_running:
        day = official_date(publication.to_on)
        raise ValidationError(f"公示期到{day}为止，期满后才能结束。")
    return advance(
        PUBLICATION,
        thing=publication,
        step="close",
        by=by,
        note=note,
        changes={"outcome": note.strip()},
    )


@transaction.atomic
def withdraw_publication(*, publication: Publication, by: Seat, note: str) -> Publication:
    return advance(PUBLICATION, thing=publication, step="withdraw", by=by, note=note)


@transaction.atomic
def object_to(*, publication: Publication, by: Seat, today: datetime.date, text: str) -> Objection:
    """Any of the staff raises an objection while the publication runs.

    The trail says that one was raised and not by whom: the name is for the chair alone.
    """
    if by.union_id != publication.union_id or not by.can(AUDIENCE):
        raise PermissionDenied
    hold(publication)
    if not publication.takes_objections(today):
        raise ValidationError("现在不在公示期内，不能提出异议。")
    if publication.objections.of_seat(by).count() >= MOST_OBJECTIONS:
        raise ValidationError(f"对同一公示最多提出 {MOST_OBJECTIONS} 件异议，请等候答复。")
    objection = Objection(
        union_id=publication.union_id,
        publication=publication,
        by=by,
        text=text.strip(),
        filed_on=today,
    )
    objection.full_clean()
    objection.save()
    audit.record(
        verb="congress.objection_file",
        label="收到公示异议",
        by=None,
        union=publication.union,
        thing=objection,
    )
    notifications.tell(
        seats=notifications.those_with("congress.manage", union_id=publication.union_id),
        sentence=f"收到{objection}，请答复。",
        url=reverse("congress:publication", args=[publication.pk]),
    )
    return objection


@transaction.atomic
def answer_objection(
    *, objection: Objection, by: Seat, today: datetime.date, finding: str, answer: str
) -> Objection:
    """The chair answers; who raised it is told."""
    advance(
        OBJECTION,
        thing=objection,
        step="answer",
        by=by,
        changes={"finding": finding, "answer": answer.strip(), "answered_on": today},
    )
    notifications.tell(
        seats=[objection.by],
        sentence=f"您提出的异议已答复：{objection.get_finding_display()}",
        url=reverse("congress:publication", args=[objection.publication_id]),
    )
    return objection
