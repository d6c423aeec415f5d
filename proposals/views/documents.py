"""文书: the page of all papers of proposals, and each of them as PDF or DOCX."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from proposals.actions.reports import may_read
from proposals.models import Proposal
from proposals.papers import printing
from proposals.papers.gathering import gathered_for_forms
from proposals.papers.letters import LETTERS
from proposals.papers.sheets import blank_sheet, sheet
from proposals.steps import formal as steps
from proposals.tables import documents as tables
from proposals.tables.tabs import tabs
from union_site import attachments, jobs
from union_site.door import requires
from union_site.norms import norm
from union_site.paper_answers import answer_paper
from union_site.requests import SeatRequest


def require_reader(request: SeatRequest) -> None:
    """The papers of all proposals are for who sees all of them, and for the committee."""
    if not may_read(request.seat):
        raise PermissionDenied


@requires("proposals.own")
def documents(request: SeatRequest) -> HttpResponse:
    """Lists of the proposals asked for, and the forms of those that are picked."""
    require_reader(request)
    asked = tables.chosen(request)
    page = Paginator(asked.rows, 20).get_page(request.GET.get("page"))
    for proposal in page:
        proposal.author_shown = proposal.shown_proposer(request.seat)
        proposal.badge = steps.badge(proposal)
    chips, years = tables.scope_chips(asked)
    context = {
        "page": page,
        "query": asked.query,
        "chips": chips,
        "years": years,
        "filter_form": asked.filter_form,
        "is_filtered": asked.is_narrowed and not any(chip.is_active for chip in chips + years),
        "links": tables.list_links(asked) if page.paginator.count else [],
        "tabs": tabs(request.seat, "proposals:documents"),
    }
    return render(request, "proposals/documents/list.html", context)


@requires("proposals.own")
def list_paper(request: SeatRequest, name: str) -> HttpResponse:
    """One of the lists; ?format=docx for editing, otherwise a PDF to look at."""
    paper = tables.LISTS.get(name)
    if paper is None:
        raise Http404
    require_reader(request)
    asked = tables.chosen(request)
    drawn = paper.draw(asked, request.seat, timezone.localdate())
    title = f"{asked.scope.label}{paper.label}"
    return answer_paper(drawn, name=title, wanted=request.GET.get("format", ""))


@requires("proposals.own")
def blank_paper(request: SeatRequest) -> HttpResponse:
    """The empty form, for who writes by hand."""
    term = tables.blank_term(request.seat, timezone.localdate())
    drawn = blank_sheet(request.seat.union, term)
    return answer_paper(drawn, name="提案表（空白）", wanted=request.GET.get("format", ""))


@requires("proposals.own")
def proposal_paper(request: SeatRequest, proposal_id: int, name: str) -> HttpResponse:
    """The form of one proposal, or a letter to its proposer."""
    rows = gathered_for_forms(Proposal.objects.visible_to(request.seat).for_list())
    found = get_object_or_404(rows, pk=proposal_id)
    if name not in {"sheet", *LETTERS}:
        raise Http404
    if name == "sheet":
        if not tables.may_print(found, request.seat):
            raise PermissionDenied
        drawn, label = sheet(found, reader=request.seat), printing.NAME
    else:
        if not tables.may_print_letter(found, request.seat):
            raise PermissionDenied
        letter = LETTERS[name]
        if not letter.is_there(found):
            raise Http404
        drawn, label = letter.build(found, timezone.localdate()), letter.label(found)
    title = f"{label}　{found.number or found.heading}"
    return answer_paper(drawn, name=title, wanted=request.GET.get("format", ""))


@require_POST
@requires("proposals.own")
def sheets(request: SeatRequest) -> HttpResponse:
    """The forms picked, or of all proposals asked for: few at once, many in the background."""
    require_reader(request)
    wanted = "docx" if request.POST.get("format") == "docx" else "pdf"
    if request.POST.get("all"):
        ids = list(tables.chosen(request).rows.values_list("pk", flat=True))
    else:
        ids = [int(pk) for pk in request.POST.getlist("picked") if pk.isdecimal() and len(pk) < 10]
    try:
        found = printing.printable(request.seat, ids)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages) + "请先勾选提案。")
        return redirect(f"{reverse('proposals:documents')}?{request.GET.urlencode()}")
    most = norm("proposals.batch_now", union=request.seat.union, on=timezone.localdate()).number
    if len(found) > most:
        label = f"提案表（{len(found)}件）"
        given = {"proposals": [one.pk for one in found], "format": wanted}
        job = jobs.start(kind="proposals.sheets", label=label, by=request.seat, parameters=given)
        return redirect("job", job.pk)
    content, name, media = printing.pack(found, reader=request.seat, wanted=wanted)
    return attachments.answer(content, name=name, content_type=media, inline=wanted == "pdf")
