"""Taking the roster away: masked at once or by a job, in full for a reason and after a look."""

from __future__ import annotations

import io
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from members import actions
from members.actions import exports
from members.models import Disclosure, Member
from tests.members.factories import make_group, make_member
from tests.members.taken import (
    ADDRESS,
    CARD,
    CHOOSE,
    EVERYTHING,
    confirmation,
    make_people,
    rows_of,
    secrets_in,
    sheet_of,
)
from union_site import jobs
from union_site.models import Attachment, AuditEntry, Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(school, other_school):
    make_people(school, other_school)


# --- masked --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["陈㛃", "单雄飞"]),
        ("sex=male", ["单雄飞"]),
        ("status=left", ["走了的"]),
        ("order=strokes", ["陈㛃", "单雄飞"]),
        ("q=cj", ["陈㛃"]),
        ("page=7", ["陈㛃", "单雄飞"]),
    ],
)
def test_the_file_holds_exactly_the_rows_of_the_list(query, names, people, log_in, chair):
    client = log_in(chair)
    listed = re.findall(
        r'/members/\d+/">(.*?)</a>', client.get(f"/members/?{query}").content.decode()
    )
    assert listed == names
    rows = rows_of(client.get(f"/members/export/?{query}"))
    assert sorted(row["姓名"] for row in rows) == sorted(names)


@pytest.mark.parametrize("role", ["chair", "officer"])
def test_every_sensitive_value_is_masked_whoever_exports(role, people, request, log_in):
    answer = log_in(request.getfixturevalue(role)).get("/members/export/")
    content = b"".join(answer)
    row = dict(zip(*list(load_workbook(io.BytesIO(content)).active.values)[:2], strict=True))
    member = Member.objects.get(name="陈㛃")
    assert row["证件号码"] == f"{member.id_number[:4]}**********{member.id_number[-4:]}"
    assert (row["移动电话"], row["银行卡号"]) == ("138****5678", f"{'*' * 15}{CARD[-4:]}")
    assert (row["家庭住址"], row["出生年份"]) == ("滨海区望海路…", 1985)
    assert "private" in answer["Cache-Control"]


def test_no_cell_is_read_as_a_formula(people, log_in, chair):
    assert rows_of(log_in(chair).get("/members/export/?q=cj"))[0]["职称"] == "'=1+1"


def test_a_masked_export_is_recorded_with_filter_rows_and_columns(people, log_in, officer):
    log_in(officer).get("/members/export/?sex=male&status=left")
    entry = AuditEntry.objects.get(verb="members.export")
    assert entry.seat == officer
    assert entry.note.startswith("1 人（遮盖）；筛选：已离会；性别：男；列：姓名、性别、出生年份、")
    assert Disclosure.objects.count() == 0


@pytest.mark.parametrize("kind", ["table", "official"])
def test_an_export_takes_as_many_queries_for_five_rows_as_for_one(kind, school, chair, log_in):
    client = log_in(chair)

    def queries():
        with CaptureQueriesContext(connection) as found:
            answer = client.post(CHOOSE, {"kind": kind, "coding": ""})
            b"".join(answer)
        return len(found)

    make_member(school, group=make_group(school))
    first = queries()
    for _ in range(4):
        make_member(school, group=make_group(school))
    assert queries() == first


def test_nobody_to_export_is_said_instead_of_an_empty_file(log_in, chair):
    answer = log_in(chair).get("/members/export/?sex=male")
    assert answer.url == "/members/?sex=male"
    assert AuditEntry.objects.count() == 0
    page = log_in(chair).get(f"{CHOOSE}?sex=male").content.decode()
    assert "没有符合条件的会员" in page


# --- large: by a job -----------------------------------------------------------------------


@pytest.fixture
def one_is_large(settings):
    settings.ROSTER_ROWS_AT_ONCE = 1


def test_a_large_export_is_written_by_a_job_and_expires(one_is_large, people, log_in, chair):
    client = log_in(chair)
    assert client.get("/members/export/?order=strokes").url == f"{CHOOSE}?order=strokes"
    answer = client.post(f"{CHOOSE}?order=strokes", {"kind": "table", "coding": ""})
    job = Job.objects.get()
    assert answer.url == reverse("job", args=[job.pk])
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (Job.State.DONE, 2, 2)
    kept = job.result
    assert kept.is_personal
    assert (kept.expires_at - job.created_at).days == 7
    answer = client.get(reverse("job_file", args=[job.pk]))
    assert [row["姓名"] for row in rows_of(answer)] == ["陈㛃", "单雄飞"]
    assert secrets_in(client.get(reverse("job_file", args=[job.pk]))) == set()
    verbs = AuditEntry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["members.export", *["attachment.download"] * 2]


def test_the_official_form_by_a_job_keeps_its_codes(one_is_large, people, log_in, chair):
    client = log_in(chair)
    client.post(CHOOSE, {"kind": "official", "coding": "hainan"})
    jobs.run(Job.objects.get().pk)
    rows = rows_of(client.get(reverse("job_file", args=[Job.objects.get().pk])), heading_row=4)
    assert [row["学历"] for row in rows[:2]] == ["6", None]


@pytest.mark.parametrize("role", ["auditor", "leader", "teacher", "district_staff"])
def test_who_may_not_see_the_roster_takes_nothing_away(role, request):
    seat = request.getfixturevalue(role)
    told = {"by": seat, "count": 1, "filters": "", "columns": []}
    with pytest.raises(PermissionDenied):
        exports.record_export(**told)
    with pytest.raises(PermissionDenied):
        exports.begin_export(**told, parameters={})


