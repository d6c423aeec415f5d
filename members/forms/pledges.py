"""Forms of pledges."""

from __future__ import annotations

from typing import Any

from django import forms

from members.models import Pledge, UnionGroup
from members.models.codes import PostCategory
from union_site.forms import ActForm, DayField
from union_site.models import Seat


class PledgeForm(ActForm):
    """The text, who is asked, and until when. Of an open pledge only the last day can change."""

    title = forms.CharField(
        label="名称", max_length=60, help_text="例如：2026 年师德承诺书。加上年度，便于区分。"
    )
    text = forms.CharField(
        label="正文",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="一行一段。开始签订后不能再改；需要改就另起新版本。",
    )
    audience = forms.ChoiceField(
        label="签订范围", choices=Pledge.Audience.choices, widget=forms.RadioSelect
    )
    group = forms.ModelChoiceField(
        UnionGroup.objects.none(),
        label="工会小组",
        required=False,
        empty_label="不限",
        help_text="范围选“一个工会小组”时填。",
    )
    post_category = forms.ChoiceField(
        label="岗位类别",
        required=False,
        choices=[("", "不限"), *PostCategory.choices],
        help_text="范围选“一类岗位”时填。",
    )
    opens_on = DayField(label="开始日期")
    closes_on = DayField(label="截止日期")

    def __init__(
        self, data: Any = None, *, seat: Seat, pledge: Pledge | None = None, **options: Any
    ) -> None:
        super().__init__(data, **options)
        group = self.fields["group"]
        if isinstance(group, forms.ModelChoiceField):
            group.queryset = UnionGroup.objects.visible_to(seat)
        if pledge is not None and not pledge.is_draft:
            for name in ("title", "text", "audience", "group", "post_category", "opens_on"):
                del self.fields[name]
