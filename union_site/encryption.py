"""Sensitive columns: encrypted at rest, found again by a keyed hash."""

from __future__ import annotations

import base64
import hmac
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


@lru_cache(maxsize=16)
def _derive(secret: str, purpose: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=b"union-site", info=purpose).derive(secret.encode())


@lru_cache(maxsize=4)
def _cipher(secrets: tuple[str, ...]) -> MultiFernet:
    # The first key writes, all of them read: a key is changed by putting the new one in front.
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(_derive(secret, b"fields"))) for secret in secrets]
    )


def cipher() -> MultiFernet:
    return _cipher((settings.FIELD_KEY, *settings.FIELD_KEY_FALLBACKS))


def keyed_hash(value: str, purpose: str) -> str:
    """64 hex digits; without the installation's key nobody can test a guess against it.

    Raises ValueError for an empty value, since all empty values would be alike.
    """
    if not value:
        raise ValueError("There is nothing to hash.")
    key = _derive(settings.FIELD_KEY, b"hash:" + purpose.encode())
    return hmac.digest(key, value.encode(), "sha256").hex()


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that the database only ever sees encrypted. Empty stays empty. Not searchable."""

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return cipher().encrypt(str(text).encode()).decode() if text else text

    def from_db_value(
        self, value: Any, expression: Any, connection: BaseDatabaseWrapper
    ) -> str | None:
        return cipher().decrypt(value.encode()).decode() if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        # Each encryption of a value differs: a comparison could only ever be wrong.
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None


# The token of a time before all others: it begins so, and tells nobody when it was written.
_TIMELESS = "gAAAAAAAAAAA"


def seal(text: str) -> str:
    """Encrypted like a sensitive column, but without the moment that such a token carries."""
    return cipher().encrypt_at_time(text.encode(), 0).decode()


def unseal(token: str) -> str:
    return cipher().decrypt(token.encode()).decode()


class SealedTextField(EncryptedTextField):
    """Text that stays encrypted when its row is read: only `unseal`, called by name, opens it.

    It takes what `seal` gave and nothing else.
    """

    def get_prep_value(self, value: Any) -> Any:
        if value and not str(value).startswith(_TIMELESS):
            raise ValueError("Only what was sealed may be written here.")
        return value

    def from_db_value(
        self, value: Any, expression: Any, connection: BaseDatabaseWrapper
    ) -> str | None:
        return str(value)
