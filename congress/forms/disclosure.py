"""Input of disclosed items: the item, its publication, tables, files, questions, the catalogue."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms

from congress.checks.disclosure import least_until
from congress.models import (
    Disclosure,
    DisclosureDuty,
    DisclosureFile,
    DisclosureQuestion,
    DisclosureTable,
)
from congress.models.disclosure import Channel, usual_channels
from congress.models.disclosure_duties import Category
from congress.models.periods import Cadence, Part
from union_site.forms import ActForm, DayField
from union_site.models import Seat
from union_site.norms import norm


def _area(label: str, limit: int, rows: int, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=limit, widget=widget, **options)


def _channels() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label="公开形式", choices=Channel.choices, widget=forms.CheckboxSelectMultiple
    )


def _place() -> forms.CharField:
    return forms.CharField(
        label="地点或网址",
        max_length=200,
        required=False,
        help_text="例如：综合楼一层校务公开栏；或网页地址。",
    )


class DutyChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # in the stubs alone
    def label_from_instance(self, duty: Any) -> str:
        return f"{duty.get_category_display()}：{duty.title}（{duty.get_cadence_display()}）"


class DisclosureForm(ActForm):
    has_checks = False

    duty = DutyChoice(
        DisclosureDuty.objects.none(),
        label="对应公开事项",
        required=False,
        empty_label="不在目录中",
        help_text="选了目录中的事项，年度一览才会把它算作已公开。",
    )
    category = forms.ChoiceField(label="类别", choices=[("", "请选择"), *Category.choices])
    title = forms.CharField(
        label="标题", max_length=120, help_text="例如：2026年第三季度公用经费使用情况。"
    )
    year = forms.IntegerField(
        label="所属年份",
        min_value=1990,
        max_value=2099,
        help_text="学年和学期填开始的那一年：2025—2026学年填 2025。",
    )
    part = forms.ChoiceField(label="所属时期", choices=Part.choices)
    department = forms.CharField(label="责任部门", max_length=60)
    text = _area("公开内容", 8000, 10, required=False, help_text="数字较多的，保存后上传表格。")
    channels = _channels()
    place = _place()

    def __init__(self, *args: Any, seat: Seat, **options: Any) -> None:
        super().__init__(*args, **options)
        duties: Any = self.fields["duty"]
        duties.queryset = DisclosureDuty.objects.visible_to(seat).for_list()


def usual(seat: Seat, *, today: datetime.date, asked: Any) -> dict[str, Any]:
    """What a new item begins with; ?duty= ?year= ?part= come from the overview."""
    given: dict[str, Any] = {"year": today.year, "channels": usual_channels()}
    number = asked.number("duty")
    duty = DisclosureDuty.objects.visible_to(seat).filter(pk=number).first() if number else None
    part, year = asked.one_of("part", Part.values), asked.number("year")
    if duty is not None:
        given |= {"duty": duty.pk, "category": duty.category, "department": duty.department}
        given["title"] = duty.title
    return given | ({"part": part} if part else {}) | ({"year": year} if year else {})


class PublishForm(ActForm):
    published_on = DayField(label="公布日期")
    published_until = DayField(label="公布至")
    channels = _channels()
    place = _place()


def to_publish(disclosure: Disclosure, *, today: datetime.date) -> dict[str, Any]:
    rule = norm("congress.disclosure_days", union=disclosure.union, on=today)
    return {
        "published_on": today,
        "published_until": least_until(today, rule),
        "channels": disclosure.channels,
        "place": disclosure.place,
    }


class EndForm(ActForm):
    """Nothing to fill in, but warnings to accept."""


class ReasonForm(ActForm):
    has_checks = False

    note = _area("理由", 200, 3)


class SheetForm(ActForm):
    has_checks = False

    file = forms.FileField(
        label="表格文件",
        help_text="xlsx、xls、ods 或 csv，2 MB 以内。第一行是列名，第一列是名称，"
        "其余列是数字；最多 60 行、10 列。",
    )


class TableForm(ActForm):
    """How a table that was read is to be shown."""

    has_checks = False

    title = forms.CharField(label="表名", max_length=80)
    unit = forms.CharField(
        label="单位", max_length=20, required=False, help_text="例如：元、万元、人。"
    )
    drawing = forms.ChoiceField(
        label="图形",
        choices=DisclosureTable.Drawing.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    drawn = forms.TypedMultipleChoiceField(
        label="画图的列", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, table: DisclosureTable, **options: Any) -> None:
        super().__init__(*args, **options)
        drawn: Any = self.fields["drawn"]
        drawn.choices = table.numbers


class FileForm(ActForm):
    has_checks = False

    purpose = forms.ChoiceField(
        label="用途", choices=DisclosureFile.Purpose.choices, widget=forms.RadioSelect
    )
    file = forms.FileField(label="文件", help_text="PDF、JPG、PNG，10 MB 以内。")


class QuestionForm(ActForm):
    has_checks = False

    kind = forms.ChoiceField(
        label="类别", choices=DisclosureQuestion.Kind.choices, widget=forms.RadioSelect
    )
    text = _area(
        "内容", 1000, 4, help_text="只有负责校务公开的人看得到您的姓名；答复后，内容和答复公开。"
    )


class AnswerForm(ActForm):
    has_checks = False

    text = _area("答复", 2000, 5, help_text="询问的内容和答复将向全体教职工公开，不显示提出人。")


class DutyForm(ActForm):
    has_checks = False

    category = forms.ChoiceField(label="类别", choices=[("", "请选择"), *Category.choices])
    title = forms.CharField(label="公开事项", max_length=80)
    cadence = forms.ChoiceField(label="公开频次", choices=Cadence.choices)
    department = forms.CharField(label="责任部门", max_length=60, required=False)
    basis = forms.CharField(label="依据", max_length=160, required=False)
    since = DayField(label="自何时起", help_text="这一天以后结束的时期才要求公开。")
    until = DayField(label="至何时止", required=False, help_text="不再公开的事项填写；不要删去。")
