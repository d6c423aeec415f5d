"""Pages of awards: the list, its holders and persons, one award, its form, its evidence."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.actions import honours as actions
from members.forms import honours as forms
from members.models import Award, AwardEvidence, AwardHolder
from members.tables import award_rows as lines
from members.tables import honours as tables
from union_site import attachments
from union_site.door import requires
from union_site.forms import form_page, take_errors
from union_site.listing import Asked, timeline, workbook
from union_site.requests import SeatRequest

WITHIN = ("from", "to", "category", "subject", "side", "state", "honour")


def _award(request: SeatRequest, award_id: int) -> Award:
    mine = Award.objects.visible_to(request.seat).for_list()
    return get_object_or_404(mine.select_related("union__parent", "selection"), pk=award_id)


def _asked(request: SeatRequest) -> dict[str, Any]:
    """What the search box of a list shows and carries along."""
    carried = {*tables.CARRIED, *WITHIN}
    asked = Asked(request.GET)
    return {
        "asked": asked,
        "words": asked.words,
        "query": asked.query,
        "carried": [(name, value) for name, value in request.GET.items() if name in carried],
    }


@requires("honours.view")
def award_list(request: SeatRequest) -> HttpResponse:
    context = _asked(request)
    listed = tables.awards(request.seat, context["asked"])
    page = context["asked"].page(listed.rows, count=listed.count)
    context |= {
        "listed": listed,
        "page": page,
        "rows": lines.award_rows(page.object_list, request.seat),
        "may_manage": request.seat.can("honours.manage"),
    }
    return render(request, "members/honours/list.html", context)


@requires("honours.view")
def award_export(request: SeatRequest) -> HttpResponse:
    """The list as filtered."""
    rows = tables.awards(request.seat, Asked(request.GET)).rows
    return workbook("荣誉与获奖", lines.COLUMNS, rows)


@requires("honours.view")
def holder_list(request: SeatRequest) -> HttpResponse:
    """人次: a row for each person of each award."""
    context = _asked(request)
    asked = context["asked"]
    role = asked.one_of("role", AwardHolder.Role.values) or AwardHolder.Role.WINNER
    context |= {
        "page": asked.page(tables.holders(request.seat, asked)),
        "told": tables.what_is_asked(asked, tables.level_names(request.seat.union)),
        "role": AwardHolder.Role(role).label,
        "trail": tables.trail(("获奖人次", "")),
    }
    return render(request, "members/honours/holders.html", context)


@requires("honours.view")
def holder_export(request: SeatRequest) -> HttpResponse:
    rows = tables.holders(request.seat, Asked(request.GET))
    return workbook("获奖人次", lines.HOLDER_COLUMNS, rows)


@requires("honours.view")
def person_list(request: SeatRequest) -> HttpResponse:
    """人: a row for each person, however many awards."""
    context = _asked(request)
    asked = context["asked"]
    context |= {
        "page": asked.page(tables.persons(request.seat, asked)),
        "told": tables.what_is_asked(asked, tables.level_names(request.seat.union)),
        "trail": tables.trail(("获奖人员", "")),
    }
    return render(request, "members/honours/persons.html", context)


@requires("honours.view")
def award_detail(request: SeatRequest, award_id: int) -> HttpResponse:
    return _award_page(request, _award(request, award_id), forms.EvidenceForm())


def _award_page(request: SeatRequest, award: Award, form: forms.EvidenceForm) -> HttpResponse:
    seat = request.seat
    may_manage = seat.can("honours.manage")
    context = {
        "award": award,
        "trail": [*lines.award_trail(award)[:1], (award.title, "")],
        "facts": lines.award_facts(award, tables.level_names(award.union), seat),
        "subject": lines.subject_facts(award, seat),
        "evidence": AwardEvidence.objects.visible_to(seat).filter(award=award).for_list(),
        "sees_evidence": may_manage or seat.can("reports.view"),
        "evidence_form": form,
        "events": timeline(award, seat) if may_manage else [],
        "steps": lines.award_steps(award, seat),
        "may_manage": may_manage,
    }
    return render(request, "members/honours/award.html", context)


@requires("honours.manage")
def award_new(request: SeatRequest) -> HttpResponse:
    today = timezone.localdate()
    form = forms.AwardForm(request.POST or None, seat=request.seat, initial={"awarded_on": today})
    given = {"by": request.seat, "today": today}
    if request.method == "POST" and (award := form.submit(actions.register, **given)):
        messages.success(request, f"“{award}”已登记。")
        return redirect("honours:detail", award_id=award.pk)
    context = {
        "form": form,
        "page_name": "登记荣誉或获奖",
        "trail": tables.trail(("登记荣誉或获奖", "")),
        "back": reverse("honours:list"),
    }
    return render(request, "members/honours/form.html", context)


@never_cache
@requires("honours.manage")
def award_edit(request: SeatRequest, award_id: int) -> HttpResponse:
    award = _award(request, award_id)
    form = forms.AwardForm(request.POST or None, seat=request.seat, award=award)
    given = {"award": award, "by": request.seat, "today": timezone.localdate()}
    trail = lines.award_trail(award)
    if request.method == "POST" and form.submit(actions.amend, **given):
        messages.success(request, "已修改。")
        return redirect("honours:detail", award_id=award_id)
    context = {
        "form": form,
        "page_name": "修改",
        "trail": [*trail, ("修改", "")],
        "back": trail[-1][1],
    }
    return render(request, "members/honours/form.html", context)


@requires("honours.manage")
def award_withdraw(request: SeatRequest, award_id: int) -> HttpResponse:
    award = _award(request, award_id)
    form = forms.NoteForm(request.POST or None)
    trail = lines.award_trail(award)
    if request.method == "POST" and form.submit(actions.withdraw, award=award, by=request.seat):
        messages.success(request, "已作废，不再计入任何统计。")
        return redirect("honours:detail", award_id=award_id)
    lead = "作废后不再计入列表和统计，登记内容和理由都会留存。"
    return form_page(
        request, form, title="作废", trail=trail, lead=lead, submit="作废", is_destructive=True
    )


@requires("honours.manage")
def award_restore(request: SeatRequest, award_id: int) -> HttpResponse:
    award = _award(request, award_id)
    form = forms.NoteForm(request.POST or None)
    trail = lines.award_trail(award)
    if request.method == "POST" and form.submit(actions.restore, award=award, by=request.seat):
        messages.success(request, "已恢复。")
        return redirect("honours:detail", award_id=award_id)
    return form_page(request, form, title="恢复", trail=trail, submit="恢复")


@require_POST
@requires("honours.manage")
def evidence_add(request: SeatRequest, award_id: int) -> HttpResponse:
    award = _award(request, award_id)
    form = forms.EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        given = {"award": award, "content": upload.read(), "name": upload.name}
        try:
            actions.add_evidence(**given, by=request.seat)
        except ValidationError as refusal:
            take_errors(form, refusal)
        else:
            messages.success(request, "证明已上传。")
            return redirect("honours:detail", award_id=award_id)
    return _award_page(request, award, form)


def _evidence(request: SeatRequest, evidence_id: int) -> AwardEvidence:
    mine = AwardEvidence.objects.visible_to(request.seat).for_list()
    return get_object_or_404(mine.select_related("award"), pk=evidence_id)


@never_cache
@requires("honours.view")
def evidence(request: SeatRequest, evidence_id: int) -> HttpResponse:
    """The file; only those who keep or audit the register find it."""
    response: Any = attachments.download(_evidence(request, evidence_id).file)
    return response


@require_POST
@requires("honours.manage")
def evidence_remove(request: SeatRequest, evidence_id: int) -> HttpResponse:
    award = actions.remove_evidence(evidence=_evidence(request, evidence_id), by=request.seat)
    messages.success(request, "证明已删去，操作记录中留有文件名。")
    return redirect("honours:detail", award_id=award.pk)
