"""Pages of the privacy notice: reading it, and for the chair writing and publishing it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.actions import privacy as actions
from members.checks.pledges import share
from members.forms import privacy as forms
from members.models import PrivacyNotice
from members.tables import privacy as tables
from union_site.door import any_seat, requires
from union_site.forms import form_page
from union_site.listing import Asked, workbook
from union_site.models import Seat
from union_site.requests import SeatRequest


def _onward(request: SeatRequest, wanted: str) -> str:
    is_safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if is_safe else "/"


def _newest(request: SeatRequest) -> PrivacyNotice | None:
    rows = PrivacyNotice.objects.visible_to(request.seat).published().newest_first()
    return rows.with_answer_of(request.seat).first()


# --- everybody ------------------------------------------------------------------------------


@never_cache
@any_seat
def privacy(request: SeatRequest) -> HttpResponse:
    """The notice in force; who has not said so yet is asked to read it before anything else."""
    notice = _newest(request)
    context = {
        "notice": notice,
        "lines": tables.lines_of(notice.text) if notice else [],
        "onward": _onward(request, request.GET.get("next", "/")),
    }
    return render(request, "members/privacy/read.html", context)


@require_POST
@any_seat
def privacy_accept(request: SeatRequest) -> HttpResponse:
    """Says that one has read the version that was on the page."""
    rows = PrivacyNotice.objects.visible_to(request.seat).published().newest_first()
    notice = rows.first()
    onward = _onward(request, request.POST.get("next", "/"))
    if notice is None or str(notice.pk) != request.POST.get("notice"):
        # Another version came out in between: it has to be read first.
        return redirect(f"{reverse('members:privacy')}?next={onward}")
    actions.accept_notice(notice=notice, by=request.seat)
    return redirect(onward)


@never_cache
@any_seat
def privacy_decline(request: SeatRequest) -> HttpResponse:
    """What it means not to agree, and whom to speak to."""
    today = timezone.localdate()
    chairs = Seat.objects.visible_to(request.seat).holding("chair", today).for_list()
    return render(request, "members/privacy/declined.html", {"chairs": chairs})


# --- the chair ------------------------------------------------------------------------------


@requires("privacy.manage")
def notice_list(request: SeatRequest) -> HttpResponse:
    """All versions, the newest first; with how many have read each."""
    notices = PrivacyNotice.objects.visible_to(request.seat).for_list()
    context = {
        "notices": notices,
        "has_draft": any(not notice.is_published for notice in notices),
        "seat_count": Seat.objects.visible_to(request.seat).open().count(),
    }
    return render(request, "members/privacy/list.html", context)


@require_POST
@requires("privacy.manage")
def notice_draft(request: SeatRequest) -> HttpResponse:
    notice = actions.draft_notice(by=request.seat)
    return redirect("members:privacy_notice_edit", notice_id=notice.pk)


def _notice(request: SeatRequest, notice_id: int) -> PrivacyNotice:
    rows = PrivacyNotice.objects.visible_to(request.seat).select_related("published_by__user")
    return get_object_or_404(rows, pk=notice_id)


@never_cache
@requires("privacy.manage")
def notice(request: SeatRequest, notice_id: int) -> HttpResponse:
    """A version as its readers see it, and for a published one who has read it."""
    found = _notice(request, notice_id)
    context = {
        "notice": found,
        "lines": tables.lines_of(found.text),
        "seen": actions.words_hash(found.text),
        "trail": [*tables.trail(), (f"第 {found.version} 版", "")],
    }
    if not found.is_published:
        return render(request, "members/privacy/preview.html", context)
    asked = Asked(request.GET)
    listed = tables.readers(found, request.seat, asked)
    page = asked.page(listed.rows, count=listed.count)
    whole, read = (chip.count or 0 for chip in listed.chips[:2])
    context |= {
        "listed": listed,
        "page": page,
        "rows": [(seat, tables.group_of(seat)) for seat in page],
        "query": asked.query,
        "words": asked.words,
        "whole": whole,
        "read": read,
        "share": share(read, whole),
    }
    return render(request, "members/privacy/detail.html", context)


@requires("privacy.manage")
def notice_export(request: SeatRequest, notice_id: int) -> HttpResponse:
    found = _notice(request, notice_id)
    rows = tables.readers(found, request.seat, Asked(request.GET)).rows
    return workbook(f"告知书确认情况（第 {found.version} 版）", tables.READER_COLUMNS, rows)


@never_cache
@requires("privacy.manage")
def notice_edit(request: SeatRequest, notice_id: int) -> HttpResponse:
    found = _notice(request, notice_id)
    if found.is_published:
        messages.error(request, "这一版已经发布，不能再改；需要修改请起草新的一版。")
        return redirect("members:privacy_notice", notice_id=notice_id)
    form = forms.NoticeForm(request.POST or None, initial={"text": found.text})
    given = {"notice": found, "by": request.seat}
    if request.method == "POST" and form.submit(actions.change_notice, **given):
        messages.success(request, "草稿已保存，请预览后发布。")
        return redirect("members:privacy_notice", notice_id=notice_id)
    return form_page(
        request,
        form,
        title=f"起草第 {found.version} 版",
        trail=[*tables.trail(), ("预览", reverse("members:privacy_notice", args=[notice_id]))],
        submit="保存并预览",
    )


@require_POST
@requires("privacy.manage")
def notice_publish(request: SeatRequest, notice_id: int) -> HttpResponse:
    found = _notice(request, notice_id)
    try:
        actions.publish_notice(
            notice=found,
            seen=request.POST.get("seen", ""),
            by=request.seat,
            today=timezone.localdate(),
        )
        messages.success(request, "已发布。每个人下次打开系统时会先看到它。")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("members:privacy_notice", notice_id=notice_id)
