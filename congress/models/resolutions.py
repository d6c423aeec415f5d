"""Resolutions: what was put to the vote, with its verdict."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from congress.models.agenda import Matter
from congress.models.ballots import Ballot, BallotItem
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

    def of_matters(self) -> Self:
        """Without general resolutions 总决议, which say again what others resolved."""
        return self.filter(is_general=False)

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
    # What of the ballot it was; several matters on one sheet make a resolution each.
    item = models.OneToOneField(
        BallotItem,
        models.PROTECT,
        verbose_name="票面内容",
        null=True,
        blank=True,
        editable=False,
        related_name="resolution",
    )
    text = models.TextField("决议内容", max_length=4000, blank=True)
    # The number it was given: of a union and a year; `document_no` shows it in the union's form.
    year = models.PositiveSmallIntegerField("编号年度", null=True, blank=True, editable=False)
    serial = models.PositiveSmallIntegerField("编号顺序", null=True, blank=True, editable=False)
    # 总决议: one resolution that gathers several matters of its session.
    is_general = models.BooleanField("总决议", default=False, editable=False)
    part_of = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="所属总决议",
        null=True,
        blank=True,
        editable=False,
        related_name="parts",
    )
    supersedes = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="替代的决议",
        null=True,
        blank=True,
        related_name="superseded_by",
    )

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
            models.UniqueConstraint(
                fields=["union", "year", "serial"], name="resolution_number_once"
            ),
            models.UniqueConstraint(
                fields=["union", "document_no"],
                condition=~Q(document_no=""),
                name="resolution_document_no_once",
                violation_error_message="这个文号已经用于另一项决议。",
            ),
            models.CheckConstraint(
                condition=Q(year__isnull=True, serial__isnull=True)
                | Q(year__isnull=False, serial__isnull=False) & ~Q(document_no=""),
                name="resolution_number_whole",
            ),
            models.CheckConstraint(
                condition=Q(is_general=False) | Q(part_of__isnull=True),
                name="resolution_general_is_no_part",
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("pk")),
                name="resolution_supersedes_another",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def votes_cast(self) -> int:
        return self.votes_for + self.votes_against + self.votes_abstain

    @property
    def is_of_ballot(self) -> bool:
        """Decided by a ballot of the system: its figures never change."""
        return self.ballot_id is not None or self.item_id is not None

    @property
    def result_word(self) -> str:
        return "通过" if self.is_adopted else "未通过"
