"""manage.py build_summary and build_plan."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from django.core.management import CommandError, call_command
from docx import Document as WordDocument

from reports.models import AnnualSummary
from tests.reports.factories import YEAR, make_plan, make_summary, write
from union_site.models import AuditEntry


def build(command: str, out, *, union: str = "shiyan", year: int = YEAR) -> str:
    said = io.StringIO()
    call_command(command, union=union, year=year, out=out, stdout=said)
    return said.getvalue()


def pdf_text(path) -> str:
    pages = pypdfium2.PdfDocument(path.read_bytes())
    return "".join(page.get_textpage().get_text_range() for page in pages).replace("\r\n", "")


def test_a_summary_is_built_as_it_stands(chair, tmp_path):
    write(make_summary(chair).sections.get(key="honours"), chair, body="获区先进集体。")
    out = tmp_path / "summary.pdf"
    assert str(out) in build("build_summary", out)
    assert "获区先进集体。" in pdf_text(out)


def test_a_summary_nobody_has_opened_is_built_from_the_data_and_leaves_no_trace(chair, tmp_path):
    make_plan(chair)
    entries = AuditEntry.objects.count()
    out = tmp_path / "summary.docx"
    build("build_summary", out)
    text = "\n".join(paragraph.text for paragraph in WordDocument(out).paragraphs)
    assert "年初计划16项" in text
    assert (AnnualSummary.objects.count(), AuditEntry.objects.count()) == (0, entries)


def test_a_plan_is_built(chair, tmp_path):
    make_plan(chair)
    out = tmp_path / "plan.PDF"
    build("build_plan", out)
    assert "月工作安排" in pdf_text(out)


@pytest.mark.parametrize("command", ["build_summary", "build_plan"])
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"union": "nobody"}, "没有代码为“nobody”的工会"),
        ({"out": "summary.txt"}, "扩展名须为 .pdf 或 .docx"),
        ({"out": "no/such/folder/x.pdf"}, "无法写入"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(chair, tmp_path, command, change, sentence):
    make_plan(chair)
    out = tmp_path / change.get("out", "x.pdf")
    with pytest.raises(CommandError, match=sentence):
        build(command, out, union=change.get("union", "shiyan"))


def test_a_plan_that_does_not_exist_is_not_made_up(chair, tmp_path):
    with pytest.raises(CommandError, match="还没有2026年工作计划"):
        build("build_plan", tmp_path / "x.pdf")
