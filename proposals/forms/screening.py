"""Input of the proposal committee: advice and decisions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Case, F, IntegerField, Value, When

from proposals.checks.screening import MAIN_STATES
from proposals.models import Outcome, Proposal, ProposalState, ReasonClass
from union_site.forms import ActForm, DayField
from union_site.models import Seat


class StepForm(ActForm):
    """A step's page hands the act what was typed; with it go the warnings that were accepted."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        return {**cleaned, "accepted": self.accepted}


class UnitChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, seat: Any) -> str:
        return f"{seat.department or '未填部门'}（{seat.user.name}）"


class AdviceForm(StepForm):
    suggestion = forms.ChoiceField(label="建议", choices=Outcome.choices, widget=forms.RadioSelect)
    opinion = forms.CharField(
        label="意见",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="决定前可以随时修改；填写后才能看到其他委员的意见。",
    )
    first_unit = UnitChoice(
        label="建议主办（第一）",
        queryset=Seat.objects.none(),
        required=False,
        empty_label="不建议",
    )
    second_unit = UnitChoice(
        label="建议主办（第二）",
        queryset=Seat.objects.none(),
        required=False,
        empty_label="不建议",
    )

    def __init__(self, data: Any, *, units: Any, **options: Any) -> None:
        super().__init__(data, **options)
        for name in ("first_unit", "second_unit"):
            self.fields[name].queryset = units  # type: ignore[attr-defined]


class WordsForm(StepForm):
    """A reason that the author will read."""

    note = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="提案人和附议人会看到。",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned.pop("accepted")  # the act asks for no confirmation
        return cleaned


class DecisionForm(StepForm):
    """A decision; of a disputed proposal it is the presidium's, with the day of its meeting."""

    presidium_on = DayField(label="主席团会议日期", required=False)
    presidium_words = forms.CharField(
        label="主席团意见",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    note = forms.CharField(
        label="审查意见",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="提案人和附议人会看到，可以不填。",
    )

    def __init__(self, data: Any, *, proposal: Proposal, **options: Any) -> None:
        super().__init__(data, **options)
        if proposal.state == ProposalState.DISPUTED:
            self.fields["presidium_on"].required = True
        else:
            del self.fields["presidium_on"], self.fields["presidium_words"]


class ReasonedForm(DecisionForm):
    """A decision against docketing: the class of its reason, and the reason in words."""

    reason_class = forms.ChoiceField(
        label="理由类别", choices=[("", "请选择"), *ReasonClass.choices]
    )
    field_order = ("presidium_on", "presidium_words", "reason_class", "note")

    def __init__(self, data: Any, *, proposal: Proposal, **options: Any) -> None:
        super().__init__(data, proposal=proposal, **options)
        self.fields["note"].required = True
        self.fields["note"].label = "理由"
        self.fields["note"].help_text = "请写具体：提案人和附议人会看到。"


class MainChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, main: Any) -> str:
        number = f"{main.number} " if main.number else ""
        return f"{number}{main.heading}（{main.proposer}，{main.status_words}）"


class MergeForm(DecisionForm):
    main = MainChoice(
        label="主提案",
        queryset=Proposal.objects.none(),
        empty_label="请选择并入哪一件",
        help_text="审查中、待交办和办理中还没有答复的提案；同类别的排在前面。",
    )
    field_order = ("main", "presidium_on", "presidium_words", "note")

    def __init__(self, data: Any, *, proposal: Proposal, mains: Any, **options: Any) -> None:
        super().__init__(data, proposal=proposal, **options)
        self.fields["main"].queryset = mains  # type: ignore[attr-defined]


def possible_mains(proposal: Proposal, seat: Seat) -> Any:
    """What a proposal may be merged into, those of its category first, the newest first."""
    rows = Proposal.objects.visible_to(seat).filter(state__in=MAIN_STATES, replied_at__isnull=True)
    alike = Case(
        When(category=proposal.category, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    found = rows.exclude(pk=proposal.pk).for_list()
    return found.order_by(alike, F("submitted_at").desc(nulls_last=True), "-pk")


def departments(seat: Seat, today: Any) -> Any:
    return Seat.objects.visible_to(seat).holding("handler", on=today).for_list()
