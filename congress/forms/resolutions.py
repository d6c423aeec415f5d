"""Input of resolutions."""

from __future__ import annotations

from django import forms

from congress.forms.counts import count_field
from congress.models import Resolution
from union_site.forms import ActForm


class ResolutionForm(ActForm):
    title = forms.CharField(
        label="事项", max_length=120, help_text="例如：绩效工资分配办法（修订）。"
    )
    matter = forms.ChoiceField(
        label="职权类别", choices=[("", "请选择"), *Resolution.Matter.choices]
    )
    method = forms.ChoiceField(
        label="表决方式", choices=Resolution.Method.choices, widget=forms.RadioSelect
    )
    votes_for = count_field("同意（票）")
    votes_against = count_field("不同意（票）", initial=0)
    votes_abstain = count_field("弃权（票）", initial=0)
    document_no = forms.CharField(label="文号", max_length=60, required=False)
    text = forms.CharField(
        label="决议内容",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
