"""Pages after a session: its state, papers, resolutions out of ballots, report, archive."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from congress.actions import archiving, deciding, numbering, reporting
from congress.forms import aftermath as forms
from congress.models import Ballot, SessionReport
from congress.papers import aftermath as papers
from congress.tables import aftermath as tables
from congress.tables import documents
from congress.tables import resolutions as resolution_tables
from congress.tables.session_tabs import tabs
from congress.views.found import session_of
from union_site import attachments
from union_site.documents import render_pdf
from union_site.door import requires
from union_site.forms import form_page
from union_site.paper_answers import answer_paper
from union_site.requests import SeatRequest


def tried(request: SeatRequest, done: str, act: Callable[..., Any], **given: Any) -> Any:
    """One act behind a button: what it says against it stands above the page."""
    try:
        made = act(**given, by=request.seat)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return None
    messages.success(request, done)
    return made


@requires("congress.view")
def aftermath(request: SeatRequest, session_id: int) -> HttpResponse:
    found, today = session_of(request, session_id), timezone.localdate()
    may_manage = request.seat.can("congress.manage")
    state = tables.after(found, request.seat, today=today)
    context = {
        "session": found,
        "after": state,
        "tabs": tabs(found, request.seat, tables.HERE),
        "trail": [*tables.trail(found)[:-1], ("会后", "")],
        "may_manage": may_manage and found.is_held,
        "papers": tables.papers_of(found) if found.is_held else [],
        "report_steps": tables.report_steps(state.report, request.seat),
        "has_parent": found.union.parent_id is not None,
    }
    return render(request, "congress/aftermath/session.html", context)


@requires("congress.view")
def paper(request: SeatRequest, session_id: int, name: str, ending: str) -> HttpResponse:
    """One of the papers of a session, as PDF or DOCX."""
    found = session_of(request, session_id)
    offered = documents.offered(found)
    if name not in offered:
        raise Http404
    if not documents.may_print(request.seat, name):
        raise PermissionDenied
    label, draw = offered[name]
    document = draw(found, timezone.localdate())
    return answer_paper(document, name=f"{found.short_title}{label}", wanted=ending)


@require_POST
@requires("congress.manage")
def resolve(request: SeatRequest, session_id: int) -> HttpResponse:
    """Makes resolutions of a ballot of the session."""
    found = session_of(request, session_id)
    wanted = request.POST.get("ballot", "")
    ballots = Ballot.objects.visible_to(request.seat).filter(session=found)
    ballot = get_object_or_404(ballots, pk=int(wanted) if wanted.isdigit() else 0)
    tried(request, "已由表决结果形成决议。", deciding.resolve_from_ballot, ballot=ballot)
    return redirect(tables.HERE, session_id=session_id)


@require_POST
@requires("congress.manage")
def number(request: SeatRequest, session_id: int) -> HttpResponse:
    found = session_of(request, session_id)
    tried(request, "通过的决议已编号。", numbering.number_resolutions, session=found)
    return redirect(tables.HERE, session_id=session_id)


@requires("congress.manage")
def general_new(request: SeatRequest, session_id: int) -> HttpResponse:
    """总决议: several matters in one resolution."""
    found = session_of(request, session_id)
    initial = {"title": f"{found.title}决议", "method": "show_of_hands"}
    form = forms.GeneralForm(request.POST or None, initial=initial, session=found)
    given = {"session": found, "by": request.seat}
    if request.method == "POST" and (made := form.submit(deciding.record_general, **given)):
        messages.success(request, resolution_tables.verdict_line(made))
        return redirect("congress:resolution", resolution_id=made.pk)
    lead = resolution_tables.adoption_line(found)
    return form_page(request, form, title="登记总决议", trail=tables.trail(found), lead=lead)


@require_POST
@requires("congress.manage")
def report(request: SeatRequest, session_id: int) -> HttpResponse:
    """Tells the union above, or tells it again after it asked for more."""
    found, today = session_of(request, session_id), timezone.localdate()
    pdf = render_pdf(papers.session_report(found, today))
    act = reporting.report_session
    tried(request, "已报送上级工会。", act, session=found, today=today, pdf=pdf)
    return redirect(tables.HERE, session_id=session_id)


@requires("congress.view")
def report_file(request: SeatRequest, session_id: int) -> HttpResponseBase:
    """The report as it was sent, for the school itself."""
    found = session_of(request, session_id)
    rows = SessionReport.objects.visible_to(request.seat).filter(union_id=request.seat.union_id)
    sent = get_object_or_404(rows.select_related("file"), session=found)
    return attachments.download(sent.file)


@require_POST
@requires("congress.manage")
def pack(request: SeatRequest, session_id: int) -> HttpResponse:
    """Everything of the session as one ZIP, by a job."""
    found = session_of(request, session_id)
    job = tried(request, "正在打包，可以离开本页。", archiving.pack_session, session=found)
    return redirect("job", job.pk) if job else redirect(reverse(tables.HERE, args=[session_id]))
