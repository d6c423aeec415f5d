"""Forms of the roster: one member, a reason."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.models import fields_for_model

from members.models import Member, UnionGroup
from members.resources.readers import read_mobile
from union_site.collation import clean_name
from union_site.forms import ActForm, DayField
from union_site.masking import Personal, covered
from union_site.models import Seat

SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "本人",
        (
            "name",
            "id_kind",
            "id_number",
            "sex",
            "birth_date",
            "ethnicity",
            "political_status",
            "education",
            "mobile",
        ),
    ),
    (
        "工作",
        (
            "staff_no",
            "employment_status",
            "post_category",
            "engagement",
            "title",
            "subject",
            "is_head_teacher",
            "started_work_on",
            "joined_school_on",
        ),
    ),
    (
        "工会",
        (
            "group",
            "union_post",
            "joined_union_on",
            "certificate_no",
            "membership_change",
            "changed_on",
            "change_reason",
        ),
    ),
    (
        "户籍（没有需要时不必填写）",
        ("hukou_type", "hukou_place", "native_place", "is_migrant_worker", "skill_level"),
    ),
)
NAMES = [name for _, names in SECTIONS for name in names]
_HELP = {
    "id_number": "身份证填好后，性别和出生日期可以留空。",
    "mobile": "开通账号时用作用户名。",
    "membership_change": "新会员不填即为“入会”。",
}


class MemberForm(ActForm):
    """Every field that is kept by hand. An empty ID number means: as it is."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, seat: Seat, member: Member | None = None, **options: Any
    ) -> None:
        initial = {"id_kind": "resident_id", "employment_status": "working"}
        if member is not None:
            initial = member.values_of([*NAMES, "revision"]) | {"id_number": ""}
        super().__init__(data, initial={**initial, **options.pop("initial", {})}, **options)
        self.member = member
        self.fields.update(fields_for_model(Member, NAMES, formfield_callback=_form_field))
        for name, sentence in _HELP.items():
            self.fields[name].help_text = sentence
        for name in ("sex", "birth_date"):
            self.fields[name].required = False
        group = self.fields["group"]
        if isinstance(group, forms.ModelChoiceField):
            group.queryset = UnionGroup.objects.visible_to(seat)
        if member is None:
            del self.fields["revision"]
        else:
            shown = covered(member.id_number, Personal.ID_NUMBER) if member.id_number else "未填"
            self.fields["id_number"].help_text = f"现为 {shown}，不改请留空。"
        self.fields["id_number"].required = member is None

    def sections(self) -> Iterator[tuple[str, list[BoundField]]]:
        for title, names in SECTIONS:
            yield title, [self[name] for name in names]

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_mobile(self) -> str:
        found = read_mobile(self.cleaned_data["mobile"])
        if found is not None and not isinstance(found, str):
            raise ValidationError(found.sentence)
        return found or ""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.member is not None and not values.get("id_number"):
            values.pop("id_number", None)
        return values


def _form_field(field: Any, **options: Any) -> Any:
    if field.name == "id_number":
        return forms.CharField(label=field.verbose_name, max_length=30)
    if field.get_internal_type() == "DateField":
        return DayField(label=field.verbose_name, required=False)
    made = field.formfield(**options)
    if isinstance(made, forms.ModelChoiceField):
        made.empty_label = "未填"
    elif isinstance(made, forms.TypedChoiceField):
        empty = [] if field.has_default() else [("", "未填")]
        made.choices = [*empty, *field.choices]
    if field.name == "mobile":
        # People type dashes and spaces; they are taken out before the number is looked at.
        made = forms.CharField(label=field.verbose_name, max_length=20, required=False)
        made.widget.input_type = "tel"
    return made


class ReasonForm(forms.Form):
    """Why somebody needs to see a full ID number."""

    reason = forms.CharField(
        label="用途",
        max_length=100,
        help_text="例如：办理互助保障。用途和时间会记入操作记录。",
        error_messages={"required": "请写明查看完整证件号码的用途。"},
    )


def joined_today(today: datetime.date) -> dict[str, Any]:
    """What a new member's form begins with."""
    return {"joined_union_on": today}
