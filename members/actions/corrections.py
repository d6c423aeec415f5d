"""Acts on requests to correct the roster: asking, settling, looking at what is sensitive."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from members.actions import roster
from members.actions.personal import require_own
from members.checks import corrections as checks
from members.models import Correction, Disclosure, Member
from members.models.corrections import text_of
from members.workflow.corrections import CORRECTING
from union_site import attachments, audit, filekinds, idcards, notifications
from union_site.collation import clean_name
from union_site.findings import Level
from union_site.idcards import IdKind
from union_site.models import Attachment, Seat
from union_site.norms import norm
from union_site.workflow import advance

PURPOSE = "办理本人提出的更正申请"


@transaction.atomic
def ask(
    *,
    member: Member,
    by: Seat,
    today: datetime.date,
    field: str,
    value: Any,
    reason: str,
    evidence: tuple[str, bytes] | None = None,
) -> Correction:
    """A member asks for a field of his own row to be put right.

    `evidence` is the name and the content of a file. Raises ValidationError beside `value`,
    `reason` or `evidence`; PermissionDenied for who.
    """
    require_own(member, by)
    proposed = _proposed(member, field, value, today)
    asked = Correction(
        union_id=member.union_id,
        member=member,
        field=field,
        proposed=proposed,
        reason=reason.strip(),
        evidence=_kept(member, by, evidence),
    )
    asked.full_clean()
    try:
        asked.save()
    except IntegrityError as error:  # the same request was sent twice at once
        raise ValidationError("这一项您已有一件申请在办理。") from error
    audit.record(verb="members.correction.ask", label="申请更正资料", by=by, thing=asked)
    notifications.tell(
        seats=notifications.those_with("members.manage", union_id=member.union_id),
        sentence=f"{asked}，请办理。",
        url=reverse("members:correction", args=[asked.pk]),
    )
    return asked


def _proposed(member: Member, field: str, value: Any, today: datetime.date) -> str:
    """The value as text, as the column would take it; raises ValidationError at `value`."""
    if isinstance(value, str):
        value = _tidied(field, value)
    if field == "id_number":
        value = _document_number(member, value, today)
    column = Member.column(field)
    if value in (None, "") and not column.blank:
        raise ValidationError({"value": f"{column.verbose_name}不能为空。"})
    try:
        value = column.clean(value, member)
    except ValidationError as refusal:
        raise ValidationError({"value": refusal.messages}) from refusal
    if text_of(value) == text_of(getattr(member, field)):
        raise ValidationError({"value": "与现在登记的相同，不需要更正。"})
    return text_of(value)


def _tidied(field: str, value: str) -> str:
    if field == "name":
        return clean_name(value)
    if field in ("mobile", "bank_card"):
        return re.sub(r"[\s-]", "", value)
    return value.strip()


def _document_number(member: Member, value: str, today: datetime.date) -> str:
    limits = roster.age_limits(member.union, today)
    document = idcards.inspect(value, kind=IdKind(member.id_kind), today=today, **limits)
    wrong = [finding.sentence for finding in document.findings if finding.level == Level.BLOCK]
    if wrong:
        raise ValidationError({"value": wrong})
    return document.number


def _kept(member: Member, by: Seat, evidence: tuple[str, bytes] | None) -> Attachment | None:
    if evidence is None:
        return None
    name, content = evidence
    content_type = filekinds.SCANS.kind_of(content)
    if not content_type:
        raise ValidationError({"evidence": "证明材料请用 PDF、JPG 或 PNG 文件。"})
    return attachments.keep(
        union=member.union,
        owner=by,
        content=content,
        name=name,
        content_type=content_type,
        is_personal=True,
    )


def _fresh(correction: Correction) -> Correction:
    """The row as it stands, locked: of two who settle it at once the second is told."""
    rows = Correction.objects.select_for_update(of=("self",)).select_related("member", "union")
    return rows.get(pk=correction.pk)


def _settle(correction: Correction, step: str, by: Seat, answer: str = "") -> Correction:
    """Takes the step, and lets go of what was only needed to decide."""
    now = timezone.now()
    advance(
        CORRECTING,
        thing=correction,
        step=step,
        by=by,
        note=answer,
        changes={
            "proposed": None,
            "decided_at": now,
            "decided_by": by,
            "answer": answer.strip(),
        },
    )
    if correction.evidence is not None:
        days = norm(
            "members.evidence_days", union=correction.union, on=timezone.localdate(now)
        ).number
        correction.evidence.expires_at = now + datetime.timedelta(days=days)
        correction.evidence.save(update_fields=["expires_at"])
    return correction


@transaction.atomic
def accept(
    *,
    correction: Correction,
    revision: int,
    by: Seat,
    today: datetime.date,
    accepted: Iterable[str] = (),
) -> Correction:
    """Changes the member as was asked. `revision` is that of the row the chair looked at."""
    correction = _fresh(correction)
    if not CORRECTING.step("accept").may_be_taken_by(correction, by):
        raise PermissionDenied
    if correction.is_open:
        roster.amend(
            member=correction.member,
            revision=revision,
            by=by,
            today=today,
            accepted=accepted,
            **checks.changes_of(correction),
        )
    _settle(correction, "accept", by)
    _tell_member(correction, f"您申请更正的{correction.get_field_display()}已更正。")
    return correction


@transaction.atomic
def decline(*, correction: Correction, by: Seat, reason: str) -> Correction:
    """Leaves the row as it is, and says why."""
    correction = _settle(_fresh(correction), "decline", by, reason)
    label = correction.get_field_display()
    _tell_member(correction, f"您申请更正的{label}未采纳：{reason.strip()}")
    return correction


@transaction.atomic
def withdraw(*, correction: Correction, by: Seat) -> Correction:
    """The member takes the request back."""
    return _settle(_fresh(correction), "withdraw", by)


def _tell_member(correction: Correction, sentence: str) -> None:
    notifications.tell(
        seats=[correction.member.seat],
        sentence=sentence,
        url=reverse("members:my_corrections"),
    )


@transaction.atomic
def reveal(*, correction: Correction, by: Seat) -> Correction:
    """Old and new value in full, for who settles the request; the member can see who looked."""
    if not by.can("members.sensitive") or by.union_id != correction.union_id:
        raise PermissionDenied
    if not correction.is_open:
        raise ValidationError("申请已经办结，改动内容不再保存。")
    label = correction.get_field_display()
    Disclosure.objects.create(
        union_id=correction.union_id,
        member=correction.member,
        what=f"{label}（现登记和申请改为）",
        reason=PURPOSE,
        by=by,
    )
    audit.record(
        verb="members.correction.reveal",
        label=f"查看完整{label}",
        by=by,
        thing=correction,
        note=PURPOSE,
    )
    return correction


@transaction.atomic
def open_evidence(*, correction: Correction, by: Seat) -> Attachment:
    """The file that was brought, for the member and for who settles the request."""
    file = correction.evidence
    is_own = correction.member.seat_id == by.pk and by.can("own.view")
    may_settle = by.union_id == correction.union_id and by.can("members.manage")
    if file is None or not (is_own or may_settle):
        raise PermissionDenied
    audit.record(
        verb="members.correction.evidence", label="查看更正证明材料", by=by, thing=correction
    )
    return file
