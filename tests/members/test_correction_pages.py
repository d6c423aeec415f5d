"""Pages of corrections: asking on the phone, evidence, settling at the desk."""

from __future__ import annotations

import datetime
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from members import actions as roster
from members.actions import corrections as actions
from members.models import Correction, CorrectionState, Disclosure, Member
from tests.members import rosters
from tests.members.factories import make_correction, make_member
from union_site import attachments
from union_site.models import Attachment, AuditEntry

pytestmark = pytest.mark.django_db
BORN = datetime.date(1990, 5, 20)
NUMBER = rosters.id_number(BORN, 25)
PDF = ("证明.pdf", b"%PDF-1.7 evidence")
State = CorrectionState


@pytest.fixture
def me(school, teacher):
    return make_member(school, "周敏", seat=teacher, title="二级教师", mobile="13912345678")


def ask(member, by, field="title", value="一级教师", **given):
    given.setdefault("reason", "新评了职称")
    today = timezone.localdate()
    return actions.ask(member=member, by=by, today=today, field=field, value=value, **given)


def accept(correction, by, revision=None, **given):
    revision = revision or Member.objects.get(pk=correction.member_id).revision
    today = timezone.localdate()
    return actions.accept(correction=correction, revision=revision, by=by, today=today, **given)


# --- evidence --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.4", attachments.PDF),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
    ],
)
def test_evidence_is_known_by_its_content(content, kind, me, teacher):
    asked = ask(me, teacher, evidence=("x", content))
    assert (asked.evidence.content_type, asked.evidence.is_personal) == (kind, True)


def test_anything_else_is_no_evidence(me, teacher):
    with pytest.raises(ValidationError, match="PDF"):
        ask(me, teacher, evidence=("x.pdf", b"MZ\x90"))


def test_evidence_goes_thirty_days_after_the_decision(me, teacher, chair):
    """PIPL art. 19: the shortest time that is needed."""
    asked = ask(me, teacher, evidence=PDF)
    assert asked.evidence.expires_at is None
    accept(asked, chair)
    file = Attachment.objects.get()
    now = timezone.now()
    days = datetime.timedelta(days=30)
    assert abs(file.expires_at - now - days) < datetime.timedelta(minutes=1)
    attachments.purge_expired(now=now + days + datetime.timedelta(minutes=5))
    asked.refresh_from_db()
    assert asked.evidence is None


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("teacher", 200),
        ("chair", 200),
        ("colleague", 404),
        ("officer", 404),
        ("auditor", 404),
        ("stranger", 404),
        ("district_staff", 403),
        ("leader", 403),
    ],
)
def test_evidence_is_for_the_member_and_for_the_chair(role, status, me, teacher, request, log_in):
    asked = ask(me, teacher, evidence=PDF)
    client = log_in(request.getfixturevalue(role))
    answer = client.get(f"/members/corrections/{asked.pk}/evidence/")
    assert answer.status_code == status
    if status == 200:
        assert b"".join(answer.streaming_content) == PDF[1]
        assert AuditEntry.objects.last().verb == "members.correction.evidence"


# --- pages -----------------------------------------------------------------------------------


def test_a_member_asks_on_the_phone_and_sees_it_wait(me, teacher, log_in):
    client = log_in(teacher)
    url = "/members/me/corrections/new/?field=title"
    assert "二级教师" in client.get(url).content.decode()
    file = SimpleUploadedFile(*PDF)
    sent = {"value": "一级教师", "reason": "新评", "evidence": file}
    assert client.post(url, sent).status_code == 302
    assert "一级教师" in client.get("/members/me/corrections/").content.decode()
    assert Correction.objects.get().evidence.name == "证明.pdf"


def test_the_form_shows_what_is_wrong_beside_the_field(me, teacher, log_in):
    url = "/members/me/corrections/new/?field=mobile"
    page = log_in(teacher).post(url, {"value": "123", "reason": "换号"})
    assert page.context["form"].errors == {"value": ["移动电话为 11 位数字。"]}


def test_a_file_that_is_too_large_is_refused(me, teacher, log_in):
    url = "/members/me/corrections/new/?field=title"
    file = SimpleUploadedFile("x.pdf", b"%PDF" + b"0" * 5_000_001)
    page = log_in(teacher).post(url, {"value": "x", "reason": "y", "evidence": file})
    assert "超过上限 5 MB" in page.context["form"].errors["evidence"][0]


def test_a_field_that_nobody_may_ask_about_leads_back(me, teacher, log_in):
    answer = log_in(teacher).get("/members/me/corrections/new/?field=status")
    assert (answer.status_code, answer.url) == (302, "/members/me/corrections/")


