"""A worker killed while it makes a PDF: another takes the job up, and nothing happens twice."""

import json

import psycopg
import pytest

from tests.services import native

YEAR = 2025

ASK = """
import json
from reports import actions, tasks  # tasks name the kinds of jobs
from reports.models import AnnualSummary, Return
from union_site.models import Attachment, AuditEntry, Job, Notification, Seat, StepEvent
chair = Seat.objects.filter(user__username="chair").select_related("union").first()
def say(**answer): print("ANSWER", json.dumps(answer))
"""
WRITE = f"""
from tests.factories import make_seat, make_union, make_user
district = make_union("binhai", kind="district", name="滨海区教育工会")
school = make_union("shiyan", parent=district, name="滨海区实验小学工会")
make_seat(district, "district", user=make_user("孟区长", username="district"))
chair = make_seat(school, "chair", user=make_user("陈晓岚", username="chair"))
summary = actions.open_summary(year={YEAR}, by=chair)
summary.sections.filter(body="").update(body="这一年，工会认真履行职责，各项工作有序开展。")
"""
HAND_IN = """
accepted = [finding.code for finding in actions.hand_in_findings(summary)]
job = actions.hand_in(paper=summary, accepted=accepted, by=chair)
say(job=job.pk)
"""
TRACES = f"""
summary = AnnualSummary.objects.get(union=chair.union, year={YEAR})
told = Notification.objects.filter(sentence__contains="{YEAR}").order_by("seat__user__username")
returns = Return.objects.filter(school=chair.union, year={YEAR})
say(
    state=summary.state,
    version=summary.version,
    returns=returns.count(),
    files=Attachment.objects.filter(name__contains="{YEAR}").count(),
    told=[notice.seat.user.username for notice in told],
    acts=AuditEntry.objects.filter(label="报送", object_id=summary.pk).count(),
    steps=StepEvent.objects.filter(object_id=summary.pk, step="hand_in").count(),
    pdf=returns.get().pdf.file.read(5).decode(),
)
"""


@pytest.fixture(scope="module")
def rows(site):
    with psycopg.connect(site.database_url) as connection:
        yield connection


def ask(site, code):
    printed = site.run(["python", "manage.py", "shell", "--no-imports", "-c", ASK + code])
    (line,) = [line for line in printed.splitlines() if line.startswith("ANSWER ")]
    return json.loads(line.removeprefix("ANSWER "))


def job_row(rows, job):
    with rows.transaction():
        return rows.execute(
            "SELECT state, done, message, attempts FROM union_site_job WHERE id = %s", [job]
        ).fetchone()


def test_the_job_is_taken_up_again_and_hands_in_once(site, rows):
    first = site.start("worker", "first-worker")
    first.wait_until(lambda: "ready." in first.output(), "the first worker is ready")
    job = ask(site, WRITE + HAND_IN)["job"]

    def is_typesetting():
        return job_row(rows, job)[:3] == ("running", 0, "正在排版 PDF")

    native.wait_for(is_typesetting, "the worker makes the PDF", pause=0.01)
    with rows.transaction():
        # Held, the row keeps the worker from getting any further than the PDF.
        rows.execute("SELECT 1 FROM union_site_job WHERE id = %s FOR UPDATE", [job])
        first.kill()
    assert job_row(rows, job) == ("running", 0, "正在排版 PDF", 1)
    # What 45 silent seconds would do, without waiting for them.
    with rows.transaction():
        rows.execute(
            "UPDATE union_site_job SET heartbeat_at = heartbeat_at - interval '1 minute'"
            " WHERE id = %s",
            [job],
        )

    second = site.start("worker", "second-worker")
    site.start("beat")
    second.wait_until(lambda: job_row(rows, job)[0] == "done", "the second worker finishes it")
    assert job_row(rows, job) == ("done", 3, "已报送", 2)
    once = {
        "state": "submitted",
        "version": 1,
        "returns": 1,
        "files": 2,
        "told": ["district"],
        "acts": 1,
        "steps": 1,
        "pdf": "%PDF-",
    }
    assert ask(site, TRACES) == once

    # Announced once more, as a broker does after a lost acknowledgement: nothing changes.
    def tasks_done():
        return second.output().count(" succeeded in ")

    before = tasks_done()
    site.run(["celery", "--app=union_site", "call", "union_site.tasks.run_job", f"--args=[{job}]"])
    second.wait_until(lambda: tasks_done() > before, "the second announcement is dealt with")
    assert ask(site, TRACES) == once
    assert job_row(rows, job) == ("done", 3, "已报送", 2)
    site.stop()
