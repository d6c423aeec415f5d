"""Awards from a sheet: one run previews and writes; nothing is written while a row blocks."""

from __future__ import annotations

import datetime
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from members.actions import award_imports as actions
from members.checks.award_sheets import LAYOUT
from members.models import Award, AwardHolder, AwardImport
from tests.members.award_sheets import row, sheet
from tests.members.factories import make_group, make_member, make_title
from union_site.models import Attachment, AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(officer, today, winner):
    def go(*rows):
        return actions.run(actions.read_sheet(sheet(*rows)), by=officer, today=today)

    return go


def bring(content, officer, today):
    return actions.receive_sheet(content=content, file_name="获奖.xlsx", by=officer, today=today)


def confirm(brought, officer, today):
    seen = actions.sheet_of(brought=brought, by=officer, today=today).fingerprint
    return actions.apply_sheet(brought=brought, seen=seen, by=officer, today=today)


def told(found):
    return [(f.row, f.code, str(f.level)) for f in found.findings]


def test_a_sheet_is_previewed_and_written_by_the_same_run(officer, today, winner):
    brought = bring(sheet(row(), row(title="课例《夏》", grade="二等奖")), officer, today)
    shown = actions.sheet_of(brought=brought, by=officer, today=today)
    assert (len(shown.prepared), told(shown), Award.objects.count()) == (2, [], 0)
    done = confirm(brought, officer, today)
    assert (done.state, done.created_count, Award.objects.count()) == ("applied", 2, 2)
    award = Award.objects.get(title="课例《春》")
    assert (award.awarded_on, award.grade_rank, award.brought_by) == (
        datetime.date(2026, 5, 20),
        1,
        done,
    )
    assert {holder.member for holder in AwardHolder.objects.all()} == {winner}
    assert Attachment.objects.count() == 0


def test_the_same_sheet_twice_changes_nothing(officer, today, winner):
    content = sheet(row(), row(title="课例《夏》"))
    confirm(bring(content, officer, today), officer, today)
    again = bring(content, officer, today)
    shown = actions.sheet_of(brought=again, by=officer, today=today)
    assert (shown.prepared, shown.skipped) == ([], 2)
    confirm(again, officer, today)
    assert Award.objects.count() == 2


def test_a_row_that_stands_twice_in_the_sheet_is_written_once(run):
    found = run(row(), row())
    assert (len(found.prepared), found.skipped, told(found)) == (1, 1, [(3, "H-01", "warn")])


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({"title": ""}, ["H-09"]),
        ({"title": "长" * 121}, ["H-09"]),
        ({"level": ""}, ["H-09"]),
        ({"day": "去年"}, ["H-09"]),
        ({"day": "2099-01-01"}, ["H-06"]),
        ({"kind": "大奖"}, ["H-09"]),
        ({"items": "两项"}, ["H-09"]),
        ({"items": "2"}, ["H-11"]),
        ({"winners": "李强、李强"}, ["H-08"]),
        ({"coaches": "李强"}, ["H-08"]),
        ({"subject": "个人", "winners": ""}, ["H-02"]),
        ({"subject": "集体"}, ["H-11"]),
        ({"students": "3"}, ["H-03"]),
        ({"subject": "学生", "winners": ""}, ["H-11"]),
    ],
)
def test_what_cannot_be_understood_blocks_the_whole_sheet(changed, codes, run, officer, today):
    found = run(row(title="别的课"), row(**changed))
    assert told(found) == [(3, code, "block") for code in codes]
    brought = bring(sheet(row(title="别的课"), row(**changed)), officer, today)
    with pytest.raises(ValidationError, match="什么也没有写入"):
        actions.apply_sheet(brought=brought, seen="x", by=officer, today=today)
    assert (Award.objects.count(), AwardImport.objects.get().state) == (0, "previewed")


def test_a_finding_says_where_in_plain_words(run):
    (finding,) = run(row(day="去年")).findings
    assert finding.message == "第 2 行 F 列（获奖日期）：请填写日期，如 2026-05-20。"


def test_of_namesakes_the_group_decides(run, school):
    for group in ("美术组", "音乐组"):
        make_member(school, "王敏", group=make_group(school, group))
    assert told(run(row(winners="王敏"))) == [(2, "H-05", "block")]
    found = run(row(winners="王敏（音乐组）"))
    assert [one.member.group.name for one in found.prepared[0].people["winner"]] == ["音乐组"]


def test_who_is_on_no_roster_is_a_warning_and_kept_by_name(run):
    found = run(row(winners="外聘专家"))
    assert told(found) == [(2, "H-04", "warn")]
    assert found.prepared[0].people["winner"][0].member is None


def test_students_are_counted_and_never_named(run):
    """《个人信息保护法》第三十一条."""
    found = run(row(winners="", coaches="李强", items="12", students="30"))
    award = found.prepared[0].award
    assert (award.subject, award.quantity, award.student_count) == ("students", 12, 30)
    assert "学生姓名" in run(row(students="3")).findings[0].message


