"""Input of deliberations: checked for form only; the rules are in checks."""

from __future__ import annotations

from typing import Any

from django import forms

from proposals.models import Stance
from union_site.choices import Explained
from union_site.forms import ActForm, DayField

NAMING = [
    ("open", Explained("公开署名", "同事看到我的名字")),
    ("hidden", Explained("不公开姓名", "只有工会主席知道")),
]


class BeginForm(ActForm):
    has_checks = False

    title = forms.CharField(
        label="议题", max_length=60, help_text="一句话，如“食堂要不要错峰就餐”。"
    )
    question = forms.CharField(
        label="想听大家说什么",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="全校教职工都能看到，请不要写提案人的姓名。",
    )
    opens_on = DayField(label="开始日期")
    closes_on = DayField(label="截止日期", help_text="当天仍可发表意见。")
    poll_question = forms.CharField(
        label="快速投票：问什么",
        max_length=60,
        required=False,
        help_text="每人一票，不记名；只供了解看法，不是教代会表决。",
    )
    poll_options = forms.CharField(
        label="快速投票：选项",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="2 到 5 个，每行一个。",
    )

    def clean_poll_options(self) -> list[str]:
        typed: str = self.cleaned_data["poll_options"]
        return [line.strip() for line in typed.splitlines() if line.strip()]


class OpinionForm(ActForm):
    has_checks = False

    stance = forms.ChoiceField(label="我的态度", choices=Stance.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label="我的意见",
        # The rule counts without white space (checks); this bound only keeps floods out.
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": "说理由，对事不对人"}),
    )
    naming = forms.ChoiceField(
        label="署名", choices=NAMING, widget=forms.RadioSelect, initial="open"
    )

    def __init__(self, *args: Any, limit: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["data-count-limit"] = limit

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "naming" in cleaned:
            cleaned["is_named"] = cleaned.pop("naming") == "open"
        return cleaned


class ReasonForm(ActForm):
    has_checks = False

    def __init__(self, data: Any = None, *, name: str, label: str, help_text: str = "") -> None:
        super().__init__(data)
        self.fields[name] = forms.CharField(
            label=label,
            max_length=200,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=help_text,
            error_messages={"required": "请写明理由。"},
        )


class CloseForm(ActForm):
    has_checks = False

    conclusion = forms.CharField(
        label="小结",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="大家说了什么，打算怎么办；全校教职工可见。",
    )


class UntilForm(ActForm):
    has_checks = False

    closes_on = DayField(label="截止日期", help_text="当天仍可发表意见。")


class RecordForm(ActForm):
    has_checks = False

    held_on = DayField(label="日期")
    place = forms.CharField(label="地点", max_length=60)
    host = forms.CharField(label="主持人", max_length=30)
    participants = forms.CharField(
        label="参加人员", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    opinions = forms.CharField(
        label="意见摘要",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="每条意见一行，不必写是谁说的。",
    )
    conclusion = forms.CharField(
        label="结论", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
