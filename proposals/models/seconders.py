"""Seconders 附议人: asked by the author, consenting each in person."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from congress.models import Delegate
from congress.models.delegates import Kind
from proposals.models.proposals import Proposal
from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned


class SeconderState(models.TextChoices):
    INVITED = "invited", "待确认"
    ACCEPTED = "accepted", "已附议"
    DECLINED = "declined", "未附议"
    CANCELLED = "cancelled", "已取消邀请"


class SeconderQuerySet(ScopedQuerySet):
    def accepted(self) -> Self:
        return self.filter(state=SeconderState.ACCEPTED)

    def counting(self) -> Self:
        """Consents of who is a full delegate still."""
        return self.accepted().filter(delegate__ended_on__isnull=True, delegate__kind=Kind.FULL)

    def asked(self) -> Self:
        """Not called off."""
        return self.exclude(state=SeconderState.CANCELLED)

    def waiting_for(self, seat: Seat) -> Self:
        """Invitations this seat has not answered, to proposals that still gather seconders."""
        mine = self.filter(state=SeconderState.INVITED, delegate__member__seat=seat)
        return mine.filter(proposal__state="seconding")

    def for_list(self) -> Self:
        return self.select_related("delegate__member__seat", "delegate__delegation").order_by(
            "delegate__stroke_order", "pk"
        )


class Seconder(UnionOwned):
    """A delegate asked to second; whoever consents does so in person (SZU, NWNU: 本人确认)."""

    proposal = models.ForeignKey(
        Proposal, models.PROTECT, verbose_name="提案", related_name="seconders"
    )
    delegate = models.ForeignKey(
        Delegate, models.PROTECT, verbose_name="代表", related_name="seconded"
    )
    state = models.CharField(
        "状态", max_length=10, choices=SeconderState, default=SeconderState.INVITED
    )
    invited_at = models.DateTimeField("邀请时间")
    answered_at = models.DateTimeField("确认时间", null=True, blank=True)

    objects = SeconderQuerySet.as_manager()

    classification = {"invited_at": "internal", "answered_at": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "附议人"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SeconderState.values), name="seconder_state_known"
            ),
            models.UniqueConstraint(
                fields=["proposal", "delegate"],
                name="seconder_once",
                violation_error_message="这位代表已在附议人名单中。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "declined"]) | Q(answered_at__isnull=False),
                name="seconder_answer_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delegate}附议"

    @property
    def counts(self) -> bool:
        """Consent of who is a full delegate still."""
        delegate = self.delegate
        consented = self.state == SeconderState.ACCEPTED
        return consented and delegate.is_in_office and delegate.votes_at_congress
