"""Input of micro-proposals: checked for form only; the rules are in checks."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.conf import settings

from proposals.forms.rating import SaysWhy
from proposals.models import MicroProposal
from union_site.choices import Explained
from union_site.forms import DayField
from union_site.models import Seat

PUBLICITY = [
    ("open", Explained("公开署名", "同事和承办部门看到我的名字")),
    ("hidden", Explained("不公开姓名", "只有工会主席知道")),
    (
        "anonymous",
        Explained("匿名", "系统不保存我是谁；次日零时后才随机排序送达工会，凭回执码查看答复"),
    ),
]


class PhotoField(forms.FileField):
    """The bytes of one picture, or none; what it must be is a rule of the act."""

    def __init__(self) -> None:
        super().__init__(
            label="照片",
            required=False,
            help_text="一张，JPG、PNG 或 WebP；拍摄地点、时间等信息会自动去掉。",
            widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
            error_messages={
                "empty": "这张照片是空的，请换一张再上传。",
                "invalid": "照片没有收到，请重新选择。",
            },
        )

    def clean(self, data: Any, initial: Any = None) -> bytes:
        upload = super().clean(data, initial)
        if not upload:
            return b""
        if upload.size > settings.UPLOAD_LIMIT_BYTES:
            most = settings.UPLOAD_LIMIT_BYTES / 1e6
            raise forms.ValidationError(f"照片超过上限 {most:.0f} MB，请缩小后再上传。")
        content: bytes = upload.read()
        return content


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
        # Kept with the draft: sent again after a lost answer it is the same proposal.
        widget=forms.HiddenInput(attrs={"data-draft-keep": ""}),
        error_messages={
            "required": "页面已失效，请刷新后再提交。",
            "invalid": "页面已失效，请刷新后再提交。",
        },
    )

    photo = PhotoField()

    def __init__(self, *args: Any, limit: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["data-count-limit"] = limit


class AcceptForm(forms.Form):
    title = forms.CharField(
        label="标题",
        max_length=40,
        help_text="一句话，用于列表和公示，如“图书角增加夜灯”。",
        error_messages={
            "required": "请写一个标题。",
            "max_length": "标题过长，请写在 40 字以内。",
        },
    )
    category = forms.ChoiceField(label="类别", choices=MicroProposal.Category.choices)


class NoteForm(forms.Form):
    note = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明理由，提案人会看到。"},
    )


class DeclineForm(NoteForm):
    reason = forms.ChoiceField(
        label="原因",
        choices=MicroProposal.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择原因。", "invalid_choice": "请选择原因。"},
    )
    duplicate_of = forms.CharField(
        label="原提案编号",
        max_length=20,
        required=False,
        help_text="原因是“重复”时填写，如 2026-012；提案人会看到这个编号。",
    )
    field_order = ("reason", "duplicate_of", "note")

    def __init__(self, *args: Any, by: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["note"].label = "说明"

    def clean_duplicate_of(self) -> MicroProposal | None:
        if self.cleaned_data.get("reason") != MicroProposal.Reason.DUPLICATE:
            return None
        typed = self.cleaned_data["duplicate_of"].strip()
        if not typed:
            raise forms.ValidationError("请填写原提案编号，如 2026-012。")
        year, _, serial = typed.partition("-")
        found = None
        if all(part.isascii() and part.isdigit() and len(part) < 9 for part in (year, serial)):
            rows = MicroProposal.objects.visible_to(self.by)
            found = rows.filter(year=int(year), serial=int(serial)).first()
        if found is None:
            raise forms.ValidationError("没有这个编号的微提案，请核对后填写，如 2026-012。")
        return found


class ExtendForm(NoteForm):
    due_on = DayField(label="延期至")
    field_order = ("due_on", "note")


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
        if usual := self.initial.get("due_on"):
            self.fields["due_on"].help_text = f"通常不晚于 {usual}；更晚的记入操作记录。"
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


class RateForm(SaysWhy):
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

    def __init__(self, *args: Any, may_be_rehandled: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_be_rehandled:
            self.fields[
                "note"
            ].help_text = "选“不满意”时请写明原因；已公示或已再办理过的，不再退回办理。"


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
