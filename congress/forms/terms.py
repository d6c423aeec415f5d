"""Input of terms."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms

from congress import actions, checks
from congress.forms.counts import count_field
from congress.models import CongressTerm, Series
from union_site.calendar import DAY
from union_site.forms import ActForm, DayField
from union_site.models import Seat

FORMS = [
    (CongressTerm.Form.CONGRESS, "代表大会（由代表出席）"),
    (CongressTerm.Form.ASSEMBLY, "全体大会（由全体人员出席）"),
]
USUAL_YEARS = 3


class TermForm(ActForm):
    series = forms.ChoiceField(
        label="系列",
        choices=Series.choices,
        widget=forms.RadioSelect,
        help_text="各系列的届和次分开数。",
    )
    body_name = forms.CharField(
        label="会议名称",
        max_length=40,
        required=False,
        help_text="只有“其他会议”填写，例如：教育工会代表大会。",
    )
    term_no = count_field(
        "第几届",
        least=1,
        required=False,
        help_text="填数字，例如第五届填 5；只数次、不分届的会议留空。",
    )
    form = forms.ChoiceField(label="形式", choices=FORMS, widget=forms.RadioSelect)
    starts_on = DayField(label="任期起")
    ends_on = DayField(label="任期止", help_text="每届 3 年或 5 年。")
    full_delegates = count_field(
        "正式代表人数",
        least=1,
        help_text="有表决权的全体代表；教职工大会填全体教职工人数，全委会填委员人数。",
    )
    postponed_until = DayField(
        label="换届延期至", required=False, help_text="因故延期换届的才填，并在备注写明批准文号。"
    )
    note = forms.CharField(label="备注", max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        is_numbered = given.get("series") in (Series.STAFF, Series.COMMITTEE)
        if is_numbered and given.get("term_no") is None and "term_no" not in self.errors:
            self.add_error("term_no", "教职工代表大会和工会委员会须写明第几届。")
        return given


def next_term(
    seat: Seat, *, today: datetime.date, series: str = "", form: str = ""
) -> dict[str, Any]:
    """What a new term of a series begins with: the free number, the size, three years."""
    series = series if series in Series.values else Series.STAFF
    last = CongressTerm.objects.visible_to(seat).of_series(series).for_list().first()
    begin = last.last_day + DAY if last and last.last_day >= today else today
    given: dict[str, Any] = {
        "series": series,
        "form": form if form in CongressTerm.Form.values else CongressTerm.Form.CONGRESS,
        "starts_on": begin,
        "ends_on": checks.years_on(begin, USUAL_YEARS) - DAY,
    }
    if series != Series.OTHER:
        given["term_no"] = actions.next_term_no(seat.union, series)
    if last is not None:
        return {**given, "form": last.form, "full_delegates": last.full_delegates}
    if series == Series.STAFF and given["form"] == CongressTerm.Form.ASSEMBLY:
        given["full_delegates"] = seat.union.staff_count or None
    return given
