"""Sessions 次: the meetings of a term."""

from __future__ import annotations

import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from congress.models import titles
from congress.models.terms import NUMBERS, CongressTerm, Series
from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned


class State(models.TextChoices):
    PLANNED = "planned", "筹备中"
    HELD = "held", "已召开"
    CANCELLED = "cancelled", "已取消"


class SessionQuerySet(ScopedQuerySet):
    def planned(self) -> Self:
        return self.filter(state=State.PLANNED)

    def held(self) -> Self:
        return self.filter(state=State.HELD)

    def of_series(self, series: str) -> Self:
        """Sessions of one series; a joint session belongs to both of its own."""
        return self.filter(Q(term__series=series) | Q(joint_term__series=series))

    def of_delegates(self) -> Self:
        """Sessions that delegates attend: of the staff congress and of the union congress."""
        return self.filter(term__series__in=[Series.STAFF, Series.UNION])

    def between(self, first: datetime.date | None, last: datetime.date | None) -> Self:
        """Sessions of these days, both ends included; an end that is None is open."""
        rows = self if first is None else self.filter(held_on__gte=first)
        return rows if last is None else rows.filter(held_on__lte=last)

    def reported_on_time(self) -> Self:
        """Of which the union above was told within the working days of the norm."""
        return self.filter(report__sent_on__lte=F("report__due_on"))

    def for_list(self) -> Self:
        return self.select_related("term", "joint_term", "union").order_by(
            "-held_on", "-session_no", "-pk"
        )


class Session(UnionOwned):
    """次: one meeting of a term. `expected` is n of every rule: all full delegates in office.

    n is frozen here at the credentials check, since delegates leave in mid-term.
    """

    class Kind(models.TextChoices):
        FIRST = "first", "换届（首次）会议"
        ANNUAL = "annual", "年度会议"
        TOPICAL = "topical", "专题会议"
        EXTRAORDINARY = "extraordinary", "临时会议"

    class Initiator(models.TextChoices):
        SCHOOL = "school", "学校提议"
        UNION = "union", "工会提议"
        DELEGATES = "delegates", "代表联名提议"

    term = models.ForeignKey(
        CongressTerm, models.PROTECT, verbose_name="届次", related_name="sessions"
    )
    session_no = models.PositiveSmallIntegerField("第几次", validators=NUMBERS)
    # 双代会: the union congress that meets with it has a number of its own.
    joint_term = models.ForeignKey(
        CongressTerm,
        models.PROTECT,
        verbose_name="合并召开的工代会",
        null=True,
        blank=True,
        related_name="joint_sessions",
    )
    joint_session_no = models.PositiveSmallIntegerField(
        "工代会第几次", validators=NUMBERS, null=True, blank=True
    )
    is_enlarged = models.BooleanField("扩大会议", default=False)
    kind = models.CharField("会议类别", max_length=20, choices=Kind, default=Kind.ANNUAL)
    initiator = models.CharField("提议方", max_length=20, choices=Initiator, blank=True)
    signers = models.PositiveIntegerField("联名代表人数", null=True, blank=True)
    held_on = models.DateField("召开日期")
    place = models.CharField("地点", max_length=80, blank=True)
    agenda = models.TextField("主要议题", max_length=2000, blank=True)
    state = models.CharField("状态", max_length=20, choices=State, default=State.PLANNED)
    # The day of the credentials check 资格审查: from then on the roll stands still.
    roll_frozen_on = models.DateField("资格审查日期", null=True, blank=True, editable=False)
    expected = models.PositiveIntegerField("应到正式代表", null=True, blank=True)
    present = models.PositiveIntegerField("实到正式代表", null=True, blank=True)
    observers = models.PositiveIntegerField("列席和特邀", default=0)
    proposals_received = models.PositiveIntegerField("征集提案", default=0)
    summary = models.TextField("会议情况", max_length=4000, blank=True)
    registered_by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="登记人", null=True, blank=True, related_name="+"
    )

    objects = SessionQuerySet.as_manager()

    classification = {
        "held_on": "public",
        "roll_frozen_on": "internal",
        "place": "internal",
        "agenda": "internal",
        "summary": "internal",
        "registered_by": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "教代会会议"
        constraints = [
            models.UniqueConstraint(
                fields=["term", "session_no"],
                condition=~Q(state="cancelled"),
                name="session_number_once",
                violation_error_message="本届的这一次会议已经登记过了。",
            ),
            models.UniqueConstraint(
                fields=["joint_term", "joint_session_no"],
                condition=~Q(state="cancelled"),
                name="session_joint_number_once",
                violation_error_message="工代会的这一次会议已经登记过了。",
            ),
            models.CheckConstraint(
                condition=Q(joint_term__isnull=True, joint_session_no__isnull=True)
                | Q(joint_term__isnull=False, joint_session_no__isnull=False),
                name="session_joint_has_both",
                violation_error_message="双代会须同时写明工代会的届和次。",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="session_state_known"),
            models.CheckConstraint(
                condition=Q(kind__in=["first", "annual", "topical", "extraordinary"]),
                name="session_kind_known",
            ),
            models.CheckConstraint(
                condition=~Q(kind="first") | Q(session_no=1),
                name="session_first_is_number_one",
                violation_error_message="换届（首次）会议应为本届第一次。",
            ),
            models.CheckConstraint(
                condition=~Q(kind="extraordinary") | ~Q(initiator=""),
                name="session_extraordinary_has_initiator",
                violation_error_message="临时会议须写明由谁提议。",
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(expected__gte=1, present__isnull=False),
                name="session_held_was_counted",
            ),
            models.CheckConstraint(
                condition=Q(present__isnull=True) | Q(present__lte=F("expected")),
                name="session_present_within_expected",
                violation_error_message="实到正式代表不能多于应到正式代表。",
            ),
        ]
        indexes = [models.Index(fields=["union", "-held_on"], name="session_latest")]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.joint_term is not None and not (
            self.term.is_staff and self.joint_term.series == Series.UNION
        ):
            sentence = "双代会由教职工代表大会和工会会员代表大会合并召开，请核对届次。"
            raise ValidationError({"joint_term": sentence})
        if self.is_enlarged and self.term.series != Series.COMMITTEE:
            raise ValidationError({"is_enlarged": "只有工会委员会全体会议可以是扩大会议。"})

    @property
    def title(self) -> str:
        """第五届教职工代表大会第二次会议."""
        return titles.full(self)

    @property
    def short_title(self) -> str:
        """五届二次教代会."""
        return titles.short(self)

    @property
    def is_joint(self) -> bool:
        return self.joint_term_id is not None

    @property
    def tone(self) -> str:
        return {State.PLANNED: "info", State.HELD: "ok"}.get(State(self.state), "plain")

    @property
    def is_held(self) -> bool:
        return self.state == State.HELD
