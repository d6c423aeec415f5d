"""Handing in: what stands in the way, the job that freezes, and a worker that dies."""

from __future__ import annotations

import datetime
import hashlib

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from reports import actions, tasks
from reports.models import Return
from tests.factories import make_seat, make_union
from tests.reports.factories import damage, hand_in, make_plan, make_summary, write
from union_site import jobs
from union_site.findings import NotClear
from union_site.models import Attachment, Job, Union


def codes(paper) -> list[str]:
    return sorted({finding.code for finding in actions.hand_in_findings(paper)})


def start(paper, by) -> Job:
    """Accepts every warning, as a user does who has looked at them."""
    return actions.hand_in(paper=paper, accepted=codes(paper), by=by)


@pytest.fixture
def summary(chair):
    return make_summary(chair)


def test_an_empty_section_stands_in_the_way(chair):
    summary = make_summary(chair, is_written=False)
    with pytest.raises(NotClear, match="还没有写内容"):
        start(summary, chair)
    assert Job.objects.count() == 0


def test_a_section_that_is_left_out_need_not_be_written(summary, chair):
    honours = summary.sections.get(key="honours")
    actions.edit_section(
        section=honours,
        heading=honours.heading,
        body="",
        is_included=False,
        seen=honours.revision,
        by=chair,
    )
    assert start(summary, chair).state == "queued"


def test_a_warning_must_be_accepted(summary, chair):
    assert codes(summary) != []
    with pytest.raises(NotClear):
        actions.hand_in(paper=summary, by=chair)


def test_the_job_makes_the_files_once_and_freezes_them(summary, chair, district):
    jobs.run(start(summary, chair).pk)
    sent = Return.objects.get()
    summary.refresh_from_db()
    assert (summary.state, summary.version) == ("submitted", 1)
    assert (sent.union, sent.school, sent.version) == (district, chair.union, 1)
    assert sent.pdf.file.open("rb").read(5) == b"%PDF-"
    assert sent.docx.file.open("rb").read(2) == b"PK"
    content = sent.pdf.file.open("rb").read()
    assert sent.sha256 == hashlib.sha256(content).hexdigest()
    assert sent.is_intact


def test_the_accepted_warnings_are_recorded_with_the_act(summary, chair):
    from union_site.models import AuditEntry

    expected = codes(summary)
    jobs.run(start(summary, chair).pk)
    entry = AuditEntry.objects.get(verb="paper.hand_in")
    assert sorted({row["code"] for row in entry.accepted_findings}) == expected


def test_handing_in_twice_at_once_starts_one_job(summary, chair):
    first, second = start(summary, chair), start(summary, chair)
    assert first.pk == second.pk


def test_two_jobs_for_one_version_hand_in_once(summary, chair):
    job = start(summary, chair)
    twin = Job.objects.create(
        union=job.union, owner=chair, kind=job.kind, label="x", parameters=job.parameters
    )
    jobs.run(job.pk)
    jobs.run(twin.pk)
    assert Return.objects.count() == 1
    twin.refresh_from_db()
    assert (twin.state, twin.result_url) == ("done", f"/reports/summaries/{summary.pk}/")


def test_the_database_refuses_a_second_return_of_a_version(summary, chair):
    sent = hand_in(summary, chair)
    sent.pk, sent._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        sent.save()


def test_a_change_after_the_check_makes_the_job_fail_with_a_sentence(summary, chair, officer):
    job = start(summary, chair)
    write(summary.sections.get(key="honours"), officer, body="刚刚又加一句。")
    jobs.run(job.pk)
    job.refresh_from_db()
    summary.refresh_from_db()
    assert (job.state, summary.state, Return.objects.count()) == ("failed", "draft", 0)
    assert job.message.startswith("生成文件期间有人修改了内容")


class Killed(BaseException):
    """Stands for SIGKILL: nothing of ours gets to run."""


def taken_up_again(job: Job) -> None:
    """The worker has not been heard of for a minute; another one takes the job."""
    long_ago = timezone.now() - datetime.timedelta(minutes=1)
    Job.objects.filter(pk=job.pk).update(heartbeat_at=long_ago)
    jobs.run(job.pk)
    job.refresh_from_db()


@pytest.mark.parametrize("dies_at", [0, 1, 2])
def test_a_worker_killed_before_the_end_is_replaced_and_nothing_is_done_twice(
    summary, chair, dies_at
):
    job = start(summary, chair)
    running = jobs.take(job.pk)

    def dying(done: int, total: int, message: str = "") -> None:
        if done == dies_at:
            raise Killed

    running.progress = dying
    with pytest.raises(Killed):
        tasks.hand_in(running)
    assert (Return.objects.count(), Attachment.objects.count()) == (0, 0)
    taken_up_again(job)
    assert (job.state, Return.objects.count(), Attachment.objects.count()) == ("done", 1, 2)


def test_a_worker_killed_after_it_froze_the_files_is_replaced_quietly(summary, chair):
    job = start(summary, chair)
    tasks.hand_in(jobs.take(job.pk))  # and never says that it is done
    taken_up_again(job)
    assert (job.state, Return.objects.count(), Attachment.objects.count()) == ("done", 1, 2)


