"""Somebody who holds every table, the files and the logs of a day, and asks: who wrote it, when?

Honest strategies only: nothing here knows how proposals are taken in. Whatever names a proposal is
laid in each order that can be had, beside what is known of the named ones and of the people who
were there; the best guess counts.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore

from proposals.models import MicroProposal
from tests.congress.observer import Rows, everything, orderings
from union_site.models import Attachment


@dataclass(frozen=True)
class Sent:
    """What really happened: who sent which, in the order of the day."""

    proposal: str
    seat: int
    user: int
    is_anonymous: bool


class Watcher:
    def __init__(self, day: Sequence[Sent], logs: str) -> None:
        self.day = day
        self.anonymous = [sent for sent in day if sent.is_anonymous]
        self.names = {sent.proposal: sent.proposal for sent in day}
        self.names |= {uuid.UUID(sent.proposal).hex: sent.proposal for sent in day}
        self.tables = everything() | {"files": _files(), "logs": _lines(logs)}
        for row in self.tables["django_session"]:
            row["user"] = int(SessionStore().decode(row["session_data"])["_auth_user_id"])

    def moment(self) -> float:
        """The share of anonymous ones laid exactly between the right two named ones."""
        truth = _slots([sent.proposal for sent in self.day], self._hidden)
        return self._best(truth, (_slots(order, self._hidden) for order in self._orders()))

    def order(self) -> float:
        """The share of anonymous ones whose place among themselves is told."""
        return self._best(
            _ranks([sent.proposal for sent in self.anonymous]),
            (_ranks([p for p in order if p in self._hidden]) for order in self._orders()),
        )

    def person(self) -> float:
        """The share of anonymous ones laid beside the right person: those who sent no named one,
        in the order in which they logged in or left any other trace."""
        truth = {sent.proposal: sent.seat for sent in self.anonymous}
        guesses = (
            dict(zip((p for p in order if p in self._hidden), people, strict=False))
            for people in self._people()
            for order in self._orders()
        )
        return self._best(truth, guesses)

    @property
    def _hidden(self) -> set[str]:
        return {sent.proposal for sent in self.anonymous}

    @staticmethod
    def _best(truth: dict[str, Any], guesses: Iterator[dict[str, Any]]) -> float:
        hits = (sum(guess.get(p) == right for p, right in truth.items()) for guess in guesses)
        return max(hits, default=0) / len(truth)

    def _orders(self) -> Iterator[list[str]]:
        """Proposals in every order in which anything mentions them."""
        for rows in self.tables.values():
            naming = [row | {"_": found} for row in rows if (found := self._named(row))]
            if len({row["_"] for row in naming} & self._hidden) < len(self.anonymous):
                continue
            for ordered in orderings(naming):
                found = list(dict.fromkeys(row["_"] for row in ordered))
                yield found
                yield found[::-1]

    def _named(self, row: dict[str, Any]) -> str:
        text = " ".join(map(str, row.values()))
        return next((self.names[name] for name in self.names if name in text), "")

    def _people(self) -> Iterator[list[int]]:
        seats = {sent.seat: sent.seat for sent in self.anonymous}
        users = {sent.user: sent.seat for sent in self.anonymous}
        known = {"seat_id": seats, "owner_id": seats, "user_id": users, "user": users}
        for name, rows in self.tables.items():
            columns = dict(known)
            columns |= {"union_site_user": {"id": users}, "union_site_seat": {"id": seats}}.get(
                name, {}
            )
            for column, who in columns.items():
                there = [row for row in rows if row.get(column) in who]
                if len(there) < len(self.anonymous):
                    continue
                for ordered in orderings(there):
                    found = list(dict.fromkeys(who[row[column]] for row in ordered))
                    yield found
                    yield found[::-1]


def _slots(order: Sequence[str], hidden: set[str]) -> dict[str, int]:
    """For each hidden one, how many others come before it."""
    slots, before = {}, 0
    for proposal in order:
        if proposal in hidden:
            slots[proposal] = before
        else:
            before += 1
    return slots


def _ranks(order: Sequence[str]) -> dict[str, int]:
    return {proposal: place for place, proposal in enumerate(order)}


def _files() -> Rows:
    """The media folder as a disk shows it, each picture with the proposal that it belongs to."""
    owner = {
        str(Attachment.objects.get(pk=file).file.path): str(pk)
        for pk, file in MicroProposal.objects.exclude(photo=None).values_list("pk", "photo")
    }
    kept = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    return [
        {"mtime": path.stat().st_mtime, "path": str(path), "of": owner.get(str(path), "")}
        for path in kept
    ]


def _lines(logs: str) -> Rows:
    return [{"_place": number, "line": line} for number, line in enumerate(logs.splitlines())]
