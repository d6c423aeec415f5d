"""What is said about a proposal: between author and departments, and among staff alone."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from proposals.models.parties import dealt_with_by, on_author_side
from proposals.models.proposals import Proposal
from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned


class MessageQuerySet(ScopedQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        """For the two sides and the committee; never for anybody else."""
        rows = super().visible_to(seat)
        if seat is None:
            return rows
        parties = Q(proposal__in=dealt_with_by(seat)) | Q(proposal__in=on_author_side(seat))
        return rows.filter(parties)

    def for_list(self) -> Self:
        return self.select_related("seat__user").order_by("at", "pk")


class Message(UnionOwned):
    """沟通记录: a question or an answer between the author's side and the departments."""

    class Side(models.TextChoices):
        AUTHOR = "author", "提案人"
        DEPARTMENT = "department", "承办部门"

    proposal = models.ForeignKey(
        Proposal, models.PROTECT, verbose_name="提案", related_name="messages"
    )
    seat = models.ForeignKey(Seat, models.PROTECT, verbose_name="发言人", related_name="+")
    side = models.CharField("一方", max_length=10, choices=Side)
    text = models.TextField("内容", max_length=1000)
    at = models.DateTimeField("时间")

    objects = MessageQuerySet.as_manager()

    classification = {"text": "internal", "at": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "沟通记录"
        constraints = [
            models.CheckConstraint(
                condition=Q(side__in=["author", "department"]), name="message_side_known"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="message_says_something"),
        ]
        indexes = [models.Index(fields=["proposal", "at"], name="message_in_order")]

    def __str__(self) -> str:
        return f"{self.get_side_display()}：{self.text[:20]}"


class StaffNoteQuerySet(ScopedQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        """For those who deal with the proposal; whoever is on its author side is not shown it,
        whatever else the seat may be.
        """
        rows = super().visible_to(seat)
        if seat is None:
            return rows
        dealt = rows.filter(proposal__in=dealt_with_by(seat))
        return dealt.exclude(proposal__in=on_author_side(seat))

    def for_list(self) -> Self:
        return self.select_related("seat__user", "mentioned__user").order_by("-at", "-pk")


class StaffNote(UnionOwned):
    """私下备注 among those who deal with a proposal; never for its author or the public."""

    proposal = models.ForeignKey(
        Proposal, models.PROTECT, verbose_name="提案", related_name="staff_notes"
    )
    seat = models.ForeignKey(Seat, models.PROTECT, verbose_name="记录人", related_name="+")
    text = models.TextField("备注", max_length=1000)
    mentioned = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="提醒", null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("时间")

    objects = StaffNoteQuerySet.as_manager()

    classification = {"text": "restricted", "at": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "私下备注"
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="staff_note_says_something")
        ]
        indexes = [models.Index(fields=["proposal", "-at"], name="staff_note_latest")]

    def __str__(self) -> str:
        return f"{self.seat.user.name}的备注"
