"""Forgetting who wrote a proposal of 不公开姓名, a norm's time after it was closed."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from proposals.models import MicroProposal, MicroState
from proposals.workflow.micro import MICRO
from union_site.models import Notification, StepEvent, Union
from union_site.norms import norm

CLOSED = (MicroState.PUBLISHED, MicroState.DECLINED, MicroState.WITHDRAWN)


def forget_authors(*, union: Union, today: datetime.date) -> int:
    """Cuts the link between person and proposal wherever it is due in a union; returns how many.

    No entry in the trail: it would be a new line about a name that is to be forgotten.
    """
    named = Q(author__isnull=False) | Q(member__isnull=False) | ~Q(author_name="")
    rows = (
        MicroProposal.objects.of_union(union)
        .filter(named, publicity=MicroProposal.Publicity.HIDDEN, state__in=CLOSED)
        .select_related("union")
    )
    due = [proposal for proposal in rows if _is_due(proposal, today)]
    for proposal in due:
        _forget(proposal, today)
    return len(due)


def _is_due(proposal: MicroProposal, today: datetime.date) -> bool:
    days = norm("proposals.hidden_name_days", union=proposal.union, on=today).number
    last = StepEvent.objects.of(proposal).order_by("-at").values_list("at", flat=True).first()
    closed_on = timezone.localdate(last) if last else proposal.submitted_on
    return closed_on + datetime.timedelta(days=days) < today


@transaction.atomic
def _forget(proposal: MicroProposal, today: datetime.date) -> None:
    """The row, its events and the notices that lead to it stop naming anybody."""
    if proposal.author_id is not None:
        # Steps are never changed by acts; here one column of them is emptied, as promised.
        own = [step.name for step in MICRO.steps if step.permission == "proposals.submit"]
        events = StepEvent.objects.of(proposal).filter(step__in=own)
        events.filter(seat=proposal.author_id).update(seat=None)
        url = reverse("proposals:micro", args=[proposal.pk])
        Notification.objects.filter(seat=proposal.author_id, url=url).delete()
    MicroProposal.objects.filter(pk=proposal.pk).update(
        author=None, member=None, author_name="", submitted_at=None, forgotten_on=today
    )
