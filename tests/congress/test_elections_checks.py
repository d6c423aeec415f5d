"""Counts by people (C-13), nominations, run-offs, both readings of 半数以上; properties."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congress.checks import counts, elections
from congress.checks.results import Frame, Reading, Sheet, Tally, needed_of, result, tally
from tests.congress.test_results import HALF, frame
from union_site.norms import InForce

CODES = ["for", "against", "abstain"]
LABELS = {"for": "同意", "against": "不同意", "abstain": "弃权"}
EXCESS = InForce("k", "0.05", "", "", "《工会基层组织选举工作条例》", "", True)


def counted(*marks: tuple[int, int, int], sheets=(30, 30, 0), named=None) -> Tally:
    issued, returned, invalid = sheets
    rows = {n: Counter(dict(zip(CODES, row, strict=True))) for n, row in enumerate(marks, 1)}
    return Tally(issued, returned, invalid, rows, Counter(named or {}))


def said(found) -> list[tuple[str, str]]:
    return [(finding.code, str(finding.level)) for finding in found]


# --- Order 32 art. 21: the base, and how 半数以上 is read ----------------------------------


@pytest.mark.parametrize(
    ("n", "more", "least"),
    [
        (3, 2, 2),
        (29, 15, 15),
        (30, 16, 15),
        (31, 16, 16),
        (57, 29, 29),
        (65, 33, 33),
        (80, 41, 40),
        (2000, 1001, 1000),
    ],
)
def test_trap_1_article_21_half_itself_is_enough_only_where_a_school_reads_it_so(n, more, least):
    strict, lenient = frame(n=n), frame(n=n, reading=Reading.AT_LEAST)
    assert (needed_of(strict, n), needed_of(lenient, n)) == (more, least)
    for one, needed in ((strict, more), (lenient, least)):
        for votes, is_adopted in ((needed, True), (needed - 1, False)):
            found = result(one, tally([(Sheet({1: "for"}), votes)], one, issued=votes))
            assert (found["is_adopted"], found["reading"]) == (is_adopted, one.reading)


def test_trap_2_article_21_those_present_are_no_base_unless_a_school_deviates():
    votes = [(Sheet({1: "for"}), 30), (Sheet({1: "against"}), 24)]
    for base, needed, is_adopted in (("all", 41, False), ("present", 28, True)):
        one = frame(n=80, present=54, base=base)
        found = result(one, tally(votes, one, issued=54))
        assert (found["needed"], found["is_adopted"]) == (needed, is_adopted)


def test_nobody_is_adopted_by_no_vote_however_small_the_base():
    one = frame(n=0, present=0, base="valid", reading=Reading.AT_LEAST)
    assert needed_of(one, 0) == 1


# --- C-13 ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sheets", "marks", "expected"),
    [
        ((30, 30, 0), (20, 6, 4), []),
        ((30, 30, 2), (20, 6, 2), []),
        ((31, 30, 0), (20, 6, 4), [("C-13", "block"), ("C-13u", "info")]),
        ((30, 28, 0), (20, 6, 2), [("C-13u", "info")]),
        ((29, 30, 0), (20, 6, 4), [("C-13v", "block")]),
        ((30, 30, 31), (0, 0, 0), [("C-13", "block")]),
        ((30, 30, 0), (20, 6, 3), [("C-13", "block")]),
        ((30, 30, 0), (20, 6, 5), [("C-13", "block")]),
        ((30, 30, 30), (0, 0, 0), []),
        ((0, 0, 0), (0, 0, 0), []),
    ],
)
def test_c_13_sheets_and_marks_add_up(sheets, marks, expected):
    found = counts.reconcile(frame(n=30), counted(marks, sheets=sheets), limit=30)
    assert said(found) == expected


def test_c_13_more_returned_than_issued_leaves_nothing_to_say_but_void():
    found = counts.reconcile(frame(), counted((1, 1, 1), sheets=(29, 30, 0)), limit=30)
    assert [finding.sentence for finding in found] == [
        "收回 30 张，多于发出的 29 张，本次投票无效，只能作废重投。"
    ]


@pytest.mark.parametrize(
    ("votes", "expected"), [((30, 0, 0), []), ((20, 5, 0), ["C-13h"]), ((30, 1, 0), ["C-13"])]
)
def test_c_13_of_hands_fewer_are_said_and_more_are_refused(votes, expected):
    found = counts.reconcile(frame(), counted(votes), limit=30, is_by_hands=True)
    assert [finding.code for finding in found] == expected


ELECTION = {"kind": "election", "items": 3, "seats": 2, "write_ins": 2}


@pytest.mark.parametrize(
    ("third", "named", "expected"),
    [
        ((0, 30, 0), {}, []),
        ((0, 30, 0), {"王琛": 1}, ["得票合计"]),
        ((0, 29, 0), {}, ["第3项"]),
        ((1, 29, 0), {}, ["得票合计"]),
    ],
)
def test_c_13_votes_of_an_election_are_no_more_than_valid_sheets_times_seats(
    third, named, expected
):
    tallied = counted((30, 0, 0), (30, 0, 0), third, named=named)
    found = counts.reconcile(frame(**ELECTION), tallied, limit=30)
    assert [finding.where for finding in found] == expected


@pytest.mark.parametrize(
    ("write_ins", "named"), [(0, {"王琛": 1}), (2, {"第1项": 1}), (2, {"王琛": 31})]
)
def test_c_13_names_are_written_in_only_as_the_sheet_allows(write_ins, named):
    one = frame(**{**ELECTION, "write_ins": write_ins})
    tallied = counted((0, 30, 0), (0, 30, 0), (0, 30, 0), named=named)
    found = counts.reconcile(one, tallied, limit=30)
    assert {finding.where for finding in found} == {"另选他人"}


NUMBERS = st.integers(0, 40)
SHEETS = st.tuples(
    st.fixed_dictionaries({}, optional={1: st.sampled_from(CODES), 2: st.sampled_from(CODES)}),
    NUMBERS,
)


@given(sheets=st.lists(SHEETS, max_size=8), blank=NUMBERS, seats=st.integers(1, 3))
def test_c_13_what_is_counted_from_real_sheets_always_adds_up(sheets, blank, seats):
    """Whatever people put into the box, an honest count of it is never refused."""
    one = frame(kind="election", items=2, seats=seats)
    cast = [(Sheet(marks), times) for marks, times in sheets] + [(Sheet({}), blank)]
    issued = sum(times for _, times in cast)
    tallied = tally(cast, one, issued=issued)
    assert counts.reconcile(one, tallied, limit=issued) == []


@given(
    marks=st.tuples(NUMBERS, NUMBERS, NUMBERS),
    cell=st.integers(0, 2),
    error=st.integers(-5, 5).filter(bool),
)
def test_c_13_one_figure_that_is_wrong_never_goes_through(marks, cell, error):
    total = sum(marks)
    wrong = [max(votes + error, 0) if n == cell else votes for n, votes in enumerate(marks)]
    is_changed = tuple(wrong) != marks
    found = counts.reconcile(frame(), counted(tuple(wrong), sheets=(total, total, 0)), limit=total)
    assert bool(found) is is_changed


@given(first=st.tuples(NUMBERS, NUMBERS, NUMBERS), second=st.tuples(NUMBERS, NUMBERS, NUMBERS))
def test_two_counts_differ_in_exactly_the_lines_that_are_marked(first, second):
    one, other = counted(first, named={"王琛": 1}), counted(second, named={"李明": 1})
    lines = counts.compare(frame(write_ins=1), LABELS, one, other)
    marked = [line.label for line in lines if line.differs]
    expected = [
        f"第1项：{LABELS[code]}" for code, a, b in zip(CODES, first, second, strict=True) if a != b
    ]
    assert marked == [*expected, "另选：李明", "另选：王琛"]


def test_two_counts_that_are_the_same_agree():
    lines = counts.compare(frame(), LABELS, counted((9, 1, 0)), counted((9, 1, 0)))
    assert [line.differs for line in lines] == [False] * 6


# --- nominations --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seats", "candidates", "is_competitive", "expected"),
    [
        (3, 3, False, []),
        (3, 2, False, ["E-01"]),
        (3, 4, False, ["E-01"]),
        (3, 3, True, ["E-01"]),
        (3, 4, True, []),
        (21, 22, True, ["E-02"]),
        (21, 23, True, []),
        (20, 21, True, []),
    ],
)
def test_e_01_e_02_candidates_are_as_many_as_the_kind_of_election_asks(
    seats, candidates, is_competitive, expected
):
    found = elections.nomination(
        seats=seats, candidates=candidates, is_competitive=is_competitive, rule=EXCESS
    )
    assert [finding.code for finding in found] == expected


@given(seats=st.integers(1, 300), percent=st.integers(1, 40))
def test_the_least_excess_is_rounded_up_and_never_none(seats, percent):
    least = elections.least_candidates(seats, Decimal(percent) / 100)
    assert (least - seats) * 100 >= seats * percent
    assert least == seats + 1 or (least - 1 - seats) * 100 < seats * percent


@pytest.mark.parametrize(
    ("allowed", "expected"), [(3, []), (0, [("E-03", "warn")]), (4, [("E-03", "block")])]
)
def test_e_03_somebody_else_may_be_chosen(allowed, expected):
    assert said(elections.write_ins(seats=3, allowed=allowed)) == expected


# --- the next round -----------------------------------------------------------------------


def elected(one: Frame, votes: list[int], named=None) -> dict:
    marks = {n: Counter({"for": v}) for n, v in enumerate(votes, 1)}
    return result(one, Tally(30, 30, 0, marks, Counter(named or {})))


def test_those_level_at_the_last_seat_stand_again():
    one = frame(kind="election", items=4, seats=2, n=30)
    found = elected(one, [25, 18, 18, 17])
    assert [row["title"] for row in elections.again(found, excess=1)] == ["第2项", "第3项"]
    (said_of_it,) = elections.seats_open(found)
    assert said_of_it.sentence.startswith("第2项、第3项得票相等，不能确定剩余 1 个名额")


def test_for_free_seats_those_next_in_votes_stand_again_one_more_than_seats():
    one = frame(kind="election", items=5, seats=3, n=30)
    found = elected(one, [25, 15, 14, 9, 3])
    assert found["free"] == 2
    assert [row["title"] for row in elections.again(found, excess=1)] == ["第2项", "第3项", "第4项"]


def test_whoever_has_as_many_votes_as_the_last_one_stands_again_too():
    one = frame(kind="election", items=5, seats=2, n=30)
    found = elected(one, [25, 9, 8, 8, 3])
    assert [row["title"] for row in elections.again(found, excess=1)] == ["第2项", "第3项", "第4项"]


def test_a_name_that_was_written_in_can_stand_in_the_run_off():
    one = frame(kind="election", items=1, seats=1, n=30, write_ins=1)
    found = elected(one, [16], named={"王琛": 16})
    assert [row["title"] for row in elections.again(found, excess=1)] == ["第1项", "王琛"]


def test_an_election_that_filled_every_seat_has_no_next_round():
    found = elected(frame(kind="election", items=2, seats=1, n=30), [25, 5])
    assert elections.again(found, excess=1) == []
    assert elections.seats_open(found) == []


def test_half_is_the_share_these_tables_were_made_for():
    assert frame().share == HALF
