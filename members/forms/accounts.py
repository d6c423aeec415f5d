"""Forms of acts on several accounts: who was picked goes along to be confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from union_site.forms import ActForm


class PickedForm(ActForm):
    """Members by their number; the act itself looks whose they are."""

    member_ids = forms.TypedMultipleChoiceField(coerce=int, widget=forms.MultipleHiddenInput)

    def __init__(self, data: Any = None, *, picked: Iterable[int], **options: Any) -> None:
        ids = sorted(set(picked))
        super().__init__(data, initial={"member_ids": ids}, **options)
        self.fields["member_ids"].choices = [(pk, pk) for pk in ids]  # type: ignore[attr-defined]


class RenewalForm(PickedForm):
    """Nothing to fill in: what follows has to be accepted."""


class ClosingForm(PickedForm):
    note = forms.CharField(
        label="说明", max_length=200, required=False, help_text="停用在册会员的账号时必填。"
    )
