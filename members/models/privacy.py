"""The privacy notice of a union, by versions, and who has read it (PIPL arts 14–17)."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned

TEXT_LIMIT = 8000


class PrivacyNoticeQuerySet(ScopedQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        """A draft is seen by those who write it; what was published by everybody."""
        rows = super().visible_to(seat)
        return rows if seat is None or seat.can("privacy.manage") else rows.published()

    def published(self) -> Self:
        return self.filter(published_on__isnull=False)

    def drafts(self) -> Self:
        return self.filter(published_on__isnull=True)

    def newest_first(self) -> Self:
        return self.order_by("-version")

    def with_answer_of(self, seat: Seat) -> Self:
        """Each with `is_accepted`: whether this seat has said that it read the notice."""
        said = NoticeAcceptance.objects.filter(notice=models.OuterRef("pk"), seat=seat)
        return self.annotate(is_accepted=models.Exists(said))

    def for_list(self) -> Self:
        return (
            self.select_related("published_by__user")
            .annotate(accepted_count=models.Count("acceptances"))
            .newest_first()
        )


class PrivacyNotice(UnionOwned):
    """个人信息处理告知书. A published version stays as it was; a change is a new version."""

    # Set by the querysets above.
    is_accepted: bool
    accepted_count: int

    version = models.PositiveSmallIntegerField("版本")
    text = models.TextField("正文", max_length=TEXT_LIMIT)
    published_on = models.DateField("发布日期", null=True, blank=True)
    published_by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="发布人", null=True, blank=True, related_name="+"
    )

    objects = PrivacyNoticeQuerySet.as_manager()

    classification = {"text": "public", "published_on": "public"}

    class Meta:
        verbose_name = verbose_name_plural = "个人信息处理告知书"
        constraints = [
            models.UniqueConstraint(fields=["union", "version"], name="notice_version_once"),
            models.UniqueConstraint(
                fields=["union"],
                condition=Q(published_on__isnull=True),
                name="notice_one_draft",
                violation_error_message="已有一份草稿，请先发布它。",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="notice_version_from_one"),
            models.CheckConstraint(
                condition=Q(published_on__isnull=True, published_by__isnull=True)
                | Q(published_on__isnull=False, published_by__isnull=False),
                name="notice_published_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"个人信息处理告知书第 {self.version} 版"

    @property
    def is_published(self) -> bool:
        return self.published_on is not None

    def save(self, *args: Any, **kwargs: Any) -> None:
        if PrivacyNotice.objects.filter(pk=self.pk).published().exists():
            raise TypeError("A published notice is never changed; a change is a new version.")
        super().save(*args, **kwargs)


class NoticeAcceptanceQuerySet(ScopedQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        rows = super().visible_to(seat)
        return rows if seat is None or seat.can("privacy.manage") else rows.filter(seat=seat)

    def for_list(self) -> Self:
        return self.select_related("seat__user", "notice").order_by("-at", "-pk")


class NoticeAcceptance(UnionOwned):
    """Somebody said that he had read a version of the notice."""

    notice = models.ForeignKey(
        PrivacyNotice, models.PROTECT, verbose_name="告知书", related_name="acceptances"
    )
    seat = models.ForeignKey(Seat, models.PROTECT, verbose_name="席位", related_name="+")
    at = models.DateTimeField("时间", default=timezone.now)

    objects = NoticeAcceptanceQuerySet.as_manager()

    classification = {"at": "restricted"}

    class Meta:
        verbose_name = verbose_name_plural = "告知书确认"
        constraints = [
            models.UniqueConstraint(fields=["notice", "seat"], name="notice_accepted_once")
        ]

    def __str__(self) -> str:
        return f"{self.seat.name} 已阅读{self.notice}"
