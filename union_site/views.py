"""Pages of the ground: workbench, account, notices, search, norms, trail, jobs, health."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db import connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from union_site import attachments, audit, desk, notifications, workbench
from union_site.door import any_seat, any_user, public, requires, sit_down
from union_site.models import AuditEntry, Job, Notification
from union_site.norms import all_in_force
from union_site.requests import SeatRequest, UserRequest


@any_user
def home(request: UserRequest) -> HttpResponse:
    """The workbench of the seat in use."""
    if request.seat is None:
        return redirect("seatless")
    context = workbench.lay_out(request.seat, today=timezone.localdate(), now=timezone.localtime())
    return render(request, "union_site/workbench.html", context)


@any_user
def seatless(request: UserRequest) -> HttpResponse:
    """For an account that has no place in any union (yet)."""
    if request.seat is not None:
        return redirect("home")
    return render(request, "union_site/seatless.html")


@any_user
def account(request: UserRequest) -> HttpResponse:
    """The account, and the places that are about oneself."""
    places = desk.places(request.seat) if request.seat else []
    own = [place for place in places if place.group == ""]
    return render(request, "union_site/account.html", {"seat": request.seat, "own": own})


@require_POST
@any_user
def seat_switch(request: UserRequest) -> HttpResponse:
    wanted = request.POST.get("seat", "")
    seat = next((held for held in request.seats if str(held.pk) == wanted), None)
    if seat is None:
        raise Http404
    sit_down(request, seat)
    onward = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()}):
        onward = "/"
    return redirect(onward)


@any_seat
def notices(request: SeatRequest) -> HttpResponse:
    """One's notices; a POST marks all as read."""
    if request.method == "POST":
        notifications.mark_read(by=request.seat)
        return redirect("notices")
    rows = Notification.objects.visible_to(request.seat)
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    return render(request, "union_site/notices.html", {"page": page})


@requires("union.search")
def search(request: SeatRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:50]
    found = desk.search(request.seat, query) if query else []
    return render(request, "union_site/search.html", {"query": query, "found": found})


@requires("norms.view")
def norms(request: SeatRequest) -> HttpResponse:
    """The rules and standards that hold for this union today, with their source."""
    rows = all_in_force(union=request.seat.union, on=timezone.localdate())
    return render(request, "union_site/norms.html", {"norms": rows})


@requires("audit.view")
def audit_trail(request: SeatRequest) -> HttpResponse:
    rows = AuditEntry.objects.visible_to(request.seat).for_list()
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "union_site/audit.html", {"page": page})


def _job(request: SeatRequest, job_id: int) -> Job:
    return get_object_or_404(
        Job.objects.visible_to(request.seat).select_related("result"), pk=job_id
    )


@any_seat
def job(request: SeatRequest, job_id: int) -> HttpResponse:
    found = _job(request, job_id)
    left = found.seconds_left(timezone.now())
    return render(request, "union_site/job.html", {"job": found, "seconds_left": left})


@never_cache
@any_seat
def job_progress(request: SeatRequest, job_id: int) -> HttpResponse:
    """The part of the page that changes; 286 tells htmx to stop asking."""
    found = _job(request, job_id)
    left = found.seconds_left(timezone.now())
    status = 286 if found.is_finished else 200
    return render(
        request,
        "union_site/job_progress.html",
        {"job": found, "seconds_left": left},
        status=status,
    )


@any_seat
def job_file(request: SeatRequest, job_id: int) -> FileResponse:
    found = _job(request, job_id)
    if found.result is None:
        raise Http404
    if found.result.is_personal:
        audit.record(
            verb="attachment.download",
            label="下载含个人信息的文件",
            by=request.seat,
            thing=found.result,
        )
    return attachments.download(found.result)


@require_safe
@never_cache
@public
def healthz(request: HttpRequest) -> JsonResponse:
    """For the operator's monitor: can this process reach its database?"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return JsonResponse({"status": "ok"})
