"""What lists of micro-proposals can be narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from proposals.actions import searching
from proposals.models import MicroProposal, MicroState


class ProposalFilter(django_filters.FilterSet):
    """What the list can be narrowed by; the chips use `show`, the form the rest."""

    q = django_filters.CharFilter(label="内容或编号", method="search")
    category = django_filters.ChoiceFilter(
        label="类别", choices=MicroProposal.Category.choices, empty_label="全部类别"
    )
    since = django_filters.DateFilter(
        field_name="submitted_on",
        lookup_expr="gte",
        label="自",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = django_filters.DateFilter(
        field_name="submitted_on",
        lookup_expr="lte",
        label="至",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    show = django_filters.CharFilter(method="narrow", widget=forms.HiddenInput)

    class Meta:
        model = MicroProposal
        fields: list[str] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        year, _, serial = value.partition("-")
        if year.isdecimal() and serial.isdecimal() and len(value) < 12:
            words = Q(text__icontains=value) | Q(title__icontains=value)
            return rows.filter(words | Q(year=int(year), serial=int(serial)))
        return searching.micro_with(rows, value, union_id=self.request.seat.union_id)

    def narrow(self, rows: Any, name: str, value: str) -> Any:
        if value == "valid":
            return rows.valid()
        if value == "resolved":
            return rows.resolved()
        if value == "rated":
            return rows.valid().exclude(satisfaction="")
        if value == "satisfied":
            return rows.valid().filter(satisfaction__in=["satisfied", "mostly"])
        if value == "meeting":
            return rows.from_monthly_meetings()
        if value == "meeting_solved":
            return rows.from_monthly_meetings().resolved()
        return rows.filter(state=value) if value in MicroState.values else rows
