"""Terms 届: bodies of delegates that were elected together."""

from __future__ import annotations

import datetime
import re
from typing import Self

from django.apps import apps
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from union_site.calendar import ordinal
from union_site.scoping import ScopedQuerySet, UnionOwned

NUMBERS = [MinValueValidator(1), MaxValueValidator(99)]


class Series(models.TextChoices):
    """系列: whose 届 and 次 are counted; each series has numbers of its own."""

    STAFF = "staff", "教职工代表大会"
    UNION = "union", "工会会员代表大会"
    COMMITTEE = "committee", "工会委员会全体会议"
    OTHER = "other", "其他会议"


# Before these words a body that counts no 届 takes its number: 教育工会第五次代表大会.
_NUMBERED_WORDS = re.compile(r"(教职工|职工|会员)?(代表)?大会$")


class TermQuerySet(ScopedQuerySet):
    def of_series(self, series: str) -> Self:
        return self.filter(series=series)

    def of_staff(self) -> Self:
        """Terms of the teacher congress (or assembly): what Order 32 speaks of."""
        return self.of_series(Series.STAFF)

    def in_force(self, on: datetime.date) -> Self:
        """The term of the teacher congress on that day, whose delegates are n of every rule."""
        return self.of_staff().running(on)

    def running(self, on: datetime.date) -> Self:
        """Terms of every series that last on that day."""
        return self.filter(starts_on__lte=on, ends_on__gte=on)

    def for_list(self) -> Self:
        """The teacher congress first, in each series the newest first."""
        order = models.Case(
            *(models.When(series=series, then=place) for place, series in enumerate(Series.values)),
            output_field=models.IntegerField(),
        )
        return self.order_by(order, "body_name", F("term_no").desc(nulls_last=True), "pk")

    def with_sessions(self) -> Self:
        """Each with `held_sessions`: how many of its sessions were held, joint ones included."""
        held = models.Count("sessions", filter=Q(sessions__state="held"), distinct=True)
        joint = models.Count(
            "joint_sessions", filter=Q(joint_sessions__state="held"), distinct=True
        )
        return self.annotate(held_sessions=held + joint)

    def with_held_between(self, first: datetime.date, last: datetime.date) -> Self:
        """Each with `held_between`: sessions of the staff its union held then, in any term."""
        of_union = apps.get_model("congress.Session").objects.filter(union=models.OuterRef("union"))
        sessions = of_union.of_series(Series.STAFF).held()
        counted = sessions.between(first, last).order_by().values("union")
        number = models.Subquery(counted.annotate(n=models.Count("pk")).values("n"))
        return self.annotate(held_between=Coalesce(number, 0))


class CongressTerm(UnionOwned):
    """届: a body of delegates elected for 3 or 5 years (Order 32 art. 18).

    `term_no` is empty for a body that counts only 次; it then has one row for all its sessions.
    """

    # Set by the querysets above.
    held_sessions: int
    held_between: int

    class Form(models.TextChoices):
        CONGRESS = "congress", "教职工代表大会"
        ASSEMBLY = "assembly", "教职工大会"

    series = models.CharField("系列", max_length=10, choices=Series, default=Series.STAFF)
    body_name = models.CharField("会议名称", max_length=40, blank=True)
    term_no = models.PositiveSmallIntegerField("届次", validators=NUMBERS, null=True, blank=True)
    form = models.CharField("形式", max_length=10, choices=Form, default=Form.CONGRESS)
    starts_on = models.DateField("任期起")
    ends_on = models.DateField("任期止")
    full_delegates = models.PositiveIntegerField("正式代表人数", validators=[MinValueValidator(1)])
    # Where a local rule lets the re-election wait.
    postponed_until = models.DateField("换届延期至", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    objects = TermQuerySet.as_manager()

    classification = {
        "body_name": "public",
        "starts_on": "public",
        "ends_on": "public",
        "postponed_until": "public",
        "note": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "教代会届次"
        constraints = [
            models.UniqueConstraint(
                fields=["union", "series", "body_name", "term_no"],
                name="term_number_once",
                violation_error_message="这一届已经登记过了。",
            ),
            models.UniqueConstraint(
                fields=["union", "series", "body_name"],
                condition=Q(term_no__isnull=True),
                name="term_without_number_once",
                violation_error_message="不分届、只数次的会议登记一条即可，请在原有的一条下登记会议。",
            ),
            models.CheckConstraint(condition=Q(series__in=Series.values), name="term_series_known"),
            models.CheckConstraint(
                condition=Q(series="other") & ~Q(body_name="")
                | ~Q(series="other") & Q(body_name=""),
                name="term_other_has_a_name",
                violation_error_message="“其他会议”须写明会议名称，其余系列不填。",
            ),
            models.CheckConstraint(
                condition=Q(postponed_until__isnull=True) | Q(postponed_until__gt=F("ends_on")),
                name="term_postponed_forward",
                violation_error_message="换届延期的日期应晚于任期止。",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="term_range_forward",
                violation_error_message="任期止应晚于任期起。",
            ),
            models.CheckConstraint(condition=Q(full_delegates__gte=1), name="term_has_delegates"),
            models.CheckConstraint(
                condition=Q(form__in=["congress", "assembly"]), name="term_form_known"
            ),
        ]

    def __str__(self) -> str:
        number = ordinal(self.term_no, "届") if self.term_no else ""
        return number + self.body

    @property
    def body(self) -> str:
        """What meets, in full: 教职工代表大会, 工会会员代表大会, 工会委员会."""
        is_assembly = self.form == self.Form.ASSEMBLY
        return {
            Series.STAFF: str(self.get_form_display()),
            Series.UNION: "工会会员大会" if is_assembly else "工会会员代表大会",
            Series.COMMITTEE: "工会委员会",
            Series.OTHER: self.body_name,
        }[Series(self.series)]

    @property
    def short_form(self) -> str:
        """What meets, as people say it: 教代会, 工代会, 全委会."""
        is_assembly = self.form == self.Form.ASSEMBLY
        return {
            Series.STAFF: "教职工大会" if is_assembly else "教代会",
            Series.UNION: "会员大会" if is_assembly else "工代会",
            Series.COMMITTEE: "全委会",
            Series.OTHER: self.body_name,
        }[Series(self.series)]

    @property
    def is_staff(self) -> bool:
        """Whether Order 32 speaks of it."""
        return self.series == Series.STAFF

    @property
    def is_congress(self) -> bool:
        """Whether delegates meet, or all; a committee plenary and most other meetings have none."""
        return self.series in (Series.STAFF, Series.UNION) or "代表大会" in self.body_name

    @property
    def voters(self) -> str:
        """What those who vote are called: 正式代表, 委员, 成员."""
        if self.is_congress:
            return "正式代表"
        return "委员" if self.series == Series.COMMITTEE else "成员"

    @property
    def last_day(self) -> datetime.date:
        return self.postponed_until or self.ends_on

    @property
    def is_followed(self) -> bool:
        """Whether the next term of the same body is registered."""
        later = CongressTerm.objects.of_union(self.union).filter(starts_on__gt=self.starts_on)
        return later.filter(series=self.series, body_name=self.body_name).exists()

    def numbered(self, session_no: int) -> str:
        """The body with the number of a session, where no 届 is counted."""
        number, words = ordinal(session_no, "次"), _NUMBERED_WORDS.search(self.body)
        if words is None:
            return f"{self.body}{number}会议"
        return self.body[: words.start()] + number + self.body[words.start() :]
