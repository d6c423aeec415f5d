"""Writes the two lock files from pyproject.toml, or checks that they are in step with it.

`requirements.lock` is what an installation runs on; `requirements-dev.lock` is the same
releases and the tools of a developer on top. Both pin every release with its hashes and name
no package index, so that a site may fetch from whichever index it is set up for.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
RUN_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
HEADER = """\
# {title}
# Written by `make lock`; edit pyproject.toml, not this file.
#
"""
TITLES = {
    RUN_LOCK: "What an installation runs on: every release with its hashes.",
    DEV_LOCK: "The releases of requirements.lock and a developer's tools on top.",
}
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
PIN_WITH_SOURCES = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)==[^\n]*\n(?:    --hash=[^\n]*\n)+(?P<sources>(?:    #[^\n]*\n)*)",
    re.MULTILINE,
)


def declared() -> tuple[list[Requirement], list[Requirement]]:
    """The direct requirements of pyproject.toml: those to run, those of a developer."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return (
        [Requirement(line) for line in project["project"]["dependencies"]],
        [Requirement(line) for line in project["dependency-groups"]["dev"]],
    )


def pins(lock: Path) -> dict[str, Version]:
    """Canonical name to release of everything that `lock` pins."""
    text = lock.read_text(encoding="utf-8") if lock.exists() else ""
    return {canonicalize_name(name): Version(release) for name, release in PIN.findall(text)}


def asked_for_directly(lock: Path) -> set[str]:
    """Names that `lock` says came from pyproject.toml itself."""
    text = lock.read_text(encoding="utf-8") if lock.exists() else ""
    return {
        canonicalize_name(match["name"])
        for match in PIN_WITH_SOURCES.finditer(text)
        if re.search(r"-r (project|dev)\.in", match["sources"])
    }


def differences() -> list[str]:
    """Sentences that say where the lock files and pyproject.toml disagree; empty when in step."""
    run, dev = declared()
    found: list[str] = []
    for lock, wanted in ((RUN_LOCK, run), (DEV_LOCK, run + dev)):
        pinned = pins(lock)
        for requirement in wanted:
            release = pinned.get(canonicalize_name(requirement.name))
            if release is None:
                found.append(f"{lock.name} does not pin {requirement.name}")
            elif not requirement.specifier.contains(release, prereleases=True):
                found.append(f"{lock.name} pins {requirement.name} {release}, not {requirement}")
        names = {canonicalize_name(requirement.name) for requirement in wanted}
        found += [
            f"{lock.name} still holds {name}, which pyproject.toml dropped"
            for name in sorted(asked_for_directly(lock) - names)
        ]
    dev_pins = pins(DEV_LOCK)
    found += [
        f"{name} is {release} in {RUN_LOCK.name} but {dev_pins.get(name)} in {DEV_LOCK.name}"
        for name, release in pins(RUN_LOCK).items()
        if dev_pins.get(name) != release
    ]
    return found


def compile_lock(folder: Path, lock: Path, source: str, options: list[str]) -> None:
    """Resolve `source` (a file in `folder`) into `lock`, keeping the pins that still fit."""
    result = folder / lock.name
    if lock.exists():
        result.write_bytes(lock.read_bytes())
    command = [sys.executable, "-m", "piptools", "compile", source, "--output-file", lock.name]
    command += ["--generate-hashes", "--strip-extras", "--allow-unsafe", "--no-header", "--quiet"]
    command += ["--no-emit-options", *options]
    subprocess.run(command, cwd=folder, check=True)
    lock.write_text(
        HEADER.format(title=TITLES[lock]) + result.read_text(encoding="utf-8").lstrip("\n"),
        encoding="utf-8",
    )


def write(options: list[str]) -> None:
    """Resolve both lock files anew; `options` go to pip-compile (`--upgrade`, `-P NAME`)."""
    run, dev = declared()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "project.in").write_text("\n".join(map(str, run)) + "\n", encoding="utf-8")
        (folder / "dev.in").write_text(
            "-r project.in\n" + "\n".join(map(str, dev)) + "\n", encoding="utf-8"
        )
        compile_lock(folder, RUN_LOCK, "project.in", options)
        compile_lock(folder, DEV_LOCK, "dev.in", ["--constraint", RUN_LOCK.name, *options])


def main() -> int:
    """`write` resolves, `check` compares and returns 1 on a difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("act", choices=["write", "check"])
    arguments, options = parser.parse_known_args()
    if arguments.act == "write":
        write(options)
    found = differences()
    if found:
        sys.stderr.write("\n".join([*found, "Run `make lock` and commit what it writes.", ""]))
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
