"""What an annual summary and a work plan have in common: a year, a title, a state, a version."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned

EDITABLE = ("draft", "returned")

# How personal the columns are that every paper, and every part of one, has.
PAPER_CLASSES = dict.fromkeys(["title", "theme", "due_on", "opened_at"], "internal")
REVISED_CLASSES = {"edited_at": "internal"}


class PaperState(models.TextChoices):
    DRAFT = "draft", "撰写中"
    SUBMITTED = "submitted", "已报送"
    RETURNED = "returned", "退回修改"
    ACCEPTED = "accepted", "已接收"


class PaperQuerySet(ScopedQuerySet):
    def for_list(self) -> PaperQuerySet:
        return self.select_related("union").order_by("-year")

    def of_year(self, year: int) -> PaperQuerySet:
        return self.filter(year=year)


class Paper(UnionOwned):
    """A paper of one union for one year, written by its members and handed in to the district."""

    State = PaperState

    year = models.PositiveSmallIntegerField(
        "年度", validators=[MinValueValidator(1949), MaxValueValidator(2199)]
    )
    title = models.CharField("标题", max_length=120)
    theme = models.CharField("主题", max_length=60, blank=True)
    state = models.CharField("状态", max_length=10, choices=PaperState, default=PaperState.DRAFT)
    due_on = models.DateField("报送截止", null=True, blank=True)
    version = models.PositiveSmallIntegerField("报送次数", default=0)
    # Grows with every change of the paper or of a part of it, so that what was checked before
    # handing in is what is handed in.
    revision = models.PositiveIntegerField("修改次数", default=0)
    opened_by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="建立人", null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField("建立时间", default=timezone.now)

    objects = PaperQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["union", "year"],
                name="%(class)s_once_a_year",
                violation_error_message="这一年度的文书已经建立，请直接打开。",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=PaperState.values), name="%(class)s_state_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE


class Revised(UnionOwned):
    """A part of a paper that two people may write at once: the second is told."""

    revision = models.PositiveIntegerField("修改次数", default=0)
    edited_by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="修改人", null=True, blank=True, related_name="+"
    )
    edited_at = models.DateTimeField("修改时间", null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(edited_by__isnull=True) | models.Q(edited_at__isnull=False),
                name="%(class)s_edited_when",
            ),
        ]
