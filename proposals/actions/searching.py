"""Searching lists by words: in a large union the index of texts says which rows to read."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q

from proposals.checks import similar as checks
from proposals.models import UNSENT, IndexedText, Proposal, Shingle

MANY = 1_000  # texts of a union from which on a search is worth the index
PAIRS_SEARCHED = 8


def micro_with(rows: Any, words: str, *, union_id: int) -> Any:
    """The micro-proposals of these rows that hold the words."""
    found = rows.filter(Q(text__icontains=words) | Q(title__icontains=words))
    texts = _holding(words, union_id)
    if texts is None:
        return found
    return found.filter(pk__in=texts.exclude(micro=None).values("micro_id"))


def formal_with(rows: Any, words: str, *, union_id: int) -> Any:
    """The formal proposals of these rows that hold the words or have such a number."""
    said = Q(title__icontains=words) | Q(reason__icontains=words) | Q(suggestion__icontains=words)
    # Whoever looks for a number types some of its digits.
    is_number = any(letter.isdecimal() for letter in words)
    found = rows.filter(said | Q(number__icontains=words) if is_number else said)
    texts = _holding(words, union_id)
    if texts is None:
        return found
    own = Proposal.objects.filter(union_id=union_id).order_by()
    keys = [own.filter(state__in=UNSENT).values("pk")]  # in no index
    if is_number:
        keys.append(own.exclude(number="").filter(number__icontains=words).values("pk"))
    # As one set: with OR between them every row of the union would be read.
    return found.filter(pk__in=texts.exclude(proposal=None).values("proposal_id").union(*keys))


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
