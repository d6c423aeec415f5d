"""What belongs to one disclosed item: tables, files, questions, who has read it."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from congress.models.disclosure import Disclosure
from union_site.models import Attachment, Seat
from union_site.scoping import ScopedQuerySet, UnionOwned

LABEL, NUMBER, TEXT = "label", "number", "text"


class PartQuerySet(ScopedQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        """Parts of what the seat may see."""
        rows = super().visible_to(seat)
        if seat is None:
            return rows
        return rows.filter(disclosure__in=Disclosure.objects.visible_to(seat))


class DisclosureTable(UnionOwned):
    """A table from a sheet: one column of labels, columns of numbers, columns of words.

    `columns` is a list of {"name", "kind"}; a row has a text for each of them, numbers written
    plainly ("1234.5"), so that no figure loses a cent on its way. `total` is the last row of the
    sheet where that adds the others up; no chart shows it.
    """

    class Drawing(models.TextChoices):
        NONE = "", "不画图"
        BAR = "bar", "柱形图"
        LINE = "line", "折线图"
        SHARE = "share", "占比图"

    disclosure = models.ForeignKey(
        Disclosure, models.PROTECT, verbose_name="校务公开", related_name="tables"
    )
    position = models.PositiveSmallIntegerField("顺序")
    title = models.CharField("表名", max_length=80)
    unit = models.CharField("单位", max_length=20, blank=True)
    file_name = models.CharField("来源文件", max_length=120, blank=True)
    columns: Any = models.JSONField("列")
    rows: Any = models.JSONField("行")
    total: Any = models.JSONField("合计", null=True, blank=True)
    drawing = models.CharField("图形", max_length=8, choices=Drawing, blank=True)
    drawn: Any = models.JSONField("画图的列", default=list, blank=True)

    objects = PartQuerySet.as_manager()

    classification = {
        "title": "internal",
        "unit": "internal",
        "file_name": "internal",
        "columns": "internal",
        "rows": "internal",
        "total": "internal",
        "drawn": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "校务公开表格"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure", "position"], name="disclosure_table_once"
            ),
            models.CheckConstraint(
                condition=Q(drawing__in=["", "bar", "line", "share"]),
                name="disclosure_table_drawing_known",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def numbers(self) -> list[tuple[int, str]]:
        """The columns that can be drawn: place and name."""
        return [(n, c["name"]) for n, c in enumerate(self.columns) if c["kind"] == NUMBER]

    @property
    def label_place(self) -> int:
        return next((n for n, c in enumerate(self.columns) if c["kind"] == LABEL), 0)


class FileQuerySet(PartQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        """Evidence is for those who keep the register or approve; the rest is for readers."""
        rows = super().visible_to(seat)
        if seat is None or seat.can("disclosure.manage") or seat.can("disclosure.approve"):
            return rows
        return rows.filter(purpose=DisclosureFile.Purpose.READING)

    def for_list(self) -> Self:
        return self.select_related("file").order_by(F("purpose"), F("pk"))


class DisclosureFile(UnionOwned):
    """A file for the readers, or the proof that the item was disclosed."""

    class Purpose(models.TextChoices):
        READING = "reading", "附件（供阅读）"
        EVIDENCE = "evidence", "公开凭证（照片、扫描件）"

    disclosure = models.ForeignKey(
        Disclosure, models.PROTECT, verbose_name="校务公开", related_name="files"
    )
    purpose = models.CharField("用途", max_length=10, choices=Purpose)
    file = models.ForeignKey(Attachment, models.PROTECT, verbose_name="文件", related_name="+")

    objects = FileQuerySet.as_manager()

    classification: dict[str, str] = {}

    class Meta:
        verbose_name = verbose_name_plural = "校务公开文件"
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=["reading", "evidence"]),
                name="disclosure_file_purpose_known",
            )
        ]

    def __str__(self) -> str:
        return self.file.name


class QuestionQuerySet(PartQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        """Answered ones for everybody; what waits for its author and those in charge."""
        rows = super().visible_to(seat)
        if seat is None or seat.can("disclosure.manage"):
            return rows
        return rows.filter(Q(answered_at__isnull=False) | Q(asked_by=seat))

    def waiting(self) -> Self:
        return self.filter(answered_at__isnull=True)

    def for_list(self) -> Self:
        return self.select_related(
            "asked_by__user", "answered_by__user", "disclosure__union"
        ).order_by("asked_at", "pk")


class DisclosureQuestion(UnionOwned):
    """A question or an objection. Who asked is told to those in charge only; the answer to all."""

    class Kind(models.TextChoices):
        QUESTION = "question", "询问"
        OBJECTION = "objection", "异议"

    disclosure = models.ForeignKey(
        Disclosure, models.PROTECT, verbose_name="校务公开", related_name="questions"
    )
    kind = models.CharField("类别", max_length=10, choices=Kind, default=Kind.QUESTION)
    text = models.TextField("内容", max_length=1000)
    asked_by = models.ForeignKey(Seat, models.PROTECT, verbose_name="提出人", related_name="+")
    asked_at = models.DateTimeField("提出时间", default=timezone.now)
    answer = models.TextField("答复", max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="答复人", null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    classification = {
        "text": "internal",
        "asked_at": "internal",
        "answer": "internal",
        "answered_at": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "校务公开询问"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["question", "objection"]),
                name="disclosure_question_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_at=None)
                | ~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False),
                name="disclosure_answer_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class DisclosureReading(UnionOwned):
    """That one more person has read an item. `mark` is a keyed hash and names nobody."""

    disclosure = models.ForeignKey(
        Disclosure, models.PROTECT, verbose_name="校务公开", related_name="readings"
    )
    mark = models.CharField("标记", max_length=64, editable=False)

    classification = {"mark": "restricted"}

    class Meta:
        verbose_name = verbose_name_plural = "校务公开已阅"
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "mark"], name="disclosure_read_once")
        ]

    def __str__(self) -> str:
        return f"已阅：{self.disclosure}"
