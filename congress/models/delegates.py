"""Delegates of a term: who elected them, which delegation they sit in, from when until when."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.db.models import Count, Q

from congress.models.terms import CongressTerm
from members.models import Member, UnionGroup
from members.models.codes import Status
from union_site.collation import KEY_LENGTH, keys_of
from union_site.scoping import ScopedQuerySet, UnionOwned


class Kind(models.TextChoices):
    """Only full delegates elect, are elected and vote (Order 32 art. 19)."""

    FULL = "full", "正式代表"
    OBSERVER = "observer", "列席代表"
    INVITED = "invited", "特邀代表"


class Category(models.TextChoices):
    """What a delegate works as; who leads (中层以上) is said apart, by `is_leader`."""

    TEACHER = "teacher", "教师"
    STAFF = "staff", "职员"
    WORKER = "worker", "工勤"


class Role(models.TextChoices):
    HEAD = "head", "团（组）长"
    DEPUTY = "deputy", "副团（组）长"


class EndReason(models.TextChoices):
    TERM_OVER = "term_over", "任期届满"
    LEFT = "left", "调离"
    RETIRED = "retired", "退休"
    RESIGNED = "resigned", "辞去代表职务"
    RECALLED = "recalled", "撤换"
    DIED = "died", "去世"
    MISTAKE = "mistake", "登记有误"


class Origin(models.TextChoices):
    """产生方式: how somebody came to be a delegate."""

    ELECTED = "elected", "选举"
    BY_ELECTION = "by_election", "补选"
    ADDED = "added", "增补"
    STAFF = "staff", "全体教职工参加"
    ASKED = "asked", "邀请"


class Method(models.TextChoices):
    """How a constituency elected."""

    COMPETITIVE = "competitive", "差额无记名投票"
    EQUAL = "equal", "等额无记名投票"
    SHOW_OF_HANDS = "show_of_hands", "举手"


class ConstituencyQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        """Each with `elected`: how many full delegates it has in office."""
        in_office = Q(delegates__kind=Kind.FULL, delegates__ended_on__isnull=True)
        counted = self.annotate(elected=Count("delegates", filter=in_office))
        return counted.select_related("convenor", "group").order_by("position", "pk")


class Constituency(UnionOwned):
    """选区: the unit that elects delegates directly, mostly a union group (Order 32 art. 10)."""

    elected: int  # set by `for_list`

    term = models.ForeignKey(
        CongressTerm, models.PROTECT, verbose_name="届次", related_name="constituencies"
    )
    name = models.CharField("选区", max_length=40)
    position = models.PositiveSmallIntegerField("顺序", default=1)
    group = models.ForeignKey(
        UnionGroup,
        models.PROTECT,
        verbose_name="工会小组",
        null=True,
        blank=True,
        related_name="+",
    )
    staff_count = models.PositiveIntegerField("教职工人数", default=0)
    seats = models.PositiveSmallIntegerField("代表名额", default=0)
    convenor = models.ForeignKey(
        Member, models.PROTECT, verbose_name="临时召集人", null=True, blank=True, related_name="+"
    )
    # The election as it went.
    elected_on = models.DateField("选举日期", null=True, blank=True)
    method = models.CharField("选举方式", max_length=14, choices=Method, blank=True)
    voters = models.PositiveIntegerField("参加选举人数", null=True, blank=True)
    candidates = models.PositiveSmallIntegerField("候选人数", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    objects = ConstituencyQuerySet.as_manager()

    classification = {"name": "internal", "elected_on": "internal", "note": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "选区"
        constraints = [
            models.UniqueConstraint(
                fields=["term", "name"],
                name="constituency_name_once",
                violation_error_message="本届已有同名的选区。",
            ),
            models.CheckConstraint(
                condition=Q(voters__isnull=True) | Q(voters__lte=models.F("staff_count")),
                name="constituency_voters_within_staff",
                violation_error_message="参加选举人数不能多于选区教职工人数。",
            ),
            models.CheckConstraint(
                condition=Q(method__in=["", *Method.values]), name="constituency_method_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DelegationQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        """Each with `seated`: how many are in it today."""
        now = Q(delegates__ended_on__isnull=True)
        counted = self.annotate(seated=Count("delegates", filter=now))
        return counted.order_by("position", "pk")


class Delegation(UnionOwned):
    """代表团（组）: delegates who discuss together at a session."""

    seated: int  # set by `for_list`

    term = models.ForeignKey(
        CongressTerm, models.PROTECT, verbose_name="届次", related_name="delegations"
    )
    name = models.CharField("代表团", max_length=40)
    position = models.PositiveSmallIntegerField("顺序", default=1)

    objects = DelegationQuerySet.as_manager()

    classification = {"name": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "代表团"
        constraints = [
            models.UniqueConstraint(
                fields=["term", "name"],
                name="delegation_name_once",
                violation_error_message="本届已有同名的代表团。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class DelegateQuerySet(ScopedQuerySet):
    def in_office(self) -> Self:
        return self.filter(ended_on__isnull=True)

    def in_office_on(self, day: datetime.date) -> Self:
        """Those of that day; on the day of leaving somebody is no delegate any more."""
        return self.filter(since__lte=day).filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day))

    def full(self) -> Self:
        return self.filter(kind=Kind.FULL)

    def off_the_roll(self) -> Self:
        """In office still, though no member in service any more: the roster moved on."""
        return self.in_office().filter(member__isnull=False).exclude(member__status=Status.ACTIVE)

    def for_list(self) -> Self:
        return self.select_related(
            "member__seat", "constituency", "delegation", "term", "replaces"
        ).order_by("stroke_order", "pk")

    def of_member(self, member: Member) -> Self:
        return self.filter(member=member)

    def counted(self) -> dict[str, int]:
        """How many of each kind: {"full": 57, "observer": 3}."""
        rows = self.order_by().values_list("kind").annotate(n=Count("pk"))
        return dict(rows)


class Delegate(UnionOwned):
    """Somebody with a place at the congress. Never deleted: it ends.

    Who is invited may stand on no roster: then `member` is empty and the name is all there is.
    """

    term = models.ForeignKey(
        CongressTerm, models.PROTECT, verbose_name="届次", related_name="delegates"
    )
    member = models.ForeignKey(
        Member,
        models.PROTECT,
        verbose_name="会员",
        null=True,
        blank=True,
        related_name="delegacies",
    )
    name = models.CharField("姓名", max_length=60)
    stroke_order = models.CharField(max_length=KEY_LENGTH, editable=False)
    kind = models.CharField("代表类别", max_length=10, choices=Kind, default=Kind.FULL)
    category = models.CharField("身份", max_length=10, choices=Category, blank=True)
    is_leader = models.BooleanField("中层以上干部", default=False)
    constituency = models.ForeignKey(
        Constituency,
        models.PROTECT,
        verbose_name="选区",
        null=True,
        blank=True,
        related_name="delegates",
    )
    delegation = models.ForeignKey(
        Delegation,
        models.PROTECT,
        verbose_name="代表团",
        null=True,
        blank=True,
        related_name="delegates",
    )
    role = models.CharField("团内职务", max_length=8, choices=Role, blank=True)
    post = models.CharField("职务", max_length=60, blank=True)
    origin = models.CharField("产生方式", max_length=12, choices=Origin, default=Origin.ELECTED)
    votes = models.PositiveIntegerField("得票", null=True, blank=True)
    since = models.DateField("当选（确定）日期")
    ended_on = models.DateField("终止日期", null=True, blank=True)
    end_reason = models.CharField("终止原因", max_length=12, choices=EndReason, blank=True)
    end_note = models.CharField("说明", max_length=200, blank=True)
    recall_votes = models.PositiveIntegerField("赞成撤换票数", null=True, blank=True)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        verbose_name="补选接替",
        null=True,
        blank=True,
        related_name="replaced_by",
    )

    objects = DelegateQuerySet.as_manager()

    classification = {
        "name": "internal",
        "stroke_order": "internal",
        "post": "internal",
        "since": "internal",
        "ended_on": "internal",
        "end_note": "restricted",
    }

    class Meta:
        verbose_name = verbose_name_plural = "教代会代表"
        constraints = [
            models.UniqueConstraint(
                fields=["term", "member"],
                condition=Q(ended_on__isnull=True),
                name="delegate_once_in_a_term",
                violation_error_message="这位会员已是本届代表。",
            ),
            models.UniqueConstraint(
                fields=["delegation", "role"],
                condition=Q(ended_on__isnull=True, role="head"),
                name="delegation_has_one_head",
                violation_error_message="这个代表团已有团长。",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.FULL) | Q(member__isnull=False),
                name="delegate_full_is_on_the_roster",
                violation_error_message="正式代表须是名册上的会员。",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.FULL) | ~Q(category=""),
                name="delegate_full_has_a_category",
                violation_error_message="正式代表须写明身份：教师、职员或工勤。",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_reason="")
                | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
                name="delegate_end_has_a_reason",
                violation_error_message="终止日期与终止原因须一并填写。",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("since")),
                name="delegate_range_forward",
                violation_error_message="终止日期不能早于当选日期。",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="delegate_kind_known"),
            models.CheckConstraint(
                condition=Q(category__in=["", *Category.values]), name="delegate_category_known"
            ),
            models.CheckConstraint(
                condition=Q(role__in=["", *Role.values]), name="delegate_role_known"
            ),
            models.CheckConstraint(
                condition=Q(origin__in=Origin.values), name="delegate_origin_known"
            ),
            models.CheckConstraint(
                condition=Q(end_reason__in=["", *EndReason.values]), name="delegate_end_known"
            ),
        ]
        indexes = [
            models.Index(fields=["union", "term", "stroke_order"], name="delegate_by_strokes")
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.member is not None:
            self.name = self.member.name
        self.stroke_order = keys_of(self.name).stroke_order
        super().clean()

    @property
    def is_in_office(self) -> bool:
        return self.ended_on is None

    @property
    def votes_at_congress(self) -> bool:
        return self.kind == Kind.FULL
