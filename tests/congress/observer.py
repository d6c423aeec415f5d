"""Somebody who holds everything that was stored and written, and tries to match voters to choices.

Honest strategies only: nothing here knows how our urn works. Every table, every column, the
system columns and the physical order are read; whatever looks like one choice a vote is laid
beside the voters in each order that can be had, and the best match counts.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection

Rows = list[dict[str, Any]]


def tables() -> list[str]:
    with connection.cursor() as cursor:
        return sorted(connection.introspection.table_names(cursor))


def everything() -> dict[str, Rows]:
    """All rows of all tables in their physical order, with what the database adds to each."""
    is_postgresql = connection.vendor == "postgresql"
    added = "rowid AS _place"
    if is_postgresql:
        added = "ctid::text AS _place, xmin::text AS _xmin, xmax::text AS _xmax"
    found = {}
    for table in tables():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT {added}, * FROM "{table}"')
            names = [column[0] for column in cursor.description or ()]
            found[table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return found


@dataclass
class Observer:
    """`voters` are elector ids, `codes` what may be marked, `tally` the published result."""

    voters: list[int]
    codes: list[str]
    tally: Counter[str]
    seen: dict[str, Rows]
    logs: str = ""
    texts: Sequence[str] = ()  # the dump, whatever was deciphered
    guesses: list[dict[int, str]] = field(default_factory=list)

    def best(self, truth: dict[int, str]) -> float:
        """The share of voters whose choice the best strategy names."""
        self.guesses = [*self._by_order(), *self._by_transaction(), *self._by_name()]
        return max(
            sum(guess.get(voter) == choice for voter, choice in truth.items()) / len(truth)
            for guess in self.guesses
        )

    # --- orders of voters, sequences of choices ---------------------------------------------

    def _orders(self) -> Iterator[list[int]]:
        """Every order in which the database holds the voters."""
        for rows in self.seen.values():
            for column in rows[0] if rows else ():
                named = [row for row in rows if row[column] in self._known(column)]
                if column.startswith("_") or len(named) < len(self.voters):
                    continue
                for ordered in orderings(named):
                    yield [row[column] for row in ordered]

    def _known(self, column: str) -> set[int]:
        return set(self.voters) if column in ("elector_id", "id") else set()

    def _sequences(self) -> Iterator[list[str]]:
        """One choice a row, in every order the rows can be had; else the tally, spread out."""
        for rows in self.seen.values():
            for column in rows[0] if rows else ():
                marked = [row for row in rows if self._choice(row[column])]
                if len(marked) >= len(self.voters):
                    for ordered in orderings(marked):
                        yield [self._choice(row[column]) or "" for row in ordered]
        for order in itertools.permutations(self.codes):
            yield [code for code in order for _ in range(self.tally[code])]
        for text in (*self.texts, self.logs):
            said = [code for word in words(text) if (code := self._choice(word))]
            if len(said) >= len(self.voters):
                yield said[-len(self.voters) :]

    def _choice(self, value: Any) -> str | None:
        text = str(value)
        if text in self.codes:
            return text
        found = [code for code in self.codes if f'"{code}"' in text]
        return found[0] if len(found) == 1 and len(text) < 200 else None

    def _by_order(self) -> Iterator[dict[int, str]]:
        sequences = list(self._sequences())
        for order in self._orders():
            for sequence in sequences:
                yield dict(zip(order, sequence, strict=False))
                yield dict(zip(order, reversed(sequence), strict=False))

    # --- equal marks ------------------------------------------------------------------------

    def _by_transaction(self) -> Iterator[dict[int, str]]:
        """Rows that one transaction wrote belong to one vote."""
        voter_of = {}
        for rows in self.seen.values():
            for row in rows:
                if row.get("elector_id") in self._known("elector_id"):
                    voter_of[row.get("_xmin")] = row["elector_id"]
        for rows in self.seen.values():
            for column in rows[0] if rows else ():
                choices = {row.get("_xmin"): self._choice(row[column]) for row in rows}
                yield {
                    voter_of[mark]: choice
                    for mark, choice in choices.items()
                    if mark is not None and choice and mark in voter_of
                }

    def _by_name(self) -> Iterator[dict[int, str]]:
        """A line of a log or of the dump that names a voter and a choice."""
        guess = {}
        for line in itertools.chain.from_iterable(text.splitlines() for text in self._spoken()):
            choice = self._choice(line)
            for word in words(line):
                if choice and word.isdigit() and int(word) in self._known("elector_id"):
                    guess[int(word)] = choice
        yield guess

    def _spoken(self) -> Sequence[str]:
        return (*self.texts, self.logs)


def words(text: str) -> list[str]:
    return "".join(c if c.isalnum() or c == "_" else " " for c in text).split()


def orderings(rows: Rows) -> Iterator[Rows]:
    """As they lie, and sorted by each column that all of them have."""
    yield rows
    for column in rows[0]:
        try:
            yield sorted(rows, key=lambda row: row[column])
        except TypeError:
            continue


def own_tables() -> set[str]:
    return {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
