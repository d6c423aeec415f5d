"""Forms of the roster import."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError


class RosterFileForm(forms.Form):
    """A file to import; looked at only once its size is known."""

    file = forms.FileField(
        label="名册文件",
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        help_text="《工会会员信息采集表》、学校人事导出的 Excel，或 CSV 文件。",
        error_messages={"required": "请先选择文件。"},
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        limit = settings.UPLOAD_LIMIT_BYTES
        if upload.size > limit:
            raise ValidationError(
                f"文件有 {upload.size / 1e6:.1f} MB，超过上限 {limit / 1e6:.0f} MB。"
                "名册只需要文字，请删去图片和多余的工作表，或分成几个文件导入。"
            )
        return upload
