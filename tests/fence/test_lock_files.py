"""The lock files suit every Python that the project says it runs on."""

import importlib.metadata as metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scripts import lock

# Debian 12 and 13; the machine that wrote the lock files may run yet another one.
PYTHONS = ["3.11.2", "3.13.5"]


def needed_on(python: str, names: set[str]) -> set[str]:
    """What the installed releases of `names` ask for under this Python on Linux."""
    environment = {
        "python_full_version": python,
        "python_version": python.rpartition(".")[0],
        "implementation_version": python,
        "extra": "",
    }
    wanted = set()
    for name in names:
        for line in metadata.requires(name) or []:
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate(environment):
                wanted.add(canonicalize_name(requirement.name))
    return wanted


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("file", [lock.RUN_LOCK, lock.DEV_LOCK], ids=lambda path: path.name)
def test_nothing_is_left_unpinned_on_any_python(file, python):
    pinned = set(lock.pins(file))
    assert needed_on(python, pinned) - pinned == set()


def test_lock_files_and_pyproject_are_in_step():
    assert lock.differences() == []


@pytest.mark.parametrize("file", [lock.RUN_LOCK, lock.DEV_LOCK], ids=lambda path: path.name)
def test_no_package_index_is_named(file):
    lines = file.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("-") or "://" in line] == []
