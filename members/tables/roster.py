"""What pages show of members: the lines of the list, the facts of one."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from members.models import Member
from members.models.codes import Status
from union_site.calendar import official_date
from union_site.listing import Happened
from union_site.masking import Personal, mask
from union_site.models import AuditEntry, Seat

_TONES = {Status.ACTIVE: "ok", Status.RETAINED: "info"}


@dataclass(frozen=True)
class MemberRow:
    """A line of the list, masked for who reads it."""

    pk: int
    name: str
    sex: str
    group: str
    title: str
    mobile: str
    id_number: str
    status: str
    tone: str
    lacks_account: bool


def for_reader(rows: Iterable[Member], seat: Seat) -> list[MemberRow]:
    return [
        MemberRow(
            pk=row.pk,
            name=row.name,
            sex=row.get_sex_display(),
            group=row.group.name if row.group else "",
            title=row.title or row.get_post_category_display(),
            mobile=mask(row.mobile, Personal.MOBILE, roles=seat.roles),
            id_number=mask(row.id_number, Personal.ID_NUMBER, roles=seat.roles),
            status=row.get_status_display(),
            tone=_TONES.get(Status(row.status), "plain"),
            lacks_account=row.seat_id is None and row.status == Status.ACTIVE,
        )
        for row in rows
    ]


# --- one member ----------------------------------------------------------------------------


def facts(member: Member, seat: Seat) -> list[tuple[str, list[tuple[str, str]]]]:
    """Everything held of a member in groups, masked for who reads it."""
    is_self = member.seat_id == seat.pk

    def shown(value: str, kind: Personal) -> str:
        return mask(value, kind, roles=seat.roles, is_self=is_self)

    person = [
        ("性别", member.get_sex_display()),
        ("出生日期", official_date(member.birth_date)),
        ("民族", member.get_ethnicity_display()),
        ("政治面貌", member.get_political_status_display()),
        ("学历", member.get_education_display()),
        ("证件类别", member.get_id_kind_display()),
        ("证件号码", shown(member.id_number, Personal.ID_NUMBER)),
        ("移动电话", shown(member.mobile, Personal.MOBILE)),
        ("家庭住址", shown(member.home_address, Personal.ADDRESS)),
        ("户籍类型", member.get_hukou_type_display()),
        ("户籍所在地", shown(member.hukou_place, Personal.ADDRESS)),
        ("籍贯", member.native_place),
    ]
    work = [
        ("工号", member.staff_no),
        ("就业状况", member.get_employment_status_display()),
        ("岗位类别", member.get_post_category_display()),
        ("编制类型", member.get_engagement_display()),
        ("职称", member.title),
        ("任教学科", member.subject),
        ("年级组/教研组", member.teaching_group),
        ("班主任", "是" if member.is_head_teacher else "否"),
        ("参加工作", _day(member.started_work_on)),
        ("来校日期", _day(member.joined_school_on)),
        ("本人退休日期", _day(member.retires_on)),
    ]
    return [("本人", person), ("工作", work), ("工会", _union_facts(member, shown))]


def _union_facts(member: Member, shown: Callable[[str, Personal], str]) -> list[tuple[str, str]]:
    return [
        ("工会小组", member.group.name if member.group else ""),
        ("工会职务", member.union_post),
        ("入会日期", _day(member.joined_union_on)),
        ("会员证号", member.certificate_no),
        ("会员服务卡号", member.card_no),
        ("服务卡发放日期", _day(member.card_issued_on)),
        ("银行卡号", shown(member.bank_card, Personal.BANK_CARD)),
        ("会籍状态", member.get_status_display()),
        ("最近变化", member.get_membership_change_display()),
        ("变化日期", _day(member.changed_on)),
        ("变化原因", member.get_change_reason_display()),
    ]


def _day(day: datetime.date | None) -> str:
    return official_date(day) if day else ""


def trail(member: Member) -> list[tuple[str, str]]:
    here = reverse("members:detail", args=[member.pk])
    return [("会员名册", reverse("members:list")), (member.name, here)]


def history(member: Member, seat: Seat) -> list[Happened]:
    """What was done with this member's row, for those who may read the trail."""
    if not seat.can("audit.view"):
        return []
    rows = [member.pk, *member.merged_from.values_list("pk", flat=True)]
    entries = AuditEntry.objects.visible_to(seat).filter(
        object_type=member._meta.label_lower, object_id__in=[str(pk) for pk in rows]
    )
    return [
        Happened(entry.label, entry.at, entry.seat.name if entry.seat else "", entry.note, n == 0)
        for n, entry in enumerate(entries.for_list()[:20])
    ]


def last_change(member: Member, seat: Seat) -> str:
    """A sentence on who changed this member last, for those who may read the trail."""
    events = history(member, seat)
    if not events or not events[0].who:
        return ""
    at = timezone.localtime(events[0].at)
    return f"{events[0].who}在 {at:%H:%M} 修改了这名会员。"
