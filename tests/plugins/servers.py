"""Fixtures for real servers: started once a worker, skipped by name on a laptop without them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

import pytest

from tests.services import native

# Folders whose tests share costly set-up: each stays on one xdist worker.
GROUPS = ("browser", "services")


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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark whole folders for xdist's loadgroup, before xdist reads the marks."""
    for item in items:
        for group in GROUPS:
            if group in item.path.parts:
                item.add_marker(pytest.mark.xdist_group(group))
