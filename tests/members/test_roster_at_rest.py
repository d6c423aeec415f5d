"""Encryption at rest: the bytes of the database hold no ID number, bank card or address."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from members import actions
from members.models import Member
from tests.members import rosters
from tests.members.factories import BORN

CARD, OTHER_CARD = "6222021001116245702", "4111111111111111"
ADDRESS, OTHER_ADDRESS = "滨海区望海路18号2栋301室", "滨海区潮音里7号"
MARKER = b"gAAAA"  # how every encrypted value begins


def bytes_of_database() -> bytes:
    """Everything that the database has written of its members."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            copied = []
            with cursor.copy("COPY members_member TO STDOUT") as copy:
                copied = [bytes(piece) for piece in copy]
        return b"".join(copied)
    path = Path(str(connection.settings_dict["NAME"]))
    files = [path, path.with_name(f"{path.name}-wal")]
    return b"".join(file.read_bytes() for file in files if file.exists())


@pytest.mark.django_db(transaction=True)
def test_the_bytes_of_the_database_hold_no_sensitive_value(chair, today):
    """PIPL art. 51: encrypted, what is kept by every way of writing: form, change, import."""
    numbers = [rosters.id_number(BORN, order, area="330106") for order in (2, 4)]
    written = actions.admit(
        by=chair,
        today=today,
        name="陈㛃",
        id_number=numbers[0],
        bank_card=CARD,
        home_address=ADDRESS,
    )
    actions.amend(
        member=written,
        revision=1,
        by=chair,
        today=today,
        id_number=numbers[1],
        bank_card=OTHER_CARD,
        home_address=OTHER_ADDRESS,
    )
    content = rosters.official_form(rosters.people(3))
    brought = actions.receive_roster(content=content, file_name="名册.xlsx", by=chair, today=today)
    actions.confirm_roster(brought=brought, seen=brought.fingerprint, by=chair, today=today)
    assert Member.objects.count() == 4
    kept = bytes_of_database()
    # What must be there: the rows themselves, and their encrypted columns.
    assert "陈㛃".encode() in kept
    assert kept.count(MARKER) >= 3 + 3
    secret = [*numbers, CARD, OTHER_CARD, ADDRESS, OTHER_ADDRESS]
    secret += [someone["证件号码"] for someone in rosters.people(3)]
    assert [value for value in secret if value.encode() in kept] == []
    # And it can be read again by those who have the key.
    now = Member.objects.get(name="陈㛃")
    assert (now.id_number, now.bank_card, now.home_address) == (
        numbers[1],
        OTHER_CARD,
        OTHER_ADDRESS,
    )


@pytest.mark.django_db(transaction=True)
def test_a_value_that_were_written_plain_would_be_found(chair, today):
    """The search itself can fail: past the field's encryption the same bytes are seen."""
    member = actions.admit(by=chair, today=today, name="陈㛃", id_number=rosters.id_number(BORN, 2))
    # A value of its own: what was written once stays in the free pages of a file.
    plain = "written past the field"
    assert plain.encode() not in bytes_of_database()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE members_member SET bank_card = %s WHERE id = %s", [plain, member.pk])
    assert plain.encode() in bytes_of_database()
