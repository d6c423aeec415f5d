"""Reads docker-compose.yml as the engine would: variables filled in, one service at a time."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
FILE = ROOT / "docker-compose.yml"
# ${NAME}, ${NAME:-default} and ${NAME:?message}; $$ is a plain dollar sign.
VARIABLE = re.compile(r"\$(?:(?P<plain>\$)|\{(?P<name>\w+)(?::(?P<how>[-?])(?P<rest>[^}]*))?\})")


class MissingVariable(Exception):
    """A variable without which compose refuses to start anything."""


def fill_in(text: str, values: Mapping[str, str]) -> str:
    """`text` with its variables replaced; MissingVariable for a required one that is empty."""

    def value(match: re.Match[str]) -> str:
        if match["plain"]:
            return "$"
        found = values.get(match["name"], "")
        if match["how"] == "?" and not found:
            raise MissingVariable(f"{match['name']}: {match['rest']}")
        return found or (match["rest"] if match["how"] == "-" else "")

    return VARIABLE.sub(value, text)


def variables(text: str) -> dict[str, str]:
    """Name to `-` (has a default), `?` (required) or "" of every variable in `text`."""
    return {m["name"]: m["how"] or "" for m in VARIABLE.finditer(text) if m["name"]}


@dataclass(frozen=True)
class Service:
    """One service of the file."""

    name: str
    raw: dict[str, Any]

    @property
    def command(self) -> list[str]:
        """The command as an argument vector; empty where the image's own is used."""
        command = self.raw.get("command", [])
        return shlex.split(command) if isinstance(command, str) else [str(w) for w in command]

    @property
    def environment(self) -> dict[str, str]:
        """The variables that the process gets."""
        return {name: str(value) for name, value in self.raw.get("environment", {}).items()}

    @property
    def health_command(self) -> list[str]:
        """The health check as an argument vector."""
        kind, *words = self.raw["healthcheck"]["test"]
        return ["sh", "-c", words[0]] if kind == "CMD-SHELL" else list(words)


def load(values: Mapping[str, str]) -> dict[str, Service]:
    """Every service by name, with `values` as the environment of `docker compose`."""

    def filled(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: filled(value) for key, value in node.items()}
        if isinstance(node, list):
            return [filled(value) for value in node]
        return fill_in(node, values) if isinstance(node, str) else node

    tree = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {name: Service(name, filled(raw)) for name, raw in tree["services"].items()}
