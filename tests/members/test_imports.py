"""The roster import: preview, import, undo, and two people at once."""

from __future__ import annotations

import datetime
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from members import actions
from members.models import Member, RosterImport, UnionGroup
from members.models.people import id_hash
from tests.members import rosters
from tests.members.factories import make_group, make_member
from tests.union_site.spreadsheets import files
from union_site.models import Attachment, AuditEntry

pytestmark = pytest.mark.django_db
State = RosterImport.State


@pytest.fixture
def bring(chair, today):
    """Brings a file as the chair and has it checked."""

    def bring(content, by=chair):
        brought = actions.bring_roster(
            union=by.union, content=content, file_name="名册.xlsx", by=by, today=today
        )
        return actions.check_roster(brought=brought, by=by, today=today)

    return bring


@pytest.fixture
def imported(bring, chair, today):
    def imported(content):
        brought = bring(content)
        return confirm(brought, chair, today)

    return imported


def confirm(brought, by, today):
    return actions.apply_roster(brought=brought, seen=brought.fingerprint, by=by, today=today)


def counts(brought):
    return (brought.created_count, brought.updated_count, brought.unchanged_count)


def test_a_preview_writes_no_member(bring):
    brought = bring(rosters.official_form())
    assert (brought.state, counts(brought)) == (State.PREVIEWED, (48, 0, 0))
    assert Member.objects.count() == 0


def test_what_was_previewed_is_written(imported, school):
    brought = imported(rosters.official_form())
    assert brought.state == State.APPLIED
    assert Member.objects.of_union(school).active().count() == 48
    member = Member.objects.get(id_hash=id_hash(rosters.person(1)["证件号码"]))
    person = rosters.person(1)
    assert member.name == person["姓名"]
    assert f"{member.birth_date:%Y/%m/%d}" == person["出生日期"]
    assert member.get_ethnicity_display() == person["民族"]
    assert member.id_number == person["证件号码"]
    assert f"{member.joined_union_on:%Y/%m/%d}" == person["会籍变化日期"]
    assert member.brought_by == brought


@pytest.mark.parametrize("make", [rosters.official_form, rosters.hr_export, rosters.gbk_csv])
def test_the_same_file_twice_changes_nothing(make, imported, bring):
    imported(make())
    before = list(Member.objects.order_by("pk").values())
    again = bring(make())
    assert (again.created_count, again.updated_count) == (0, 0)
    assert again.unchanged_count == len(before)
    assert list(Member.objects.order_by("pk").values()) == before


def test_nothing_is_written_while_one_row_blocks(bring, chair, today):
    brought = bring(rosters.form_with_errors())
    assert brought.blocking_count == 6
    with pytest.raises(ValidationError, match="还有 6 处须改正"):
        confirm(brought, chair, today)
    assert Member.objects.count() == 0
    assert RosterImport.objects.get().state == State.PREVIEWED


def test_a_row_that_is_merely_messy_is_read_rightly(imported):
    persons = [rosters.spoiled_people()[rosters.MESSY_ROW - rosters.FIRST_ROW]]
    imported(rosters.official_form(persons))
    clean = rosters.person(rosters.MESSY_ROW - rosters.FIRST_ROW + 1)
    member = Member.objects.get()
    assert (member.name, member.id_number, member.mobile) == (
        clean["姓名"],
        clean["证件号码"],
        clean["移动电话"],
    )


def test_the_hr_export_of_a_school_is_understood(imported):
    imported(rosters.hr_export())
    member = Member.objects.get(staff_no="T0001")
    person = rosters.person(1)
    assert member.get_ethnicity_display() == person["民族"]
    assert member.get_sex_display() == person["性别"]
    assert member.joined_school_on == datetime.date(2010, 9, 1)
    assert (member.teaching_group, member.group) == ("二年级组", None)
    assert member.is_head_teacher
    assert member.get_employment_status_display() == "在岗"


def test_a_change_is_shown_field_by_field(imported, bring):
    imported(rosters.official_form())
    persons = rosters.people()
    persons[2] |= {"学历": "博士", "移动电话": "13900000000", "籍贯": "天津"}
    brought = bring(rosters.official_form(persons))
    assert counts(brought) == (0, 1, 47)
    row = brought.shown["updated"][0]
    assert (row["row"], row["name"]) == (7, persons[2]["姓名"])
    assert row["changes"] == [
        {"label": "学历", "old": rosters.person(3)["学历"], "new": "博士"},
        {"label": "移动电话", "old": rosters.person(3)["移动电话"], "new": "13900000000"},
        {"label": "籍贯", "old": "（空）", "new": "天津"},
    ]


def test_an_empty_cell_erases_nothing(imported, bring):
    imported(rosters.official_form())
    persons = rosters.people()
    persons[0] |= {"移动电话": "", "学历": "", "民族": "", "性别": "", "出生日期": ""}
    assert counts(bring(rosters.official_form(persons))) == (0, 0, 48)


