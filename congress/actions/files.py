"""Files that people bring to a session: known by their first bytes, never by their name alone."""

from __future__ import annotations

from functools import partial
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from union_site import attachments
from union_site.models import Attachment, Seat

_OFFICE = "application/vnd.openxmlformats-officedocument."
_BY_BYTES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
_BY_SUFFIX = {
    ".docx": (b"PK\x03\x04", f"{_OFFICE}wordprocessingml.document"),
    ".xlsx": (b"PK\x03\x04", f"{_OFFICE}spreadsheetml.sheet"),
    ".pptx": (b"PK\x03\x04", f"{_OFFICE}presentationml.presentation"),
    ".doc": (b"\xd0\xcf\x11\xe0", "application/msword"),
}
ACCEPT = ".pdf,.jpg,.jpeg,.png,.docx,.doc,.xlsx,.pptx"


def kind_of(content: bytes, name: str) -> str:
    """The media type; "" for what is not accepted."""
    for start, kind in _BY_BYTES:
        if content.startswith(start):
            return kind
    start, kind = _BY_SUFFIX.get(PurePath(name).suffix.lower(), (b"", ""))
    return kind if start and content.startswith(start) else ""


def keep_file(*, by: Seat, content: bytes, name: str) -> Attachment:
    """Stores a file of the union; raises ValidationError for what is not accepted."""
    kind = kind_of(content, name)
    if not kind:
        sentence = "只收 PDF、图片（JPG、PNG）和 Word、Excel、PPT 文件，请转换后再上传。"
        raise ValidationError({"file": sentence})
    if len(content) > settings.UPLOAD_LIMIT_BYTES:
        limit = settings.UPLOAD_LIMIT_BYTES / 1e6
        raise ValidationError({"file": f"文件超过上限 {limit:.0f} MB，请压缩后再上传。"})
    return attachments.keep(
        union=by.union, owner=by, content=content, name=name[:200], content_type=kind
    )


def drop_file(kept: Attachment) -> None:
    """Removes a file that no row holds any more, its bytes once the act is through."""
    kept.delete()
    transaction.on_commit(partial(kept.file.delete, save=False))
