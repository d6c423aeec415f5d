"""Handling of formal proposals: co-units, replies with the leader's signature, ratings."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from proposals.models.micro import MicroProposal
from proposals.models.proposals import Proposal
from proposals.models.results import ResultClass
from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned

Satisfaction = MicroProposal.Satisfaction


class CoUnitQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        return self.select_related("seat__user").order_by("pk")


class CoUnit(UnionOwned):
    """协办: a further department, which gives its opinion to the lead."""

    proposal = models.ForeignKey(
        Proposal, models.PROTECT, verbose_name="提案", related_name="co_units"
    )
    seat = models.ForeignKey(Seat, models.PROTECT, verbose_name="协办", related_name="+")
    opinion = models.CharField("协办意见", max_length=1000, blank=True)
    given_at = models.DateTimeField("时间", null=True, blank=True)

    objects = CoUnitQuerySet.as_manager()

    classification = {"opinion": "internal", "given_at": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "协办"
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "seat"],
                name="co_unit_once",
                violation_error_message="这个部门已是协办。",
            ),
            models.CheckConstraint(
                condition=Q(given_at__isnull=True, opinion="")
                | (Q(given_at__isnull=False) & ~Q(opinion="")),
                name="co_unit_opinion_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat.department or self.seat.user.name}协办"


class ReplyQuerySet(ScopedQuerySet):
    def sent(self) -> Self:
        return self.filter(sent_at__isnull=False)

    def in_review(self) -> Self:
        """Waiting for the leader's signature; at most one of a proposal."""
        return self.filter(sent_at__isnull=True, returned_note="")

    def for_list(self) -> Self:
        return self.select_related("by__user", "signed_by__user", "result").order_by("-pk")


class Reply(UnionOwned):
    """答复: written by the lead, signed by the leader in charge, then sent to the author."""

    proposal = models.ForeignKey(
        Proposal, models.PROTECT, verbose_name="提案", related_name="replies"
    )
    handling_round = models.PositiveSmallIntegerField("第几次办理")
    text = models.TextField("答复", max_length=4000)
    result = models.ForeignKey(
        ResultClass, models.PROTECT, verbose_name="办理结果", related_name="+"
    )
    by = models.ForeignKey(Seat, models.PROTECT, verbose_name="答复人", related_name="+")
    written_at = models.DateTimeField("起草时间")
    returned_note = models.CharField("退回意见", max_length=500, blank=True)
    signed_by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="审签人", null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField("送达时间", null=True, blank=True)
    planned_on = models.DateField("计划完成日期", null=True, blank=True)

    objects = ReplyQuerySet.as_manager()

    classification = {
        "text": "internal",
        "written_at": "internal",
        "returned_note": "internal",
        "sent_at": "internal",
        "planned_on": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "提案答复"
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(signed_by__isnull=False),
                name="reply_sent_is_signed",
                violation_error_message="答复须经分管校领导审签后送达。",
            ),
            models.UniqueConstraint(
                fields=["proposal", "handling_round"],
                condition=Q(sent_at__isnull=False),
                name="reply_sent_once_a_round",
            ),
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(sent_at__isnull=True, returned_note=""),
                name="reply_one_in_review",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal}第{self.handling_round}次答复"

    @property
    def signature_words(self) -> str:
        """How pages and papers name the leader's signature: a second reply is co-signed."""
        return "经分管校领导会签" if self.handling_round > 1 else "经分管校领导审签"


class RatingQuerySet(ScopedQuerySet):
    def of_last_reply(self, proposal: Proposal) -> Self:
        """Those of the handling that the proposal is in now."""
        return self.filter(reply__proposal=proposal, reply__handling_round=proposal.handling_round)

    def by_author(self) -> Self:
        return self.filter(part=Rating.Part.AUTHOR)

    def unsatisfied(self) -> Self:
        return self.filter(satisfaction=Satisfaction.UNSATISFIED)

    def for_list(self) -> Self:
        return self.select_related("seat__user", "reply__proposal").order_by("at", "pk")


class Rating(UnionOwned):
    """评价 of one sent reply by the author, a seconder, or the author of a merged one."""

    class Part(models.TextChoices):
        AUTHOR = "author", "提案人"
        SECONDER = "seconder", "附议人"
        CO_PROPOSER = "co_proposer", "并案提案人"

    reply = models.ForeignKey(Reply, models.PROTECT, verbose_name="答复", related_name="ratings")
    seat = models.ForeignKey(Seat, models.PROTECT, verbose_name="评价人", related_name="+")
    part = models.CharField("身份", max_length=12, choices=Part)
    satisfaction = models.CharField("评价", max_length=12, choices=Satisfaction)
    note = models.CharField("评价意见", max_length=500, blank=True)
    at = models.DateTimeField("评价时间")

    objects = RatingQuerySet.as_manager()

    classification = {"note": "internal", "at": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "提案评价"
        constraints = [
            models.UniqueConstraint(
                fields=["reply", "seat"],
                name="rating_once",
                violation_error_message="您已评价过这次答复。",
            ),
            models.CheckConstraint(
                condition=Q(satisfaction__in=Satisfaction.values), name="rating_known"
            ),
            models.CheckConstraint(
                condition=Q(part__in=["author", "seconder", "co_proposer"]),
                name="rating_part_known",
            ),
            models.CheckConstraint(
                condition=~Q(satisfaction="unsatisfied") | ~Q(note=""),
                name="rating_unsatisfied_says_why",
                violation_error_message="请写明不满意的原因，承办部门才好再办理。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat.user.name}：{self.get_satisfaction_display()}"
