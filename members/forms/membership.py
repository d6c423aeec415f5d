"""Forms of a membership's life: one for each step, and the correction of what was written."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from members.actions import membership as actions
from members.checks.membership import M_07, M_08
from members.models import Member, MembershipEvent
from union_site.forms import ActForm, DayField


class Lines(forms.CharField):
    """A few sentences."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 200)
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), **options)


class LifeForm(ActForm):
    has_checks = False
    on = DayField(label="生效日期")


class RetainForm(LifeForm):
    cause = forms.ChoiceField(
        label="保留的原因",
        choices=[(key, words) for key, (words, _, _) in actions.CAUSES.items()],
        widget=forms.RadioSelect,
        help_text="内退、病休的会籍不变，不在这里办理。",
    )
    document_no = forms.CharField(label="文号（有的填写）", max_length=60, required=False)
    reason = Lines(label="说明", required=False)
    field_order = ("cause", "on", "document_no", "reason")


class ResumeForm(LifeForm):
    reason = Lines(label="说明", required=False, help_text="例如：重新就业，已签劳动合同。")


class ResignForm(LifeForm):
    wish_on = DayField(label="本人书面申请日期", help_text="书面申请存会员档案。")
    reason = Lines(label="退会原因")
    field_order = ("wish_on", "on", "reason")


class LapseForm(LifeForm):
    inactive_from = DayField(label="自何时起不交会费、不参加活动")
    educated_on = DayField(label="教育帮助日期")
    education = Lines(label="如何教育帮助", help_text="谁、怎样谈的，本人什么态度。")
    field_order = ("inactive_from", "educated_on", "education", "on")


class ExpelForm(LifeForm):
    document_no = forms.CharField(label="决定文号", max_length=60)
    decided_on = DayField(label="工会委员会决定日期")
    reported_on = DayField(label="报上一级工会日期")
    reason = Lines(label="除名原因")
    field_order = ("document_no", "decided_on", "reported_on", "on", "reason")


class DeceaseForm(LifeForm):
    reason = Lines(label="说明", required=False)


class CorrectForm(ActForm):
    has_checks = False
    reason = Lines(label="更正的原因和依据")


class EventForm(ActForm):
    """Puts one event right."""

    has_checks = False
    on = DayField(label="生效日期")
    reason = Lines(label="原因", required=False)
    document_no = forms.CharField(label="文号", max_length=60, required=False)
    note = Lines(label="为什么更正", help_text="原来的内容和这里写的都会留在记录里。")


def event_form(event: MembershipEvent, data: Any) -> EventForm:
    initial = {"on": event.on, "reason": event.reason, "document_no": event.document_no}
    return EventForm(data, initial=initial)


@dataclass(frozen=True)
class LifePage:
    """A step as a page: what it asks, which act it calls, what it says."""

    form: type[ActForm]
    act: Callable[..., Member]
    done: str
    lead: str


LIFE: dict[str, LifePage] = {
    "retain": LifePage(
        RetainForm,
        actions.retain,
        "已保留会籍。",
        "保留会籍期间不交会费，没有表决权、选举权和被选举权，不计入会员人数；账号仍可使用。",
    ),
    "resume": LifePage(
        ResumeForm,
        actions.resume,
        "已恢复会籍。",
        "适用于失业等原因保留会籍、现已重新就业的会员。退休返聘的仍保留会籍，不恢复。",
    ),
    "resign": LifePage(
        ResignForm,
        actions.resign,
        "已办理退会。",
        "退会须有本人书面申请。办理后席位关闭，授权终止。",
    ),
    "lapse": LifePage(
        LapseForm,
        actions.lapse,
        "已按自动退会办理。",
        f"依据：{M_07}，视为自动退会。办理后席位关闭，授权终止。",
    ),
    "expel": LifePage(
        ExpelForm,
        actions.expel,
        "已办理除名。",
        f"依据：{M_08}。限受刑事处罚等严重情形。办理后席位关闭，授权终止。",
    ),
    "decease": LifePage(
        DeceaseForm,
        actions.decease,
        "已登记。",
        "登记后席位关闭，授权终止，会籍记录保留。",
    ),
    "correct": LifePage(
        CorrectForm,
        actions.correct,
        "已更正，会籍恢复为上一次变化之前的样子。",
        "最近一次变化登记错了的，在这里退回。原来的记录和这次更正都会留下；"
        "因离会关闭的席位会重新打开，职务须另行授予。",
    ),
}


def life_form(name: str, data: Any, *, today: datetime.date, cause: str = "") -> ActForm:
    initial: dict[str, Any] = {"on": today, "decided_on": today, "reported_on": today}
    if cause in actions.CAUSES:
        initial["cause"] = cause
    return LIFE[name].form(data, initial=initial)