def test_a_worker_that_was_taken_for_dead_cannot_hand_in_a_second_time(summary, chair):
    job = start(summary, chair)
    slow = jobs.take(job.pk)

    def overtaken(done: int, total: int, message: str = "") -> None:
        """It has made both files; while it was silent another worker did the whole job."""
        if done == 2:
            taken_up_again(job)

    slow.progress = overtaken
    with pytest.raises(jobs.Lost):
        tasks.hand_in(slow)
    assert (Return.objects.count(), Attachment.objects.count()) == (1, 2)


def test_frozen_figures_do_not_change_when_the_data_change(chair):
    plan = make_plan(chair)
    summary = make_summary(chair)
    sent = hand_in(summary, chair)
    before = {row["code"]: row["value"] for row in sent.figures}
    for item in plan.items.all():
        actions.mark_item(item=item, is_done=True, by=chair)
    sent.refresh_from_db()
    after = {row["code"]: row["value"] for row in sent.figures}
    assert after == before
    assert before["reports.plan_done"] == "0.00"


def test_a_return_is_neither_changed_nor_deleted(summary, chair):
    sent = hand_in(summary, chair)
    sent.title = "另一个标题"
    with pytest.raises(TypeError):
        sent.save()
    with pytest.raises(TypeError):
        sent.delete()


def test_a_file_that_was_tampered_with_is_noticed(summary, chair):
    sent = hand_in(summary, chair)
    assert sent.is_intact
    damage(sent)
    assert not sent.is_intact


def test_after_a_return_the_next_hand_in_is_version_two(summary, chair, district_staff):
    first = hand_in(summary, chair)
    actions.send_back(sent=first, remark="请补充", by=district_staff)
    write(summary.sections.get(key="honours"), chair, body="补充后的荣誉。")
    second = hand_in(summary, chair)
    first.refresh_from_db()
    assert [(first.version, first.state), (second.version, second.state)] == [
        (1, "returned"),
        (2, "submitted"),
    ]
    assert list(Return.objects.last_versions()) == [second]


def test_a_summary_that_was_handed_in_is_not_handed_in_again(summary, chair):
    hand_in(summary, chair)
    with pytest.raises(ValidationError, match="已报送"):
        actions.hand_in(paper=summary, by=chair)


@pytest.mark.parametrize("role", ["officer", "auditor", "leader", "teacher", "stranger"])
def test_only_the_chair_hands_in(request, summary, role):
    with pytest.raises(PermissionDenied):
        start(summary, request.getfixturevalue(role))


def test_a_union_without_a_district_is_told_why_it_cannot(db):
    alone = make_union("alone", kind=Union.Kind.DISTRICT)
    chair = make_seat(alone, "chair")
    with pytest.raises(ValidationError, match="没有上级工会"):
        start(make_summary(chair), chair)


def test_a_return_goes_to_the_schools_own_district_only(summary, chair):
    sent = hand_in(summary, chair)
    sent.pk, sent._state.adding = None, True
    sent.version, sent.union = 2, make_union("elsewhere", kind=Union.Kind.DISTRICT)
    with pytest.raises(ValidationError, match="上级工会"):
        sent.full_clean()


def test_a_return_holds_only_what_belongs_to_its_sender(summary, chair, stranger):
    sent = hand_in(summary, chair)
    sent.pk, sent._state.adding, sent.version = None, True, 2
    sent.full_clean()
    sent.submitted_by = stranger
    with pytest.raises(ValidationError, match="不属于报送单位"):
        sent.full_clean()


def test_the_district_is_told(summary, chair, district_staff):
    from union_site.models import Notification

    sent = hand_in(summary, chair)
    told = Notification.objects.get(seat=district_staff)
    assert told.sentence == "滨海区实验小学报送了2026年度工作总结"
    assert told.url == f"/reports/district/returns/{sent.pk}/"


def test_a_late_return_is_marked(summary, chair):
    late = datetime.datetime(2027, 1, 1, 9, tzinfo=datetime.UTC)
    assert hand_in(summary, chair, now=late).is_late


def test_the_pdf_alone_is_made_by_a_job_for_its_owner(summary, chair):
    job = actions.start_pdf(paper=summary, by=chair)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result.name) == ("done", "滨海区实验小学2026年度工作总结.pdf")
    assert job.result.file.open("rb").read(5) == b"%PDF-"


def test_a_job_of_one_union_makes_no_paper_of_another(summary, stranger):
    job = Job.objects.create(
        union=stranger.union,
        owner=stranger,
        kind="reports.summary_pdf",
        label="x",
        parameters={"kind": "annual_summary", "paper": summary.pk},
    )
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result) == ("failed", None)


def test_a_plan_is_handed_in_by_the_same_job(chair):
    plan = make_plan(chair)
    jobs.run(start(plan, chair).pk)
    plan.refresh_from_db()
    sent = Return.objects.get()
    assert (plan.state, sent.kind, sent.figures) == ("submitted", "work_plan", [])
