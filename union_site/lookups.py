"""Lookups of our own, to be registered by the models that ask with them."""

from __future__ import annotations

from typing import Any

from django.db.models import Lookup

_LAST = "\U0010ffff"


class Begins(Lookup):
    """How a text begins: `column__begins="sx"`, exactly as written: capitals count.

    SQLite's LIKE ignores case and so passes over a plain index; there a range is asked for.
    PostgreSQL uses an index of the class varchar_pattern_ops for LIKE, whatever its locale.
    """

    lookup_name = "begins"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, values = self.process_lhs(compiler, connection)
        return f"{column} LIKE %s", (*values, f"{connection.ops.prep_for_like_query(self.rhs)}%")

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, values = self.process_lhs(compiler, connection)
        start = str(self.rhs)
        return f"{column} >= %s AND {column} < %s", (*values, start, *values, start + _LAST)
