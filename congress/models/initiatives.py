"""Initiatives: delegates ask together for an extraordinary session, each by her own signature."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from congress.models.delegates import Delegate, Kind
from congress.models.sessions import Session
from congress.models.terms import CongressTerm
from union_site.scoping import ScopedQuerySet, UnionOwned


class InitiativeState(models.TextChoices):
    COLLECTING = "collecting", "征集联名"
    SUBMITTED = "submitted", "已提交"
    ACCEPTED = "accepted", "已列入会议"
    DECLINED = "declined", "未予采纳"
    WITHDRAWN = "withdrawn", "已撤回"


class InitiativeQuerySet(ScopedQuerySet):
    def collecting(self) -> Self:
        return self.filter(state=InitiativeState.COLLECTING)

    def submitted(self) -> Self:
        return self.filter(state=InitiativeState.SUBMITTED)

    def between(self, first: datetime.date | None, last: datetime.date | None) -> Self:
        """Initiatives opened on these days, both ends included."""
        rows = self if first is None else self.filter(opened_on__gte=first)
        return rows if last is None else rows.filter(opened_on__lte=last)

    def for_list(self) -> Self:
        """Each with `signed`, how many signatures of full delegates in office it carries."""
        counts = Q(signatures__delegate__kind=Kind.FULL)
        counts &= Q(signatures__delegate__ended_on__isnull=True)
        return (
            self.annotate(signed=Count("signatures", filter=counts))
            .select_related("term", "opened_by", "union", "session__term", "session__joint_term")
            .order_by("-opened_on", "-pk")
        )


class Initiative(UnionOwned):
    """联名提议: a third of the delegates may call an extraordinary session (Order 32 art. 17)."""

    # Set by the queryset above.
    signed: int

    term = models.ForeignKey(
        CongressTerm, models.PROTECT, verbose_name="届次", related_name="initiatives"
    )
    matter = models.CharField("提议议题", max_length=120)
    reason = models.TextField("理由", max_length=2000)
    opened_by = models.ForeignKey(
        Delegate, models.PROTECT, verbose_name="发起人", related_name="opened_initiatives"
    )
    opened_on = models.DateField("发起日期")
    state = models.CharField(
        "状态", max_length=12, choices=InitiativeState, default=InitiativeState.COLLECTING
    )
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    # As counted when it was submitted, and kept: all full delegates, and the third of them.
    delegates = models.PositiveIntegerField("全体正式代表", null=True, blank=True)
    needed = models.PositiveIntegerField("所需联名", null=True, blank=True)
    session = models.OneToOneField(
        Session,
        models.PROTECT,
        verbose_name="临时会议",
        null=True,
        blank=True,
        related_name="initiative",
    )

    objects = InitiativeQuerySet.as_manager()

    classification = {
        "matter": "internal",
        "reason": "internal",
        "opened_on": "internal",
        "submitted_at": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "联名提议"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=InitiativeState.values), name="initiative_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "accepted", "declined"])
                | Q(submitted_at__isnull=False, needed__isnull=False),
                name="initiative_submitted_was_counted",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(session__isnull=False),
                name="initiative_accepted_has_a_session",
            ),
        ]
        indexes = [models.Index(fields=["union", "-opened_on"], name="initiative_latest")]

    def __str__(self) -> str:
        return self.matter

    @property
    def tone(self) -> str:
        return {
            InitiativeState.COLLECTING: "info",
            InitiativeState.SUBMITTED: "warn",
            InitiativeState.ACCEPTED: "ok",
        }.get(InitiativeState(self.state), "plain")

    @property
    def is_collecting(self) -> bool:
        return self.state == InitiativeState.COLLECTING


class SignatureQuerySet(ScopedQuerySet):
    def valid(self) -> Self:
        """Those that count: of full delegates who are in office."""
        return self.filter(delegate__kind=Kind.FULL, delegate__ended_on__isnull=True)

    def for_list(self) -> Self:
        return self.select_related("delegate__delegation", "delegate__constituency").order_by(
            "delegate__stroke_order", "pk"
        )


class InitiativeSignature(UnionOwned):
    """联名: one delegate's own signature. Taken back before submission, it is gone."""

    initiative = models.ForeignKey(
        Initiative, models.PROTECT, verbose_name="联名提议", related_name="signatures"
    )
    delegate = models.ForeignKey(
        Delegate, models.PROTECT, verbose_name="代表", related_name="signed_initiatives"
    )
    at = models.DateTimeField("联名时间", default=timezone.now)

    objects = SignatureQuerySet.as_manager()

    classification = {"at": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "联名"
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "delegate"], name="initiative_signed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.delegate}"
