"""Pages after a session: who sees what, what a district sees, how many queries, the archive."""

from __future__ import annotations

import datetime
import io
import re
import zipfile

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congress.actions import archiving, publications, reporting, tasks
from congress.models import Objection, Publication, ResolutionTask, SessionReport
from congress.papers.archive import papers_of, safe_name
from tests.congress.factories import make_held, make_resolution, make_roll, make_term
from tests.factories import make_seat, make_union
from union_site import figures, jobs
from union_site.calendar import DAY, school_year
from union_site.models import Job, Union


@pytest.fixture
def held(school, today):
    return make_held(make_term(school, n=29), present=27, held_on=today - DAY)


@pytest.fixture
def resolution(held):
    return make_resolution(held, title="绩效工资分配办法")


@pytest.fixture
def task(resolution, chair, handler, today) -> ResolutionTask:
    return tasks.add_task(
        resolution=resolution, by=chair, what="印发文本", owner=handler, due_on=today
    )


@pytest.fixture
def running(held, resolution, chair, today) -> Publication:
    made = publications.draft_publication(
        session=held,
        by=chair,
        resolution=None,
        title="决议公示",
        text="现予公示。",
        from_on=today,
        to_on=today + 14 * DAY,
    )
    return publications.publish(publication=made, by=chair, today=today)


def address(name: str, *args: object) -> str:
    return reverse(f"congress:{name}", args=args)


def report(held, seat, day):
    return reporting.report_session(session=held, by=seat, today=day, pdf=b"%PDF-1.7")


def text(response) -> str:
    return re.sub(r"<[^>]*>", " ", response.content.decode())


@pytest.mark.parametrize("name", ["aftermath", "minutes", "resolution"])
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("chair", 200),
        ("officer", 200),
        ("teacher", 200),
        ("leader", 200),
        ("handler", 403),
        ("stranger", 404),
        ("district_staff", 403),
    ],
)
def test_who_reads_what_followed(request, log_in, held, resolution, name, who, status):
    thing = resolution if name == "resolution" else held
    client = log_in(request.getfixturevalue(who))
    assert client.get(address(name, thing.pk)).status_code == status


def test_what_is_not_published_is_said_until_it_is(log_in, held, resolution, chair, request):
    client = log_in(chair)
    url = address("aftermath", held.pk)
    assert "还没有向全体教职工公示" in text(client.get(url))
    request.getfixturevalue("running")
    assert "还没有向全体教职工公示" not in text(client.get(url))


@pytest.mark.parametrize(("who", "status"), [("handler", 200), ("teacher", 200)])
def test_all_staff_read_a_notice_and_object_under_a_name_for_the_chair_alone(
    request, log_in, running, chair, officer, who, status
):
    seat = request.getfixturevalue(who)
    client = log_in(seat)
    url = address("publication", running.pk)
    assert client.get(url).status_code == status
    client.post(address("objection_new", running.pk), {"text": "执行日期不明确"})
    assert Objection.objects.get().by == seat
    assert "执行日期不明确" in text(client.get(url))
    assert "执行日期不明确" not in text(log_in(officer).get(url))
    shown = text(log_in(chair).get(url))
    assert "执行日期不明确" in shown
    assert seat.name in shown


def test_a_draft_is_for_the_chair_alone(log_in, held, resolution, chair, teacher, today):
    draft = publications.draft_publication(
        session=held, by=chair, title="甲", text="乙", from_on=today, to_on=today + 14 * DAY
    )
    url = address("publication", draft.pk)
    assert log_in(chair).get(url).status_code == 200
    assert log_in(teacher).get(url).status_code == 404
    assert "甲" not in text(log_in(teacher).get(address("publication_list")))


def test_the_owner_finds_the_task_and_reports_it_and_a_colleague_of_his_kind_does_not(
    log_in, task, handler, school, chair
):
    other = make_seat(school, "handler", name="别的部门")
    url = address("task", task.pk)
    assert log_in(other).get(url).status_code == 404
    client = log_in(handler)
    assert client.get(url).status_code == 200
    done = client.post(address("task_step", task.pk, "report"), {"note": "已印发"})
    assert done.status_code == 302
    assert client.get(address("task_step", task.pk, "confirm")).status_code == 404
    day = task.due_on.isoformat()
    log_in(chair).post(address("task_step", task.pk, "confirm"), {"note": "属实", "done_on": day})
    task.refresh_from_db()
    assert (task.state, task.outcome) == ("done", "属实")


def test_the_list_of_tasks_filters_and_exports_what_it_shows(log_in, resolution, chair, today):
    for what, days in (("甲", -1), ("乙", 3), ("丙", 60)):
        due_on = today + days * DAY
        tasks.add_task(
            resolution=resolution, by=chair, what=what, owner_name="总务处", due_on=due_on
        )
    client = log_in(chair)
    for state, names in (("late", ["甲"]), ("soon", ["乙"]), ("pending", ["甲", "乙", "丙"])):
        page = client.get(address("task_list"), {"state": state})
        assert [task.what for task, _ in page.context["rows"]] == names
        sheet = client.get(address("task_export"), {"state": state}).content
        rows = openpyxl.load_workbook(io.BytesIO(sheet)).active.iter_rows(
            min_row=2, values_only=True
        )
        assert [row[0] for row in rows] == names


# --- the district ---------------------------------------------------------------------------


