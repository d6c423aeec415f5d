"""Resolutions: what was put to the vote, with its verdict."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from congress.models.agenda import Matter
from congress.models.ballots import Ballot
from congress.models.sessions import Session
from congress.models.terms import NUMBERS
from union_site.scoping import ScopedQuerySet, UnionOwned


class ResolutionQuerySet(ScopedQuerySet):
    def adopted(self) -> Self:
        return self.filter(is_adopted=True)

    def of_series(self, series: str) -> Self:
        """Resolutions of sessions of one series; a joint session belongs to both of its own."""
        joint = Q(session__joint_term__series=series)
        return self.filter(Q(session__term__series=series) | joint)

    def between(self, first: datetime.date | None, last: datetime.date | None) -> Self:
        """Resolutions of sessions of these days, both ends included."""
        rows = self if first is None else self.filter(session__held_on__gte=first)
        return rows if last is None else rows.filter(session__held_on__lte=last)

    def for_list(self) -> Self:
        return self.select_related(
            "session__term", "session__joint_term", "session__union"
        ).order_by("-session__held_on", "-session__session_no", "position")


class Resolution(UnionOwned):
    """A matter put to the vote at a session, with its verdict.

    `needed` is the least number of votes in favour by the norm of the day; it stays with the
    row, so that a later norm does not change what was resolved.
    """

    Matter = Matter

    class Method(models.TextChoices):
        SHOW_OF_HANDS = "show_of_hands", "举手表决"
        SECRET_BALLOT = "secret_ballot", "无记名投票"
        OPEN_BALLOT = "open_ballot", "记名投票"

    session = models.ForeignKey(
        Session, models.PROTECT, verbose_name="会议", related_name="resolutions"
    )
    position = models.PositiveSmallIntegerField("序号", validators=NUMBERS)
    document_no = models.CharField("文号", max_length=60, blank=True)
    title = models.CharField("事项", max_length=120)
    matter = models.CharField("职权类别", max_length=20, choices=Matter, default=Matter.OTHER)
    method = models.CharField("表决方式", max_length=20, choices=Method)
    votes_for = models.PositiveIntegerField("同意")
    votes_against = models.PositiveIntegerField("不同意", default=0)
    votes_abstain = models.PositiveIntegerField("弃权", default=0)
    needed = models.PositiveIntegerField("通过所需票数", editable=False)
    is_adopted = models.BooleanField("通过", editable=False)
    # The ballot it was decided by; empty where the counts were typed in afterwards.
    ballot = models.OneToOneField(
        Ballot,
        models.PROTECT,
        verbose_name="表决",
        null=True,
        blank=True,
        editable=False,
        related_name="resolution",
    )
    text = models.TextField("决议内容", max_length=4000, blank=True)

    objects = ResolutionQuerySet.as_manager()

    classification = {
        "document_no": "public",
        "title": "public",
        "text": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "教代会决议"
        constraints = [
            models.UniqueConstraint(
                fields=["session", "position"], name="resolution_position_once"
            ),
            models.CheckConstraint(
                condition=Q(is_adopted=True, votes_for__gte=F("needed"))
                | Q(is_adopted=False, votes_for__lt=F("needed")),
                name="resolution_verdict_follows_votes",
            ),
            models.CheckConstraint(
                condition=Q(
                    matter__in=[
                        "charter",
                        "plan",
                        "reports",
                        "staff_interest",
                        "proposals",
                        "appraisal",
                        "supervision",
                        "other",
                    ]
                ),
                name="resolution_matter_known",
            ),
            models.CheckConstraint(
                condition=Q(method__in=["show_of_hands", "secret_ballot", "open_ballot"]),
                name="resolution_method_known",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def votes_cast(self) -> int:
        return self.votes_for + self.votes_against + self.votes_abstain
