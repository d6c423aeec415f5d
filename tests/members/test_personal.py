"""One's own data: all of it, masked until asked, as a copy, and who else sees it."""

from __future__ import annotations

import io
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from activities.models import Activity, Attendance
from members.actions import personal as actions
from members.models import Disclosure, MembershipEvent
from members.models.codes import Status
from members.tables import personal as tables
from proposals.models import MicroProposal
from tests.members.factories import (
    make_acceptance,
    make_correction,
    make_group,
    make_member,
    make_notice,
    make_pledge,
    make_signature,
)
from tests.proposals.factories import make_micro
from tests.welfare.factories import make_gift, make_visit
from union_site import notifications, personal
from union_site.models import AuditEntry

pytestmark = pytest.mark.django_db
ADDRESS = "滨海区海天路 18 号 3 栋 502 室"
CARD = "6222021234567890123"


@pytest.fixture
def me(school, teacher):
    return make_member(
        school,
        "周敏",
        seat=teacher,
        group=make_group(school, "一组"),
        mobile="13912345678",
        home_address=ADDRESS,
        bank_card=CARD,
        title="一级教师",
    )


@pytest.fixture
def rows(me, school, teacher, chair, colleague, today):
    """One row of every kind about the teacher, and one of each about somebody else."""
    other = make_member(school, "吴越", seat=colleague)
    notice = make_notice(chair)
    pledge, missed = make_pledge(school), make_pledge(school, "廉洁承诺书", state="closed")
    for member, seat in ((me, teacher), (other, colleague)):
        make_visit(school, member, details=f"{member.name}的病情")
        make_gift(school, member)
        make_micro(school, author=seat, text=f"{member.name}的建议")
        make_signature(pledge, member, seat)
        missed.missed.add(member)
        make_correction(member)
        make_acceptance(notice, seat)
        notifications.tell(seats=[seat], sentence=f"告诉{member.name}")
        Disclosure.objects.create(
            union=school, member=member, what="证件号码", reason=f"{member.name}投保", by=chair
        )
        activity = Activity.objects.create(
            union=school,
            title=f"{member.name}的合唱",
            kind="training",
            starts_at=timezone.now(),
            ends_at=timezone.now(),
        )
        Attendance.objects.create(union=school, activity=activity, member=member)
        group = make_group(school, f"{member.name}带的组", head=member)
        assert group.head_id == member.pk
        make_member(school, f"旧{member.name}", status=Status.MERGED, merged_into=member)
    make_micro(school, text="匿名的一件心事")
    return other


WITHOUT_ROWS = {
    "congress.activities",
    "congress.convenors",
    "congress.delegates",
    "congress.joint_meetings",
    "congress.leaves",
    "congress.objections",
    "congress.opinions",
    "congress.presences",
    "congress.questions",
    "congress.readings",
    "congress.roll",
    "congress.signatures",
    "congress.tasks",
    "congress.trainings",
    "members.applications",
    "members.awards",
    "members.changes",
    "members.dues",
    "members.dues_payments",
    "members.groups_headed",
    "members.letters",
    "members.nominations",
    "members.posts",
    "members.transfers",
    "proposals.advice",
    "proposals.award_nominations",
    "proposals.formal",
    "proposals.messages",
    "proposals.notice_ratings",
    "proposals.opinions",
    "proposals.polls",
    "proposals.ratings",
    "proposals.seconded",
    "proposals.staff_notes",
    "union_site.files",
    "union_site.acts",
}


# --- the page --------------------------------------------------------------------------------


def test_the_page_shows_every_field_by_its_name(log_in, teacher, me):
    page = log_in(teacher).get("/members/me/").content.decode()
    for _, names in tables.sections():
        for name in names:
            assert f"<dt>{tables.label_of(name)}</dt>" in page


def test_what_is_sensitive_is_covered_until_one_taps(log_in, teacher, me):
    client = log_in(teacher)
    page = client.get("/members/me/").content.decode()
    for secret in (me.id_number, ADDRESS, CARD):
        assert secret not in page
    assert f"{me.id_number[:4]}**********{me.id_number[-4:]}" in page
    opened = client.post("/members/me/show/").content.decode()
    for secret in (me.id_number, ADDRESS, CARD):
        assert secret in opened


def test_looking_at_oneself_is_no_disclosure(log_in, teacher, me):
    log_in(teacher).post("/members/me/show/")
    assert Disclosure.objects.count() == 0
    assert AuditEntry.objects.count() == 0


def test_the_own_mobile_number_stands_there_in_full(log_in, teacher, me):
    assert "13912345678" in log_in(teacher).get("/members/me/").content.decode()


def test_who_is_not_on_the_roster_is_told_whom_to_ask(log_in, chair):
    answer = log_in(chair).get("/members/me/")
    assert answer.status_code == 200
    assert "请工会主席在会员名册中登记您" in answer.content.decode()


