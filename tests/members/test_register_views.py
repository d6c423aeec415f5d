"""Pages of the register: who sees what, what they show, what they cost."""

from __future__ import annotations

import datetime
import re
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from members.actions import register as actions
from members.models import RegisterImport, Unit, UnitCount, UnitEvent
from tests.factories import make_seat, make_union
from tests.members.factories import make_register, make_register_task, make_unit
from union_site.models import Union

pytestmark = pytest.mark.django_db
D = datetime.date


def names(response):
    found = re.findall(r'<th scope="row">\s*<a href="/unions/\d+/">([^<]+)</a>', text(response))
    return list(found)


def text(response):
    return response.content.decode()


@pytest.fixture
def unit(district, school):
    return make_unit(district, school.unit_name, school=school, zone="东湾学区")


@pytest.fixture
def event(unit, district_staff, today):
    return actions.note_event(
        unit=unit, kind="founded", on=D(2020, 3, 1), by=district_staff, today=today
    )


@pytest.fixture
def task(unit):
    return make_register_task(unit)


@pytest.fixture
def brought(district, district_staff):
    return RegisterImport.objects.create(union=district, by=district_staff, file_name="册.xlsx")


@pytest.fixture
def register(district, today):
    make_register(district, today)


# --- who × what -------------------------------------------------------------------------------

DISTRICT = [
    "list",
    "export",
    "new",
    "unit",
    "edit",
    "event",
    "event_void",
    "coverage",
    "coverage_export",
    "tasks",
    "tasks_export",
    "task_assign",
    "task",
    "task_new",
    "task_edit",
    "task_finish",
    "task_drop",
    "task_reopen",
    "import",
    "import_form",
    "import_run",
]
OWN = ["own", "own_edit"]


@pytest.fixture
def address(unit, event, task, brought):
    arguments = {
        "unit": [unit.pk],
        "edit": [unit.pk],
        "event": [unit.pk],
        "task_new": [unit.pk],
        "event_void": [event.pk],
        "import_run": [brought.pk],
    }

    def of(name):
        args = arguments.get(name, [])
        if (name.startswith("task_") and name not in ("task_assign", "task_new")) or name == "task":
            args = [task.pk]
        return reverse(f"unions:{name}", args=args)

    return of


WHO = {
    "district_staff": (200, 403),
    "chair": (403, 200),
    "officer": (403, 403),
    "auditor": (403, 403),
    "leader": (403, 403),
    "handler": (403, 403),
    "teacher": (403, 403),
}


@pytest.mark.parametrize("role", WHO)
def test_who_enters_which_page(request, log_in, address, role):
    client = log_in(request.getfixturevalue(role))
    of_district, of_own = WHO[role]
    found = {name: client.get(address(name)).status_code for name in (*DISTRICT, *OWN)}
    wanted = dict.fromkeys(DISTRICT, of_district) | dict.fromkeys(OWN, of_own)
    assert found == wanted


def test_another_districts_staff_finds_nothing_here(log_in, address):
    elsewhere = make_union("elsewhere", kind=Union.Kind.DISTRICT)
    client = log_in(make_seat(elsewhere, "district"))
    with_object = [name for name in DISTRICT if re.search(r"\d", address(name))]
    assert len(with_object) == 11
    found = {name: client.get(address(name)).status_code for name in with_object}
    assert found == dict.fromkeys(with_object, 404)
    assert names(client.get("/unions/")) == []


def test_a_chair_sees_her_own_card_and_no_other(log_in, unit, stranger, chair, district):
    make_unit(district, "别的小学")
    mine = text(log_in(chair).get("/unions/own/"))
    assert ("滨海区实验小学" in mine, "别的小学" in mine) == (True, False)
    theirs = log_in(stranger).get("/unions/own/")
    assert "还没有本单位" in text(theirs)
    assert log_in(stranger).get("/unions/own/edit/").status_code == 404


# --- the list ---------------------------------------------------------------------------------


STATES = {
    "": "甲乙丙丁戊己辛",
    "established": "甲乙丙丁辛",
    "eligible": "甲乙丙丁戊辛",
    "without": "戊",
    "overdue": "乙",
    "soon": "丙",
    "undated": "丁",
    "ineligible": "己",
    "closed": "庚",
    "nonsense": "甲乙丙丁戊己辛",
}


@pytest.mark.parametrize("state", STATES)
def test_a_chip_shows_the_units_that_stand_so(log_in, district_staff, register, state):
    shown = names(log_in(district_staff).get("/unions/", {"state": state}))
    assert sorted(name[0] for name in shown) == sorted(STATES[state])


