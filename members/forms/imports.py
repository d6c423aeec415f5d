"""Forms of the roster import."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from members.resources.columns import COLUMNS
from members.resources.headings import FoundColumn
from union_site.forms import ActForm


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


@dataclass(frozen=True)
class ColumnLine:
    """A column of the file and the box in which somebody says what it is."""

    column: FoundColumn
    field: BoundField | None  # None where an earlier column has the same heading
    origin: str  # where what stands in the box comes from


class ColumnsForm(ActForm):
    """What each column of a file holds. What differs from the usual is remembered."""

    has_checks = False

    def __init__(
        self,
        data: Any = None,
        *,
        columns: Sequence[FoundColumn],
        remembered: Mapping[str, str] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.columns = columns
        self.remembered = remembered or {}
        for column in columns:
            if not column.repeats:
                self.fields[f"column_{column.index}"] = forms.ChoiceField(
                    label=f"{column.letter} 列“{column.heading}”",
                    choices=CHOICES,
                    initial=column.key,
                    required=False,
                )

    def lines(self) -> Iterator[ColumnLine]:
        for column in self.columns:
            field = None if column.repeats else self[f"column_{column.index}"]
            yield ColumnLine(column, field, self._origin(column))

    def _origin(self, column: FoundColumn) -> str:
        if column.repeats:
            return f"与 {column.repeats} 列同名，只取 {column.repeats} 列"
        if self.remembered.get(column.plain) == column.key:
            return "按上次的对应"
        return "按列名识别" if column.key else "没有识别"

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        return {
            "chosen": {
                column.plain: values.get(f"column_{column.index}", "")
                for column in self.columns
                if not column.repeats
            }
        }


CHOICES = [("", "不导入"), *((column.key, column.label) for column in COLUMNS)]
