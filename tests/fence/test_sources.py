"""Rules about source files as such: size, first line, names, and what must never be written."""

import ast
import re
import subprocess

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
FOLDERS = [*settings.OWN_APPS, "scripts", "tests"]
MODULES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for folder in FOLDERS
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts
}
# Everything that is text and ours; licences and lock files speak for themselves.
KINDS = {".py", ".html", ".css", ".js", ".sh", ".md", ".toml", ".yml", ".txt", ".example", ""}


def texts():
    """Every file that git knows or would add, by name."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    paths = [ROOT / name for name in listed]
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8", errors="replace")
        for path in paths
        if path.is_file() and path.suffix in KINDS and path.name != "LICENSE"
    }


def test_every_module_stays_under_400_lines():
    lengths = {name: len(text.splitlines()) for name, text in MODULES.items()}
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_every_module_begins_with_what_it_is_for():
    silent = [name for name, text in MODULES.items() if text and not first_line(text)]
    assert silent == []


def first_line(text):
    return (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]


def test_no_module_is_named_for_nothing():
    vague = {"utils", "util", "helpers", "helper", "common", "misc"}
    assert [name for name in MODULES if name.rpartition("/")[2].removesuffix(".py") in vague] == []


# Put together here, so that this file does not accuse itself.
FORBIDDEN = {
    "something left to do": r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b",
    "a promise instead of a thing": "coming " + "soon|敬请" + "期待|开发" + "中",
    "the address of a package index": "index" + r"-url\b|python" + "hosted|/sim" + "ple/",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what):
    found = [name for name, text in texts().items() if re.search(FORBIDDEN[what], text)]
    assert found == []


def test_who_changes_a_row_of_the_congress_reads_it_anew_first():
    """What others wrote meanwhile is not written over; `advance` compares and sets by itself."""
    reads = {"hold", "require_draft", "_require_draft", "advance"}
    stale = [
        f"{name}: {row.name}"
        for name, text in MODULES.items()
        if name.startswith("congress/actions/")
        for row in ast.parse(text).body
        if isinstance(row, ast.FunctionDef) and row.name.startswith(("change_", "correct_"))
        if not reads & {at.id for at in ast.walk(row) if isinstance(at, ast.Name)}
    ]
    assert stale == []
