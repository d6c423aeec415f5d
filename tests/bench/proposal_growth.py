"""Proposals at 300 and at 30,000 of one union, on SQLite and on PostgreSQL.

Lists, pages, workbench, export and the search for likely duplicates: milliseconds, queries, rows
fetched, and how they grow. The baseline compares a text with every other one.
GROWTH_ROWS=3000 makes it smaller.
"""

from __future__ import annotations

import contextlib
import json
import statistics
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db import connection
from django.db.models.sql.compiler import SQLCompiler
from django.test import Client
from django.test.utils import CaptureQueriesContext

from proposals.actions import similar
from proposals.checks import similar as checks
from proposals.models import MicroProposal, Notice, Proposal
from tests.bench import Result, best_of
from tests.bench._load import on_postgresql
from tests.bench._proposals import LARGE, SMALL, Floor, stage
from tests.bench._rosters import client_of, peak_of, read
from tests.proposals.corpus import Corpus
from union_site.models import Seat

WARM_UP, REQUESTS = 3, 20
Facts = dict[str, int | float | str]
EXPORTS = {"micro": "/proposals/export/", "formal": "/proposals/formal/export/"}
FOR_THE_CHAIR = {
    "workbench": "/",
    "micro": "/proposals/",
    "micro_state": "/proposals/?show=published",
    "micro_filtered": "/proposals/?category=welfare&since=2017-01-01",
    "micro_search": "/proposals/?q={word}",
    "micro_last": "/proposals/?page=99999",
    "formal": "/proposals/formal/",
    "formal_state": "/proposals/formal/?show=archived",
    "formal_search": "/proposals/formal/?q={word}",
    "formal_last": "/proposals/formal/?page=99999",
    "notices": "/proposals/notices/",
    "notices_year": "/proposals/notices/?year=2024",
    "notices_all": "/proposals/notices/?year=all",
    "notices_category": "/proposals/notices/?category=welfare&year=all",
    "notices_search": "/proposals/notices/?q={word}",
    "notices_department": "/proposals/notices/?year=all&department=第1处",
    "notice_one": "/proposals/notices/{notice}/",
    "micro_one": "/proposals/{micro}/",
    "formal_one": "/proposals/{formal}/",
}
FOR_A_TEACHER = {
    "teacher_workbench": "/",
    "teacher_micro": "/proposals/",
    "teacher_formal": "/proposals/formal/",
    "teacher_notices": "/proposals/notices/",
}


@contextlib.contextmanager
def rows_fetched() -> Iterator[list[int]]:
    """Counts what the database hands over: a constant number of queries can hide growth."""
    counted, usual = [0], SQLCompiler.results_iter

    def counting(self: SQLCompiler, *args: Any, **named: Any) -> Iterator[Any]:
        for row in usual(self, *args, **named):
            counted[0] += 1
            yield row

    SQLCompiler.results_iter = counting
    try:
        yield counted
    finally:
        SQLCompiler.results_iter = usual


def visits(clients: dict[int, Client], paths: dict[int, str]) -> dict[int, Facts]:
    """Milliseconds of twenty requests after three, small and large in turn, so that what others
    do on the machine falls on both; queries and rows fetched of one more."""
    times: dict[int, list[float]] = {size: [] for size in clients}
    busy: dict[int, list[float]] = {size: [] for size in clients}
    for number in range(WARM_UP + REQUESTS):
        for size, client in clients.items():
            started, worked = time.perf_counter(), time.process_time()
            read(client, paths[size])
            if number >= WARM_UP:
                times[size].append((time.perf_counter() - started) * 1000)
                busy[size].append((time.process_time() - worked) * 1000)
    facts = {}
    for size, client in clients.items():
        with CaptureQueriesContext(connection) as queries, rows_fetched() as rows:
            read(client, paths[size])
        facts[size] = {
            "ms": round(statistics.median(times[size]), 1),
            "least_ms": round(min(times[size]), 1),
            # Of this process: the database's own work is in it on SQLite alone.
            "cpu_ms": round(statistics.median(busy[size]), 1),
            "queries": len(queries),
            "rows": rows[0],
        }
    return facts


