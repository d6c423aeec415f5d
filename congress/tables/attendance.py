"""What pages show of sittings: who is to come, who has come, what the quorum says."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from congress.actions import attendance as actions
from congress.checks import attendance as checks
from congress.models import HeadCount, Session, Sitting, head_count, roll_at
from congress.models.attendance import counts_by_delegation
from congress.models.delegates import Kind
from congress.models.sittings import Presence, ScreenNames, SittingState, Way
from congress.workflow.sittings import SITTING, cannot_sign, is_not_signing
from union_site.findings import Finding, blocking
from union_site.listing import Asked, Chip, Column, searched
from union_site.masking import Personal, covered
from union_site.models import Seat

DESK_ROWS = 60  # a page of the list at the desk: searching is quicker than turning pages
LAST_NAMES = 8
_CAME, _GONE = Q(presence_id__isnull=False), Q(left_at__isnull=False)
SHOWN: list[tuple[str, str, Q]] = [
    ("here", "已签到", _CAME & ~_GONE),
    ("left", "已离场", _CAME & _GONE),
    ("excused", "请假", ~_CAME & Q(is_excused=True)),
    ("missing", "未到", ~_CAME & Q(is_excused=False)),
]
CHOICES = [(key, label) for key, label, _ in SHOWN]


@dataclass(frozen=True)
class Standing:
    """How a sitting stands against its quorum now."""

    sitting: Sitting
    count: HeadCount
    needed: int
    citation: str
    findings: list[Finding]

    @property
    def is_quorate(self) -> bool:
        return self.count.expected > 0 and self.count.present >= self.needed

    @property
    def verdict(self) -> str:
        if not self.count.expected:
            return "应到名单还没有确认"
        if not self.sitting.is_of_the_congress:
            return f"已到 {self.count.present} 人"
        return "已达法定人数" if self.is_quorate else f"还差 {self.needed - self.count.present} 人"

    @property
    def tone(self) -> str:
        return "ok" if self.is_quorate else "warn"


def standing(sitting: Sitting) -> Standing:
    """Two queries."""
    counted, rule = head_count(sitting), actions.quorum_rule(sitting)
    needed = checks.quorum_of(counted.expected, rule) if sitting.is_of_the_congress else 0
    found = checks.still_quorate(
        sitting, expected=counted.expected, present=counted.present, rule=rule
    )
    return Standing(sitting, counted, needed, rule.citation, found)


def tiles(now: Standing, seat: Seat) -> list[dict[str, Any]]:
    """The four numbers; for who keeps the list each opens its rows."""
    count, page = now.count, reverse("congress:desk", args=[now.sitting.pk])
    quorum = f"法定 {now.needed} 人" if now.needed else "全体正式代表"
    left = f"另有 {count.left} 人离场" if count.left else ""
    rows = [
        ("应到", count.expected, quorum, "kind=full"),
        ("实到", count.present, left, "kind=full&show=here"),
        ("请假", count.excused, "计入应到", "kind=full&show=excused"),
        ("未到", count.absent, "", "kind=full&show=missing"),
    ]
    may_open = seat.can("congress.manage")
    return [
        {"label": label, "value": value, "note": note, "url": f"{page}?{query}" if may_open else ""}
        for label, value, note, query in rows
    ]


def delegations(sitting: Sitting) -> list[dict[str, Any]]:
    """到会率 of each delegation."""
    return [
        {
            "name": name or "未编入代表团",
            "count": count,
            "rate": round(100 * count.present / count.expected) if count.expected else None,
        }
        for name, count in counts_by_delegation(sitting)
    ]


# --- the list at the desk -----------------------------------------------------------------


@dataclass(frozen=True)
class Desk:
    rows: Any
    chips: list[Chip]
    delegations: list[Chip]
    words: str


def desk(sitting: Sitting, asked: Asked) -> Desk:
    """?show= ?kind=full ?delegation= ?q= (name, initials). Two queries besides the rows."""
    lines = searched(roll_at(sitting), asked.words, "name", "member__initials")
    if asked.one_of("kind", [Kind.FULL]):
        lines = lines.full()
    names = _delegations_of(sitting)
    name = asked.one_of("delegation", names)
    within = lines.filter(delegation_name=name) if name else lines
    counted = within.order_by().aggregate(**{key: Count("pk", filter=q) for key, _, q in SHOWN})
    show = asked.one_of("show", [key for key, _ in CHOICES])
    wanted = next((q for key, _, q in SHOWN if key == show), Q())
    chips = [Chip("全部代表团", asked.link({"delegation": None}), not name)] + [
        Chip(each, asked.link({"delegation": each}), each == name) for each in names
    ]
    return Desk(
        rows=within.filter(wanted).select_related("member"),
        chips=asked.chips("show", CHOICES, counted),
        delegations=chips if len(names) > 1 else [],
        words=asked.words,
    )


def _delegations_of(sitting: Sitting) -> list[str]:
    rows = roll_at(sitting).exclude(delegation_name="").order_by("delegation_position")
    return list(dict.fromkeys(rows.values_list("delegation_name", flat=True)))


def status_of(line: Any) -> str:
    """In words, for the list and the export."""
    if line.presence_id is None:
        return "请假" if line.is_excused else "未到"
    return "已离场" if line.left_at else "已签到"


def way_of(line: Any) -> str:
    return str(Way(line.way).label) if line.way else ""


def _local(moment: datetime.datetime | None) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S") if moment else ""


COLUMNS = [
    Column("姓名", lambda row: row.name, 12),
    Column("代表类别", lambda row: row.get_kind_display(), 12),
    Column("代表团", lambda row: row.delegation_name, 16),
    Column("情况", status_of, 10),
    Column("签到时间", lambda row: _local(row.signed_at), 20),
    Column("签到方式", way_of, 12),
    Column("离场时间", lambda row: _local(row.left_at), 20),
]


# --- the session's page -------------------------------------------------------------------


def sittings(session: Session) -> list[Sitting]:
    """Each with `came`: full delegates there; one query whatever their number."""
    there = Q(presences__left_at__isnull=True, presences__entry__kind=Kind.FULL)
    rows = session.sittings.annotate(there=Count("presences", filter=there))
    return list(rows.for_list())


def own_presences(session: Session, seat: Seat) -> dict[int, Presence]:
    """Where the reader has signed in, by sitting."""
    mine = Presence.objects.visible_to(seat).filter(sitting__session=session)
    return {row.sitting_id: row for row in mine.filter(entry__member__seat=seat)}


def trail(session: Session) -> list[tuple[str, str]]:
    return [
        ("教代会", reverse("congress:session_list")),
        (session.short_title, reverse("congress:session", args=[session.pk])),
        ("签到", reverse("congress:attendance", args=[session.pk])),
    ]


def sitting_trail(sitting: Sitting) -> list[tuple[str, str]]:
    here = reverse("congress:sitting", args=[sitting.pk])
    return [*trail(sitting.session), (sitting.title, here)]


def opening(sitting: Sitting, now: datetime.datetime) -> list[Finding]:
    """What the rules would say if the sitting that is planned were opened now."""
    if sitting.state != SittingState.PLANNED:
        return []
    return actions.opening_findings(sitting, on=timezone.localdate(now))


def steps(sitting: Sitting, seat: Seat, now: datetime.datetime) -> list[dict[str, Any]]:
    """The acts open to this seat; those that make no sense now are left out.

    What blocks the opening takes the red from its button; its page says why.
    """
    stuck = {"open"} if blocking(opening(sitting, now)) else set()
    out = {
        "sign": bool(cannot_sign(sitting)) and sitting.takes_signatures,
        "pause": bool(is_not_signing(sitting)),
        "reopen": not actions.may_reopen(sitting, now),
    }
    pages = {"open": "sitting_open", "reopen": "sitting_reopen"}
    return [
        {
            "name": step.name,
            "label": "暂不能开会" if step.name in stuck else step.label,
            "url": reverse(f"congress:{pages.get(step.name, 'sitting_step')}", args=[sitting.pk]),
            "is_link": step.name in pages,
            "is_likely": step.is_likely and step.name not in stuck,
            "is_destructive": step.is_destructive,
            "question": "散会后不能再签到。确定要宣布散会吗？" if step.name == "close" else "",
        }
        for step in SITTING.open_to(sitting, seat)
        if not out.get(step.name)
    ]


def last_names(sitting: Sitting) -> list[str]:
    """Who came last, for the big screen, as the sitting has it."""
    if sitting.screen_names == ScreenNames.NONE:
        return []
    rows = sitting.presences.here().newest_first()[:LAST_NAMES]
    names = [row.entry.name for row in rows]
    if sitting.screen_names == ScreenNames.FULL:
        return names
    return [covered(name, Personal.NAME) for name in names]
