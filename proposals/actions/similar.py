"""Likely duplicates: keeping the index of texts, and asking it."""

from __future__ import annotations

import datetime
import heapq
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, NamedTuple

from django.core.cache.backends.locmem import LocMemCache
from django.db import transaction
from django.db.models import Count, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from proposals.checks import similar as checks
from proposals.checks.similar import Weights
from proposals.models import (
    ANSWERED,
    IN_HANDLING,
    UNSENT,
    VALID_STATES,
    IndexedText,
    MicroProposal,
    MicroState,
    Proposal,
    ProposalState,
    Publicity,
    Shingle,
)
from proposals.models.either import column_of
from proposals.models.similar import KEYS, random_key
from union_site.models import Seat, Union

Thing = MicroProposal | Proposal
THRESHOLD = 0.41  # of the labelled pairs in tests/proposals/similar_pairs.py
FEWEST_PAIRS = 4  # with fewer, anything is like everything
MOST_PAIRS = 120  # of a long text are counted: they say enough
SAMPLE = 1_000  # texts in which they are counted; of larger unions the rest is reckoned
ROWS_READ = 2_500  # of the index for one text, or about so many
COMPARED = 60  # texts compared exactly
ASKED_A_DAY = 500  # a pause of more than half a second each, for as long as a long proposal takes


def body(thing: Thing) -> tuple[str, ...]:
    """Everything that is indexed, so that a search by words finds it: the headline too under
    which it was published."""
    notice = getattr(thing, "notice", None)
    headline = notice.headline if notice else ""
    if isinstance(thing, MicroProposal):
        return (thing.title, thing.text, headline)
    return (thing.title, thing.reason, thing.suggestion, headline)


def gist(thing: Thing) -> tuple[str, ...]:
    """What two proposals are compared by: what is wanted; the reasons differ from hand to hand."""
    if isinstance(thing, MicroProposal):
        return (thing.title, thing.text)
    return (thing.title, thing.suggestion)


# --- keeping the index --------------------------------------------------------------------


@transaction.atomic
def index(thing: Thing) -> None:
    """Takes the text in as it stands now; called by every act that brings or changes one.

    What is not sent yet is taken out: a draft is its author's alone.
    """
    if isinstance(thing, Proposal) and thing.state in UNSENT:
        _forget(thing)
        return
    names = column_of(thing)
    row, is_new = IndexedText.objects.get_or_create(**names, defaults={"union_id": thing.union_id})
    wanted = checks.grams(*body(thing))
    known = set() if is_new else set(row.shingles.values_list("gram", flat=True))
    if gone := known - wanted:
        row.shingles.filter(gram__in=gone).delete()
    Shingle.objects.bulk_create(_shingles(row, wanted - known))


def _forget(thing: Thing) -> None:
    Shingle.objects.filter(text__in=IndexedText.objects.filter(**column_of(thing))).delete()
    IndexedText.objects.filter(**column_of(thing)).delete()


def _shingles(row: IndexedText, grams: Iterable[int]) -> list[Shingle]:
    return [Shingle(union_id=row.union_id, gram=gram, text=row) for gram in sorted(grams)]


def index_missing(union: Union) -> int:
    """Takes in every text of the union that is not in the index, and says how many there were."""
    micro = MicroProposal.objects.of_union(union).filter(indexed=None).select_related("notice")
    formal = Proposal.objects.of_union(union).filter(indexed=None).select_related("notice")
    formal = formal.exclude(state__in=UNSENT)
    things = chain(_in_no_order(micro), _in_no_order(formal))
    count = 0
    while some := list(islice(things, 500)):
        with transaction.atomic():
            _index_new(union, some)
        count += len(some)
    return count


def _in_no_order(rows: Any) -> Any:
    return rows.order_by("?").iterator(chunk_size=500)


def _index_new(union: Union, things: Sequence[Thing]) -> None:
    rows = [IndexedText(id=random_key(), union=union, **column_of(thing)) for thing in things]
    IndexedText.objects.bulk_create(rows)
    pairs = zip(rows, things, strict=True)
    shingles = [_shingles(row, checks.grams(*body(thing))) for row, thing in pairs]
    Shingle.objects.bulk_create(chain.from_iterable(shingles), batch_size=5_000)


@transaction.atomic
def empty_index(union: Union) -> None:
    Shingle.objects.of_union(union).delete()
    IndexedText.objects.of_union(union).delete()


# --- asking it ----------------------------------------------------------------------------


