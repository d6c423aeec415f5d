"""Input of handling: who takes a proposal, until when, opinions, replies, progress, talk."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms

from congress.actions.files import ACCEPT
from proposals.models import ReplyTemplate, ResultClass
from union_site.forms import ActForm, DayField
from union_site.models import Seat


class SeatChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # in the stubs alone
    """A seat by its department or post, with the name."""

    def label_from_instance(self, seat: Any) -> str:
        return seat_label(seat)


class SeatChoices(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, seat: Any) -> str:
        return seat_label(seat)


def seat_label(seat: Seat) -> str:
    post = seat.department or seat.title
    return f"{post}（{seat.user.name}）" if post else seat.user.name


def words_field(label: str, *, rows: int = 3, most: int = 500, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


class AssignForm(ActForm):
    """Lead, co-units, leader and days; the view makes `Hands` of it."""

    lead = SeatChoice(label="主办", queryset=Seat.objects.none(), empty_label="请选择承办部门")
    co_units = SeatChoices(
        label="协办",
        queryset=Seat.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="可选多个；协办把意见交给主办，由主办统一答复。",
    )
    leader = SeatChoice(
        label="分管校领导", queryset=Seat.objects.none(), empty_label="请选择分管校领导"
    )
    accept_due_on = DayField(label="应接收日期")
    due_on = DayField(label="应答复日期")
    note = words_field("交办意见", rows=2, required=False)

    def __init__(self, data: Any = None, *, by: Seat, today: datetime.date, **options: Any) -> None:
        super().__init__(data, **options)
        seats = Seat.objects.visible_to(by)
        handlers = seats.holding("handler", on=today).for_list()
        self.fields["lead"].queryset = handlers  # type: ignore[attr-defined]
        self.fields["co_units"].queryset = handlers  # type: ignore[attr-defined]
        leaders = seats.holding("leader", on=today).for_list()
        self.fields["leader"].queryset = leaders  # type: ignore[attr-defined]
        for name in ("accept_due_on", "due_on"):
            self.fields[name].widget.attrs["min"] = today.isoformat()

    def explain(self, accept: str, reply: str) -> None:
        """What the norms leave, beside the two days."""
        self.fields["accept_due_on"].help_text = f"{accept}部门应在此日前接收或退回。"
        self.fields["due_on"].help_text = reply


class ReassignForm(AssignForm):
    """The same, with the reason why it is handed to others."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["lead"].label = "改由谁主办"
        self.fields["note"].label = "调整理由"
        self.fields["note"].required = True


class ChangeLeaderForm(ActForm):
    has_checks = False

    leader = SeatChoice(
        label="改由谁分管", queryset=Seat.objects.none(), empty_label="请选择分管校领导"
    )
    note = words_field("更换理由", rows=2)

    def __init__(self, data: Any = None, *, by: Seat, today: datetime.date, **options: Any) -> None:
        super().__init__(data, **options)
        leaders = Seat.objects.visible_to(by).holding("leader", on=today).for_list()
        self.fields["leader"].queryset = leaders  # type: ignore[attr-defined]


