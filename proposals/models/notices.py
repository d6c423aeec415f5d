"""The notice page 微公示: what was published of either kind, and what colleagues think of it.

A notice keeps what its page is counted and narrowed by. It is written again after each step of
its proposal (`keep_facts`, called by the workflows) and each reader's rating.
"""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Case, Count, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce

from proposals.models.either import column_of
from proposals.models.handling import Rating, Reply, Satisfaction
from proposals.models.micro import MicroProposal
from proposals.models.proposals import Proposal
from proposals.models.results import Meaning
from proposals.models.states import ANSWERED, Category
from union_site.calendar import within
from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned


class NoticeKind(models.TextChoices):
    MICRO = "micro", "微提案"
    FORMAL = "formal", "正式提案"


def facts_of(thing: MicroProposal | Proposal) -> dict[str, Any]:
    """What lists are narrowed and counted by, of either kind in the same words: `category`,
    `meaning` of the result, `lead`, `verdict` of the author."""
    if isinstance(thing, MicroProposal):
        meaning, verdict = thing.result_class, thing.satisfaction
    else:
        meaning = thing.result.meaning if thing.result else ""
        by_author = Rating.objects.filter(reply__proposal=thing, part=Rating.Part.AUTHOR)
        said = by_author.order_by("-at", "-pk").values_list("satisfaction", flat=True)
        verdict = said.first() or ""
    return {
        "category": thing.category,
        "meaning": meaning,
        "lead_id": thing.lead_id,
        "verdict": verdict,
    }


def keep_facts(thing: MicroProposal | Proposal) -> None:
    """The notice of a proposal, if it has one, as the proposal stands now.

    It is read anew: what the caller holds may be older than what others have written.
    """
    notice = Notice.objects.filter(**column_of(thing))
    if notice.exists():
        notice.update(**facts_of(type(thing)._base_manager.get(pk=thing.pk)))


def keep_readers(notice: Notice) -> None:
    """How many readers said what, counted anew; the caller holds the notice."""
    rows = NoticeRating.objects.filter(notice=notice).order_by()
    said = dict(rows.values_list("satisfaction").annotate(Count("pk")))
    counts = {value: said.get(value, 0) for value in Satisfaction.values}
    Notice.objects.filter(pk=notice.pk).update(**counts)


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

    def lines(self, keys: Any) -> Self:
        """The rows of keys found within a scope, as the page shows them."""
        return type(self)(self.model).filter(pk__in=keys).for_list()

    def for_list(self) -> Self:
        """The newest first, with the texts of either kind and the answer that was sent last."""
        replies = Reply.objects.filter(proposal=OuterRef("proposal"), sent_at__isnull=False)
        said = Subquery(replies.order_by("-sent_at", "-pk").values("text")[:1])
        answer = Coalesce("micro__answer", said, Value(""), output_field=TextField())
        # No more than a line says: PostgreSQL plans joins of many tables for a tenth of a second.
        joined = self.select_related("lead", "micro", "proposal__result")
        return joined.annotate(answer=answer).order_by("-published_at", "-pk")


class Notice(UnionOwned):
    """One published proposal. What it says is read from the proposal; the name is kept as it was,
    and what it is counted by as it is."""

    answer: str  # set by for_list()

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
    kind = models.GeneratedField(
        verbose_name="类型",
        expression=Case(When(micro__isnull=True, then=Value("formal")), default=Value("micro")),
        output_field=models.CharField(max_length=6, choices=NoticeKind),
        db_persist=True,
    )
    category = models.CharField("类别", max_length=20, choices=Category, blank=True)
    meaning = models.CharField("办理结果", max_length=12, choices=Meaning, blank=True)
    lead = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="承办部门", null=True, blank=True, related_name="+"
    )
    verdict = models.CharField("提案人评价", max_length=12, choices=Satisfaction, blank=True)
    satisfied = models.PositiveIntegerField("同事评价满意", default=0)
    mostly = models.PositiveIntegerField("同事评价基本满意", default=0)
    unsatisfied = models.PositiveIntegerField("同事评价不满意", default=0)
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
        indexes = [
            models.Index(fields=["union", "-published_at"], name="notice_latest"),
            # All that its charts are counted from, in the order in which it is grouped: the
            # notices of all years are counted without opening one.
            models.Index(
                fields=[
                    "union",
                    "taken_down_at",
                    "kind",
                    "category",
                    "meaning",
                    "verdict",
                    "lead",
                    "published_at",
                    "satisfied",
                    "mostly",
                    "unsatisfied",
                ],
                name="notice_counted",
            ),
        ]

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
    def kind_words(self) -> str:
        return str(NoticeKind.MICRO.label if self.micro_id else NoticeKind.FORMAL.label)

    @property
    def department(self) -> str:
        return self.lead.department if self.lead else ""

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
