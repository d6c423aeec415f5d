"""Terms 届: bodies of delegates that were elected together."""

from __future__ import annotations

import datetime
from typing import Self

from django.apps import apps
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from union_site.calendar import ordinal
from union_site.scoping import ScopedQuerySet, UnionOwned

NUMBERS = [MinValueValidator(1), MaxValueValidator(99)]


class TermQuerySet(ScopedQuerySet):
    def in_force(self, on: datetime.date) -> Self:
        return self.filter(starts_on__lte=on, ends_on__gte=on)

    def for_list(self) -> Self:
        return self.order_by("-term_no", "pk")

    def with_sessions(self) -> Self:
        """Each with `held_sessions`, how many of its sessions were held."""
        held = models.Count("sessions", filter=Q(sessions__state="held"))
        return self.annotate(held_sessions=held)

    def with_held_between(self, first: datetime.date, last: datetime.date) -> Self:
        """Each with `held_between`: how many sessions its union held on these days, in any term."""
        sessions = (
            apps.get_model("congress.Session").objects.filter(union=models.OuterRef("union")).held()
        )
        counted = sessions.between(first, last).order_by().values("union")
        number = models.Subquery(counted.annotate(n=models.Count("pk")).values("n"))
        return self.annotate(held_between=Coalesce(number, 0))


class CongressTerm(UnionOwned):
    """届: a body of delegates elected for 3 or 5 years (Order 32 art. 18)."""

    # Set by the querysets above.
    held_sessions: int
    held_between: int

    class Form(models.TextChoices):
        CONGRESS = "congress", "教职工代表大会"
        ASSEMBLY = "assembly", "教职工大会"

    term_no = models.PositiveSmallIntegerField("届次", validators=NUMBERS)
    form = models.CharField("形式", max_length=10, choices=Form, default=Form.CONGRESS)
    starts_on = models.DateField("任期起")
    ends_on = models.DateField("任期止")
    full_delegates = models.PositiveIntegerField("正式代表人数", validators=[MinValueValidator(1)])
    note = models.CharField("备注", max_length=200, blank=True)

    objects = TermQuerySet.as_manager()

    classification = {
        "starts_on": "public",
        "ends_on": "public",
        "note": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "教代会届次"
        constraints = [
            models.UniqueConstraint(
                fields=["union", "term_no"],
                name="term_number_once",
                violation_error_message="这一届已经登记过了。",
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
        return f"{ordinal(self.term_no, '届')}{self.get_form_display()}"

    @property
    def short_form(self) -> str:
        return "教代会" if self.form == self.Form.CONGRESS else "教职工大会"
