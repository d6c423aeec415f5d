"""What is said of a paper before it is handed in."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from reports import checks
from reports.models import AnnualSummary, FigureSnapshot, PlanTheme, SummarySection, WorkPlan
from union_site.findings import Level

NOW = datetime.datetime(2026, 12, 20, 9, tzinfo=datetime.UTC)


def section(key="honours", heading="荣誉", body="区先进集体。", **fields) -> SummarySection:
    fields.setdefault("edited_at", NOW)
    return SummarySection(key=key, heading=heading, body=body, **fields)


def snapshot(
    value=24, code="proposals.micro_valid", label="有效微提案", **fields
) -> FigureSnapshot:
    return FigureSnapshot(
        code=code, label=label, unit=fields.pop("unit", "件"), value=Decimal(value), **fields
    )


def found(sections=None, snapshots=None, *, taken_at=NOW, live=None):
    return checks.summary_findings(
        AnnualSummary(figures_taken_at=taken_at),
        sections=[section()] if sections is None else sections,
        snapshots=[snapshot()] if snapshots is None else snapshots,
        now=NOW,
        live=live,
    )


def lines(findings) -> list[tuple[str, str]]:
    return [(str(one.level), one.code) for one in findings]


def test_a_summary_in_order_gives_no_finding():
    assert found() == []


@pytest.mark.parametrize("body", ["", "  ", "\n\n"])
def test_an_empty_section_blocks(body):
    assert lines(found([section(body=body)])) == [("block", "R-01")]


def test_a_section_that_is_left_out_is_not_looked_at():
    assert found([section(body="", is_included=False)]) == []


@pytest.mark.parametrize(
    "body", ["获奖XX项。", "获奖××项。", "获奖__项。", "获奖（ ）项。", "获奖【】项。", "待补充"]
)
def test_what_was_left_to_fill_in_is_pointed_out(body):
    assert lines(found([section(body=body)])) == [("warn", "R-02/honours")]


@pytest.mark.parametrize("body", ["X光检查", "（区级）表彰", "《工会法》第十六条", "谁来做？"])
def test_ordinary_text_is_not_taken_for_a_gap(body):
    assert found([section(body=body)]) == []


@pytest.mark.parametrize(
    ("hours", "expected"), [(0, []), (24, []), (25, [("warn", "R-03")]), (240, [("warn", "R-03")])]
)
def test_figures_older_than_a_day_are_to_be_taken_anew(hours, expected):
    assert lines(found(taken_at=NOW - datetime.timedelta(hours=hours))) == expected


def test_a_summary_without_any_figure_is_pointed_out():
    assert lines(found(snapshots=[])) == [("warn", "R-03")]


def test_a_figure_that_the_data_give_otherwise_now_is_named_with_both_numbers():
    findings = found(live={"proposals.micro_valid": Decimal(26)})
    assert lines(findings) == [("warn", "R-04")]
    assert "“有效微提案” 24 → 26" in findings[0].sentence


def test_a_figure_that_is_the_same_is_not_named():
    assert found(live={"proposals.micro_valid": Decimal("24.00")}) == []


def test_a_quoted_number_that_its_figure_no_longer_has_is_pointed_out():
    quoting = section("democracy", "民主管理", "有效24件。", quoted={"proposals.micro_valid": "24"})
    findings = found([quoting], [snapshot(26)])
    assert lines(findings) == [("warn", "R-05/democracy/proposals.micro_valid")]
    assert findings[0].sentence == "“有效微提案”已由 24 变为 26，正文仍写 24。"


def test_a_number_that_has_left_the_text_is_no_longer_pointed_out():
    quoting = section("democracy", "民主管理", "有效26件。", quoted={"proposals.micro_valid": "24"})
    assert found([quoting], [snapshot(26)]) == []


def test_a_number_corrected_by_a_person_is_the_one_that_counts():
    quoting = section("democracy", "民主管理", "有效24件。", quoted={"proposals.micro_valid": "24"})
    corrected = snapshot(26, manual_value=Decimal(24))
    assert found([quoting], [corrected]) == []


def test_zeros_are_named_once_for_all():
    findings = found(snapshots=[snapshot(), snapshot(0, "a", "甲"), snapshot(0, "b", "乙")])
    assert lines(findings) == [("warn", "R-06")]
    assert "甲、乙" in findings[0].sentence


def test_drafts_that_nobody_touched_are_named_once_for_all():
    findings = found([section(edited_at=None), section("problems", "存在问题", edited_at=None)])
    assert lines(findings) == [("warn", "R-07")]
    assert "荣誉、存在问题" in findings[0].sentence


def theme(body="组织学习。") -> PlanTheme:
    return PlanTheme(heading="强化政治引领", body=body)


@pytest.mark.parametrize(
    ("principle", "themes", "items", "expected"),
    [
        ("围绕中心。", [theme()], 3, []),
        ("", [theme()], 3, [("warn", "P-01")]),
        ("围绕中心。", [], 3, [("block", "P-02")]),
        ("围绕中心。", [theme("\n ")], 3, [("block", "P-03")]),
        ("围绕中心。", [theme()], 0, [("warn", "P-04")]),
    ],
)
def test_a_plan_needs_themes_with_contents(principle, themes, items, expected):
    plan = WorkPlan(guiding_principle=principle)
    assert lines(checks.plan_findings(plan, themes=themes, item_count=items)) == expected


def test_levels_are_those_of_the_house():
    assert {one.level for one in found([section(body="")], [snapshot(0)])} == {
        Level.BLOCK,
        Level.WARN,
    }