def test_each_sees_only_himself(log_in, teacher, colleague, rows):
    page = log_in(colleague).get("/members/me/").content.decode()
    assert "吴越" in page
    assert "周敏投保" not in page
    assert "吴越投保" in page


def test_who_has_looked_is_shown_the_newest_first(log_in, teacher, chair, me, school):
    for reason in ("先看的", "后看的"):
        Disclosure.objects.create(union=school, member=me, what="x", reason=reason, by=chair)
    page = log_in(teacher).get("/members/me/").content.decode()
    assert 0 < page.index("后看的") < page.index("先看的")


def queries_of(client, url):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    "url",
    ["/members/me/", *(f"/members/me/records/?of={h.code}" for h in personal.all_holdings())],
)
def test_a_page_takes_as_many_queries_for_five_rows_as_for_one(
    url, log_in, teacher, chair, me, school, today
):
    client = log_in(teacher)

    def add(number):
        make_visit(school, me, event_on=today.replace(day=number))
        make_gift(school, me, kind="birthday", year=2000 + number)
        make_micro(school, author=teacher)
        make_signature(make_pledge(school, f"第 {number} 份"), me, teacher)
        make_pledge(school, f"旧第 {number} 份", state="closed").missed.add(me)
        make_correction(me, state="declined", decided_by=chair)
        Disclosure.objects.create(union=school, member=me, what="x", reason="y", by=chair)
        make_group(school, head=me)
        notifications.tell(seats=[teacher], sentence="x")
        MembershipEvent.objects.create(
            union=school, member=me, kind="joined", on=today, status="active", by=chair
        )
        make_member(school, f"旧{number}", status=Status.MERGED, merged_into=me)

    add(1)
    few = queries_of(client, url)
    for number in range(2, 6):
        add(number)
    assert queries_of(client, url) == few


# --- rows of every app -----------------------------------------------------------------------


def test_every_kind_of_rows_holds_the_own_ones_and_no_others(me, rows):
    counts = {holding.code: holding.rows(me).count() for holding in personal.all_holdings()}
    assert {code for code, count in counts.items() if count != 1} == WITHOUT_ROWS


@pytest.mark.parametrize("holding", personal.all_holdings(), ids=lambda holding: holding.code)
def test_a_page_lists_each_kind_of_rows(holding, log_in, teacher, rows):
    page = log_in(teacher).get(f"/members/me/records/?of={holding.code}")
    assert page.status_code == 200
    words = page.content.decode()
    assert holding.label in words
    assert "吴越" not in words


def test_a_kind_that_does_not_exist_shows_the_first_with_rows(log_in, teacher, rows):
    page = log_in(teacher).get("/members/me/records/?of=nonsense")
    assert page.context["holding"].code == "members.disclosures"


def test_what_is_for_the_copy_alone_is_not_on_the_page(log_in, teacher, rows):
    page = log_in(teacher).get("/members/me/records/?of=welfare.visits").content.decode()
    assert "周敏的病情" not in page


def test_a_change_of_the_row_names_fields_and_who_made_it(me, chair, today):
    from members import actions as roster

    roster.amend(member=me, revision=1, by=chair, today=today, title="高级教师")
    holding = next(h for h in personal.all_holdings() if h.code == "members.changes")
    shown = tables.cells(holding, holding.rows(me))
    assert [dict(row)["改了哪些项"] for row in shown] == ["职称"]
    assert [dict(row)["办理人"] for row in shown] == ["陈晓岚"]


# --- the copy (PIPL art. 45) ----------------------------------------------------------------


def copy_of(client, kind):
    answer = client.post("/members/me/copy/", {"kind": kind})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    return answer.content


def test_the_json_copy_holds_every_field_and_every_kind_of_rows(log_in, teacher, me, rows):
    copy = json.loads(copy_of(log_in(teacher), "json"))
    own = copy["名册资料"]
    expected = {tables.label_of(name) for _, names in tables.sections() for name in names}
    assert set(own) == expected
    assert (own["证件号码"], own["家庭住址"], own["银行卡号"]) == (me.id_number, ADDRESS, CARD)
    assert (own["姓名"], own["性别"], own["工会小组"]) == ("周敏", "女", "一组")
    for holding in personal.all_holdings():
        assert len(copy[holding.label]) == holding.rows(me).count()
    assert copy["慰问走访"][0]["具体情况"] == "周敏的病情"
    assert copy["签订的承诺书"][0]["正文"] == "我承诺：\n一、关爱学生。"


