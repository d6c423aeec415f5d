"""Input of the credentials check."""

from __future__ import annotations

from django import forms

from union_site.forms import ActForm


class FreezeForm(ActForm):
    """Nothing to type: the check says what it finds, and warnings are accepted."""


class ThawForm(ActForm):
    has_checks = False

    note = forms.CharField(
        label="撤回理由",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如：漏列一名补选代表。",
    )
