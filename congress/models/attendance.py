"""Leave from a sitting, and the roll of a sitting with who came, who left and who is on leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, Subquery

from congress.models.delegates import Delegation, Kind
from congress.models.roll import RollEntry
from congress.models.sessions import Session
from congress.models.sittings import Office, Part, SessionOffice, Sitting
from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned


class LeaveState(models.TextChoices):
    APPLIED = "applied", "待团长同意"
    CONSENTED = "consented", "待主席团批准"
    APPROVED = "approved", "已准假"
    REFUSED = "refused", "未准假"
    WITHDRAWN = "withdrawn", "已撤回"


STANDING = [LeaveState.APPLIED, LeaveState.CONSENTED, LeaveState.APPROVED]


class Reason(models.TextChoices):
    OFFICIAL = "official", "公务"
    TEACHING = "teaching", "教学任务"
    SICK = "sick", "病假"
    PERSONAL = "personal", "事假"
    OTHER = "other", "其他"


class LeaveQuerySet(ScopedQuerySet):
    def approved(self) -> Self:
        return self.filter(state=LeaveState.APPROVED)

    def of_sitting(self, sitting: Sitting) -> Self:
        """Leave from this sitting, or from the whole session."""
        return self.filter(Q(sitting__isnull=True) | Q(sitting=sitting), session=sitting.session_id)

    def readable_by(self, seat: Seat) -> Self:
        """One's own, those of the delegation that one heads, and all for who runs the session."""
        mine = self.visible_to(seat)
        if seat.can("congress.manage"):
            return mine
        own = Q(entry__member__seat=seat)
        return mine.filter(own | Exists(headed_by(seat)))

    def for_list(self) -> Self:
        return self.select_related(
            "entry__member__seat", "session__term", "session__union", "sitting", "applied_by__user"
        ).order_by("-session__held_on", "entry__stroke_order", "pk")


class Leave(UnionOwned):
    """请假: asked of the head of the delegation, approved by the presidium.

    Who is on leave still counts in n: the quorum is of all full delegates (Order 32 art. 19).
    """

    session = models.ForeignKey(Session, models.PROTECT, verbose_name="会议", related_name="leaves")
    sitting = models.ForeignKey(
        Sitting,
        models.PROTECT,
        verbose_name="场次",
        null=True,
        blank=True,
        related_name="leaves",
        help_text="不选为整个会议期间。",
    )
    entry = models.ForeignKey(RollEntry, models.PROTECT, verbose_name="代表", related_name="leaves")
    reason = models.CharField("请假事由", max_length=10, choices=Reason)
    note = models.CharField("说明", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=LeaveState, default=LeaveState.APPLIED)
    applied_by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="提出人", null=True, blank=True, related_name="+"
    )
    applied_at = models.DateTimeField("提出时间")

    objects = LeaveQuerySet.as_manager()

    classification = {"note": "restricted", "applied_at": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "会议请假"
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "sitting"],
                condition=Q(state__in=STANDING),
                name="leave_once_a_sitting",
                violation_error_message="这位代表对这一场次已经请过假。",
            ),
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(state__in=STANDING, sitting__isnull=True),
                name="leave_once_a_session",
                violation_error_message="这位代表已对整个会议请过假。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=LeaveState.values), name="leave_state_known"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=Reason.values), name="leave_reason_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry}请假（{self.span}）"

    def clean(self) -> None:
        super().clean()
        if self.entry.session_id != self.session_id:
            raise ValidationError({"entry": "这位代表不在本次会议的名册上。"})
        if self.sitting is not None and self.sitting.session_id != self.session_id:
            raise ValidationError({"sitting": "所选场次不属于本次会议。"})

    @property
    def span(self) -> str:
        """What it is leave from."""
        return str(self.sitting) if self.sitting_id else "整个会议"

    @property
    def tone(self) -> str:
        return {
            LeaveState.APPROVED: "ok",
            LeaveState.REFUSED: "bad",
            LeaveState.WITHDRAWN: "plain",
        }.get(LeaveState(self.state), "warn")


