"""Files that show that something was done: a photograph, a scan, a PDF."""

from __future__ import annotations

from union_site import attachments, filekinds
from union_site.models import Attachment, Seat, Union

Brought = tuple[str, bytes]  # name and content


def keep_evidence(*, union: Union, by: Seat, brought: Brought | None) -> Attachment | None:
    """Keeps a file; None where none was brought. Raises ValidationError beside `evidence`."""
    if brought is None:
        return None
    name, content = brought
    content_type = filekinds.require_kind(content, beside="evidence")
    return attachments.keep(
        union=union, owner=by, content=content, name=name[:200], content_type=content_type
    )
