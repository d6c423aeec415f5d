"""Input of initiatives: what delegates ask for, and what the union makes of it."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms

from congress import actions
from congress.forms.counts import count_field
from congress.models import Initiative
from union_site.forms import ActForm, DayField

NOTICE_DAYS = 14  # what a date is proposed ahead, so that papers can go out in time


class InitiativeForm(ActForm):
    has_checks = False

    matter = forms.CharField(
        label="提议议题", max_length=120, help_text="一句话写明临时会议要审议什么。"
    )
    reason = forms.CharField(
        label="理由", max_length=2000, widget=forms.Textarea(attrs={"rows": 6})
    )


class AcceptForm(ActForm):
    session_no = count_field("第几次", least=1, help_text="在本届内接着数。")
    held_on = DayField(label="召开日期")
    place = forms.CharField(label="地点", max_length=80, required=False)
    agenda = forms.CharField(
        label="主要议题",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="一行写一项。",
    )


class DeclineForm(ActForm):
    has_checks = False

    note = forms.CharField(
        label="不予采纳的理由", max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )


def session_for(initiative: Initiative, *, today: datetime.date) -> dict[str, Any]:
    return {
        "session_no": actions.next_session_no(initiative.term),
        "held_on": today + datetime.timedelta(days=NOTICE_DAYS),
        "agenda": initiative.matter,
    }
