"""Input of awards: rounds, nominations, votes, the result."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from proposals.actions import awards as actions
from proposals.checks.statistics import sessions_with_proposals
from proposals.models import (
    AwardKind,
    AwardMethod,
    AwardNominee,
    AwardRound,
    AwardVoters,
    Proposal,
)
from proposals.models.awards import MOST_PLACES
from union_site.forms import ActForm
from union_site.models import Seat


def _number(label: str, **more: Any) -> forms.IntegerField:
    span = [
        MinValueValidator(1, "至少是 1。"),
        MaxValueValidator(MOST_PLACES, f"最多是 {MOST_PLACES}。"),
    ]
    widget = forms.NumberInput(attrs={"min": 1, "max": MOST_PLACES})
    return forms.IntegerField(label=label, validators=span, widget=widget, **more)


class AwardForm(ActForm):
    has_checks = False

    kind = forms.ChoiceField(label="奖项", choices=AwardKind.choices)
    scope = forms.ChoiceField(label="按哪次会议或哪个年度的提案评")
    method = forms.ChoiceField(label="产生方式", choices=AwardMethod.choices)
    voters = forms.ChoiceField(
        label="谁来投票", choices=AwardVoters.choices, help_text="按积分产生时不用。"
    )
    places = _number("名额", initial=3)
    choices = _number("每人最多选几个", initial=3)

    def __init__(self, data: Any = None, *, seat: Seat, today: datetime.date) -> None:
        super().__init__(data)
        self.sessions = {f"s{one.pk}": one for one in sessions_with_proposals(seat.union)}
        self.years = {f"y{year}": year for year in range(today.year, today.year - 3, -1)}
        field: Any = self.fields["scope"]
        field.choices = [(key, one.title) for key, one in self.sessions.items()]
        field.choices += [(key, f"{year}年度") for key, year in self.years.items()]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        key = found.pop("scope", "")
        found["session"], found["year"] = self.sessions.get(key), self.years.get(key)
        return found


class PlacesForm(ActForm):
    has_checks = False

    places = _number("名额")
    choices = _number("每人最多选几个")


class _CandidateField(forms.ModelChoiceField):  # type: ignore[type-arg]  # in the stubs alone
    def label_from_instance(self, thing: Any) -> str:
        if isinstance(thing, Proposal):
            return f"{thing.number}　{thing.heading}"
        return str(thing.department or thing.user.name) if isinstance(thing, Seat) else str(thing)


class NominateForm(ActForm):
    has_checks = False

    candidate = _CandidateField(
        label="推荐对象", queryset=Proposal.objects.none(), empty_label="请选择推荐对象"
    )
    reason = forms.CharField(
        label="推荐理由", max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, data: Any = None, *, award: AwardRound) -> None:
        super().__init__(data)
        rows = actions.candidates(award)
        column = actions.field_of(award)
        listed = AwardNominee.objects.standing().filter(round=award).values(column)
        field: Any = self.fields["candidate"]
        field.queryset = rows.exclude(pk__in=listed)
        if not field.queryset.exists():
            field.help_text = "本次评选的范围内没有还可以推荐的对象。"


class ReasonForm(ActForm):
    has_checks = False

    note = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class VoteForm(ActForm):
    has_checks = False

    picked = forms.TypedMultipleChoiceField(
        label="选择", coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, award: AwardRound) -> None:
        super().__init__(data)
        rows = AwardNominee.objects.standing().filter(round=award).for_list().order_by("pk")
        field: Any = self.fields["picked"]
        field.choices = [(row.pk, row.name) for row in rows]
        field.label = f"最多选 {award.choices} 个"


class AnnounceForm(ActForm):
    has_checks = False

    places = _number("名额")
    document_no = forms.CharField(
        label="表彰文号",
        max_length=40,
        required=False,
        help_text="可以不写，如 滨实工〔2026〕5 号。",
    )
    chosen = forms.ModelMultipleChoiceField(
        label="末位并列时议定的",
        queryset=AwardNominee.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="只在末位并列、名额不够时勾选。",
    )

    def __init__(
        self, data: Any = None, *, award: AwardRound, today: datetime.date, **options: Any
    ) -> None:
        super().__init__(data, **options)
        tied = actions.tied(award, today=today)
        field: Any = self.fields["chosen"]
        if tied:
            rows = AwardNominee.objects.filter(round=award, pk__in=tied)
            field.queryset = rows.for_list()
        else:
            del self.fields["chosen"]
