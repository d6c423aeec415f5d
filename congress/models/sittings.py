"""Sittings of a session, who was present at each, and the offices held at a session."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from congress.models.delegates import Delegate, Kind
from congress.models.roll import RollEntry
from congress.models.sessions import Session
from union_site.encryption import EncryptedTextField
from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned


class Part(models.TextChoices):
    """Where in a session something stands."""

    PREPARATORY = "preparatory", "预备会议"
    PRESIDIUM = "presidium", "主席团会议"
    PLENARY = "plenary", "全体会议"


class SittingState(models.TextChoices):
    PLANNED = "planned", "未开始"
    OPEN = "open", "进行中"
    CLOSED = "closed", "已结束"


class ScreenNames(models.TextChoices):
    """Whether the big screen says who came last."""

    NONE = "none", "不显示姓名"
    MASKED = "masked", "显示姓名，中间隐去"
    FULL = "full", "显示完整姓名"


class SittingQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        return self.filter(state=SittingState.OPEN)

    def taking_signatures(self) -> Self:
        return self.filter(takes_signatures=True).exclude(state=SittingState.CLOSED)

    def for_list(self) -> Self:
        return self.select_related(
            "session__term", "session__joint_term", "session__union"
        ).order_by("session", "position", "pk")


class Sitting(UnionOwned):
    """场次: one meeting of those on the roll, with its own sign-in.

    Signing in is possible before it opens; it opens only with the quorum (Order 32 art. 19).
    """

    session = models.ForeignKey(
        Session, models.PROTECT, verbose_name="会议", related_name="sittings"
    )
    part = models.CharField("类别", max_length=12, choices=Part, default=Part.PLENARY)
    position = models.PositiveSmallIntegerField("顺序", default=1)
    title = models.CharField("场次", max_length=40)
    starts_at = models.DateTimeField("开始时间")
    place = models.CharField("地点", max_length=80, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=SittingState, default=SittingState.PLANNED
    )
    takes_signatures = models.BooleanField("正在签到", default=False)
    screen_names = models.CharField(
        "大屏幕上的姓名", max_length=8, choices=ScreenNames, default=ScreenNames.MASKED
    )
    # Names the sitting in the address of its code; the secret makes the code of each half minute.
    token = models.CharField(max_length=32, unique=True, editable=False)
    secret = EncryptedTextField(editable=False)
    opened_at = models.DateTimeField("开始于", null=True, blank=True)
    closed_at = models.DateTimeField("结束于", null=True, blank=True)
    # As counted when it opened, and kept: full delegates who were to come, and who had come.
    expected = models.PositiveIntegerField("应到", null=True, blank=True)
    present = models.PositiveIntegerField("实到", null=True, blank=True)

    objects = SittingQuerySet.as_manager()

    classification = {
        "title": "internal",
        "starts_at": "internal",
        "place": "internal",
        "token": "restricted",
        "secret": "sensitive",
        "opened_at": "internal",
        "closed_at": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "会议场次"
        constraints = [
            models.UniqueConstraint(
                fields=["session", "title"],
                name="sitting_title_once",
                violation_error_message="本次会议已有同名的场次。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=SittingState.values), name="sitting_state_known"
            ),
            models.CheckConstraint(condition=Q(part__in=Part.values), name="sitting_part_known"),
            models.CheckConstraint(
                condition=Q(screen_names__in=ScreenNames.values), name="sitting_names_known"
            ),
            models.CheckConstraint(
                condition=Q(state="planned", opened_at__isnull=True)
                | ~Q(state="planned") & Q(opened_at__isnull=False, expected__isnull=False),
                name="sitting_opened_was_counted",
            ),
            models.CheckConstraint(
                condition=Q(present__isnull=True) | Q(present__lte=F("expected")),
                name="sitting_present_within_expected",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == SittingState.OPEN

    @property
    def is_closed(self) -> bool:
        return self.state == SittingState.CLOSED

    @property
    def is_of_the_congress(self) -> bool:
        """A meeting of the delegates; the presidium is a body of its own (Order 32 art. 22)."""
        return self.part != Part.PRESIDIUM

    @property
    def tone(self) -> str:
        return {SittingState.PLANNED: "info", SittingState.OPEN: "ok"}.get(
            SittingState(self.state), "plain"
        )

    def full_present(self) -> int:
        """How many full delegates have signed in and have not left since. One query."""
        return self.presences.full().here().count()


class Way(models.TextChoices):
    CODE = "code", "扫码"
    DESK = "desk", "签到台"
    PAPER = "paper", "纸质签到表"


class PresenceQuerySet(ScopedQuerySet):
    def full(self) -> Self:
        return self.filter(entry__kind=Kind.FULL)

    def here(self) -> Self:
        """Who has not left."""
        return self.filter(left_at__isnull=True)

    def newest_first(self) -> Self:
        return self.select_related("entry").order_by("-at", "-pk")


class Presence(UnionOwned):
    """实到: somebody on the roll signed in at a sitting; one row each, by whatever way."""

    sitting = models.ForeignKey(
        Sitting, models.PROTECT, verbose_name="场次", related_name="presences"
    )
    entry = models.ForeignKey(
        RollEntry, models.PROTECT, verbose_name="代表", related_name="presences"
    )
    way = models.CharField("签到方式", max_length=8, choices=Way)
    at = models.DateTimeField("签到时间")
    left_at = models.DateTimeField("离场时间", null=True, blank=True)
    recorded_by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="登记人", null=True, blank=True, related_name="+"
    )

    objects = PresenceQuerySet.as_manager()

    classification = {"at": "internal", "left_at": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "签到"
        constraints = [
            models.UniqueConstraint(fields=["sitting", "entry"], name="presence_once"),
            models.CheckConstraint(condition=Q(way__in=Way.values), name="presence_way_known"),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("at")),
                name="presence_left_after_coming",
                violation_error_message="离场时间不能早于签到时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry}"


class Office(models.TextChoices):
    PRESIDIUM = "presidium", "主席团成员"
    EXECUTIVE_CHAIR = "executive_chair", "执行主席"
    SECRETARY = "secretary", "秘书长"
    CREDENTIALS = "credentials", "代表资格审查小组成员"
    CHIEF_SCRUTINEER = "chief_scrutineer", "总监票人"
    SCRUTINEER = "scrutineer", "监票人"
    TELLER = "teller", "计票人"


class OfficeQuerySet(ScopedQuerySet):
    def of(self, *offices: str) -> Self:
        return self.filter(office__in=offices)

    def for_list(self) -> Self:
        return self.select_related("delegate__member__seat").order_by(
            "office", "position", "delegate__stroke_order", "pk"
        )


class SessionOffice(UnionOwned):
    """A delegate's office at one session: presidium, scrutineers, tellers …"""

    session = models.ForeignKey(
        Session, models.PROTECT, verbose_name="会议", related_name="offices"
    )
    delegate = models.ForeignKey(
        Delegate, models.PROTECT, verbose_name="代表", related_name="offices"
    )
    office = models.CharField("职务", max_length=20, choices=Office)
    position = models.PositiveSmallIntegerField("顺序", default=1)

    objects = OfficeQuerySet.as_manager()

    classification: dict[str, str] = {}

    class Meta:
        verbose_name = verbose_name_plural = "会议职务"
        constraints = [
            models.UniqueConstraint(
                fields=["session", "delegate", "office"],
                name="session_office_once",
                violation_error_message="这位代表已担任这项职务。",
            ),
            models.CheckConstraint(
                condition=Q(office__in=Office.values), name="session_office_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delegate} {self.get_office_display()}"
