"""What somebody wants to take away of the roster, and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from members.actions.disclosures import IN_A_FILE
from members.tables.exports import Kind, Wanted, codings
from union_site.choices import Explained
from union_site.forms import ActForm, take_errors
from union_site.models import Seat

_KINDS = [
    (Kind.TABLE.value, Explained(Kind.TABLE.label, "名册各列，按当前筛选和顺序")),
    (
        Kind.OFFICIAL.value,
        Explained(Kind.OFFICIAL.label, "区里和上级系统收的表，20 列，表头在第 4 行"),
    ),
]


class ExportForm(ActForm):
    """Kind, codes and, for those who may, what stands in the file in full and for what purpose."""

    kind = forms.ChoiceField(
        label="导出什么", choices=_KINDS, initial=Kind.TABLE.value, widget=forms.RadioSelect
    )
    coding = forms.ChoiceField(
        label="按哪个上级系统的代码导出",
        required=False,
        help_text="只用于采集表。那个系统没有代码的值，仍按文字导出。",
    )
    full = forms.MultipleChoiceField(
        label="完整导出哪些内容",
        choices=list(IN_A_FILE.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不选时全部遮盖。选了就要写明用途，并再确认一次；每名会员都能看到这次导出。",
    )
    reason = forms.CharField(
        label="用途", max_length=100, required=False, help_text="完整导出时必填，写在文件上。"
    )
    # How many people the confirmation spoke of; empty until there was one.
    confirmed = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, seat: Seat) -> None:
        super().__init__(data)
        self.codings = {one.key: one for one in codings(seat)}
        coding = self.fields["coding"]
        if isinstance(coding, forms.ChoiceField):
            coding.choices = [(key, one.name) for key, one in self.codings.items()]
        if not seat.can("members.sensitive"):
            del self.fields["full"], self.fields["reason"], self.fields["confirmed"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("full") and not values.get("reason", "").strip():
            self.add_error("reason", "完整导出须写明用途。")
        return values

    @property
    def wanted(self) -> Wanted:
        """What was chosen; only after is_valid()."""
        values = self.cleaned_data
        kind = Kind(values["kind"])
        # The form has no column for the other two.
        kept = IN_A_FILE if kind == Kind.TABLE else ("id_number", "mobile")
        full = [name for name in values.get("full", []) if name in kept]
        return Wanted(kind, full, self.codings[values["coding"]])

    def disclose(self, act: Callable[..., frozenset[int]], **given: Any) -> frozenset[int] | None:
        """Calls the act with what was confirmed; None, and a sentence, where it says no."""
        wanted = self.wanted
        try:
            return act(
                what=wanted.full,
                columns=wanted.headings,
                reason=self.cleaned_data["reason"],
                seen=self.cleaned_data["confirmed"],
                **given,
            )
        except ValidationError as refusal:
            take_errors(self, refusal)
            return None
