"""What the measurements of the roster stand on: two large unions, and a district beside them."""

from __future__ import annotations

import datetime
import gc
import statistics
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members import scale as members_scale
from union_site import scale
from union_site.models import Seat

SMALL, LARGE = 1_200, 12_237
UNIONS = 346
TODAY = datetime.date(2026, 11, 21)
WARM_UP, REQUESTS = 3, 20


def stage() -> tuple[scale.Stage, dict[int, Seat]]:
    """Two unions of 1,200 and 12,237 members, and 346 others with as many together."""
    built = scale.load(
        unions=UNIONS + 2, members=0, years=3, seed=1, today=TODAY, password="for-the-bench-only"
    )
    small, large, *others = built.unions
    per_union = LARGE // UNIONS
    for union, size, first in [
        (small, SMALL, 0),
        (large, LARGE, SMALL),
        *((union, per_union, 20_000 + n * per_union) for n, union in enumerate(others)),
    ]:
        members_scale.fill(union, size, built, first=first)
    return built, {SMALL: built.chairs[small.pk], LARGE: built.chairs[large.pk]}


def client_of(seat: Seat) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(seat.user)
    return client


def requests(client: Client, address: str) -> dict[str, float]:
    """Milliseconds of twenty requests after three, and queries and peak memory of one more."""
    times, busy = [], []
    for number in range(WARM_UP + REQUESTS):
        started, worked = time.perf_counter(), time.process_time()
        read(client, address)
        if number >= WARM_UP:
            times.append((time.perf_counter() - started) * 1000)
            busy.append((time.process_time() - worked) * 1000)
    with CaptureQueriesContext(connection) as queries:
        read(client, address)
    return {
        "median_ms": round(statistics.median(times), 1),
        "p95_ms": round(statistics.quantiles(times, n=20)[-1], 1),
        # What others do on the machine at the same time falls on the clock, hardly on this.
        "cpu_ms": round(min(busy), 1),
        "queries": len(queries),
        "peak_mb": peak_of(lambda: read(client, address)),
    }


def read(client: Client, address: str) -> int:
    """The size of the answer, which is read to its end and not kept."""
    answer: Any = client.get(address)
    if answer.status_code != 200:
        raise AssertionError((address, answer.status_code))
    return sum(map(len, answer)) if answer.streaming else len(answer.content)


def peak_of(work: Callable[[], object]) -> float:
    """Megabytes that Python allocates at most while it works."""
    gc.collect()
    tracemalloc.start()
    try:
        work()
        return round(tracemalloc.get_traced_memory()[1] / 1e6, 2)
    finally:
        tracemalloc.stop()