def test_the_workbook_holds_the_same_with_one_sheet_for_each_kind(log_in, teacher, me, rows):
    book = load_workbook(io.BytesIO(copy_of(log_in(teacher), "xlsx")))
    labels = [holding.label for holding in personal.all_holdings()]
    assert book.sheetnames == ["名册资料", *labels]
    own = {row[0]: row[1] for row in book["名册资料"].iter_rows(min_row=3, values_only=True)}
    assert own["证件号码"] == me.id_number
    assert set(own) == {tables.label_of(n) for _, names in tables.sections() for n in names}
    for holding in personal.all_holdings():
        sheet = book[holding.label]
        headings = [cell.value for cell in sheet[1]]
        wanted = [column.heading for column in (*holding.columns, *holding.copy_only)]
        assert headings == wanted
        # The copy itself is an act, and the first one.
        expected = WITHOUT_ROWS - {"union_site.acts"}
        assert sheet.max_row - 1 == (0 if holding.code in expected else 1)


def test_a_field_without_a_place_of_its_own_is_still_in_the_copy(me, monkeypatch):
    """So that a column which is added one day cannot be forgotten."""
    cut = tuple((title, names[:1]) for title, names in tables._SECTIONS)
    monkeypatch.setattr(tables, "_SECTIONS", cut)
    names = {name for name, _, _ in tables.copy_of_row(me)}
    assert {"mobile", "bank_card", "title"} <= names


@pytest.mark.parametrize("kind", ["xlsx", "json"])
def test_an_anonymous_proposal_is_in_no_copy(kind, me, teacher, school, rows):
    assert MicroProposal.objects.filter(author=None).count() == 1
    content = tables.copy_json(me, timezone.now()).decode()
    assert "周敏的建议" in content
    assert "匿名的一件心事" not in content


def test_who_has_no_seat_is_not_taken_for_the_author_of_what_is_anonymous(school):
    """An empty author must not match an empty seat."""
    make_micro(school, text="匿名的一件心事")
    nobody = make_member(school, "没有账号的")
    holding = next(h for h in personal.all_holdings() if h.code == "proposals.micro")
    assert holding.rows(nobody).count() == 0
    assert "匿名的一件心事" not in tables.copy_json(nobody, timezone.now()).decode()


def test_what_names_no_seat_belongs_to_nobody_without_one(school):
    nobody = make_member(school, "没有账号的")
    AuditEntry.objects.create(union=school, verb="x", seat=None)
    assert personal.by_seat(AuditEntry.objects.all(), nobody).count() == 0


def test_what_was_written_of_a_relative_stays_out_of_the_copy(me, school):
    make_visit(school, me, relation="parent", details="父亲的病情")
    assert "父亲的病情" not in tables.copy_json(me, timezone.now()).decode()


@pytest.mark.parametrize("kind", ["xlsx", "json"])
def test_taking_a_copy_is_recorded_and_nothing_is_stored(kind, log_in, teacher, me):
    from union_site.models import Attachment

    copy_of(log_in(teacher), kind)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.seat, entry.object_id) == ("members.copy_own", teacher, str(me.pk))
    assert entry.note == actions.FORMATS[kind]
    assert Attachment.objects.count() == 0


def test_nobody_takes_a_copy_of_somebody_else(me, chair, colleague):
    for seat in (chair, colleague):
        with pytest.raises(PermissionDenied):
            actions.take_copy(member=me, by=seat, kind="xlsx")


def test_a_formula_in_the_own_data_is_defused(log_in, teacher, me):
    me.title = "=1+1"
    me.save()
    book = load_workbook(io.BytesIO(copy_of(log_in(teacher), "xlsx")))
    own = {row[0]: row[1] for row in book["名册资料"].iter_rows(min_row=3, values_only=True)}
    assert own["职称"] == "'=1+1"


# --- who sees what ---------------------------------------------------------------------------


def seen(label):
    return dict(next(row.cells for row in tables.who_sees() if row.label == label))


@pytest.mark.parametrize(
    ("label", "role", "words"),
    [
        ("姓名", "同事（会员）", "全部"),
        ("姓名", "区工会干部", "—"),
        ("证件号码", "主席", "遮盖；写明用途后看全部，并留下记录"),
        ("证件号码", "委员", "遮盖"),
        ("证件号码", "经审委员", "—"),
        ("证件号码", "同事（会员）", "—"),
        ("移动电话", "委员", "全部"),
        ("移动电话", "承办部门", "—"),
        ("一般资料", "主席", "全部"),
        ("一般资料", "同事（会员）", "—"),
        ("慰问走访", "经审委员", "全部"),
        ("慰问走访", "校领导", "—"),
        ("收到的通知", "主席", "—"),
    ],
)
def test_the_table_says_who_sees_what(label, role, words):
    assert seen(label)[role] == words


def test_every_field_stands_in_one_row_of_the_table():
    fields = [row for row in tables.who_sees() if row.detail]
    listed = [label for row in fields for label in row.detail.split("、")]
    alone = [tables.label_of(name) for name in tables._KINDS]
    every = [tables.label_of(name) for _, names in tables.sections() for name in names]
    assert sorted(listed + alone) == sorted(every)
