"""Jobs: the row is the truth; a dead worker's job is taken up, and nothing happens twice."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from union_site import attachments, jobs
from union_site.models import Attachment, Job

RAN: list[int] = []


@jobs.kind("test.writes_a_file")
def writes_a_file(running):
    RAN.append(running.job.pk)
    running.progress(1, 2, "一半")
    with running.final():
        running.finish_with_file("成了".encode(), name="结果.txt", content_type="text/plain")


@jobs.kind("test.refuses")
def refuses(running):
    raise ValidationError("名册里没有会员，请先导入。")


@jobs.kind("test.breaks")
def breaks(running):
    raise RuntimeError("secret detail")


@pytest.fixture
def start(chair, monkeypatch):
    """Starts a job without a queue: the test is the worker."""
    monkeypatch.setattr(jobs, "send", lambda job: None)
    RAN.clear()
    return lambda kind: jobs.start(kind=kind, label="试做", by=chair)


def silent(job, seconds=Job.SILENCE_SECONDS + 1):
    Job.objects.filter(pk=job.pk).update(
        heartbeat_at=timezone.now() - datetime.timedelta(seconds=seconds)
    )


def test_a_job_leaves_its_file(start):
    job = start("test.writes_a_file")
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.message) == ("done", 1, 2, "一半")
    assert job.result.file.read().decode() == "成了"


def test_run_again_after_it_is_done_it_does_nothing(start):
    job = start("test.writes_a_file")
    jobs.run(job.pk)
    jobs.run(job.pk)
    assert len(RAN) == 1
    assert Attachment.objects.count() == 1


def test_a_job_in_living_hands_is_not_taken(start):
    job = start("test.writes_a_file")
    assert jobs.take(job.pk) is not None
    assert jobs.take(job.pk) is None


def test_a_job_in_dead_hands_is_taken_up_and_finished(start):
    job = start("test.writes_a_file")
    jobs.take(job.pk)
    silent(job)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)


def test_a_worker_that_was_taken_for_dead_cannot_act_a_second_time(start):
    job = start("test.writes_a_file")
    slow = jobs.take(job.pk)
    silent(job)
    jobs.run(job.pk)
    with pytest.raises(jobs.Lost):
        slow.progress(1, 1)
    with pytest.raises(jobs.Lost), slow.final():
        slow.finish_with_file(b"zweimal", name="x", content_type="text/plain")
    assert Attachment.objects.count() == 1


def test_a_refusal_ends_it_with_the_sentence(start):
    job = start("test.refuses")
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.message) == ("failed", "名册里没有会员，请先导入。")


def test_an_accident_ends_it_without_telling_secrets(start):
    job = start("test.breaks")
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "secret" not in job.message
    assert str(job.pk) in job.message


def test_a_job_that_kills_its_worker_again_and_again_is_given_up(start):
    job = start("test.writes_a_file")
    Job.objects.filter(pk=job.pk).update(attempts=jobs.MAX_ATTEMPTS)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert RAN == []


def test_the_time_left_follows_the_pace(start):
    now = timezone.now()
    job = Job(done=25, total=100, started_at=now - datetime.timedelta(seconds=10))
    assert job.seconds_left(now) == 30
    assert Job(done=0, total=100, started_at=now).seconds_left(now) is None


def test_the_page_asks_until_the_job_is_finished(log_in, chair, start):
    job = start("test.writes_a_file")
    url = reverse("job_progress", args=[job.pk])
    client = log_in(chair)
    assert client.get(url).status_code == 200
    jobs.run(job.pk)
    response = client.get(url)
    assert response.status_code == 286
    assert "下载 结果.txt" in response.content.decode()


def test_the_file_is_for_its_owner_alone(log_in, chair, officer, stranger, start):
    job = start("test.writes_a_file")
    jobs.run(job.pk)
    url = reverse("job_file", args=[job.pk])
    assert log_in(chair).get(url).status_code == 200
    assert log_in(officer).get(url).status_code == 404
    assert log_in(stranger).get(url).status_code == 404


def test_a_file_goes_out_as_a_download_and_is_not_kept_by_the_browser(log_in, chair, start):
    job = start("test.writes_a_file")
    jobs.run(job.pk)
    response = log_in(chair).get(reverse("job_file", args=[job.pk]))
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Cache-Control"] == "private, no-store"


def test_expired_files_are_thrown_away_and_the_others_kept(school, chair):
    now = timezone.now()

    def keep(name, expires_at):
        return attachments.keep(
            union=school,
            owner=chair,
            content=b"x",
            name=name,
            content_type="text/plain",
            expires_at=expires_at,
        )

    old = keep("old", now - datetime.timedelta(minutes=1))
    new = keep("new", now + datetime.timedelta(minutes=1))
    lasting = keep("lasting", None)
    assert attachments.purge_expired(now=now) == 1
    assert set(Attachment.objects.all()) == {new, lasting}
    assert old.pk not in Attachment.objects.values_list("pk", flat=True)
