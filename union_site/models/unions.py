"""Unions: a district at the top, its schools below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import RegexValidator
from django.db import models

if TYPE_CHECKING:
    from union_site.models.accounts import Seat


class UnionQuerySet(models.QuerySet["Union"]):
    def visible_to(self, seat: Seat | None) -> UnionQuerySet:
        """The seat's own union; for a district also the register of its schools."""
        if seat is None:
            return self.none()
        if seat.union.is_district:
            return self.filter(models.Q(pk=seat.union_id) | models.Q(parent_id=seat.union_id))
        return self.filter(pk=seat.union_id)

    def schools(self) -> UnionQuerySet:
        return self.exclude(kind=Union.Kind.DISTRICT)

    def for_list(self) -> UnionQuerySet:
        return self.select_related("parent").order_by("kind_order", "code")


class Union(models.Model):
    """One trade union: of a school, or of the district above it."""

    class Kind(models.TextChoices):
        DISTRICT = "district", "区教育工会"
        PUBLIC_SCHOOL = "public_school", "公办学校"
        PRIVATE_SCHOOL = "private_school", "民办学校"
        PRIVATE_KINDERGARTEN = "private_kindergarten", "民办幼儿园"

    code = models.CharField(
        "工会代码",
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9-]+$", "工会代码只用小写字母、数字和连字符。")],
    )
    name = models.CharField("工会名称", max_length=100)
    unit_name = models.CharField("单位名称", max_length=100)
    short_name = models.CharField("简称", max_length=40)
    kind = models.CharField("类别", max_length=30, choices=Kind)
    kind_order = models.PositiveSmallIntegerField("类别顺序", editable=False, default=0)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="上级工会",
        null=True,
        blank=True,
        related_name="schools",
    )
    region_code = models.CharField("行政区划代码", max_length=6, blank=True)
    party_organisation = models.CharField("党组织名称", max_length=100, blank=True)
    staff_count = models.PositiveIntegerField("教职工人数", default=0)
    established_on = models.DateField("建会日期", null=True, blank=True)
    is_active = models.BooleanField("在用", default=True)

    objects = UnionQuerySet.as_manager()

    classification = {
        "code": "public",
        "name": "public",
        "unit_name": "public",
        "short_name": "public",
        "region_code": "public",
        "party_organisation": "public",
        "established_on": "public",
    }

    class Meta:
        verbose_name = verbose_name_plural = "工会"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "district",
                        "public_school",
                        "private_school",
                        "private_kindergarten",
                    ]
                ),
                name="union_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="district") | models.Q(parent__isnull=False),
                name="union_school_has_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.kind_order = list(self.Kind).index(self.Kind(self.kind))
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def is_district(self) -> bool:
        return self.kind == self.Kind.DISTRICT