def test_every_chip_counts_the_rows_it_shows(log_in, district_staff, register):
    client = log_in(district_staff)
    page = client.get("/unions/")
    chips = [*page.context["listed"].chips, *page.context["listed"].more_chips]
    counted = {chip.label: chip.count for chip in chips}
    shown = {chip.label: len(names(client.get(f"/unions/{chip.url}"))) for chip in chips}
    assert shown == counted
    assert counted["全部"] == 7


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?kind=private_kindergarten", "戊辛"),
        ("?kind=private_kindergarten&state=without", "戊"),
        ("?zone=东湾学区", "甲"),
        ("?q=过", "乙"),
        ("?state=established&year=2014", ""),
        ("?state=established&year=2016", "甲乙丙丁庚"),
        ("?state=closed&year=2021", ""),
        ("?event=founded", ""),
    ],
)
def test_the_list_is_narrowed(log_in, district_staff, register, query, found):
    shown = names(log_in(district_staff).get(f"/unions/{query}"))
    assert sorted(name[0] for name in shown) == sorted(found)


def test_the_list_is_sorted_by_the_end_of_the_term(log_in, district_staff, register):
    shown = names(log_in(district_staff).get("/unions/?order=due&state=established"))
    assert [name[0] for name in shown][:2] == ["乙", "丙"]
    assert shown[-1][0] == "丁"


def test_the_export_holds_what_the_list_shows_with_covered_telephones(
    log_in, district_staff, register
):
    response = log_in(district_staff).get("/unions/export/?state=soon")
    rows = list(load_workbook(BytesIO(response.content)).active.values)
    assert [row[0] for row in rows] == ["单位名称", "丙 近"]
    assert "199****0001" in rows[1]


@pytest.mark.parametrize("path", ["/unions/", "/unions/tasks/", "/unions/coverage/"])
def test_a_list_costs_the_same_for_one_row_and_for_five(
    log_in, district_staff, district, today, path
):
    client = log_in(district_staff)

    def add(count):
        for number in range(count):
            unit = make_unit(district, established_on=D(2020, 1, 1), zone=f"第{number}学区")
            make_register_task(unit, owner_name=f"某{unit.pk}")
            UnitEvent.objects.create(union=district, unit=unit, kind="founded", on=today)
            UnitCount.objects.create(union=district, unit=unit, on=today, members=5, cards=4)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    client.get(path)
    add(1)
    one = queries()
    add(4)
    assert queries() == one
    assert one <= 16


# --- coverage ---------------------------------------------------------------------------------


def test_every_number_of_the_table_opens_its_rows(log_in, district_staff, register, today):
    client = log_in(district_staff)
    for unit in Unit.objects.filter(name__in=["辛 今年", "甲 好"]):
        kind = "founded" if unit.established_on == today else "renewed"
        UnitEvent.objects.create(union=unit.union, unit=unit, kind=kind, on=today)
        UnitCount.objects.create(union=unit.union, unit=unit, on=today, members=5, cards=4)
    coverage = client.get("/unions/coverage/").context["coverage"]
    checked = 0
    for line in (*coverage.lines, coverage.total):
        for label, number, url in line.cells:
            rows = len(names(client.get(url)))
            if label in ("应建单位", "已建会", "未建会", "当年新建", "当年换届"):
                assert rows == int(number), (line.label, label)
                checked += 1
    assert checked == 20
    assert (coverage.total.established, coverage.total.eligible) == (5, 6)
    assert (coverage.total.founded, coverage.total.renewed) == (1, 1)
    assert (coverage.total.members, coverage.total.cards) == (10, 8)


def test_a_voided_event_is_not_counted(log_in, district_staff, unit, event, today):
    client = log_in(district_staff)
    assert client.get("/unions/coverage/?year=2020").context["coverage"].total.founded == 1
    actions.void_event(event=event, by=district_staff, reason="登错")
    assert client.get("/unions/coverage/?year=2020").context["coverage"].total.founded == 0


@pytest.mark.parametrize("name", ["coverage_pdf", "coverage_docx", "coverage_export"])
def test_the_table_can_be_taken_away(log_in, district_staff, register, name):
    response = log_in(district_staff).get(reverse(f"unions:{name}"))
    assert response.status_code == 200
    assert response.content[:2] == (b"%P" if name == "coverage_pdf" else b"PK")


def test_the_workbook_of_the_table_holds_its_numbers(log_in, district_staff, register):
    response = log_in(district_staff).get("/unions/coverage/export/")
    rows = list(load_workbook(BytesIO(response.content)).active.values)
    assert rows[2][:5] == ("公办学校", 4, 4, 0, "100.0%")
    assert rows[-1][:5] == ("合计", 6, 5, 1, "83.3%")
