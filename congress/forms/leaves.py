"""Input of leave: who, from what, why."""

from __future__ import annotations

from typing import Any

from django import forms

from congress.models import RollEntry, Session, Sitting, SittingState
from congress.models.attendance import Reason
from union_site.forms import ActForm
from union_site.models import Seat


class LeaveForm(ActForm):
    has_checks = False

    entry = forms.ModelChoiceField(RollEntry.objects.none(), label="代表", empty_label=None)
    sitting = forms.ModelChoiceField(
        Sitting.objects.none(), label="场次", required=False, empty_label="整个会议"
    )
    reason = forms.ChoiceField(label="事由", choices=Reason.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label="说明",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="只有本人、本代表团团长和工会主席看得到。不必写病情。",
    )

    def __init__(self, *args: Any, session: Session, seat: Seat, **options: Any) -> None:
        super().__init__(*args, **options)
        entry: Any = self.fields["entry"]
        entry.queryset = may_ask_for(session, seat)
        sitting: Any = self.fields["sitting"]
        sitting.queryset = session.sittings.exclude(state=SittingState.CLOSED).order_by("position")


def may_ask_for(session: Session, seat: Seat) -> Any:
    """Whom this seat may ask leave for: oneself, the delegation one heads, or anybody."""
    roll = RollEntry.objects.visible_to(seat).filter(session=session).for_list()
    if seat.can("congress.manage"):
        return roll
    mine = roll.filter(member__seat=seat)
    headed = [line.delegation_name for line in mine if line.is_head and line.delegation_name]
    return (mine | roll.filter(delegation_name__in=headed)) if headed else mine


class NoteForm(ActForm):
    """The reason for a step that needs one."""

    has_checks = False

    note = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
