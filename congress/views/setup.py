"""The way to a first congress: the steps, and the one act that has no page of its own."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from congress.actions import delegates as actions
from congress.tables import setup as tables
from union_site.door import requires
from union_site.requests import SeatRequest


@requires("congress.manage")
def setup(request: SeatRequest) -> HttpResponse:
    """Each step with what is there, what is missing, the rule, and the page that does it."""
    steps = tables.steps(tables.ground(request.seat, today=timezone.localdate()))
    context = {
        "steps": steps,
        "done": tables.done_line(steps),
        "trail": [("教代会", reverse("congress:session_list")), ("首次筹备", "")],
    }
    return render(request, "congress/setup.html", context)


@require_POST
@requires("congress.manage")
def setup_everybody(request: SeatRequest) -> HttpResponse:
    """Of an assembly: the whole roster at once."""
    today = timezone.localdate()
    term = tables.ground(request.seat, today=today).term
    if term is None:
        messages.error(request, "先登记本届。")
        return redirect("congress:setup")
    try:
        made = actions.fill_from_roster(term=term, by=request.seat, today=today)
        messages.success(request, f"已列入 {len(made)} 人。")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("congress:setup")
