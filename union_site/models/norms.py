"""Norms: a legal or local number, where it holds, since when, and by which article."""

from __future__ import annotations

from django.db import models

from union_site.models.unions import Union


class Norm(models.Model):
    class Scope(models.TextChoices):
        NATION = "nation", "全国"
        PROVINCE = "province", "省"
        CITY = "city", "市"
        DISTRICT = "district", "区"
        SCHOOL = "school", "学校"

    key = models.CharField("项目", max_length=80)
    label = models.CharField("名称", max_length=120)
    value = models.JSONField("数值")
    unit = models.CharField("单位", max_length=20, blank=True)
    scope = models.CharField("适用范围", max_length=10, choices=Scope)
    region_code = models.CharField("行政区划代码", max_length=6, blank=True)
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="工会", null=True, blank=True, related_name="norms"
    )
    valid_from = models.DateField("自")
    valid_until = models.DateField("至", null=True, blank=True)
    document = models.CharField("依据文件", max_length=200)
    article = models.CharField("条款", max_length=80, blank=True)
    is_verified = models.BooleanField("已核对原文", default=False)

    classification = {
        "key": "public",
        "label": "public",
        "value": "public",
        "unit": "public",
        "region_code": "public",
        "valid_from": "public",
        "valid_until": "public",
        "document": "public",
        "article": "public",
    }

    class Meta:
        verbose_name = verbose_name_plural = "规则与标准"
        ordering = ["key", "scope", "valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(scope__in=["nation", "province", "city", "district", "school"]),
                name="norm_scope_known",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="norm_range_forward",
            ),
            models.CheckConstraint(
                condition=models.Q(scope__in=["district", "school"], union__isnull=False)
                | models.Q(scope__in=["nation", "province", "city"], union__isnull=True),
                name="norm_union_matches_scope",
            ),
            models.UniqueConstraint(
                fields=["key", "scope", "region_code", "union", "valid_from"],
                nulls_distinct=False,
                name="norm_once_per_place_and_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}：{self.value}{self.unit}（{self.citation}）"

    @property
    def citation(self) -> str:
        return f"{self.document}{self.article}"
