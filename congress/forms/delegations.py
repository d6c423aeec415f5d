"""Input of delegations: who is in them, who heads them, whole constituencies at once."""

from __future__ import annotations

from typing import Any

from django import forms

from congress.forms.counts import count_field
from congress.models import CongressTerm, Delegate, Delegation
from congress.models.delegates import Role
from union_site.forms import ActForm
from union_site.models import Seat


class DelegatesChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # in the stubs
    """Delegates as boxes; where one sits already is said."""

    widget = forms.CheckboxSelectMultiple
    here: int | None = None

    def label_from_instance(self, delegate: Any) -> str:
        words = [str(delegate.constituency)] if delegate.constituency else []
        if delegate.delegation_id and delegate.delegation_id != self.here:
            words.append(f"现在{delegate.delegation}")
        return f"{delegate.name}（{'，'.join(words)}）" if words else str(delegate.name)


class DelegationForm(ActForm):
    has_checks = False

    name = forms.CharField(label="代表团", max_length=40, help_text="例如：第一代表团、语文组。")
    position = count_field("顺序", least=1)
    head = forms.ModelChoiceField(
        Delegate.objects.none(), label="团（组）长", required=False, empty_label="未定"
    )
    deputy = forms.ModelChoiceField(
        Delegate.objects.none(), label="副团（组）长", required=False, empty_label="没有"
    )
    second_deputy = forms.ModelChoiceField(
        Delegate.objects.none(), label="副团（组）长（第二名）", required=False, empty_label="没有"
    )
    delegates = DelegatesChoice(Delegate.objects.none(), label="本团代表", required=False)

    def __init__(
        self,
        *args: Any,
        term: CongressTerm,
        seat: Seat,
        delegation: Delegation | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        rows = Delegate.objects.visible_to(seat).filter(term=term).in_office().for_list()
        for name in ("head", "deputy", "second_deputy", "delegates"):
            field: Any = self.fields[name]
            field.queryset = rows.full() if name != "delegates" else rows
        self.fields["delegates"].here = delegation.pk if delegation else None  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        deputies = [given.pop("deputy", None), given.pop("second_deputy", None)]
        return {**given, "deputies": [one for one in deputies if one is not None]}


def initial_of(delegation: Delegation) -> dict[str, Any]:
    rows = list(delegation.delegates.in_office().order_by("stroke_order", "pk"))
    deputies = [row.pk for row in rows if row.role == Role.DEPUTY]
    return {
        "name": delegation.name,
        "position": delegation.position,
        "delegates": [row.pk for row in rows],
        "head": next((row.pk for row in rows if row.role == Role.HEAD), None),
        "deputy": next(iter(deputies), None),
        "second_deputy": next(iter(deputies[1:]), None),
    }


class AssignForm(ActForm):
    """One select for each constituency: into which delegation its delegates go."""

    has_checks = False

    def __init__(self, *args: Any, term: CongressTerm, seat: Seat, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = Delegation.objects.visible_to(seat).filter(term=term).order_by("position", "pk")
        offered = [("", "不调整"), *((str(row.pk), row.name) for row in rows)]
        self.delegations = {str(row.pk): row for row in rows}
        self.constituencies = list(term.constituencies.order_by("position", "pk"))
        for row in self.constituencies:
            self.fields[f"place_{row.pk}"] = forms.ChoiceField(
                label=row.name, choices=offered, required=False
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        chosen = {row: given.get(f"place_{row.pk}") for row in self.constituencies}
        return {"places": {row: self.delegations[key] for row, key in chosen.items() if key}}
