"""Steps taken by anything that has a workflow: the rows behind each timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone

from union_site.models.accounts import Seat
from union_site.models.unions import Union

if TYPE_CHECKING:
    from django.db.models import Model


class StepEventQuerySet(models.QuerySet["StepEvent"]):
    def visible_to(self, seat: Seat | None) -> StepEventQuerySet:
        return self.none() if seat is None else self.filter(union_id=seat.union_id)

    def of(self, thing: Model) -> StepEventQuerySet:
        return self.filter(object_type=thing._meta.label_lower, object_id=str(thing.pk))

    def for_list(self) -> StepEventQuerySet:
        return self.select_related("seat__user", "seat__union").order_by("-pk")


class StepEvent(models.Model):
    """One step: from which state to which, by whom, with which note.

    `seat` is empty for what the system did and for what an anonymous author did.
    """

    union = models.ForeignKey(Union, models.PROTECT, verbose_name="工会", related_name="+")
    object_type = models.CharField("对象类别", max_length=60)
    object_id = models.CharField("对象", max_length=40)
    step = models.CharField("步骤", max_length=40)
    label = models.CharField("名称", max_length=80)
    source = models.CharField("原状态", max_length=30, blank=True)
    target = models.CharField("新状态", max_length=30, blank=True)
    seat = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="席位", null=True, blank=True, related_name="+"
    )
    note = models.TextField("说明", blank=True)
    details = models.JSONField("细节", default=dict, blank=True)
    at = models.DateTimeField("时间", default=timezone.now)

    objects = StepEventQuerySet.as_manager()

    classification = {
        "object_type": "internal",
        "object_id": "internal",
        "step": "internal",
        "label": "internal",
        "source": "internal",
        "target": "internal",
        "note": "internal",
        "details": "internal",
        "at": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "经过"
        indexes = [models.Index(fields=["object_type", "object_id", "id"], name="step_of_object")]

    def __str__(self) -> str:
        return self.label

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A step that was taken is never changed.")
        super().save(*args, **kwargs)
