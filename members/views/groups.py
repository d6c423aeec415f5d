"""Pages of union groups."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from members.actions import groups as actions
from members.forms import groups as forms
from members.models import Member, UnionGroup
from members.papers import groups as papers
from members.tables import groups as tables
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import Asked, workbook
from union_site.paper_answers import answer_paper
from union_site.requests import SeatRequest

PER_PAGE = 60


def _group(request: SeatRequest, group_id: int) -> UnionGroup:
    rows = UnionGroup.objects.visible_to(request.seat).select_related("head", "union")
    return get_object_or_404(rows, pk=group_id)


@requires("organisation.view")
def group_list(request: SeatRequest) -> HttpResponse:
    asked = Asked(request.GET)
    listed = tables.groups(request.seat, asked)
    mine = Member.objects.visible_to(request.seat).filter(seat=request.seat)
    context = {
        "listed": listed,
        "page": asked.page(listed.rows, count=listed.count),
        "query": asked.query,
        "words": asked.words,
        "own_group": mine.values_list("group_id", flat=True).first(),
        "ungrouped": tables.ungrouped(request.seat).count(),
        "may_open": request.seat.can("members.view"),
        "may_manage": request.seat.can("organisation.manage"),
    }
    return render(request, "members/groups/list.html", context)


@requires("organisation.view")
def group_export(request: SeatRequest) -> HttpResponse:
    rows = tables.groups(request.seat, Asked(request.GET)).rows
    return workbook("工会小组", tables.COLUMNS, rows)


@requires("members.view")
def group_rolls(request: SeatRequest) -> HttpResponse:
    """The rolls of all groups, one after the other."""
    groups = UnionGroup.objects.visible_to(request.seat).in_use().select_related("head")
    members = Member.objects.visible_to(request.seat).on_roll().in_order("strokes")
    paper = papers.rolls(request.seat.union, groups, members, on=timezone.localdate())
    return answer_paper(paper, name="工会小组名册", inline=False)


@requires("organisation.view")
def group(request: SeatRequest, group_id: int) -> HttpResponse:
    found = _group(request, group_id)
    if not tables.may_open(found, request.seat):
        raise PermissionDenied
    rows = Member.objects.visible_to(request.seat).on_roll().filter(group=found)
    page = Asked(request.GET).page(rows.in_order("pinyin"), size=PER_PAGE)
    may_manage = request.seat.can("organisation.manage") and found.ended_on is None
    context = {
        "group": found,
        "trail": [*tables.trail(), (found.name, "")],
        "facts": tables.facts(found, tables.counts(rows)),
        "heads": tables.heads(found),
        "page": page,
        "rows": tables.people(page.object_list, found, request.seat),
        "knows": tables.knows_people(found, request.seat),
        "may_manage": may_manage,
        "may_view_members": request.seat.can("members.view"),
        "targets": forms.other_groups(request.seat, found) if may_manage else [],
    }
    return render(request, "members/groups/group.html", context)


@requires("organisation.view")
def group_roll(request: SeatRequest, group_id: int) -> HttpResponse:
    found = _group(request, group_id)
    if not tables.knows_people(found, request.seat):
        raise PermissionDenied
    members = Member.objects.visible_to(request.seat).on_roll().filter(group=found)
    paper = papers.roll(found, members.in_order("strokes"), on=timezone.localdate())
    return answer_paper(paper, name=f"{found.name}名册", inline=False)


@requires("organisation.manage")
def group_ungrouped(request: SeatRequest) -> HttpResponse:
    """Those on the roll who are in no group yet."""
    page = Asked(request.GET).page(tables.ungrouped(request.seat).in_order("pinyin"), PER_PAGE)
    context = {
        "trail": [*tables.trail(), ("未编入小组", "")],
        "page": page,
        "rows": tables.people(page.object_list, None, request.seat),
        "targets": forms.other_groups(request.seat, None),
    }
    return render(request, "members/groups/ungrouped.html", context)


@requires("organisation.manage")
def group_new(request: SeatRequest) -> HttpResponse:
    form = forms.GroupForm(request.POST or None)
    if request.method == "POST" and (made := form.submit(actions.open_group, by=request.seat)):
        messages.success(request, f"“{made}”已建立，接着编入会员、选定组长。")
        return redirect("members:group_list")
    return form_page(request, form, title="新建工会小组", trail=tables.trail())


@requires("organisation.manage")
def group_edit(request: SeatRequest, group_id: int) -> HttpResponse:
    found = _group(request, group_id)
    initial = {"name": found.name, "order": found.order}
    form = forms.ChangeGroupForm(request.POST or None, initial=initial)
    given = {"group": found, "by": request.seat}
    if request.method == "POST" and form.submit(actions.change_group, **given):
        messages.success(request, "工会小组已修改。")
        return redirect("members:group", group_id=group_id)
    return form_page(request, form, title="修改小组", trail=tables.trail(found))


@requires("organisation.manage")
def group_head(request: SeatRequest, group_id: int) -> HttpResponse:
    found, today = _group(request, group_id), timezone.localdate()
    form = forms.HeadForm(
        request.POST or None, initial={"since": today}, group=found, seat=request.seat
    )
    given = {"group": found, "by": request.seat, "today": today}
    if request.method == "POST" and (changed := form.submit(actions.change_head, **given)):
        messages.success(request, f"{found.name}组长：{changed.head or '空缺'}。")
        return redirect("members:group", group_id=group_id)
    lead = f"现任组长：{found.head}" if found.head else ""
    return form_page(request, form, title="更换组长", trail=tables.trail(found), lead=lead)


@require_POST
@requires("organisation.manage")
def group_move(request: SeatRequest, group_id: int) -> HttpResponse:
    found = _group(request, group_id)
    _move(request, found)
    return redirect("members:group", group_id=group_id)


@require_POST
@requires("organisation.manage")
def ungrouped_move(request: SeatRequest) -> HttpResponse:
    _move(request, None)
    return redirect("members:group_ungrouped")


def _move(request: SeatRequest, leaving: UnionGroup | None) -> None:
    form = forms.MoveForm(request.POST, seat=request.seat, leaving=leaving)
    if moved := form.submit(actions.move_members, by=request.seat):
        messages.success(request, f"{len(moved)} 人已调整到“{moved[0].group}”。")
    else:
        sentences = [str(error) for errors in form.errors.values() for error in errors]
        messages.error(request, " ".join(sentences))


@requires("organisation.manage")
def group_end(request: SeatRequest, group_id: int) -> HttpResponse:
    found, today = _group(request, group_id), timezone.localdate()
    form = forms.EndGroupForm(
        request.POST or None, initial={"on": today}, group=found, seat=request.seat
    )
    given = {"group": found, "by": request.seat, "today": today}
    if request.method == "POST" and form.submit(actions.end_group, **given):
        messages.success(request, f"“{found}”已撤销，历任组长仍可查看。")
        return redirect("members:group_list")
    return form_page(
        request,
        form,
        title="撤销小组",
        trail=tables.trail(found),
        submit="撤销",
        is_destructive=True,
    )
