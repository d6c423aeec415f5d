"""Files of a proposal: adding, taking out, handing out."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from proposals.actions import proposal_files as actions
from proposals.checks.writing import Rules
from proposals.forms.writing import FileForm
from proposals.models import Proposal, ProposalFile, ProposalState
from proposals.views.writing import own_proposal_of
from union_site import attachments
from union_site.door import requires
from union_site.requests import SeatRequest


@never_cache
@requires("proposals.own")
def files(request: SeatRequest, proposal_id: int) -> HttpResponseBase:
    """The files of one's draft."""
    found = own_proposal_of(request, proposal_id)
    if found.state != ProposalState.DRAFT:
        messages.info(request, "提案已不是草稿，附件不能再改。")
        return redirect("proposals:proposal", found.pk)
    if request.method == "POST" and "remove" in request.POST:
        _remove(request, found)
        return redirect("proposals:files", found.pk)
    form = FileForm(request.POST or None)
    if request.method == "POST":
        form = FileForm(request.POST)
        form.files = request.FILES
        if form.submit(actions.attach, proposal=found, by=request.seat):
            messages.success(request, "附件已添加。")
            return redirect("proposals:files", found.pk)
    rules = Rules.in_force(union=found.union, on=timezone.localdate())
    most, size = rules["files_max"], rules["file_megabytes"]
    context = {
        "proposal": found,
        "form": form,
        "rows": ProposalFile.objects.visible_to(request.seat).filter(proposal=found).for_list(),
        "limits": f"最多 {most.shown}，每个不超过 {size.shown}；PDF、Word、Excel 或图片。",
    }
    return render(request, "proposals/writing/files.html", context)


def _remove(request: SeatRequest, found: Proposal) -> None:
    key = request.POST["remove"]
    file_id = int(key) if key.isascii() and key.isdigit() else 0
    try:
        actions.detach(proposal=found, file_id=file_id, by=request.seat)
        messages.success(request, "附件已删除。")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))


@never_cache
@requires("proposals.own")
def file(request: SeatRequest, proposal_file_id: int) -> HttpResponseBase:
    """The file itself, for those who deal with the proposal."""
    rows = ProposalFile.objects.visible_to(request.seat).select_related("file")
    return attachments.download(get_object_or_404(rows, pk=proposal_file_id).file)
