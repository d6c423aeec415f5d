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
from congress.models import AgendaItem, Session, SessionReport
from congress.models.agenda import Treatment
from congress.models.ballots import BallotKind
from congress.models.sittings import Part
from congress.workflow.aftermath import REPORT
from union_site import attachments, audit, notifications
from union_site.calendar import WorkingDay
from union_site.models import Attachment, Seat
from union_site.workflow import advance


def due_of(session: Session) -> WorkingDay:
    """The last day to report a session in time."""
    rules = aftermath.AfterRules.in_force(union=session.union, on=session.held_on)
    return aftermath.report_due(held_on=session.held_on, rule=rules.report)


# What is reported of an agenda: all but the order of business.
REPORTED = (
    Treatment.HEAR,
    Treatment.DELIBERATE,
    Treatment.ADOPT,
    Treatment.ELECT,
    Treatment.APPRAISE,
)


def topics_of(session: Session) -> list[str]:
    """The matters of the plenary, each with what was to be done with it."""
    rows = session.agenda_items.filter(part=Part.PLENARY, treatment__in=REPORTED).for_list()
    return [_topic(row) for row in rows]


def _topic(item: AgendaItem) -> str:
    verb = item.get_treatment_display()
    return item.title if item.title.startswith(verb) else str(item)


def _elections(session: Session) -> list[dict[str, Any]]:
    """Who was elected, of the elections that are decided."""
    found = []
    elections = session.ballots.decided().filter(kind=BallotKind.ELECTION)
    for ballot in elections.order_by("position", "round_no", "pk"):
        rows = [*ballot.result.get("items", []), *ballot.result.get("named", [])]
        elected = [row.get("title") or row["name"] for row in rows if row.get("is_elected")]
        found.append({"title": ballot.title, "elected": elected})
    return found


def payload_of(session: Session) -> dict[str, Any]:
    """What the union above is told: the session in figures and who was elected; nobody's vote."""
    return {
        "title": session.title,
        "kind": session.get_kind_display(),
        "held_on": session.held_on.isoformat(),
        "n": session.expected,
        "present": session.present,
        "observers": session.observers,
        "proposals": session.proposals_received,
        "agenda": topics_of(session),
        "elections": _elections(session),
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
