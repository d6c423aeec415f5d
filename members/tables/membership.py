"""What pages show of membership life: the roll of a day, the changes, one member's history."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.urls import reverse

from members.models import Application, EventKind, Member, MembershipEvent, Transfer
from members.models.codes import LEFT, ON_ROLL, Engagement, Ethnicity, Status
from members.tables import retirement
from members.workflow.membership import MEMBERSHIP
from union_site import figures
from union_site.calendar import official_date
from union_site.desk import Tile
from union_site.figures import Span
from union_site.forms import DateInput, PeriodForm
from union_site.idcards import Sex
from union_site.listing import Asked, Chip, Column, Listed, searched
from union_site.models import Seat

TONES = {Status.ACTIVE: "ok", Status.RETAINED: "info"}
ORDERS = [("pinyin", "按拼音"), ("strokes", "按姓氏笔画"), ("group", "按小组")]
# What a chip selects of the roll of a day: key, label, statuses.
_PILES: list[tuple[str, str, tuple[str, ...]]] = [
    ("", "在册", ON_ROLL),
    ("active", "会员", (Status.ACTIVE,)),
    ("retained", "保留会籍", (Status.RETAINED,)),
    ("left", "此前已离会", LEFT),
]
_HAN = Q(ethnicity__in=["", Ethnicity.HA])
_NARROWED: dict[tuple[str, str], Q] = {
    ("sex", Sex.MALE): Q(sex=Sex.MALE),
    ("sex", Sex.FEMALE): Q(sex=Sex.FEMALE),
    ("minority", "1"): ~_HAN,
    ("engagement", "established"): Q(engagement=Engagement.ESTABLISHED),
    ("engagement", "other"): ~Q(engagement__in=["", Engagement.ESTABLISHED]),
}
# Ends of a membership other than to another union.
ENDS = (EventKind.RESIGNED, EventKind.LAPSED, EventKind.EXPELLED, EventKind.DECEASED)
# What a chip selects of the changes: key, label, kinds.
KINDS: list[tuple[str, str, tuple[str, ...]]] = [
    ("joined", "入会", (EventKind.JOINED,)),
    ("transferred_in", "转入", (EventKind.TRANSFERRED_IN,)),
    ("retained", "保留会籍", (EventKind.RETAINED,)),
    ("returned", "恢复会籍", (EventKind.RETURNED,)),
    ("transferred_out", "转出", (EventKind.TRANSFERRED_OUT,)),
    ("left", "离会", ENDS),
    ("other", "更正与合并", (EventKind.CORRECTED, EventKind.MERGED)),
]


# --- the pages that belong together -----------------------------------------------------------


def waiting_rows(seat: Seat) -> tuple[Any, Any]:
    """Applications and transfers that wait for this seat."""
    applications = Application.objects.visible_to(seat).open()
    coming = Q(to_union_id=seat.union_id, state=Transfer.State.RELEASED)
    leaving = Q(union_id=seat.union_id) & (
        Q(state=Transfer.State.PENDING) | Q(state=Transfer.State.RELEASED, kind="out")
    )
    transfers = Transfer.objects.visible_to(seat).filter(coming | leaving)
    if seat.can("membership.manage"):
        return applications, transfers
    return applications.none(), transfers.none()


def places(seat: Seat, here: str) -> list[Chip]:
    """Links to the sub-pages of 会籍管理."""
    applications, transfers = (rows.count() for rows in waiting_rows(seat))
    rows: list[tuple[str, str, int | None]] = [
        ("membership", "概览", None),
        ("applications", "入会申请", applications or None),
        ("transfers", "会员转接", transfers or None),
        ("changes", "会籍变化", None),
        ("history", "某日在册名单", None),
        ("retirement", "退休预测", None),
    ]
    return [
        Chip(label, reverse(f"members:{name}"), name == here, count) for name, label, count in rows
    ]


def trail(label: str) -> list[tuple[str, str]]:
    return [("会籍管理", reverse("members:membership")), (label, "")]


def tiles(seat: Seat, span: Span) -> list[Tile]:
    """The numbers of the year; each opens its rows."""
    codes = ("members.active", "members.joined", "members.left", "members.retiring")
    found = [
        (figures.figure(code), figures.value(code, union=seat.union, span=span)) for code in codes
    ]
    return [
        Tile(row.label, str(value), row.url(span), row.unit, span.label) for row, value in found
    ]


# --- the roll of a day ------------------------------------------------------------------------


class RollForm(forms.Form):
    """Which day, and who of those on its roll."""

    as_of = forms.DateField(label="日期", widget=DateInput())
    sex = forms.ChoiceField(label="性别", choices=[("", "全部"), *Sex.choices])
    minority = forms.ChoiceField(label="民族", choices=[("", "全部"), ("1", "少数民族")])
    engagement = forms.ChoiceField(
        label="编制", choices=[("", "全部"), ("established", "在编"), ("other", "非在编")]
    )
    q = forms.CharField(widget=forms.HiddenInput)
    status = forms.CharField(widget=forms.HiddenInput)
    order = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, asked: Asked, day: datetime.date) -> None:
        given = {name: asked.data.get(name, "") for name in self.base_fields}
        super().__init__(initial={**given, "as_of": day})
        for name in ("q", "status", "order"):
            if not given[name]:
                del self.fields[name]
        self.is_used = any(given[name] for name in ("sex", "minority", "engagement"))


def roll(seat: Seat, asked: Asked, day: datetime.date) -> Listed:
    """?as_of= ?status= ?sex= ?minority= ?engagement= ?q= ?order= – who was what on that day."""
    rows = Member.objects.visible_to(seat).matching(asked.words)
    for (name, value), condition in _NARROWED.items():
        if asked.data.get(name) == value:
            rows = rows.filter(condition)
    rows = rows.status_at(day)
    found = rows.order_by().values_list("status_then").annotate(Count("pk"))
    counts = {status: count for status, count in found if status}
    pile = asked.one_of("status", [key for key, _, _ in _PILES])
    statuses = next(chosen for key, _, chosen in _PILES if key == pile)
    order = asked.one_of("order", [key for key, _ in ORDERS]) or "pinyin"
    return Listed(
        rows=rows.filter(status_then__in=statuses).for_list().in_order(order),
        chips=[
            Chip(label, asked.link({"status": key or None}), key == pile, _sum(counts, chosen))
            for key, label, chosen in _PILES
            if key in ("", pile) or _sum(counts, chosen)
        ],
        more_chips=[Chip(label, asked.link({"order": key}), key == order) for key, label in ORDERS],
        filter_form=RollForm(asked, day),
    )


def _sum(counts: dict[str, int], kinds: Iterable[str]) -> int:
    return sum(counts.get(kind, 0) for kind in kinds)


@dataclass(frozen=True)
class RollRow:
    pk: int
    name: str
    sex: str
    group: str
    post: str
    joined: datetime.date | None
    then: str
    tone: str
    now: str  # where it is not the same


def roll_rows(rows: Iterable[Any]) -> list[RollRow]:
    return [
        RollRow(
            pk=row.pk,
            name=row.name,
            sex=row.get_sex_display(),
            group=row.group.name if row.group else "",
            post=row.title or row.get_post_category_display(),
            joined=row.joined_union_on,
            then=Status(row.status_then).label,
            tone=TONES.get(Status(row.status_then), "plain"),
            now="" if row.status == row.status_then else row.get_status_display(),
        )
        for row in rows
    ]


ROLL_COLUMNS = [
    Column("姓名", lambda row: row.name, 12),
    Column("性别", lambda row: row.get_sex_display(), 6),
    Column("工会小组", lambda row: row.group.name if row.group else "", 16),
    Column("岗位类别", lambda row: row.get_post_category_display(), 12),
    Column("职称", lambda row: row.title, 14),
    Column("入会日期", lambda row: row.joined_union_on, 12),
    Column("当日会籍", lambda row: Status(row.status_then).label, 12),
    Column("现在会籍", lambda row: row.get_status_display(), 12),
]


# --- changes ----------------------------------------------------------------------------------


def changes(seat: Seat, asked: Asked) -> Listed:
    """?kind= ?from= ?to= ?year= ?q= – what happened; what was corrected stands under 更正."""
    mine = MembershipEvent.objects.visible_to(seat)
    dated = mine.between(asked.period.first, asked.period.last)
    dated = searched(dated, asked.words, "member__name", "member__pinyin", "document_no")
    kind = asked.one_of("kind", [key for key, _, _ in KINDS])
    standing = dated.standing()
    corrections = dated.filter(kind=EventKind.CORRECTED)
    counts = dict(standing.order_by().values_list("kind").annotate(Count("pk")))
    counts[EventKind.CORRECTED] = corrections.count()
    rows = dated
    if kind:
        kinds = next(chosen for key, _, chosen in KINDS if key == kind)
        rows = dated.filter(kind__in=kinds).filter(Q(corrections__isnull=True))
    return Listed(
        rows=rows.for_list().prefetch_related("corrections"),
        chips=[
            Chip("全部", asked.link({"kind": None}), not kind),
            *(
                Chip(label, asked.link({"kind": key}), key == kind, _sum(counts, chosen))
                for key, label, chosen in KINDS
                if key == kind or _sum(counts, chosen)
            ),
        ],
        more_chips=asked.year_chips(day.year for day in mine.dates("on", "year")),
        filter_form=PeriodForm(asked, words="姓名或文号", carried=["kind"]),
    )


@dataclass(frozen=True)
class ChangeRow:
    """A change as it stands in a list."""

    event: MembershipEvent
    tone: str
    is_struck: bool
    lines: list[str]


def change_rows(rows: Iterable[MembershipEvent]) -> list[ChangeRow]:
    """`rows` bring their corrections along."""
    return [
        ChangeRow(
            event=row,
            tone=TONES.get(Status(row.status), "plain"),
            is_struck=bool(row.corrections.all()),
            lines=explained(row),
        )
        for row in rows
    ]


CHANGE_COLUMNS = [
    Column("姓名", lambda row: row.member.name, 12),
    Column("工会小组", lambda row: row.member.group.name if row.member.group else "", 16),
    Column("变化", lambda row: row.get_kind_display(), 12),
    Column("生效日期", lambda row: row.on, 12),
    Column("变化后会籍", lambda row: row.get_status_display(), 12),
    Column("原因", lambda row: row.reason, 30),
    Column("文号", lambda row: row.document_no, 18),
    Column("经办", lambda row: row.by.name if row.by else "", 10),
    Column("是否已更正", lambda row: "已更正" if row.corrections.all() else "", 10),
]


# --- one member -------------------------------------------------------------------------------

_WORDS = {
    "wish_on": "本人书面申请",
    "inactive_from": "不交会费、不参加活动始于",
    "educated_on": "教育帮助",
    "decided_on": "工会委员会决定",
    "reported_on": "报上一级工会",
    "first_dues_month": "会费起缴月份",
}


def explained(event: MembershipEvent) -> list[str]:
    """What is known of an event beside its day, in lines."""
    lines = [event.reason] if event.reason else []
    if event.document_no:
        lines.append(f"文号：{event.document_no}")
    for key, words in _WORDS.items():
        if key in event.details:
            lines.append(f"{words}：{_shown(key, event.details[key])}")
    for kept in event.details.get("corrected", []):
        was = "，".join(f"{_label(name)}原为“{old or '空'}”" for name, old in kept["was"].items())
        lines.append(f"{kept['on']} 由{kept['by']}更正：{was}。{kept['note']}")
    return lines


def _shown(key: str, day: str) -> str:
    found = datetime.date.fromisoformat(day)
    return f"{found.year}年{found.month}月" if key == "first_dues_month" else official_date(found)


def _label(name: str) -> str:
    return str(MembershipEvent._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


@dataclass(frozen=True)
class LifeEvent:
    """One line of a member's history."""

    title: str
    on: datetime.date
    lines: list[str]
    who: str
    is_struck: bool
    url: str  # where it can be put right, or ""


