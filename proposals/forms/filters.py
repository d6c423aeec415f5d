"""What lists of micro-proposals can be narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from proposals.actions import searching
from proposals.models import MicroProposal, MicroState
from proposals.models.micro import PARTS


def day_filter(label: str, **asked: Any) -> django_filters.DateFilter:
    widget = forms.DateInput(attrs={"type": "date"})
    return django_filters.DateFilter(label=label, widget=widget, **asked)


class ProposalFilter(django_filters.FilterSet):
    """What the list can be narrowed by; the chips use `show`, the form the rest."""

    q = django_filters.CharFilter(label="内容或编号", method="search")
    category = django_filters.ChoiceFilter(
        label="类别", choices=MicroProposal.Category.choices, empty_label="全部类别"
    )
    since = day_filter("自", field_name="submitted_on", lookup_expr="gte")
    until = day_filter("至", field_name="submitted_on", lookup_expr="lte")
    show = django_filters.CharFilter(method="narrow", widget=forms.HiddenInput)

    class Meta:
        model = MicroProposal
        fields: list[str] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return searching.micro_with(rows, value, union_id=self.request.seat.union_id)

    def narrow(self, rows: Any, name: str, value: str) -> Any:
        if value in PARTS:
            return PARTS[value](rows)
        return rows.filter(state=value) if value in MicroState.values else rows
