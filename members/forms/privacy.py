"""Forms of the privacy notice."""

from __future__ import annotations

from django import forms

from members.models.privacy import TEXT_LIMIT
from union_site.forms import ActForm


class NoticeForm(ActForm):
    has_checks = False

    text = forms.CharField(
        label="正文",
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text="一行一段；以“一、”“（一）”开头的行是标题。请写明谁在处理、为什么、处理什么、"
        "怎样处理、保存多久、有哪些权利、找谁。",
    )
