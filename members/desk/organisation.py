"""What groups, bodies and letters put on the workbench: terms that end, posts without a holder."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse

from members.checks import organisation as checks
from members.models import AppointmentLetter, BodyTerm, Post
from members.models.codes import Status
from union_site import desk
from union_site.calendar import official_date
from union_site.models import Seat
from union_site.norms import NormMissing, norm

NOTICE = "organisation.renewal_notice_months"


def todos(seat: Seat, today: datetime.date) -> Iterable[desk.Todo]:
    if not seat.can("organisation.manage"):
        return
    yield from _ending(seat, today)
    yield from _empty(seat)
    yield from _unfit(seat)


def _ending(seat: Seat, today: datetime.date) -> Iterable[desk.Todo]:
    try:
        months = norm(NOTICE, union=seat.union, on=today).number
    except NormMissing:
        return
    terms = BodyTerm.objects.visible_to(seat).current().with_due()
    # A month is never longer than 31 days: the day itself is looked at below.
    near = terms.filter(due__lte=today + datetime.timedelta(days=31 * (months + 1)))
    for term in near.select_related("body").order_by("due"):
        if today < checks.add_months(term.due_on, -months):
            continue
        day = official_date(term.due_on)
        is_over = today > term.due_on
        yield desk.Todo(
            title=f"{term}{'已经届满' if is_over else '将要届满'}，请组织换届",
            detail=f"{day}届满 · 换届方案须先请示上级工会",
            url=reverse("members:body_term", args=[term.pk]),
            action="查看",
            due=term.due_on,
        )


def _empty(seat: Seat) -> Iterable[desk.Todo]:
    terms = BodyTerm.objects.visible_to(seat).current().filter(posts__isnull=True)
    for term in terms.select_related("body"):
        yield desk.Todo(
            title=f"登记{term}的选举结果",
            detail="任期已经登记，还没有组成人员",
            url=reverse("members:term_result", args=[term.pk]),
            action="登记",
            badge="待登记",
        )


def _unfit(seat: Seat) -> Iterable[desk.Todo]:
    """Posts of those who have left or are retained (M-05)."""
    posts = Post.objects.visible_to(seat).current().exclude(member__status=Status.ACTIVE)
    for post in posts.for_list():
        yield desk.Todo(
            title=f"{post.member}现为“{post.member.get_status_display()}”，请办理卸任",
            detail=f"{post.term}{post.label}",
            url=reverse("members:post_end", args=[post.pk]),
            action="办理",
            badge="卸任",
        )


def mine(seat: Seat, today: datetime.date) -> Iterable[desk.Mine]:
    """Letters that a member was given lately."""
    if not seat.can("organisation.view"):
        return
    lately = today - datetime.timedelta(days=60)
    letters = AppointmentLetter.objects.visible_to(seat).issued().between(lately, today)
    for letter in letters.filter(member__seat=seat).for_list()[:3]:
        yield desk.Mine(
            title=f"聘书：{letter.post_text}",
            detail=f"{letter.number_text} · {official_date(letter.issued_on)}签发",
            url=reverse("members:letter", args=[letter.pk]),
            badge=letter.get_state_display(),
        )


def search(seat: Seat, query: str) -> Iterable[desk.Mine]:
    if not seat.can("organisation.view"):
        return
    wanted = Q(person_name__icontains=query) | Q(post_text__icontains=query)
    for letter in AppointmentLetter.objects.visible_to(seat).filter(wanted).for_list()[:5]:
        yield desk.Mine(
            title=f"聘书 {letter.number_text}",
            detail=f"{letter.person_name} · {letter.post_text}",
            url=reverse("members:letter", args=[letter.pk]),
            badge=letter.get_state_display(),
        )


desk.register(
    desk.Offer(
        name="organisation",
        places=(
            desk.Place("组织", "工会小组", "members:group_list", "organisation.view", order=10),
            desk.Place("组织", "委员会与任期", "members:body_list", "organisation.view", order=20),
            desk.Place("组织", "聘书", "members:letter_list", "organisation.manage", order=30),
        ),
        todos=todos,
        mine=mine,
        search=search,
        order=12,
    )
)
