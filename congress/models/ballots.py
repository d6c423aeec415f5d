"""Ballots: what is voted on and how, who may vote, who has, and the urn that knows nobody.

A secret vote leaves two traces that nothing ties together: a `Turnout` row says that somebody
voted, and the `Urn`, one row for the whole ballot, holds how often each sheet was cast.
"""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Count, F, Q

from congress.models.agenda import AgendaItem
from congress.models.roll import RollEntry
from congress.models.sessions import Session
from congress.models.sittings import Sitting
from members.models import Member
from union_site.encryption import SealedTextField
from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned


class BallotKind(models.TextChoices):
    RESOLUTION = "resolution", "表决"
    ELECTION = "election", "选举"
    APPRAISAL = "appraisal", "民主评议"
    POLL = "poll", "满意度测评"


class BallotMethod(models.TextChoices):
    SECRET_BALLOT = "secret_ballot", "无记名投票"
    OPEN_BALLOT = "open_ballot", "记名投票"
    SHOW_OF_HANDS = "show_of_hands", "举手表决"
    ACCLAMATION = "acclamation", "鼓掌通过"


class Medium(models.TextChoices):
    PHONE = "phone", "手机投票"
    PAPER = "paper", "纸质票"
    COUNTED = "counted", "现场清点"


class Electorate(models.TextChoices):
    DELEGATES = "delegates", "到会正式代表"
    ALL_DELEGATES = "all_delegates", "全体正式代表"
    MEMBERS = "members", "全体会员"


class Base(models.TextChoices):
    """Of whom more than half must be in favour. The law says all (Order 32 art. 21)."""

    ALL = "all", "全体正式代表"
    PRESENT = "present", "到会正式代表"
    VALID = "valid", "有效票"


class BallotState(models.TextChoices):
    DRAFT = "draft", "未开始"
    OPEN = "open", "投票中"
    COUNTING = "counting", "计票中"
    DECIDED = "decided", "已公布结果"
    VOID = "void", "已作废"


# What is written on a sheet for each item where nothing else was agreed.
FOR, AGAINST, ABSTAIN = "for", "against", "abstain"


def usual_scale() -> list[list[str]]:
    return [[FOR, "同意"], [AGAINST, "不同意"], [ABSTAIN, "弃权"]]


class BallotQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        return self.filter(state=BallotState.OPEN)

    def decided(self) -> Self:
        return self.filter(state=BallotState.DECIDED)

    def for_list(self) -> Self:
        return self.select_related("session__term", "session__union", "sitting", "union").order_by(
            "-session__held_on", "session", "position", "round_no", "pk"
        )

    def with_turnout(self) -> Self:
        """Each with `turnout`, how many have voted, and `entitled`, how many may."""
        return self.annotate(
            entitled=Count("electors", distinct=True),
            turnout=Count("electors__turnout", distinct=True),
        )


