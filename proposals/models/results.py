"""Classes of results 办理结果: a list each union may word for itself, with fixed meanings."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from union_site.scoping import ScopedQuerySet, UnionOwned


class Meaning(models.TextChoices):
    """What a class amounts to, whatever it is called; rates are counted by it."""

    SOLVED = "solved", "已解决"
    IN_PROGRESS = "in_progress", "正在解决"
    PLANNED = "planned", "列入计划"
    EXPLAINED = "explained", "暂不能解决，已说明"
    REFERENCE = "reference", "留作参考"


class ResultClassQuerySet(ScopedQuerySet):
    def in_use(self) -> Self:
        return self.filter(is_in_use=True)

    def for_list(self) -> Self:
        return self.order_by("position", "pk")


class ResultClass(UnionOwned):
    letter = models.CharField("代号", max_length=4, blank=True)
    label = models.CharField("名称", max_length=40)
    meaning = models.CharField("含义", max_length=12, choices=Meaning)
    position = models.PositiveSmallIntegerField("顺序", default=1)
    is_in_use = models.BooleanField("在用", default=True)

    objects = ResultClassQuerySet.as_manager()

    classification = {"letter": "public", "label": "public"}

    class Meta:
        verbose_name = verbose_name_plural = "办理结果分类"
        constraints = [
            models.UniqueConstraint(
                fields=["union", "label"],
                name="result_class_once",
                violation_error_message="已有同名的分类。",
            ),
            models.CheckConstraint(
                condition=Q(meaning__in=Meaning.values), name="result_class_meaning_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter}　{self.label}" if self.letter else self.label
