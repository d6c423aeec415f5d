"""Forms of transfer: going, asking, the letter, coming."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms

from members.forms.applications import PersonForm, person_fields
from members.forms.membership import Lines
from members.models import Member, Transfer, UnionGroup
from union_site.forms import ActForm, DayField
from union_site.idcards import IdKind
from union_site.models import Seat, Union

REASON = "工作调动"


class StartForm(ActForm):
    """By the member's own union. The member is chosen here unless the page knows it."""

    has_checks = False
    member = forms.ModelChoiceField(Member.objects.none(), label="会员", empty_label="请选择")
    to_union = forms.ModelChoiceField(
        Union.objects.none(),
        label="转入工会（区内）",
        empty_label="不在区内",
        required=False,
    )
    elsewhere = forms.CharField(
        label="区外工会名称", max_length=100, required=False, help_text="转往区外的填写全称。"
    )
    reason = forms.CharField(label="原因", max_length=100, initial=REASON)

    def __init__(self, data: Any = None, *, seat: Seat, **options: Any) -> None:
        super().__init__(data, **options)
        people = Member.objects.visible_to(seat).on_roll().in_order("pinyin")
        self.fields["member"].queryset = people  # type: ignore[attr-defined]
        neighbours = Union.objects.filter(parent_id=seat.union.parent_id, is_active=True)
        others = neighbours.exclude(pk=seat.union_id).exclude(parent=None)
        self.fields["to_union"].queryset = others.order_by("name")  # type: ignore[attr-defined]


class AskForm(ActForm):
    has_checks = False
    name = forms.CharField(label="姓名", max_length=60)
    id_kind = forms.ChoiceField(label="有效证件类别", choices=IdKind.choices)
    id_number = forms.CharField(
        label="证件号码",
        max_length=30,
        help_text="须逐字相符。系统只保存遮盖后的号码。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(label="原因", max_length=100, initial=REASON)
    agreed_on = DayField(
        label="本人同意日期", help_text="由原工会提供个人信息须经本人单独同意，同意书存档。"
    )


class ReleaseForm(ActForm):
    has_checks = False
    dues_paid_to = DayField(label="会费交至", help_text="选该月任意一天。")
    agreed_on = DayField(
        label="本人同意日期",
        help_text="向转入工会提供个人信息须经本人单独同意（《个人信息保护法》第二十三条）。",
    )


class AcceptForm(ActForm):
    has_checks = False
    on = DayField(label="转入日期")
    group = forms.ModelChoiceField(
        UnionGroup.objects.none(), label="编入小组", empty_label="以后再编", required=False
    )
    has_seat = forms.BooleanField(
        label="原有账号改在本工会使用", required=False, initial=True, help_text="只作为普通会员。"
    )

    def __init__(self, data: Any = None, *, seat: Seat, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["group"].queryset = UnionGroup.objects.visible_to(seat)  # type: ignore[attr-defined]


class CompleteForm(ActForm):
    has_checks = False
    on = DayField(label="转出生效日期", help_text="以收到对方回执的日期为准。")


class NoteForm(ActForm):
    has_checks = False
    note = Lines(label="理由", help_text="对方工会会看到。")


class BringInForm(PersonForm):
    """From outside the district: the letter, and the person."""

    elsewhere = forms.CharField(label="原工会全称", max_length=100)
    letter_no = forms.CharField(label="介绍信字号", max_length=60, required=False)
    on = DayField(label="转入日期")
    dues_paid_to = DayField(label="会费交至", help_text="选该月任意一天。")
    agreed_on = DayField(label="本人同意日期")
    reason = forms.CharField(label="原因", max_length=100, initial=REASON)
    joined_union_on = DayField(label="入会日期", required=False, help_text="首次入会的日期。")

    def __init__(self, data: Any = None, *, seat: Seat, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields |= person_fields(Member, seat.union)
        for field in self.fields.values():
            field.error_messages["required"] = "请填写。"


def step_form(
    form_class: type[ActForm], data: Any, *, seat: Seat, found: Transfer, today: datetime.date
) -> ActForm:
    """The form of a step with what is likely filled in."""
    initial: dict[str, Any] = {"on": today, "dues_paid_to": found.dues_paid_to or today}
    if found.asked_by is not None:
        initial["agreed_on"] = found.asked_by.agreed_on
    if issubclass(form_class, AcceptForm):
        return form_class(data, seat=seat, initial=initial)
    return form_class(data, initial=initial)
