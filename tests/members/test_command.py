"""manage.py import_roster: exit codes and JSON that scripts rely on."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from members.models import Member, RosterImport
from tests.members import rosters
from union_site.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def roster(tmp_path):
    def write(content, name="名册.xlsx"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def run(path, *options, union="shiyan"):
    out, code = StringIO(), 0
    try:
        call_command("import_roster", str(path), "--union", union, *options, stdout=out)
    except SystemExit as stopped:
        code = stopped.code
    return code, out.getvalue()


def report(path, *options, **arguments):
    code, text = run(path, "--json", *options, **arguments)
    return code, json.loads(text)


def test_a_clean_roster_is_previewed_and_nothing_is_written(roster, school):
    code, found = report(roster(rosters.official_form()))
    assert code == 0
    assert {key: found[key] for key in ("rows", "created", "updated", "unchanged", "findings")} == {
        "rows": 48,
        "created": 48,
        "updated": 0,
        "unchanged": 0,
        "findings": [],
    }
    assert (Member.objects.count(), RosterImport.objects.count()) == (0, 0)


def test_a_clean_roster_is_written_on_demand(roster, school):
    code, found = report(roster(rosters.official_form()), "--apply")
    assert (code, found["created"], found["applied"]) == (0, 48, True)
    assert Member.objects.of_union(school).count() == 48
    entry = AuditEntry.objects.get(verb="members.import.apply")
    assert (entry.union, entry.seat) == (school, None)


def test_the_same_roster_again_changes_nothing(roster, school):
    path = roster(rosters.official_form())
    run(path, "--apply")
    code, found = report(path, "--apply")
    assert (code, found["created"], found["updated"], found["unchanged"]) == (0, 0, 0, 48)
    assert RosterImport.objects.count() == 1


@pytest.mark.parametrize("options", [[], ["--apply"]])
def test_each_spoiled_row_is_named_with_its_cell_and_reason(roster, school, options):
    code, found = report(roster(rosters.form_with_errors()), *options)
    assert (code, found["rows"], found["created"]) == (2, 48, 0)
    assert Member.objects.count() == 0
    rows = {row["row"]: row for row in found["findings"]}
    assert sorted(rows) == sorted(rosters.SPOILED)
    for number, (letter, header, reason_code, words) in rosters.SPOILED.items():
        row = rows[number]
        assert (row["column"], row["code"], row["level"]) == (
            f"{letter}（{header}）",
            reason_code,
            "block",
        )
        assert row["message"].startswith(f"第 {number} 行 {letter} 列（{header}）：")
        assert words in row["message"]


def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(roster, school):
    code, found = report(roster(b"%PDF-1.7", "名册.pdf"))
    assert code == 2
    assert found["findings"] == [
        {
            "row": None,
            "column": "",
            "code": "not_a_table",
            "level": "block",
            "message": "这是PDF 文件，不是表格文件。请上传 .xlsx、.xls、.ods 或 .csv 文件。",
        }
    ]
    assert [found[key] for key in ("rows", "created", "updated", "unchanged")] == [0, 0, 0, 0]


def test_a_heading_without_rows_is_refused(roster, school):
    code, found = report(roster(rosters.official_form([])))
    assert (code, found["findings"][0]["code"]) == (2, "no_rows")


def test_a_file_that_is_not_there_is_refused(tmp_path, school):
    code, found = report(tmp_path / "没有.xlsx")
    assert (code, found["findings"][0]["code"]) == (2, "unreadable")


def test_a_folder_is_refused(tmp_path, school):
    assert report(tmp_path)[0] == 2


def test_an_unknown_union_is_refused(roster, school):
    code, found = report(roster(rosters.official_form()), union="nirgends")
    assert (code, found["findings"][0]["code"]) == (2, "unknown_union")


def test_a_file_beyond_the_limit_is_refused(roster, school, settings):
    settings.UPLOAD_LIMIT_BYTES = 100
    assert report(roster(rosters.official_form()))[1]["findings"][0]["code"] == "too_large"


def test_without_json_people_can_read_it(roster, school):
    code, text = run(roster(rosters.form_with_errors()))
    assert code == 2
    assert text.startswith("共 48 行：新增 0，变更 0，无变化 0\n[block] 第 8 行 H 列（证件号码）：")
    assert text.rstrip().endswith("没有写入。")


def test_the_union_must_be_named(roster):
    with pytest.raises(CommandError):
        call_command("import_roster", str(roster(b"x")))
