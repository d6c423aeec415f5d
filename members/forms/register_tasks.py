"""Forms of the list of responsibilities."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms

from members.actions.register_tasks import OWNERS
from members.models import RegisterTask, Unit
from members.models.register import KINDS
from members.tables.register import Then
from members.tables.register_tasks import waiting_units
from union_site.forms import ActForm, DayField
from union_site.models import Seat

Purpose = RegisterTask.Purpose
USUAL = {Purpose.FOUNDING: "建立基层工会组织", Purpose.RENEWAL: "完成工会委员会换届"}
FIELDS = ("purpose", "text", "owner_name", "due_on", "note")


class TaskForm(ActForm):
    """One task of one unit."""

    has_checks = False

    purpose = forms.ChoiceField(label="类别", choices=Purpose.choices)
    text = forms.CharField(label="任务", max_length=200)
    owner_name = forms.CharField(label="责任人", max_length=60)
    due_on = DayField(label="完成时限")
    note = forms.CharField(label="备注", max_length=200, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, unit: Unit | None = None, task: RegisterTask | None = None
    ) -> None:
        initial: dict[str, Any] = {}
        if task is not None:
            initial = {name: getattr(task, name) for name in (*FIELDS, "revision")}
        elif unit is not None:
            purpose = Purpose.RENEWAL if unit.has_union else Purpose.FOUNDING
            initial = {"purpose": purpose, "text": USUAL[purpose], "owner_name": unit.liaison_name}
        super().__init__(data, initial=initial)
        if task is None:
            del self.fields["revision"]


class AssignForm(ActForm):
    """The same task for every unit that is waiting for it."""

    has_checks = False

    purpose = forms.ChoiceField(
        label="给哪些单位",
        choices=[
            (Purpose.FOUNDING.value, "具备条件而未建会的单位"),
            (Purpose.RENEWAL.value, "逾期未换届和即将届满的单位"),
        ],
        widget=forms.RadioSelect,
    )
    kind = forms.ChoiceField(label="单位类别", choices=[("", "全部"), *KINDS], required=False)
    zone = forms.ChoiceField(label="学区", required=False)
    text = forms.CharField(
        label="任务",
        max_length=200,
        required=False,
        help_text=f"不填即为“{USUAL[Purpose.FOUNDING]}”或“{USUAL[Purpose.RENEWAL]}”。",
    )
    due_on = DayField(label="完成时限")
    owner = forms.ChoiceField(label="责任人", choices=list(OWNERS.items()))
    owner_name = forms.CharField(
        label="责任人姓名",
        max_length=60,
        required=False,
        help_text="选“统一填写”时必填；其他情况下用于没有登记挂点领导或负责人的单位。",
    )

    def __init__(self, data: Any = None, *, seat: Seat, then: Then) -> None:
        initial = {"purpose": Purpose.FOUNDING, "owner": "liaison"}
        super().__init__(data, initial=initial)
        self.seat, self.then = seat, then
        zones = Unit.objects.visible_to(seat).exclude(zone="").order_by("zone")
        names = zones.values_list("zone", flat=True).distinct()
        self.fields["zone"].choices = [("", "全部"), *((zone, zone) for zone in names)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        kind, zone = values.pop("kind", ""), values.pop("zone", "")
        if "purpose" not in values:
            return values
        values["text"] = values.get("text") or USUAL[Purpose(values["purpose"])]
        rows = waiting_units(self.seat, values["purpose"], self.then)
        rows = rows.filter(kind=kind) if kind else rows
        values["units"] = list(rows.filter(zone=zone) if zone else rows)
        if not values["units"]:
            self.add_error("purpose", "没有这样的单位，不需要登记。")
        return values


class FinishForm(ActForm):
    has_checks = False

    done_on = DayField(label="完成日期")
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, data: Any = None, *, today: datetime.date) -> None:
        super().__init__(data, initial={"done_on": today})


class DropForm(ActForm):
    has_checks = False

    note = forms.CharField(label="不再办理的理由", max_length=200)


class ReopenForm(ActForm):
    has_checks = False

    note = forms.CharField(label="说明", max_length=200, required=False)
