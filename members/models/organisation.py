"""Bodies of a union, their terms, and who holds which post."""

from __future__ import annotations

import datetime
import re
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from members.models.people import Member
from union_site.calendar import ordinal
from union_site.scoping import ScopedQuerySet, UnionOwned

NUMBERS = [MinValueValidator(1), MaxValueValidator(99)]


class Kind(models.TextChoices):
    """What a body is for; a union has at most one of each but the last."""

    COMMITTEE = "committee", "工会委员会"
    AUDIT = "audit", "经费审查委员会"
    WOMEN = "women", "女职工委员会"
    MEDIATION = "mediation", "劳动争议调解委员会"
    DEMOCRATIC = "democratic", "民主管理委员会"
    PROPOSALS = "proposals", "提案工作委员会"
    OTHER = "other", "其他"


# How a post of the body is called on the roster: the label alone, or with this before it.
POST_PREFIX = {
    Kind.COMMITTEE: "",
    Kind.AUDIT: "经审",
    Kind.WOMEN: "女职工委员会",
    Kind.MEDIATION: "调解委员会",
    Kind.DEMOCRATIC: "民主管理委员会",
    Kind.PROPOSALS: "提案工作委员会",
}
# Bodies that are elected, and whose term is that of the committee (工会法 art. 16).
ELECTED = (Kind.COMMITTEE, Kind.AUDIT, Kind.WOMEN)


class BodyQuerySet(ScopedQuerySet):
    def in_order(self) -> Self:
        order = models.Case(
            *(models.When(kind=kind, then=place) for place, kind in enumerate(Kind.values)),
            output_field=models.IntegerField(),
        )
        return self.order_by(order, "name", "pk")


