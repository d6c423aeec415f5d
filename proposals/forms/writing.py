"""Input of formal proposals: checked for form only; the rules are in checks."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms

from proposals.actions.capacities import Capacity
from proposals.actions.proposal_files import ACCEPT
from proposals.actions.writing import LONGEST
from proposals.checks.writing import Rules
from proposals.forms.micro import LeadChoice
from proposals.models import Category, Proposal, Publicity
from union_site.choices import Explained
from union_site.forms import ActForm, DayField
from union_site.models import Seat

TITLE_HINT = "一句话写明什么事，如“关于改善午间休息条件的提案”。一事一案。"
PUBLICITY = [
    (Publicity.OPEN.value, Explained("公开署名", "公示时写提案人姓名")),
    (Publicity.HIDDEN.value, Explained("不公开姓名", "公示时不写，工会、承办部门和附议人知道")),
]
CATEGORIES = [("", "请选择"), *Category.choices]
FLOOD = {"max_length": "太长了，请删减后再保存。"}


class _ToComplete:
    """Asked for before it is handed in, and saved without it: never called 选填."""

    def validate(self, value: Any) -> None:
        self.required = False
        super().validate(value)  # type: ignore[misc]
        self.required = True


class DraftText(_ToComplete, forms.CharField):
    pass


class DraftChoice(_ToComplete, forms.ChoiceField):
    pass


def _title(rules: Rules) -> forms.CharField:
    least, most = rules["title_min"].number, rules["title_max"].number
    return DraftText(
        label="案由",
        max_length=LONGEST["title"],
        help_text=f"{TITLE_HINT}{least}—{most} 字。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages=FLOOD,
    )


class StartForm(ActForm):
    """How it is proposed and what about; the rest is written on the next page."""

    has_checks = False
    capacity = forms.ChoiceField(label="提出方式", widget=forms.RadioSelect)
    use_required_attribute = False
    category = DraftChoice(label="类别", choices=CATEGORIES)

    def __init__(self, data: Any, *, held: Iterable[Capacity], rules: Rules) -> None:
        super().__init__(data)
        self.held = {capacity.key: capacity for capacity in held}
        self.fields["title"] = _title(rules)
        self.order_fields(["capacity", "title", "category"])
        choices = [(key, Explained(one.label, _consequence(one))) for key, one in self.held.items()]
        self.fields["capacity"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            del self.fields["capacity"]
        else:
            self.fields["capacity"].initial = choices[0][0]

    def clean_title(self) -> str:
        """A draft without a word is nobody's wish: here alone something has to be typed."""
        title: str = self.cleaned_data["title"]
        if not title.strip():
            raise forms.ValidationError("请先用一句话写明案由。")
        return title

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        key = cleaned.get("capacity") or next(iter(self.held))
        return {**cleaned, "capacity": self.held.get(key)}


def _consequence(capacity: Capacity) -> str:
    if capacity.key == "delegate":
        return "以本人名义，需要其他代表附议"
    return "以集体名义，不需要附议"


class DraftForm(forms.Form):
    """The whole text; nothing is required, since a draft is saved as it stands."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    category = DraftChoice(label="类别", choices=CATEGORIES)
    reason = DraftText(
        label="案据",
        max_length=LONGEST["reason"],
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages=FLOOD,
    )
    suggestion = DraftText(
        label="建议方案",
        max_length=LONGEST["suggestion"],
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages=FLOOD,
    )
    wanted_lead = LeadChoice(
        label="建议承办部门",
        queryset=Seat.objects.none(),
        required=False,
        empty_label="由提案工作委员会确定",
        error_messages={"invalid_choice": "请选择本校的承办部门。"},
    )
    publicity = forms.ChoiceField(label="公示署名", choices=PUBLICITY, widget=forms.RadioSelect)

    def __init__(
        self, data: Any, *, proposal: Proposal, rules: Rules, by: Seat, today: datetime.date
    ) -> None:
        names = ("version", "title", "category", "reason", "suggestion", "wanted_lead", "publicity")
        super().__init__(data, initial={name: getattr(proposal, name) for name in names})
        self.fields["title"] = _title(rules)
        for name, words in (
            ("reason", "写清事实和分析：现状怎样、影响谁、为什么要解决。"),
            ("suggestion", "写具体可行的办法：做什么、谁来做、何时做到。"),
        ):
            least, most = rules[f"{name}_min"].number, rules[f"{name}_max"].number
            self.fields[name].help_text = f"{words}{least}—{most} 字，空格和换行不计。"
            self.fields[name].widget.attrs["data-count-limit"] = most
        leads = Seat.objects.visible_to(by).holding("handler", on=today).for_list()
        self.fields["wanted_lead"].queryset = leads  # type: ignore[attr-defined]
        if proposal.is_collective:
            del self.fields["publicity"]


class FileForm(ActForm):
    has_checks = False
    file = forms.FileField(label="选择文件", widget=forms.FileInput(attrs={"accept": ACCEPT}))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        upload = cleaned.pop("file", None)
        return {"content": upload.read(), "name": upload.name or "附件"} if upload else cleaned


class SubmitForm(ActForm):
    """Nothing to type; warnings are accepted by ticking."""


class WithdrawForm(forms.Form):
    note = forms.CharField(
        label="撤案理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明撤案理由。"},
    )


class CollectForm(ActForm):
    has_checks = False
    opens_on = DayField(label="征集开始")
    closes_on = DayField(label="征集截止", help_text="当天仍可提交。之后提交的按逾期处理。")
    words = forms.CharField(
        label="征集重点",
        max_length=300,
        required=False,
        help_text="写在征集通知里，如“围绕教学改革、教师发展和后勤保障”。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
