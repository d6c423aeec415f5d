"""The district reminds schools, packs their files, takes the board away as a workbook."""

from __future__ import annotations

import datetime
import io
import zipfile

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from reports import actions
from reports.models import Reminder
from tests.factories import make_seat, make_union
from tests.reports.factories import YEAR, hand_in, make_school, make_summary, with_visits
from union_site import jobs
from union_site.models import Job, Notification, Union


@pytest.fixture
def schools(district):
    """Seats of the chairs of three further schools."""
    return [make_school(district, number) for number in (1, 2, 3)]


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
        actions.remind(schools=[far.union], kind="annual_summary", year=YEAR, by=district_staff)
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


def test_the_button_of_a_row_reminds_that_school_alone(log_in, district_staff, chair, stranger):
    log_in(district_staff).post(
        f"{reverse('reports:district_remind')}?year={YEAR}",
        {"school": [chair.union_id], "only": stranger.union_id},
    )
    assert [reminder.school for reminder in Reminder.objects.all()] == [stranger.union]


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
    job = actions.start_zip(returns=[sent.pk], kind="annual_summary", year=YEAR, by=district_staff)
    jobs.take(job.pk)  # and dies
    Job.objects.filter(pk=job.pk).update(
        heartbeat_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    )
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
