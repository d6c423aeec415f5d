"""Forms of corrections: what a member asks, how it is settled."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from members.models import Member
from union_site.forms import ActForm, DayField

EVIDENCE_LIMIT = 5_000_000


class CorrectionForm(ActForm):
    """One field of one's own row. What is typed is looked at by the act, as the roster would."""

    has_checks = False

    def __init__(self, data: Any = None, *, name: str, **options: Any) -> None:
        super().__init__(data, **options)
        column = Member.column(name)
        self.fields = {
            "value": _value_field(column),
            "reason": forms.CharField(
                label="理由",
                max_length=200,
                help_text="例如：公安机关更名；登记时录错；已取得新职称。",
                error_messages={"required": "请写明理由。"},
            ),
            "evidence": forms.FileField(
                label="证明材料",
                required=False,
                help_text="PDF 或照片，不超过 5 MB；办结后 30 日内删除。",
                widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
            ),
        }
        if column.blank:
            self.fields["value"].help_text = "留空表示请求删去这一项。"

    def clean_evidence(self) -> tuple[str, bytes] | None:
        file = self.cleaned_data["evidence"]
        if not file:
            return None
        if file.size > EVIDENCE_LIMIT:
            raise ValidationError(f"文件有 {file.size / 1e6:.1f} MB，超过上限 5 MB，请压缩后再传。")
        return file.name[:200], file.read()


def _value_field(column: models.Field[Any, Any]) -> forms.Field:
    required = not column.blank
    if column.choices:
        rows = [("", "请选择" if required else "未填"), *column.flatchoices]
        field: forms.Field = forms.ChoiceField(label="改为", choices=rows, required=required)
    elif isinstance(column, models.DateField):
        field = DayField(label="改为", required=required)
    else:
        length = getattr(column, "max_length", None) or 200
        # Dashes and spaces that people type are taken out before the number is looked at.
        field = forms.CharField(label="改为", max_length=max(length, 30), required=required)
    field.error_messages["required"] = "请填写应当改成什么。"
    return field


class AcceptForm(ActForm):
    """The revision of the row that was on the page when the chair agreed."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def stand_on(self, revision: int) -> None:
        """After a refusal the page shows the row as it is now, and the next try is about that."""
        self.data = {**self.data.dict(), "revision": str(revision)}  # type: ignore[attr-defined]  # a QueryDict


class DeclineForm(ActForm):
    has_checks = False

    reason = forms.CharField(
        label="理由",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="会告诉申请人。",
        error_messages={"required": "请写明不采纳的理由。"},
    )
