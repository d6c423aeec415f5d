"""Fixtures for real servers: started once a worker, skipped by name on a laptop without them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

import pytest

from tests.services import native


def unavailable(what: object) -> None:
    """Skip the test on a developer's laptop, fail it where CI is set."""
    if os.environ.get("CI"):
        pytest.fail(f"CI needs {what}; install it with make test", pytrace=False)
    pytest.skip(f"needs {what}; make test installs it")


@contextlib.contextmanager
def _or_unavailable(server: contextlib.AbstractContextManager[str]) -> Iterator[str]:
    with contextlib.ExitStack() as stack:
        try:
            address = stack.enter_context(server)
        except native.Missing as missing:
            unavailable(missing)
        yield address


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """Address of a running PostgreSQL server's maintenance database."""
    with _or_unavailable(native.postgresql()) as address:
        yield address


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Address of a running Redis server."""
    with _or_unavailable(native.redis()) as address:
        yield address