def test_the_own_sensitive_value_is_covered_on_the_form(me, teacher, log_in):
    page = log_in(teacher).get("/members/me/corrections/new/?field=id_number").content.decode()
    assert me.id_number not in page
    assert f"{me.id_number[:4]}**********" in page


def test_the_chair_sees_both_sides_and_settles(me, teacher, chair, log_in):
    asked, client = ask(me, teacher), log_in(chair)
    page = client.get(f"/members/corrections/{asked.pk}/")
    words = page.content.decode()
    assert 0 < words.index("二级教师") < words.index("一级教师")
    revision = page.context["form"].initial["revision"]
    answer = client.post(f"/members/corrections/{asked.pk}/accept/", {"revision": revision})
    assert answer.status_code == 302
    assert Member.objects.get().title == "一级教师"


def test_the_page_asks_to_agree_to_a_warning(me, teacher, chair, school, log_in):
    make_member(school, "周敏敏", birth_date=me.birth_date)
    asked, client = ask(me, teacher, "name", "周敏敏"), log_in(chair)
    url = f"/members/corrections/{asked.pk}/accept/"
    page = client.post(url, {"revision": 1})
    assert [finding.code for finding in page.context["form"].findings] == ["namesake"]
    assert client.post(url, {"revision": 1, "accepted": "namesake"}).status_code == 302


def test_after_a_change_in_between_the_page_shows_the_row_as_it_is_now(
    me, teacher, chair, log_in, today
):
    asked, client = ask(me, teacher), log_in(chair)
    roster.amend(member=Member.objects.get(), revision=1, by=chair, today=today, title="正高级教师")
    url = f"/members/corrections/{asked.pk}/accept/"
    page = client.post(url, {"revision": 1})
    words = page.content.decode()
    assert "别人修改了这名会员" in words
    assert 'name="revision" value="2"' in words
    assert client.post(url, {"revision": 2}).status_code == 302


def test_showing_both_is_a_post_that_leaves_a_trace(me, teacher, chair, log_in):
    asked, client = ask(me, teacher, "id_number", NUMBER), log_in(chair)
    assert NUMBER not in client.get(f"/members/corrections/{asked.pk}/").content.decode()
    assert NUMBER not in client.get("/members/corrections/").content.decode()
    shown = client.post(f"/members/corrections/{asked.pk}/show/").content.decode()
    assert NUMBER in shown
    assert Disclosure.objects.count() == 1


def test_a_member_withdraws(me, teacher, log_in):
    asked = ask(me, teacher)
    client = log_in(teacher)
    assert client.post(f"/members/corrections/{asked.pk}/withdraw/").status_code == 302
    assert Correction.objects.get().state == "withdrawn"


def test_the_chair_withdraws_nothing_of_others(me, teacher, chair, log_in):
    asked = ask(me, teacher)
    assert log_in(chair).post(f"/members/corrections/{asked.pk}/withdraw/").status_code == 404


@pytest.fixture
def many(me, school, chair):
    make_correction(me)
    make_correction(make_member(school, "吴越"), "mobile", proposed="13900000000")
    make_correction(make_member(school, "何书敏"), state="declined", decided_by=chair)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["周敏", "吴越", "何书敏"]),
        ("state=open", ["周敏", "吴越"]),
        ("state=declined", ["何书敏"]),
        ("state=nonsense", ["周敏", "吴越", "何书敏"]),
        ("q=吴", ["吴越"]),
    ],
)
def test_the_list_and_its_export_are_narrowed_alike(query, names, many, chair, log_in):
    client = log_in(chair)
    page = client.get(f"/members/corrections/?{query}")
    assert [row.member.name for row, _ in page.context["rows"]] == names
    content = client.get(f"/members/corrections/export/?{query}").content
    sheet = load_workbook(io.BytesIO(content)).active
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == names
    assert "13900000000" not in str(list(sheet.values))


@pytest.mark.parametrize("url", ["/members/corrections/", "/members/corrections/export/"])
def test_the_list_takes_as_many_queries_for_five_rows_as_for_one(url, school, chair, log_in):
    client = log_in(chair)

    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    make_correction(make_member(school))
    few = count()
    for _ in range(4):
        make_correction(make_member(school))
    assert count() == few


@pytest.mark.parametrize(("count", "rest"), [(1, None), (3, None), (4, 1), (5, 2)])
def test_what_waits_is_on_the_chairs_workbench(count, rest, school, chair, log_in):
    for number in range(count):
        make_correction(make_member(school, f"会员{number}"))
    titles = [row.title for row in log_in(chair).get("/").context["todos"]]
    named = [title for title in titles if "申请更正职称" in title]
    assert named == [f"会员{number} 申请更正职称" for number in range(min(count, 3))]
    more = [title for title in titles if "件更正申请待办理" in title]
    assert more == ([] if rest is None else [f"另有 {rest} 件更正申请待办理"])
