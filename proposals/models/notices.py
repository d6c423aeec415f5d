"""The notice page 微公示: what was published of either kind, and what colleagues think of it."""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import CharField, Count, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Coalesce

from proposals.models.handling import Rating, Reply, Satisfaction
from proposals.models.micro import MicroProposal
from proposals.models.proposals import Proposal
from proposals.models.results import Meaning
from proposals.models.states import ANSWERED
from union_site.calendar import within
from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned


def _either(micro: str, proposal: Any) -> Coalesce:
    """A column of whichever proposal the notice speaks of."""
    return Coalesce(micro, proposal, Value(""), output_field=CharField())


def _number_of(satisfaction: str) -> Coalesce:
    """How many readers said so, looked up row by row: joined, all ratings would be read for ten."""
    rows = NoticeRating.objects.filter(notice=OuterRef("pk"), satisfaction=satisfaction)
    counted = rows.order_by().values("notice").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)


class NoticeQuerySet(ScopedQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        """What was taken down is there for those who publish, and for nobody else."""
        rows = super().visible_to(seat)
        return rows if seat is not None and seat.can("proposals.publish") else rows.up()

    def up(self) -> Self:
        return self.filter(taken_down_at__isnull=True)

    def taken_down(self) -> Self:
        return self.filter(taken_down_at__isnull=False)

    def published_in(self, first: datetime.date, last: datetime.date) -> Self:
        return self.filter(within("published_at", first, last))

    def with_facts(self) -> Self:
        """Each with what lists are narrowed and counted by, of either kind in the same words:
        `category`, `meaning` of the result, `department`, `verdict` of the author."""
        by_author = Rating.objects.filter(
            reply__proposal=OuterRef("proposal"), part=Rating.Part.AUTHOR
        ).order_by("-at", "-pk")
        return self.annotate(
            category=_either("micro__category", "proposal__category"),
            meaning=_either("micro__result_class", "proposal__result__meaning"),
            department=_either("micro__lead__department", "proposal__lead__department"),
            verdict=_either("micro__satisfaction", Subquery(by_author.values("satisfaction")[:1])),
        )

    def lines(self, keys: Any) -> Self:
        """The rows of keys found within a scope, as the page shows them."""
        rows = type(self)(self.model).filter(pk__in=keys)
        return rows.with_facts().with_ratings().for_list()

    def with_ratings(self) -> Self:
        """Each with what its readers said: `satisfied`, `mostly`, `unsatisfied`."""
        return self.annotate(**{value: _number_of(value) for value in Satisfaction.values})

    def for_list(self) -> Self:
        """The newest first, with the texts of either kind and the answer that was sent last."""
        replies = Reply.objects.filter(proposal=OuterRef("proposal"), sent_at__isnull=False)
        said = Subquery(replies.order_by("-sent_at", "-pk").values("text")[:1])
        answer = Coalesce("micro__answer", said, Value(""), output_field=TextField())
        joined = self.select_related(
            "micro__lead__user", "proposal__lead__user", "proposal__result", "union"
        )
        return joined.annotate(answer=answer).order_by("-published_at", "-pk")


class Notice(UnionOwned):
    """One published proposal. What it says is read from the proposal; only the name is kept."""

    # Set by the querysets above.
    category: str
    meaning: str
    department: str
    verdict: str
    answer: str
    satisfied: int
    mostly: int
    unsatisfied: int

    micro = models.OneToOneField(
        MicroProposal,
        models.PROTECT,
        verbose_name="微提案",
        null=True,
        blank=True,
        related_name="notice",
    )
    proposal = models.OneToOneField(
        Proposal, models.PROTECT, verbose_name="提案", null=True, blank=True, related_name="notice"
    )
    headline = models.CharField("标题", max_length=60)
    shown_name = models.CharField("署名", max_length=60)
    published_at = models.DateTimeField("公示时间")
    published_by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="公示人", null=True, blank=True, related_name="+"
    )
    taken_down_at = models.DateTimeField("撤下时间", null=True, blank=True)
    taken_down_by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="撤下人", null=True, blank=True, related_name="+"
    )
    taken_down_reason = models.CharField("撤下理由", max_length=300, blank=True)

    objects = NoticeQuerySet.as_manager()

    classification = {
        "headline": "public",
        "shown_name": "public",
        "published_at": "public",
        "taken_down_at": "internal",
        "taken_down_reason": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "微公示"
        constraints = [
            models.CheckConstraint(
                condition=Q(micro__isnull=False, proposal__isnull=True)
                | Q(micro__isnull=True, proposal__isnull=False),
                name="notice_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(taken_down_at__isnull=True, taken_down_reason="")
                | (Q(taken_down_at__isnull=False) & ~Q(taken_down_reason="")),
                name="notice_taken_down_with_a_reason",
                violation_error_message="撤下须写明理由。",
            ),
        ]
        indexes = [models.Index(fields=["union", "-published_at"], name="notice_latest")]

    def __str__(self) -> str:
        return f"微公示“{self.headline}”"

    @property
    def thing(self) -> MicroProposal | Proposal:
        found = self.micro or self.proposal
        if found is None:
            raise ValueError("a notice speaks of a proposal")
        return found

    @property
    def is_up(self) -> bool:
        return self.taken_down_at is None

    @property
    def is_taken_up_again(self) -> bool:
        """Its author said that it is not solved: what stands here is the former answer."""
        if self.micro is not None:
            return self.micro.is_handled_again
        return self.thing.state not in ANSWERED

    @property
    def kind(self) -> str:
        return "微提案" if self.micro_id else "正式提案"

    @property
    def result_words(self) -> str:
        """The result as it was given: a formal one's class as the union words it."""
        if self.proposal is not None:
            return self.proposal.result.label if self.proposal.result else ""
        return self.micro.get_result_class_display() if self.micro else ""

    @property
    def category_words(self) -> str:
        return self.thing.get_category_display()

    @property
    def meaning_words(self) -> str:
        return Meaning(self.meaning).label if self.meaning else ""

    @property
    def verdict_words(self) -> str:
        return Satisfaction(self.verdict).label if self.verdict else "还没有评价"

    @property
    def rated(self) -> int:
        return self.satisfied + self.mostly + self.unsatisfied


class NoticeRating(UnionOwned):
    """What one reader thinks of a published answer; it may be changed."""

    notice = models.ForeignKey(
        Notice, models.PROTECT, verbose_name="微公示", related_name="ratings"
    )
    seat = models.ForeignKey(Seat, models.PROTECT, verbose_name="评价人", related_name="+")
    satisfaction = models.CharField("评价", max_length=12, choices=Satisfaction)
    rated_on = models.DateField("评价日期")

    classification = {"rated_on": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "公示评价"
        constraints = [
            models.UniqueConstraint(fields=["notice", "seat"], name="notice_rated_once_by_one"),
            models.CheckConstraint(
                condition=Q(satisfaction__in=Satisfaction.values), name="notice_rating_known"
            ),
        ]

    def __str__(self) -> str:
        return "公示评价"
