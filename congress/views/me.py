"""我的教代会: what concerns one person at the congress, on one page for the phone."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from congress.tables import me as tables
from union_site.door import requires
from union_site.requests import SeatRequest


@never_cache
@requires("congress.own")
def me(request: SeatRequest) -> HttpResponse:
    mine = tables.me(request.seat, today=timezone.localdate())
    context = {"me": mine, "sections": tables.sections(mine)}
    return render(request, "congress/me.html", context)
