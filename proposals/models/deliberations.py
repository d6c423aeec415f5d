"""Deliberation 微议事: a question, opinions for and against, a quick poll."""

from __future__ import annotations

import datetime
import uuid
from typing import Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q

from proposals.models.micro import MicroProposal
from proposals.models.proposals import Proposal
from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned


class DeliberationState(models.TextChoices):
    OPEN = "open", "讨论中"
    CLOSED = "closed", "已结束"


class DeliberationQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        return self.filter(state=DeliberationState.OPEN)

    def running(self, today: datetime.date) -> Self:
        """Those that take opinions and votes on that day."""
        return self.open().filter(opens_on__lte=today, closes_on__gte=today)

    def run_out(self, today: datetime.date) -> Self:
        """Their time is over and nobody has closed them yet."""
        return self.open().filter(closes_on__lt=today)

    def joined_by(self, seat: Seat) -> Self:
        """With an opinion or a vote of this seat."""
        mine = {"deliberation": OuterRef("pk"), "seat": seat}
        spoke = Opinion.objects.filter(**mine).exclude(standing=Standing.WITHDRAWN)
        return self.filter(Exists(spoke) | Exists(PollVoter.objects.filter(**mine)))

    def for_list(self) -> Self:
        """The newest first; each with `spoken`, how many opinions everybody may read."""
        said = Count("opinions", filter=Q(opinions__standing__in=READABLE))
        named = self.select_related("opened_by__user", "micro", "proposal", "union")
        return named.annotate(spoken=said).order_by("-opens_on", "-pk")


class Deliberation(UnionOwned):
    """A question put to all staff for some days; on a proposal or on nothing but itself."""

    # Set by `for_list`.
    spoken: int

    title = models.CharField("议题", max_length=60)
    question = models.TextField("想听大家说什么", max_length=500)
    micro = models.ForeignKey(
        MicroProposal,
        models.PROTECT,
        verbose_name="微提案",
        null=True,
        blank=True,
        related_name="deliberations",
    )
    proposal = models.ForeignKey(
        Proposal,
        models.PROTECT,
        verbose_name="提案",
        null=True,
        blank=True,
        related_name="deliberations",
    )
    opened_by = models.ForeignKey(Seat, models.PROTECT, verbose_name="发起人", related_name="+")
    opens_on = models.DateField("开始日期")
    closes_on = models.DateField("截止日期")
    poll_question = models.CharField("快速投票", max_length=60, blank=True)
    conclusion = models.TextField("小结", max_length=1000, blank=True)
    closed_on = models.DateField("结束日期", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=8, choices=DeliberationState, default=DeliberationState.OPEN
    )

    objects = DeliberationQuerySet.as_manager()

    classification = {
        "title": "internal",
        "question": "internal",
        "opens_on": "internal",
        "closes_on": "internal",
        "poll_question": "internal",
        "conclusion": "internal",
        "closed_on": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "微议事"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DeliberationState.values), name="deliberation_state_known"
            ),
            models.CheckConstraint(
                condition=Q(micro__isnull=True) | Q(proposal__isnull=True),
                name="deliberation_on_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="deliberation_ends_after_it_begins",
                violation_error_message="截止日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_on__isnull=True)
                | Q(state="closed", closed_on__isnull=False),
                name="deliberation_closed_on_a_day",
            ),
            models.UniqueConstraint(
                fields=["micro"],
                condition=Q(state="open"),
                name="deliberation_one_open_a_micro",
                violation_error_message="这件微提案正在议事，不必再发起。",
            ),
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(state="open"),
                name="deliberation_one_open_a_proposal",
                violation_error_message="这件提案正在议事，不必再发起。",
            ),
        ]

    def __str__(self) -> str:
        return f"微议事“{self.title}”"

    @property
    def thing(self) -> MicroProposal | Proposal | None:
        return self.micro or self.proposal

    def is_running(self, today: datetime.date) -> bool:
        """Whether opinions and votes are taken on that day."""
        is_open = self.state == DeliberationState.OPEN
        return is_open and self.opens_on <= today <= self.closes_on

    def status_words(self, today: datetime.date) -> str:
        if self.state == DeliberationState.CLOSED or self.is_running(today):
            return self.get_state_display()
        return "未开始" if today < self.opens_on else "已截止，待小结"


class Stance(models.TextChoices):
    FOR = "for", "赞成"
    AGAINST = "against", "反对"
    OTHER = "other", "其他看法"


class Standing(models.TextChoices):
    SHOWN = "shown", "公开"
    COVERED = "covered", "被举报，待处理"
    KEPT = "kept", "经处理保留"
    REMOVED = "removed", "已隐藏"
    WITHDRAWN = "withdrawn", "本人已撤回"