# In the memory of this process and gone with it: a cache that is written down could tell who was
# at the form on the day when something anonymous came.
_asked = LocMemCache("similar", {"OPTIONS": {"MAX_ENTRIES": 10_000}})


def may_ask(seat: Seat, *, now: datetime.datetime) -> bool:
    """Counts how often a seat has asked today, and says whether it was too often."""
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    key = f"{seat.pk}/{today:%Y%m%d}"
    _asked.add(key, 0, timeout=86_400)
    try:
        return bool(_asked.incr(key) <= ASKED_A_DAY)
    except ValueError:  # thrown out just now to make room
        return True


@dataclass(frozen=True)
class Match:
    """A proposal that is like the text asked about."""

    thing: Thing
    score: float
    shared: frozenset[int]

    @property
    def percent(self) -> int:
        return round(self.score * 100)

    @property
    def is_formal(self) -> bool:
        return isinstance(self.thing, Proposal)


@dataclass(frozen=True)
class Found:
    """The likely ones that the seat may see, and how many more are being handled."""

    matches: tuple[Match, ...] = ()
    unseen: int = 0


def find_similar(*texts: str, seat: Seat, leave_out: Thing | None = None, limit: int = 5) -> Found:
    """Proposals of the seat's union that are like this text, the likeliest first.

    A seat is shown only what it may see anyhow. Of the rest it is told a number, and that
    counts only what was accepted and signed openly: by trying texts out nobody can learn that
    something was sent anonymously, under a hidden name, or was declined.
    """
    wanted = checks.grams(*texts)
    if len(wanted) < FEWEST_PAIRS:
        return Found()
    asked = _Asked(seat.union_id, [wanted])
    keys = asked.candidates(ROWS_READ)[0]
    seen = _seen(keys, seat)
    rest = [] if seat.can("proposals.view") else _unseen(keys, seen, seat)
    shown, hidden = (
        _best(wanted, [text for text in some if not text.is_of(leave_out)], asked.weights)
        for some in (seen, rest)
    )
    return Found(_matches(wanted, shown[:limit]), len(hidden))


