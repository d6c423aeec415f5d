"""The register from a workbook: one path for preview and import, and what stands in its way."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from members.actions import register, register_imports
from members.models import RegisterImport, Unit, UnitCount, UnitEvent
from members.resources.register_columns import OFFICIAL_FORM
from members.tables import register as tables
from tests.members.factories import make_register_task, make_unit
from union_site.models import Attachment
from union_site.spreadsheets import write_xlsx

pytestmark = pytest.mark.django_db
D = datetime.date
CODE, UNION_CODE = "12120199MB0000001J", "81120199MB0000001E"
TODAY = D(2026, 11, 22)

OFFICIAL = {
    "序号": 1,
    "单位名称": "海韵小学",
    "单位统一社会信用代码": CODE,
    "单位地址": "海韵路1号",
    "单位所在政区": "滨海区",
    "单位性质类别": "公办学校",
    "经济类型": "事业",
    "单位所属行业": "教育",
    "职工人数": 66,
    "工会名称": "海韵小学工会",
    "工会统一社会信用代码": UNION_CODE,
    "上级工会名称": "滨海区教育工会",
    "建会日期": D(2015, 5, 1),
    "基层工会类型": "独立基层工会",
    "会员人数": 60,
    "工会负责人": "汤鸣语",
    "联系电话": "19988000001",
}


def sheet(*rows, lead=("附件一", "工会组织信息采集表")):
    headings = list(dict.fromkeys(name for row in rows for name in row))
    cells = [[row.get(name) for name in headings] for row in rows]
    with write_xlsx(headings, cells, lead=list(lead)) as file:
        return file.read()


def unit_row(name="海韵小学", **more):
    return {"单位名称": name, "单位性质类别": "公办学校", **more}


def bring(seat, *rows):
    return register_imports.bring(
        content=sheet(*rows), file_name="登记册.xlsx", by=seat, today=TODAY
    )


def confirm(brought, seat):
    return register_imports.confirm(brought=brought, seen=brought.fingerprint, by=seat, today=TODAY)


def counts(brought):
    return (
        brought.created_count,
        brought.updated_count,
        brought.unchanged_count,
        brought.blocking_count,
    )


def codes(brought):
    return [(row["row"], row["column"], row["code"]) for row in brought.shown["findings"]]


def test_the_official_form_is_known_to_the_last_column(district_staff):
    assert tuple(OFFICIAL) == OFFICIAL_FORM
    brought = bring(district_staff, OFFICIAL)
    assert counts(brought) == (1, 0, 0, 0)
    assert brought.shown["unknown"] == []
    assert Unit.objects.count() == 0


def test_what_was_previewed_is_written(district_staff, district):
    confirm(bring(district_staff, OFFICIAL), district_staff)
    unit = Unit.objects.get()
    assert (unit.union, unit.uscc, unit.union_uscc) == (district, CODE, UNION_CODE)
    assert (unit.kind, unit.base_type, unit.staff_count) == ("public_school", "independent", 66)
    assert (unit.established_on, unit.contact_phone) == (D(2015, 5, 1), "19988000001")
    assert (unit.members_registered, unit.cards_issued, unit.counted_on) == (60, 0, TODAY)
    event = UnitEvent.objects.get()
    assert (event.unit, event.kind, event.on, event.by) == (
        unit,
        "founded",
        D(2015, 5, 1),
        district_staff,
    )
    assert UnitCount.objects.get().members == 60


def test_the_same_file_twice_changes_nothing(district_staff):
    confirm(bring(district_staff, OFFICIAL), district_staff)
    before = Unit.objects.values().get()
    again = bring(district_staff, OFFICIAL)
    assert counts(again) == (0, 0, 1, 0)
    confirm(again, district_staff)
    assert Unit.objects.values().get() == before
    assert (UnitEvent.objects.count(), UnitCount.objects.count()) == (1, 1)


def test_the_file_is_gone_once_it_is_written_or_given_up(district_staff):
    confirm(bring(district_staff, OFFICIAL), district_staff)
    register_imports.discard(brought=bring(district_staff, unit_row("乙小学")), by=district_staff)
    assert Attachment.objects.count() == 0
    assert set(RegisterImport.objects.values_list("state", "preview")) == {
        ("applied", None),
        ("discarded", None),
    }


def test_an_uploaded_file_is_not_kept_in_the_clear(district_staff):
    brought = bring(district_staff, OFFICIAL)
    with brought.file.file.open("rb") as stored:
        assert b"PK" not in stored.read()[:4]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (unit_row(单位统一社会信用代码="12120199MB0000001K"), "uscc"),
        (unit_row(工会统一社会信用代码="123"), "uscc"),
        ({"单位名称": "", "单位性质类别": "公办学校", "单位地址": "路"}, "name_missing"),
        ({"单位名称": "甲小学", "单位性质类别": "", "单位地址": "路"}, "kind_missing"),
        (unit_row(单位性质类别="国有企业"), "not_in_list"),
        (unit_row(单位性质类别="区教育工会"), "not_in_list"),
        (unit_row(职工人数="六十"), "count"),
        (unit_row(建会日期="去年"), "date"),
        (unit_row(建会日期=D(2027, 1, 1)), "future"),
        (unit_row(最近换届日期=D(2025, 1, 1)), "not_founded"),
        (unit_row(建会日期=D(2020, 1, 1), 最近换届日期=D(2019, 1, 1)), "before_founding"),
        (unit_row(任期届满日期=D(2030, 1, 1)), "due_first"),
        (unit_row(基层工会类型="大工会"), "not_in_list"),
        (unit_row(联系电话="无"), "phone"),
        (unit_row(是否具备建会条件="否"), "reason"),
        (unit_row(会员人数=5, 统计日期=D(2027, 1, 1)), "future"),
    ],
)
def test_one_row_that_blocks_keeps_every_row_out(district_staff, row, code):
    brought = bring(district_staff, unit_row("好小学"), row)
    assert [found[2] for found in codes(brought)] == [code]
    assert brought.blocking_count == 1
    with pytest.raises(ValidationError, match="1 处须改正"):
        confirm(brought, district_staff)
    assert Unit.objects.count() == 0


def test_a_finding_names_row_and_column(district_staff):
    brought = bring(district_staff, unit_row(职工人数="六十"))
    finding = brought.shown["findings"][0]
    assert finding["message"] == "第 4 行 C 列（职工人数）：“六十”不是人数，请填整数。"


@pytest.mark.parametrize(
    "second",
    [
        unit_row("海韵小学"),
        unit_row("另一小学", 单位统一社会信用代码=CODE),
    ],
)
def test_a_unit_stands_in_the_file_once(district_staff, second):
    brought = bring(district_staff, unit_row("海韵小学", 单位统一社会信用代码=CODE), second)
    assert [found[2] for found in codes(brought)] == ["twice"]


def test_two_rows_that_mean_one_known_unit_are_noticed(district_staff, district):
    make_unit(district, "海韵小学", uscc=CODE)
    renamed = unit_row("海韵第一小学", 单位统一社会信用代码=CODE)
    assert codes(bring(district_staff, unit_row("海韵小学"), renamed))[0][2] == "twice"


def test_a_unit_is_known_by_its_code_under_a_new_name(district_staff, district):
    known = make_unit(district, "旧名小学", uscc=CODE)
    row = unit_row("新名小学", 单位统一社会信用代码=CODE)
    confirm(bring(district_staff, row), district_staff)
    known.refresh_from_db()
    assert (known.name, Unit.objects.count()) == ("新名小学", 1)


def test_a_code_that_belongs_to_another_unit_blocks(district_staff, district):
    make_unit(district, "甲小学", uscc=CODE)
    make_unit(district, "乙小学")
    row = unit_row("乙小学", 单位统一社会信用代码=CODE)
    assert [found[2] for found in codes(bring(district_staff, row))] == ["two_units"]


def test_an_empty_cell_wipes_nothing(district_staff, district):
    unit = make_unit(district, "海韵小学", zone="东湾学区", address="旧路")
    row = {"单位名称": "海韵小学", "单位地址": "新路", "学区": ""}
    confirm(bring(district_staff, row), district_staff)
    unit.refresh_from_db()
    assert (unit.zone, unit.address, unit.kind) == ("东湾学区", "新路", "public_school")


def test_the_registers_founding_day_holds_against_the_file(district_staff, district):
    unit = make_unit(district, "海韵小学", established_on=D(2014, 1, 1))
    brought = bring(district_staff, unit_row(建会日期=D(2015, 1, 1)))
    assert [found[2] for found in codes(brought)] == ["kept"]
    assert counts(brought) == (0, 0, 1, 0)
    confirm(brought, district_staff)
    unit.refresh_from_db()
    assert unit.established_on == D(2014, 1, 1)


def test_a_newer_renewal_becomes_an_event_with_the_term(district_staff, district):
    unit = make_unit(district, "海韵小学", established_on=D(2014, 1, 1))
    task = make_register_task(unit, purpose="renewal")
    row = unit_row(最近换届日期=D(2026, 1, 1), 任期届满日期=D(2031, 1, 1))
    confirm(bring(district_staff, row), district_staff)
    unit.refresh_from_db()
    task.refresh_from_db()
    assert (unit.last_renewed_on, unit.next_due_on) == (D(2026, 1, 1), D(2031, 1, 1))
    assert (unit.unitevents.get().due_on, task.state) == (D(2031, 1, 1), "done")


def test_a_closed_unit_in_the_file_blocks(district_staff, district):
    make_unit(district, "海韵小学", closed_on=D(2025, 1, 1))
    assert [found[2] for found in codes(bring(district_staff, unit_row()))] == ["closed"]


def test_a_register_that_changed_since_is_looked_at_anew(district_staff, district):
    unit = make_unit(district, "海韵小学", address="旧路")
    brought = bring(district_staff, unit_row(单位地址="新路"))
    seen = brought.fingerprint
    register.amend(unit=unit, revision=1, by=district_staff, today=TODAY, address="新路")
    with pytest.raises(ValidationError) as refusal:
        register_imports.confirm(brought=brought, seen=seen, by=district_staff, today=TODAY)
    assert refusal.value.code == "outdated"
    brought.refresh_from_db()
    assert (brought.state, counts(brought)) == ("previewed", (0, 0, 1, 0))
    assert brought.fingerprint != seen


def test_a_second_confirmation_is_told(district_staff):
    brought = bring(district_staff, OFFICIAL)
    confirm(brought, district_staff)
    with pytest.raises(ValidationError, match="已导入"):
        confirm(brought, district_staff)
    assert Unit.objects.count() == 1


def test_a_district_imports_into_its_own_register_alone(chair, district_staff, stranger):
    with pytest.raises(PermissionDenied):
        bring(chair, OFFICIAL)
    brought = bring(district_staff, OFFICIAL)
    with pytest.raises(PermissionDenied):
        confirm(brought, stranger)


@pytest.mark.parametrize("content", [b"", b"nonsense", b"PK\x03\x04broken"])
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(district_staff, content):
    with pytest.raises(ValidationError):
        register_imports.bring(content=content, file_name="x", by=district_staff, today=TODAY)
    assert RegisterImport.objects.count() == 0


def test_the_empty_form_can_be_filled_in_and_brought(district_staff):
    content = register_imports.empty_register()
    with pytest.raises(ValidationError, match="没有单位的数据行"):
        register_imports.bring(content=content, file_name="x", by=district_staff, today=TODAY)


def test_a_preview_is_forgotten_with_its_file(district_staff):
    brought = bring(district_staff, OFFICIAL)
    RegisterImport.objects.update(file=None, at=timezone.now() - datetime.timedelta(days=40))
    assert register_imports.forget_register_imports(now=timezone.now()) == 1
    brought.refresh_from_db()
    assert brought.preview is None


def test_our_own_export_changes_nothing_when_it_is_brought(district_staff, district):
    """Covered telephones and marks of another width are no news."""
    make_unit(
        district,
        "海韵小学（东校区）",
        uscc=CODE,
        established_on=D(2015, 5, 1),
        last_renewed_on=D(2025, 5, 1),
        next_due_on=D(2030, 5, 1),
        contact_name="汤鸣语",
        contact_phone="19988000001",
        members_registered=60,
        cards_issued=50,
        counted_on=D(2025, 12, 20),
        note="一校两区，分开办公",
    )
    make_unit(district, "乙小学", is_eligible=False, ineligible_reason="教职工不足，待联合建会")
    columns = tables.columns(tables.Then(TODAY, TODAY, 6))
    units = Unit.objects.visible_to(district_staff).counted_by(TODAY)
    rows = [{column.heading: column.cell(unit) for column in columns} for unit in units]
    brought = bring(district_staff, *rows)
    assert brought.shown["findings"] == []
    assert counts(brought) == (0, 0, 2, 0)


def test_a_preview_speaks_in_words(district_staff, district):
    make_unit(district, "海韵小学")
    row = unit_row(单位性质类别="民办学校", 基层工会类型="联合", 职工人数=5)
    shown = bring(district_staff, row, unit_row("新小学")).shown
    assert shown["updated"][0]["changes"] == [
        ["单位性质类别", "公办学校", "民办学校"],
        ["职工人数", "0", "5"],
        ["基层工会类型", "空", "联合基层工会"],
    ]
    assert (shown["created"][0]["kind"], shown["created"][0]["changes"]) == ("公办学校", [])
