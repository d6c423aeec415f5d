"""Input of the settings of the proposal box."""

from __future__ import annotations

from typing import Any

from django import forms

from proposals.models import Meaning
from union_site.forms import ActForm


class ResultClassForm(ActForm):
    has_checks = False

    letter = forms.CharField(label="代号", max_length=4, required=False, help_text="如 A、B。")
    label = forms.CharField(label="名称", max_length=40)
    meaning = forms.ChoiceField(
        label="含义",
        choices=Meaning.choices,
        help_text="答复率、解决率按含义统计，与名称怎么写无关；用过以后不能再改。",
    )

    def __init__(self, data: Any = None, *, is_used: bool = False, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["meaning"].disabled = is_used
