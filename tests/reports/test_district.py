"""The district's board: what it shows, what it hides, reminding, packing, exporting."""

from __future__ import annotations

import datetime
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports import actions
from reports.models import Reminder, Return, ReturnKind
from reports.tables import Standing, board_of, totals
from tests.factories import make_seat, make_union
from tests.reports.factories import YEAR, hand_in, make_plan, make_school, make_summary
from union_site import jobs
from union_site.models import Job, Notification, Union

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


def with_visits(seat, visits: int) -> Return:
    """Handed in with typed figures of its own."""
    summary = make_summary(seat)
    for code, label, value in (("welfare.visits", "慰问人次", visits), ("x.y", "其他", 7)):
        snapshot = summary.snapshots.filter(code=code).first()
        if snapshot is not None:
            snapshot.manual_value = Decimal(value)
            snapshot.save()
            continue
        made = actions.add_figure(
            summary=summary,
            section_key="service",
            label=label,
            unit="人次",
            value=Decimal(value),
            qualifier="exact",
            by=seat,
        )
        made.code = code
        made.save()
    return hand_in(summary, seat)


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
        ("&state=nonsense&sort=nonsense&kind=nonsense", ["extra-1", "extra-2", "extra-3", "shiyan"]),
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
    assert answer.context["form"].errors == {"remark": ["这个字段是必填项。"]}
    sent.refresh_from_db()
    assert sent.state == "submitted"


