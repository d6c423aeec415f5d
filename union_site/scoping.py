"""Rows that belong to a union: seen only from a seat there, never pointing across."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.db import models

from union_site.models.accounts import Seat
from union_site.models.checking import CheckedAtOnce
from union_site.models.unions import Union

if TYPE_CHECKING:
    from collections.abc import Iterator


class ScopedQuerySet(models.QuerySet[Any]):
    def visible_to(self, seat: Seat | None) -> Self:
        """The rows of the seat's union; nothing for a stranger."""
        return self.none() if seat is None else self.filter(union_id=seat.union_id)

    def of_union(self, union: Union) -> Self:
        """For tasks, commands and figures, which act for a union and not for a person."""
        return self.filter(union_id=union.pk)


class UnionOwned(CheckedAtOnce):
    """Base of every table whose rows belong to one union."""

    union = models.ForeignKey(Union, models.PROTECT, verbose_name="工会", related_name="+")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuses a row that points at another union's row."""
        super().clean()
        for name, other_union_id in self._unions_pointed_at():
            if other_union_id != self.union_id:
                raise ValidationError({name: "所选内容不属于本工会。"})

    def _unions_pointed_at(self) -> Iterator[tuple[str, int]]:
        for field in self._meta.concrete_fields:
            if not isinstance(field, models.ForeignKey) or field.name == "union":
                continue
            target = field.remote_field.model
            if not any(f.name == "union" for f in target._meta.concrete_fields):
                continue
            if getattr(self, field.attname) is not None:
                yield field.name, getattr(self, field.name).union_id
