"""Long work on rosters: the same results as at once, never twice."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from members import actions, tasks
from members.models import Member, RosterImport, SlipSheet
from tests.members import rosters
from tests.members.factories import make_member
from union_site import jobs
from union_site.models import Job, User

pytestmark = pytest.mark.django_db
KINDS = (tasks.check_roster, tasks.apply_roster, tasks.open_accounts)


@pytest.fixture(autouse=True)
def everything_is_large(settings):
    settings.ROSTER_ROWS_AT_ONCE = 10


def receive(content, chair, today):
    return actions.receive_roster(content=content, file_name="名册.xlsx", by=chair, today=today)


def fresh(thing):
    return type(thing).objects.get(pk=thing.pk)


def checked(content, chair, today):
    brought = receive(content, chair, today)
    jobs.run(brought.job.pk)
    return fresh(brought)


def test_a_small_roster_is_checked_at_once(chair, today):
    brought = receive(rosters.official_form(rosters.people(10)), chair, today)
    assert (brought.state, brought.job) == (RosterImport.State.PREVIEWED, None)


def test_a_large_roster_is_checked_by_a_job(chair, today):
    brought = receive(rosters.official_form(), chair, today)
    assert brought.state == RosterImport.State.CHECKING
    jobs.run(brought.job.pk)
    job, brought = fresh(brought.job), fresh(brought)
    assert (job.state, job.done, job.total) == (Job.State.DONE, 48, 48)
    assert job.result_url == reverse("members:import_run", args=[brought.pk])
    assert (brought.state, brought.created_count) == (RosterImport.State.PREVIEWED, 48)


def test_a_large_roster_is_written_by_a_job(chair, today):
    brought = checked(rosters.official_form(), chair, today)
    actions.confirm_roster(brought=brought, seen=brought.fingerprint, by=chair, today=today)
    assert Member.objects.count() == 0
    jobs.run(fresh(brought).job.pk)
    assert fresh(brought).state == RosterImport.State.APPLIED
    assert Member.objects.count() == 48


def test_of_two_jobs_for_one_roster_one_writes(chair, today):
    brought = checked(rosters.official_form(), chair, today)
    both = [
        actions.confirm_roster(
            brought=fresh(brought), seen=brought.fingerprint, by=chair, today=today
        ).job
        for _ in range(2)
    ]
    for job in both:
        jobs.run(job.pk)
    assert [fresh(job).state for job in both] == [Job.State.DONE, Job.State.FAILED]
    assert "现在是“已导入”" in fresh(both[1]).message
    assert Member.objects.count() == 48


def test_an_outdated_preview_is_made_anew_by_the_job(chair, school, today):
    brought = checked(rosters.official_form(), chair, today)
    actions.confirm_roster(brought=brought, seen=brought.fingerprint, by=chair, today=today)
    make_member(
        school, id_number=rosters.person(1)["证件号码"], sex="male", birth_date=rosters.born(1)
    )
    jobs.run(fresh(brought).job.pk)
    job, brought = fresh(fresh(brought).job), fresh(brought)
    assert job.state == Job.State.FAILED
    assert "请再看一遍后确认" in job.message
    assert brought.state == RosterImport.State.PREVIEWED
    assert (brought.created_count, brought.updated_count) == (47, 1)


def test_a_preview_that_blocks_is_not_handed_to_a_job(chair, today):
    brought = checked(rosters.form_with_errors(), chair, today)
    with pytest.raises(ValidationError, match="还有 6 处须改正"):
        actions.confirm_roster(brought=brought, seen=brought.fingerprint, by=chair, today=today)


def test_accounts_are_opened_by_a_job_and_the_slips_wait(chair, school):
    for _ in range(7):
        make_member(school)
    job = actions.begin_accounts(by=chair, member_ids=None, now=timezone.now())
    jobs.run(job.pk)
    sheet = SlipSheet.objects.get()
    job = fresh(job)
    assert (job.state, job.done, job.total) == (Job.State.DONE, 7, 7)
    assert job.result_url == reverse("members:slips", args=[sheet.pk])
    assert job.result is None
    assert sheet.count == 7
    assert Member.objects.without_account().count() == 0


def test_a_job_that_is_taken_up_again_opens_nothing_twice(chair, school):
    for _ in range(7):
        make_member(school)
    job = actions.begin_accounts(by=chair, member_ids=None, now=timezone.now())
    jobs.run(job.pk)
    users = User.objects.count()
    # The worker died after its commit and before it could say so.
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
    jobs.run(job.pk)
    assert User.objects.count() == users
    assert SlipSheet.objects.count() == 1


def test_the_clock_destroys_what_is_past_its_time(chair, school):
    make_member(school)
    sheet = actions.begin_accounts(by=chair, member_ids=None, now=timezone.now())
    assert tasks.forget() == 0
    SlipSheet.objects.filter(pk=sheet.pk).update(expires_at=timezone.now())
    assert tasks.forget() == 1