class Body(UnionOwned):
    """A standing body of the union: a committee that is elected for terms."""

    kind = models.CharField("类别", max_length=12, choices=Kind)
    name = models.CharField("名称", max_length=60)

    objects = BodyQuerySet.as_manager()

    classification = {"name": "public"}

    class Meta:
        verbose_name = verbose_name_plural = "机构"
        constraints = [
            models.UniqueConstraint(
                fields=["union", "kind"],
                condition=~Q(kind="other"),
                name="body_kind_once",
                violation_error_message="本工会已登记过这一类机构。",
            ),
            models.UniqueConstraint(
                fields=["union", "name"],
                name="body_name_once",
                violation_error_message="本工会已有同名的机构。",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="body_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Method(models.TextChoices):
    COMPETITIVE = "competitive", "差额选举"
    EQUAL = "equal", "等额选举"
    CHOSEN = "chosen", "推选或聘任"


class Electors(models.TextChoices):
    ASSEMBLY = "assembly", "会员大会"
    CONGRESS = "congress", "会员代表大会"


class BodyTermQuerySet(ScopedQuerySet):
    def current(self) -> Self:
        """Terms that have not ended, also those that are overdue."""
        return self.filter(ended_on__isnull=True)

    def current_committee(self) -> Self:
        """The term of the union committee that is in office: one row per union at most."""
        return self.current().filter(body__kind=Kind.COMMITTEE)

    def with_due(self) -> Self:
        """Each with `due`, the day it ends by plan or after a postponement."""
        return self.annotate(due=Coalesce("postponed_until", "planned_end"))

    def for_list(self) -> Self:
        return self.select_related("body", "union").order_by("-term_no", "-pk")


class BodyTerm(UnionOwned):
    """届: one term of a body, from its election to the next."""

    body = models.ForeignKey(Body, models.PROTECT, verbose_name="机构", related_name="terms")
    term_no = models.PositiveSmallIntegerField("届次", validators=NUMBERS)
    starts_on = models.DateField("任期起")
    term_years = models.PositiveSmallIntegerField(
        "每届年限", validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    planned_end = models.DateField("届满日期")
    ended_on = models.DateField("实际结束", null=True, blank=True)
    end_reason = models.CharField("结束原因", max_length=100, blank=True)
    elected_on = models.DateField("选举日期", null=True, blank=True)
    method = models.CharField("产生方式", max_length=12, choices=Method, default=Method.COMPETITIVE)
    electors = models.CharField("选举会议", max_length=10, choices=Electors, blank=True)
    electors_expected = models.PositiveIntegerField("应到人数", null=True, blank=True)
    electors_present = models.PositiveIntegerField("实到人数", null=True, blank=True)
    candidates = models.PositiveSmallIntegerField("候选人数", null=True, blank=True)
    seats = models.PositiveSmallIntegerField(
        "委员名额", validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    approval_no = models.CharField("上级工会批复文号", max_length=60, blank=True)
    approved_on = models.DateField("批复日期", null=True, blank=True)
    postponed_until = models.DateField("延期至", null=True, blank=True)
    postpone_reason = models.CharField("延期理由", max_length=200, blank=True)

    objects = BodyTermQuerySet.as_manager()

    classification = {
        "starts_on": "public",
        "planned_end": "public",
        "ended_on": "public",
        "end_reason": "internal",
        "elected_on": "public",
        "approval_no": "public",
        "approved_on": "public",
        "postponed_until": "public",
        "postpone_reason": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "任期"
        constraints = [
            models.UniqueConstraint(
                fields=["body", "term_no"],
                name="body_term_number_once",
                violation_error_message="这一届已经登记过了。",
            ),
            models.UniqueConstraint(
                fields=["body"],
                condition=Q(ended_on__isnull=True),
                name="body_term_open_once",
                violation_error_message="这个机构还有一届没有结束。",
            ),
            models.CheckConstraint(
                condition=Q(planned_end__gt=F("starts_on")),
                name="body_term_range_forward",
                violation_error_message="届满日期应晚于任期起。",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("starts_on")),
                name="body_term_ends_after_start",
                violation_error_message="结束日期不能早于任期起。",
            ),
            models.CheckConstraint(
                condition=Q(postponed_until__isnull=True)
                | (Q(postponed_until__gt=F("planned_end")) & ~Q(postpone_reason="")),
                name="body_term_postponed_with_reason",
                violation_error_message="延期应晚于届满日期，并写明理由。",
            ),
            models.CheckConstraint(
                condition=Q(electors_present__isnull=True)
                | Q(electors_present__lte=F("electors_expected")),
                name="body_term_present_within_expected",
                violation_error_message="实到人数不能多于应到人数。",
            ),
            models.CheckConstraint(
                condition=Q(method__in=Method.values), name="body_term_method_known"
            ),
            models.CheckConstraint(
                condition=Q(electors__in=["", *Electors.values]), name="body_term_electors_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{ordinal(self.term_no, '届')}{self.body.name}"

    @property
    def due_on(self) -> datetime.date:
        """The day by which the next term should have begun."""
        return self.postponed_until or self.planned_end

    @property
    def is_current(self) -> bool:
        return self.ended_on is None


class Rank(models.TextChoices):
    CHAIR = "chair", "主席或主任"
    VICE = "vice", "副职"
    MEMBER = "member", "委员"


CHAIR_LABELS = {"主席", "工会主席", "主任", "主任委员", "会长", "组织员", "召集人"}
_SEPARATORS = re.compile(r"[、，,；;兼/]")


def rank_of(label: str) -> str:
    """What a post's label amounts to; of several the first counts: 副主席兼组织委员."""
    first = _SEPARATORS.split(label.strip())[0].strip()
    if first in CHAIR_LABELS:
        return Rank.CHAIR
    bare = first.removeprefix("工会").removeprefix("常务")
    return Rank.VICE if bare.startswith("副") else Rank.MEMBER


class CameBy(models.TextChoices):
    ELECTED = "elected", "换届选举"
    BY_ELECTION = "by_election", "补选"
    ADDED = "added", "增补"


class EndReason(models.TextChoices):
    TERM_OVER = "term_over", "届满"
    RESIGNED = "resigned", "辞职"
    MOVED = "moved", "改任"
    LEFT = "left", "调离、退休或离会"
    RECALLED = "recalled", "罢免"


class PostQuerySet(ScopedQuerySet):
    def current(self) -> Self:
        return self.filter(until__isnull=True)

    def of_kind(self, kind: str) -> Self:
        return self.filter(term__body__kind=kind)

    def in_order(self) -> Self:
        """Chair, deputies, members; within these as set, then by strokes."""
        rank = models.Case(
            *(models.When(rank=rank, then=place) for place, rank in enumerate(Rank.values)),
            output_field=models.IntegerField(),
        )
        return self.order_by(rank, "order", "member__stroke_order", "pk")

    def for_list(self) -> Self:
        return self.select_related("member__group", "member__seat", "term__body", "union")


class Post(UnionOwned):
    """A person's post in a term of a body."""

    term = models.ForeignKey(BodyTerm, models.PROTECT, verbose_name="任期", related_name="posts")
    member = models.ForeignKey(Member, models.PROTECT, verbose_name="会员", related_name="posts")
    label = models.CharField("职务", max_length=30)
    rank = models.CharField("级别", max_length=8, choices=Rank, editable=False)
    order = models.PositiveSmallIntegerField("顺序", default=0)
    since = models.DateField("任职自")
    until = models.DateField("至", null=True, blank=True)
    came_by = models.CharField("产生", max_length=12, choices=CameBy, default=CameBy.ELECTED)
    votes = models.PositiveIntegerField("得票", null=True, blank=True)
    is_full_time = models.BooleanField("专职", default=False)
    end_reason = models.CharField("卸任原因", max_length=12, choices=EndReason, blank=True)
    end_note = models.CharField("卸任说明", max_length=200, blank=True)
    # Of a recall: how many there are in all, and how many were for it (工会法 art. 18).
    recall_electors = models.PositiveIntegerField("全体会员或代表", null=True, blank=True)
    recall_votes = models.PositiveIntegerField("赞成罢免", null=True, blank=True)

    objects = PostQuerySet.as_manager()

    classification = {
        "label": "public",
        "since": "public",
        "until": "public",
        "end_note": "restricted",
    }

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        constraints = [
            models.UniqueConstraint(
                fields=["term"],
                condition=Q(rank="chair", until__isnull=True),
                name="post_one_chair_at_a_time",
                violation_error_message="本届已有在任的主席（主任），请先办理其卸任。",
            ),
            models.UniqueConstraint(
                fields=["term", "member"],
                condition=Q(until__isnull=True),
                name="post_once_per_person",
                violation_error_message="这名会员在本届已有职务；兼任请写在同一职务里。",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True, end_reason="")
                | (Q(until__isnull=False) & ~Q(end_reason="")),
                name="post_ends_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="post_range_forward",
                violation_error_message="卸任日期不能早于任职日期。",
            ),
            models.CheckConstraint(condition=Q(rank__in=Rank.values), name="post_rank_known"),
            models.CheckConstraint(
                condition=Q(came_by__in=CameBy.values), name="post_came_by_known"
            ),
            models.CheckConstraint(
                condition=Q(end_reason__in=["", *EndReason.values]), name="post_end_reason_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term}{self.label}{self.member}"

    def clean(self) -> None:
        self.rank = rank_of(self.label)
        super().clean()

    @property
    def needs_recall_vote(self) -> bool:
        """Chair and deputies of the committee are recalled by all members (工会法 art. 18)."""
        return self.term.body.kind == Kind.COMMITTEE and self.rank != Rank.MEMBER

    @property
    def on_roster(self) -> str:
        """The post as the roster shows it: 组织委员, 经审委员, 女职工委员会主任."""
        body = self.term.body
        return f"{POST_PREFIX.get(Kind(body.kind), body.name)}{self.label}"
