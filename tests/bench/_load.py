"""A site under load: PostgreSQL, gunicorn with two processes, and many people at once over HTTP.

Every person has a session of her own, prepared beforehand, so that what is measured is the
errand and not the login. Use:

    with on_postgresql() as address, web(address) as site:
        people = sessions_of(seats)
        found = at_once(site, people, errand)

`errand(client, person)` makes requests by `client.get` and `client.post` and returns what it was
told; each request is timed.
"""

from __future__ import annotations

import contextlib
import dataclasses
import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY
from django.contrib.auth import SESSION_KEY as USER_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connections
from django.utils import timezone
from django.utils.crypto import get_random_string

from tests.services import native
from union_site.door import SESSION_KEY as SEAT_KEY
from union_site.models import Seat

ROOT = Path(__file__).resolve().parent.parent.parent
WORKERS, THREADS = 2, 4
CLIENTS = 32
CSRF = "c" * 32
# As a site has them. The server is that of the tests, without fsync: a baseline measured in the
# same run shares it.
PRODUCTION = {"DEBUG": "false", "ALLOWED_HOSTS": "127.0.0.1", "LOG_LEVEL": "WARNING"}


# --- the servers --------------------------------------------------------------------------


@contextlib.contextmanager
def on_postgresql() -> Iterator[str]:
    """A fresh PostgreSQL with our tables; this process speaks to it too. Yields its address."""
    with native.postgresql() as address:
        use_database(address)
        call_command("migrate", verbosity=0)
        try:
            yield address
        finally:
            connections.close_all()


def use_database(address: str) -> None:
    """Points this process's connection to another database."""
    import environ

    connections.close_all()
    given = {**environ.Env.db_url_config(address), "TIME_ZONE": None}
    known = connections.settings["default"]
    connections.settings["default"] = {**known, **given, "OPTIONS": settings.POSTGRESQL_OPTIONS}
    del connections["default"]


@contextlib.contextmanager
def web(address: str) -> Iterator[str]:
    """gunicorn over the production settings; yields "127.0.0.1:port". Ends with the context."""
    with tempfile.TemporaryDirectory(prefix="union-load-") as name:
        folder, port = Path(name), native.free_port()
        env = {
            **os.environ,
            **PRODUCTION,
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "union_site.settings",
            "SITE_URL": f"http://127.0.0.1:{port}",
            "VAR_DIR": str(folder),
        }
        collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"]
        subprocess.run(collect, cwd=ROOT, env=env, check=True)
        command = [str(Path(sys.executable).parent / "gunicorn"), "union_site.wsgi"]
        command += ["--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS)]
        command += ["--threads", str(THREADS), "--no-control-socket", "--keep-alive", "30"]
        server = native.spawn("gunicorn", command, folder, env=env, cwd=ROOT)
        try:
            server.wait_until(lambda: is_up(port), "the site answers")
            yield f"127.0.0.1:{port}"
        finally:
            server.stop()


def is_up(port: int) -> bool:
    if not native.answers(port):
        return False
    with contextlib.suppress(OSError, http.client.HTTPException):
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        asked.request("GET", "/healthz")
        return asked.getresponse().status == 200
    return False


# --- people -------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Person:
    """Somebody who is logged in and sits in a seat."""

    seat_id: int
    cookie: str


def sessions_of(seats: Sequence[Seat]) -> list[Person]:
    """A logged-in session for each seat, in one insert. The seats bring their `user` along."""
    store, ends_at = SessionStore(), timezone.now() + timezone.timedelta(days=1)
    rows, people = [], []
    for seat in seats:
        key = get_random_string(32, "abcdefghijklmnopqrstuvwxyz0123456789")
        content = {
            USER_KEY: str(seat.user_id),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: seat.user.get_session_auth_hash(),
            SEAT_KEY: seat.pk,
        }
        rows.append(
            Session(session_key=key, session_data=store.encode(content), expire_date=ends_at)
        )
        cookie = f"{settings.SESSION_COOKIE_NAME}={key}; {settings.CSRF_COOKIE_NAME}={CSRF}"
        people.append(Person(seat.pk, cookie))
    Session.objects.bulk_create(rows, batch_size=500)
    return people


@dataclasses.dataclass
class Answer:
    status: int
    body: bytes
    location: str
    cookies: list[str]


class Client:
    """One browser at a time over a connection that stays open; times every request."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.milliseconds: dict[str, list[float]] = {}
        self._connection = http.client.HTTPConnection(site, timeout=60)
        self._cookie = ""

    def become(self, person: Person) -> None:
        """The next person at this browser; nothing of the last one stays."""
        self._cookie = person.cookie

    def get(self, path: str, *, label: str = "get") -> Answer:
        return self._ask("GET", path, None, label)

    def post(self, path: str, fields: dict[str, str], *, label: str = "post") -> Answer:
        return self._ask("POST", path, fields, label)

    def _ask(self, method: str, path: str, fields: dict[str, str] | None, label: str) -> Answer:
        body = urllib.parse.urlencode(fields) if fields is not None else None
        headers = {"Cookie": self._cookie, "X-CSRFToken": CSRF}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        started = time.perf_counter()
        try:
            self._connection.request(method, path, body, headers)
            found = self._connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):
            # The server closed a connection that lay idle: a browser opens another.
            self._connection.close()
            self._connection.request(method, path, body, headers)
            found = self._connection.getresponse()
        content = found.read()
        took = (time.perf_counter() - started) * 1000
        self.milliseconds.setdefault(label, []).append(took)
        cookies = [line.split(";")[0] for line in found.headers.get_all("Set-Cookie") or []]
        for cookie in cookies:
            self._cookie += f"; {cookie}"
        return Answer(found.status, content, found.headers.get("Location", ""), cookies)


# --- all at once --------------------------------------------------------------------------

Errand = Callable[[Client, Person], Any]


@dataclasses.dataclass
class Found:
    """What came of it: what each person was told, the seconds of all, each request's time."""

    told: dict[int, Any]
    failures: list[str]
    seconds: float
    milliseconds: dict[str, list[float]]

    def percentiles(self, label: str) -> dict[str, float]:
        times = self.milliseconds[label]
        cut = statistics.quantiles(times, n=20)
        return {
            f"{label}_p50_ms": round(statistics.median(times), 1),
            f"{label}_p95_ms": round(cut[-1], 1),
            f"{label}_max_ms": round(max(times), 1),
        }


def at_once(
    site: str, people: Sequence[Person], errand: Errand, *, clients: int = CLIENTS
) -> Found:
    """Everybody's errand, as fast as so many browsers can send."""
    waiting: SimpleQueue[Person] = SimpleQueue()
    for person in people:
        waiting.put(person)
    found = Found({}, [], 0.0, {})
    lock, ready = threading.Lock(), threading.Barrier(clients + 1)

    def browse() -> None:
        client = Client(site)
        ready.wait()
        with contextlib.suppress(Empty):
            while True:
                _run(client, waiting.get_nowait(), errand, found)
        with lock:
            for label, times in client.milliseconds.items():
                found.milliseconds.setdefault(label, []).extend(times)

    threads = [threading.Thread(target=browse, daemon=True) for _ in range(clients)]
    for thread in threads:
        thread.start()
    ready.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    found.seconds = time.perf_counter() - started
    return found


def _run(client: Client, person: Person, errand: Errand, found: Found) -> None:
    client.become(person)
    try:
        found.told[person.seat_id] = errand(client, person)
    except Exception as failure:  # noqa: BLE001 - one person's failure is a figure, not the end
        found.failures.append(f"{person.seat_id}: {failure!r}")
