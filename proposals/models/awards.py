"""Awards of proposal work 评优: rounds, who is nominated, who has voted."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from congress.models import Delegation, Session
from members.models import Award
from proposals.models.committee import sits_on_committee
from proposals.models.proposals import Proposal
from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned

MOST_PLACES = 50


class AwardKind(models.TextChoices):
    PROPOSAL = "proposal", "优秀提案"
    HANDLER = "handler", "提案承办先进单位"
    DELEGATION = "delegation", "提案工作优秀代表组"


class AwardMethod(models.TextChoices):
    VOTE = "vote", "投票"
    POINTS = "points", "按积分"


class AwardVoters(models.TextChoices):
    COMMITTEE = "committee", "提案工作委员会委员"
    DELEGATES = "delegates", "全体正式代表"


class AwardState(models.TextChoices):
    DRAFT = "draft", "筹备中"
    NOMINATING = "nominating", "征集推荐"
    VOTING = "voting", "投票中"
    ANNOUNCED = "announced", "已公布"
    CANCELLED = "cancelled", "已取消"


class AwardRoundQuerySet(ScopedQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        """Those who prepare it see all; delegates what they vote on; everybody the result."""
        rows = super().visible_to(seat)
        if seat is None or seat.can("proposals.view") or sits_on_committee(seat):
            return rows
        voting = Q(state=AwardState.VOTING, voters=AwardVoters.DELEGATES)
        return rows.filter(Q(state=AwardState.ANNOUNCED) | voting)

    def voting(self) -> Self:
        return self.filter(state=AwardState.VOTING)

    def announced(self) -> Self:
        return self.filter(state=AwardState.ANNOUNCED)

    def for_list(self) -> Self:
        return self.select_related("session__term", "union").order_by("-year", "-pk")


class AwardRound(UnionOwned):
    """One round: of which session or year, what for, how it is decided, how many places."""

    kind = models.CharField("奖项", max_length=12, choices=AwardKind)
    session = models.ForeignKey(
        Session, models.PROTECT, verbose_name="会议", null=True, blank=True, related_name="+"
    )
    year = models.PositiveSmallIntegerField(
        "年度", validators=[MinValueValidator(1950), MaxValueValidator(2099)]
    )
    method = models.CharField(
        "产生方式", max_length=8, choices=AwardMethod, default=AwardMethod.VOTE
    )
    voters = models.CharField(
        "谁来投票", max_length=10, choices=AwardVoters, default=AwardVoters.COMMITTEE
    )
    places = models.PositiveSmallIntegerField(
        "名额", validators=[MinValueValidator(1), MaxValueValidator(MOST_PLACES)]
    )
    choices = models.PositiveSmallIntegerField(
        "每人最多选几个",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PLACES)],
    )
    state = models.CharField("状态", max_length=12, choices=AwardState, default=AwardState.DRAFT)
    opened_by = models.ForeignKey(Seat, models.PROTECT, verbose_name="发起人", related_name="+")
    # The number of people who may vote, as it was when the voting began.
    entitled = models.PositiveIntegerField("应投票人数", default=0)
    document_no = models.CharField("表彰文号", max_length=40, blank=True)
    announced_on = models.DateField("公布日期", null=True, blank=True)

    objects = AwardRoundQuerySet.as_manager()

    classification = {"document_no": "public", "announced_on": "public"}

    class Meta:
        verbose_name = verbose_name_plural = "提案评优"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=AwardKind.values), name="award_round_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(method__in=AwardMethod.values), name="award_round_method_known"
            ),
            models.CheckConstraint(
                condition=Q(voters__in=AwardVoters.values), name="award_round_voters_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=AwardState.values), name="award_round_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="voting") | Q(method="vote"),
                name="award_round_points_are_not_voted",
            ),
            models.CheckConstraint(
                condition=~Q(state="announced") | Q(announced_on__isnull=False),
                name="award_round_announced_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope_label}{self.get_kind_display()}评选"

    @property
    def scope_label(self) -> str:
        return self.session.short_title if self.session is not None else f"{self.year}年度"

    @property
    def is_by_points(self) -> bool:
        return self.method == AwardMethod.POINTS


class AwardNomineeQuerySet(ScopedQuerySet):
    def standing(self) -> Self:
        return self.filter(is_dropped=False)

    def winners(self) -> Self:
        return self.filter(place__isnull=False)

    def for_list(self) -> Self:
        return self.select_related(
            "proposal__delegate",
            "proposal__delegation",
            "proposal__body",
            "proposal__author__user",
            "seat__user",
            "delegation",
            "nominated_by__user",
            "round__session__term",
        ).order_by("place", "pk")


class AwardNominee(UnionOwned):
    """被推荐的提案、部门或代表团; how often it was chosen is all that is kept of the votes."""

    round = models.ForeignKey(
        AwardRound, models.PROTECT, verbose_name="评选", related_name="nominees"
    )
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, verbose_name="提案", null=True, blank=True, related_name="+"
    )
    seat = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="承办部门", null=True, blank=True, related_name="+"
    )
    delegation = models.ForeignKey(
        Delegation, models.PROTECT, verbose_name="代表团", null=True, blank=True, related_name="+"
    )
    nominated_by = models.ForeignKey(Seat, models.PROTECT, verbose_name="推荐人", related_name="+")
    reason = models.CharField("推荐理由", max_length=500, blank=True)
    is_dropped = models.BooleanField("已撤下", default=False)
    votes = models.PositiveIntegerField("得票", default=0)
    # As they were when the result was announced.
    points = models.IntegerField("积分", null=True, blank=True)
    point_lines: models.JSONField[list[Any], list[Any]] = models.JSONField(
        "积分明细", default=list, blank=True
    )
    # Set where the prize was entered into the register of honours.
    honour = models.OneToOneField(
        Award,
        models.PROTECT,
        verbose_name="登记的荣誉",
        null=True,
        blank=True,
        related_name="+",
    )
    place = models.PositiveSmallIntegerField("名次", null=True, blank=True)

    objects = AwardNomineeQuerySet.as_manager()

    classification = {"reason": "internal", "point_lines": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "评优推荐"
        constraints = [
            models.CheckConstraint(
                condition=Q(proposal__isnull=False, seat__isnull=True, delegation__isnull=True)
                | Q(proposal__isnull=True, seat__isnull=False, delegation__isnull=True)
                | Q(proposal__isnull=True, seat__isnull=True, delegation__isnull=False),
                name="award_nominee_is_one_thing",
            ),
            *(
                models.UniqueConstraint(
                    fields=["round", name],
                    name=f"award_nominee_{name}_once",
                    violation_error_message="已经推荐过了。",
                )
                for name in ("proposal", "seat", "delegation")
            ),
            models.CheckConstraint(
                condition=Q(place__isnull=True) | Q(is_dropped=False),
                name="award_nominee_dropped_wins_nothing",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What stands on the list: the title, the department, the delegation."""
        if self.proposal is not None:
            return self.proposal.heading
        if self.seat is not None:
            return self.seat.department or self.seat.user.name
        return self.delegation.name if self.delegation is not None else ""


class AwardVoterQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        return self.select_related("seat__user").order_by("pk")


class AwardVoter(UnionOwned):
    """That somebody has voted: once, with a random key and no time finer than a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(AwardRound, models.PROTECT, verbose_name="评选", related_name="voted")
    seat = models.ForeignKey(Seat, models.PROTECT, verbose_name="投票人", related_name="+")
    voted_on = models.DateField("投票日期")

    objects = AwardVoterQuerySet.as_manager()

    classification = {"voted_on": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "评优投票人"
        constraints = [
            models.UniqueConstraint(
                fields=["round", "seat"],
                name="award_voter_once",
                violation_error_message="您已经投过票了。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.round}投票"