def test_a_missing_column_erases_nothing(imported, bring):
    imported(rosters.official_form(rosters.people(12)))
    assert counts(bring(rosters.gbk_csv())) == (0, 0, 12)


@pytest.mark.parametrize(
    ("change", "employment", "status"),
    [
        ("入会", "在岗", "active"),
        ("入会", "退休", "retained"),
        ("入会", "退养(内退)", "active"),
        ("转入", "病休", "active"),
        ("保留", "失业", "retained"),
        ("转出", "在岗", "transferred_out"),
        ("除名", "在岗", "expelled"),
        ("退会", "在岗", "resigned"),
        ("", "", "active"),
    ],
)
def test_the_status_follows_from_change_and_employment(change, employment, status, imported):
    # M-03, M-04: the retired and the jobless keep their membership.
    imported(
        rosters.official_form(
            [rosters.person(1) | {"会籍变化类型": change, "就业状况": employment}]
        )
    )
    assert Member.objects.get().status == status


def test_a_known_member_who_retires_is_retained(imported):
    imported(rosters.official_form([rosters.person(1)]))
    imported(rosters.official_form([rosters.person(1) | {"就业状况": "退休"}]))
    assert Member.objects.get().status == "retained"


def test_another_unions_members_are_not_compared_with(imported, other_school, bring):
    make_member(other_school, id_number=rosters.person(1)["证件号码"])
    assert counts(bring(rosters.official_form([rosters.person(1)]))) == (1, 0, 0)


def test_somebody_who_left_is_registered_anew_after_a_warning(school, bring):
    make_member(
        school,
        "旧人",
        id_number=rosters.person(1)["证件号码"],
        sex="male",
        birth_date=datetime.date(1966, 2, 7),
        status="transferred_out",
    )
    brought = bring(rosters.official_form([rosters.person(1)]))
    assert counts(brought) == (1, 0, 0)
    assert [row["code"] for row in brought.shown["findings"]] == ["was_member"]


def test_a_namesake_of_the_same_birthday_is_pointed_out(school, bring):
    person = rosters.person(1)
    born = datetime.datetime.strptime(person["出生日期"], "%Y/%m/%d").date()  # noqa: DTZ007
    make_member(school, person["姓名"], birth_date=born, sex="male")
    assert [row["code"] for row in bring(rosters.official_form([person])).shown["findings"]] == [
        "namesake"
    ]


# --- applying ------------------------------------------------------------------------------


def test_of_two_people_who_confirm_at_once_one_wins(bring, chair, today):
    brought = bring(rosters.official_form())
    same = RosterImport.objects.get(pk=brought.pk)
    confirm(brought, chair, today)
    with pytest.raises(ValidationError, match="现在是“已导入”"):
        confirm(same, chair, today)
    assert Member.objects.count() == 48


@pytest.mark.django_db(transaction=True)
def test_two_workers_confirm_in_the_same_moment(bring, chair, today):
    brought = bring(rosters.official_form())
    both_ready = threading.Barrier(2)

    def hurry(_):
        mine = RosterImport.objects.get(pk=brought.pk)
        both_ready.wait(timeout=10)
        try:
            confirm(mine, chair, today)
        except ValidationError as refusal:
            return refusal.messages[0][:9]
        finally:
            connection.close()
        return "written"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(hurry, range(2)))
    assert outcomes == ["written", "现在是“已导入”，"]
    assert Member.objects.count() == 48


def test_a_roster_that_changed_after_the_preview_is_not_overwritten(school, bring, chair, today):
    brought = bring(rosters.official_form())
    person = rosters.person(1)
    born = datetime.datetime.strptime(person["出生日期"], "%Y/%m/%d").date()  # noqa: DTZ007
    make_member(school, "抢先登记", id_number=person["证件号码"], birth_date=born, sex="male")
    with pytest.raises(ValidationError, match="预览之后名册有了变动") as refused:
        confirm(brought, chair, today)
    assert actions.is_outdated(refused.value)
    assert Member.objects.count() == 1
    actions.check_roster(brought=brought, by=chair, today=today)
    assert counts(brought) == (47, 1, 0)


def test_nobody_confirms_a_preview_they_have_not_seen(bring, chair, today):
    brought = bring(rosters.official_form())
    with pytest.raises(ValidationError, match="请再看一遍后确认"):
        actions.apply_roster(brought=brought, seen="0" * 64, by=chair, today=today)
    assert Member.objects.count() == 0


def test_the_file_is_thrown_away_once_it_is_written(imported):
    brought = imported(rosters.official_form())
    assert brought.file is None
    assert Attachment.objects.count() == 0
    assert RosterImport.objects.get().preview is None


def test_the_kept_file_is_encrypted(bring):
    content = rosters.gbk_csv()
    brought = bring(content)
    with brought.file.file.open("rb") as stored:
        kept = stored.read()
    assert rosters.person(1)["证件号码"].encode() in content
    assert rosters.person(1)["证件号码"].encode() not in kept
    assert actions.content_of(brought) == content


