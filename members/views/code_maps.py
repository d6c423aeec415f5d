"""Pages of the code maps: what upper systems call our values."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from members.actions import code_maps as actions
from members.forms.code_maps import CodeMapForm
from members.models import CodeMap
from members.models.code_maps import shipped
from members.tables import exports as tables
from union_site.door import requires
from union_site.requests import SeatRequest


def _trail(last: str) -> list[tuple[str, str]]:
    return [
        ("会员名册", reverse("members:list")),
        ("代码对照表", reverse("members:code_maps")),
        (last, ""),
    ]


@requires("members.manage")
def code_map_list(request: SeatRequest) -> HttpResponse:
    context = {
        "maps": CodeMap.objects.visible_to(request.seat).for_list(),
        "shipped": shipped(),
        "trail": [*_trail("")[:1], ("代码对照表", "")],
    }
    return render(request, "members/roster/code_maps.html", context)


@requires("members.manage")
def code_map_new(request: SeatRequest) -> HttpResponse:
    """Begins from the national codes, or from the map named by ?from=."""
    source = tables.coding(request.seat, request.GET.get("from", "gb"))
    form = CodeMapForm(request.POST or None, codes=source.codes)
    if request.method == "POST" and (made := form.submit(actions.make_code_map, by=request.seat)):
        messages.success(request, f"“{made.name}”已建立，导出采集表时可以选用。")
        return redirect("members:code_maps")
    return _page(request, form, "新建", lead=f"下面已按“{source.name}”填好，请改成上级系统的代码。")


@requires("members.manage")
def code_map_edit(request: SeatRequest, code_map_id: int) -> HttpResponse:
    found = get_object_or_404(CodeMap.objects.visible_to(request.seat), pk=code_map_id)
    form = CodeMapForm(request.POST or None, codes=found.codes)
    if request.method == "POST":
        if form.submit(actions.edit_code_map, code_map=found, by=request.seat):
            messages.success(request, "代码对照表已修改。")
            return redirect("members:code_maps")
    else:
        form.initial = {"name": found.name, "is_in_use": found.is_in_use}
    return _page(request, form, found.name)


def _page(request: SeatRequest, form: CodeMapForm, title: str, lead: str = "") -> HttpResponse:
    context = {"form": form, "page_name": title, "lead": lead, "trail": _trail(title)}
    return render(request, "members/roster/code_map_form.html", context)
