"""What the notice page and deliberations put on the workbench."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse

from proposals.models import Deliberation, Notice, Opinion, Proposal, ProposalState
from proposals.workflow.deliberation import runs
from union_site import desk
from union_site.models import Seat


def todos(seat: Seat, today: datetime.date) -> Iterable[desk.Todo]:
    if seat.can("proposals.publish"):
        yield from _to_publish(seat)
    if seat.can("proposals.screen"):
        yield from _to_judge(seat)
    if seat.can("proposals.own"):
        yield from _to_close(seat, today)


def _to_publish(seat: Seat) -> Iterable[desk.Todo]:
    closed = Proposal.objects.visible_to(seat).filter(
        state=ProposalState.CLOSED, published_at__isnull=True
    )
    for proposal in closed.newest_first()[:10]:
        yield desk.Todo(
            f"提案 {proposal.number}“{proposal.heading}”",
            "已办结，待公示",
            reverse("proposals:step", args=[proposal.pk, "publish"]),
            "公示",
            badge="待公示",
        )


def _to_judge(seat: Seat) -> Iterable[desk.Todo]:
    for opinion in Opinion.objects.visible_to(seat).covered().for_list()[:10]:
        yield desk.Todo(
            f"微议事“{opinion.deliberation.title}”的一条意见",
            f"{opinion.report_count} 人举报，已先行隐藏",
            reverse("proposals:deliberation", args=[opinion.deliberation_id]),
            "处理",
            badge="被举报",
        )


def _to_close(seat: Seat, today: datetime.date) -> Iterable[desk.Todo]:
    for deliberation in Deliberation.objects.visible_to(seat).run_out(today).for_list()[:10]:
        if runs(deliberation, seat):
            yield desk.Todo(
                f"微议事“{deliberation.title}”已截止",
                f"{deliberation.spoken} 条意见，请写小结",
                reverse("proposals:deliberation_step", args=[deliberation.pk, "close"]),
                "小结",
                badge="待小结",
            )


def errands(seat: Seat, today: datetime.date) -> Iterable[desk.Errand]:
    """One card for all that is being discussed; the newest of them is named."""
    if not seat.can("proposals.own"):
        return
    running = Deliberation.objects.visible_to(seat).running(today).order_by("-opens_on", "-pk")
    newest = running.first()
    if newest is not None:
        url = reverse("proposals:deliberation", args=[newest.pk])
        yield desk.Errand("议", "微议事", newest.title, url)


def search(seat: Seat, query: str) -> Iterable[desk.Mine]:
    words = Q(title__icontains=query) | Q(question__icontains=query)
    for found in Deliberation.objects.visible_to(seat).filter(words).order_by("-pk")[:5]:
        yield desk.Mine(
            found.title,
            "微议事",
            reverse("proposals:deliberation", args=[found.pk]),
            found.get_state_display(),
        )
    for notice in Notice.objects.visible_to(seat).up().filter(headline__icontains=query)[:5]:
        yield desk.Mine(
            notice.headline, "微公示", reverse("proposals:notice", args=[notice.pk]), "已公示", "ok"
        )


desk.register(
    desk.Offer(name="proposals.public", order=31, todos=todos, errands=errands, search=search)
)
