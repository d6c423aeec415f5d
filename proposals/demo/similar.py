"""Demonstration data of likely duplicates: the index of the texts that the others brought."""

from __future__ import annotations

from proposals.actions import similar
from union_site.demo import Stage


def load(stage: Stage) -> None:
    similar.index_missing(stage.rich)
