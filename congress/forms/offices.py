"""Input of the offices of a session."""

from __future__ import annotations

from typing import Any

from django import forms

from congress.actions.audience import audience
from congress.models import Delegate, Session
from congress.models.delegates import Kind
from congress.models.sittings import Office
from union_site.forms import ActForm, DayField

HELP = {
    Office.PRESIDIUM: "教师应超过半数，包括学校和工会主要负责人，人数宜为单数。",
    Office.EXECUTIVE_CHAIR: "主持大会的主席团成员。",
    Office.SCRUTINEER: "须为正式代表，且不是候选人。",
    Office.TELLER: "不能是候选人，宜与监票人分开。",
}


class DelegateChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # in the stubs alone
    """Delegates by name, with the post that tells who leads what."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, delegate: Delegate) -> str:
        return f"{delegate}（{delegate.post}）" if delegate.post else str(delegate)


class OfficesForm(ActForm):
    """Every office with the people who may hold it."""

    has_checks = False

    def __init__(self, *args: Any, session: Session, **options: Any) -> None:
        super().__init__(*args, **options)
        people = audience(session).filter(kind=Kind.FULL)
        for office in Office:
            self.fields[office.value] = DelegateChoice(
                people, label=office.label, required=False, help_text=HELP.get(office, "")
            )

    def submit(self, act: Any, **given: Any) -> Any:
        if not self.is_valid():
            return None
        offices = {office: list(self.cleaned_data.pop(office)) for office in Office.values}
        return super().submit(act, offices=offices, **given)


class ConfirmForm(ActForm):
    done_on = DayField(label="预备会议日期")
