"""Rules of handling: working days over festivals, due dates, extensions, what a reply holds."""

from __future__ import annotations

import datetime

import pytest

from proposals.checks import handling as checks
from proposals.models import Proposal
from union_site.findings import Level
from union_site.models import Norm
from union_site.norms import InForce

D = datetime.date
TODAY = D(2026, 3, 2)


def rule(number: int) -> InForce:
    return InForce("key", number, "期限", "个工作日", "某办法第三条", "学校", True)


def by(day: D) -> checks.Deadline:
    return checks.Deadline(day, TODAY, rule(5))


MOST = checks.Limits(by(D(2026, 3, 9)), by(D(2026, 4, 14)))


def said(found) -> list[tuple[str, str]]:
    return [(str(finding.level), finding.code) for finding in found]


# The State Council's calendars of 2025 and 2026: make-up days on 28 September and 11 October 2025
# and on 14 and 28 February 2026; 15–23 February and 1–8 October off.
@pytest.mark.parametrize(
    ("since", "fifth"),
    [
        (D(2026, 2, 13), D(2026, 2, 27)),  # the Saturday after counts, then nine days off
        (D(2026, 2, 12), D(2026, 2, 26)),
        (D(2025, 9, 26), D(2025, 10, 10)),  # a Sunday at work, then eight days off
        (D(2025, 9, 30), D(2025, 10, 14)),  # the Saturday 11 October counts
        (D(2026, 3, 2), D(2026, 3, 9)),  # an ordinary week
    ],
)
def test_days_for_accepting_pass_over_festivals_and_count_make_up_days(school, since, fifth):
    found = checks.limits(school, since).accept
    assert (found.day, found.remark) == (fifth, "")


def test_a_year_whose_holidays_are_not_known_is_said(school):
    found = checks.limits(school, D(2026, 12, 28)).accept
    assert found.words == (
        "从2026年12月28日起第5个工作日：2027年1月4日。"
        "该年度放假安排尚未公布，暂按周一至周五为工作日推算。"
    )


def test_a_schools_own_norm_goes_before_the_shipped_one(school):
    Norm.objects.create(
        key="proposals.accept_days",
        scope=Norm.Scope.SCHOOL,
        union=school,
        value=3,
        label="承办部门接收提案期限",
        unit="个工作日",
        valid_from=D(2026, 1, 1),
        document="校教代会提案工作办法",
    )
    assert checks.limits(school, TODAY).accept.day == D(2026, 3, 5)


@pytest.mark.parametrize(
    ("accept_due_on", "due_on", "expected"),
    [
        (D(2026, 3, 9), D(2026, 4, 14), []),
        (D(2026, 3, 2), D(2026, 3, 2), []),
        (D(2026, 3, 10), D(2026, 4, 14), [("warn", "P-31")]),
        (D(2026, 3, 9), D(2026, 4, 15), [("warn", "P-32")]),
        (D(2026, 3, 1), D(2026, 4, 14), [("block", "P-30")]),
        (D(2026, 3, 5), D(2026, 3, 4), [("block", "P-30")]),
        (D(2026, 3, 10), D(2026, 4, 15), [("warn", "P-31"), ("warn", "P-32")]),
    ],
)
def test_due_dates_later_than_the_norm_are_warned_of(accept_due_on, due_on, expected):
    found = checks.assigning(accept_due_on=accept_due_on, due_on=due_on, most=MOST, today=TODAY)
    assert said(found) == expected
    cited = [finding.citation for finding in found if finding.level == Level.WARN]
    assert cited == ["某办法第三条"] * len(cited)


@pytest.mark.parametrize(
    ("until", "today", "expected"),
    [
        (D(2026, 3, 21), D(2026, 3, 20), []),
        (D(2026, 4, 14), D(2026, 3, 20), []),
        (D(2026, 3, 20), D(2026, 3, 20), [("block", "P-34")]),
        (D(2026, 4, 15), D(2026, 3, 20), [("block", "P-34")]),
        (D(2026, 3, 21), D(2026, 3, 21), [("warn", "P-35")]),
        (D(2026, 3, 21), D(2026, 3, 22), [("block", "P-34"), ("warn", "P-35")]),
    ],
)
def test_an_extension_is_later_and_not_beyond_the_norm(until, today, expected):
    most = by(D(2026, 4, 14))
    found = checks.extending(was=D(2026, 3, 20), until=until, most=most, today=today)
    assert said(found) == expected


@pytest.mark.parametrize(
    ("length", "meaning", "planned_on", "expected"),
    [
        (20, "solved", None, []),
        (19, "solved", None, [("block", "P-36")]),
        (30, "solved", None, []),
        (31, "solved", None, [("block", "P-36")]),
        (20, "explained", None, []),
        (20, "planned", None, [("block", "P-37")]),
        (20, "in_progress", None, [("block", "P-37")]),
        (20, "planned", TODAY, []),
        (20, "planned", D(2026, 3, 1), [("block", "P-37")]),
        (20, "solved", D(2026, 3, 1), []),
    ],
)
def test_a_reply_says_enough_and_a_promise_bears_a_date(length, meaning, planned_on, expected):
    found = checks.replying(
        text="字 " * length,
        meaning=meaning,
        planned_on=planned_on,
        least=rule(20),
        most=rule(30),
        today=TODAY,
    )
    assert said(found) == expected


@pytest.mark.parametrize(("due", "is_late"), [(None, False), (TODAY, False), (D(2026, 3, 1), True)])
def test_sending_back_ends_with_the_days_for_accepting(due, is_late):
    proposal = Proposal(accept_due_on=due)
    assert bool(checks.too_late_to_send_back(proposal, TODAY)) == is_late