@pytest.mark.parametrize(
    ("changed", "subject"),
    [
        ({}, "persons"),
        ({"team": "合唱队"}, "team"),
        ({"winners": ""}, "unit"),
        ({"winners": "", "students": "3"}, "students"),
        ({"subject": "单位", "winners": ""}, "unit"),
    ],
)
def test_where_nothing_is_said_the_filled_columns_tell_whom_it_was_given_to(changed, subject, run):
    assert run(row(**changed)).prepared[0].award.subject == subject


def test_a_month_is_enough_for_a_date(run):
    assert run(row(day="2026.05")).prepared[0].award.awarded_on == datetime.date(2026, 5, 1)


def test_an_honour_of_the_dictionary_is_recognised_by_the_longest_name(run, school):
    make_title(school, "五一巾帼标兵")
    team = make_title(school, "五一巾帼标兵岗", "team")
    found = run(row(kind="荣誉称号", title="天津市五一巾帼标兵岗", team="英语组", winners=""))
    assert found.prepared[0].award.honour_title == team


def test_a_preview_that_is_outdated_is_not_written(officer, today, winner, school):
    brought = bring(sheet(row()), officer, today)
    seen = actions.sheet_of(brought=brought, by=officer, today=today).fingerprint
    make_member(school, "李强")  # a namesake, meanwhile
    with pytest.raises(ValidationError, match="须改正"):
        actions.apply_sheet(brought=brought, seen=seen, by=officer, today=today)
    with pytest.raises(ValidationError):
        actions.apply_sheet(brought=brought, seen="", by=officer, today=today)
    assert Award.objects.count() == 0


def test_what_somebody_else_registered_meanwhile_makes_the_preview_outdated(officer, today, winner):
    brought = bring(sheet(row()), officer, today)
    other = bring(sheet(row()), officer, today)
    seen = actions.sheet_of(brought=brought, by=officer, today=today).fingerprint
    confirm(other, officer, today)
    with pytest.raises(ValidationError, match="预览之后登记有了变动"):
        actions.apply_sheet(brought=brought, seen=seen, by=officer, today=today)
    assert Award.objects.count() == 1


def test_of_two_who_confirm_at_once_one_writes(officer, chair, today, winner):
    brought = bring(sheet(row()), officer, today)
    same = AwardImport.objects.select_related("file").get(pk=brought.pk)
    seen = actions.sheet_of(brought=brought, by=officer, today=today).fingerprint
    actions.apply_sheet(brought=brought, seen=seen, by=officer, today=today)
    with pytest.raises(ValidationError, match="不能再“确认导入”"):
        actions.apply_sheet(brought=same, seen=seen, by=chair, today=today)
    assert Award.objects.count() == 1


def test_a_sheet_that_is_given_up_leaves_no_file(officer, today, winner):
    brought = bring(sheet(row()), officer, today)
    assert actions.discard_sheet(brought=brought, by=officer).state == "discarded"
    assert Attachment.objects.count() == 0


def test_the_file_is_kept_encrypted(officer, today, winner):
    brought = bring(sheet(row()), officer, today)
    with brought.file.file.open("rb") as stored:
        assert not stored.read().startswith(b"PK")


@pytest.mark.parametrize("who", ["auditor", "teacher", "leader", "stranger", "district_staff"])
def test_others_bring_nothing_in(who, officer, today, winner, request):
    brought = bring(sheet(row()), officer, today)
    entries = AuditEntry.objects.count()
    seat = request.getfixturevalue(who)
    for act in (
        lambda: actions.apply_sheet(brought=brought, seen="", by=seat, today=today),
        lambda: actions.discard_sheet(brought=brought, by=seat),
        lambda: actions.sheet_of(brought=brought, by=seat, today=today),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert AuditEntry.objects.count() == entries


@pytest.mark.parametrize("content", [b"", b"\x00" * 50, "没有表头".encode()])
def test_what_is_no_sheet_is_refused_with_a_sentence(content, officer, today):
    with pytest.raises(ValidationError) as refusal:
        bring(content, officer, today)
    assert refusal.value.messages[0].endswith(("。", "传。"))


def test_a_large_sheet_takes_a_constant_number_of_queries(run):
    counts = []
    for size in (1, 60):
        rows = [row(title=f"课例{n}") for n in range(size)]
        with CaptureQueriesContext(connection) as queries:
            run(*rows)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_empty_form_is_read_back_with_every_column(school):
    cells = load_workbook(BytesIO(actions.empty_sheet(school))).active
    found = [cell.value for cell in cells[4]]
    assert found == [column.label for column in LAYOUT.expected]
    with pytest.raises(ValidationError, match="没有数据行"):
        actions.read_sheet(actions.empty_sheet(school))
