"""Input of micro-proposals: checked for form only; the rules are in checks."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms

from proposals.models import MicroProposal
from union_site.choices import Explained
from union_site.models import Seat

PUBLICITY = [
    ("open", Explained("公开署名", "同事和承办部门看到我的名字")),
    ("hidden", Explained("不公开姓名", "只有工会主席知道")),
    ("anonymous", Explained("匿名", "系统不保存我是谁，凭回执码查看答复")),
]


class MicroProposalForm(forms.Form):
    text = forms.CharField(
        label="我的提案",
        # The rule counts without white space (checks.py); this bound only keeps floods out.
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 5, "placeholder": "写清什么问题、在哪里、建议怎么办"}),
        error_messages={"required": "请写下您的提案。", "max_length": "内容过长，请删减后再提交。"},
    )
    category = forms.ChoiceField(
        label="类别",
        choices=MicroProposal.Category.choices,
        widget=forms.RadioSelect,
        initial=MicroProposal.Category.LOGISTICS,
        error_messages={"required": "请选择类别。", "invalid_choice": "请选择类别。"},
    )
    publicity = forms.ChoiceField(
        label="署名",
        choices=PUBLICITY,
        widget=forms.RadioSelect,
        initial="open",
        error_messages={"required": "请选择署名方式。", "invalid_choice": "请选择署名方式。"},
    )
    submission_key = forms.RegexField(
        r"^[0-9a-f]{32}$",
        widget=forms.HiddenInput,
        error_messages={
            "required": "页面已失效，请刷新后再提交。",
            "invalid": "页面已失效，请刷新后再提交。",
        },
    )

    def __init__(self, *args: Any, limit: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["data-count-limit"] = limit


class AcceptForm(forms.Form):
    title = forms.CharField(
        label="标题", max_length=40, help_text="一句话，用于列表和公示，如“图书角增加夜灯”。"
    )
    category = forms.ChoiceField(label="类别", choices=MicroProposal.Category.choices)


class NoteForm(forms.Form):
    note = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明理由，提案人会看到。"},
    )


class LeadChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, seat: Any) -> str:
        return f"{seat.department or '未填部门'}（{seat.user.name}）"


class AssignForm(forms.Form):
    lead = LeadChoice(
        label="主办",
        queryset=Seat.objects.none(),
        empty_label="请选择承办部门",
        error_messages={"required": "请选择承办部门。", "invalid_choice": "请选择本校的承办部门。"},
    )
    due_on = forms.DateField(
        label="应答复日期",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "请填写应答复日期。",
            "invalid": "请按 2026-01-31 的样子填写日期。",
        },
    )
    note = forms.CharField(
        label="交办意见", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, by: Seat, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leads = Seat.objects.visible_to(by).holding("handler", on=today).for_list()
        self.fields["lead"].queryset = leads  # type: ignore[attr-defined]
        self.fields["due_on"].widget.attrs["min"] = today.isoformat()


class AnswerForm(forms.Form):
    text = forms.CharField(
        label="答复",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="已经做了什么、何时做完；不能解决的说明原因。提案人和全校会员都会看到。",
        error_messages={"required": "请写下答复。"},
    )
    result_class = forms.ChoiceField(
        label="办理结果",
        choices=MicroProposal.Result.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择办理结果。"},
    )


class RateForm(forms.Form):
    satisfaction = forms.ChoiceField(
        label="您对答复",
        choices=MicroProposal.Satisfaction.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择一项。"},
    )
    note = forms.CharField(
        label="想说的话",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="选“不满意”时请写明原因，提案会退回承办部门再办理。",
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        unsatisfied = cleaned.get("satisfaction") == MicroProposal.Satisfaction.UNSATISFIED
        if unsatisfied and not cleaned.get("note", "").strip():
            self.add_error("note", "请写明不满意的原因，承办部门才好再办理。")
        return cleaned


class ReceiptForm(forms.Form):
    code = forms.CharField(
        label="回执码",
        max_length=40,
        help_text="提交时得到的 12 位字母和数字。",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": "请输入回执码。"},
    )
