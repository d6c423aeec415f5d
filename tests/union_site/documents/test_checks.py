"""What a machine is told to install, and what a paper's author is warned of."""

import pytest
from django.core.checks import run_checks

from union_site.documents import Column, Document, Paragraph, Table, checks, printing_findings
from union_site.findings import Level


def found() -> list[str]:
    return [message.id for message in run_checks(tags=["documents"])]


def test_a_machine_that_was_set_up_has_nothing_to_install():
    assert found() == []


@pytest.mark.parametrize(
    ("name", "answer", "message", "hint"),
    [
        ("subsetting_is_fast", lambda: False, "union_site.W101", "libharfbuzz-subset0"),
        ("installed_fonts", tuple, "union_site.W102", "scripts/packages.txt"),
        ("chosen", lambda _face: None, "union_site.W103", "scripts/fonts.sh"),
        ("uncovered_characters", set, "union_site.W104", "fonts-hanazono"),
    ],
)
def test_what_is_missing_is_named_with_what_to_install(monkeypatch, name, answer, message, hint):
    monkeypatch.setattr(checks, name, answer)
    (warning,) = run_checks(tags=["documents"])
    assert (warning.id, hint in warning.hint) == (message, True)


def test_an_author_is_warned_of_characters_that_cannot_be_printed():
    lost = "\U0010fffd"
    paper = Document("题", [Table([Column("姓名")], [[f"张{lost}"], ["陈㛃"]])])
    (finding,) = printing_findings(paper)
    assert (finding.level, finding.code) == (Level.WARN, "DOC-01")
    assert f"{lost}（U+10FFFD）" in finding.sentence


def test_a_paper_that_can_be_printed_is_clean():
    assert printing_findings(Document("题", [Paragraph("陈㛃、龚䶮、𠮷野")])) == []
