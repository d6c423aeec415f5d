"""What the list of formal proposals can be narrowed by; the chips use `show`, the form the rest."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from congress.models import Session
from proposals.actions import searching
from proposals.checks.statistics import PARTS
from proposals.forms.filters import day_filter
from proposals.models import Category, Outcome, Proposal, ProposalState
from union_site.calendar import within
from union_site.models import Seat


def _sessions(request: Any) -> Any:
    return Session.objects.visible_to(request.seat).of_delegates().for_list()


def _departments(request: Any) -> Any:
    # Of the whole union: what leads are names of departments, and an index holds them all.
    leads = Proposal.objects.of_union(request.seat.union).order_by().values("lead")
    return Seat.objects.filter(pk__in=leads).select_related("user").order_by("department", "pk")


class _SessionField(django_filters.fields.ModelChoiceField):
    def label_from_instance(self, session: Any) -> str:
        return str(session.short_title)


class _SessionFilter(django_filters.ModelChoiceFilter):
    field_class = _SessionField


class _DepartmentField(django_filters.fields.ModelChoiceField):
    def label_from_instance(self, seat: Any) -> str:
        return str(seat.department or seat.user.name)


class _DepartmentFilter(django_filters.ModelChoiceFilter):
    field_class = _DepartmentField


class FormalFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="案由、内容或编号", method="search")
    category = django_filters.ChoiceFilter(
        label="类别", choices=Category.choices, empty_label="全部类别"
    )
    outcome = django_filters.ChoiceFilter(
        label="审查结果", choices=Outcome.choices, empty_label="全部审查结果"
    )
    session = _SessionFilter(label="会议", queryset=_sessions, empty_label="全部会议")
    lead = _DepartmentFilter(label="主办部门", queryset=_departments, empty_label="全部部门")
    # Asked for by links alone: one select less to fill on every page.
    delegation = django_filters.NumberFilter(method="of_delegation", widget=forms.HiddenInput)
    result = django_filters.NumberFilter(field_name="result_id", widget=forms.HiddenInput)
    since = day_filter("自", method="from_day_on")
    until = day_filter("至", method="up_to_day")
    show = django_filters.CharFilter(method="narrow", widget=forms.HiddenInput)

    def from_day_on(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return rows.filter(within("submitted_at", value, None))

    def up_to_day(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return rows.filter(within("submitted_at", None, value))

    def of_delegation(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """By the delegation itself, or by one of its delegates."""
        return rows.filter(Q(delegation=int(value)) | Q(delegate__delegation=int(value)))

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return searching.formal_with(rows, value, union_id=self.request.seat.union_id)

    def narrow(self, rows: Any, name: str, value: str) -> Any:
        """By state, or by what the figures count: answered, overdue, solved, planned …"""
        if value in ProposalState.values:
            return rows.filter(state=value)
        if value in PARTS:
            return rows.filter(PARTS[value])
        if value == "overdue":
            return rows.overdue(timezone.localdate())
        return rows
