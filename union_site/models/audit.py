"""The trail: one append-only entry for every act, chained per union."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from union_site.models.accounts import Seat
from union_site.models.unions import Union


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def visible_to(self, seat: Seat | None) -> AuditQuerySet:
        return self.none() if seat is None else self.filter(union_id=seat.union_id)

    def unsealed(self) -> AuditQuerySet:
        return self.filter(position__isnull=True)

    def for_list(self) -> AuditQuerySet:
        return self.select_related("seat__user").order_by("-pk")


class AuditEntry(models.Model):
    """One act. Written in the act's own transaction; linked into the chain afterwards."""

    union = models.ForeignKey(Union, models.PROTECT, verbose_name="工会", related_name="+")
    seat = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="席位", null=True, blank=True, related_name="+"
    )
    verb = models.CharField("动作", max_length=60)
    label = models.CharField("做了什么", max_length=80, blank=True)
    object_type = models.CharField("对象类别", max_length=60, blank=True)
    object_id = models.CharField("对象", max_length=40, blank=True)
    object_label = models.CharField("对象名称", max_length=200, blank=True)
    note = models.TextField("说明", blank=True)
    accepted_findings = models.JSONField("接受的提示", default=list, blank=True)
    at = models.DateTimeField("时间", default=timezone.now)
    position = models.PositiveBigIntegerField("链上位置", null=True, editable=False)
    previous_hash = models.CharField(max_length=64, blank=True, editable=False)
    hash = models.CharField(max_length=64, blank=True, editable=False)

    objects = AuditQuerySet.as_manager()

    classification = {
        "verb": "restricted",
        "label": "restricted",
        "object_type": "restricted",
        "object_id": "restricted",
        "object_label": "restricted",
        "note": "restricted",
        "accepted_findings": "restricted",
        "at": "restricted",
        "previous_hash": "restricted",
        "hash": "restricted",
    }

    class Meta:
        verbose_name = verbose_name_plural = "操作记录"
        constraints = [
            models.UniqueConstraint(fields=["union", "position"], name="audit_position_once"),
        ]
        indexes = [
            models.Index(fields=["union", "-id"], name="audit_latest"),
            models.Index(fields=["object_type", "object_id"], name="audit_of_object"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("An audit entry is written once and never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("An audit entry is never deleted.")


class AuditChain(models.Model):
    """Head of one union's chain: how many entries it has and the hash of the last."""

    union = models.OneToOneField(Union, models.PROTECT, primary_key=True, related_name="+")
    length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)

    classification = {
        "head": "restricted",
    }

    class Meta:
        verbose_name = verbose_name_plural = "操作记录链"

    def __str__(self) -> str:
        return f"{self.union}：{self.length}"
