"""Input of papers to delegates, and of what they say of them."""

from __future__ import annotations

from typing import Any

from django import forms

from congress.forms.files import BroughtFile
from congress.models import AgendaItem, Session
from congress.models.materials import LONGEST_COMMENT, Answer
from union_site.forms import ActForm


class PaperForm(ActForm):
    has_checks = False

    title = forms.CharField(
        label="名称", max_length=120, help_text="例如：学校工作报告（讨论稿）。"
    )
    agenda_item = forms.ModelChoiceField(
        AgendaItem.objects.none(), label="对应议程", required=False, empty_label="—"
    )
    text = forms.CharField(
        label="正文",
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="可以直接写正文，代表在手机上阅读最方便；也可以在保存后上传文件。",
    )

    def __init__(self, *args: Any, session: Session, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["agenda_item"]
        rows = AgendaItem.objects.of_union(session.union).filter(session=session)
        field.queryset = rows.for_list()


class FileForm(ActForm):
    has_checks = False

    file = BroughtFile(label="上传文件", help_text="PDF、图片、Word、Excel、PPT。")


class SendForm(ActForm):
    """Nothing to type: only the warnings to accept."""


class CommentForm(ActForm):
    has_checks = False

    text = forms.CharField(
        label="我的意见",
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_COMMENT}),
        help_text=f"最多 {LONGEST_COMMENT} 字，署名提交，主席团处理后会通知您。",
    )


class AnswerForm(ActForm):
    has_checks = False

    answer = forms.ChoiceField(label="处理", choices=Answer.choices, widget=forms.RadioSelect)
    answer_text = forms.CharField(
        label="处理说明",
        max_length=LONGEST_COMMENT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="部分采纳和说明的必填。",
    )