def test_every_step_leaves_a_line_in_the_trail(imported, chair):
    brought = imported(rosters.official_form())
    actions.undo_roster(brought=RosterImport.objects.get(), by=chair)
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", "note"))
    assert verbs == [
        ("members.import.check", ""),
        ("members.import.apply", "名册.xlsx：新增 48，变更 0，无变化 0"),
        ("members.import.undo", ""),
    ]
    assert str(brought) == "名册.xlsx"


@pytest.mark.parametrize("role", ["officer", "auditor", "leader", "handler", "teacher", "stranger"])
def test_only_the_chair_imports(role, request, school, today):
    seat = request.getfixturevalue(role)
    with pytest.raises(PermissionDenied):
        actions.bring_roster(union=school, content=b"x", file_name="x.csv", by=seat, today=today)


def test_a_stranger_cannot_confirm_an_import(bring, stranger, today):
    with pytest.raises(PermissionDenied):
        confirm(bring(rosters.official_form()), stranger, today)


# --- undoing -------------------------------------------------------------------------------


def test_an_undo_removes_what_was_brought_and_restores_what_was_changed(imported, chair):
    imported(rosters.hr_export(rosters.people(5)))
    before = {
        m.pk: m.values_of(
            [
                "name",
                "mobile",
                "title",
                "group_id",
                "education",
                "status",
                "pinyin",
                "joined_school_on",
                "is_head_teacher",
            ]
        )
        for m in Member.objects.all()
    }
    persons = rosters.people(8)
    persons[0] |= {"移动电话": "13900000000", "学历": "博士", "姓名": "更名人"}
    persons[1] |= {"就业状况": "退休"}
    last = imported(rosters.official_form(persons))
    assert Member.objects.count() == 8
    assert Member.objects.get(mobile="13900000000").pinyin == "gengmingren"
    actions.undo_roster(brought=last, by=chair)
    after = {m.pk: m.values_of(before[m.pk]) for m in Member.objects.all()}
    assert after == before
    assert RosterImport.objects.get(pk=last.pk).state == State.UNDONE


def test_an_import_can_be_made_again_after_its_undo(imported, bring, chair):
    actions.undo_roster(brought=imported(rosters.official_form()), by=chair)
    assert Member.objects.count() == 0
    assert counts(bring(rosters.official_form())) == (48, 0, 0)


def test_only_the_last_import_can_be_undone(imported, chair):
    first = imported(rosters.official_form(rosters.people(3)))
    imported(rosters.official_form(rosters.people(5)))
    with pytest.raises(ValidationError, match="只能先撤销最近的一次"):
        actions.undo_roster(brought=first, by=chair)
    assert Member.objects.count() == 5


def test_an_undo_that_would_undo_somebodys_work_is_refused_with_reasons(imported, chair, today):
    brought = imported(rosters.official_form(rosters.people(3)))
    member = Member.objects.order_by("pk").first()
    actions.amend(member=member, revision=1, by=chair, today=today, title="高级教师")
    with pytest.raises(ValidationError, match=f"{member.name}：导入后又有改动"):
        actions.undo_roster(brought=brought, by=chair)
    assert Member.objects.count() == 3
    assert RosterImport.objects.get().state == State.APPLIED


def test_an_import_is_undone_once(imported, chair):
    brought = imported(rosters.official_form())
    stale = RosterImport.objects.get(pk=brought.pk)
    actions.undo_roster(brought=brought, by=chair)
    with pytest.raises(ValidationError, match="现在是“已撤销”"):
        actions.undo_roster(brought=stale, by=chair)


def test_what_an_undo_needs_is_forgotten_after_its_time(imported, chair, today):
    brought = imported(rosters.official_form(rosters.people(2)))
    assert json.loads(brought.former) == {}
    assert actions.forget_imports(now=timezone.now() + datetime.timedelta(days=29)) == 0
    assert actions.forget_imports(now=timezone.now() + datetime.timedelta(days=31)) == 1
    with pytest.raises(ValidationError, match="保存期限"):
        actions.undo_roster(brought=RosterImport.objects.get(), by=chair)


def test_a_group_of_the_file_is_made_once(imported, school):
    make_group(school, "一组")
    heads = ["姓名", "证件号码", "工会小组"]
    persons = zip(rosters.people(6), "一二三一二三", strict=True)
    rows = [[p["姓名"], p["证件号码"], f"{group}组"] for p, group in persons]
    imported(files.xlsx([heads, *rows]))
    groups = UnionGroup.objects.values_list("name", flat=True)
    assert sorted(groups) == ["一组", "三组", "二组"]
    assert Member.objects.filter(group__name="一组").count() == 2


def test_the_database_never_holds_a_plain_id_number(imported):
    imported(rosters.official_form(rosters.people(3)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM members_member")
        dump = repr(cursor.fetchall())
    assert rosters.person(1)["姓名"] in dump
    assert rosters.person(1)["证件号码"] not in dump
