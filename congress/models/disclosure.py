"""校务公开: what the school lets its staff know, from the draft to the end of publication."""

from __future__ import annotations

import datetime
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Q

from congress.models.ballots import Ballot
from congress.models.disclosure_duties import Category, DisclosureDuty
from congress.models.periods import Part, Period
from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned

YEARS = [
    MinValueValidator(1990, "年份应在 1990 至 2099 之间。"),
    MaxValueValidator(2099, "年份应在 1990 至 2099 之间。"),
]


class DisclosureState(models.TextChoices):
    DRAFT = "draft", "草拟"
    SUBMITTED = "submitted", "待批准"
    APPROVED = "approved", "已批准"
    PUBLISHED = "published", "公布中"
    ENDED = "ended", "公布期满"
    WITHDRAWN = "withdrawn", "已撤下"


# What all staff may read: an item that was published stays readable when its time is over.
OPEN_STATES = (DisclosureState.PUBLISHED, DisclosureState.ENDED)


class Channel(models.TextChoices):
    BOARD = "board", "公开栏"
    WEBSITE = "website", "网站"
    CONGRESS = "congress", "教代会"
    MEETING = "meeting", "会议"
    SYSTEM = "system", "系统内"


class DisclosureQuerySet(ScopedQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        """Drafts for those who write them, what is submitted for those who approve too."""
        rows = super().visible_to(seat)
        if seat is None or seat.can("disclosure.manage"):
            return rows
        if seat.can("disclosure.approve"):
            return rows.exclude(state=DisclosureState.DRAFT)
        return rows.disclosed()

    def disclosed(self) -> Self:
        """Published and not withdrawn, whether its time is over or not."""
        return self.filter(state__in=OPEN_STATES)

    def running(self) -> Self:
        return self.filter(state=DisclosureState.PUBLISHED)

    def between(self, first: datetime.date | None, last: datetime.date | None) -> Self:
        """Those published on these days, both ends included."""
        rows = self if first is None else self.filter(published_on__gte=first)
        return rows if last is None else rows.filter(published_on__lte=last)

    def polled(self) -> Self:
        return self.filter(poll__state="decided")

    def for_list(self) -> Self:
        return self.select_related("union", "duty").order_by(
            F("published_on").desc(nulls_first=True), "-pk"
        )

    def with_counts(self) -> Self:
        """Each with `readers` and `open_questions`."""
        waiting = Q(questions__answered_at__isnull=True)
        return self.annotate(
            readers=Count("readings", distinct=True),
            open_questions=Count("questions", filter=waiting, distinct=True),
        )


def usual_channels() -> list[str]:
    return [Channel.BOARD.value, Channel.SYSTEM.value]


class Disclosure(UnionOwned):
    """One thing disclosed: what it is about, for which period, where and how long it hung."""

    # Set by `with_counts`.
    readers: int
    open_questions: int

    category = models.CharField("类别", max_length=12, choices=Category)
    title = models.CharField("标题", max_length=120)
    text = models.TextField("公开内容", max_length=8000, blank=True)
    part = models.CharField("所属时期", max_length=12, choices=Part, default=Part.YEAR)
    year = models.PositiveSmallIntegerField("年份", validators=YEARS)
    department = models.CharField("责任部门", max_length=60)
    channels = models.JSONField("公开形式", default=usual_channels)
    place = models.CharField("地点或网址", max_length=200, blank=True)
    duty = models.ForeignKey(
        DisclosureDuty,
        models.PROTECT,
        verbose_name="对应公开事项",
        null=True,
        blank=True,
        related_name="disclosures",
    )
    state = models.CharField(
        "状态", max_length=10, choices=DisclosureState, default=DisclosureState.DRAFT
    )
    published_on = models.DateField("公布日期", null=True, blank=True)
    published_until = models.DateField("公布至", null=True, blank=True)
    poll = models.OneToOneField(
        Ballot,
        models.PROTECT,
        verbose_name="满意度测评",
        null=True,
        blank=True,
        editable=False,
        related_name="disclosure",
    )
    copied_from = models.ForeignKey(
        "self", models.PROTECT, verbose_name="沿用自", null=True, blank=True, related_name="+"
    )
    drafted_by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="拟稿人", null=True, blank=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="批准人", null=True, blank=True, related_name="+"
    )

    objects = DisclosureQuerySet.as_manager()

    classification = {
        "title": "internal",
        "text": "internal",
        "department": "internal",
        "channels": "internal",
        "place": "internal",
        "published_on": "internal",
        "published_until": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "校务公开"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DisclosureState.values), name="disclosure_state_known"
            ),
            models.CheckConstraint(
                condition=Q(category__in=Category.values), name="disclosure_category_known"
            ),
            models.CheckConstraint(condition=Q(part__in=Part.values), name="disclosure_part_known"),
            models.CheckConstraint(
                condition=Q(published_on=None, published_until=None)
                | Q(published_on__isnull=False, published_until__isnull=False),
                name="disclosure_dates_in_pairs",
                violation_error_message="公布日期和公布截止须一并填写。",
            ),
            models.CheckConstraint(
                condition=Q(published_until=None) | Q(published_until__gte=F("published_on")),
                name="disclosure_dates_in_order",
                violation_error_message="公布截止不能早于公布日期。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "ended"]) | Q(published_on__isnull=False),
                name="disclosure_published_has_dates",
                violation_error_message="公布须有起止日期。",
            ),
        ]
        indexes = [models.Index(fields=["union", "-published_on"], name="disclosure_latest")]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        self.channels = [code for code in Channel.values if code in (self.channels or [])]

    @property
    def period(self) -> Period:
        return Period(self.year, self.part)

    @property
    def channel_labels(self) -> str:
        return "、".join(str(Channel(code).label) for code in self.channels)

    @property
    def is_disclosed(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_draft(self) -> bool:
        return self.state == DisclosureState.DRAFT

    @property
    def tone(self) -> str:
        tones: dict[str, str] = {
            DisclosureState.SUBMITTED: "warn",
            DisclosureState.APPROVED: "info",
            DisclosureState.PUBLISHED: "ok",
        }
        return tones.get(self.state, "plain")
