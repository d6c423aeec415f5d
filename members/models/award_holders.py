"""Who holds an award, and the papers that show it."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Count, F, Q

from members.models.awards import Award
from members.models.honour_titles import known, sees_all
from members.models.people import Member
from union_site.models import Attachment, Seat
from union_site.scoping import ScopedQuerySet, UnionOwned


class AwardHolderQuerySet(ScopedQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        rows = super().visible_to(seat)
        if seat is None or sees_all(seat):
            return rows
        return rows.filter(award__state="valid", award__visibility="union")

    def of_awards(self, awards: Any) -> Self:
        return self.filter(award__in=awards.order_by().values("pk"))

    def winners(self) -> Self:
        """Those who won it themselves: what 人次 counts."""
        return self.filter(role="winner")

    def coaches(self) -> Self:
        return self.filter(role="coach")

    def person_count(self) -> int:
        """人: each person once, however many awards."""
        return sum(self.order_by().aggregate(**persons()).values())

    def for_list(self) -> Self:
        return self.select_related("award", "member__group").order_by(
            "-award__awarded_on", "-award_id", "position", "pk"
        )


def persons() -> dict[str, Count]:
    """Two counts that make up the number of persons: members, and others by their names."""
    return {
        "members": Count("member", distinct=True),
        "others": Count("name", distinct=True, filter=Q(member=None)),
    }


class AwardHolder(UnionOwned):
    """One person of an award: a member, or the name of somebody who is none."""

    class Role(models.TextChoices):
        WINNER = "winner", "获奖人"
        COACH = "coach", "指导教师"

    award = models.ForeignKey(Award, models.CASCADE, verbose_name="奖项", related_name="holders")
    member = models.ForeignKey(
        Member,
        models.PROTECT,
        verbose_name="会员",
        null=True,
        blank=True,
        related_name="award_holdings",
    )
    name = models.CharField("姓名（非会员）", max_length=60, blank=True)
    role = models.CharField("身份", max_length=10, choices=Role, default=Role.WINNER)
    position = models.PositiveSmallIntegerField("顺序", default=0)

    objects = AwardHolderQuerySet.as_manager()

    classification = {"name": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "获奖人"
        ordering = ["position", "pk"]
        constraints = [
            known("award_holder_role_known", "role", ["winner", "coach"]),
            models.CheckConstraint(
                condition=Q(member__isnull=False, name="") | (Q(member__isnull=True) & ~Q(name="")),
                name="award_holder_member_or_name",
            ),
            models.UniqueConstraint(
                fields=["award", "member"],
                condition=Q(member__isnull=False),
                name="award_member_once",
                violation_error_message="同一个人在一个奖项里只登记一次。",
            ),
            models.UniqueConstraint(
                fields=["award", "name"], condition=~Q(name=""), name="award_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        return self.member.name if self.member else self.name


class AwardEvidenceQuerySet(ScopedQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        """Certificates show more than a list does: for those who keep or audit the register."""
        rows = super().visible_to(seat)
        return rows if seat is not None and sees_all(seat) else rows.none()

    def for_list(self) -> Self:
        return self.select_related("file").order_by(F("pk").asc())


class AwardEvidence(UnionOwned):
    """A certificate or document that shows the award."""

    award = models.ForeignKey(Award, models.PROTECT, verbose_name="奖项", related_name="evidence")
    file = models.ForeignKey(Attachment, models.PROTECT, verbose_name="文件", related_name="+")

    objects = AwardEvidenceQuerySet.as_manager()

    classification = {"file": "restricted"}

    class Meta:
        verbose_name = verbose_name_plural = "获奖证明"

    def __str__(self) -> str:
        return self.file.name
