"""Pledges (承诺书) that members sign, and the signatures under the very words they were shown."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass
from typing import Any, Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from members.models.codes import PostCategory, Status
from members.models.groups import UnionGroup
from members.models.people import Member, MemberQuerySet
from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned


class PledgeState(models.TextChoices):
    DRAFT = "draft", "草稿"
    OPEN = "open", "签订中"
    CLOSED = "closed", "已结束"


class PledgeQuerySet(ScopedQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        """All for those who manage pledges; else what asks this member, or was signed by it."""
        rows = super().visible_to(seat)
        if seat is None or seat.can("pledges.manage"):
            return rows
        signed = PledgeSignature.objects.filter(member__seat=seat)
        asked = _asks(seat, PledgeState.OPEN, PledgeState.CLOSED)
        return rows.filter(Q(pk__in=signed.values("pledge")) | asked)

    def asking(self, seat: Seat, on: datetime.date) -> Self:
        """Open today, and this member has not signed yet."""
        signed = PledgeSignature.objects.filter(member__seat=seat)
        rows = self.filter(_asks(seat, PledgeState.OPEN), opens_on__lte=on, closes_on__gte=on)
        return rows.exclude(pk__in=signed.values("pledge")).order_by("closes_on", "pk")

    def put_forward(self) -> Self:
        """Open and closed ones: everything that was not kept a draft."""
        return self.exclude(state=PledgeState.DRAFT)

    def between(self, first: datetime.date | None, last: datetime.date | None) -> Self:
        """By the first day of signing, both ends included; None leaves an end open."""
        rows = self if first is None else self.filter(opens_on__gte=first)
        return rows if last is None else rows.filter(opens_on__lte=last)

    def for_list(self) -> Self:
        return self.select_related("group", "union").order_by("-opens_on", "-pk")

    def tallies(self) -> dict[int, Tally]:
        """For each pledge how many signed and were asked; four queries however many there are."""
        pledges = list(self.annotate(missed_count=models.Count("missed")))
        signatures = PledgeSignature.objects.filter(pledge__in=pledges).order_by()
        signed = dict(signatures.values_list("pledge").annotate(models.Count("pk")))
        active = Q(member__status=Status.ACTIVE)
        kinds = ("member__union", "member__group", "member__post_category")
        done = list(
            signatures.filter(active).values_list("pledge", *kinds).annotate(models.Count("pk"))
        )
        unions = {pledge.union_id for pledge in pledges}
        members = Member.objects.filter(union__in=unions).active().order_by()
        circles = list(
            members.values_list("union", "group", "post_category").annotate(models.Count("pk"))
        )
        return {
            pledge.pk: Tally(
                signed=signed.get(pledge.pk, 0),
                missing=pledge.missed_count
                if pledge.state == PledgeState.CLOSED
                else _size(pledge, circles) - _size(pledge, _of(pledge, done)),
            )
            for pledge in pledges
        }


@dataclass(frozen=True)
class Tally:
    """Who signed and who was asked and did not; those who left after signing count as signed."""

    signed: int
    missing: int

    @property
    def asked(self) -> int:
        return self.signed + self.missing


# Union, group, post category, and how many there are of them.
Circle = tuple[int, int | None, str, int]


def _of(pledge: Pledge, done: list[Any]) -> list[Circle]:
    return [
        (union, group, post, count) for pk, union, group, post, count in done if pk == pledge.pk
    ]


def _size(pledge: Pledge, circles: list[Circle]) -> int:
    """How many of these are in the pledge's circle."""
    return sum(
        count
        for union, group, post, count in circles
        if union == pledge.union_id
        and pledge.group_id in (None, group)
        and pledge.post_category in ("", post)
    )


def _asks(seat: Seat, *states: str) -> Q:
    """Pledges whose audience holds the active member who sits here."""
    me = Member.objects.filter(seat=seat, union_id=seat.union_id).active()
    everyone = Q(audience="all") & Q(union__in=me.values("union"))
    group = Q(audience="group", group__in=me.exclude(group=None).values("group"))
    category = Q(audience="category", post_category__in=me.values("post_category"))
    return Q(state__in=states) & (everyone | group | category)


