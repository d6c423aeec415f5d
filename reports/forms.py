"""Input for the reports: opening papers, writing their parts, deciding on returns."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from reports.models import FigureSnapshot, PlanItem, PlanTheme, SummarySection
from reports.models.plans import FIRST_MONTH, place_in_year
from reports.outlines import SUMMARY
from union_site.forms import ActForm

MONTHS = [(month, f"{month}月") for month in sorted(range(1, 13), key=place_in_year)]
_HIDDEN = forms.HiddenInput


def _lines(rows: int, **attrs: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attrs})


class _ReportForm(ActForm):
    has_checks = False


class OpenForm(_ReportForm):
    """The year of a paper that is to be opened."""

    # The years on offer are known to each form alone; declared for its place in the order.
    year = forms.TypedChoiceField()
    theme = forms.CharField(
        label="主题",
        max_length=60,
        required=False,
        help_text="可不填；填写后作为大标题，正式名称作副标题，例如“三心聚力”。",
    )

    def __init__(self, data: Any = None, *, years: list[int], **options: Any) -> None:
        options.setdefault("initial", {"year": years[0] if years else None})
        super().__init__(data, **options)
        self.fields["year"] = forms.TypedChoiceField(
            label="年度",
            coerce=int,
            choices=[(year, f"{year}年") for year in years],
            widget=forms.RadioSelect,
        )


class TitleForm(_ReportForm):
    title = forms.CharField(label="标题", max_length=120)
    theme = forms.CharField(
        label="主题",
        max_length=60,
        required=False,
        help_text="可不填；填写后作为大标题，正式名称作副标题。",
    )


class SectionForm(_ReportForm):
    """One section. `seen` is the revision that the writer had before her eyes; `overwrite` the
    newer one, once she has compared both texts and keeps hers."""

    heading = forms.CharField(label="小标题", max_length=60, required=False)
    body = forms.CharField(label="正文", max_length=20_000, required=False, widget=_lines(7))
    is_included = forms.BooleanField(label="列入总结", required=False)
    seen = forms.IntegerField(widget=_HIDDEN, min_value=0)
    overwrite = forms.IntegerField(widget=_HIDDEN, min_value=0, required=False)

    def __init__(self, data: Any = None, *, section: SummarySection, **options: Any) -> None:
        super().__init__(
            data,
            auto_id=f"section-{section.pk}-%s",
            initial={
                "heading": section.heading,
                "body": section.body,
                "is_included": section.is_included,
                "seen": section.revision,
            },
            **options,
        )
        self.fields["body"].label = f"{section.name}：正文"
        if not section.heading:
            self.fields.pop("heading")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        newer = cleaned.pop("overwrite", None)
        if newer is not None:
            cleaned["seen"] = newer
        cleaned.setdefault("heading", "")
        return cleaned


class FigureForm(_ReportForm):
    """A person's number in the place of the data's."""

    value = forms.DecimalField(
        label="核定数值",
        max_digits=14,
        decimal_places=2,
        min_value=0,
        required=False,
        help_text="不填即采用台账数字。",
    )
    qualifier = forms.ChoiceField(
        label="表述",
        choices=FigureSnapshot.Qualifier.choices,
        help_text="用于正文和附表，例如“超过1000人”“近60人次”。",
    )
    note = forms.CharField(
        label="说明", max_length=200, required=False, help_text="与台账数字不同时必须写明原因。"
    )


class NewFigureForm(_ReportForm):
    """A number that no ledger of ours holds."""

    section_key = forms.ChoiceField(
        label="放在哪一节",
        choices=[(outline.key, outline.heading) for outline in SUMMARY if outline.heading],
    )
    label = forms.CharField(label="项目", max_length=60, help_text="例如：国家级奖项。")
    value = forms.DecimalField(label="数值", max_digits=14, decimal_places=2, min_value=0)
    unit = forms.CharField(label="单位", max_length=10, help_text="例如：项、人、人次、元。")
    qualifier = forms.ChoiceField(label="表述", choices=FigureSnapshot.Qualifier.choices)
    note = forms.CharField(
        label="口径说明",
        max_length=200,
        required=False,
        help_text="范围和时间，例如：2026年，教师。",
    )


class HandInForm(ActForm):
    """Nothing to type; the warnings that are accepted come by their codes."""


class PrincipleForm(_ReportForm):
    text = forms.CharField(
        label="指导思想",
        max_length=5_000,
        required=False,
        widget=_lines(6),
        help_text="一段话：以什么为指导，贯彻什么精神，围绕什么目标。",
    )
    seen = forms.IntegerField(widget=_HIDDEN, min_value=0)


class NewThemeForm(_ReportForm):
    heading = forms.CharField(
        label="主题", max_length=60, help_text="例如：强化政治引领，筑牢思想根基。"
    )


class ThemeForm(_ReportForm):
    heading = forms.CharField(label="主题", max_length=60)
    body = forms.CharField(
        label="工作内容",
        max_length=10_000,
        required=False,
        widget=_lines(6),
        help_text="一行一项，序号在打印时自动编排。“名称：内容”中的名称会排成小标题。",
    )
    seen = forms.IntegerField(widget=_HIDDEN, min_value=0)
    overwrite = forms.IntegerField(widget=_HIDDEN, min_value=0, required=False)

    def __init__(self, data: Any = None, *, theme: PlanTheme, **options: Any) -> None:
        initial = {"heading": theme.heading, "body": theme.body, "seen": theme.revision}
        super().__init__(data, initial=initial, **options)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        newer = cleaned.pop("overwrite", None)
        if newer is not None:
            cleaned["seen"] = newer
        return cleaned


class ItemForm(_ReportForm):
    month_from = forms.TypedChoiceField(label="月份", choices=MONTHS, coerce=int)
    month_to = forms.TypedChoiceField(
        label="至",
        choices=[("", "同月"), *MONTHS],
        coerce=int,
        required=False,
        empty_value=None,
        help_text="跨月时选，例如 12月 至 1月。",
    )
    text = forms.CharField(label="工作内容", max_length=120)
    kind = forms.ChoiceField(label="类别", choices=PlanItem.Kind.choices)
    owner = forms.CharField(label="负责", max_length=40, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first = cleaned.get("month_from")
        last = cleaned["month_to"] = cleaned.get("month_to") or first
        if first and last and place_in_year(last) < place_in_year(first):
            raise ValidationError(
                {"month_to": f"计划自 {FIRST_MONTH} 月起至次年 1 月止，结束月份不能早于开始月份。"}
            )
        return cleaned


class RemarkForm(_ReportForm):
    """The district's word on a return."""

    remark = forms.CharField(label="意见", max_length=1_000, widget=_lines(4))


def open_years(today: datetime.date, taken: set[int], *, ahead: int) -> list[int]:
    """The years that a paper may be opened for: last, this and `ahead` more, the likely first."""
    likely = likely_year(today)
    wanted = [likely, *(year for year in range(likely + ahead, likely - 2, -1) if year != likely)]
    return [year for year in wanted if year not in taken]


def likely_year(today: datetime.date) -> int:
    """A union's year runs from February to January: in January the last one is still open."""
    return today.year if today.month >= FIRST_MONTH else today.year - 1
