"""Files people bring or the system makes; never served by path."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from union_site.models.accounts import Seat
from union_site.models.unions import Union


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, seat: Seat | None) -> AttachmentQuerySet:
        """Only one's own files; a page that shows others' files fetches them by their row."""
        return self.none() if seat is None else self.filter(union_id=seat.union_id, owner=seat)


def storage_path(attachment: Attachment, filename: str) -> str:
    """Random and without the given name, so that a path tells nothing."""
    return f"{attachment.union_id}/{uuid.uuid4().hex}"


class Attachment(models.Model):
    union = models.ForeignKey(Union, models.PROTECT, verbose_name="工会", related_name="+")
    owner = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="上传人", null=True, blank=True, related_name="+"
    )
    file = models.FileField("文件", upload_to=storage_path, max_length=200)
    name = models.CharField("文件名", max_length=200)
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveBigIntegerField("字节")
    sha256 = models.CharField("摘要", max_length=64)
    is_personal = models.BooleanField("含个人信息", default=False)
    expires_at = models.DateTimeField("保留至", null=True, blank=True)
    created_at = models.DateTimeField("时间", default=timezone.now)

    objects = AttachmentQuerySet.as_manager()

    classification = {
        "file": "restricted",
        "name": "internal",
        "content_type": "internal",
        "sha256": "internal",
        "expires_at": "internal",
        "created_at": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "文件"

    def __str__(self) -> str:
        return self.name
