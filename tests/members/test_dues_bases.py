"""Sheets of wage bases: one run for preview and import, all of it or nothing."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from members.actions import dues_bases
from members.models import BaseImport
from members.resources.columns import BY_KEY
from tests.members.factories import give_base, make_member, open_dues
from union_site.models import AuditEntry
from union_site.spreadsheets import write_xlsx

pytestmark = pytest.mark.django_db
D = Decimal


def sheet(headings, *rows) -> bytes:
    with write_xlsx(headings, rows) as file:
        return file.read()


@pytest.fixture
def people(school):
    return {
        "zhou": make_member(school, "周敏", staff_no="T01"),
        "li": make_member(school, "李娜", staff_no="T02"),
        "li2": make_member(school, "李娜", staff_no="T03"),
    }


@pytest.fixture
def year(people, officer):
    return open_dues(officer)


def bring(year, content, by):
    return dues_bases.bring(dues_year=year, content=content, file_name="基数.xlsx", by=by)


def apply(brought, by):
    seen = dues_bases.run(brought).fingerprint
    return dues_bases.apply(brought=brought, seen=seen, by=by, now=timezone.now())


def based(year) -> dict[str, Decimal | None]:
    return dict(year.accounts.values_list("member__staff_no", "monthly_base"))


def test_a_base_is_given_by_name_staff_number_or_id_number(year, people, officer):
    content = sheet(
        ["序号", "姓名", "教工号", "身份证号", "会费基数（元）"],
        [1, "周敏", "", "", "4,307.50元"],
        [2, "", "t02", "", 5000],
        [3, "李娜", "", people["li2"].id_number.lower(), "￥6000.1"],
    )
    brought = bring(year, content, officer)
    assert dues_bases.run(brought).findings == []
    apply(brought, officer)
    assert based(year) == {"T01": D("4307.50"), "T02": D(5000), "T03": D("6000.10")}
    assert year.accounts.get(member__staff_no="T01").year_due == D("258.00")


@pytest.mark.parametrize(
    ("row", "code", "words"),
    [
        (["李娜", "", 5000], "namesakes", "有 2 名会员叫“李娜”"),
        (["王五", "", 5000], "nobody", "“王五”不在本年会费账上"),
        (["", "T99", 5000], "nobody", "T99不在本年会费账上"),
        (["李娜", "T01", 5000], "other_name", "是“周敏”，表里写的是“李娜”"),
        (["周敏", "", "五千"], "not_a_sum", "“五千”不是金额"),
        (["周敏", "", "NaN"], "out_of_range", "应在 0 到"),
        (["周敏", "", -1], "out_of_range", "应在 0 到"),
        (["周敏", "", 1000001], "out_of_range", "应在 0 到"),
        (["周敏", "", "4307.505"], "decimals", "最多写到分"),
        (["李娜", "T02", 6000], "twice", "不止一次"),
    ],
)
def test_nothing_is_written_while_one_row_blocks(year, officer, row, code, words):
    content = sheet(["姓名", "工号", "工资基数"], ["李娜", "T02", 5000], row)
    brought = bring(year, content, officer)
    found = dues_bases.run(brought).findings
    assert [(finding.code, finding.where) for finding in found] == [(code, "第 3 行")]
    assert words in found[0].sentence
    with pytest.raises(ValidationError, match="还有 1 处须改正"):
        apply(brought, officer)
    assert set(based(year).values()) == {None}


@pytest.mark.parametrize(
    ("before", "text", "code"),
    [(None, "", "empty"), (None, 21.5, "small"), ("4000", 9000, "far_off"), ("4000", 0, "far_off")],
)
def test_what_is_unlikely_is_said_and_does_not_block(year, officer, before, text, code):
    if before:
        give_base(year.accounts.get(member__staff_no="T01"), before, officer)
    content = sheet(["姓名", "工号", "工资基数"], ["周敏", "T01", text], ["李娜", "T02", 5000])
    brought = bring(year, content, officer)
    assert [finding.code for finding in dues_bases.run(brought).findings] == [code]
    apply(brought, officer)
    assert based(year)["T02"] == D(5000)
    assert based(year)["T01"] == (D(str(text)) if text != "" else None)


def test_the_same_sheet_twice_changes_nothing(year, officer):
    content = sheet(["姓名", "工资基数"], ["周敏", 4307.5])
    assert apply(bring(year, content, officer), officer).changed_count == 1
    assert dues_bases.run(bring(year, content, officer)).changed == []


def test_our_own_form_comes_back_as_it_went(year, officer):
    """And that it was taken away is in the trail."""
    give_base(year.accounts.get(member__staff_no="T01"), "4307.50", officer)
    content = dues_bases.form(dues_year=year, by=officer)
    assert AuditEntry.objects.filter(verb="dues.export").count() == 1
    run = dues_bases.run(bring(year, content, officer))
    assert [row.account.member.name for row in run.rows] == ["周敏"]
    assert run.changed == []


def test_a_preview_that_is_outdated_is_not_written(year, officer):
    brought = bring(year, sheet(["姓名", "工资基数"], ["周敏", 4307.5]), officer)
    seen = dues_bases.run(brought).fingerprint
    give_base(year.accounts.get(member__staff_no="T01"), "5000", officer)
    with pytest.raises(ValidationError, match="账上有了变动"):
        dues_bases.apply(brought=brought, seen=seen, by=officer, now=timezone.now())
    assert based(year)["T01"] == D(5000)


def test_a_sheet_is_decided_upon_once_and_then_forgotten(year, officer):
    content = sheet(["姓名", "工资基数"], ["周敏", 4307.5])
    brought = bring(year, content, officer)
    apply(brought, officer)
    assert BaseImport.objects.get().sealed is None
    with pytest.raises(ValidationError, match="现在是“已导入”"):
        dues_bases.apply(brought=brought, seen="", by=officer, now=timezone.now())
    other = bring(year, content, officer)
    assert dues_bases.discard(brought=other, by=officer).sealed is None


def test_sheets_that_nobody_decides_upon_are_thrown_away_in_time(year, officer):
    """PIPL art. 19: the shortest time."""
    bring(year, sheet(["姓名", "工资基数"], ["周敏", 4307.5]), officer)
    now = timezone.now()
    assert dues_bases.forget(now=now + datetime.timedelta(days=29)) == 0
    assert dues_bases.forget(now=now + datetime.timedelta(days=31)) == 1
    assert list(BaseImport.objects.values_list("state", "sealed")) == [("discarded", None)]


def test_the_database_holds_no_id_number_and_no_readable_base(year, people, officer):
    number = people["zhou"].id_number
    bring(year, sheet(["证件号码", "工资基数"], [number, "4307.50"]), officer)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM members_baseimport")
        kept = repr(cursor.fetchall())
    assert "基数.xlsx" in kept
    assert number not in kept
    assert "4307" not in kept


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (b"%PDF-1.4", "PDF"),
        (sheet(["姓名", "工号"], ["周敏", "T01"]), "缺少：工资基数"),
        (sheet(["小组", "工资基数"], ["一组", 4000]), "姓名”“工号”“证件号码"),
        (sheet(["姓名", "工资基数"]), "没有数据行"),
    ],
)
def test_a_file_that_is_no_sheet_of_bases_is_refused_with_a_sentence(year, officer, content, words):
    with pytest.raises(ValidationError, match=words):
        bring(year, content, officer)
    assert not BaseImport.objects.exists()


@pytest.mark.parametrize(
    "role", ["auditor", "leader", "handler", "teacher", "district_staff", "stranger"]
)
def test_nobody_else_brings_or_writes_bases(role, request, year, officer):
    seat = request.getfixturevalue(role)
    content = sheet(["姓名", "工资基数"], ["周敏", 4307.5])
    brought = bring(year, content, officer)
    for act in (
        lambda: bring(year, content, seat),
        lambda: apply(brought, seat),
        lambda: dues_bases.discard(brought=brought, by=seat),
        lambda: dues_bases.form(dues_year=year, by=seat),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_the_columns_go_by_the_names_the_roster_knows():
    """A sheet that the roster import reads names its people here too."""
    known = {column.key: set(column.aliases) for column in dues_bases.LAYOUT.expected}
    assert known["staff_no"] <= set(BY_KEY["staff_no"].aliases)