class Pledge(UnionOwned):
    """One text, put before one circle of members for some days."""

    # Set by `tallies`.
    missed_count: int

    class Audience(models.TextChoices):
        ALL = "all", "全体在职会员"
        GROUP = "group", "一个工会小组"
        CATEGORY = "category", "一类岗位"

    title = models.CharField("名称", max_length=60)
    version = models.PositiveSmallIntegerField("版本", default=1, editable=False)
    text = models.TextField("正文", max_length=5000)
    audience = models.CharField("签订范围", max_length=10, choices=Audience, default=Audience.ALL)
    group = models.ForeignKey(
        UnionGroup,
        models.PROTECT,
        verbose_name="工会小组",
        null=True,
        blank=True,
        related_name="+",
    )
    post_category = models.CharField("岗位类别", max_length=10, choices=PostCategory, blank=True)
    opens_on = models.DateField("开始日期")
    closes_on = models.DateField("截止日期")
    state = models.CharField("状态", max_length=10, choices=PledgeState, default=PledgeState.DRAFT)
    reminded_on = models.DateField("最近提醒", null=True, blank=True, editable=False)
    # Written down at the close: who was asked and did not sign. Who joins later was not asked.
    missed = models.ManyToManyField(
        Member, verbose_name="未签订", blank=True, editable=False, related_name="+"
    )

    objects = PledgeQuerySet.as_manager()

    classification = {
        "title": "internal",
        "text": "internal",
        "opens_on": "internal",
        "closes_on": "internal",
        "reminded_on": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "承诺书"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PledgeState.values), name="pledge_state_known"
            ),
            models.UniqueConstraint(
                fields=["union", "title", "version"],
                name="pledge_version_once",
                violation_error_message="已有同名的承诺书，请换一个名称（如加上年度）。",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="pledge_version_from_one"),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="pledge_range_forward",
                violation_error_message="截止日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(audience="all", group__isnull=True, post_category="")
                | Q(audience="group", group__isnull=False, post_category="")
                | (Q(audience="category", group__isnull=True) & ~Q(post_category="")),
                name="pledge_audience_whole",
                violation_error_message="请写明签订范围是哪个小组或哪类岗位。",
            ),
            models.CheckConstraint(
                condition=Q(post_category__in=["", *PostCategory.values]),
                name="pledge_post_category_known",
            ),
        ]
        indexes = [models.Index(fields=["union", "state", "opens_on"], name="pledge_latest")]

    def __str__(self) -> str:
        return self.full_title

    @property
    def full_title(self) -> str:
        return self.title if self.version == 1 else f"{self.title}（第 {self.version} 版）"

    @property
    def fingerprint(self) -> str:
        """sha256 of title, version and text: what a signature is put under."""
        return fingerprint(self.title, self.version, self.text)

    @property
    def is_open(self) -> bool:
        return self.state == PledgeState.OPEN

    @property
    def is_draft(self) -> bool:
        return self.state == PledgeState.DRAFT

    @property
    def tone(self) -> str:
        return {PledgeState.DRAFT: "plain", PledgeState.OPEN: "info"}.get(
            PledgeState(self.state), "ok"
        )

    @property
    def audience_label(self) -> str:
        if self.audience == self.Audience.GROUP:
            return f"{self.group}"
        if self.audience == self.Audience.CATEGORY:
            return self.get_post_category_display()
        return self.get_audience_display()

    def circle(self) -> MemberQuerySet:
        """Who is asked to sign, as the roster stands now."""
        members = Member.objects.filter(union_id=self.union_id).active()
        if self.audience == self.Audience.GROUP:
            return members.filter(group_id=self.group_id)
        if self.audience == self.Audience.CATEGORY:
            return members.filter(post_category=self.post_category)
        return members

    def unsigned(self) -> MemberQuerySet:
        """Who was asked and has not signed: frozen once the pledge is closed."""
        if self.state == PledgeState.CLOSED:
            return Member.objects.filter(pk__in=self.missed.values("pk"))
        return self.circle().exclude(pk__in=self.signatures.values("member"))

    def people(self) -> MemberQuerySet:
        """Everybody who signed or should have, each with `signed_at` and `signature_id`."""
        mine = PledgeSignature.objects.filter(pledge=self, member=OuterRef("pk"))
        asked = Q(pk__in=self.signatures.values("member")) | Q(pk__in=self.unsigned().values("pk"))
        return Member.objects.filter(asked, union_id=self.union_id).annotate(
            signed_at=Subquery(mine.values("at")[:1]),
            signature_id=Subquery(mine.values("pk")[:1]),
            on_paper=Subquery(mine.values("on_paper")[:1]),
        )


def fingerprint(title: str, version: int, text: str) -> str:
    """The words of a pledge as 64 hex digits; one changed character gives another number."""
    words = f"{title}\n{version}\n{text}".replace("\r\n", "\n")
    return hashlib.sha256(words.encode()).hexdigest()


class PledgeSignatureQuerySet(ScopedQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        rows = super().visible_to(seat)
        if seat is None or seat.can("pledges.manage"):
            return rows
        return rows.filter(member__seat=seat)

    def for_list(self) -> Self:
        return self.select_related("pledge", "member__group", "union").order_by("-at", "-pk")


class PledgeSignature(UnionOwned):
    """One member's word under one text. `sha256` is of the words as they were signed."""

    pledge = models.ForeignKey(
        Pledge, models.PROTECT, verbose_name="承诺书", related_name="signatures"
    )
    member = models.ForeignKey(
        Member, models.PROTECT, verbose_name="会员", related_name="pledge_signatures"
    )
    # The member's own, or who wrote down a signature on paper.
    seat = models.ForeignKey(Seat, models.PROTECT, verbose_name="登记席位", related_name="+")
    at = models.DateTimeField("签订时间", default=timezone.now)
    sha256 = models.CharField("正文指纹", max_length=64)
    on_paper = models.BooleanField("纸质签订", default=False)

    objects = PledgeSignatureQuerySet.as_manager()

    classification = {"at": "internal", "sha256": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "承诺书签订"
        constraints = [
            models.UniqueConstraint(fields=["pledge", "member"], name="pledge_signed_once")
        ]

    def __str__(self) -> str:
        return f"{self.member} 签订《{self.pledge}》"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A signature is given once and never changed.")
        super().save(*args, **kwargs)