# --- in full -------------------------------------------------------------------------------


def test_before_anything_leaves_a_page_says_how_many_people_and_which_columns(
    people, log_in, chair
):
    page, data = confirmation(log_in(chair), "?sex=female")
    text = page.content.decode()
    assert "<strong>1 名会员</strong>" in text
    assert "证件号码、银行卡号、家庭住址、移动电话" in text
    assert "在册；性别：女" in text
    assert data["confirmed"] == ["1"]
    assert (Disclosure.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_after_it_the_values_stand_in_full_under_a_watermark(people, log_in, chair, school):
    client = log_in(chair)
    answer = client.post(CHOOSE, confirmation(client)[1])
    assert answer.streaming
    assert "no-store" in answer["Cache-Control"]
    sheet = sheet_of(answer)
    mark = sheet["A1"].value
    assert re.fullmatch(
        rf"含完整个人信息 {school.name} 导出人 陈晓岚（主席） \d{{4}}-\d\d-\d\d \d\d:\d\d "
        "共 2 人 用途：报送区工会实名核对",
        mark,
    )
    # On every printed page as well.
    assert mark in (sheet.oddHeader.left.text, sheet.oddFooter.left.text)
    assert sheet.oddHeader.left.text == sheet.oddFooter.left.text
    headings, first, _ = list(sheet.values)[1:]
    row = dict(zip(headings, first, strict=True))
    member = Member.objects.get(name="陈㛃")
    assert [row[h] for h in ("证件号码", "银行卡号", "家庭住址", "移动电话")] == [
        *(member.id_number, CARD, ADDRESS, "13812345678")
    ]
    assert row["出生日期"].date() == member.birth_date


def test_only_what_was_chosen_is_full(people, log_in, chair):
    client = log_in(chair)
    data = confirmation(client, full=["bank_card"])[1]
    assert secrets_in(client.post(CHOOSE, data)) == {CARD}


def test_every_member_of_the_file_is_told_and_the_trail_knows_all(people, log_in, chair):
    client = log_in(chair)
    data = confirmation(client, "?sex=male", full=["id_number", "mobile"])[1]
    b"".join(client.post(f"{CHOOSE}?sex=male", data))
    row = Disclosure.objects.get()
    assert (row.member.name, row.by, row.reason) == ("单雄飞", chair, "报送区工会实名核对")
    assert row.what == "证件号码、移动电话（导出）"
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.seat) == ("members.export_full", chair)
    assert entry.note.split("；列：")[0] == (
        "1 人；完整内容：证件号码、移动电话；用途：报送区工会实名核对；筛选：在册；性别：男"
    )
    assert "；列：姓名、性别、出生日期、" in entry.note


def test_the_file_is_kept_nowhere_on_the_server(
    people, log_in, chair, settings, tmp_path, monkeypatch
):
    """Domain §7: a full export is stored nowhere; not even as a temporary file."""
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    client = log_in(chair)
    answer = client.post(CHOOSE, confirmation(client)[1])
    assert CARD in secrets_in(answer)
    assert (Attachment.objects.count(), Job.objects.count()) == (0, 0)
    assert not settings.MEDIA_ROOT.exists()


def test_a_roster_that_changed_meanwhile_is_confirmed_anew(people, school, log_in, chair):
    client = log_in(chair)
    data = confirmation(client)[1]
    make_member(school, "新来的")
    page = client.post(CHOOSE, data)
    text = page.content.decode()
    assert "名册刚刚有变化：符合条件的现在是 3 人" in text
    assert 'name="confirmed" value="3"' in text
    assert (Disclosure.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_without_a_reason_there_is_no_confirmation(people, log_in, chair):
    page, _ = confirmation(log_in(chair), reason=" ")
    assert page.context["form"].errors == {"reason": ["完整导出须写明用途。"]}
    # Nor by leaving the second page out and the reason too.
    page = log_in(chair).post(CHOOSE, EVERYTHING | {"reason": "", "confirmed": "2"})
    assert page.context["form"].errors == {"reason": ["完整导出须写明用途。"]}


def test_an_officer_is_offered_no_full_export_and_gets_none(people, log_in, officer):
    client = log_in(officer)
    assert 'name="full"' not in client.get(CHOOSE).content.decode()
    assert secrets_in(client.post(CHOOSE, EVERYTHING | {"confirmed": "2"})) == set()
    assert Disclosure.objects.count() == 0


@pytest.mark.parametrize(
    "role", ["officer", "auditor", "leader", "handler", "teacher", "district_staff"]
)
def test_only_the_chair_takes_values_away_in_full(role, people, school, request):
    with pytest.raises(PermissionDenied):
        actions.disclose_in_bulk(
            rows=Member.objects.of_union(school),
            seen=3,
            what=["id_number"],
            by=request.getfixturevalue(role),
            reason="x",
            filters="",
            columns=[],
        )


def test_another_unions_rows_are_never_among_them(people, chair, other_school):
    """Even if a caller hands in too much."""
    disclosed = actions.disclose_in_bulk(
        rows=Member.objects.all(),
        seen=3,
        what=["id_number"],
        by=chair,
        reason="x",
        filters="",
        columns=[],
    )
    assert {m.union for m in Member.objects.filter(pk__in=disclosed)} == {chair.union}
