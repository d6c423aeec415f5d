"""A district's installation without containers: the compose file's commands on this machine."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.services import compose, native
from tests.services.compose import ROOT
from tests.services.native import Process

VALUES = {
    "SECRET_KEY": "signs-the-sessions-of-this-test-installation-and-no-other",
    "FIELD_KEY": "encrypts-the-columns-of-this-test-installation-and-no-other",
    "POSTGRES_PASSWORD": "union",
    "SITE_URL": "https://union.example.edu.cn",
    "WORKER_CONCURRENCY": "1",
}


@dataclass
class Installation:
    """Where everything is, and the processes that run."""

    folder: Path
    database_url: str
    redis_url: str
    port: int = field(default_factory=native.free_port)
    processes: dict[str, Process] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.services = compose.load(VALUES)
        (self.folder / "var").mkdir()

    @property
    def var(self) -> Path:
        """What a container has as /app/var."""
        return self.folder / "var"

    def environment(self, service: str) -> dict[str, str]:
        """The service's own variables, with the addresses of this machine's servers."""
        given = self.services[service].environment
        return {
            **{name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ},
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            **given,
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "VAR_DIR": str(self.var),
            "ENV_FILE": os.devnull,
        }

    def here(self, words: list[str]) -> list[str]:
        """A command of the compose file with this machine's port and folder."""
        moved = {
            "0.0.0.0:8000": f"127.0.0.1:{self.port}",
            "127.0.0.1:8000": f"127.0.0.1:{self.port}",
            " var/": f" {self.var}/",
        }
        line = "\0".join(words)
        for there, here in moved.items():
            line = line.replace(there, here)
        return line.split("\0")

    def start(self, service: str, name: str = "") -> Process:
        """Start a service by the command that the compose file gives it."""
        name = name or service
        command = self.here(self.services[service].command)
        env = self.environment(service)
        process = native.spawn(name, command, self.folder, env=env, cwd=ROOT)
        self.processes[name] = process
        return process

    def run(self, command: list[str], service: str = "web") -> str:
        """Run a command in the environment of a service to its end; return what it printed."""
        done = subprocess.run(
            self.here(command),
            cwd=ROOT,
            env=self.environment(service),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise AssertionError(f"{command} gave {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def is_healthy(self, service: str) -> bool:
        """What the service's health check says."""
        done = subprocess.run(
            self.here(self.services[service].health_command),
            cwd=ROOT,
            env=self.environment(service),
            capture_output=True,
            check=False,
        )
        return done.returncode == 0

    def stop(self) -> None:
        """End every process."""
        for process in self.processes.values():
            process.stop()
        self.processes.clear()


@contextmanager
def installed(folder: Path, server_url: str, redis_url: str) -> Iterator[Installation]:
    """A fresh database on a running server, migrated, with its static files collected."""
    name = f"installation_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(server_url, autocommit=True) as server, ExitStack() as after:
        server.execute(f"CREATE DATABASE {name}")
        after.callback(server.execute, f"DROP DATABASE {name} WITH (FORCE)")
        address = server_url.rpartition("/")[0] + f"/{name}"
        installation = Installation(folder, address, redis_url)
        after.callback(installation.stop)
        installation.run(installation.services["migrate"].command, "migrate")
        installation.run(["python", "manage.py", "collectstatic", "--no-input"])
        yield installation
