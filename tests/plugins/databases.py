"""`--database-only`: leaves out the tests that cannot reach a database, whichever it is.

pytest-django refuses the database to a test that does not ask for it, so nothing of such a test
can differ between SQLite, where all of them run, and PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest

OPENS_IT = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}
# With one of these, code of ours may open it while it runs.
MAY_OPEN_IT = {"request", "django_db_setup", "django_db_blocker"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-only",
        action="store_true",
        help="run only the tests that ask for the database, directly or by a fixture",
    )


def reaches_database(item: pytest.Item) -> bool:
    """Whether the test, or any fixture that it asks for, opens the database or might do so."""
    if not isinstance(item, pytest.Function) or item.get_closest_marker("django_db"):
        return True
    return not (OPENS_IT.isdisjoint(item.fixturenames) and MAY_OPEN_IT.isdisjoint(_asked(item)))


def _asked(item: pytest.Function) -> Iterator[str]:
    """What the test and the fixtures of the suite ask for by name; the plugins' own apart."""
    known: Any = item._fixtureinfo
    yield from known.argnames
    for fixture in chain.from_iterable(known.name2fixturedefs.values()):
        if fixture.func.__module__.startswith("tests."):
            yield from fixture.argnames


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("database_only"):
        return
    left_out = [item for item in items if not reaches_database(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if reaches_database(item)]
