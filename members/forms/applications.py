"""Forms of joining: the application on a phone, its receipt, and the committee's decision."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import fields_for_model

from members.forms.membership import Lines
from members.models import Application, UnionGroup
from members.resources.readers import read_mobile
from union_site.collation import clean_name
from union_site.forms import ActForm, DayField
from union_site.models import Union
from union_site.receipts import new_submission_key

PERSON = (
    "name",
    "id_kind",
    "id_number",
    "sex",
    "birth_date",
    "mobile",
    "ethnicity",
    "political_status",
    "education",
    "post_category",
    "title",
    "group",
    "joined_school_on",
)
_FROM_CARD = "居民身份证不必填，由证件号码得出。"
_HELP = {"sex": _FROM_CARD, "birth_date": _FROM_CARD}
_NEEDED = {"ethnicity", "political_status", "education", "post_category"}


def person_fields(model: type[models.Model], union: Union) -> dict[str, forms.Field]:
    """What is asked of a person who comes: the least that the registration form has."""
    found: dict[str, forms.Field] = dict(
        fields_for_model(model, PERSON, formfield_callback=_field) or {}
    )
    for name, sentence in _HELP.items():
        found[name].required = False
        found[name].help_text = sentence
    group = found["group"]
    if isinstance(group, forms.ModelChoiceField):
        group.queryset = UnionGroup.objects.of_union(union)
        group.empty_label = "还不清楚"
        group.required = False
    return found


def _field(field: Any, **options: Any) -> forms.Field:
    label = str(field.verbose_name)
    if field.name == "id_number":
        return forms.CharField(label=label, max_length=30)
    if field.name == "mobile":
        made = forms.CharField(label=label, max_length=20)
        made.widget.input_type = "tel"
        return made
    if field.get_internal_type() == "DateField":
        return DayField(label=label, required=False)
    made = field.formfield(**options)
    if isinstance(made, forms.TypedChoiceField) and not field.has_default():
        made.choices = [("", "请选择"), *field.choices]
        made.required = field.name in _NEEDED
    return made


class PersonForm(ActForm):
    """Cleans what people type of themselves."""

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_mobile(self) -> str:
        found = read_mobile(self.cleaned_data["mobile"])
        if found is not None and not isinstance(found, str):
            raise ValidationError(found.sentence)
        return found or ""


class ApplyForm(PersonForm):
    """入会申请, on a phone."""

    has_checks = False
    is_willing = forms.BooleanField(label="我自愿加入中国工会，遵守工会章程，履行会员义务")
    knows_privacy = forms.BooleanField(label="我已阅读并同意下面的个人信息说明")
    submission_key = forms.RegexField(
        r"^[0-9a-f]{32}$",
        widget=forms.HiddenInput,
        error_messages={"invalid": "页面已失效，请刷新后再提交。"},
    )

    def __init__(self, data: Any = None, *, union: Union, **options: Any) -> None:
        initial = {"submission_key": new_submission_key(), **options.pop("initial", {})}
        super().__init__(data, initial=initial, **options)
        asked = self.fields
        self.fields = {**person_fields(Application, union), **asked}
        for field in self.fields.values():
            field.error_messages["required"] = "请填写。"
        for name in ("is_willing", "knows_privacy"):
            self.fields[name].error_messages["required"] = "请勾选后再提交。"

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        return {
            name: value
            for name, value in typed.items()
            if name not in ("is_willing", "knows_privacy")
        }


class CodeForm(forms.Form):
    code = forms.CharField(
        label="回执码",
        max_length=40,
        help_text="提交申请时得到的 12 位字母和数字。",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": "请输入回执码。"},
    )


class EndorseForm(ActForm):
    has_checks = False
    note = Lines(label="小组意见", required=False, max_length=200)


class ApproveForm(ActForm):
    decided_on = DayField(label="委员会审批日期", help_text="即入会日期。")
    first_dues_month = DayField(label="会费起缴月份", help_text="选该月任意一天。")
    note = Lines(label="审批意见", required=False)


class RejectForm(ActForm):
    has_checks = False
    note = Lines(label="理由", help_text="申请人凭回执码会看到。")


def approve_initial(today: datetime.date) -> dict[str, datetime.date]:
    """Dues begin with the month after the approval."""
    return {
        "decided_on": today,
        "first_dues_month": (today.replace(day=1) + datetime.timedelta(days=32)).replace(day=1),
    }