class ReasonForm(ActForm):
    """One text: why it is sent back, or what to better."""

    has_checks = False

    note = words_field("理由")

    def __init__(self, data: Any = None, *, label: str = "理由", **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["note"].label = label


class ExtendForm(ActForm):
    until = DayField(label="延期至")
    note = words_field("延期理由", most=300)


class OpinionForm(ActForm):
    has_checks = False

    text = words_field("协办意见", rows=6, most=1000)


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files in one go; an empty list where none was chosen."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        brought = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in brought if one]


class ReplyForm(ActForm):
    has_checks = False

    text = forms.CharField(label="答复", widget=forms.Textarea(attrs={"rows": 12}))
    result = forms.ModelChoiceField(
        label="办理结果", queryset=ResultClass.objects.none(), empty_label="请选择办理结果"
    )
    planned_on = DayField(
        label="计划完成日期", required=False, help_text="正在解决或列入计划的必须填写。"
    )
    attached = FilesField(
        label="附件",
        required=False,
        help_text="可选多个，每份答复最多 5 个。",
        widget=SeveralFiles(attrs={"accept": ACCEPT}),
    )
    keeps_files = forms.BooleanField(label="保留上一稿的附件", required=False, initial=True)

    def __init__(
        self, data: Any = None, *, by: Seat, most: int, has_files: bool, **options: Any
    ) -> None:
        super().__init__(data, **options)
        rows = ResultClass.objects.visible_to(by).in_use().for_list()
        self.fields["result"].queryset = rows  # type: ignore[attr-defined]
        self.fields["text"].widget.attrs["data-count-limit"] = most
        if not has_files:
            del self.fields["keeps_files"]

    @property
    def brought(self) -> list[tuple[str, bytes]]:
        """Names and contents of the files, for the act."""
        return [(file.name, file.read()) for file in self.cleaned_data.get("attached", [])]


class TemplateForm(ActForm):
    has_checks = False

    title = forms.CharField(label="名称", max_length=40)
    text = forms.CharField(
        label="正文",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="可用 {提案人}、{案由}、{编号}、{承办部门}，起草答复时自动换成这件提案的内容。",
    )
    result = forms.ModelChoiceField(
        label="办理结果",
        queryset=ResultClass.objects.none(),
        required=False,
        empty_label="不预选",
        help_text="选用模板时一并预选，起草时可以改。",
    )

    def __init__(self, data: Any = None, *, by: Seat, is_new: bool, **options: Any) -> None:
        super().__init__(data, **options)
        rows = ResultClass.objects.visible_to(by).in_use().for_list()
        self.fields["result"].queryset = rows  # type: ignore[attr-defined]
        if not is_new:
            self.fields["is_in_use"] = forms.BooleanField(
                label="在用", required=False, help_text="停用后不再出现在答复页。"
            )


class ChooseTemplateForm(forms.Form):
    """A question in the address, so that a template is filled in without any script."""

    template = forms.ModelChoiceField(
        label="套用模板", queryset=ReplyTemplate.objects.none(), empty_label="不用模板"
    )

    def __init__(self, data: Any, *, by: Seat) -> None:
        super().__init__(data)
        rows = ReplyTemplate.objects.visible_to(by).in_use().for_list()
        self.fields["template"].queryset = rows  # type: ignore[attr-defined]

    @property
    def chosen(self) -> ReplyTemplate | None:
        return self.cleaned_data["template"] if self.is_bound and self.is_valid() else None


class ProgressForm(ActForm):
    has_checks = False

    on = DayField(label="日期")
    percent = forms.IntegerField(
        label="完成进度（%）",
        min_value=0,
        max_value=100,
        help_text="填 100 即登记为已落实。",
        error_messages={
            "invalid": "请填 0 到 100 之间的整数。",
            "min_value": "请填 0 到 100 之间的整数。",
            "max_value": "请填 0 到 100 之间的整数。",
        },
    )
    note = words_field("说明", rows=3, required=False, help_text="做了什么；进度没有提高时必填。")


class MessageForm(ActForm):
    has_checks = False

    text = words_field("要说的话", rows=3, most=1000)


class StaffNoteForm(ActForm):
    has_checks = False

    text = words_field("备注", rows=3, most=1000)
    mentioned = forms.ChoiceField(label="提醒同事", required=False)

    def __init__(self, data: Any = None, *, circle: list[Seat], **options: Any) -> None:
        super().__init__(data, **options)
        self.seats = {str(seat.pk): seat for seat in circle}
        rows = [(pk, seat_label(seat)) for pk, seat in self.seats.items()]
        self.fields["mentioned"].choices = [("", "不提醒"), *rows]  # type: ignore[attr-defined]

    def clean_mentioned(self) -> Seat | None:
        return self.seats.get(self.cleaned_data["mentioned"])
