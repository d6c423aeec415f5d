"""The district's board: what it shows, what it hides, reminding, packing, exporting."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports import actions
from reports.models import Return, ReturnKind
from reports.tables import Standing, board_of, totals
from tests.factories import make_union
from tests.reports.factories import (
    YEAR,
    damage,
    hand_in,
    make_plan,
    make_school,
    make_summary,
    with_visits,
)
from union_site.models import Union

DUE = datetime.date(YEAR, 12, 31)
BEFORE, AFTER = datetime.date(YEAR, 12, 1), datetime.date(YEAR + 1, 1, 1)
BOARD = f"/reports/district/?year={YEAR}"

PAGES = ["district", "district_export", "district_plans", "district_plans_export"]
POSTS = ["district_remind", "district_zip", "district_plans_remind", "district_plans_zip"]


def board(seat, *, today=BEFORE, kind=ReturnKind.ANNUAL_SUMMARY):
    return board_of(seat, kind=kind, year=YEAR, due_on=DUE, today=today)


def standings(seat, **options) -> dict[str, Standing]:
    return {row.school.code: row.standing for row in board(seat, **options).rows}


@pytest.fixture
def schools(district):
    """Seats of the chairs of three further schools."""
    return [make_school(district, number) for number in (1, 2, 3)]


# --- who --------------------------------------------------------------------------------------


@pytest.mark.parametrize("seat", ["chair", "officer", "auditor", "leader", "handler", "teacher"])
def test_no_seat_of_a_school_sees_the_board(request, log_in, seat):
    client = log_in(request.getfixturevalue(seat))
    assert [client.get(reverse(f"reports:{name}")).status_code for name in PAGES] == [403] * 4
    assert [client.post(reverse(f"reports:{name}")).status_code for name in POSTS] == [403] * 4


def test_the_district_sees_its_boards(log_in, district_staff, chair):
    client = log_in(district_staff)
    assert [client.get(reverse(f"reports:{name}")).status_code for name in PAGES] == [200] * 4


def test_a_district_does_not_look_through_to_what_a_school_is_writing(
    log_in, district_staff, chair
):
    summary = make_summary(chair)
    client = log_in(district_staff)
    for name in ("summary", "summary_pdf", "summary_preview", "plan"):
        assert client.get(reverse(f"reports:{name}", args=[summary.pk])).status_code == 403
    assert standings(district_staff)["shiyan"] is Standing.MISSING


def test_a_district_sees_only_its_own_schools(district_staff, chair):
    elsewhere = make_union("elsewhere", kind=Union.Kind.DISTRICT)
    far = make_school(elsewhere, 9)
    hand_in(make_summary(far), far)
    assert set(standings(district_staff)) == {"shiyan"}
    assert list(Return.objects.visible_to(district_staff)) == []


@pytest.mark.parametrize("name", ["return", "return_pdf", "return_docx"])
def test_a_school_opens_no_page_of_the_district(log_in, chair, stranger, name):
    sent = hand_in(make_summary(chair), chair)
    for seat in (chair, stranger):
        assert log_in(seat).get(reverse(f"reports:{name}", args=[sent.pk])).status_code == 403


# --- what -------------------------------------------------------------------------------------


def test_the_board_shows_where_each_school_stands(district_staff, chair, schools):
    accepted, returned, submitted = [hand_in(make_summary(seat), seat) for seat in schools]
    actions.accept(sent=accepted, by=district_staff)
    actions.send_back(sent=returned, remark="请补充", by=district_staff)
    assert submitted.state == "submitted"
    expected = {
        "extra-1": Standing.ACCEPTED,
        "extra-2": Standing.RETURNED,
        "extra-3": Standing.SUBMITTED,
    }
    assert standings(district_staff) == expected | {"shiyan": Standing.MISSING}
    assert standings(district_staff, today=AFTER) == expected | {"shiyan": Standing.OVERDUE}


def test_the_due_day_itself_is_not_overdue(district_staff, chair):
    assert standings(district_staff, today=DUE)["shiyan"] is Standing.MISSING


def test_of_two_versions_the_last_one_counts(district_staff, chair):
    summary = make_summary(chair)
    actions.send_back(sent=hand_in(summary, chair), remark="请补充", by=district_staff)
    second = hand_in(summary, chair)
    row = board(district_staff).rows[0]
    assert (row.sent, row.standing) == (second, Standing.SUBMITTED)


def test_kinds_and_years_are_apart(district_staff, chair):
    hand_in(make_plan(chair), chair)
    hand_in(make_summary(chair, year=YEAR - 1), chair)
    assert standings(district_staff)["shiyan"] is Standing.MISSING
    plans = standings(district_staff, kind=ReturnKind.WORK_PLAN)
    assert plans["shiyan"] is Standing.SUBMITTED


def test_the_share_counts_what_was_handed_in_and_not_sent_back(district_staff, chair, schools):
    sent = [hand_in(make_summary(seat), seat) for seat in schools]
    actions.send_back(sent=sent[0], remark="请补充", by=district_staff)
    assert board(district_staff).share == "50.0%"


def test_sums_leave_out_what_was_sent_back(district_staff, schools):
    sent = [with_visits(seat, visits) for seat, visits in zip(schools, (10, 20, 30), strict=True)]
    actions.send_back(sent=sent[2], remark="请核对", by=district_staff)
    covered, sums = totals(board(district_staff).rows)
    assert (covered, dict(sums)["慰问人次"]) == (2, "30")


def test_sorting_puts_what_is_unknown_last_either_way(district_staff, chair, schools):
    for seat, visits in zip(schools, (20, 10, 30), strict=True):
        with_visits(seat, visits)
    found = board(district_staff)
    up = [row.school.code for row in found.showing(sort="visits")]
    down = [row.school.code for row in found.showing(sort="-visits")]
    assert up == ["extra-2", "extra-1", "extra-3", "shiyan"]
    assert down == ["extra-3", "extra-1", "extra-2", "shiyan"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["extra-1", "extra-2", "extra-3", "shiyan"]),
        ("&state=owing", ["extra-3", "shiyan"]),
        ("&state=submitted", ["extra-1", "extra-2"]),
        ("&state=accepted", []),
        ("&kind=private_school", []),
        (
            "&state=nonsense&sort=nonsense&kind=nonsense",
            ["extra-1", "extra-2", "extra-3", "shiyan"],
        ),
        ("&q=第2", ["extra-2"]),
    ],
)
def test_chips_narrow_the_board(log_in, district_staff, chair, schools, query, expected):
    for seat in schools[:2]:
        hand_in(make_summary(seat), seat)
    page = log_in(district_staff).get(BOARD + query).context["page"]
    assert [row.school.code for row in page] == expected


def test_the_page_counts_by_state_and_kind(log_in, district_staff, chair, schools):
    hand_in(make_summary(chair), chair)
    context = log_in(district_staff).get(BOARD).context
    assert [(chip.label, chip.count) for chip in context["chips"]] == [
        ("全部", 4),
        ("未报", 3),
        ("待接收", 1),
    ]
    assert [(chip.label, chip.count) for chip in context["more_chips"]] == [("公办学校", 4)]


def test_the_board_asks_as_often_for_many_schools_as_for_one(log_in, district_staff, district):
    client = log_in(district_staff)
    first = make_school(district, 1)
    hand_in(make_summary(first), first)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(BOARD).status_code == 200
        return len(captured)

    queries()
    with_one = queries()
    for number in range(2, 7):
        seat = make_school(district, number)
        hand_in(make_summary(seat), seat)
    assert queries() == with_one
    assert with_one <= 20


# --- one return -----------------------------------------------------------------------------------


def test_a_return_is_decided_on_its_page(log_in, district_staff, chair):
    sent = hand_in(make_summary(chair), chair)
    client = log_in(district_staff)
    page = client.get(reverse("reports:return", args=[sent.pk]))
    assert [step.name for step in page.context["steps"]] == ["accept", "send_back"]
    client.post(reverse("reports:return_accept", args=[sent.pk]))
    sent.refresh_from_db()
    assert sent.state == "accepted"


def test_sending_back_without_a_remark_keeps_the_page_and_says_so(log_in, district_staff, chair):
    sent = hand_in(make_summary(chair), chair)
    answer = log_in(district_staff).post(reverse("reports:return_send_back", args=[sent.pk]))
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["remark"]
    sent.refresh_from_db()
    assert sent.state == "submitted"


def test_a_decision_that_came_too_late_is_told(log_in, district_staff, chair):
    sent = hand_in(make_summary(chair), chair)
    actions.accept(sent=sent, by=district_staff)
    answer = log_in(district_staff).post(
        reverse("reports:return_send_back", args=[sent.pk]), {"remark": "请补充"}, follow=True
    )
    assert "现在是“已接收”，不能再“退回修改”" in answer.content.decode()


def test_the_page_shows_the_frozen_figures(log_in, district_staff, chair):
    sent = with_visits(chair, 57)
    page = log_in(district_staff).get(reverse("reports:return", args=[sent.pk])).content.decode()
    assert "57人次" in page
    assert sent.sha256 in page


def test_a_damaged_file_is_reported_on_the_page(log_in, district_staff, chair):
    sent = hand_in(make_summary(chair), chair)
    url = reverse("reports:return", args=[sent.pk])
    client = log_in(district_staff)
    assert "文件异常" not in client.get(url).content.decode()
    damage(sent)
    assert "文件异常" in client.get(url).content.decode()


def test_a_file_that_is_gone_is_no_crash(log_in, district_staff, chair):
    sent = hand_in(make_summary(chair), chair)
    sent.pdf.file.storage.delete(sent.pdf.file.name)
    client = log_in(district_staff)
    assert client.get(reverse("reports:return_pdf", args=[sent.pk])).status_code == 404
    page = client.get(reverse("reports:return", args=[sent.pk])).content.decode()
    assert "文件异常" in page
