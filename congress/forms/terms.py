"""Input of terms."""

from __future__ import annotations

from typing import Any

from django import forms

from congress.forms.counts import count_field
from congress.models import CongressTerm
from union_site.forms import ActForm, DayField
from union_site.models import Seat


class TermForm(ActForm):
    term_no = count_field("第几届", least=1, help_text="填数字，例如第五届填 5。")
    form = forms.ChoiceField(
        label="形式", choices=CongressTerm.Form.choices, widget=forms.RadioSelect
    )
    starts_on = DayField(label="任期起")
    ends_on = DayField(label="任期止")
    full_delegates = count_field(
        "正式代表人数", least=1, help_text="有表决权的全体代表；教职工大会填全体教职工人数。"
    )
    note = forms.CharField(label="备注", max_length=200, required=False)


def next_term(seat: Seat) -> dict[str, Any]:
    last = CongressTerm.objects.visible_to(seat).for_list().first()
    if last is None:
        return {"form": CongressTerm.Form.CONGRESS}
    return {"term_no": last.term_no + 1, "form": last.form, "full_delegates": last.full_delegates}