def test_a_decision_that_came_too_late_is_told(log_in, district_staff, chair):
    sent = hand_in(make_summary(chair), chair)
    actions.accept(sent=sent, by=district_staff)
    answer = log_in(district_staff).post(
        reverse("reports:return_send_back", args=[sent.pk]), {"remark": "请补充"}
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
    with open(sent.pdf.file.path, "ab") as stored:
        stored.write(b"!")
    assert "文件异常" in client.get(url).content.decode()


# --- reminding --------------------------------------------------------------------------------


def test_reminding_reaches_the_chair_once_a_day(district_staff, chair):
    day = datetime.date(2026, 12, 20)
    given = {"schools": [chair.union], "kind": "annual_summary", "year": YEAR, "by": district_staff}
    assert actions.remind(today=day, **given) == [chair.union]
    assert actions.remind(today=day, **given) == []
    assert actions.remind(today=day + datetime.timedelta(days=1), **given) == [chair.union]
    told = Notification.objects.filter(seat=chair)
    assert [row.sentence for row in told] == ["滨海区教育工会提醒：请报送2026年度工作总结"] * 2
    assert told[0].url == "/reports/summaries/"


def test_who_has_handed_in_is_not_reminded(district_staff, chair, stranger):
    hand_in(make_summary(chair), chair)
    schools = [chair.union, stranger.union]
    reminded = actions.remind(schools=schools, kind="annual_summary", year=YEAR, by=district_staff)
    assert reminded == [stranger.union]


def test_no_district_reminds_a_school_that_is_not_its_own(district_staff, chair):
    far = make_school(make_union("elsewhere", kind=Union.Kind.DISTRICT), 9)
    with pytest.raises(PermissionDenied):
        actions.remind(
            schools=[far.union], kind="annual_summary", year=YEAR, by=district_staff
        )
    assert Reminder.objects.count() == 0


def test_only_who_collects_reminds(chair, stranger):
    with pytest.raises(PermissionDenied):
        actions.remind(schools=[stranger.union], kind="annual_summary", year=YEAR, by=chair)


def test_the_ticked_schools_are_reminded_from_the_board(log_in, district_staff, chair, stranger):
    answer = log_in(district_staff).post(
        f"{reverse('reports:district_remind')}?year={YEAR}&state=owing",
        {"school": [chair.union_id, stranger.union_id]},
    )
    assert answer.url == f"/reports/district/?year={YEAR}&state=owing"
    assert Reminder.objects.count() == 2


# --- files ------------------------------------------------------------------------------------


def zip_names(job: Job) -> list[str]:
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == "done", job.message
    return sorted(zipfile.ZipFile(io.BytesIO(job.result.file.open("rb").read())).namelist())


def test_all_files_come_as_one_zip_in_folders_by_kind(log_in, district_staff, chair, district):
    hand_in(make_summary(chair), chair)
    garden = make_union(
        "garden", parent=district, name="新港幼儿园工会", kind=Union.Kind.PRIVATE_KINDERGARTEN
    )
    seat = make_seat(garden, "chair")
    hand_in(make_summary(seat), seat)
    answer = log_in(district_staff).post(f"{reverse('reports:district_zip')}?year={YEAR}")
    job = Job.objects.get()
    assert answer.url == f"/jobs/{job.pk}/"
    assert zip_names(job) == [
        "公办学校/滨海区实验小学2026年度工作总结.pdf",
        "民办幼儿园/新港幼儿园2026年度工作总结.pdf",
    ]
    assert (job.done, job.total) == (2, 2)


def test_the_zip_holds_exactly_what_the_filter_shows_and_is_ticked(
    log_in, district_staff, chair, schools
):
    for seat in [chair, *schools]:
        hand_in(make_summary(seat), seat)
    url = f"{reverse('reports:district_zip')}?year={YEAR}&state=submitted"
    log_in(district_staff).post(url, {"school": [schools[1].union_id]})
    assert zip_names(Job.objects.get()) == ["公办学校/第2学校2026年度工作总结.pdf"]


def test_two_schools_of_one_name_do_not_lose_a_file(district_staff, schools):
    returns = []
    for seat in schools[:2]:
        seat.union.short_name = "中心小学"
        seat.union.save()
        returns.append(hand_in(make_summary(seat), seat).pk)
    job = actions.start_zip(returns=returns, kind="annual_summary", year=YEAR, by=district_staff)
    assert zip_names(job) == [
        "公办学校/中心小学2026年度工作总结（extra-1）.pdf",
        "公办学校/中心小学2026年度工作总结（extra-2）.pdf",
    ]


def test_a_zip_that_was_begun_by_a_dead_worker_is_made_once(district_staff, chair):
    sent = hand_in(make_summary(chair), chair)
    job = actions.start_zip(
        returns=[sent.pk], kind="annual_summary", year=YEAR, by=district_staff
    )
    jobs.take(job.pk)  # and dies
    Job.objects.filter(pk=job.pk).update(heartbeat_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    assert len(zip_names(job)) == 1
    assert job.attempts == 2


def test_a_zip_holds_nothing_that_its_owner_may_not_see(district_staff, chair):
    far_district = make_union("elsewhere", kind=Union.Kind.DISTRICT)
    far = make_school(far_district, 9)
    foreign = hand_in(make_summary(far), far)
    own = hand_in(make_summary(chair), chair)
    job = actions.start_zip(
        returns=[foreign.pk, own.pk], kind="annual_summary", year=YEAR, by=district_staff
    )
    assert zip_names(job) == ["公办学校/滨海区实验小学2026年度工作总结.pdf"]


def test_with_nothing_to_pack_no_job_is_started(log_in, district_staff, chair):
    answer = log_in(district_staff).post(f"{reverse('reports:district_zip')}?year={YEAR}")
    assert answer.url == f"/reports/district/?year={YEAR}"
    assert Job.objects.count() == 0


def test_the_workbook_holds_the_rows_as_filtered_with_numbers_as_numbers(
    log_in, district_staff, chair, schools
):
    with_visits(schools[0], 57)
    url = f"{reverse('reports:district_export')}?year={YEAR}&state=submitted"
    answer = log_in(district_staff).get(url)
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[0][:4] == ["学校", "类别", "状态", "报送时间"]
    assert len(rows) == 2
    assert rows[1][:3] == ["第1学校", "公办学校", "已报送"]
    assert rows[1][rows[0].index("慰问人次")] == 57
