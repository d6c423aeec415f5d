"""Acts on the files of a draft."""

from __future__ import annotations

from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from proposals.actions.acting import hold
from proposals.actions.writing import require_own_draft
from proposals.models import Proposal, ProposalFile
from union_site import attachments, audit, filekinds
from union_site.filekinds import PAPERS, SCANS, Accepted
from union_site.models import Seat
from union_site.norms import norm

ACCEPT = ".pdf,.docx,.xlsx,.jpg,.jpeg,.png"
KINDS = Accepted(
    "只收 PDF、Word（docx）、Excel（xlsx）和图片（JPG、PNG），请转换后再上传。",
    SCANS.by_bytes,
    {end: PAPERS.by_suffix[end] for end in (".docx", ".xlsx")},
)


@transaction.atomic
def attach(*, proposal: Proposal, content: bytes, name: str, by: Seat) -> ProposalFile:
    """Adds a file to one's draft, within the norms of number and size."""
    hold(proposal)
    require_own_draft(proposal, by)
    today = timezone.localdate()
    most = norm("proposals.files_max", union=proposal.union, on=today)
    if proposal.files.count() >= most.number:
        raise ValidationError({"file": f"最多 {most.shown}附件，请先删去不用的。"})
    size = norm("proposals.file_megabytes", union=proposal.union, on=today)
    kind = filekinds.require_kind(
        content, name=name, accepted=KINDS, limit=size.number * 1_000_000, beside="file"
    )
    kept = attachments.keep(
        union=proposal.union, owner=by, content=content, name=name[:200], content_type=kind
    )
    row = ProposalFile(union=proposal.union, proposal=proposal, file=kept)
    row.full_clean()
    row.save()
    audit.record(verb="proposal.attach", label="添加附件", by=by, thing=proposal, note=kept.name)
    return row


@transaction.atomic
def detach(*, proposal: Proposal, file_id: int, by: Seat) -> Proposal:
    """Takes a file out of one's draft; its bytes go once the act is through."""
    hold(proposal)
    require_own_draft(proposal, by)
    row = proposal.files.select_related("file").filter(pk=file_id).first()
    if row is None:
        raise ValidationError("这个附件已经不在了，请刷新页面查看。")
    kept = row.file
    audit.record(verb="proposal.detach", label="删除附件", by=by, thing=proposal, note=kept.name)
    row.delete()
    kept.delete()
    transaction.on_commit(partial(kept.file.delete, save=False))
    return proposal