def likely_duplicates(things: Sequence[Thing], *, seat: Seat) -> dict[Any, int]:
    """How many likely duplicates each of these has; the same few queries for any number."""
    wanted = [checks.grams(*gist(thing)) for thing in things]
    asked = _Asked(seat.union_id, wanted)
    keys = asked.candidates(ROWS_READ // 5)
    texts = {text.key: text for text in _seen({key for some in keys for key in some}, seat)}
    counts = {}
    for thing, grams, some in zip(things, wanted, keys, strict=True):
        others = [texts[key] for key in some if key in texts and not texts[key].is_of(thing)]
        enough = len(grams) >= FEWEST_PAIRS
        counts[thing.pk] = len(_best(grams, others, asked.weights)) if enough else 0
    return counts


class _Asked:
    """Some texts put to the index of one union: two queries, however many texts.

    How common a pair is is counted in a sample, the texts with the lowest keys: keys are random,
    and how far the sample reaches says how many texts there are. Of the rarest pairs, which lead
    to candidates, it is known exactly afterwards.
    """

    def __init__(self, union_id: int, wanted: Sequence[frozenset[int]]) -> None:
        self.counted = [_some(grams) for grams in wanted]
        self.rows = Shingle.objects.filter(union_id=union_id)
        every = frozenset().union(*self.counted)
        texts = IndexedText.objects.filter(union_id=union_id).order_by()
        edge = Subquery(texts.order_by("pk").values("pk")[SAMPLE : SAMPLE + 1])
        is_below = Coalesce(edge, Value(KEYS))
        number = texts.filter(pk__lt=is_below).values("union_id").values(n=Count("pk"))
        rows = self.rows.filter(gram__in=every, text_id__lt=is_below).values_list("gram")
        held = list(rows.annotate(Count("text_id"), texts=Subquery(number), edge=edge))
        _, _, below, beyond = held[0] if held else (0, 0, 0, None)
        # For how many texts each counted one stands.
        each: float = KEYS / beyond if beyond else 1
        self.texts = round(below * each)
        # What stands in none of them is as rare as can be.
        self.holding: dict[int, float] = dict.fromkeys(every, (each - 1) / 2)
        self.holding |= {gram: count * each for gram, count, *_ in held}

    def candidates(self, rows_read: int) -> list[list[int]]:
        """For each text the keys of those that share its rarest pairs, the likeliest first."""
        chosen = [self._rarest(grams, rows_read) for grams in self.counted]
        known = frozenset().union(*chosen)
        holders: dict[int, list[int]] = {gram: [] for gram in known}
        for gram, text in self.rows.filter(gram__in=known).values_list("gram", "text_id"):
            holders[gram].append(text)
        self.holding |= {gram: len(texts) for gram, texts in holders.items()}  # exactly now
        self.weights = Weights(self.texts, self.holding)
        return [self._likeliest(grams, holders) for grams in chosen]

    def _rarest(self, grams: frozenset[int], rows_read: int) -> list[int]:
        """The pairs that lead to few texts each, as long as they lead to few together."""
        chosen: list[int] = []
        left: float = rows_read
        for gram in sorted(grams, key=self.holding.__getitem__):
            left -= self.holding[gram]
            if left < 0 and len(chosen) >= FEWEST_PAIRS:
                break
            chosen.append(gram)
        return chosen

    def _likeliest(self, grams: list[int], holders: dict[int, list[int]]) -> list[int]:
        overlap: Counter[int] = Counter()
        for gram in grams:
            weight = self.weights.of(gram)
            for text in holders[gram]:
                overlap[text] += weight  # type: ignore[assignment]
        return heapq.nlargest(COMPARED, overlap, key=overlap.__getitem__)


def _some(grams: frozenset[int]) -> frozenset[int]:
    """All of them, or of a long text as many as can be counted at once, taken evenly."""
    if len(grams) <= MOST_PAIRS:
        return grams
    every = sorted(grams)
    return frozenset(every[place * len(every) // MOST_PAIRS] for place in range(MOST_PAIRS))


class _Text(NamedTuple):
    """As much of a proposal as is compared."""

    key: int
    micro_id: Any
    proposal_id: Any
    title: str
    said: str

    def is_of(self, thing: Thing | None) -> bool:
        if isinstance(thing, MicroProposal):
            return bool(self.micro_id == thing.pk)
        return thing is not None and bool(self.proposal_id == thing.pk)


def _seen(keys: Iterable[int], seat: Seat) -> list[_Text]:
    micro = MicroProposal.objects.visible_to(seat).exclude(state=MicroState.WITHDRAWN)
    formal = Proposal.objects.visible_to(seat).exclude(state__in=[*UNSENT, ProposalState.WITHDRAWN])
    return _texts(micro, formal, keys)


def _unseen(keys: Iterable[int], seen: Iterable[_Text], seat: Seat) -> list[_Text]:
    """Accepted ones that were signed openly and that this seat may not read."""
    rest = set(keys) - {text.key for text in seen}
    micro = MicroProposal.objects.filter(union_id=seat.union_id, state__in=VALID_STATES)
    formal = Proposal.objects.filter(union_id=seat.union_id, state__in=[*IN_HANDLING, *ANSWERED])
    return _texts(
        micro.filter(publicity=MicroProposal.Publicity.OPEN),
        formal.filter(publicity=Publicity.OPEN),
        rest,
    )


def _texts(micro: Any, formal: Any, keys: Iterable[int]) -> list[_Text]:
    """The gist of these, and no more of them: most are compared and not shown."""
    some = list(keys)
    columns = ("indexed__pk", "indexed__micro_id", "indexed__proposal_id", "title")
    rows = micro.filter(indexed__in=some).order_by().values_list(*columns, "text")
    more = formal.filter(indexed__in=some).order_by().values_list(*columns, "suggestion")
    return [_Text(*row) for row in rows.union(more, all=True)]


def _best(
    wanted: frozenset[int], texts: Iterable[_Text], weights: Weights
) -> list[tuple[float, _Text]]:
    scores = (
        (checks.likeness(wanted, checks.grams(text.title, text.said), weights), text)
        for text in texts
    )
    found = [(score, text) for score, text in scores if score >= THRESHOLD]
    return sorted(found, key=lambda pair: -pair[0])


def _matches(wanted: frozenset[int], found: Sequence[tuple[float, _Text]]) -> tuple[Match, ...]:
    """The whole rows of those to be shown; that the seat may see them was asked before."""
    rows = IndexedText.objects.select_related("micro", "proposal__result")
    whole = rows.in_bulk([text.key for _, text in found])
    return tuple(
        Match(
            whole[text.key].micro or whole[text.key].proposal,
            score,
            wanted & checks.grams(text.title, text.said),
        )
        for score, text in found
    )
