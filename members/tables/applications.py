"""What pages show of applications to join."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse

from members.models import Application, Member
from members.workflow.applications import APPLYING
from union_site.calendar import official_date
from union_site.forms import PeriodForm
from union_site.listing import Asked, Column, Listed, searched
from union_site.masking import Personal, covered, mask
from union_site.models import Seat, StepEvent

State = Application.State
TONES = {
    State.SUBMITTED: "warn",
    State.ENDORSED: "warn",
    State.APPROVED: "ok",
    State.REJECTED: "plain",
    State.WITHDRAWN: "plain",
}
AFTER = {
    State.SUBMITTED: ["工会委员会审批", "登记入册", "会费起缴"],
    State.ENDORSED: ["登记入册", "会费起缴"],
}


def applications(seat: Seat, asked: Asked) -> Listed:
    """?state= ?from= ?to= ?year= ?q="""
    mine = Application.objects.visible_to(seat)
    dated = mine.submitted_in(asked.period.first, asked.period.last)
    found = searched(dated, asked.words, "name", "mobile")
    counts = dict(found.order_by().values_list("state").annotate(Count("pk")))
    state = asked.one_of("state", State.values)
    return Listed(
        rows=(found.filter(state=state) if state else found).for_list(),
        chips=asked.chips("state", State.choices, counts),
        more_chips=asked.year_chips(day.year for day in mine.dates("submitted_on", "year")),
        filter_form=PeriodForm(asked, words="姓名或手机号", carried=["state"]),
    )


def badge(application: Application) -> dict[str, str]:
    return {
        "tone": TONES[State(application.state)],
        "text": application.get_state_display(),
    }


def rows(found: Any) -> list[dict[str, Any]]:
    return [{"application": row, "badge": badge(row)} for row in found]


COLUMNS = [
    Column("姓名", lambda row: row.name, 12),
    Column("性别", lambda row: row.get_sex_display(), 6),
    Column("移动电话", lambda row: covered(row.mobile, Personal.MOBILE), 14),
    Column("希望编入的小组", lambda row: row.group.name if row.group else "", 16),
    Column("岗位类别", lambda row: row.get_post_category_display(), 12),
    Column("申请日期", lambda row: row.submitted_on, 12),
    Column("状态", lambda row: row.get_state_display(), 14),
    Column("审批日期", lambda row: row.decided_on, 12),
    Column("会费起缴月份", lambda row: row.first_dues_month, 12),
]


def facts(application: Application, seat: Seat) -> list[tuple[str, Any]]:
    def shown(value: str, kind: Personal) -> str:
        return mask(value, kind, roles=seat.roles)

    group = application.group
    return [
        ("姓名", application.name),
        ("性别", application.get_sex_display()),
        ("出生日期", official_date(application.birth_date)),
        ("证件类别", application.get_id_kind_display()),
        ("证件号码", shown(application.id_number, Personal.ID_NUMBER) or "已按规定删除"),
        ("移动电话", shown(application.mobile, Personal.MOBILE)),
        ("民族", application.get_ethnicity_display()),
        ("政治面貌", application.get_political_status_display()),
        ("学历", application.get_education_display()),
        ("岗位类别", application.get_post_category_display()),
        ("职称", application.title),
        ("来校日期", _day(application.joined_school_on)),
        ("希望编入的小组", group.name if group else "还不清楚"),
        ("申请日期", official_date(application.submitted_on)),
        ("审批日期", _day(application.decided_on)),
        ("会费起缴", _month(application.first_dues_month)),
    ]


def _day(day: datetime.date | None) -> str:
    return official_date(day) if day else ""


def _month(day: datetime.date | None) -> str:
    return f"{day.year}年{day.month}月" if day else ""


def waiting_for(application: Application) -> dict[str, Any] | None:
    if not application.is_open:
        return None
    head = application.group.head if application.group else None
    group = f"小组长{head.name}，或工会委员" if head else "工会委员"
    who = group if application.state == State.SUBMITTED else "工会委员会（主席办理）"
    return {"who": who, "after": AFTER[State(application.state)]}


def steps(application: Application, seat: Seat) -> list[dict[str, Any]]:
    return [
        {
            "label": step.label,
            "url": reverse("members:application_step", args=[application.pk, step.name]),
            "is_primary": step.is_likely,
            "is_destructive": step.is_destructive,
        }
        for step in APPLYING.open_to(application, seat)
    ]


def trail(application: Application) -> list[tuple[str, str]]:
    return [
        ("会籍管理", reverse("members:membership")),
        ("入会申请", reverse("members:applications")),
        (application.name, reverse("members:application", args=[application.pk])),
    ]


def for_applicant(application: Application) -> list[dict[str, Any]]:
    """How it went, for the holder of the receipt: what was done and the note, not by whom."""
    events = StepEvent.objects.of(application).for_list()
    found: list[dict[str, Any]] = [
        {
            "title": event.label,
            "at": event.at,
            "who": "",
            "note": _told(event),
            "is_current": n == 0,
        }
        for n, event in enumerate(events)
    ]
    first = {"title": "提交申请", "at": application.submitted_at, "who": "", "note": ""}
    return [*found, {**first, "is_current": not found}]


def _told(event: StepEvent) -> str:
    """The reason of a refusal; what was noted on the way stays inside."""
    return event.note if event.step == "reject" else ""


def duplicate_warning(application: Application, seat: Seat) -> str:
    """Another name under the same number: somebody mistyped, or more than that."""
    if not application.id_hash or not seat.can("members.view"):
        return ""
    people = Member.objects.visible_to(seat).on_roll().by_id_hash([application.id_hash])
    others = Application.objects.visible_to(seat).open().filter(id_hash=application.id_hash)
    if people.exists() or others.exclude(pk=application.pk).exists():
        return "同一证件号码在本工会另有登记或申请，而姓名不同，请当面核对证件后再办理。"
    return ""