class Ballot(UnionOwned):
    """One vote: a matter, an election, an appraisal or a poll, on one sheet.

    `scale` is a list of [code, label]: what may be marked for each item. `result` is written once,
    when the ballot is decided; its shape is described in `congress/actions/counting.py`.
    """

    # Set by `with_turnout`.
    entitled: int
    turnout: int
    # Set where ballots are listed with the number of their items.
    items_on_it: int

    session = models.ForeignKey(
        Session,
        models.PROTECT,
        verbose_name="会议",
        null=True,
        blank=True,
        related_name="ballots",
    )
    sitting = models.ForeignKey(
        Sitting,
        models.PROTECT,
        verbose_name="场次",
        null=True,
        blank=True,
        related_name="ballots",
    )
    agenda_item = models.ForeignKey(
        AgendaItem,
        models.PROTECT,
        verbose_name="议程",
        null=True,
        blank=True,
        related_name="ballots",
    )
    position = models.PositiveSmallIntegerField("顺序", default=1)
    title = models.CharField("名称", max_length=120)
    explanation = models.CharField("说明", max_length=500, blank=True)
    kind = models.CharField("类别", max_length=12, choices=BallotKind)
    method = models.CharField("表决方式", max_length=20, choices=BallotMethod)
    medium = models.CharField("介质", max_length=8, choices=Medium, default=Medium.PHONE)
    electorate = models.CharField(
        "投票范围", max_length=16, choices=Electorate, default=Electorate.DELEGATES
    )
    scale = models.JSONField("选项", default=usual_scale)
    seats = models.PositiveSmallIntegerField("应选名额", null=True, blank=True)
    write_ins = models.PositiveSmallIntegerField("可另选人数", default=0)
    base = models.CharField("计算基数", max_length=8, choices=Base, default=Base.ALL)
    round_no = models.PositiveSmallIntegerField("轮次", default=1)
    previous = models.OneToOneField(
        "self",
        models.PROTECT,
        verbose_name="上一轮",
        null=True,
        blank=True,
        related_name="next_round",
    )
    state = models.CharField("状态", max_length=10, choices=BallotState, default=BallotState.DRAFT)
    # Frozen when it opens: all full delegates, and those of them who are present.
    n = models.PositiveIntegerField("全体正式代表", null=True, blank=True, editable=False)
    present = models.PositiveIntegerField("到会正式代表", null=True, blank=True, editable=False)
    opened_at = models.DateTimeField("开始于", null=True, blank=True, editable=False)
    closed_at = models.DateTimeField("结束于", null=True, blank=True, editable=False)
    result = models.JSONField("结果", default=dict, blank=True, editable=False)
    # An appraisal is seen by few until the chair makes it known to all.
    announced_at = models.DateTimeField("公布于", null=True, blank=True, editable=False)
    drafted_by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="拟定人", null=True, blank=True, related_name="+"
    )

    objects = BallotQuerySet.as_manager()

    classification = {
        "title": "internal",
        "explanation": "internal",
        "scale": "internal",
        "opened_at": "internal",
        "closed_at": "internal",
        "result": "internal",
        "announced_at": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "表决与选举"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=BallotState.values), name="ballot_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=BallotKind.values), name="ballot_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(method__in=BallotMethod.values), name="ballot_method_known"
            ),
            models.CheckConstraint(
                condition=Q(medium__in=Medium.values), name="ballot_medium_known"
            ),
            models.CheckConstraint(
                condition=Q(electorate__in=Electorate.values), name="ballot_electorate_known"
            ),
            models.CheckConstraint(condition=Q(base__in=Base.values), name="ballot_base_known"),
            models.CheckConstraint(
                condition=Q(method__in=["secret_ballot", "open_ballot"])
                & Q(medium__in=["phone", "paper"])
                | Q(method__in=["show_of_hands", "acclamation"]) & Q(medium="counted"),
                name="ballot_medium_fits_method",
                violation_error_message="举手和鼓掌由现场清点，投票用手机或纸质票。",
            ),
            models.CheckConstraint(
                condition=Q(kind="election", seats__isnull=False, seats__gte=1)
                | ~Q(kind="election") & Q(seats=None),
                name="ballot_election_has_seats",
                violation_error_message="选举须写明应选名额。",
            ),
            models.CheckConstraint(
                condition=Q(session__isnull=False) | Q(electorate="members"),
                name="ballot_of_delegates_has_a_session",
                violation_error_message="代表的表决须属于一次会议。",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", opened_at__isnull=True)
                | Q(state="void")
                | Q(state__in=["open", "counting", "decided"], opened_at__isnull=False),
                name="ballot_opened_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(announced_at__isnull=True) | Q(state="decided"),
                name="ballot_announced_was_decided",
            ),
            models.CheckConstraint(
                condition=Q(present__isnull=True) | Q(present__lte=F("n")),
                name="ballot_present_within_n",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == BallotState.OPEN

    @property
    def is_decided(self) -> bool:
        return self.state == BallotState.DECIDED

    @property
    def is_secret(self) -> bool:
        return self.method == BallotMethod.SECRET_BALLOT

    @property
    def labels(self) -> dict[str, str]:
        """What may be marked, code → label, in the order of the sheet."""
        return dict(self.scale)


class BallotItem(UnionOwned):
    """What is marked on the sheet: a matter, a candidate, somebody who is appraised."""

    ballot = models.ForeignKey(Ballot, models.PROTECT, verbose_name="表决", related_name="items")
    position = models.PositiveSmallIntegerField("顺序")
    title = models.CharField("内容", max_length=120)
    member = models.ForeignKey(
        Member, models.PROTECT, verbose_name="候选人", null=True, blank=True, related_name="+"
    )
    note = models.CharField("说明", max_length=200, blank=True)

    classification = {"title": "internal", "note": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "票面内容"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["ballot", "position"], name="ballot_item_once"),
            models.UniqueConstraint(fields=["ballot", "member"], name="ballot_candidate_once"),
        ]

    def __str__(self) -> str:
        return self.title


class ElectorQuerySet(ScopedQuerySet):
    def yet_to_vote(self) -> Self:
        return self.filter(turnout__isnull=True)


class Elector(UnionOwned):
    """Somebody who may vote in one ballot; written when it opens, and never changed."""

    # Set where somebody votes: the ballot's state of that moment, whether the vote is there.
    ballot_state: str
    has_voted: bool

    ballot = models.ForeignKey(Ballot, models.PROTECT, verbose_name="表决", related_name="electors")
    member = models.ForeignKey(Member, models.PROTECT, verbose_name="会员", related_name="+")
    entry = models.ForeignKey(
        RollEntry, models.PROTECT, verbose_name="代表", null=True, blank=True, related_name="+"
    )

    objects = ElectorQuerySet.as_manager()

    classification: dict[str, str] = {}

    class Meta:
        verbose_name = verbose_name_plural = "有投票权的人"
        constraints = [
            models.UniqueConstraint(fields=["ballot", "member"], name="elector_once"),
        ]

    def __str__(self) -> str:
        return str(self.member)


class Turnout(UnionOwned):
    """That somebody has voted: inserted once, with no time and a random key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    elector = models.OneToOneField(
        Elector, models.PROTECT, verbose_name="投票人", related_name="turnout"
    )

    classification: dict[str, str] = {}

    class Meta:
        verbose_name = verbose_name_plural = "已投票"

    def __str__(self) -> str:
        return str(self.elector)


class Urn(UnionOwned):
    """Every sheet of one secret ballot, in one row that each vote writes anew as a whole."""

    ballot = models.OneToOneField(Ballot, models.PROTECT, verbose_name="表决", related_name="urn")
    sheets = SealedTextField("选票", blank=True, editable=False)

    classification = {"sheets": "sensitive"}

    class Meta:
        verbose_name = verbose_name_plural = "票箱"

    def __str__(self) -> str:
        return f"票箱：{self.ballot}"


class OpenVote(UnionOwned):
    """A vote with a name on it 记名投票: item id → code."""

    elector = models.OneToOneField(
        Elector, models.PROTECT, verbose_name="投票人", related_name="open_vote"
    )
    marks: Any = models.JSONField("选择", default=dict)

    classification = {"marks": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "记名票"

    def __str__(self) -> str:
        return str(self.elector)
