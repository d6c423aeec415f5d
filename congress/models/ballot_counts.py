"""Counts by people: what each of two tellers wrote down of one ballot."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from congress.models.ballots import Ballot
from union_site.models import Seat
from union_site.scoping import UnionOwned


class BallotCount(UnionOwned):
    """What one teller counted: sheets of paper, or hands. Two counts that agree decide.

    `marks` is item id → {code: votes}; `named` is written-in name → votes.
    """

    ballot = models.ForeignKey(Ballot, models.PROTECT, verbose_name="表决", related_name="counts")
    place = models.PositiveSmallIntegerField("第几次点票")
    entered_by = models.ForeignKey(Seat, models.PROTECT, verbose_name="录入人", related_name="+")
    issued = models.PositiveIntegerField("发出")
    returned = models.PositiveIntegerField("收回")
    invalid = models.PositiveIntegerField("无效")
    marks: Any = models.JSONField("各项票数", default=dict)
    named: Any = models.JSONField("另选他人", default=dict, blank=True)
    entered_at = models.DateTimeField("录入时间")

    classification = {"marks": "internal", "named": "internal", "entered_at": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "计票单"
        constraints = [
            models.UniqueConstraint(fields=["ballot", "place"], name="ballot_count_place_once"),
            models.UniqueConstraint(
                fields=["ballot", "entered_by"],
                name="ballot_counted_by_two",
                violation_error_message="两次点票须由两个人分别录入。",
            ),
            models.CheckConstraint(
                condition=Q(place__in=[1, 2]), name="ballot_count_first_or_second"
            ),
            models.CheckConstraint(
                condition=Q(returned__lte=F("issued")),
                name="ballot_returned_within_issued",
                violation_error_message="收回的票数多于发出的票数，本次投票无效，须重新投票。",
            ),
            models.CheckConstraint(
                condition=Q(invalid__lte=F("returned")),
                name="ballot_invalid_within_returned",
                violation_error_message="无效票不能多于收回的票数。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ballot} {self.place}"

    @property
    def version(self) -> str:
        """Another one after each correction."""
        return f"{self.entered_at.timestamp():.6f}"
