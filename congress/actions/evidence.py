"""Files that show that something was done: a photograph, a scan, a PDF."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError

from members.checks.corrections import kind_of_file
from union_site import attachments
from union_site.models import Attachment, Seat, Union

Brought = tuple[str, bytes]  # name and content


def keep_evidence(*, union: Union, by: Seat, brought: Brought | None) -> Attachment | None:
    """Keeps a file; None where none was brought. Raises ValidationError beside `evidence`."""
    if brought is None:
        return None
    name, content = brought
    content_type = kind_of_file(content)
    if not content_type:
        raise ValidationError({"evidence": "只收 PDF、JPG 和 PNG 文件，请转换后再上传。"})
    if len(content) > settings.UPLOAD_LIMIT_BYTES:
        limit = settings.UPLOAD_LIMIT_BYTES / 1e6
        raise ValidationError({"evidence": f"文件超过上限 {limit:.0f} MB，请压缩后再上传。"})
    return attachments.keep(
        union=union, owner=by, content=content, name=name[:200], content_type=content_type
    )
