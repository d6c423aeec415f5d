"""Awards: what was won or conferred, by whom it was given, on which level."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, IntegerField, Q, Sum, Value, When
from django.db.models.functions import ExtractYear
from django.utils import timezone

from members.models.honour_titles import (
    STAFF,
    HonourTitle,
    Level,
    Recipient,
    known,
    of_initials,
    sees_all,
)
from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned

if TYPE_CHECKING:
    from members.models.award_holders import AwardHolder

MOST_AT_ONCE = 5000


def period_of(path: str, by: str) -> Any:
    """The year of a date column: the calendar year, or the one a school year begins in."""
    if by != "school":
        return ExtractYear(path)
    is_spring = When(**{f"{path}__month__lt": 9}, then=Value(1))
    before = Case(is_spring, default=Value(0), output_field=IntegerField())
    return ExtractYear(path) - before


class AwardQuerySet(ScopedQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        """Members see what is valid and published within the union."""
        rows = super().visible_to(seat)
        if seat is None or sees_all(seat):
            return rows
        return rows.valid().filter(visibility="union")

    def valid(self) -> Self:
        return self.filter(state="valid")

    def of_staff(self) -> Self:
        return self.filter(subject__in=STAFF)

    def of_students(self) -> Self:
        return self.filter(subject=Recipient.STUDENTS)

    def prizes(self) -> Self:
        """Contests and achievements: what is won, not conferred."""
        return self.filter(kind__in=["contest", "achievement"])

    def honours(self) -> Self:
        return self.filter(kind="honour")

    def between(self, first: datetime.date | None, last: datetime.date | None) -> Self:
        rows = self if first is None else self.filter(awarded_on__gte=first)
        return rows if last is None else rows.filter(awarded_on__lte=last)

    def item_count(self) -> int:
        """项: a row is one, unless it stands for several awards of students."""
        return int(self.order_by().aggregate(total=Sum("quantity"))["total"] or 0)

    def student_times(self) -> int:
        """学生人次."""
        return int(self.order_by().aggregate(total=Sum("student_count"))["total"] or 0)

    def for_list(self) -> Self:
        return self.select_related("honour_title").prefetch_related("holders__member")


class Award(UnionOwned):
    """One award or honour. Never deleted: what was entered wrongly is withdrawn."""

    class Kind(models.TextChoices):
        HONOUR = "honour", "荣誉称号"
        CONTEST = "contest", "竞赛获奖"
        ACHIEVEMENT = "achievement", "成果案例"

    class Category(models.TextChoices):
        TEACHING = "teaching", "教学竞赛"
        PAPER = "paper", "论文"
        DIGITAL = "digital", "信息化与人工智能"
        RESEARCH = "research", "课题与成果"
        SPORTS = "sports", "文体"
        ETHICS = "ethics", "师德与宣讲"
        UNION = "union", "工会工作"
        COMMENDATION = "commendation", "综合表彰"
        OTHER = "other", "其他"

    class Visibility(models.TextChoices):
        UNION = "union", "本工会会员可见"
        OFFICERS = "officers", "只有登记荣誉的人可见"

    class State(models.TextChoices):
        VALID = "valid", "有效"
        WITHDRAWN = "withdrawn", "已作废"

    kind = models.CharField("类型", max_length=12, choices=Kind, default=Kind.CONTEST)
    title = models.CharField("荣誉称号或获奖项目", max_length=120)
    honour_title = models.ForeignKey(
        HonourTitle,
        models.PROTECT,
        verbose_name="对应荣誉称号",
        null=True,
        blank=True,
        related_name="awards",
    )
    contest = models.CharField("竞赛或评选活动", max_length=120, blank=True)
    organiser = models.CharField("主办单位", max_length=100, blank=True)
    issuer = models.CharField("颁发单位", max_length=100, blank=True)
    document_no = models.CharField("证书编号或文号", max_length=60, blank=True)
    level_label = models.CharField("级别（按证书）", max_length=20)
    level_rank = models.PositiveSmallIntegerField("级别排序", choices=Level)
    grade = models.CharField("等次", max_length=30, blank=True)
    grade_rank = models.PositiveSmallIntegerField("等次排序", default=99, editable=False)
    awarded_on = models.DateField("获奖日期")
    category = models.CharField("类别", max_length=12, choices=Category)
    subject = models.CharField("获奖对象", max_length=10, choices=Recipient)
    recipient = models.CharField("集体或单位名称", max_length=80, blank=True)
    quantity = models.PositiveIntegerField(
        "项数",
        default=1,
        validators=[MinValueValidator(1, "至少 1 项。"), MaxValueValidator(MOST_AT_ONCE)],
    )
    student_count = models.PositiveIntegerField(
        "学生人次", default=0, validators=[MaxValueValidator(MOST_AT_ONCE * 10)]
    )
    student_initials = models.CharField(
        "学生姓名首字母", max_length=60, blank=True, validators=[of_initials]
    )
    note = models.CharField("备注", max_length=300, blank=True)
    visibility = models.CharField(
        "公开范围", max_length=10, choices=Visibility, default=Visibility.UNION
    )
    state = models.CharField("状态", max_length=10, choices=State, default=State.VALID)
    selection = models.ForeignKey(
        "members.Selection",
        models.PROTECT,
        verbose_name="由评选产生",
        null=True,
        blank=True,
        editable=False,
        related_name="awards",
    )
    brought_by = models.ForeignKey(
        "members.AwardImport",
        models.PROTECT,
        verbose_name="由哪次导入",
        null=True,
        blank=True,
        editable=False,
        related_name="brought",
    )
    registered_by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="登记人", null=True, editable=False, related_name="+"
    )
    registered_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)
    # Counts every change, so that two people who edit at once notice each other.
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = AwardQuerySet.as_manager()

    classification = {
        "title": "internal",
        "contest": "internal",
        "organiser": "internal",
        "issuer": "internal",
        "document_no": "internal",
        "level_label": "internal",
        "grade": "internal",
        "awarded_on": "internal",
        "recipient": "internal",
        "student_initials": "restricted",
        "note": "internal",
        "registered_at": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "荣誉与获奖"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["valid", "withdrawn"]), name="award_state_known"
            ),
            known("award_kind_known", "kind", ["honour", "contest", "achievement"]),
            known("award_subject_known", "subject", ["persons", "team", "unit", "students"]),
            known("award_visibility_known", "visibility", ["union", "officers"]),
            known("award_level_known", "level_rank", [1, 2, 3, 4, 5, 9]),
            known(
                "award_category_known",
                "category",
                [
                    "teaching",
                    "paper",
                    "digital",
                    "research",
                    "sports",
                    "ethics",
                    "union",
                    "commendation",
                    "other",
                ],
            ),
            models.CheckConstraint(
                condition=Q(subject="students", student_count__gte=1)
                | (~Q(subject="students") & Q(student_count=0, student_initials="")),
                name="award_students_apart",
                violation_error_message="学生获奖请填学生人次；教职工获奖不填学生。",
            ),
            models.CheckConstraint(
                condition=Q(quantity=1) | Q(subject="students", quantity__gte=1),
                name="award_one_row_one_item",
                violation_error_message="只有学生获奖可以几项合并登记，教职工获奖一项登记一条。",
            ),
            models.CheckConstraint(
                condition=Q(subject__in=["persons", "students"]) | ~Q(recipient=""),
                name="award_recipient_named",
                violation_error_message="请填写获奖的集体或单位名称。",
            ),
        ]
        indexes = [
            models.Index(fields=["union", "state", "awarded_on"], name="award_by_day"),
            models.Index(fields=["union", "state", "level_rank"], name="award_by_level"),
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.title, self.grade) if part)

    @property
    def is_valid(self) -> bool:
        return self.state == self.State.VALID

    @property
    def is_of_students(self) -> bool:
        return self.subject == Recipient.STUDENTS

    def held_as(self, role: str) -> list[AwardHolder]:
        return [holder for holder in self.holders.all() if holder.role == role]
