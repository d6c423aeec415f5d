"""Measurements: ours against baselines of the same run, one JSON line each.

A measurement is a module of this package with a function `measure() -> Result`. It is run by
`make bench` in a process of its own, on a fresh and migrated SQLite database that is thrown
away afterwards. Timing belongs here and nowhere else in the suite: machines differ and drift,
so what counts is the ratio to a baseline measured in the same run.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Result:
    """What one measurement found."""

    ours: float
    """Seconds that our way takes."""
    baselines: dict[str, float]
    """Seconds of each other way of doing the same, measured in the same run."""
    facts: dict[str, int | float | str] = field(default_factory=dict)
    """What was measured: rows, pages, queries, bytes."""

    def as_line(self, name: str) -> dict[str, object]:
        """The line to print; a ratio tells how many times as long a baseline takes as ours."""
        return {
            "name": name,
            "seconds": {
                key: float(f"{value:.4g}")
                for key, value in {"ours": self.ours, **self.baselines}.items()
            },
            "ratios": {
                key: float(f"{value / self.ours:.3g}") for key, value in self.baselines.items()
            },
            **self.facts,
        }


def best_of(times: int, work: Callable[[], object]) -> float:
    """Seconds of the fastest of several runs: noise only ever adds."""
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return min(seconds)
