"""Forms of the register: a unit, what happened to it, a school's own card, a file."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.models import fields_for_model

from members.actions.register import terms
from members.actions.register_card import OWN_FIELDS
from members.checks.register import months_after
from members.models import Unit, UnitEventKind
from union_site.forms import ActForm, DayField
from union_site.models import Seat, Union

SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "单位",
        (
            "name",
            "kind",
            "uscc",
            "address",
            "zone",
            "staff_count",
            "is_eligible",
            "ineligible_reason",
            "school",
        ),
    ),
    (
        "工会",
        (
            "established_on",
            "approval_no",
            "last_renewed_on",
            "next_due_on",
            "union_name",
            "union_uscc",
            "base_type",
            "contact_name",
            "contact_phone",
            "liaison_name",
        ),
    ),
    ("会员统计", ("members_registered", "cards_issued", "counted_on", "note")),
)
NAMES = [name for _, names in SECTIONS for name in names]
# Written by events once the unit stands in the register.
BY_EVENTS = ("established_on", "last_renewed_on")
_HELP = {
    "uscc": "18 位，见登记证书。",
    "ineligible_reason": "例如：合并停办、教职工不足。不具备条件的不计入建会率的分母。",
    "school": "使用本系统的学校选在这里，它的主席就能看到并填报自己的登记卡。",
    "next_due_on": "最近一次选举起 3 年或 5 年。",
    "counted_on": "两个数字是哪一天统计的；不填即为今天。",
}


class UnitForm(ActForm):
    """Every field that the district keeps by hand."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, seat: Seat, today: datetime.date, unit: Unit | None = None
    ) -> None:
        initial: dict[str, Any] = {"is_eligible": True}
        if unit is not None:
            initial = {name: getattr(unit, name) for name in (*NAMES, "revision")}
            initial["school"] = unit.school_id
        super().__init__(data, initial=initial)
        self.unit, self.today = unit, today
        self.fields.update(fields_for_model(Unit, NAMES, formfield_callback=_form_field))
        for name, sentence in _HELP.items():
            self.fields[name].help_text = sentence
        school = self.fields["school"]
        if isinstance(school, forms.ModelChoiceField):
            school.queryset = _schools_without_card(seat, unit)
        for name in BY_EVENTS if unit is not None else ("revision",):
            del self.fields[name]

    def sections(self) -> Iterator[tuple[str, list[BoundField]]]:
        for title, names in SECTIONS:
            yield title, [self[name] for name in names if name in self.fields]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        counted = values.get("members_registered") is not None
        if counted and not values.get("counted_on"):
            values["counted_on"] = self.today
        if values.get("is_eligible") is False and not values.get("ineligible_reason"):
            self.add_error("ineligible_reason", "不具备建会条件的，请写原因。")
        return values


def _schools_without_card(seat: Seat, unit: Unit | None) -> Any:
    taken = Unit.objects.visible_to(seat).filter(school__isnull=False)
    if unit is not None:
        taken = taken.exclude(pk=unit.pk)
    schools = Union.objects.visible_to(seat).schools().exclude(pk__in=taken.values("school_id"))
    return schools.order_by("kind_order", "name")


def _form_field(field: Any, **options: Any) -> Any:
    if field.get_internal_type() == "DateField":
        return DayField(label=field.verbose_name, required=False)
    made = field.formfield(**options)
    if isinstance(made, forms.ModelChoiceField):
        made.empty_label = "不使用本系统"
    elif isinstance(made, forms.TypedChoiceField):
        made.choices = [*([("", "未填")] if field.blank else []), *field.choices]
    if field.name in ("uscc", "union_uscc"):
        # People copy the code with blanks in it; they are taken out before it is looked at.
        made = forms.CharField(label=field.verbose_name, max_length=30, required=False)
    if field.name == "contact_phone":
        made.widget.input_type = "tel"
    return made


class EventForm(ActForm):
    """新建, 换届, 加入联合工会 or 停办. The length of the term gives the day on which it ends."""

    kind = forms.ChoiceField(label="事项")
    on = DayField(label="日期", help_text="选举大会或批复的日期。")
    term = forms.ChoiceField(label="本届任期", required=False)
    document_no = forms.CharField(label="文号", max_length=60, required=False)
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(
        self, data: Any = None, *, unit: Unit, today: datetime.date, **options: Any
    ) -> None:
        super().__init__(data, **options)
        renewing = [UnitEventKind.RENEWED, UnitEventKind.CLOSED]
        founding = [UnitEventKind.FOUNDED, UnitEventKind.JOINED, UnitEventKind.CLOSED]
        kinds = renewing if unit.has_union else founding
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        years = [(str(number), f"{number} 年") for number in terms(unit.union, today)]
        self.fields["term"].choices = [*reversed(years), ("", "不登记")]  # type: ignore[attr-defined]
        self.fields["term"].help_text = "届满日期由此推算；停办的不填。"

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        term, on = values.pop("term", ""), values.get("on")
        values["due_on"] = None
        if term and on and values.get("kind") != UnitEventKind.CLOSED:
            values["due_on"] = months_after(on, int(term) * 12)
        return values


class VoidForm(ActForm):
    """Why an event is taken back."""

    has_checks = False

    reason = forms.CharField(label="撤销原因", max_length=100)


class CardForm(ActForm):
    """What a school corrects on its own card."""

    has_checks = False

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, unit: Unit) -> None:
        initial = {name: getattr(unit, name) for name in (*OWN_FIELDS, "revision")}
        super().__init__(data, initial=initial)
        self.fields.update(fields_for_model(Unit, OWN_FIELDS, formfield_callback=_form_field))


class ReportForm(forms.Form):
    """The two numbers that the page showed when the button was pressed."""

    members = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    cards = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    @property
    def seen(self) -> tuple[int, int]:
        return self.cleaned_data["members"], self.cleaned_data["cards"]


class RegisterFileForm(forms.Form):
    """A file to import; looked at only once its size is known."""

    file = forms.FileField(
        label="登记册文件",
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        help_text="《工会组织信息采集表》或本页导出的表，Excel 或 CSV。",
        error_messages={"required": "请先选择文件。"},
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        limit = settings.UPLOAD_LIMIT_BYTES
        if upload.size > limit:
            raise ValidationError(
                f"文件有 {upload.size / 1e6:.1f} MB，超过上限 {limit / 1e6:.0f} MB。"
                "请删去图片和多余的工作表。"
            )
        return upload
