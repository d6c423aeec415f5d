"""Input of delegates: registering, correcting, ending."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms

from congress.forms.counts import count_field
from congress.models import CongressTerm, Constituency, Delegate, Delegation
from congress.models.delegates import Category, EndReason, Kind, Origin
from members.models import Member
from union_site.forms import ActForm, DayField
from union_site.models import Seat

END_REASONS = [
    (reason.value, reason.label)
    for reason in EndReason
    if reason not in (EndReason.TERM_OVER, EndReason.MISTAKE)
]


class MemberChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # in the stubs alone
    """One member; the group tells namesakes apart, and who is retained is said."""

    def label_from_instance(self, member: Any) -> str:
        words = [str(member.group)] if member.group else []
        if member.status != "active":
            words.append(member.get_status_display())
        return f"{member.name}（{'，'.join(words)}）" if words else str(member.name)


def people(seat: Seat) -> Any:
    rows = Member.objects.visible_to(seat).on_roll().select_related("group")
    return rows.order_by("pinyin_order", "pk")


def _offer(form: forms.Form, **offers: Any) -> None:
    for name, rows in offers.items():
        field: Any = form.fields[name]
        field.queryset = rows


def _parts(term: CongressTerm, seat: Seat) -> dict[str, Any]:
    """The constituencies and delegations of a term, to choose from."""
    return {
        "constituency": Constituency.objects.visible_to(seat).filter(term=term).for_list(),
        "delegation": Delegation.objects.visible_to(seat).filter(term=term).for_list(),
    }


class ChangeDelegateForm(ActForm):
    """A full delegate. Who it is stays; another person is another delegate."""

    has_checks = False

    origin = forms.ChoiceField(
        label="产生方式",
        choices=[
            (origin.value, origin.label)
            for origin in (Origin.ELECTED, Origin.BY_ELECTION, Origin.ADDED, Origin.STAFF)
        ],
    )
    category = forms.ChoiceField(
        label="身份",
        choices=[("", "按名册的岗位类别"), *Category.choices],
        required=False,
    )
    is_leader = forms.BooleanField(label="中层以上干部", required=False)
    constituency = forms.ModelChoiceField(
        Constituency.objects.none(), label="选区", required=False, empty_label="未定"
    )
    delegation = forms.ModelChoiceField(
        Delegation.objects.none(), label="代表团", required=False, empty_label="未定"
    )
    post = forms.CharField(
        label="职务", max_length=60, required=False, help_text="例如：语文教研组长、教务主任。"
    )
    since = DayField(label="当选日期")
    votes = count_field("得票", required=False)

    def __init__(self, *args: Any, term: CongressTerm, seat: Seat, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, **_parts(term, seat))


class DelegateForm(ChangeDelegateForm):
    """A full delegate who was elected in place of another, added, or elected before."""

    member = MemberChoice(
        Member.objects.none(),
        label="会员",
        empty_label="请选择",
        help_text="正式代表从名册上的在职会员中选择。",
    )
    replaces = forms.ModelChoiceField(
        Delegate.objects.none(),
        label="补选接替",
        required=False,
        empty_label="不接替他人",
        help_text="补选时选择已终止资格的原代表。",
    )
    field_order = ("member", "origin", "replaces", "constituency", "delegation")

    def __init__(self, *args: Any, term: CongressTerm, seat: Seat, **options: Any) -> None:
        super().__init__(*args, term=term, seat=seat, **options)
        ended = Delegate.objects.visible_to(seat).filter(term=term, kind=Kind.FULL)
        free = ended.filter(ended_on__isnull=False, replaced_by__isnull=True)
        _offer(self, member=people(seat).active(), replaces=free.order_by("stroke_order", "pk"))


class ChangeGuestForm(ActForm):
    has_checks = False

    delegation = forms.ModelChoiceField(
        Delegation.objects.none(), label="代表团", required=False, empty_label="未定"
    )
    post = forms.CharField(
        label="职务", max_length=60, required=False, help_text="例如：退休教师、学生家长代表。"
    )
    since = DayField(label="确定日期")

    def __init__(self, *args: Any, term: CongressTerm, seat: Seat, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, delegation=_parts(term, seat)["delegation"])


class GuestForm(ChangeGuestForm):
    """Somebody who observes or is invited, from the roster or by name."""

    kind = forms.ChoiceField(
        label="代表类别",
        choices=[choice for choice in Kind.choices if choice[0] != Kind.FULL],
        widget=forms.RadioSelect,
    )
    member = MemberChoice(
        Member.objects.none(), label="会员", required=False, empty_label="不在名册上"
    )
    name = forms.CharField(
        label="姓名", max_length=60, required=False, help_text="不在名册上的填写。"
    )
    field_order = ("kind", "member", "name", "post", "delegation", "since")

    def __init__(self, *args: Any, term: CongressTerm, seat: Seat, **options: Any) -> None:
        super().__init__(*args, term=term, seat=seat, **options)
        _offer(self, member=people(seat))


def new_delegate(term: CongressTerm, former: Delegate | None, today: datetime.date) -> Any:
    """What the form begins with; of a by-election with what the former delegate leaves."""
    initial: dict[str, Any] = {
        "kind": Kind.OBSERVER,
        "since": today,
        "origin": Origin.ADDED,
    }
    if not term.delegates.exists():
        initial["origin"] = Origin.ELECTED
    if former is not None:
        initial |= {
            "origin": Origin.BY_ELECTION,
            "replaces": former.pk,
            "constituency": former.constituency_id,
            "delegation": former.delegation_id,
        }
    return initial


class EndForm(ActForm):
    end_reason = forms.ChoiceField(label="原因", choices=END_REASONS, widget=forms.RadioSelect)
    ended_on = DayField(label="终止日期")
    recall_votes = count_field(
        "赞成撤换票数", required=False, help_text="撤换时填写；由原选区教职工表决，按全体计。"
    )
    end_note = forms.CharField(
        label="说明", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        is_recall = given.get("end_reason") == EndReason.RECALLED
        if is_recall and given.get("recall_votes") is None:
            self.add_error("recall_votes", "撤换代表须填写赞成撤换的票数。")
        return given
