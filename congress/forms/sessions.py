"""Input of sessions: what is announced, what was counted."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms

from congress.actions import next_session_no
from congress.actions.attendance import counted_at_sittings
from congress.forms.counts import count_field
from congress.models import CongressTerm, Series, Session
from union_site.forms import ActForm, DayField
from union_site.models import Seat


class SessionForm(ActForm):
    """What is announced of a session."""

    term = forms.ModelChoiceField(CongressTerm.objects.none(), label="届次", empty_label=None)
    session_no = count_field("第几次", least=1, help_text="在本届内从 1 数起。")
    kind = forms.ChoiceField(
        label="会议类别", choices=Session.Kind.choices, widget=forms.RadioSelect
    )
    initiator = forms.ChoiceField(
        label="提议方",
        choices=[("", "—"), *Session.Initiator.choices],
        required=False,
        help_text="临时会议必填。",
    )
    signers = count_field(
        "联名代表人数", required=False, help_text="由代表联名提议的临时会议填写。"
    )
    held_on = DayField(label="召开日期")
    place = forms.CharField(label="地点", max_length=80, required=False)
    agenda = forms.CharField(
        label="主要议题",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="一行写一项。",
    )

    joint_term = forms.ModelChoiceField(
        CongressTerm.objects.none(),
        label="双代会：合并召开的工代会",
        required=False,
        empty_label="不是双代会",
    )
    joint_session_no = count_field(
        "工代会第几次", least=1, required=False, help_text="留空的，按工代会的下一次编号。"
    )
    is_enlarged = forms.BooleanField(
        label="扩大会议", required=False, help_text="只用于工会委员会全体会议。"
    )

    def __init__(self, *args: Any, seat: Seat, **options: Any) -> None:
        super().__init__(*args, **options)
        mine = CongressTerm.objects.visible_to(seat).for_list()
        terms: Any = self.fields["term"]
        terms.queryset = mine
        joint: Any = self.fields["joint_term"]
        joint.queryset = mine.of_series(Series.UNION)
        self._leave_out({term.series for term in mine})

    def _leave_out(self, series: set[str]) -> None:
        """Fields that mean nothing in a union that has no such terms."""
        if not {Series.STAFF, Series.UNION} <= series:
            del self.fields["joint_term"], self.fields["joint_session_no"]
        if Series.COMMITTEE not in series:
            del self.fields["is_enlarged"]


class CountForm(ActForm):
    """What happened at a session."""

    held_on = DayField(label="召开日期")
    place = forms.CharField(label="地点", max_length=80, required=False)
    expected = count_field(
        "应到正式代表",
        least=1,
        help_text="资格审查确认的全体在任正式代表，请假的也计入。",
    )
    present = count_field("实到正式代表", help_text="只计正式代表，不计列席和特邀。")
    observers = count_field("列席和特邀", initial=0)
    proposals_received = count_field("征集提案（件）", initial=0)
    summary = forms.CharField(
        label="会议情况",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def take_roll(self, session: Session) -> None:
        """n of a session whose roll was confirmed is no input any more."""
        voters = session.term.voters
        self.fields["expected"].label = f"应到{voters}"
        self.fields["present"].label = f"实到{voters}"
        if not session.term.is_congress:
            self.fields["expected"].help_text = f"全体{voters}，请假的也计入。"
            self.fields["present"].help_text = f"只计{voters}，不计列席和特邀。"
        if session.roll_frozen_on is not None:
            self.fields["expected"].disabled = True
            self.fields["expected"].help_text = "资格审查已确认，取自代表名册，不能修改。"


class CancelForm(ActForm):
    has_checks = False

    note = forms.CharField(
        label="取消理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )


def next_session(
    seat: Seat, *, today: datetime.date, term: CongressTerm | None = None
) -> dict[str, Any]:
    """A free number of the term that is given, or of the one in force."""
    if term is None:
        terms = CongressTerm.objects.visible_to(seat).for_list()
        term = terms.in_force(today).first() or terms.first()
    if term is None:
        return {}
    number = next_session_no(term)
    kind = Session.Kind.FIRST if number == 1 else Session.Kind.ANNUAL
    return {"term": term.pk, "session_no": number, "kind": kind}


def counted(session: Session) -> dict[str, Any]:
    expected = session.expected or session.term.full_delegates
    if session.roll_frozen_on is not None:
        expected = session.roll.full().count()
    given = {**forms.model_to_dict(session), "expected": expected}
    return given if session.is_held else {**given, **counted_at_sittings(session)}
