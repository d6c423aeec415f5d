"""Publication 公示 of what was resolved, and the objections that were raised to it."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.db.models import Count, F, Q

from congress.models.resolutions import Resolution
from congress.models.sessions import Session
from union_site.models import Attachment, Seat
from union_site.scoping import ScopedQuerySet, UnionOwned


class PublicationQuerySet(ScopedQuerySet):
    def running(self) -> Self:
        return self.filter(state=Publication.State.RUNNING)

    def shown(self) -> Self:
        """What the staff may read: published, whether it still runs or is over."""
        return self.filter(state__in=[Publication.State.RUNNING, Publication.State.CLOSED])

    def with_objections(self) -> Self:
        """Each with `raised` and `unanswered`."""
        unanswered = Q(objections__state=Objection.State.FILED)
        return self.annotate(
            raised=Count("objections"), unanswered=Count("objections", filter=unanswered)
        )

    def for_list(self) -> Self:
        return self.select_related(
            "session__term", "session__union", "resolution", "union", "evidence"
        ).order_by("-from_on", "-pk")


class Publication(UnionOwned):
    """公示: the resolutions of a session, or one of them, before all staff for a while."""

    # Set by `with_objections`.
    raised: int
    unanswered: int

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        RUNNING = "running", "公示中"
        CLOSED = "closed", "已结束"
        WITHDRAWN = "withdrawn", "已撤回"

    session = models.ForeignKey(
        Session, models.PROTECT, verbose_name="会议", related_name="publications"
    )
    resolution = models.ForeignKey(
        Resolution,
        models.PROTECT,
        verbose_name="决议",
        null=True,
        blank=True,
        related_name="publications",
    )
    title = models.CharField("公示标题", max_length=120)
    text = models.TextField("公示内容", max_length=8000)
    from_on = models.DateField("公示起")
    to_on = models.DateField("公示止")
    place = models.CharField("张贴地点", max_length=120, blank=True)
    url = models.URLField("网址", max_length=300, blank=True)
    contact = models.CharField("受理异议的联系方式", max_length=120, blank=True)
    evidence = models.ForeignKey(
        Attachment, models.PROTECT, verbose_name="公示照片", null=True, blank=True, related_name="+"
    )
    published_on = models.DateField("发布日期", null=True, blank=True, editable=False)
    outcome = models.TextField("公示结果", max_length=1000, blank=True, editable=False)
    state = models.CharField(
        "状态", max_length=10, choices=State, default=State.DRAFT, editable=False
    )

    objects = PublicationQuerySet.as_manager()

    classification = {
        "title": "public",
        "text": "internal",
        "from_on": "public",
        "to_on": "public",
        "place": "internal",
        "url": "internal",
        "contact": "internal",
        "published_on": "internal",
        "outcome": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "决议公示"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "running", "closed", "withdrawn"]),
                name="publication_state_known",
            ),
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")),
                name="publication_range_forward",
                violation_error_message="公示止不能早于公示起。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["running", "closed"]) | Q(published_on__isnull=False),
                name="publication_published_has_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_running(self) -> bool:
        return self.state == self.State.RUNNING

    def takes_objections(self, today: datetime.date) -> bool:
        return self.is_running and self.from_on <= today <= self.to_on

    @property
    def tone(self) -> str:
        return {"running": "info", "closed": "ok", "withdrawn": "warn"}.get(self.state, "plain")


class ObjectionQuerySet(ScopedQuerySet):
    def unanswered(self) -> Self:
        return self.filter(state=Objection.State.FILED)

    def of_seat(self, seat: Seat) -> Self:
        return self.filter(by=seat)

    def for_list(self) -> Self:
        return self.select_related("by__user", "publication").order_by("pk")


class Objection(UnionOwned):
    """异议: raised by somebody whose name only the chair learns."""

    class State(models.TextChoices):
        FILED = "filed", "待答复"
        ANSWERED = "answered", "已答复"

    class Finding(models.TextChoices):
        UPHELD = "upheld", "采纳"
        PARTLY = "partly", "部分采纳"
        EXPLAINED = "explained", "作出解释，未采纳"

    publication = models.ForeignKey(
        Publication, models.PROTECT, verbose_name="公示", related_name="objections"
    )
    by = models.ForeignKey(Seat, models.PROTECT, verbose_name="提出人", related_name="+")
    text = models.TextField("异议内容", max_length=1000)
    filed_on = models.DateField("提出日期")
    finding = models.CharField("处理结论", max_length=10, choices=Finding, blank=True)
    answer = models.TextField("答复", max_length=1000, blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True, editable=False)
    state = models.CharField(
        "状态", max_length=10, choices=State, default=State.FILED, editable=False
    )

    objects = ObjectionQuerySet.as_manager()

    classification = {
        "text": "restricted",
        "filed_on": "restricted",
        "answer": "restricted",
        "answered_on": "restricted",
    }

    class Meta:
        verbose_name = verbose_name_plural = "公示异议"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["filed", "answered"]), name="objection_state_known"
            ),
            models.CheckConstraint(
                condition=Q(finding__in=["", "upheld", "partly", "explained"]),
                name="objection_finding_known",
            ),
            models.CheckConstraint(
                condition=Q(state="filed")
                | Q(answered_on__isnull=False) & ~Q(answer="") & ~Q(finding=""),
                name="objection_answered_in_words",
            ),
        ]

    def __str__(self) -> str:
        # Not the name and not the words: this is what the trail and a list may say of it.
        return f"对“{self.publication}”的异议"
