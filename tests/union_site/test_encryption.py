"""Sensitive columns: unreadable in the database, found by a keyed hash."""

from __future__ import annotations

import pytest
from django.core.exceptions import FieldError
from django.db import connection

from proposals.models import ProposalBox
from union_site.encryption import cipher, keyed_hash


def make_box(union, token="令牌-0001"):
    from django.utils import timezone

    return ProposalBox.objects.create(
        union=union, token=token, token_hash=keyed_hash(token, "box"), renewed_at=timezone.now()
    )


def stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT token FROM proposals_proposalbox")
        return cursor.fetchone()[0]


def test_the_database_holds_no_plain_text(school):
    make_box(school)
    assert "令牌" not in stored()
    assert ProposalBox.objects.get().token == "令牌-0001"


def test_the_same_text_looks_different_each_time(school, other_school):
    make_box(school)
    first = stored()
    ProposalBox.objects.all().delete()
    make_box(school)
    assert stored() != first


def test_an_old_key_still_reads_after_a_new_one_was_put_in_front(school, settings):
    make_box(school)
    settings.FIELD_KEY_FALLBACKS = [settings.FIELD_KEY]
    settings.FIELD_KEY = "the new key"
    assert ProposalBox.objects.get().token == "令牌-0001"


def test_without_the_key_reading_fails_instead_of_showing_noise(school, settings):
    from cryptography.fernet import InvalidToken

    make_box(school)
    settings.FIELD_KEY = "another key"
    with pytest.raises(InvalidToken):
        ProposalBox.objects.get()


def test_comparing_an_encrypted_column_is_an_error_and_not_an_empty_answer(db):
    with pytest.raises(FieldError):
        ProposalBox.objects.filter(token="x").first()


def test_hashes_differ_by_purpose_and_by_key(settings):
    one, other = keyed_hash("330106", "id"), keyed_hash("330106", "mobile")
    settings.FIELD_KEY = "another key"
    assert len({one, other, keyed_hash("330106", "id")}) == 3


def test_an_empty_value_has_no_hash():
    with pytest.raises(ValueError, match="nothing to hash"):
        keyed_hash("", "id")


def test_two_threads_reading_and_writing_never_see_each_others_cipher():
    from concurrent.futures import ThreadPoolExecutor

    def there_and_back(number: int) -> bool:
        plain = f"号码{number}".encode()
        return cipher().decrypt(cipher().encrypt(plain)) == plain

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(there_and_back, range(200)))
