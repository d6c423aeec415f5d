"""Input for the congress: terms, sessions, head counts, resolutions."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms

from congress.actions import next_session_no
from congress.models import CongressTerm, Resolution, Session
from union_site.forms import ActForm, DayField
from union_site.models import Seat


def _count(label: str, *, least: int = 0, **options: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(
        label=label, min_value=least, max_value=99_999, widget=widget, **options
    )


class TermForm(ActForm):
    term_no = _count("第几届", least=1, help_text="填数字，例如第五届填 5。")
    form = forms.ChoiceField(
        label="形式", choices=CongressTerm.Form.choices, widget=forms.RadioSelect
    )
    starts_on = DayField(label="任期起")
    ends_on = DayField(label="任期止")
    full_delegates = _count(
        "正式代表人数", least=1, help_text="有表决权的全体代表；教职工大会填全体教职工人数。"
    )
    note = forms.CharField(label="备注", max_length=200, required=False)


class SessionForm(ActForm):
    """What is announced of a session."""

    term = forms.ModelChoiceField(CongressTerm.objects.none(), label="届次", empty_label=None)
    session_no = _count("第几次", least=1, help_text="在本届内从 1 数起。")
    kind = forms.ChoiceField(
        label="会议类别", choices=Session.Kind.choices, widget=forms.RadioSelect
    )
    initiator = forms.ChoiceField(
        label="提议方",
        choices=[("", "—"), *Session.Initiator.choices],
        required=False,
        help_text="临时会议必填。",
    )
    signers = _count("联名代表人数", required=False, help_text="由代表联名提议的临时会议填写。")
    held_on = DayField(label="召开日期")
    place = forms.CharField(label="地点", max_length=80, required=False)
    agenda = forms.CharField(
        label="主要议题",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="一行写一项。",
    )

    def __init__(self, *args: Any, seat: Seat, **options: Any) -> None:
        super().__init__(*args, **options)
        terms: Any = self.fields["term"]
        terms.queryset = CongressTerm.objects.visible_to(seat).for_list()


class CountForm(ActForm):
    """What happened at a session."""

    held_on = DayField(label="召开日期")
    place = forms.CharField(label="地点", max_length=80, required=False)
    expected = _count(
        "应到正式代表",
        least=1,
        help_text="资格审查确认的全体在任正式代表，请假的也计入。",
    )
    present = _count("实到正式代表", help_text="只计正式代表，不计列席和特邀。")
    observers = _count("列席和特邀", initial=0)
    proposals_received = _count("征集提案（件）", initial=0)
    summary = forms.CharField(
        label="会议情况",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class CancelForm(ActForm):
    has_checks = False

    note = forms.CharField(
        label="取消理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )


class ResolutionForm(ActForm):
    title = forms.CharField(
        label="事项", max_length=120, help_text="例如：绩效工资分配办法（修订）。"
    )
    matter = forms.ChoiceField(
        label="职权类别", choices=[("", "请选择"), *Resolution.Matter.choices]
    )
    method = forms.ChoiceField(
        label="表决方式", choices=Resolution.Method.choices, widget=forms.RadioSelect
    )
    votes_for = _count("同意（票）")
    votes_against = _count("不同意（票）", initial=0)
    votes_abstain = _count("弃权（票）", initial=0)
    document_no = forms.CharField(label="文号", max_length=60, required=False)
    text = forms.CharField(
        label="决议内容",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


# --- what a form begins with --------------------------------------------------------------


def next_term(seat: Seat) -> dict[str, Any]:
    last = CongressTerm.objects.visible_to(seat).for_list().first()
    if last is None:
        return {"form": CongressTerm.Form.CONGRESS}
    return {"term_no": last.term_no + 1, "form": last.form, "full_delegates": last.full_delegates}


def next_session(seat: Seat, *, today: datetime.date) -> dict[str, Any]:
    terms = CongressTerm.objects.visible_to(seat).for_list()
    term = terms.in_force(today).first() or terms.first()
    if term is None:
        return {}
    number = next_session_no(term)
    kind = Session.Kind.FIRST if number == 1 else Session.Kind.ANNUAL
    return {"term": term.pk, "session_no": number, "kind": kind}


def counted(session: Session) -> dict[str, Any]:
    expected = session.expected or session.term.full_delegates
    return {**forms.model_to_dict(session), "expected": expected}
