"""Templates: short, without inline script or style, components closed off by `only`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR) / "templates"
FILES = sorted(ROOT.rglob("*.html"))
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)|<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']", re.IGNORECASE
)
INCLUDE = re.compile(r"{%\s*include\s+\"(?P<name>[^\"]+)\"(?P<rest>[^%]*)%}")
# What a component includes of its own may see the component's arguments.
OWN_PARTS = re.compile(r"^components/(field|choice_cards|upload|filter_bar|tile)")


TAG = re.compile(r"{%.*?%}|{#.*?#}", re.DOTALL)


def names(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", FILES, ids=names)
def test_a_template_is_valid_and_short(path):
    get_template(names(path))
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 150


@pytest.mark.parametrize("path", FILES, ids=names)
def test_a_template_has_no_inline_script_or_style(path):
    assert INLINE.findall(TAG.sub("", path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", FILES, ids=names)
def test_a_component_is_included_with_only(path):
    open_ones = [
        found["name"]
        for found in INCLUDE.finditer(path.read_text(encoding="utf-8"))
        if found["name"].startswith("components/")
        and not re.search(r"\bonly\s*$", found["rest"].strip())
        and not OWN_PARTS.match(names(path))
    ]
    assert open_ones == []


def test_an_unknown_variable_is_loud():
    from tests.settings import UnknownVariable

    with pytest.raises(UnknownVariable, match="chiar"):
        engines["django"].from_string("{{ chiar }}").render({"chair": 1})


@pytest.mark.parametrize(
    "text", ["<p style='x'>", "<script>1</script>", '<a onclick="x()">', "<style>"]
)
def test_the_check_sees_inline_code(text):
    assert INLINE.search(text) is not None
