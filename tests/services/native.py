"""Starts PostgreSQL, Redis and our own processes natively on free loopback ports, for tests."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PATIENCE_SECONDS = 240.0  # a busy machine is slow, which is no failure
POSTGRES_BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: p.parent.name)


class Missing(Exception):
    """A server that the tests need is not installed; says which package to install."""


def free_port() -> int:
    """A loopback port that nobody listens on at the moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(port: int) -> bool:
    """Whether somebody accepts connections on this loopback port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(
    claim: Callable[[], bool], what: str, *, seconds: float = PATIENCE_SECONDS, pause: float = 0.1
) -> None:
    """Return once `claim` holds; AssertionError naming `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while not claim():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds:.0f} s in vain for: {what}")
        time.sleep(pause)


@dataclass
class Process:
    """A child that leads its own process group, with its output in a file."""

    name: str
    popen: subprocess.Popen[bytes]
    log: Path

    @property
    def is_alive(self) -> bool:
        return self.popen.poll() is None

    def output(self) -> str:
        """Everything it has written so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def kill(self) -> None:
        """kill -9 for it and all its forks: no farewell of any kind."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()

    def stop(self, signum: signal.Signals = signal.SIGTERM) -> int:
        """End it politely, by force after 20 s; return its exit code."""
        if self.is_alive:
            self.popen.send_signal(signum)
        try:
            self.popen.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()
        return self.popen.returncode

    def wait_until(
        self, claim: Callable[[], bool], what: str, *, seconds: float = PATIENCE_SECONDS
    ) -> None:
        """Like `wait_for`, but ends at once with the output if the process dies."""

        def holds() -> bool:
            if not self.is_alive:
                raise AssertionError(f"{self.name} ended:\n{self.output()[-4000:]}")
            return claim()

        try:
            wait_for(holds, what, seconds=seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.output()[-4000:]}") from None


def words_before(user: str | None = None) -> list[str]:
    """Words before a command: it goes down when we are killed outright, and runs as `user`."""
    words = ["setpriv", "--pdeathsig=TERM"] if shutil.which("setpriv") else []
    if user is not None:
        words += [f"--reuid={user}", f"--regid={user}", "--clear-groups"]
    return words


def spawn(
    name: str,
    command: Sequence[str],
    folder: Path,
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    user: str | None = None,
) -> Process:
    """Start `command` (as `user`, which takes root); its output goes to `folder`/`name`.log."""
    log = folder / f"{name}.log"
    with log.open("ab") as out:
        popen = subprocess.Popen(
            [*words_before(user), *command],
            cwd=cwd,
            env=env,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    return Process(name, popen, log)


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """A fresh PostgreSQL server for as long as the context lasts; yields its database URL.

    TEST_DATABASE_URL names a server to use instead. Raises Missing when there is neither.
    """
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    if not POSTGRES_BINARIES:
        raise Missing("PostgreSQL (Debian package postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="union-postgresql-"))
    user = _hand_to_server_user(folder)
    data, port = folder / "data", free_port()
    try:
        initdb = [str(POSTGRES_BINARIES[-1] / "initdb"), "--no-sync", "--auth=trust"]
        initdb += ["--username=union", "--encoding=UTF8", "--locale=C.UTF-8", str(data)]
        initdb = [*words_before(user), *initdb]
        subprocess.run(initdb, check=True, capture_output=True, cwd=folder)
        server = spawn("postgresql", _server(data, port), folder, cwd=folder, user=user)
        try:
            server.wait_until(lambda: _accepts_queries(port), "PostgreSQL accepts queries")
            yield f"postgres://union@127.0.0.1:{port}/postgres"
        finally:
            server.stop(signal.SIGINT)  # a fast shutdown: open connections are cut
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _hand_to_server_user(folder: Path) -> str | None:
    """PostgreSQL refuses root: give `folder` to Debian's own user for it and return the name."""
    if os.geteuid() != 0:
        return None
    user = pwd.getpwnam("postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return user.pw_name


def _server(data: Path, port: int) -> list[str]:
    """The server's command line: loopback only, and no care for a crash of the machine."""
    command = [str(POSTGRES_BINARIES[-1] / "postgres"), "-D", str(data), "-p", str(port)]
    for setting in (
        *("listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=100"),
        *("fsync=off", "synchronous_commit=off", "full_page_writes=off"),
    ):
        command += ["-c", setting]
    return command


def _accepts_queries(port: int) -> bool:
    probe = [str(POSTGRES_BINARIES[-1] / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    return subprocess.run(probe, check=False).returncode == 0


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """A fresh Redis server for as long as the context lasts; yields its URL.

    TEST_REDIS_URL names a server to use instead. Raises Missing when there is neither.
    """
    given = os.environ.get("TEST_REDIS_URL")
    if given:
        yield given
        return
    if not shutil.which("redis-server"):
        raise Missing("Redis (Debian package redis-server)")
    with tempfile.TemporaryDirectory(prefix="union-redis-") as name:
        folder, port = Path(name), free_port()
        command = ["redis-server", "--bind", "127.0.0.1", "--port", str(port)]
        command += ["--save", "", "--appendonly", "no", "--dir", name]
        server = spawn("redis", command, folder)
        try:
            server.wait_until(lambda: answers(port), "Redis accepts connections")
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.stop()