def headed_by(seat: Seat) -> Any:
    """The line of the roll by which a seat heads the delegation of a leave's delegate."""
    return RollEntry.objects.filter(
        session=OuterRef("session"),
        delegation_name=OuterRef("entry__delegation_name"),
        is_head=True,
        member__seat=seat,
    ).exclude(delegation_name="")


def called_to(sitting: Sitting) -> Any:
    """Who is to come: everybody on the roll; to a meeting of the presidium its members."""
    roll = RollEntry.objects.filter(session=sitting.session_id)
    if sitting.part != Part.PRESIDIUM:
        return roll
    offices = SessionOffice.objects.filter(
        session=sitting.session_id,
        delegate=OuterRef("delegate"),
        office__in=[Office.PRESIDIUM, Office.EXECUTIVE_CHAIR],
    )
    return roll.filter(Exists(offices))


def roll_at(sitting: Sitting) -> Any:
    """The roll of a sitting; each line with `presence_id`, `signed_at`, `left_at`, `way`, and
    `is_excused` for who has leave. By delegation, then by surname strokes (以姓氏笔画为序).
    """
    leave = Leave.objects.approved().of_sitting(sitting).filter(entry=OuterRef("pk"))
    place = Delegation.objects.filter(
        term=OuterRef("session__term"), name=OuterRef("delegation_name")
    )
    here = FilteredRelation("presences", condition=Q(presences__sitting=sitting))
    return (
        called_to(sitting)
        .annotate(here=here)
        .annotate(
            presence_id=F("here__pk"),
            signed_at=F("here__at"),
            left_at=F("here__left_at"),
            way=F("here__way"),
            is_excused=Exists(leave),
            delegation_position=Subquery(place.values("position")[:1]),
        )
        .order_by(
            F("delegation_position").asc(nulls_last=True),
            "delegation_name",
            "stroke_order",
            "pk",
        )
    )


def own_line(sitting: Sitting, seat: Seat) -> Any:
    """The line of the roll by which this seat comes to the sitting, as `roll_at` has it, or None.

    One query that touches no more than it must: every sign-in asks it.
    """
    here = FilteredRelation("presences", condition=Q(presences__sitting=sitting))
    lines = called_to(sitting).filter(member__seat=seat).annotate(here=here)
    return lines.annotate(
        presence_id=F("here__pk"), signed_at=F("here__at"), left_at=F("here__left_at")
    ).first()


@dataclass(frozen=True)
class HeadCount:
    """应到、实到、请假、缺席 of full delegates; guests apart, who count nowhere (art. 19)."""

    expected: int
    """All full delegates of the roll, those on leave among them."""
    present: int
    """Signed in and not left."""
    came: int
    """Signed in, whether or not they have left since."""
    excused: int
    """On leave, and not come."""
    guests: int
    """Observers and invited who have come."""

    @property
    def left(self) -> int:
        return self.came - self.present

    @property
    def absent(self) -> int:
        """Neither come nor excused."""
        return self.expected - self.came - self.excused


_FULL, _CAME = Q(kind=Kind.FULL), Q(presence_id__isnull=False)
COUNTS = {
    "expected": Count("pk", filter=_FULL),
    "present": Count("pk", filter=_FULL & _CAME & Q(left_at__isnull=True)),
    "came": Count("pk", filter=_FULL & _CAME),
    "excused": Count("pk", filter=_FULL & ~_CAME & Q(is_excused=True)),
    "guests": Count("pk", filter=~_FULL & _CAME),
}


def head_count(sitting: Sitting) -> HeadCount:
    """One query."""
    return HeadCount(**roll_at(sitting).order_by().aggregate(**COUNTS))


def counts_by_delegation(sitting: Sitting) -> list[tuple[str, HeadCount]]:
    """Each delegation with its head count, in the order of the delegations. One query."""
    rows = (
        roll_at(sitting)
        .order_by()
        .values("delegation_name", "delegation_position")
        .annotate(**COUNTS)
        .order_by(F("delegation_position").asc(nulls_last=True), "delegation_name")
    )
    return [
        (row.pop("delegation_name"), HeadCount(**{name: row[name] for name in COUNTS}))
        for row in rows
    ]