def paths(floor: Floor) -> dict[str, str]:
    micro = MicroProposal.objects.filter(union=floor.union, state="submitted")[0].pk
    formal = Proposal.objects.filter(union=floor.union, state="screening")[0].pk
    notice = Notice.objects.filter(union=floor.union)[0].pk
    every = {**FOR_THE_CHAIR, **FOR_A_TEACHER}
    return {
        name: address.format(word=floor.word, micro=micro, formal=formal, notice=notice)
        for name, address in every.items()
    }


def pages(floors: dict[int, Floor]) -> Facts:
    """Every page in both unions, and the ratio of large to small."""
    facts: Facts = {}
    chairs = {size: client_of(floor.chair) for size, floor in floors.items()}
    teachers = {size: client_of(floor.teacher) for size, floor in floors.items()}
    where = {size: paths(floor) for size, floor in floors.items()}
    for name in where[SMALL]:
        clients = teachers if name in FOR_A_TEACHER else chairs
        found = visits(clients, {size: where[size][name] for size in floors})
        small, large = found[SMALL], found[LARGE]
        growth = {key: ratio(large[key], small[key]) for key in ("ms", "least_ms", "cpu_ms")}
        line = {"page": name, "growth": growth, str(SMALL): small, str(LARGE): large}
        print(json.dumps({"database": connection.vendor, **line}), flush=True)
        facts |= {f"{name}_growth": growth["ms"], f"{name}_ms": large["ms"]}
        facts |= {f"{name}_growth_of_least": growth["least_ms"]}
        if large["queries"] != small["queries"]:
            facts[f"{name}_queries"] = f"{small['queries']} -> {large['queries']}"
    return facts


def ratio(large: float | str, small: float | str) -> float:
    return round(float(large) / float(small), 2)


def duplicates(floors: dict[int, Floor]) -> Facts:
    """The search while typing and at screening, for twenty new texts, of the longest too."""
    facts: Facts = {}
    for size, floor in floors.items():
        corpus = Corpus(seed=99)
        texts = [corpus.micro() for _ in range(REQUESTS)] + [corpus.paragraph(20)]
        for role, seat in (("chair", floor.chair), ("teacher", floor.teacher)):
            times = [asked(text, seat) for text in texts]
            facts |= {
                f"similar_{role}_ms_{size}": round(statistics.median(times) * 1000, 1),
                f"similar_{role}_worst_ms_{size}": round(max(times) * 1000, 1),
            }
    return facts


def asked(text: str, seat: Seat) -> float:
    return best_of(1, lambda: similar.find_similar(text, seat=seat))


def compared_with_all(seat: Seat, text: str) -> float:
    """The baseline: every text of the union read and compared."""
    wanted = checks.grams(text)
    best = 0.0
    for other in MicroProposal.objects.visible_to(seat).values_list("text", flat=True):
        grams = checks.grams(other)
        best = max(best, len(wanted & grams) / len(wanted | grams))
    return best


def exported(floor: Floor) -> Facts:
    client = client_of(floor.chair)
    facts: Facts = {}
    for name, address in EXPORTS.items():
        work = partial(read, client, address)
        facts[f"export_{name}_s"] = round(best_of(1, work), 1)
        facts[f"export_{name}_peak_mb"] = peak_of(work)
    return facts


def on_this_database() -> tuple[float, float, Facts]:
    floors = stage()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    large = floors[LARGE]
    text = Corpus(seed=99).micro()
    facts = {**pages(floors), **duplicates(floors), **exported(large)}
    ours = best_of(5, lambda: similar.find_similar(text, seat=large.chair))
    naive = best_of(1, lambda: compared_with_all(large.chair, text))
    return ours, naive, facts


def measure() -> Result:
    ours, naive, facts = on_this_database()
    every = {f"sqlite_{key}": value for key, value in facts.items()}
    with on_postgresql():
        ours_there, naive_there, facts = on_this_database()
    every |= {f"postgresql_{key}": value for key, value in facts.items()}
    every["postgresql_similar_ratio"] = round(naive_there / ours_there, 1)
    return Result(ours=ours, baselines={"compared_with_every_text": naive}, facts=every)
