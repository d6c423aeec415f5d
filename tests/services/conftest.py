"""One district installation for all tests of services; each module starts what it needs of it."""

import pytest

from tests.services.installation import installed


@pytest.fixture(scope="session")
def site(postgresql_url, redis_url, tmp_path_factory):
    """Migrated and empty, with nothing running yet."""
    with installed(tmp_path_factory.mktemp("site"), postgresql_url, redis_url) as installation:
        yield installation
