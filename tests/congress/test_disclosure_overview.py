"""The year of disclosure: periods, what was owed, matrix, figures, polls."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from congress.actions import ballots, voiding
from congress.actions import disclosure_duties as actions
from congress.checks import disclosure as rules
from congress.checks.disclosure import Standing
from congress.models import Ballot, BallotState, DisclosureDuty, DisclosureYear
from congress.models.periods import PARTS, Cadence, Part, Period, ending_between
from congress.tables.ballots import steps
from congress.tables.disclosure_overview import missing, overview
from congress.tables.disclosure_polls import result_of
from tests.congress.disclosures import decided_poll, make_duty, make_item
from union_site import figures
from union_site.calendar import DAY
from union_site.listing import Asked
from union_site.norms import norm

TODAY = datetime.date(2026, 11, 20)
YEAR = figures.calendar_year(2026)


def of_year(seat, query: str = "year=2026", today: datetime.date = TODAY):
    return overview(seat, Asked(QueryDict(query)), today=today)


# --- periods ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "part", "first", "last", "label"),
    [
        (2026, "year", "2026-01-01", "2026-12-31", "2026年度"),
        (2026, "h1", "2026-01-01", "2026-06-30", "2026年上半年"),
        (2026, "h2", "2026-07-01", "2026-12-31", "2026年下半年"),
        (2024, "q1", "2024-01-01", "2024-03-31", "2024年第一季度"),
        (2026, "q4", "2026-10-01", "2026-12-31", "2026年第四季度"),
        (2025, "school_year", "2025-09-01", "2026-08-31", "2025—2026学年"),
        (2025, "autumn", "2025-09-01", "2026-01-31", "2025—2026学年第一学期"),
        (2023, "spring", "2024-02-01", "2024-08-31", "2023—2024学年第二学期"),
    ],
)
def test_a_period_has_its_days_and_its_name(year, part, first, last, label):
    period = Period(year, part)
    days = [str(period.first_day), str(period.last_day)]
    assert [*days, period.label] == [first, last, label]


@pytest.mark.parametrize(
    ("cadence", "count"),
    [
        (Cadence.YEARLY, 1),
        (Cadence.HALF_YEARLY, 2),
        (Cadence.QUARTERLY, 4),
        (Cadence.SCHOOL_YEARLY, 1),
        (Cadence.TERMLY, 2),
        (Cadence.ARISING, 0),
    ],
)
@given(year=st.integers(2000, 2090))
def test_as_many_periods_end_in_every_year_as_the_cadence_says(cadence, count, year):
    found = list(ending_between(cadence, datetime.date(year, 1, 1), datetime.date(year, 12, 31)))
    assert len(found) == count


@given(
    first=st.dates(datetime.date(2000, 1, 1), datetime.date(2060, 1, 1)),
    days=st.integers(0, 1500),
    cut=st.integers(0, 1500),
    cadence=st.sampled_from(Cadence.values),
)
def test_two_spans_side_by_side_hold_what_the_whole_holds(first, days, cut, cadence):
    last = first + DAY * days
    middle = min(first + DAY * cut, last)
    parts = [*ending_between(cadence, first, middle), *ending_between(cadence, middle + DAY, last)]
    assert parts == list(ending_between(cadence, first, last))


def test_parts_of_a_year_are_all_known_to_some_cadence():
    assert {part for parts in PARTS.values() for part in parts} == set(Part)


# --- what was owed ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("published", "today", "standing"),
    [
        ("2026-07-30", "2026-08-01", Standing.DONE),
        ("2026-07-31", "2026-08-01", Standing.LATE),
        (None, "2026-07-30", Standing.AHEAD),
        (None, "2026-07-31", Standing.MISSING),
    ],
)
def test_a_period_is_owed_thirty_days_after_it_ended(school, published, today, standing):
    rule = norm("congress.disclosure_due_days", union=school, on=TODAY)
    due = rules.due_on(Period(2026, "h1"), rule)
    day = datetime.date.fromisoformat
    found = rules.standing(
        published_on=day(published) if published else None, due=due, today=day(today)
    )
    assert (due, found) == (datetime.date(2026, 7, 30), standing)


@pytest.fixture
def filled(school):
    """Four quarters: one in time, one late, one missing, one ahead; a draft does not count."""
    duty = make_duty(school)
    given = {"duty": duty, "year": 2026}
    for part, day in (("q1", "2026-04-13"), ("q2", "2026-09-01")):
        first = datetime.date.fromisoformat(day)
        dates = {"published_on": first, "published_until": first + 10 * DAY}
        make_item(school, "ended", part=part, **dates, **given)
    make_item(school, "draft", part="q3", **given)
    make_item(school, "withdrawn", part="q3", **given)
    works = make_duty(school, "工程招标结果", category="works", cadence="arising")
    make_item(school, "published", category="works", part="year", year=2026, duty=works)
    return duty


def test_the_year_says_what_is_done_late_missing_and_ahead(filled, chair):
    found = of_year(chair)
    assert [cell.standing for cell in found.duties[0].periods] == [
        "done",
        "late",
        "missing",
        "ahead",
    ]
    counted = found.fulfilment
    assert (counted.owed, counted.disclosed, counted.late, counted.share) == (3, 2, 1, "66.7%")
    assert "已到期的应公开 3 期" in found.sentence
    assert "另有 1 期未到期" in found.sentence
    assert [finding.code for finding in found.findings] == ["D-07", "D-08"]
    assert found.findings[0].sentence == "有 1 期应公开未公开：公用经费使用情况（2026年第三季度）。"


def test_the_matrix_adds_up_both_ways_and_leads_to_its_rows(filled, chair, log_in):
    found = of_year(chair)
    table = {line.label: [cell.count for cell in line.cells] for line in found.lines}
    assert table["财务"] == [0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0]
    assert table["工程"] == [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]
    assert [cell.count for cell in found.totals] == [
        sum(column) for column in zip(*table.values(), strict=True)
    ]
    assert sum(line.total for line in found.lines) == found.total == 3
    client = log_in(chair)
    for line in found.lines:
        for cell in line.cells:
            if cell.count:
                assert client.get(cell.url).context["page"].paginator.count == cell.count


def test_by_term_the_year_has_three_parts(filled, chair):
    found = of_year(chair, "year=2026&by=term")
    columns = [(str(column.first), str(column.last)) for column in found.columns]
    assert columns == [
        ("2026-01-01", "2026-01-31"),
        ("2026-02-01", "2026-08-31"),
        ("2026-09-01", "2026-12-31"),
    ]
    assert [cell.count for cell in found.totals] == [0, 2, 1]


@pytest.mark.parametrize(
    "query", ["", "year=abc", "year=99999", "from=2026-05-01", "from=2026-12-31&to=2026-01-01"]
)
def test_nonsense_shows_the_year_of_today(chair, query):
    assert of_year(chair, query).label == "2026年"


def test_a_duty_is_owed_only_while_it_holds(school, chair):
    since, until = datetime.date(2026, 4, 1), datetime.date(2026, 9, 30)
    make_duty(school, since=since, until=until)
    found = of_year(chair)
    assert [cell.period.part for cell in found.duties[0].periods] == ["q2", "q3"]


def test_what_the_last_twelve_months_lack_is_known(filled, officer):
    found = [(cell.period.year, cell.period.part) for _, cell in missing(officer, today=TODAY)]
    assert found == [(2025, "q4"), (2026, "q3")]


def test_a_teacher_sees_the_year_without_the_drafts(filled, teacher):
    cells = of_year(teacher).duties[0].periods
    assert [cell.item is None for cell in cells] == [False, False, True, True]


def test_the_overview_asks_the_same_number_of_questions_however_much_there_is(
    school, chair, log_in
):
    client, counts = log_in(chair), []
    for number in (1, 5):
        while DisclosureDuty.objects.count() < number:
            duty = make_duty(school, f"事项{DisclosureDuty.objects.count()}")
            make_item(school, "ended", duty=duty)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get("/congress/disclosure/overview/?year=2026").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 20


# --- figures ------------------------------------------------------------------------------


def test_the_figures_say_what_the_overview_says(filled, school, chair):
    value = {
        code: figures.value(f"congress.{code}", union=school, span=YEAR)
        for code in ("disclosures", "disclosure_owed", "disclosure_done")
    }
    found = of_year(chair)
    assert value == {
        "disclosures": found.total,
        "disclosure_owed": found.fulfilment.owed,
        "disclosure_done": found.fulfilment.disclosed,
    }
    assert value == {"disclosures": 3, "disclosure_owed": 3, "disclosure_done": 2}


def test_a_period_disclosed_twice_counts_once(filled, school):
    make_item(school, "ended", part="q1", year=2026, duty=filled)
    assert figures.value("congress.disclosure_done", union=school, span=YEAR) == 2


def test_satisfaction_is_a_share_of_valid_sheets_of_polls_that_are_large_enough(school):
    make_item(school, poll=decided_poll(school, [10, 5, 3, 1, 1]))
    make_item(school, poll=decided_poll(school, [4, 0, 0, 0, 0]))
    value = {
        code: figures.value(f"congress.disclosure_{code}", union=school, span=YEAR)
        for code in ("polled", "satisfied")
    }
    assert value == {"polled": 20, "satisfied": 18}


# --- polls --------------------------------------------------------------------------------


@pytest.mark.parametrize(("returned", "is_split"), [(0, False), (4, False), (5, True), (60, True)])
def test_fewer_than_five_sheets_are_not_split(school, returned, is_split):
    """congress.min_shown: a split of four sheets tells who marked which."""
    rule = norm("congress.min_shown", union=school, on=TODAY)
    found = result_of(decided_poll(school, [returned, 0, 0, 0, 0]), rule=rule)
    assert found is not None
    assert (bool(found.lines), bool(found.why_not)) == (is_split, not is_split)
    assert (found.rate != "") is is_split


def test_a_poll_that_is_not_split_shows_no_count_on_its_page(school, chair, log_in):
    item = make_item(school, poll=decided_poll(school, [3, 1, 0, 0, 0], issued=66))
    page = log_in(chair).get(f"/congress/disclosure/{item.pk}/").content.decode()
    assert "收回 4 票，少于 5 票，不分项公布结果" in page
    assert "3 票" not in page


def test_a_result_adds_up(school):
    rule = norm("congress.min_shown", union=school, on=TODAY)
    found = result_of(decided_poll(school, [21, 24, 9, 2, 3]), rule=rule)
    assert found is not None
    assert [(line.label, line.count, line.share) for line in found.lines] == [
        ("很满意", 21, "35.6%"),
        ("满意", 24, "40.7%"),
        ("基本满意", 9, "15.3%"),
        ("不满意", 2, "3.4%"),
        ("不了解", 3, "5.1%"),
    ]
    assert (found.satisfied, found.rate) == (54, "91.5%")


def test_a_poll_is_drafted_secret_for_all_members(school, officer):
    ballot = actions.draft_poll(disclosure=make_item(school), by=officer)
    assert (ballot.state, ballot.kind, ballot.method, ballot.electorate, ballot.session) == (
        "draft",
        "poll",
        "secret_ballot",
        "members",
        None,
    )
    assert list(ballot.labels.values()) == ["很满意", "满意", "基本满意", "不满意", "不了解"]
    assert [item.title for item in ballot.items.all()] == ["2026年第二季度公用经费使用情况"]


@pytest.mark.parametrize("state", ["draft", "submitted", "approved", "withdrawn"])
def test_what_is_not_published_is_not_polled(school, officer, state):
    with pytest.raises(ValidationError, match="公布以后"):
        actions.draft_poll(disclosure=make_item(school, state), by=officer)


def test_there_is_one_poll_until_it_is_void(school, officer):
    item = make_item(school)
    first = actions.draft_poll(disclosure=item, by=officer)
    with pytest.raises(ValidationError, match="不能重复"):
        actions.draft_poll(disclosure=item, by=officer)
    Ballot.objects.filter(pk=first.pk).update(state=BallotState.VOID)
    item.refresh_from_db()
    assert actions.draft_poll(disclosure=item, by=officer) != first


def test_the_draft_of_a_poll_is_voided_and_not_removed(school, officer, chair):
    item = make_item(school)
    ballot = actions.draft_poll(disclosure=item, by=officer)
    with pytest.raises(ValidationError, match="请改为作废"):
        ballots.remove_ballot(ballot=ballot, by=chair)
    assert "作废" in [step["label"] for step in steps(ballot, chair, [])]
    voiding.void_ballot(ballot=ballot, by=chair, note="重拟")
    assert Ballot.objects.get(pk=ballot.pk).state == BallotState.VOID


def test_a_year_is_polled_as_a_whole(school, officer, teacher):
    ballot = actions.draft_year_poll(year=2026, by=officer, today=TODAY)
    assert DisclosureYear.objects.get().poll == ballot
    for year in (2020, 2027):
        with pytest.raises(ValidationError, match="今年和前五年"):
            actions.draft_year_poll(year=year, by=officer, today=TODAY)
    with pytest.raises(PermissionDenied):
        actions.draft_year_poll(year=2026, by=teacher, today=TODAY)


# --- the catalogue ------------------------------------------------------------------------


def test_the_usual_catalogue_is_adopted_once(officer):
    since = datetime.date(2026, 1, 1)
    assert actions.adopt_duties(by=officer, since=since) == len(actions.usual_duties())
    assert actions.adopt_duties(by=officer, since=since) == 0
    categories = set(DisclosureDuty.objects.values_list("category", flat=True))
    assert len(categories) == 7


def test_the_category_of_a_used_duty_stays(school, officer):
    duty = make_duty(school)
    make_item(school, duty=duty)
    written = {"title": duty.title, "cadence": "yearly", "since": duty.since}
    with pytest.raises(ValidationError, match="类别不能再改"):
        actions.change_duty(duty=duty, by=officer, category="fees", **written)
    assert actions.change_duty(duty=duty, by=officer, category="finance", **written).owed
