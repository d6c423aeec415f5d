"""Input of the report on proposal work: of what, and its own words."""

from __future__ import annotations

from typing import Any

from django import forms

from congress.models import Session
from proposals.checks.statistics import sessions_with_proposals, years_with_proposals
from proposals.models import ProposalReport
from union_site.forms import ActForm
from union_site.models import Seat


class NewReportForm(ActForm):
    """One choice for both: a session that proposals came in for, or a year."""

    has_checks = False

    scope = forms.ChoiceField(label="哪一次会议或哪一个年度")

    def __init__(self, data: Any = None, *, seat: Seat) -> None:
        super().__init__(data)
        self.sessions = {f"s{one.pk}": one for one in sessions_with_proposals(seat.union)}
        self.years = {f"y{year}": year for year in years_with_proposals(seat.union)}
        mine = list(ProposalReport.objects.visible_to(seat).values_list("session", "year"))
        taken = {f"s{session}" if session else f"y{year}" for session, year in mine}
        choices = [(key, one.title) for key, one in self.sessions.items()]
        choices += [(key, f"{year}年度") for key, year in self.years.items()]
        field: Any = self.fields["scope"]
        field.choices = [row for row in choices if row[0] not in taken]

    def clean(self) -> dict[str, Any]:
        """What the act takes: a session or a year."""
        key = (super().clean() or {}).get("scope", "")
        chosen: dict[str, Session | int | None] = {
            "session": self.sessions.get(key),
            "year": self.years.get(key),
        }
        return chosen


class WordsForm(ActForm):
    has_checks = False

    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    cases = forms.CharField(
        label="典型案例",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="可以不写。写一至三件办得好的提案：谁提的、怎么办的、效果如何。",
    )
    problems = forms.CharField(
        label="存在的问题",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="一行一段。已按统计数字写了开头，请核实并补充。",
    )
    next_steps = forms.CharField(
        label="下一步工作",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="一行一段。",
    )


class ReopenForm(ActForm):
    has_checks = False

    note = forms.CharField(
        label="退回修改的理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
