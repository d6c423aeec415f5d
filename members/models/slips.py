"""Slips with one-time passwords: kept sealed for a short time, until they are printed."""

from __future__ import annotations

import datetime
import json
from dataclasses import asdict, dataclass
from typing import Self

from django.db import models
from django.utils import timezone

from union_site.encryption import EncryptedTextField
from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned


@dataclass(frozen=True)
class Slip:
    """One line of paper for one person."""

    name: str
    group: str
    username: str
    password: str


class SlipSheetQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        return self.select_related("by__user").order_by("-pk")

    def readable(self, now: datetime.datetime) -> Self:
        return self.filter(sealed__isnull=False, expires_at__gt=now)

    def expired(self, now: datetime.datetime) -> Self:
        return self.filter(sealed__isnull=False, expires_at__lte=now)


class SlipSheet(UnionOwned):
    """The passwords of accounts that were opened together; destroyed once they are printed."""

    class Purpose(models.TextChoices):
        OPENED = "opened", "开通"
        RENEWED = "renewed", "重开密码"

    by = models.ForeignKey(Seat, models.PROTECT, verbose_name="开通人", related_name="+")
    purpose = models.CharField(
        "用途", max_length=10, choices=Purpose, default=Purpose.OPENED, editable=False
    )
    at = models.DateTimeField("开通时间", default=timezone.now)
    count = models.PositiveIntegerField("人数")
    sealed = EncryptedTextField("密码条", null=True, blank=True)
    expires_at = models.DateTimeField("保留至")
    destroyed_at = models.DateTimeField("销毁时间", null=True, blank=True)

    objects = SlipSheetQuerySet.as_manager()

    classification = {
        "sealed": "sensitive",
        "at": "internal",
        "expires_at": "internal",
        "destroyed_at": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "密码条"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(destroyed_at__isnull=True) | models.Q(sealed__isnull=True),
                name="slips_destroyed_are_empty",
            ),
            models.CheckConstraint(
                condition=models.Q(purpose__in=["opened", "renewed"]), name="slips_purpose_known"
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{timezone.localdate(self.at):%Y-%m-%d} {self.get_purpose_display()}的"
            f" {self.count} 个账号"
        )

    def is_readable(self, now: datetime.datetime) -> bool:
        return bool(self.sealed) and self.expires_at > now

    def seal(self, slips: list[Slip]) -> None:
        self.sealed = json.dumps([asdict(slip) for slip in slips], ensure_ascii=False)

    def slips(self) -> list[Slip]:
        return [Slip(**row) for row in json.loads(self.sealed)] if self.sealed else []
