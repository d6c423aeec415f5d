"""Rules for a formal proposal before it is handed in: P-10 to P-19, and the collection window."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congress.models import Session
from proposals.checks import writing as checks
from proposals.checks.collecting import Standing, Window, place
from proposals.models import characters
from union_site.findings import Level
from union_site.norms import InForce

NUMBERS = {
    "min_seconders": 2,
    "title_min": 6,
    "title_max": 60,
    "reason_min": 10,
    "reason_max": 300,
    "suggestion_min": 10,
    "suggestion_max": 300,
    "files_max": 5,
    "file_megabytes": 10,
}


def rule(key: str) -> InForce:
    return InForce(key, NUMBERS[key], key, "", "本校提案办法", "学校", True)


RULES = checks.Rules({key: rule(key) for key in NUMBERS})
GOOD = {
    "title": "关于改善午休的提案",
    "category": "welfare",
    "reason": "近一半教师午间留校，没有休息的地方。",
    "suggestion": "腾出一间教室改作午休室，配躺椅。",
}


def codes(**changed: str) -> list[tuple[str, str]]:
    found = checks.text_findings(**{**GOOD, **changed}, rules=RULES)
    return [(finding.code, finding.level.value) for finding in found]


@pytest.mark.parametrize(
    ("field", "length", "expected"),
    [
        ("title", 0, "P-11"),
        ("title", 5, "P-11"),
        ("title", 6, ""),
        ("title", 60, ""),
        ("title", 61, "P-11"),
        ("reason", 0, "P-13"),
        ("reason", 9, "P-13"),
        ("reason", 10, ""),
        ("reason", 300, ""),
        ("reason", 301, "P-13"),
        ("suggestion", 9, "P-14"),
        ("suggestion", 10, ""),
        ("suggestion", 300, ""),
        ("suggestion", 301, "P-14"),
    ],
)
def test_each_text_keeps_to_the_length_of_its_norm(field, length, expected):
    assert codes(**{field: "字" * length}) == ([(expected, "block")] if expected else [])


def test_everything_that_is_missing_is_said_at_once_with_its_norm():
    found = checks.text_findings(title="", category="", reason="", suggestion="", rules=RULES)
    assert [finding.code for finding in found] == ["P-11", "P-12", "P-13", "P-14"]
    assert {finding.citation for finding in found if finding.code != "P-12"} == {"本校提案办法"}


@given(st.text(alphabet=st.sampled_from("字句 \n\t\u3000"), max_size=400))
def test_white_space_is_never_counted(text):
    blocked = [code for code, _ in codes(reason=text)]
    assert blocked == ([] if 10 <= characters(text) <= 300 else ["P-13"])


@pytest.mark.parametrize(("count", "missing"), [(0, 2), (1, 1), (2, 0), (3, 0)])
def test_p10_counts_the_seconders_that_are_missing(count, missing):
    found = checks.seconder_findings(count, RULES["min_seconders"])
    assert [(f.code, f.level, f"还差 {missing} 名" in f.sentence, f.citation) for f in found] == (
        [("P-10", Level.BLOCK, True, "本校提案办法")] if missing else []
    )


@pytest.mark.parametrize(
    ("title", "suggestion", "warns"),
    [
        ("关于改善午休条件的提案", "", False),
        ("关于改善教师午休和用餐条件的提案", "", False),
        ("关于改善午休及关于调整课表的提案", "", True),
        ("关于改善午休和关于调整课表的提案", "", True),
        ("一是改善午休，二是调整课表", "", True),
        ("1.改善午休 2.调整课表", "", True),
        ("改善午休；调整课表", "", True),
        ("关于改善午休条件的提案", "一是腾出教室，二是配备躺椅。", False),
        ("关于改善午休条件的提案", "关于午休：腾出教室。\n关于课表：早公布。", True),
    ],
)
def test_p16_warns_of_several_matters_and_never_blocks(title, suggestion, warns):
    found = checks.matter_findings(title=title, suggestion=suggestion)
    assert [(finding.code, finding.level) for finding in found] == (
        [("P-16", Level.WARN)] if warns else []
    )


def test_who_speaks_for_nobody_any_more_is_stopped():
    assert checks.capacity_findings(is_held=True, proposer="周敏") == []
    (found,) = checks.capacity_findings(is_held=False, proposer="第一代表团")
    assert (found.code, found.level) == ("P-15", Level.BLOCK)
    assert "第一代表团" in found.sentence


def test_those_who_left_and_those_who_are_silent_are_told_of_and_stop_nothing():
    assert checks.left_findings([]) == checks.waiting_findings(0) == []
    found = [*checks.left_findings(["吴越"]), *checks.waiting_findings(2)]
    assert [(f.code, f.level) for f in found] == [("P-18", Level.INFO), ("P-19", Level.INFO)]


# --- the window -----------------------------------------------------------------------------


def window(opens: int, closes: int, held: int) -> Window:
    """Days of November 2026."""
    days = [datetime.date(2026, 11, day) for day in (opens, closes, held)]
    return Window(Session(held_on=days[2]), days[0], days[1])


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        (4, Standing.AHEAD),
        (5, Standing.OPEN),
        (15, Standing.OPEN),
        (16, Standing.LATE),
        (25, Standing.LATE),
        (26, Standing.OVER),
    ],
)
def test_both_days_belong_to_the_window_and_late_ends_with_the_session(day, standing):
    assert window(5, 15, 25).standing(datetime.date(2026, 11, day)) is standing


@pytest.mark.parametrize(
    ("windows", "held_on", "is_late"),
    [
        ([], None, False),
        ([(20, 25, 28)], None, False),
        ([(1, 5, 28)], 28, True),
        ([(1, 15, 28)], 28, False),
        # The next session collects no more, the one after it does: it is in time for that.
        ([(1, 5, 20), (6, 25, 30)], 30, False),
        ([(1, 25, 30), (1, 15, 20)], 20, False),
        ([(1, 5, 28), (1, 4, 20)], 20, True),
    ],
)
def test_a_proposal_belongs_to_the_next_session_that_collects_else_late_to_one(
    windows, held_on, is_late
):
    found = place([window(*days) for days in windows], datetime.date(2026, 11, 10))
    day = found.session.held_on.day if found.session else None
    assert (day, found.is_late) == (held_on, is_late)


def test_days_left_are_nought_on_the_closing_day():
    assert window(5, 15, 25).days_left(datetime.date(2026, 11, 15)) == 0
    assert window(5, 15, 25).days_left(datetime.date(2026, 11, 12)) == 3
