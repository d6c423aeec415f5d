"""`--database-only` leaves out what cannot reach a database, and nothing that may."""

from __future__ import annotations

import pytest

from tests.plugins.databases import reaches_database


def test_pure():
    assert pytest.__version__


@pytest.mark.django_db
def test_marked():
    assert pytest.__version__


def test_by_a_fixture(log_in):
    assert callable(log_in)


def test_by_whatever_the_request_is_asked_for(request):
    found = {
        item.name: reaches_database(item)
        for item in request.session.items
        if item.path == request.path
    }
    expected = {
        "test_pure": False,
        "test_marked": True,
        "test_by_a_fixture": True,
        "test_by_whatever_the_request_is_asked_for": True,
    }
    assert expected | found == expected
