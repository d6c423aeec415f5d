"""Findings: what a check says, with the article it rests on. Checks return them, never raise."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError


class Level(enum.StrEnum):
    INFO = "info"
    WARN = "warn"
    BLOCK = "block"


@dataclass(frozen=True)
class Finding:
    level: Level
    code: str  # stable id, such as "C-04"
    sentence: str  # for the user, in Chinese
    citation: str = ""  # document and article
    where: str = ""  # the field, row or cell it speaks of

    @property
    def in_full(self) -> str:
        """The sentence with the article that it rests on."""
        return f"{self.sentence}（{self.citation}）" if self.citation else self.sentence

    def as_dict(self) -> dict[str, str]:
        return {key: str(value) for key, value in asdict(self).items()}


class NotClear(ValidationError):
    """A finding stands in the way; carries all of them, so that a page can show each one.

    `open_ones` are those that stand in the way, one for each sentence.
    """

    def __init__(self, open_ones: list[Finding], findings: list[Finding]) -> None:
        super().__init__([finding.in_full for finding in open_ones])
        self.open_ones = open_ones
        self.findings = findings


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.level == Level.BLOCK]


def warnings(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.level == Level.WARN]


def require_clear(findings: Iterable[Finding], *, accepted: Iterable[str] = ()) -> list[Finding]:
    """For acts: refuses while a finding blocks or a warning was not accepted.

    `accepted` holds the codes of the warnings the user has accepted. Returns the accepted
    warnings, to be recorded with the act. Raises NotClear with every sentence at once.
    """
    found = list(findings)
    agreed = set(accepted)
    open_ones = blocking(found) + [f for f in warnings(found) if f.code not in agreed]
    if open_ones:
        raise NotClear(open_ones, found)
    return warnings(found)
