"""The code on the big screen, new every half minute, and the ticket for who has scanned it.

A photo of the screen goes stale within a minute. The ticket is what a fresh code is changed for:
it holds for some minutes, so that who must log in first is not sent back to the screen.
"""

from __future__ import annotations

import base64
import datetime
import enum
import hashlib
import hmac
from typing import Any

from django.conf import settings
from django.core import signing

from congress.models import Sitting
from union_site.models import Seat
from union_site.receipts import Tries

STEP_SECONDS = 30
TICKET_MINUTES = 5
# A code that was on the screen within these steps is old, not guessed.
REMEMBERED_STEPS = 2 * 60 * 60 // STEP_SECONDS
GUESSES_AN_HOUR = 20
STALE = "二维码已更新，请重新扫屏幕上的码。"
TYPED_STALE = "签到码不对或已过期，请看屏幕上现在的码。"
_SALT = "congress.sign-in"


class Reading(enum.Enum):
    """What a code that was sent turned out to be."""

    NONE = "none"
    FRESH = "fresh"
    OLD = "old"
    TOO_MANY = "too many"


def sitting_of(token: str) -> Sitting | None:
    """The sitting of an address, whoever asks: a code is read before anybody has logged in."""
    return Sitting.objects.select_related("session").filter(token=token).first()


def read(sitting: Sitting, code: str, *, client: str, now: datetime.datetime) -> Reading:
    """Whether the code is fresh. Codes that were never on the screen count as guesses of this
    client (a user, or an address where nobody is logged in); too many, and only those on the
    screen now are read: a whole school may share one address.
    """
    code = "".join(code.split()).lower()  # as people type it from the screen
    if not code:
        return Reading.NONE
    if is_fresh(age_of(sitting, code, now, steps=settings.SIGN_IN_OLD_CODES + 1)):
        return Reading.FRESH
    tries = Tries(f"sign-in:{sitting.pk}", client, limit=GUESSES_AN_HOUR)
    if tries.are_used_up:
        return Reading.TOO_MANY
    if age_of(sitting, code, now) is None:
        tries.count()
    return Reading.OLD


def step_of(now: datetime.datetime) -> int:
    return int(now.timestamp()) // STEP_SECONDS


def code_at(sitting: Sitting, step: int) -> str:
    """Eight letters; without the sitting's secret nobody can tell the next ones."""
    message = f"{sitting.token}:{step}".encode()
    seal = hmac.digest(sitting.secret.encode(), message, hashlib.sha256)
    return base64.b32encode(seal).decode()[:8].lower()


def code_now(sitting: Sitting, now: datetime.datetime) -> str:
    return code_at(sitting, step_of(now))


def age_of(
    sitting: Sitting, code: str, now: datetime.datetime, *, steps: int = REMEMBERED_STEPS
) -> int | None:
    """How many half minutes ago the screen left this code; None where it did not show it."""
    if len(code) != 8 or not code.isascii():
        return None
    step = step_of(now)
    for age in range(steps):
        if hmac.compare_digest(code_at(sitting, step - age), code):
            return age
    return None


def is_fresh(age: int | None) -> bool:
    """The code on the screen, and as many before it as the site tolerates (usually one)."""
    return age is not None and age <= settings.SIGN_IN_OLD_CODES


def ticket_for(sitting: Sitting, now: datetime.datetime) -> str:
    """For the browser that scanned a fresh code."""
    return signing.dumps([sitting.pk, int(now.timestamp())], salt=_SALT)


def is_ticket(ticket: str, sitting: Sitting, now: datetime.datetime) -> bool:
    """Whether this browser has scanned a fresh code a few minutes ago."""
    return bool(_read(ticket, _SALT, [sitting.pk], now))


def own_ticket(ticket: str, sitting: Sitting, seat: Seat, now: datetime.datetime) -> str:
    """The same for one seat alone, to be sent back with the form; "" where it does not hold."""
    issued = _read(ticket, _SALT, [sitting.pk], now)
    return signing.dumps([sitting.pk, seat.pk, issued], salt=f"{_SALT}.own") if issued else ""


def holds(ticket: str, sitting: Sitting, seat: Seat, now: datetime.datetime) -> bool:
    return bool(_read(ticket, f"{_SALT}.own", [sitting.pk, seat.pk], now))


def _read(ticket: str, salt: str, of: list[int], now: datetime.datetime) -> int:
    """When it was issued, if it names these and has not run out; else 0."""
    try:
        content: Any = signing.loads(ticket, salt=salt)
    except signing.BadSignature:
        return 0
    *named, issued = content
    age = now.timestamp() - issued
    return int(issued) if named == of and 0 <= age < TICKET_MINUTES * 60 + 1 else 0
