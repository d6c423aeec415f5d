"""The printed papers, read back."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal

import pypdfium2
import pytest
from docx import Document as WordDocument

from reports import actions, papers
from tests.reports.factories import YEAR, make_plan, make_summary, write
from union_site.documents import render_docx, render_pdf

DAY = datetime.date(2026, 12, 20)


def pdf_text(document) -> str:
    pages = pypdfium2.PdfDocument(render_pdf(document))
    lines = "\n".join(page.get_textpage().get_text_range() for page in pages)
    return lines.replace("\r", "").replace("\n", "").replace("\ufffe", "")


def docx_text(document) -> str:
    word = WordDocument(io.BytesIO(render_docx(document)))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in word.paragraphs), *cells])


@pytest.fixture
def summary(chair):
    plan = make_plan(chair)
    actions.mark_item(item=plan.items.first(), is_done=True, by=chair)
    made = make_summary(chair, theme="三心聚力")
    write(
        made.sections.get(key="democracy"),
        chair,
        body="(一)办好教代会\n召开教代会1次,陈㛃、龚䶮代表发言。\n一、办好提案\n件件有答复。",
    )
    actions.add_figure(
        summary=made,
        section_key="honours",
        label="国家级奖项",
        unit="项",
        value=Decimal(31),
        qualifier="over",
        note="教师",
        by=chair,
    )
    return made


def test_the_pdf_says_what_was_written_with_numbers_made_when_printed(summary):
    text = pdf_text(papers.summary_document(summary, on=DAY))
    for expected in (
        "三心聚力",
        "——滨海区实验小学工会2026年工作总结",
        "一、思想引领与师德建设",
        "二、民主管理",
        "（一）办好教代会",
        "（二）办好提案",
        "陈㛃、龚䶮代表发言。",
        "八、下一年打算",
        "2026年12月20日",
        "2026年工会工作主要数字",
        "国家级奖项",
        "超过31",
    ):
        assert expected in text, expected


def test_the_docx_says_the_same(summary):
    text = docx_text(papers.summary_document(summary, on=DAY))
    for expected in ("三心聚力", "二、民主管理", "（一）办好教代会", "2026年12月20日", "超过31"):
        assert expected in text, expected


def test_a_section_left_out_or_empty_is_not_printed_and_the_numbers_close_up(summary, chair):
    thought = summary.sections.get(key="thought")
    actions.edit_section(
        section=thought,
        heading=thought.heading,
        body=thought.body,
        is_included=False,
        seen=thought.revision,
        by=chair,
    )
    text = pdf_text(papers.summary_document(summary, on=DAY))
    assert "思想引领与师德建设" not in text
    assert "一、民主管理" in text


def test_the_table_says_where_each_number_comes_from(summary, chair):
    done = summary.snapshots.get(code="reports.plan_done")
    assert papers.scope_of(done) == "2026年；依据台账1条"
    assert papers.scope_of(summary.snapshots.get(code="reports.plan_rate")) == "2026年；以16为基数"
    assert papers.scope_of(summary.snapshots.get(is_manual=True)) == "2026年；填报；教师"
    corrected = actions.correct_figure(
        snapshot=done, value=Decimal(3), qualifier="exact", note="含两项合并", by=chair
    )
    assert papers.scope_of(corrected) == "2026年；核定，台账为1；含两项合并"


def test_a_figure_without_months_or_with_another_total_has_no_chart(summary):
    done = summary.snapshots.get(code="reports.plan_done")
    assert papers.month_chart(done) is None
    done.by_month = [1.0] + [0.0] * 11
    chart = papers.month_chart(done)
    assert chart is not None
    assert list(chart.series[0].values) == done.by_month
    done.manual_value = Decimal(3)
    assert papers.month_chart(done) is None


def test_the_plan_is_printed_with_its_principle_themes_and_months(chair):
    plan = make_plan(chair)
    actions.add_item(
        plan=plan, month_from=8, month_to=8, text="暑期家访", owner="组织委员", by=chair
    )
    text = pdf_text(papers.plan_document(plan, on=DAY))
    for expected in (
        "滨海区实验小学工会2026年工作计划",
        "一、指导思想",
        "围绕中心，服务大局。",
        "二、主要工作",
        "（一）强化政治引领，筑牢思想根基",
        "三、月工作安排",
        "十二月一月",
        "暑期家访（组织委员）",
    ):
        assert expected in text, expected


def test_items_of_a_theme_are_numbered_anew(chair):
    plan = make_plan(chair)
    theme = plan.themes.first()
    body = "3、组织学习：每月一次。\n（7）签订承诺书"
    actions.write_theme(theme=theme, heading=theme.heading, body=body, seen=0, by=chair)
    text = pdf_text(papers.plan_document(plan, on=DAY))
    assert "1.组织学习：每月一次。" in text
    assert "2.签订承诺书" in text


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [(2, 2, "二月"), (12, 1, "十二月一月"), (3, 4, "三月四月"), (3, 5, "三月至五月")],
)
def test_months_are_said_as_plans_say_them(first, last, words):
    assert papers.months_in_words(first, last) == words


def test_nothing_that_was_typed_becomes_markup(chair):
    summary = make_summary(chair)
    write(summary.sections.get(key="honours"), chair, body="<b>甲</b> & <img src=x>")
    assert "<img src=x>" in pdf_text(papers.summary_document(summary, on=DAY))


def test_a_summary_is_long_beyond_fifty_pages(chair):
    summary = make_summary(chair, year=YEAR)
    assert not papers.is_long(summary)
    summary.sections.all().update(body="实" * 4_000)
    assert papers.is_long(summary)
