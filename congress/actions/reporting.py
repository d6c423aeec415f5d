"""Acts on the report of a session to the union above: sending, receiving, sending back."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from congress.actions.acting import lock, require
from congress.checks import aftermath
from congress.models import Session, SessionReport
from congress.workflow.aftermath import REPORT
from union_site import attachments, audit, notifications
from union_site.calendar import WorkingDay
from union_site.models import Attachment, Seat
from union_site.workflow import advance


def due_of(session: Session) -> WorkingDay:
    """The last day to report a session in time."""
    rules = aftermath.AfterRules.in_force(union=session.union, on=session.held_on)
    return aftermath.report_due(held_on=session.held_on, rule=rules.report)


def payload_of(session: Session) -> dict[str, Any]:
    """What the union above is told: the session in figures, nobody's name and nobody's vote."""
    return {
        "title": session.title,
        "kind": session.get_kind_display(),
        "held_on": session.held_on.isoformat(),
        "n": session.expected,
        "present": session.present,
        "observers": session.observers,
        "proposals": session.proposals_received,
        "resolutions": [
            {
                "document_no": row.document_no,
                "title": row.title,
                "matter": row.get_matter_display(),
                "method": row.get_method_display(),
                "for": row.votes_for,
                "against": row.votes_against,
                "abstain": row.votes_abstain,
                "needed": row.needed,
                "is_adopted": row.is_adopted,
                "text": row.text,
            }
            for row in session.resolutions.order_by("position")
        ],
    }


@transaction.atomic
def report_session(
    *, session: Session, by: Seat, today: datetime.date, pdf: bytes
) -> SessionReport:
    """Freezes what happened and puts it before the union above; the second time after a return.

    `pdf` is the paper 向上级的报告 as it was drawn of the same rows.
    """
    require(by, session.union_id)
    above = session.union.parent
    if above is None:
        raise ValidationError("本工会没有上级工会，不能报送；可以下载报告自行存档。")
    if not session.is_held or session.held_on > today:
        raise ValidationError("会议还没有登记为已召开，先登记会议情况，再报告。")
    lock(session)
    kept = attachments.keep(
        union=session.union,
        owner=by,
        content=pdf,
        name=f"{session.short_title}情况报告.pdf",
        content_type=attachments.PDF,
    )
    sent = SessionReport.objects.filter(session=session).first()
    report = _again(sent, kept, by) if sent else _first(session, kept, by, today)
    notifications.tell(
        seats=notifications.those_with("congress.received", union_id=above.pk),
        sentence=f"{session.union.short_name}报告了{session.short_title}情况",
        url=reverse("congress:received_report", args=[report.pk]),
    )
    return report


def _first(session: Session, kept: Attachment, by: Seat, today: datetime.date) -> SessionReport:
    report = SessionReport(
        union=session.union,
        session=session,
        addressee=session.union.parent,
        held_on=session.held_on,
        payload=payload_of(session),
        file=kept,
        due_on=due_of(session).day,
        sent_on=today,
        sent_by=by,
    )
    report.full_clean()
    report.save()
    audit.record(verb="session_report.send", label="向上级报告会议情况", by=by, thing=report)
    return report


def _again(report: SessionReport, kept: Attachment, by: Seat) -> SessionReport:
    """The next version, of what the session says now; `sent_on` stays that of the first."""
    session = report.session
    before = {"version": report.version, "payload": report.payload, "file": report.file_id}
    changes = {
        "payload": payload_of(session),
        "held_on": session.held_on,
        "due_on": due_of(session).day,
        "file": kept,
        "version": report.version + 1,
        "remark": "",
    }
    return advance(REPORT, thing=report, step="resend", by=by, changes=changes, details=before)


@transaction.atomic
def receive_report(*, report: SessionReport, by: Seat) -> SessionReport:
    """The district acknowledges it."""
    changes = {"received_at": timezone.now(), "received_by": by}
    advance(REPORT, thing=report, step="receive", by=by, changes=changes)
    _tell_school(report, f"{report}已由{by.union.short_name}接收。")
    return report


@transaction.atomic
def send_report_back(*, report: SessionReport, by: Seat, note: str) -> SessionReport:
    """The district asks for more, and says what."""
    advance(
        REPORT, thing=report, step="send_back", by=by, note=note, changes={"remark": note.strip()}
    )
    _tell_school(report, f"{report}被退回，请按意见补充后重新报送。")
    return report


def _tell_school(report: SessionReport, sentence: str) -> None:
    notifications.tell(
        seats=notifications.those_with("congress.manage", union_id=report.union_id),
        sentence=sentence,
        url=reverse("congress:aftermath", args=[report.session_id]),
    )
