"""Forms of dues: opening a year, payments, bases, months."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from members.checks import dues as checks
from members.models import DuesAccount, DuesPayment, DuesYear, Truncation
from members.models.dues import HIGHEST_BASE
from union_site.forms import ActForm, DayField

MONTH_CHOICES = [(str(month), f"{month}月") for month in checks.MONTHS]
_EXAMPLE = (
    "例：基数 4,307.50 元，比例 0.5%。不计尾数：每月 21.50 元，全年 258.00 元；"
    "全额计算：每月约 21.54 元，全年 258.45 元。"
)


def _truncation() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="尾数", choices=Truncation.choices, widget=forms.RadioSelect, help_text=_EXAMPLE
    )


def _money(label: str, **options: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=12, decimal_places=2, **options)


class OpenYearForm(ActForm):
    has_checks = False

    year = forms.TypedChoiceField(label="年度", coerce=int)
    truncation = _truncation()

    def __init__(self, *args: Any, today: datetime.date, **options: Any) -> None:
        super().__init__(*args, **options)
        years = (today.year, today.year - 1, today.year + 1)
        self.fields["year"].choices = [(year, f"{year}年") for year in years]  # type: ignore[attr-defined]


class TruncationForm(ActForm):
    has_checks = False

    truncation = _truncation()


class CloseYearForm(ActForm):
    """Nothing to fill in: what is still open has to be accepted."""


class ReopenYearForm(ActForm):
    has_checks = False

    note = forms.CharField(label="重新打开的原因", max_length=200)


class RevisedForm(ActForm):
    """A form about an account as it stood when the page was shown."""

    has_checks = False

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, account: DuesAccount, **options: Any) -> None:
        initial = {"revision": account.revision, **options.pop("initial", {})}
        super().__init__(data, initial=initial, **options)


class PaymentForm(RevisedForm):
    amount = _money("金额（元）", min_value=Decimal("0.01"))
    method = forms.ChoiceField(
        label="方式",
        choices=[row for row in DuesPayment.Method.choices if row[0] != "payroll"]
        + [(DuesPayment.Method.PAYROLL.value, "工资代扣（补扣一人）")],
        widget=forms.RadioSelect,
    )
    paid_on = DayField(label="缴费日期")


class BaseForm(RevisedForm):
    monthly_base = _money(
        "工资基数（元/月）",
        min_value=Decimal(0),
        max_value=HIGHEST_BASE,
        help_text="岗位工资＋薪级工资，不含津贴、奖金、加班费；按全年计算。",
    )


class MonthsForm(RevisedForm):
    follows = forms.BooleanField(
        label="按会籍记录计算", required=False, help_text="勾选后不看下面的月份和原因。"
    )
    months = forms.MultipleChoiceField(
        label="应缴月份",
        choices=MONTH_CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    exemption_reason = forms.CharField(
        label="免缴原因", max_length=60, required=False, help_text="有月份免缴时必填。"
    )

    def clean_months(self) -> list[int]:
        return sorted(int(month) for month in self.cleaned_data["months"])


class DeductionForm(ActForm):
    """A month for everybody."""

    has_checks = False

    month = forms.TypedChoiceField(label="月份", coerce=int)
    paid_on = DayField(label="扣缴日期")

    def __init__(self, *args: Any, dues_year: DuesYear, today: datetime.date, **o: Any) -> None:
        super().__init__(*args, **o)
        begun = min(12, checks.months_due(dues_year.year, today) + (dues_year.year == today.year))
        self.fields["month"].choices = MONTH_CHOICES[:begun]  # type: ignore[attr-defined]


class VoidForm(ActForm):
    has_checks = False

    reason = forms.CharField(label="作废原因", max_length=100)


class BasesFileForm(forms.Form):
    file = forms.FileField(
        label="基数表",
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        help_text="一列“工资基数”，再加“姓名”“工号”“证件号码”中的任一列；学校的工资表一般可以直接用。",
        error_messages={"required": "请先选择文件。"},
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        limit = settings.UPLOAD_LIMIT_BYTES
        if upload.size > limit:
            raise ValidationError(f"文件超过上限 {limit / 1e6:.0f} MB，请删去多余的工作表。")
        return upload
