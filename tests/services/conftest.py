"""One district installation for all tests of services; each module starts what it needs of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.services.installation import Installation, installed


@pytest.fixture(scope="session")
def site(
    postgresql_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """Migrated and empty, with nothing running yet."""
    with installed(tmp_path_factory.mktemp("site"), postgresql_url, redis_url) as installation:
        yield installation
