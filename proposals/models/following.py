"""After the answer: the question whether it is really solved, and every reminder sent."""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from proposals.models.micro import MicroProposal
from proposals.models.proposals import Proposal
from proposals.models.states import ProposalState
from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned

ABOUT_ONE = Q(proposal__isnull=False, micro__isnull=True) | Q(
    proposal__isnull=True, micro__isnull=False
)


class FollowUpQuerySet(ScopedQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        """To whom the proposal is visible, the question is too."""
        rows = super().visible_to(seat)
        if seat is None:
            return rows
        formal = Proposal.objects.visible_to(seat).order_by().values("pk")
        micro = MicroProposal.objects.visible_to(seat).order_by().values("pk")
        return rows.filter(Q(proposal__in=formal) | Q(micro__in=micro))

    def open(self) -> Self:
        return self.filter(answer="")

    def asked_of(self, seat: Seat) -> Self:
        """The questions that this seat may answer: as author, or author of a merged one."""
        formal = Proposal.objects.filter(author=seat)
        merged = formal.filter(state=ProposalState.MERGED).values("merged_into")
        own = Q(proposal__in=formal.values("pk")) | Q(proposal__in=merged)
        return self.filter(own | Q(micro__author=seat))

    def for_list(self) -> Self:
        return self.select_related("proposal", "micro").order_by("-asked_on", "-pk")


class FollowUp(UnionOwned):
    """回访: some weeks after the answer the author is asked whether it is really solved.

    Names no seat and no hour, so that an anonymous author can answer it by receipt.
    """

    class Answer(models.TextChoices):
        YES = "yes", "解决了"
        PARTLY = "partly", "部分解决"
        NO = "no", "没有解决"
        LAPSED = "lapsed", "未答，已另行办理"

    proposal = models.ForeignKey(
        Proposal,
        models.PROTECT,
        verbose_name="提案",
        null=True,
        blank=True,
        related_name="follow_ups",
    )
    micro = models.ForeignKey(
        MicroProposal,
        models.PROTECT,
        verbose_name="微提案",
        null=True,
        blank=True,
        related_name="follow_ups",
    )
    handling_round = models.PositiveSmallIntegerField("第几次办理", default=1)
    asked_on = models.DateField("回访日期")
    due_on = models.DateField("请于此前回答")
    answer = models.CharField("回答", max_length=8, choices=Answer, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    answered_on = models.DateField("回答日期", null=True, blank=True)

    objects = FollowUpQuerySet.as_manager()

    classification = {
        "asked_on": "internal",
        "due_on": "internal",
        "note": "internal",
        "answered_on": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "提案回访"
        constraints = [
            models.CheckConstraint(condition=ABOUT_ONE, name="follow_up_about_one"),
            models.CheckConstraint(
                condition=Q(answer__in=["", "yes", "partly", "no", "lapsed"]),
                name="follow_up_answer_known",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_on__isnull=True)
                | (~Q(answer="") & Q(answered_on__isnull=False)),
                name="follow_up_answer_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(answer="no") | ~Q(note=""),
                name="follow_up_no_says_why",
                violation_error_message="请写明哪里还没有解决。",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("asked_on")), name="follow_up_due_after_asked"
            ),
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(answer="", proposal__isnull=False),
                name="follow_up_one_open_proposal",
            ),
            models.UniqueConstraint(
                fields=["micro"],
                condition=Q(answer="", micro__isnull=False),
                name="follow_up_one_open_micro",
            ),
            models.UniqueConstraint(
                fields=["proposal", "asked_on"],
                condition=Q(proposal__isnull=False),
                name="follow_up_proposal_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["micro", "asked_on"],
                condition=Q(micro__isnull=False),
                name="follow_up_micro_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thing}回访"

    @property
    def thing(self) -> Proposal | MicroProposal:
        found: Any = self.proposal or self.micro  # one of them is there, says the constraint
        return found

    @property
    def is_open(self) -> bool:
        return not self.answer


class Matter(models.TextChoices):
    """What a reminder is about."""

    ACCEPT = "accept", "接收"
    REPLY = "reply", "答复"
    RATING = "rating", "评价"
    SECONDING = "seconding", "附议"
    FOLLOW_UP = "follow_up", "回访"


class Stage(models.TextChoices):
    """How near or how far past its day; the order is that of time."""

    AHEAD_1 = "ahead_1", "将到期"
    AHEAD_2 = "ahead_2", "即将到期"
    DUE = "due", "今天到期"
    LATE = "late", "已超期"
    ESCALATED = "escalated", "超期上报"
    SUPERVISED = "supervised", "列入督办"
    MANUAL = "manual", "催办"


class ReminderQuerySet(ScopedQuerySet):
    def sent_on_day(self, day: datetime.date) -> Self:
        return self.filter(sent_on=day)

    def for_list(self) -> Self:
        return self.select_related("proposal", "micro").order_by("-sent_on", "-pk")


class Reminder(UnionOwned):
    """A reminder that was sent: of one thing, for one day, at one stage exactly once."""

    proposal = models.ForeignKey(
        Proposal,
        models.PROTECT,
        verbose_name="提案",
        null=True,
        blank=True,
        related_name="reminders",
    )
    micro = models.ForeignKey(
        MicroProposal,
        models.PROTECT,
        verbose_name="微提案",
        null=True,
        blank=True,
        related_name="reminders",
    )
    matter = models.CharField("事项", max_length=10, choices=Matter)
    stage = models.CharField("阶段", max_length=10, choices=Stage)
    due_on = models.DateField("到期日")
    sent_on = models.DateField("提醒日期")

    objects = ReminderQuerySet.as_manager()

    classification = {"due_on": "internal", "sent_on": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "提案提醒"
        constraints = [
            models.CheckConstraint(condition=ABOUT_ONE, name="reminder_about_one"),
            models.CheckConstraint(
                condition=Q(matter__in=["accept", "reply", "rating", "seconding", "follow_up"]),
                name="reminder_matter_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    stage__in=[
                        "ahead_1",
                        "ahead_2",
                        "due",
                        "late",
                        "escalated",
                        "supervised",
                        "manual",
                    ]
                ),
                name="reminder_stage_known",
            ),
            models.UniqueConstraint(
                fields=["proposal", "matter", "stage", "due_on"],
                condition=Q(proposal__isnull=False),
                name="reminder_proposal_once",
                violation_error_message="今天已经催办过。",
            ),
            models.UniqueConstraint(
                fields=["micro", "matter", "stage", "due_on"],
                condition=Q(micro__isnull=False),
                name="reminder_micro_once",
                violation_error_message="今天已经催办过。",
            ),
        ]
        indexes = [models.Index(fields=["union", "-sent_on"], name="reminder_latest")]

    def __str__(self) -> str:
        return f"{self.get_matter_display()}{self.get_stage_display()}"
