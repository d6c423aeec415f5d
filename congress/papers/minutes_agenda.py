"""What became of each item of an agenda, as far as the rows of the session tell."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from congress.models import AgendaItem, Session
from congress.models.agenda import Matter, Treatment
from congress.models.ballots import BallotKind

_TYPED_VERBS = ("听取", "审议通过", "审议", "讨论通过", "讨论", "选举", "评议")


class Fate(enum.StrEnum):
    VOTED = "voted"
    DONE = "done"
    NOT_VOTED = "not_voted"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class AgendaFact:
    part: str
    treatment: str
    title: str
    presenter: str = ""
    record: str = ""
    fate: str = Fate.UNKNOWN

    @property
    def is_told(self) -> bool:
        """A record tells of an item even where nothing was voted on."""
        return self.fate in (Fate.VOTED, Fate.DONE) or bool(self.record)


def bare(title: str) -> str:
    """The title without a verb that was typed before it."""
    for verb in _TYPED_VERBS:
        if title.startswith(verb) and len(title) > len(verb):
            return title.removeprefix(verb).lstrip("了并：:")
    return title


# How each treatment is decided; the others need no vote.
VOTES = {
    Treatment.ADOPT: BallotKind.RESOLUTION,
    Treatment.ELECT: BallotKind.ELECTION,
    Treatment.APPRAISE: BallotKind.APPRAISAL,
}
_BY_ATTENDING = (Treatment.HEAR, Treatment.PROCEDURE)


@dataclass(frozen=True)
class _Session:
    is_held: bool
    closed: frozenset[str]
    items: Sequence[AgendaItem]
    resolutions: Sequence[Any]
    ballots: Sequence[Any]


def agenda_of(
    session: Session, resolutions: Sequence[Any], ballots: Sequence[Any]
) -> Iterable[AgendaFact]:
    """`ballots` are the decided ones."""
    closed = frozenset(row.part for row in session.sittings.all() if row.is_closed)
    items = list(session.agenda_items.for_list())
    told = _Session(session.is_held, closed, items, resolutions, ballots)
    for item in items:
        yield AgendaFact(
            item.part,
            item.treatment,
            item.title,
            item.presenter,
            item.record.strip(),
            _fate(item, told),
        )


def _fate(item: AgendaItem, told: _Session) -> Fate:
    if _was_decided(item, told):
        return Fate.VOTED
    if item.treatment in VOTES:
        return _unvoted(item, told)
    attended = item.treatment in _BY_ATTENDING and told.is_held and item.part in told.closed
    return Fate.DONE if attended or item.record.strip() else Fate.UNKNOWN


def _unvoted(item: AgendaItem, told: _Session) -> Fate:
    """Not voted on, unless it may be what one of the ballots without an item was about."""
    if item.treatment != Treatment.ADOPT and item.record.strip():
        return Fate.DONE
    kind = VOTES[Treatment(item.treatment)]
    loose = [row for row in told.ballots if row.kind == kind and row.agenda_item_id is None]
    if item.treatment == Treatment.ADOPT or not loose:
        return Fate.NOT_VOTED if told.is_held else Fate.UNKNOWN
    alone = [row for row in told.items if row.treatment == item.treatment] == [item]
    return Fate.VOTED if alone else Fate.UNKNOWN


def _was_decided(item: AgendaItem, told: _Session) -> bool:
    if any(row.agenda_item_id == item.pk for row in told.ballots):
        return True
    kind = VOTES.get(Treatment(item.treatment), BallotKind.RESOLUTION)
    titles = [row.title for row in told.ballots if row.kind == kind]
    if kind == BallotKind.RESOLUTION:
        titles += [row.title for row in told.resolutions]
        titles += [line["title"] for row in told.ballots for line in row.result.get("items", [])]
    wanted = _key(item.title)
    return any(_key(title) == wanted for title in titles) or _by_matter(item, told)


def _by_matter(item: AgendaItem, told: _Session) -> bool:
    """A resolution on the same power of the congress, where no other item stands for it."""
    if item.treatment != Treatment.ADOPT or item.matter == Matter.OTHER:
        return False
    same = [row for row in told.items if row.matter == item.matter]
    return len(same) == 1 and any(row.matter == item.matter for row in told.resolutions)


def _key(title: str) -> str:
    """The title without what one writes it with or without: a verb, 关于, quotation marks."""
    return (
        bare(title.strip("《》")).strip("《》").removeprefix("关于").strip("《》").replace(" ", "")
    )