def test_a_district_sees_what_was_reported_to_it_and_nothing_else(
    log_in, held, resolution, chair, district_staff, stranger, today
):
    sent = report(held, chair, today)
    client = log_in(district_staff)
    page = text(client.get(address("received_report", sent.pk)))
    assert "绩效工资分配办法" in page
    assert client.get(address("received_file", sent.pk)).status_code == 200
    for url in (address("aftermath", held.pk), address("report_file", held.pk)):
        assert client.get(url).status_code == 403
    elsewhere = make_union("elsewhere", kind=Union.Kind.DISTRICT)
    other = log_in(make_seat(elsewhere, "district"))
    assert other.get(address("received_report", sent.pk)).status_code == 404
    assert log_in(stranger).get(address("received_report", sent.pk)).status_code == 403
    assert log_in(stranger).get(address("report_file", held.pk)).status_code == 404


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("", ["按时", "未报", "逾期"]),
        ("on_time", ["按时"]),
        ("late", ["逾期"]),
        ("none", ["未报"]),
        ("waiting", ["按时", "逾期"]),
    ],
)
def test_the_district_sorts_its_schools_by_what_they_reported(
    log_in, district, district_staff, state, names
):
    held_on = datetime.date(2026, 9, 4)
    for code, name, day in (("a", "按时", 7), ("b", "未报", None), ("c", "逾期", 30)):
        school = make_union(code, parent=district, short_name=name)
        session = make_held(make_term(school, n=29), held_on=held_on)
        if day:
            seat = make_seat(school, "chair")
            report(session, seat, datetime.date(2026, 9, day))
    asked = {"year": str(school_year(held_on).start), "state": state}
    page = log_in(district_staff).get(address("received"), asked).context["page"]
    assert [row.school.short_name for row in page.object_list] == names
    sheet = log_in(district_staff).get(address("received_export"), asked).content
    rows = openpyxl.load_workbook(io.BytesIO(sheet)).active.iter_rows(min_row=2, values_only=True)
    assert [row[0] for row in rows] == names


def queries(client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_the_lists_take_the_same_queries_for_one_row_and_for_five(
    log_in, district, district_staff, held, resolution, chair, running, today
):
    clients = {
        "task_list": log_in(chair),
        "publication_list": log_in(chair),
        "received": log_in(district_staff),
    }

    def add(number: int) -> None:
        tasks.add_task(resolution=resolution, by=chair, what=f"{number}", owner=chair, due_on=today)
        Publication.objects.create(
            union=held.union, session=held, title="甲", text="乙", from_on=today, to_on=today
        )
        school = make_union(f"s{number}", parent=district)
        session = make_held(make_term(school, n=29), held_on=today - DAY)
        report(session, make_seat(school, "chair"), today)

    add(1)
    one = {name: queries(client, address(name)) for name, client in clients.items()}
    for number in range(2, 6):
        add(number)
    five = {name: queries(client, address(name)) for name, client in clients.items()}
    assert five == one
    assert max(five.values()) <= 12


def test_a_district_receives_or_sends_back(log_in, held, chair, district_staff, today):
    sent = report(held, chair, today)
    client = log_in(district_staff)
    assert client.post(address("received_back", sent.pk), {"note": ""}).status_code == 200
    client.post(address("received_back", sent.pk), {"note": "请补充表决方式"})
    sent.refresh_from_db()
    assert (sent.state, sent.remark) == ("returned", "请补充表决方式")
    client.post(address("received_accept", sent.pk))
    assert SessionReport.objects.get().state == "returned"


# --- the archive ----------------------------------------------------------------------------


def test_everything_of_a_session_is_one_zip(held, resolution, chair, running, today):
    make_roll(held, 3)
    png = b"\x89PNG\r\n\x1a\n"
    publications.add_evidence(publication=running, by=chair, evidence=("栏.PNG", png))
    report(held, chair, today)
    job = archiving.pack_session(session=held, by=chair)
    jobs.run(job.pk)
    done = Job.objects.select_related("result").get(pk=job.pk)
    assert (done.state, done.result.is_personal) == ("done", True)
    with done.result.file.open("rb") as file, zipfile.ZipFile(file) as archive:
        names = [name.partition("/")[2] for name in archive.namelist()]
        assert archive.testzip() is None
    assert names[:2] == ["00 归档目录.pdf", "00 归档目录.docx"]
    assert [name for name in names if name.endswith(".xlsx")] == [
        "表格/01 代表名册.xlsx",
        "表格/02 决议一览.xlsx",
    ]
    assert [name for name in names if name.startswith("附件/")] == [
        "附件/01 公示照片 决议公示.png",
        "附件/02 向上级的报告（报送件）.pdf",
    ]
    papers = [name for name in names if name.startswith("文书/") and name.endswith(".pdf")]
    labels = [name.partition(" ")[2].removesuffix(".pdf") for name in papers]
    assert labels == [label for _, label, _ in papers_of(held)]
    assert labels[0] == "召开会议的请示"
    assert labels[-5:] == ["决议", "会议纪要", "会议简报", "公示", "向上级的报告"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ('关于"甲/乙":*?<>|的决议. ', "关于”甲／乙”：＊？〈〉｜的决议"),
        ("a\\b\tc\n", "a＼bc"),
        (" . ", "文件"),
        ("长" * 200, "长" * 80),
    ],
)
def test_a_file_name_is_one_that_windows_takes(given, kept):
    assert safe_name(given) == kept


# --- figures --------------------------------------------------------------------------------


def test_the_figures_are_the_rows_behind_their_pages(
    log_in, school, held, resolution, task, running, chair, today
):
    report(held, chair, today)
    span = figures.calendar_year(held.held_on.year)
    client = log_in(chair)
    for code in ("tasks", "tasks_done", "publications", "reported_on_time", "resolutions"):
        taken = figures.take(f"congress.{code}", union=school, span=span)
        page = client.get(taken.url).context["page"]
        assert page.paginator.count == taken.value, code
    values = [
        figures.value(f"congress.{code}", union=school, span=span)
        for code in ("tasks", "tasks_done", "publications", "resolutions")
    ]
    assert values == [1, 0, 1, 1]
