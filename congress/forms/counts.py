"""A field for a number of people, votes or sheets."""

from __future__ import annotations

from typing import Any

from django import forms


def count_field(label: str, *, least: int = 0, **options: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(
        label=label, min_value=least, max_value=99_999, widget=widget, **options
    )
