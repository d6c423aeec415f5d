"""Input of sittings: what is planned, why one is reopened."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone

from congress.models import Session
from congress.models.sittings import Part, ScreenNames
from union_site.forms import ActForm, MomentField


class SittingForm(ActForm):
    """One sitting: when, where, what kind."""

    has_checks = False

    part = forms.ChoiceField(
        label="类别",
        choices=Part.choices,
        widget=forms.RadioSelect,
        help_text="主席团会议只由主席团成员签到，不计法定人数。",
    )
    title = forms.CharField(label="场次", max_length=40, help_text="如“预备会议”“第一次全体会议”。")
    starts_at = MomentField(label="开始时间")
    place = forms.CharField(label="地点", max_length=80, required=False)
    screen_names = forms.ChoiceField(
        label="大屏幕上的姓名",
        choices=ScreenNames.choices,
        help_text="大屏幕是否显示刚刚签到的人。",
    )


class OpenForm(ActForm):
    """Nothing to type: what the rules say of the opening is shown, and accepted."""


class ReopenForm(ActForm):
    has_checks = False

    note = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


AFTERNOON = datetime.time(14)


def next_sitting(session: Session, *, asked: str = "") -> dict[str, Any]:
    """What the next sitting will most likely be, or one of the part that was `asked` for."""
    known = set(session.sittings.values_list("part", flat=True))
    part = Part.PLENARY if Part.PREPARATORY in known else Part.PREPARATORY
    if asked in Part.values:
        part = Part(asked)
    starts_at = timezone.make_aware(datetime.datetime.combine(session.held_on, AFTERNOON))
    return {
        "part": part,
        "title": part.label,
        "starts_at": starts_at,
        "place": session.place,
        "screen_names": ScreenNames.MASKED,
    }
