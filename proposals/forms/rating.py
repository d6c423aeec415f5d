"""Input after the reply: the rating, where to refer to, the answer to a follow-up."""

from __future__ import annotations

from typing import Any

from django import forms

from proposals.actions.rating import WHERE
from proposals.models import FollowUp, Satisfaction
from union_site.choices import Explained

REQUIRED = {"required": "请选择一项。", "invalid_choice": "请选择一项。"}
AGAIN = "again"


class SaysWhy(forms.Form):
    """Whoever is not satisfied says why, in the words beside it."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        unsatisfied = cleaned.get("satisfaction") == Satisfaction.UNSATISFIED
        if unsatisfied and not cleaned.get("note", "").strip():
            self.add_error("note", "请写明不满意的原因，承办部门才好再办理。")
        return cleaned


class RateReplyForm(SaysWhy):
    """One tap and sent; words are asked for where somebody is not satisfied."""

    satisfaction = forms.ChoiceField(
        label="您对这次答复", widget=forms.RadioSelect, error_messages=REQUIRED
    )
    note = forms.CharField(
        label="想说的话",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="选“不满意”时请写明原因，其余可以不写。",
    )

    def __init__(self, *args: Any, unsatisfied: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        helps = {"unsatisfied": unsatisfied}
        self.fields["satisfaction"].choices = [  # type: ignore[attr-defined]
            (value, Explained(label, helps.get(value, ""))) for value, label in Satisfaction.choices
        ]


class ReasonForm(forms.Form):
    note = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明理由，提案人和承办部门会看到。"},
    )


class ReferOnForm(ReasonForm):
    where = forms.ChoiceField(
        label="提请哪里研究",
        choices=[(value, f"提请{label}") for value, label in WHERE.items()],
        widget=forms.RadioSelect,
        error_messages=REQUIRED,
    )
    field_order = ("where", "note")


class FollowUpForm(forms.Form):
    """真的解决了吗？ “Handled anew” is offered only where the author can have it."""

    answer = forms.ChoiceField(
        label="真的解决了吗？", widget=forms.RadioSelect, error_messages=REQUIRED
    )
    note = forms.CharField(
        label="说明",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="没有解决的，请写明哪里还没有解决；其余可以不写。",
    )

    def __init__(self, *args: Any, why_not_again: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = FollowUp.Answer
        again = (AGAIN, Explained("没有解决，请重新办理", "退回承办部门，按规定的期限再次答复"))
        no = (str(answers.NO), Explained("没有解决，只作反映", why_not_again))
        self.fields["answer"].choices = [  # type: ignore[attr-defined]
            (str(answers.YES), str(answers.YES.label)),
            (str(answers.PARTLY), str(answers.PARTLY.label)),
            *([] if why_not_again else [again]),
            no,
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("answer") in (AGAIN, FollowUp.Answer.NO) and not cleaned.get("note", ""):
            self.add_error("note", "请写明哪里还没有解决。")
        return cleaned

    @property
    def said(self) -> dict[str, Any]:
        """As the act takes it."""
        answer = self.cleaned_data["answer"]
        return {
            "answer": str(FollowUp.Answer.NO) if answer == AGAIN else answer,
            "note": self.cleaned_data["note"],
            "wants_again": answer == AGAIN,
        }
