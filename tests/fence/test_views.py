"""Views: every one is marked, none reads unscoped, none writes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from union_site.door import mark_of

ROOT = Path(settings.BASE_DIR)
VIEW_FILES = sorted(
    path
    for app in settings.OWN_APPS
    for pattern in ("views.py", "views/*.py")
    for path in (ROOT / app).glob(pattern)
)
WRITES = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "delete",
    "get_or_create",
    "update_or_create",
}


def patterns(resolver: URLResolver, app_name: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, entry.app_name or app_name)
        else:
            yield app_name, entry


def test_every_view_is_marked():
    unmarked = [
        str(entry.pattern)
        for app_name, entry in patterns(get_resolver())
        if mark_of(entry.callback, entry.name, app_name) is None
    ]
    assert unmarked == []


def test_there_are_views_to_look_at():
    assert len(VIEW_FILES) >= 7


@pytest.mark.parametrize("path", VIEW_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_view_reads_only_what_its_seat_may_see(path):
    assert list(unscoped_reads(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize("path", VIEW_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_view_changes_nothing_itself(path):
    assert list(writes(ast.parse(path.read_text(encoding="utf-8")))) == []


def unscoped_reads(tree: ast.AST) -> Iterator[str]:
    """Every `Something.objects` that is not followed at once by `.visible_to(`."""
    scoped = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "visible_to"
    }
    for node in ast.walk(tree):
        is_manager = isinstance(node, ast.Attribute) and node.attr in ("objects", "_base_manager")
        if is_manager and id(node) not in scoped:
            yield f"line {node.lineno}: {ast.unparse(node)}"


def writes(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            target = ast.unparse(node.func)
            is_bulk_update = node.func.attr == "update" and "objects" in target
            if node.func.attr in WRITES or is_bulk_update:
                yield f"line {node.lineno}: {target}"


@pytest.mark.parametrize(
    "code",
    [
        "Member.objects.all()",
        "Member.objects.filter(pk=1).visible_to(seat)",
        "get_object_or_404(Member, Member._base_manager, pk=1)",
    ],
)
def test_the_check_sees_an_unscoped_read(code):
    assert len(list(unscoped_reads(ast.parse(code)))) == 1


def test_the_check_lets_a_scoped_read_pass():
    assert list(unscoped_reads(ast.parse("Member.objects.visible_to(seat).filter(x=1)"))) == []


@pytest.mark.parametrize("code", ["member.save()", "Member.objects.visible_to(s).update(x=1)"])
def test_the_check_sees_a_write(code):
    assert len(list(writes(ast.parse(code)))) == 1
