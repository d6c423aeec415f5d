"""Counting: Order 32 art. 21, over-votes, write-ins, ties; tables and properties."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congress.checks.results import Frame, Sheet, Standing, elect, is_spoiled, result, tally

HALF = Fraction(1, 2)


def frame(kind: str = "resolution", items: int = 1, **given) -> Frame:
    usual = {
        "codes": ["for", "against", "abstain"],
        "seats": None,
        "write_ins": 0,
        "base": "all",
        "n": 57,
        "present": 57,
        "share": HALF,
        "min_shown": 5,
    }
    titles = {number: f"第{number}项" for number in range(1, items + 1)}
    return Frame(kind=kind, items=titles, **{**usual, **given})


def cast(frame_: Frame, **votes: int) -> dict:
    sheets = [(Sheet({1: code}), times) for code, times in votes.items()]
    return result(frame_, tally(sheets, frame_, issued=sum(votes.values())))


@pytest.mark.parametrize(
    ("n", "needed"),
    [(3, 2), (29, 15), (30, 16), (31, 16), (57, 29), (65, 33), (80, 41), (2000, 1001)],
)
def test_article_21_adoption_takes_more_than_half_of_all_full_delegates(n, needed):
    for votes, is_adopted in ((needed, True), (needed - 1, False)):
        found = cast(frame(n=n, present=n), **{"for": votes})
        assert (found["needed"], found["is_adopted"]) == (needed, is_adopted)


def test_article_21_absent_delegates_count_in_the_base():
    """Trap 2: 40 of 80 in favour, all of those present, is not more than half of all."""
    found = cast(frame(n=80, present=54), **{"for": 40, "against": 14})
    assert found["is_adopted"] is False


@pytest.mark.parametrize(("base", "needed"), [("all", 41), ("present", 28), ("valid", 26)])
def test_a_school_may_set_another_base(base, needed):
    found = cast(frame(n=80, present=54, base=base), **{"for": 41, "against": 10})
    assert (found["base_count"], found["needed"]) == (
        {"all": 80, "present": 54, "valid": 51}[base],
        needed,
    )


def test_an_unmarked_item_is_an_abstention():
    two = frame(items=2)
    found = result(two, tally([(Sheet({1: "for"}), 30)], two, issued=30))
    assert [row["counts"] for row in found["items"]] == [
        {"for": 30, "against": 0, "abstain": 0},
        {"for": 0, "against": 0, "abstain": 30},
    ]
    assert found["is_adopted"] is False


ELECTION = {"kind": "election", "items": 3, "seats": 2, "write_ins": 2}


@pytest.mark.parametrize(
    ("marks", "named", "spoiled"),
    [
        ({1: "for", 2: "for"}, [], False),
        ({1: "for", 2: "for", 3: "for"}, [], True),
        ({1: "for", 2: "against", 3: "against"}, ["王琛"], False),
        ({1: "for", 2: "for"}, ["王琛"], True),
        ({}, ["王琛", "王琛"], True),
        ({}, ["甲", "乙", "丙"], True),
        ({4: "for"}, [], True),
        ({1: "maybe"}, [], True),
        ({}, [], False),
    ],
)
def test_a_sheet_with_more_names_than_seats_is_spoiled(marks, named, spoiled):
    assert is_spoiled(Sheet(marks, named), frame(**ELECTION)) is spoiled


def test_a_written_in_name_can_be_elected():
    asked = frame(**ELECTION, n=9, present=9)
    sheets = [(Sheet({1: "for", 2: "against", 3: "against"}, ["王琛"]), 6), (Sheet({2: "for"}), 3)]
    found = result(asked, tally(sheets, asked, issued=9))
    assert [row["is_elected"] for row in found["items"]] == [True, False, False]
    assert found["named"] == [{"name": "王琛", "votes": 6, "is_elected": True, "is_tied": False}]
    assert found["free"] == 0


@pytest.mark.parametrize(
    ("votes", "seats", "elected", "tied", "free"),
    [
        ([50, 40, 30], 2, [0, 1], [], 0),
        ([50, 40, 40], 2, [0], [1, 2], 1),
        ([40, 40, 40], 2, [], [0, 1, 2], 2),
        ([50, 28, 28], 2, [0], [], 1),
        ([29, 29], 2, [0, 1], [], 0),
        ([28, 27], 1, [], [], 1),
    ],
)
def test_a_tie_at_the_last_seat_is_voted_on_again(votes, seats, elected, tied, free):
    standings = [Standing(number, "", count) for number, count in enumerate(votes)]
    found = elect(standings, seats=seats, needed=29)
    assert [one.item for one in found.elected] == elected
    assert [one.item for one in found.tied] == tied
    assert found.free == free


def test_few_sheets_of_an_appraisal_are_not_split():
    scale = {"codes": ["good", "fair"], "kind": "appraisal", "min_shown": 5}
    for times, is_split in ((4, False), (5, True)):
        found = cast(frame(**scale), good=times)
        assert (found["is_split"], found["items"][0]["counts"]) == (
            is_split,
            {"good": times, "fair": 0} if is_split else {},
        )


@given(
    st.lists(
        st.tuples(
            st.dictionaries(st.integers(1, 3), st.sampled_from(["for", "against", "abstain"])),
            st.lists(st.sampled_from("甲乙"), max_size=2),
            st.integers(1, 9),
        ),
        max_size=12,
    ),
    st.integers(1, 3),
)
def test_every_sheet_is_counted_once(rows, seats):
    asked = frame("election", items=3, seats=seats, write_ins=2, n=200)
    counted = tally([(Sheet(m, names), t) for m, names, t in rows], asked, issued=200)
    assert counted.returned == sum(times for _, _, times in rows)
    for votes in counted.marks.values():
        assert votes.total() == counted.valid
    found = result(asked, counted)
    seated = [row for row in found["items"] + found["named"] if row["is_elected"]]
    assert len(seated) + found["free"] == seats
    assert Counter(found["items"][0]["counts"]).total() == counted.valid
