"""Forms of union groups: name and order, head, moving members, ending."""

from __future__ import annotations

from typing import Any

from django import forms

from members.models import Member, UnionGroup
from union_site.forms import ActForm, DayField
from union_site.models import Seat


class GroupForm(ActForm):
    has_checks = False

    name = forms.CharField(label="名称", max_length=40, help_text="例如：低年级组、行政后勤组。")
    order = forms.IntegerField(
        label="顺序",
        min_value=0,
        max_value=999,
        required=False,
        help_text="数字小的排在前面；不填则排在最后。",
    )


class ChangeGroupForm(GroupForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["order"].required = True
        self.fields["order"].help_text = "数字小的排在前面。"


class HeadForm(ActForm):
    has_checks = False

    member = forms.ModelChoiceField(
        Member.objects.none(),
        label="组长",
        required=False,
        empty_label="暂时空缺",
        help_text="从本组在职会员中选。",
    )
    since = DayField(label="任职自", help_text="前任组长的任期到这一天为止。")

    def __init__(self, *args: Any, group: UnionGroup, seat: Seat, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = Member.objects.visible_to(seat).active().filter(group=group).in_order("pinyin")
        chosen: Any = self.fields["member"]
        chosen.queryset = rows


class MoveForm(ActForm):
    """Members that were ticked on the page, and where they go."""

    has_checks = False

    members = forms.ModelMultipleChoiceField(
        Member.objects.none(),
        label="会员",
        error_messages={"required": "请先勾选要调整的会员。"},
    )
    to = forms.ModelChoiceField(UnionGroup.objects.none(), label="调整到", empty_label="请选择")

    def __init__(self, *args: Any, seat: Seat, leaving: UnionGroup | None, **options: Any) -> None:
        super().__init__(*args, **options)
        people: Any = self.fields["members"]
        people.queryset = Member.objects.visible_to(seat).on_roll().filter(group=leaving)
        people.error_messages["required"] = "请先勾选要调整的会员。"
        target: Any = self.fields["to"]
        target.queryset = other_groups(seat, leaving)


def other_groups(seat: Seat, group: UnionGroup | None) -> Any:
    rows = UnionGroup.objects.visible_to(seat).in_use()
    return rows.exclude(pk=group.pk) if group else rows


class EndGroupForm(ActForm):
    has_checks = False

    on = DayField(label="撤销日期")
    move_to = forms.ModelChoiceField(
        UnionGroup.objects.none(), label="会员并入", required=False, empty_label="请选择"
    )

    def __init__(self, *args: Any, group: UnionGroup, seat: Seat, **options: Any) -> None:
        super().__init__(*args, **options)
        target: Any = self.fields["move_to"]
        target.queryset = other_groups(seat, group)
        target.help_text = "本组会员和保留会籍的人员一并转入。"
        if not group.members.on_roll().exists():
            del self.fields["move_to"]
