"""Spreads the suite over xdist's workers: a file stays together, and so do costly folders."""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

# Folders whose tests share one costly installation; one worker each, from the very start.
COSTLY = ("tests/services/", "tests/browser/")


def portion(nodeid: str) -> str:
    """What a test stays together with: its folder if that is a costly one, else its file."""
    file = nodeid.partition("::")[0]
    return next((folder for folder in COSTLY if file.startswith(folder)), file)


class ByPortion(LoadScopeScheduling):
    """xdist's own loadgroup would do, but groups nothing under pytest 9.2."""

    def _split_scope(self, nodeid: str) -> str:
        return portion(nodeid)


@pytest.hookimpl
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByPortion | None:
    """Ours where `-n` was given and nothing else asked for."""
    if config.getvalue("dist") != "load":
        return None
    config.option.loadscopereorder = False  # the order below, not the number of tests
    return ByPortion(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On workers the costly folders come first, so that both end at about the same time."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: portion(item.nodeid) not in COSTLY)
