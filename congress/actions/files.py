"""Files that people bring to a session."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from union_site import attachments, filekinds
from union_site.models import Attachment, Seat

ACCEPT = ".pdf,.jpg,.jpeg,.png,.docx,.doc,.xlsx,.pptx"


def keep_file(*, by: Seat, content: bytes, name: str) -> Attachment:
    """Stores a file of the union; raises ValidationError for what is not accepted."""
    kind = filekinds.require_kind(content, name=name, accepted=filekinds.PAPERS)
    return attachments.keep(
        union=by.union, owner=by, content=content, name=name[:200], content_type=kind
    )


def drop_file(kept: Attachment) -> None:
    """Removes a file that no row holds any more, its bytes once the act is through."""
    kept.delete()
    transaction.on_commit(partial(kept.file.delete, save=False))
