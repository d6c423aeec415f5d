"""Receipts: the code that somebody without a seat takes home, and a limit to trying codes out."""

from __future__ import annotations

import base64
import hashlib
import hmac
import uuid

from django.conf import settings
from django.core.cache import cache

from union_site.encryption import keyed_hash

LETTERS = 12


def new_submission_key() -> str:
    """For the hidden field of a form: the same page sent twice is one submission."""
    return uuid.uuid4().hex


def code_of(submission_key: str, purpose: str) -> str:
    """The code of a submission; the same key gives the same code, and only its author has it.

    Only hashes of both are stored, so a page that is sent twice shows its receipt again while
    nobody who holds the database can make one up. 60 bits.
    """
    key = hashlib.sha256(f"{settings.FIELD_KEY}/{purpose}".encode()).digest()
    seal = hmac.new(key, submission_key.encode(), hashlib.sha256).digest()
    letters = base64.b32encode(seal).decode()[:LETTERS]
    return "-".join(letters[n : n + 4] for n in range(0, LETTERS, 4))


def hash_of(code: str, purpose: str) -> str:
    """Takes the code as people type it: any case, with or without dashes; "" for what is none."""
    plain = "".join(sign for sign in code.upper() if sign.isascii() and sign.isalnum())
    return keyed_hash(plain, purpose) if len(plain) == LETTERS else ""


class Tries:
    """Counts in the cache how often one address has tried something within the hour."""

    def __init__(self, purpose: str, client: str, *, limit: int) -> None:
        self.key = f"{purpose}:" + keyed_hash(client or "?", "rate")
        self.limit = limit
        cache.add(self.key, 0, timeout=3600)

    @property
    def are_used_up(self) -> bool:
        return bool(cache.get(self.key, 0) >= self.limit)

    def count(self) -> None:
        try:
            cache.incr(self.key)
        except ValueError:  # its hour ended just now
            cache.add(self.key, 1, timeout=3600)
