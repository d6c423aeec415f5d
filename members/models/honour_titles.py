"""The dictionary of honours, and what awards of all kinds have in common."""

from __future__ import annotations

import re
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Q

from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned

# A child is never named: letters, 张某, 张* (PIPL arts 28, 31).
_INITIAL = re.compile(r"[A-Za-z]{1,4}|[\u4e00-\u9fff][某*＊]{1,2}")


def sees_all(seat: Seat) -> bool:
    """Who keeps the register or reads its figures sees what is not published too."""
    return seat.can("honours.manage") or seat.can("reports.view")


class Level(models.IntegerChoices):
    """What awards are sorted by; the words printed on the certificate stand beside it."""

    NATION = 1, "国家级"
    PROVINCE = 2, "省级"
    CITY = 3, "市级"
    DISTRICT = 4, "区（县）级"
    SCHOOL = 5, "校级"
    OTHER = 9, "其他"


class Recipient(models.TextChoices):
    """Who an award was given to; students are counted apart from the staff."""

    PERSONS = "persons", "个人"
    TEAM = "team", "集体"
    UNIT = "unit", "单位"
    STUDENTS = "students", "学生"


STAFF = (Recipient.PERSONS, Recipient.TEAM, Recipient.UNIT)


def known(name: str, field: str, values: list[Any]) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{field}__in": values}), name=name)


def of_initials(text: str) -> None:
    """Refuses whatever could be the full name of a child."""
    parts = [part for part in re.split(r"[、，,；;\s]+", text) if part]
    if wrong := [part for part in parts if not _INITIAL.fullmatch(part)]:
        raise ValidationError(
            f"“{wrong[0]}”不能登记：学生只写姓名的首字母或“张某”，不写全名。"
            "（《个人信息保护法》第三十一条）"
        )


class HonourTitleQuerySet(ScopedQuerySet):
    def offered(self) -> Self:
        return self.filter(is_hidden=False)

    def for_list(self) -> Self:
        awards = Count("awards", filter=Q(awards__state="valid"), distinct=True)
        selections = Count("selections", distinct=True)
        return self.annotate(award_count=awards, selection_count=selections).order_by("order", "pk")


class HonourTitle(UnionOwned):
    """An honour as it is called, and whom it is given to."""

    class Subject(models.TextChoices):
        PERSON = "person", "个人"
        TEAM = "team", "集体"
        GROUP = "group", "工会小组"
        UNIT = "unit", "单位"

    name = models.CharField("名称", max_length=60)
    subject = models.CharField("授予对象", max_length=10, choices=Subject)
    usual_issuer = models.CharField("通常授予单位", max_length=60, blank=True)
    level_label = models.CharField("通常级别", max_length=20, blank=True)
    order = models.PositiveSmallIntegerField("顺序", default=0)
    is_hidden = models.BooleanField("停用", default=False)

    objects = HonourTitleQuerySet.as_manager()

    classification = {"name": "public", "usual_issuer": "public", "level_label": "public"}

    class Meta:
        verbose_name = verbose_name_plural = "荣誉称号"
        constraints = [
            models.UniqueConstraint(
                fields=["union", "name"],
                name="honour_title_once_per_union",
                violation_error_message="已有这个荣誉称号。",
            ),
            known("honour_title_subject_known", "subject", ["person", "team", "group", "unit"]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def recipient(self) -> Recipient:
        """Whom an award of this title is given to."""
        if self.subject == self.Subject.PERSON:
            return Recipient.PERSONS
        return Recipient.UNIT if self.subject == self.Subject.UNIT else Recipient.TEAM