def life(member: Member, seat: Seat, today: datetime.date) -> dict[str, Any]:
    """The part 会籍 of a member's page: the history, the steps, what stands in the way of some."""
    may_manage = seat.can("membership.manage")
    rows = MembershipEvent.objects.visible_to(seat).of_member(member).for_list()
    steps, hindrances = [], []
    for step in MEMBERSHIP.open_to(member, seat):
        if step.name == "transfer_out":
            continue
        if objection := step.objection(member):
            hindrances += [objection] if step.is_likely else []
            continue
        url = reverse("members:life", args=[member.pk, step.name])
        steps.append({"label": step.label, "url": url})
    return {
        "events": [_life_event(row, may_manage) for row in rows.prefetch_related("corrections")],
        "steps": steps,
        "hindrances": hindrances,
        "retires": retirement.of_member(member, today),
        "may_transfer": may_manage and member.is_on_roll,
    }


def _life_event(event: MembershipEvent, may_manage: bool) -> LifeEvent:
    is_struck = bool(event.corrections.all())
    may_correct = may_manage and not is_struck and event.kind != EventKind.CORRECTED
    return LifeEvent(
        title=f"{event.get_kind_display()}（{event.get_status_display()}）",
        on=event.on,
        lines=explained(event),
        who=event.by.name if event.by else "",
        is_struck=is_struck,
        url=reverse("members:event_correct", args=[event.pk]) if may_correct else "",
    )
