"""Code maps: what an upper system calls the values that we keep."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models

from members.models import codes
from union_site.idcards import IdKind, Sex
from union_site.scoping import ScopedQuerySet, UnionOwned

SHIPPED_FILE = Path(__file__).parent.parent / "data" / "code_maps.json"
CODE_LENGTH = 20

# Columns of the official form that have a list of values, in the order of the form.
MAPPED: dict[str, tuple[str, type[models.TextChoices]]] = {
    "sex": ("性别", Sex),
    "ethnicity": ("民族", codes.Ethnicity),
    "employment_status": ("就业状况", codes.Employment),
    "id_kind": ("有效证件类别", IdKind),
    "education": ("学历", codes.Education),
    "skill_level": ("技术等级", codes.SkillLevel),
    "hukou_type": ("户籍类型", codes.Hukou),
    "membership_change": ("会籍变化类型", codes.MembershipChange),
    "change_reason": ("会籍变化原因", codes.ChangeReason),
    "political_status": ("政治面貌", codes.PoliticalStatus),
}


@dataclass(frozen=True)
class Coding:
    """How values are written for one upper system; what has no code there stays in words."""

    key: str
    name: str
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    source: str = ""
    is_verified: bool = True

    def written(self, column: str, value: str) -> str | None:
        """The system's code; None where it has none."""
        return self.codes.get(column, {}).get(value)

    @property
    def columns(self) -> list[str]:
        """The columns that are written in codes, in the words of the form."""
        return [label for key, (label, _) in MAPPED.items() if self.codes.get(key)]


WORDS = Coding("", "文字（采集表原样）")


@lru_cache(maxsize=1)
def shipped() -> tuple[Coding, ...]:
    """The maps that come with the software."""
    rows = json.loads(SHIPPED_FILE.read_text(encoding="utf-8"))
    return tuple(
        Coding(
            row["key"],
            row["name"],
            {column: _spelled_out(column, given) for column, given in row["codes"].items()},
            row["source"],
            row["is_verified"],
        )
        for row in rows
    )


def _spelled_out(column: str, given: dict[str, str] | str) -> dict[str, str]:
    """`as_kept`: our values are the standard's codes themselves."""
    if isinstance(given, dict):
        return given
    return {value: value for value in MAPPED[column][1].values}


class CodeMapQuerySet(ScopedQuerySet):
    def in_use(self) -> Self:
        return self.filter(is_in_use=True)

    def for_list(self) -> Self:
        return self.order_by("name", "pk")


class CodeMap(UnionOwned):
    """The codes of one upper system, kept by a union that reports to it."""

    name = models.CharField("上级系统", max_length=60)
    codes: models.JSONField[dict[str, dict[str, str]], dict[str, dict[str, str]]] = (
        models.JSONField("代码", default=dict, blank=True)
    )
    is_in_use = models.BooleanField("导出时可选", default=True)

    objects = CodeMapQuerySet.as_manager()

    classification = {"name": "internal", "codes": "public"}

    class Meta:
        verbose_name = verbose_name_plural = "代码对照表"
        constraints = [
            models.UniqueConstraint(
                fields=["union", "name"],
                name="code_map_name_once_per_union",
                violation_error_message="本工会已有这个上级系统的代码对照表。",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        for column, given in self.codes.items():
            if column not in MAPPED or not set(given) <= set(MAPPED[column][1].values):
                raise ValidationError({"codes": f"没有“{column}”这一列，或其中有不认识的值。"})
            if any(not _is_code(code) for code in given.values()):
                label = MAPPED[column][0]
                raise ValidationError(
                    {"codes": f"“{label}”的代码须是不超过 {CODE_LENGTH} 个字符的文字。"}
                )

    @property
    def coding(self) -> Coding:
        return Coding(f"map-{self.pk}", self.name, self.codes, "本工会自定")


def _is_code(code: Any) -> bool:
    return isinstance(code, str) and 0 < len(code) <= CODE_LENGTH
