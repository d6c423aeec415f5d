"""Input for activities: the announcement, the head count, the reason for calling off."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone

from activities.models import Activity
from members.models import Member
from union_site.forms import ActForm, MomentField, PeopleChoice
from union_site.models import Seat


class ActivityForm(ActForm):
    title = forms.CharField(label="名称", max_length=60)
    kind = forms.ChoiceField(label="类别", choices=[("", "请选择"), *Activity.Kind.choices])
    theme = forms.CharField(
        label="主题", max_length=60, required=False, help_text="例如本年度的主题词，可按它查找。"
    )
    starts_at = MomentField(label="开始时间")
    ends_at = MomentField(label="结束时间")
    place = forms.CharField(label="地点", max_length=80, required=False)
    organiser = forms.CharField(
        label="主办", max_length=80, required=False, help_text="学校工会、工会小组或上级工会。"
    )
    plan = forms.CharField(
        label="安排",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="内容、分工、需要会员知道的事。",
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        starts_at, ends_at = given.get("starts_at"), given.get("ends_at")
        if starts_at and ends_at and ends_at < starts_at:
            self.add_error("ends_at", "结束时间不能早于开始时间。")
        return given


class HeldForm(ActForm):
    """What took place. Who came is counted, or listed; the list is the count."""

    headcount_members = forms.IntegerField(
        label="参加会员（人）",
        min_value=0,
        max_value=99_999,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text="在下面勾选名单时不必填，以名单为准。",
    )
    extra_headcount = forms.IntegerField(
        label="家属等其他人员（人）",
        min_value=0,
        max_value=99_999,
        initial=0,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    cost = forms.DecimalField(
        label="支出（元）", min_value=0, max_digits=12, decimal_places=2, initial=0
    )
    summary = forms.CharField(
        label="活动小结",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    participants = PeopleChoice(Member.objects.none(), label="参加人员", required=False)

    def __init__(self, *args: Any, seat: Seat, **options: Any) -> None:
        super().__init__(*args, **options)
        people: Any = self.fields["participants"]
        on_roll = Member.objects.visible_to(seat).on_roll().select_related("group")
        people.offer(on_roll.order_by("pinyin_order", "pk"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("headcount_members") is None and not given.get("participants"):
            self.add_error("headcount_members", "请填写参加会员人数，或勾选参加人员。")
        return given


class CancelForm(ActForm):
    has_checks = False

    note = forms.CharField(
        label="取消理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )


# --- what a form begins with --------------------------------------------------------------


def next_activity(seat: Seat, *, day: datetime.date | None) -> dict[str, Any]:
    given: dict[str, Any] = {"organiser": seat.union.name}
    if day is not None:
        afternoon = timezone.make_aware(datetime.datetime.combine(day, datetime.time(15, 30)))
        given["starts_at"] = afternoon
        given["ends_at"] = afternoon + datetime.timedelta(hours=1, minutes=30)
    return given


def held(activity: Activity) -> dict[str, Any]:
    listed = activity.attendances.values_list("member_id", flat=True)
    return {**forms.model_to_dict(activity), "participants": list(listed)}
