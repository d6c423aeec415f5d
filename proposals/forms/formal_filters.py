"""What the list of formal proposals can be narrowed by; the chips use `show`, the form the rest."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from proposals.actions import searching
from proposals.models import Category, Meaning, Outcome, ProposalState


class FormalFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="案由、内容或编号", method="search")
    category = django_filters.ChoiceFilter(
        label="类别", choices=Category.choices, empty_label="全部类别"
    )
    outcome = django_filters.ChoiceFilter(
        label="审查结果", choices=Outcome.choices, empty_label="全部审查结果"
    )
    since = django_filters.DateFilter(
        field_name="submitted_at__date",
        lookup_expr="gte",
        label="自",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = django_filters.DateFilter(
        field_name="submitted_at__date",
        lookup_expr="lte",
        label="至",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    show = django_filters.CharFilter(method="narrow", widget=forms.HiddenInput)

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return searching.formal_with(rows, value, union_id=self.request.seat.union_id)

    def narrow(self, rows: Any, name: str, value: str) -> Any:
        """By state, or by what the figures count: answered, overdue, solved, planned …"""
        if value in ProposalState.values:
            return rows.filter(state=value)
        if value in Outcome.values:
            return rows.decided_as(value)
        if value in Meaning.values:
            return rows.with_meaning(value)
        if value == "received":
            return rows.sent()
        if value == "to_be_answered":
            return rows.to_be_answered()
        if value == "answered":
            return rows.to_be_answered().answered()
        if value == "overdue":
            return rows.overdue(timezone.localdate())
        return rows
