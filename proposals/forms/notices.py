"""Input of the notice page: checked for form only."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms

from union_site.forms import ActForm, DayField


class PublishForm(forms.Form):
    headline = forms.CharField(label="公示标题", max_length=60, required=False)

    def __init__(self, *args: Any, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["headline"].help_text = help_text


class DelegateChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, delegate: Any) -> str:
        where = delegate.delegation.name if delegate.delegation else ""
        return f"{delegate.name}（{where}）" if where else str(delegate.name)


class PromoteForm(forms.Form):
    delegate = DelegateChoice(
        label="由哪位代表提出",
        queryset=None,
        empty_label="请选择正式代表",
        help_text="本届在任的正式代表；会收到通知，并在“正式提案”里看到草稿。",
        error_messages={
            "required": "请选择一位正式代表。",
            "invalid_choice": "请选择本届在任的正式代表。",
        },
    )

    def __init__(self, *args: Any, delegates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["delegate"].queryset = delegates  # type: ignore[attr-defined]


class TakeDownForm(ActForm):
    has_checks = False

    reason = forms.CharField(
        label="撤下理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="提案人和承办部门会看到；改好后可以再公示。",
    )


class PeriodForm(forms.Form):
    """The days of a paper."""

    since = DayField(label="自", error_messages={"required": "请填写日期。"})
    until = DayField(label="至", error_messages={"required": "请填写日期。"})

    def __init__(self, data: Any, *, today: datetime.date) -> None:
        usual = {"since": today.replace(month=1, day=1), "until": today}
        super().__init__(data or None, initial=usual)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "结束日期不能早于开始日期。")
        return cleaned
