"""征集提案: from when to when proposals are collected for a session."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from congress.models import Session
from union_site.models import Seat
from union_site.scoping import UnionOwned


class Collection(UnionOwned):
    """征集通知 of one session. Where there is none, the checklist and the norms tell the days."""

    session = models.OneToOneField(
        Session, models.PROTECT, verbose_name="会议", related_name="proposal_collection"
    )
    opens_on = models.DateField("征集开始")
    closes_on = models.DateField("征集截止")
    words = models.CharField("征集重点", max_length=300, blank=True)
    announced_at = models.DateTimeField("发布时间")
    announced_by = models.ForeignKey(Seat, models.PROTECT, verbose_name="发布人", related_name="+")

    classification = {
        "opens_on": "internal",
        "closes_on": "internal",
        "words": "internal",
        "announced_at": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "提案征集"
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="collection_range_forward",
                violation_error_message="征集截止日期不能早于开始日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session.short_title}提案征集"