READABLE = (Standing.SHOWN, Standing.KEPT)


class OpinionQuerySet(ScopedQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        """What everybody may read, one's own, and for the chair what waits for a decision.

        What its author has withdrawn is shown to nobody; it stays in the copy of one's own data.
        """
        rows = super().visible_to(seat).exclude(standing=Standing.WITHDRAWN)
        if seat is None or seat.can("proposals.screen"):
            return rows
        return rows.filter(Q(standing__in=READABLE) | Q(seat=seat))

    def readable(self) -> Self:
        return self.filter(standing__in=READABLE)

    def covered(self) -> Self:
        return self.filter(standing=Standing.COVERED)

    def for_list(self) -> Self:
        """The newest first."""
        named = self.select_related("seat__user", "deliberation__union")
        return named.prefetch_related("reports").order_by("-said_on", "-pk")


class Opinion(UnionOwned):
    """What one seat says; the name is shown or not, as its author chose."""

    deliberation = models.ForeignKey(
        Deliberation, models.PROTECT, verbose_name="微议事", related_name="opinions"
    )
    seat = models.ForeignKey(Seat, models.PROTECT, verbose_name="发言人", related_name="+")
    is_named = models.BooleanField("公开署名", default=True)
    stance = models.CharField("态度", max_length=8, choices=Stance)
    text = models.TextField("意见", max_length=500)
    # A day and no hour: an opinion without a name shall not be timed against who was online.
    said_on = models.DateField("日期")
    standing = models.CharField("状态", max_length=10, choices=Standing, default=Standing.SHOWN)

    objects = OpinionQuerySet.as_manager()

    classification = {"text": "internal", "said_on": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "议事意见"
        constraints = [
            models.CheckConstraint(
                condition=Q(stance__in=Stance.values), name="opinion_stance_known"
            ),
            models.CheckConstraint(
                condition=Q(standing__in=Standing.values), name="opinion_standing_known"
            ),
            models.UniqueConstraint(
                fields=["deliberation", "seat", "text"],
                condition=~Q(standing="withdrawn"),
                name="opinion_said_once",
                violation_error_message="这条意见您已经发表过了。",
            ),
        ]

    def __str__(self) -> str:
        return f"议事意见（{self.deliberation.title}）"  # never a name: it goes into the trail

    @property
    def report_count(self) -> int:
        return len(self.reports.all())

    def shown_name(self, reader: Seat | None) -> str:
        """The name as this reader may know it: a hidden one is the chair's and one's own to see."""
        if self.is_named:
            return self.seat.user.name
        if reader is not None and reader.pk == self.seat_id:
            return f"{self.seat.user.name}（对外不公开姓名）"
        if reader is not None and reader.can("proposals.screen"):
            return f"{self.seat.user.name}（不公开姓名）"
        return "不公开姓名"


class OpinionReport(UnionOwned):
    """举报: a colleague says that an opinion should not stand there."""

    opinion = models.ForeignKey(
        Opinion, models.PROTECT, verbose_name="意见", related_name="reports"
    )
    seat = models.ForeignKey(Seat, models.PROTECT, verbose_name="举报人", related_name="+")
    reason = models.CharField("理由", max_length=200)
    reported_on = models.DateField("日期")

    classification = {"reason": "internal", "reported_on": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "意见举报"
        constraints = [
            models.UniqueConstraint(
                fields=["opinion", "seat"],
                name="opinion_reported_once_by_one",
                violation_error_message="您已经举报过这条意见。",
            ),
        ]

    def __str__(self) -> str:
        return "意见举报"


class PollOption(UnionOwned):
    """An answer of a quick poll, and how many chose it; who did is written nowhere."""

    deliberation = models.ForeignKey(
        Deliberation, models.PROTECT, verbose_name="微议事", related_name="options"
    )
    position = models.PositiveSmallIntegerField("顺序")
    label = models.CharField("选项", max_length=40)
    votes = models.PositiveIntegerField("票数", default=0)

    classification = {"label": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "投票选项"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["deliberation", "label"],
                name="poll_option_once",
                violation_error_message="选项不能重复。",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class PollVoter(UnionOwned):
    """That somebody has voted: no choice, no time, and a random key that keeps no order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    deliberation = models.ForeignKey(
        Deliberation, models.PROTECT, verbose_name="微议事", related_name="voters"
    )
    seat = models.ForeignKey(Seat, models.PROTECT, verbose_name="投票人", related_name="+")

    classification: dict[str, str] = {}

    class Meta:
        verbose_name = verbose_name_plural = "已投票"
        constraints = [
            models.UniqueConstraint(fields=["deliberation", "seat"], name="poll_voter_once"),
        ]

    def __str__(self) -> str:
        return "已投票"
