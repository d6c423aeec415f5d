"""Forms of the roster: one member, and what is disclosed of one."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.models import fields_for_model

from members.actions.roster import Outdated
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
            "home_address",
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
            "teaching_group",
            "is_head_teacher",
            "started_work_on",
            "joined_school_on",
            "retires_on",
        ),
    ),
    (
        "工会",
        (
            "group",
            "union_post",
            "joined_union_on",
            "certificate_no",
            "card_no",
            "card_issued_on",
            "bank_card",
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
# Never shown in a form; what is typed replaces what is kept, and nothing typed leaves it.
SEALED = {
    "id_number": Personal.ID_NUMBER,
    "home_address": Personal.ADDRESS,
    "bank_card": Personal.BANK_CARD,
}
_LENGTHS = {"id_number": 30, "home_address": 200, "bank_card": 30}
_HELP = {
    "id_number": "身份证填好后，性别和出生日期可以留空。",
    "mobile": "开通账号时用作用户名。",
    "teaching_group": "例如：三年级组、语文教研组。与工会小组可以不同。",
    "retires_on": "与本人商定弹性退休，或人事部门另有决定时填写。",
    "home_address": "加密保存，用于走访慰问，没有需要时不必填写。",
    "bank_card": "加密保存，用于发放慰问金，没有需要时不必填写。",
    "membership_change": "新会员不填即为“入会”。",
}


class MemberForm(ActForm):
    """Every field that is kept by hand. An empty sealed field means: as it is.

    Beside each field stands what it showed at first, so that of two people who edit at once
    each is asked only about what the other changed.
    """

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, seat: Seat, member: Member | None = None, **options: Any
    ) -> None:
        initial = {"id_kind": "resident_id", "employment_status": "working"}
        if member is not None:
            initial = member.values_of([*NAMES, "revision"]) | dict.fromkeys(SEALED, "")
        super().__init__(data, initial={**initial, **options.pop("initial", {})}, **options)
        self.seat = seat
        self.member = member
        self.outdated_by: Member | None = None
        self.fields.update(fields_for_model(Member, NAMES, formfield_callback=_form_field))
        for name, sentence in _HELP.items():
            self.fields[name].help_text = sentence
        for name in ("sex", "birth_date"):
            self.fields[name].required = False
        group = self.fields["group"]
        if isinstance(group, forms.ModelChoiceField):
            # A group that has ended stays on the form of those who are still in it.
            mine = UnionGroup.objects.visible_to(seat)
            own = mine.filter(pk=member.group_id) if member is not None else mine.none()
            group.queryset = mine.in_use() | own
        self.fields["id_number"].required = member is None
        if member is None:
            del self.fields["revision"]
        else:
            self._show_what_is_kept(member)

    def _show_what_is_kept(self, member: Member) -> None:
        for name in set(NAMES) - set(SEALED):
            self.fields[name].show_hidden_initial = True
        for name, kind in SEALED.items():
            if kept := getattr(member, name):
                self.fields[name].help_text = f"现为 {covered(kept, kind)}，不改请留空。"
        held = [
            (name, self.fields[name].label)
            for name in SEALED
            if name != "id_number" and getattr(member, name)
        ]
        if held:
            self.fields["forget"] = forms.MultipleChoiceField(
                label="删去已填的内容",
                choices=held,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def sections(self) -> Iterator[tuple[str, list[BoundField]]]:
        for title, names in SECTIONS:
            yield title, [self[name] for name in names]
        if "forget" in self.fields:
            yield "不再需要的内容", [self["forget"]]

    def submit(self, act: Callable[..., Any], **given: Any) -> Any:
        """As always; `outdated_by` holds the member where somebody was faster."""

        def watched(**arguments: Any) -> Any:
            try:
                return act(**arguments)
            except Outdated as refusal:
                self.outdated_by = refusal.now
                raise

        return super().submit(watched, **given)

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_mobile(self) -> str:
        found = read_mobile(self.cleaned_data["mobile"])
        if found is not None and not isinstance(found, str):
            raise ValidationError(found.sentence)
        return found or ""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        forgotten = values.pop("forget", [])
        for name in SEALED:
            if self.member is not None and not values.get(name):
                values.pop(name, None)
            if name in forgotten:
                values.setdefault(name, "")
        return values


def _form_field(field: Any, **options: Any) -> Any:
    if field.name in SEALED:
        made = forms.CharField(
            label=field.verbose_name, max_length=_LENGTHS[field.name], required=not field.blank
        )
        made.widget.attrs["autocomplete"] = "off"
        return made
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


class DisclosureForm(ActForm):
    """What somebody needs to see in full of a member, and why."""

    has_checks = False

    what = forms.MultipleChoiceField(label="查看什么", widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label="用途",
        max_length=100,
        help_text="例如：办理互助保障。用途和时间会记入操作记录，本人可以看到。",
    )

    def __init__(self, data: Any = None, *, held: list[tuple[str, str]]) -> None:
        super().__init__(data)
        what, reason = self.fields["what"], self.fields["reason"]
        if isinstance(what, forms.MultipleChoiceField):
            what.choices = held
            what.initial = [name for name, _ in held[:1]]
        what.error_messages["required"] = "请选择要查看的内容。"
        reason.error_messages["required"] = "请写明用途。"


def joined_today(today: datetime.date) -> dict[str, Any]:
    """What a new member's form begins with."""
    return {"joined_union_on": today}
