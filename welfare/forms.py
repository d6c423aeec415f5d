"""Input for condolence and benefits: duties, visits, rounds, gifts, reasons."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django import forms

from members.models import Member
from union_site.forms import ActForm, DayField, PeopleChoice
from union_site.models import Seat
from union_site.norms import norm
from welfare.actions import BIRTHDAY_CARD
from welfare.models import CAKE_CARD, CondolenceCampaign, FundSource, Gift, Visit, VisitReason


def _amount(label: str = "金额（元）", **options: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=Decimal(0), max_digits=12, decimal_places=2, **options
    )


def _funds(**options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label="经费来源", **options)


class MemberChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # in the stubs alone
    def label_from_instance(self, member: Any) -> str:
        return f"{member.name}（{member.group}）" if member.group else str(member.name)


class OfUnion(ActForm):
    """A form whose choices are those of one seat's union."""

    def __init__(self, *args: Any, seat: Seat, **options: Any) -> None:
        super().__init__(*args, **options)
        on_roll = Member.objects.visible_to(seat).on_roll().select_related("group")
        people = on_roll.order_by("pinyin_order", "pk")
        querysets = {
            "member": people,
            "reason": VisitReason.objects.visible_to(seat).in_use().for_list(),
            "campaign": CondolenceCampaign.objects.visible_to(seat).for_list(),
        }
        for name in self.fields.keys() & querysets.keys():
            chosen: Any = self.fields[name]
            chosen.queryset = querysets[name]
        if "members" in self.fields:
            several: Any = self.fields["members"]
            several.offer(people)


class DutyForm(OfUnion):
    """What a visit is about."""

    has_checks = False

    member = MemberChoice(Member.objects.none(), label="会员", empty_label="请选择")
    reason = forms.ModelChoiceField(VisitReason.objects.none(), label="事由", empty_label="请选择")
    relation = forms.ChoiceField(
        label="与本人关系", choices=Visit.Relation.choices, initial=Visit.Relation.SELF
    )
    event_on = DayField(label="事由日期", help_text="住院、去世、结婚等发生的日期。")
    due_on = DayField(label="应访日期", required=False, help_text="不填则按本校走访期限自动算出。")
    details = forms.CharField(
        label="具体情况",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="病情等敏感内容只写在这里：加密保存，查看会留下记录。",
    )


class ChangeDutyForm(DutyForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # What was written stays unread while the rest is corrected.
        self.initial.pop("details", None)
        self.fields["details"].help_text = "已写的内容不在这里显示；不填则保持不变。"


class PaidForm(ActForm):
    """How a visit was paid."""

    visited_on = DayField(label="慰问日期")
    form = forms.ChoiceField(label="形式", choices=Visit.Form.choices, widget=forms.RadioSelect)
    amount = _amount(initial=Decimal(0))
    goods = forms.CharField(label="物品", max_length=60, required=False)
    fund_source = _funds(choices=[("", "无支出"), *FundSource.choices], required=False)
    visitors = forms.CharField(
        label="慰问人", max_length=100, required=False, help_text="两人以上，用顿号隔开。"
    )
    place = forms.CharField(label="地点", max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("amount") and not given.get("fund_source"):
            self.add_error("fund_source", "有金额的须写明经费来源。")
        return given


class RecordForm(PaidForm, DutyForm):
    """A visit that is written down afterwards: what it was about and how it was paid."""

    has_checks = True
    due_on = None  # type: ignore[assignment]  # how Django drops an inherited field

    campaign = forms.ModelChoiceField(
        CondolenceCampaign.objects.none(),
        label="慰问批次",
        required=False,
        empty_label="不属于批次",
    )
    field_order = (
        "member",
        "reason",
        "relation",
        "event_on",
        "campaign",
        "visited_on",
        "form",
        "amount",
        "goods",
        "fund_source",
        "visitors",
        "place",
        "details",
    )


class RoundForm(PaidForm, OfUnion):
    """One round's visits to several members, alike in form and amount."""

    reason = forms.ModelChoiceField(VisitReason.objects.none(), label="事由", empty_label="请选择")
    members = PeopleChoice(Member.objects.none(), label="慰问对象")


class NoteForm(ActForm):
    has_checks = False

    note = forms.CharField(
        label="理由",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="请勿写病情等敏感内容。",
    )


class CampaignForm(ActForm):
    title = forms.CharField(label="名称", max_length=60, help_text="例如：2026年春节慰问。")
    occasion = forms.ChoiceField(
        label="时节", choices=[("", "请选择"), *CondolenceCampaign.Occasion.choices]
    )
    starts_on = DayField(label="开始日期")
    ends_on = DayField(label="结束日期")
    fund_source = _funds(choices=FundSource.choices)
    note = forms.CharField(
        label="说明", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class GiftForm(OfUnion):
    member = MemberChoice(Member.objects.none(), label="会员", empty_label="请选择")
    kind = forms.ChoiceField(
        label="类别", choices=Gift.Kind.choices, widget=forms.RadioSelect, initial="birthday"
    )
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2099)
    given_on = DayField(label="发放日期")
    goods = forms.CharField(label="物品", max_length=60)
    amount = _amount()
    fund_source = _funds(choices=FundSource.choices)


class BirthdayForm(OfUnion):
    """The cards of one month. Who has had one this year cannot be chosen again."""

    members = PeopleChoice(Member.objects.none(), label="会员")
    given_on = DayField(label="发放日期")
    goods = forms.CharField(label="物品", max_length=60)
    amount = _amount("每人金额（元）")
    fund_source = _funds(choices=FundSource.choices)


class ReasonForm(ActForm):
    has_checks = False

    name = forms.CharField(label="事由", max_length=20)
    position = forms.IntegerField(
        label="顺序", min_value=1, max_value=99, required=False, help_text="不填则排在最后。"
    )
    is_obligatory = forms.BooleanField(
        label="必访", required=False, help_text="计入五必访，超过期限会提醒。"
    )
    is_health = forms.BooleanField(
        label="涉及健康", required=False, help_text="在列表和表格中对其他人只显示“健康原因”。"
    )
    is_active = forms.BooleanField(label="在用", required=False, initial=True)


# --- what a form begins with --------------------------------------------------------------


def gift_of(seat: Seat, *, today: datetime.date) -> dict[str, Any]:
    card = norm(BIRTHDAY_CARD, union=seat.union, on=today)
    return {
        "year": today.year,
        "given_on": today,
        "goods": CAKE_CARD,
        "amount": card.decimal,
        "fund_source": FundSource.UNION,
    }


def paid(visit: Visit, *, today: datetime.date) -> dict[str, Any]:
    given = forms.model_to_dict(visit)
    if visit.is_due:
        given |= {"visited_on": today, "form": Visit.Form.VISIT, "amount": Decimal(0)}
    return given
