"""Searching lists by words: in a large union the index of texts says which rows to read."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q

from proposals.checks import similar as checks
from proposals.models import UNSENT, IndexedText, MicroProposal, Notice, Proposal, Shingle

MANY = 1_000  # texts of a union from which on a search is worth the index
PAIRS_SEARCHED = 8


def micro_with(rows: Any, words: str, *, union_id: int) -> Any:
    """The micro-proposals of these rows that hold the words or have such a number."""
    found = rows.filter(Q(text__icontains=words) | Q(title__icontains=words) | _numbered(words))
    texts = _holding(words, union_id)
    if texts is None:
        return found
    return found.filter(Q(pk__in=texts.exclude(micro=None).values("micro_id")) | _numbered(words))


def formal_with(rows: Any, words: str, *, union_id: int) -> Any:
    """The formal proposals of these rows that hold the words or have such a number."""
    said = Q(title__icontains=words) | Q(reason__icontains=words) | Q(suggestion__icontains=words)
    found = rows.filter(said | Q(number__icontains=words) if _has_digit(words) else said)
    texts = _holding(words, union_id)
    if texts is None:
        return found
    own = Proposal.objects.filter(union_id=union_id).order_by()
    keys = [own.filter(state__in=UNSENT).values("pk")]  # in no index
    if _has_digit(words):
        keys.append(_with_number(own, words).values("pk"))
    # As one set: with OR between them every row of the union would be read.
    return found.filter(pk__in=texts.exclude(proposal=None).values("proposal_id").union(*keys))


def notices_with(rows: Any, words: str, *, union_id: int) -> Any:
    """The notices of these rows whose headline, proposal or number holds the words."""
    said = Q(headline__icontains=words)
    for column in ("micro__title", "micro__text", "proposal__title", "proposal__suggestion"):
        said |= Q(**{f"{column}__icontains": words})
    number = Q(proposal__number__icontains=words) | _numbered(words, "micro__")
    found = rows.filter(said | number if _has_digit(words) else said)
    texts = _holding(words, union_id)
    if texts is None:
        return found
    micros = texts.exclude(micro=None).values("micro_id")
    formal = texts.exclude(proposal=None).values("proposal_id")
    every = Notice.objects.filter(union_id=union_id).order_by()
    keys = [every.filter(proposal__in=formal).values("pk")]
    if _has_digit(words):
        own = Proposal.objects.filter(union_id=union_id).order_by()
        micro = MicroProposal.objects.filter(_numbered(words), union_id=union_id).order_by()
        keys.append(every.filter(proposal__in=_with_number(own, words).values("pk")).values("pk"))
        keys.append(every.filter(micro__in=micro.values("pk")).values("pk"))
    return found.filter(pk__in=every.filter(micro__in=micros).values("pk").union(*keys))


def _has_digit(words: str) -> bool:
    """Whether they may be a number: whoever looks for one types some of its digits."""
    return any(sign.isdecimal() for sign in words)


def _numbered(words: str, of: str = "") -> Q:
    """The micro-proposal with this number, which is made of two columns; else none."""
    year, _, serial = words.partition("-")
    if year.isdecimal() and serial.isdecimal() and len(words) < 12:
        return Q(**{f"{of}year": int(year), f"{of}serial": int(serial)})
    return Q(pk__in=[])


def _with_number(rows: Any, words: str) -> Any:
    return rows.exclude(number="").filter(number__icontains=words)


def _holding(words: str, union_id: int) -> Any:
    """The texts of a large union that may hold these words, for a search to read only those.

    None where there is nothing to gain: the union is small, or the words have no pair that the
    index keeps. It keeps every pair of the texts but those, so nothing is missed.
    """
    grams = sorted(checks.grams(words))[:PAIRS_SEARCHED]
    texts = IndexedText.objects.filter(union_id=union_id)
    if not grams or not texts.order_by()[MANY : MANY + 1].exists():
        return None
    shingles = Shingle.objects.filter(union_id=union_id, gram__in=grams)
    every = shingles.values("text_id").annotate(held=Count("gram")).filter(held=len(grams))
    return texts.filter(pk__in=every.values("text_id"))
