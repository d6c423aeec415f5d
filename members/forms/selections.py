"""Forms of selections: opening, nominating, votes, notice, report, result."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms

from members.forms.honours import LEVEL_WORDS, ListInput
from members.models import HonourTitle, Member, Nominee, Selection
from union_site.forms import ActForm, DayField
from union_site.models import Seat


class SelectionForm(ActForm):
    """A round: for which honour, how many places, until when."""

    has_checks = False
    honour_title = forms.ModelChoiceField(
        HonourTitle.objects.none(), label="荣誉称号", empty_label="请选择"
    )
    year = forms.IntegerField(label="年度", min_value=1950, max_value=2099)
    quota = forms.IntegerField(
        label="推荐名额", min_value=1, max_value=500, help_text="上级分配的名额。"
    )
    deeds_limit = forms.IntegerField(label="事迹字数上限", min_value=50, max_value=5000)
    opens_on = DayField(label="征集开始")
    closes_on = DayField(label="征集截止")
    conditions = forms.CharField(
        label="评选条件", max_length=2000, required=False, widget=forms.Textarea
    )

    def __init__(
        self, data: Any = None, *, seat: Seat, selection: Selection | None = None, **options: Any
    ) -> None:
        super().__init__(data, **options)
        titles = HonourTitle.objects.visible_to(seat).offered().order_by("order", "pk")
        field = self.fields["honour_title"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        field.queryset = titles
        if selection is not None:
            # Nominees depend on whom the honour is given to.
            del self.fields["honour_title"], self.fields["year"]


class NomineeForm(ActForm):
    """Who is put up, by whom, for what."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    member = forms.ModelChoiceField(Member.objects.none(), label="会员", empty_label="请选择")
    name = forms.CharField(label="集体或单位名称", max_length=80)
    recommended_by = forms.CharField(
        label="推荐单位", max_length=60, help_text="哪个工会小组或部门推荐的。"
    )
    deeds = forms.CharField(
        label="主要事迹", strip=False, widget=forms.Textarea(attrs={"rows": 12})
    )

    def __init__(
        self,
        data: Any = None,
        *,
        seat: Seat,
        selection: Selection,
        nominee: Nominee | None = None,
        **options: Any,
    ) -> None:
        initial = {}
        if nominee is not None:
            shown = ("recommended_by", "deeds", "revision")
            initial = {name: getattr(nominee, name) for name in shown}
        super().__init__(data, initial={**initial, **options.pop("initial", {})}, **options)
        del self.fields["name" if selection.is_of_persons else "member"]
        if nominee is not None:
            for name in ("name", "member"):
                self.fields.pop(name, None)
        else:
            del self.fields["revision"]
        member = self.fields.get("member")
        if isinstance(member, forms.ModelChoiceField):
            people = Member.objects.visible_to(seat).active().for_list().in_order("pinyin")
            member.queryset = people
            member.label_from_instance = _with_group  # type: ignore[method-assign, assignment]
        limit = selection.deeds_limit
        self.fields["deeds"].widget.attrs["data-count-limit"] = limit
        self.fields["deeds"].help_text = f"最多 {limit} 字，空格和换行不计。"


def _with_group(member: Member) -> str:
    return f"{member.name}（{member.group}）" if member.group else member.name


class VotesForm(ActForm):
    """What was counted for each nominee."""

    has_checks = True
    appraised_on = DayField(label="测评日期")

    def __init__(self, data: Any = None, *, nominees: list[Nominee], **options: Any) -> None:
        super().__init__(data, **options)
        self.nominees = nominees
        for nominee in nominees:
            for column, label in _COUNTS:
                field = forms.IntegerField(
                    label=f"{nominee}：{label}",
                    min_value=0,
                    max_value=100_000,
                    initial=getattr(nominee, column),
                    error_messages={"required": "请填写。", "invalid": "请填整数。"},
                )
                field.widget.attrs["inputmode"] = "numeric"
                self.fields[f"{column}_{nominee.pk}"] = field

    def lines(self) -> Any:
        """Each nominee with its three fields."""
        for nominee in self.nominees:
            yield nominee, [(label, self[f"{column}_{nominee.pk}"]) for column, label in _COUNTS]

    def submit(self, act: Any, **given: Any) -> Any:
        if not self.is_valid():
            return None
        counted = {
            nominee.pk: tuple(
                self.cleaned_data.pop(f"{column}_{nominee.pk}") for column, _ in _COUNTS
            )
            for nominee in self.nominees
        }
        self.has_checks = False
        return super().submit(act, counted=counted, **given)


_COUNTS = (
    ("votes_expected", "应参加人数"),
    ("votes_returned", "收回票数"),
    ("votes_for", "同意票数"),
)


class NomineesChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # stubs alone
    """Nominees as boxes, each with its votes."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, nominee: Any) -> str:
        if not nominee.has_votes:
            return f"{nominee}（未登记测评）"
        return f"{nominee}（同意 {nominee.votes_for}/{nominee.votes_expected}，{nominee.share}）"


class PublishForm(ActForm):
    """Who is put on notice, from when to when, and where it hangs."""

    chosen = NomineesChoice(Nominee.objects.none(), label="拟推荐上报的对象")
    notice_from = DayField(label="公示开始")
    notice_until = DayField(label="公示截止")
    notice_place = forms.CharField(
        label="公示地点", max_length=100, help_text="例如：校务公开栏和教职工工作群。"
    )

    def __init__(self, data: Any = None, *, nominees: Any, **options: Any) -> None:
        super().__init__(data, **options)
        field = self.fields["chosen"]
        assert isinstance(field, NomineesChoice)  # noqa: S101 - for the type checker
        field.queryset = nominees


class ReportForm(ActForm):
    """When it was sent up, to whom, and what had been objected."""

    reported_on = DayField(label="上报日期")
    reported_to = forms.CharField(label="报送单位", max_length=100)
    objections = forms.CharField(
        label="收到的异议及处理",
        max_length=1000,
        widget=forms.Textarea,
        help_text="没有收到的写“公示期间未收到异议”。",
    )


class ResultForm(ActForm):
    """Who has won, and what the honour is called on paper."""

    winners = NomineesChoice(
        Nominee.objects.none(), label="获评对象", required=False, help_text="都没有获评则不勾选。"
    )
    result_on = DayField(label="结果日期")
    issuer = forms.CharField(label="颁发单位", max_length=100)
    level_label = forms.CharField(
        label="级别（按证书）", max_length=20, widget=ListInput(LEVEL_WORDS)
    )
    document_no = forms.CharField(label="表彰文号", max_length=60, required=False)
    result_note = forms.CharField(label="结果说明", max_length=300, required=False)

    def __init__(self, data: Any = None, *, nominees: Any, **options: Any) -> None:
        super().__init__(data, **options)
        field = self.fields["winners"]
        assert isinstance(field, NomineesChoice)  # noqa: S101 - for the type checker
        field.queryset = nominees


def begun(today: datetime.date) -> dict[str, Any]:
    """What the form of a new round begins with."""
    fortnight = today + datetime.timedelta(days=14)
    return {
        "year": today.year,
        "quota": 1,
        "opens_on": today,
        "closes_on": fortnight,
    }
