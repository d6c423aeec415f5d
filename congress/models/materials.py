"""Papers that go to delegates before a session: who opened them, what they said of them."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Count, F, Q

from congress.models.agenda import AgendaItem
from congress.models.delegates import Delegate
from congress.models.sessions import Session
from union_site.models import Attachment, Seat
from union_site.scoping import ScopedQuerySet, UnionOwned

LONGEST_COMMENT = 500


class SessionPaperQuerySet(ScopedQuerySet):
    def sent(self) -> Self:
        return self.filter(sent_at__isnull=False)

    def drafts(self) -> Self:
        return self.filter(sent_at__isnull=True)

    def newest(self) -> Self:
        """Without those that a later version, already sent, has replaced."""
        return self.filter(Q(replaced_by__isnull=True) | Q(replaced_by__sent_at__isnull=True))

    def for_list(self) -> Self:
        rows = self.select_related("session__term", "session__union", "agenda_item", "replaced_by")
        return rows.order_by("position", "version", "pk")

    def with_readers(self) -> Self:
        """Each with `readers`, how many opened it, and `opinions`, how many comments stand."""
        standing = Q(comments__withdrawn_at__isnull=True)
        return self.annotate(
            readers=Count("receipts", distinct=True),
            opinions=Count("comments", filter=standing, distinct=True),
        )


class SessionPaper(UnionOwned):
    """会议材料: one version. What was sent stays as it was; a change is the next version."""

    # Set by `with_readers`.
    readers: int
    opinions: int

    session = models.ForeignKey(
        Session, models.PROTECT, verbose_name="会议", related_name="session_papers"
    )
    agenda_item = models.ForeignKey(
        AgendaItem,
        models.PROTECT,
        verbose_name="议程",
        null=True,
        blank=True,
        related_name="session_papers",
    )
    position = models.PositiveSmallIntegerField("顺序", default=1)
    title = models.CharField("名称", max_length=120)
    text = models.TextField("正文", max_length=20_000, blank=True)
    version = models.PositiveSmallIntegerField("版本", default=1, editable=False)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        verbose_name="上一版",
        null=True,
        blank=True,
        editable=False,
        related_name="replaced_by",
    )
    sent_at = models.DateTimeField("印发时间", null=True, blank=True, editable=False)
    # How many it went to: all on the roll, or all delegates in office where there was none yet.
    sent_to = models.PositiveIntegerField("印发人数", null=True, blank=True, editable=False)
    reminded_on = models.DateField("最近提醒", null=True, blank=True, editable=False)
    drafted_by = models.ForeignKey(Seat, models.PROTECT, verbose_name="拟定人", related_name="+")

    objects = SessionPaperQuerySet.as_manager()

    classification = {
        "title": "internal",
        "text": "internal",
        "sent_at": "internal",
        "reminded_on": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "会议材料"
        constraints = [
            models.UniqueConstraint(
                fields=["session", "title", "version"],
                name="session_paper_version_once",
                violation_error_message="本次会议已有同名的材料。",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, sent_to__isnull=True)
                | Q(sent_at__isnull=False, sent_to__isnull=False),
                name="session_paper_sent_was_counted",
            ),
            models.CheckConstraint(
                condition=Q(version=1, replaces__isnull=True)
                | Q(version__gt=1, replaces__isnull=False),
                name="session_paper_later_version_replaces",
            ),
        ]

    def __str__(self) -> str:
        return self.title if self.version == 1 else f"{self.title}（第{self.version}版）"

    @property
    def is_sent(self) -> bool:
        return self.sent_at is not None


class PaperFile(UnionOwned):
    """A file of a paper; the next version may hold the same one."""

    paper = models.ForeignKey(
        SessionPaper, models.PROTECT, verbose_name="材料", related_name="files"
    )
    file = models.ForeignKey(Attachment, models.PROTECT, verbose_name="文件", related_name="+")

    classification: dict[str, str] = {}

    class Meta:
        verbose_name = verbose_name_plural = "会议材料文件"
        constraints = [
            models.UniqueConstraint(fields=["paper", "file"], name="paper_file_once"),
        ]

    def __str__(self) -> str:
        return str(self.file)


class PaperReceipt(UnionOwned):
    """已阅: a delegate opened this version in person, first at this moment."""

    paper = models.ForeignKey(
        SessionPaper, models.PROTECT, verbose_name="材料", related_name="receipts"
    )
    delegate = models.ForeignKey(
        Delegate, models.PROTECT, verbose_name="代表", related_name="paper_receipts"
    )
    at = models.DateTimeField("首次阅读")

    classification = {"at": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "材料阅读回执"
        constraints = [
            models.UniqueConstraint(fields=["paper", "delegate"], name="paper_receipt_once"),
        ]

    def __str__(self) -> str:
        return f"{self.delegate} {self.paper}"


class Answer(models.TextChoices):
    ADOPTED = "adopted", "采纳"
    PARTLY = "partly", "部分采纳"
    EXPLAINED = "explained", "说明"


class PaperCommentQuerySet(ScopedQuerySet):
    def standing(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)

    def for_list(self) -> Self:
        return self.select_related(
            "paper__session", "delegate__delegation", "delegate__member__seat"
        ).order_by("paper__position", "paper", "at", "pk")


class PaperComment(UnionOwned):
    """意见: what a delegate said of a paper, and what the presidium answered."""

    paper = models.ForeignKey(
        SessionPaper, models.PROTECT, verbose_name="材料", related_name="comments"
    )
    delegate = models.ForeignKey(
        Delegate, models.PROTECT, verbose_name="代表", related_name="paper_comments"
    )
    text = models.TextField("意见", max_length=LONGEST_COMMENT)
    at = models.DateTimeField("时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    answer = models.CharField("处理", max_length=10, choices=Answer, blank=True)
    answer_text = models.TextField("处理说明", max_length=LONGEST_COMMENT, blank=True)
    answered_at = models.DateTimeField("处理时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="处理人", null=True, blank=True, related_name="+"
    )

    objects = PaperCommentQuerySet.as_manager()

    classification = {
        "text": "restricted",
        "at": "internal",
        "withdrawn_at": "internal",
        "answer_text": "internal",
        "answered_at": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "对材料的意见"
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__in=["", *Answer.values]), name="paper_comment_answer_known"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="paper_comment_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("at")),
                name="paper_comment_withdrawn_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delegate}对“{self.paper}”的意见"
