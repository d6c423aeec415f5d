"""Files: stored under random names, handed out only through a view that checked the seat."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import os
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

from union_site.models import Attachment, Seat, Union

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def keep(
    *,
    union: Union,
    owner: Seat | None,
    content: bytes,
    name: str,
    content_type: str,
    is_personal: bool = False,
    expires_at: datetime.datetime | None = None,
    at: datetime.datetime | None = None,
) -> Attachment:
    """Stores bytes as a file of the union.

    `at` is given where the moment itself must not be kept: the row and the file both say it.
    """
    attachment = Attachment(
        union=union,
        owner=owner,
        name=name,
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        is_personal=is_personal,
        expires_at=expires_at,
    )
    attachment.file.save(name, ContentFile(content), save=False)
    if at is not None:
        attachment.created_at = at
        _date_file(attachment, at)
    attachment.save()
    return attachment


def _date_file(attachment: Attachment, at: datetime.datetime) -> None:
    """A store without a disk keeps times of its own, which nobody can set."""
    with contextlib.suppress(NotImplementedError):
        os.utime(attachment.file.path, (at.timestamp(), at.timestamp()))


def download(attachment: Attachment) -> FileResponse:
    """Answer with the file; always as a download, so that nothing runs in our origin."""
    response = FileResponse(
        attachment.file.open("rb"),
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def answer(content: bytes, *, name: str, content_type: str, inline: bool = False) -> HttpResponse:
    """Answer with bytes made for this request. Only PDFs may be shown inline."""
    response = HttpResponse(content, content_type=content_type)
    shown = inline and content_type == PDF
    response["Content-Disposition"] = content_disposition_header(not shown, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def purge_expired(*, now: datetime.datetime) -> int:
    """Deletes files that were kept for a time only; returns how many."""
    expired = list(Attachment.objects.filter(expires_at__lt=now)[:500])
    for attachment in expired:
        with transaction.atomic():
            attachment.delete()
            transaction.on_commit(partial(attachment.file.delete, save=False))
    return len(expired)
