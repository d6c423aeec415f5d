"""What pages show of members: the list as asked for, its export, facts."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.forms import HiddenInput
from django.urls import reverse

from members.models import Member, UnionGroup
from members.models.codes import LEFT, ON_ROLL, Engagement, Ethnicity, Status
from union_site.calendar import official_date
from union_site.forms import PeriodForm
from union_site.idcards import Sex
from union_site.listing import Asked, Chip, Column, Happened, Listed
from union_site.masking import Personal, covered, mask
from union_site.models import AuditEntry, Seat

ORDERS = [("pinyin", "按拼音"), ("strokes", "按姓氏笔画"), ("group", "按小组")]
# What a chip selects: key, label, statuses.
_PILES: list[tuple[str, str, tuple[str, ...]]] = [
    ("", "在册", ON_ROLL),
    ("active", "会员", (Status.ACTIVE,)),
    ("retained", "保留会籍", (Status.RETAINED,)),
    ("left", "已离会", LEFT),
]
_TONES = {Status.ACTIVE: "ok", Status.RETAINED: "info"}


def members(seat: Seat, asked: Asked) -> Listed:
    """?status= ?group= ?sex= ?minority= ?engagement= ?card= ?account= ?from= ?to= ?q= ?order=

    The days are those of joining the union.
    """
    mine = Member.objects.visible_to(seat)
    found = _narrowed(mine, asked).matching(asked.words)
    counts = dict(found.order_by().values_list("status").annotate(rows=Count("pk")))
    pile = asked.one_of("status", [key for key, _, _ in _PILES])
    statuses = next(chosen for key, _, chosen in _PILES if key == pile)
    order = asked.one_of("order", [key for key, _ in ORDERS]) or "pinyin"
    return Listed(
        rows=found.filter(status__in=statuses).for_list().in_order(order),
        chips=[
            Chip(label, asked.link({"status": key or None}), key == pile, _sum(counts, chosen))
            for key, label, chosen in _PILES
            if key in ("", pile) or _sum(counts, chosen)
        ],
        more_chips=[Chip(label, asked.link({"order": key}), key == order) for key, label in ORDERS],
        filter_form=_filter_form(seat, asked),
    )


def _sum(counts: dict[str, int], statuses: Iterable[str]) -> int:
    return sum(counts.get(status, 0) for status in statuses)


_HAN = Q(ethnicity__in=["", Ethnicity.HA])
# What a choice of the filter means: parameter, value → condition.
_CHOICES: dict[tuple[str, str], Q] = {
    ("sex", Sex.MALE): Q(sex=Sex.MALE),
    ("sex", Sex.FEMALE): Q(sex=Sex.FEMALE),
    ("minority", "1"): ~_HAN,
    ("engagement", "established"): Q(engagement=Engagement.ESTABLISHED),
    ("engagement", "other"): ~Q(engagement__in=["", Engagement.ESTABLISHED]),
    ("card", "with"): ~Q(card_no=""),
    ("card", "without"): Q(card_no=""),
    ("account", "with"): Q(seat__isnull=False),
    ("account", "without"): Q(seat__isnull=True),
}


def _narrowed(rows: Any, asked: Asked) -> Any:
    rows = rows.joined_between(asked.period.first, asked.period.last)
    if (group := asked.number("group")) is not None:
        rows = rows.filter(group_id=group)
    for (name, value), condition in _CHOICES.items():
        if asked.data.get(name) == value:
            rows = rows.filter(condition)
    return rows


def _filter_form(seat: Seat, asked: Asked) -> PeriodForm:
    groups = UnionGroup.objects.visible_to(seat).values_list("pk", "name")
    form = PeriodForm(
        asked,
        words="关键词",
        carried=["status", "order"],
        choices=[
            ("group", "工会小组", [(str(pk), name) for pk, name in groups]),
            ("sex", "性别", Sex.choices),
            ("minority", "民族", [("1", "少数民族")]),
            ("engagement", "编制", [("established", "在编"), ("other", "非在编")]),
            ("card", "服务卡", [("with", "已发卡"), ("without", "未发卡")]),
            ("account", "账号", [("with", "已开通"), ("without", "未开通")]),
        ],
    )
    form.fields["from"].label, form.fields["to"].label = "入会日期自", "入会日期至"
    # Words have a box of their own above the list; here they are only carried along.
    form.fields["q"].widget = HiddenInput()
    apart = ("q", "status", "order")
    form.is_used = any(value for name, value in form.initial.items() if name not in apart)
    return form


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


# Always masked, whoever exports: a file travels.
COLUMNS = [
    Column("姓名", lambda row: row.name, 12),
    Column("性别", lambda row: row.get_sex_display(), 6),
    Column("出生年份", lambda row: row.birth_date.year, 10),
    Column("民族", lambda row: row.get_ethnicity_display(), 12),
    Column("政治面貌", lambda row: row.get_political_status_display(), 14),
    Column("学历", lambda row: row.get_education_display(), 10),
    Column("证件号码", lambda row: covered(row.id_number, Personal.ID_NUMBER), 22),
    Column("移动电话", lambda row: covered(row.mobile, Personal.MOBILE), 14),
    Column("工会小组", lambda row: row.group.name if row.group else "", 16),
    Column("工会职务", lambda row: row.union_post, 12),
    Column("岗位类别", lambda row: row.get_post_category_display(), 12),
    Column("职称", lambda row: row.title, 14),
    Column("就业状况", lambda row: row.get_employment_status_display(), 12),
    Column("入会日期", lambda row: row.joined_union_on, 12),
    Column("会籍状态", lambda row: row.get_status_display(), 12),
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
        ("班主任", "是" if member.is_head_teacher else "否"),
        ("参加工作", _day(member.started_work_on)),
        ("来校日期", _day(member.joined_school_on)),
    ]
    return [("本人", person), ("工作", work), ("工会", _union_facts(member))]


def _union_facts(member: Member) -> list[tuple[str, str]]:
    return [
        ("工会小组", member.group.name if member.group else ""),
        ("工会职务", member.union_post),
        ("入会日期", _day(member.joined_union_on)),
        ("会员证号", member.certificate_no),
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
