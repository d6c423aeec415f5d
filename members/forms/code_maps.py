"""A code map as a form: beside each of our values the code of the upper system."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from members.models.code_maps import CODE_LENGTH, MAPPED
from union_site.forms import ActForm

_OPEN_UP_TO = 15  # longer lists are folded, and those without a code


@dataclass(frozen=True)
class Part:
    """One column of the official form: its values, each with the field for its code."""

    label: str
    fields: list[BoundField]
    filled: int

    @property
    def is_open(self) -> bool:
        is_short = self.filled > 0 and len(self.fields) <= _OPEN_UP_TO
        return is_short or any(field.errors for field in self.fields)


class CodeMapForm(ActForm):
    has_checks = False

    name = forms.CharField(
        label="上级系统", max_length=60, help_text="例如：海南省总工会会员实名制系统。"
    )
    is_in_use = forms.BooleanField(label="导出时可选", required=False, initial=True)

    def __init__(self, data: Any = None, *, codes: Mapping[str, Mapping[str, str]]) -> None:
        super().__init__(data)
        for column, (_, choices) in MAPPED.items():
            for value, label in choices.choices:
                self.fields[_name(column, value)] = forms.CharField(
                    label=label,
                    max_length=CODE_LENGTH,
                    required=False,
                    initial=codes.get(column, {}).get(value, ""),
                )

    def parts(self) -> Iterator[Part]:
        for column, (label, choices) in MAPPED.items():
            fields = [self[_name(column, value)] for value in choices.values]
            yield Part(label, fields, sum(bool(field.value()) for field in fields))

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        codes = {
            column: {
                value: code
                for value in choices.values
                if (code := values.get(_name(column, value)))
            }
            for column, (_, choices) in MAPPED.items()
        }
        kept = {column: given for column, given in codes.items() if given}
        own: dict[str, Any] = {
            name: values[name] for name in ("name", "is_in_use") if name in values
        }
        return {**own, "codes": kept}


def _name(column: str, value: str) -> str:
    return f"{column}--{value}"
