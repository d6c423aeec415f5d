"""Input of the checklist, the agenda and the records of discussions."""

from __future__ import annotations

from typing import Any

from django import forms

from congress.checks.checklist import Line
from congress.forms.counts import count_field
from congress.forms.files import BroughtFile, content_of
from congress.models import Delegation, Session
from congress.models.agenda import Matter, Treatment
from congress.models.sittings import Part
from union_site.forms import ActForm, DayField, MomentField


class MilestoneForm(ActForm):
    """When a line was done, with its evidence."""

    has_checks = False

    done_on = DayField(label="办理日期", required=False)
    document_no = forms.CharField(label="文号", max_length=60, required=False)
    note = forms.CharField(
        label="说明", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    file = BroughtFile(
        label="佐证", required=False, help_text="批文、通知等的扫描件；新的会替换旧的。"
    )
    is_waived = forms.BooleanField(
        label="本次不适用", required=False, help_text="勾选后不填日期，请在说明里写明理由。"
    )

    def __init__(self, *args: Any, line: Line, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["done_on"].help_text = line.hint

    def submit(self, act: Any, **given: Any) -> Any:
        if not self.is_valid():
            return None
        given |= content_of(self.cleaned_data.pop("file", None))
        return super().submit(act, **given)


class ItemForm(ActForm):
    has_checks = False

    part = forms.ChoiceField(label="会议", choices=Part.choices)
    title = forms.CharField(label="议程", max_length=120)
    matter = forms.ChoiceField(
        label="职权类别", choices=Matter.choices, help_text="按教育部令第32号第七条。"
    )
    treatment = forms.ChoiceField(label="方式", choices=Treatment.choices)
    presenter = forms.CharField(label="报告人", max_length=60, required=False)
    minutes = count_field("时长（分钟）", required=False)


class RecordForm(ActForm):
    """What happened at an item."""

    has_checks = False

    record = forms.CharField(
        label="记录",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="报告要点、讨论情况、表决结果。会议纪要从这里取用。",
    )


class DiscussionForm(ActForm):
    has_checks = False

    manner = forms.CharField(label="会议形式", max_length=40, initial="集中讨论")
    held_at = MomentField(label="时间")
    place = forms.CharField(label="地点", max_length=80, required=False)
    host = forms.CharField(label="主持人", max_length=60)
    recorder = forms.CharField(label="记录人", max_length=60)
    attendance = forms.CharField(
        label="出席人员",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    content = forms.CharField(
        label="内容", max_length=8000, widget=forms.Textarea(attrs={"rows": 12})
    )


class NewDiscussionForm(DiscussionForm):
    """The chair chooses the delegation; a head has one only."""

    delegation = forms.ModelChoiceField(Delegation.objects.none(), label="代表团", empty_label=None)
    field_order = ["delegation"]

    def __init__(self, *args: Any, session: Session, only: int | None, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = Delegation.objects.of_union(session.union).filter(term_id=session.term_id)
        field: Any = self.fields["delegation"]
        field.queryset = (rows if only is None else rows.filter(pk=only)).order_by("position")
