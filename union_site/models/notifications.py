"""Notices to a seat: what happened, and where to look."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from union_site.models.accounts import Seat


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, seat: Seat | None) -> NotificationQuerySet:
        return self.none() if seat is None else self.filter(seat_id=seat.pk)

    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at__isnull=True)


class Notification(models.Model):
    seat = models.ForeignKey(Seat, models.PROTECT, verbose_name="收件人", related_name="+")
    sentence = models.CharField("内容", max_length=200)
    url = models.CharField("去处", max_length=200, blank=True)
    at = models.DateTimeField("时间", default=timezone.now)
    read_at = models.DateTimeField("已读", null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    classification = {
        "sentence": "restricted",
        "url": "restricted",
        "at": "restricted",
        "read_at": "restricted",
    }

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["seat", "read_at"], name="notice_unread")]

    def __str__(self) -> str:
        return self.sentence
