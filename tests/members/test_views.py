"""Pages of the roster: who may enter, what they show, what they refuse."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from members import actions
from members.models import Member, RosterImport, SlipSheet
from tests.members import rosters
from tests.members.factories import make_group, make_member
from union_site.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(school):
    return make_member(school, "陈㛃", mobile="13812345678", group=make_group(school, "一组"))


@pytest.fixture
def brought(chair, today):
    return actions.receive_roster(
        content=rosters.official_form(), file_name="名册.xlsx", by=chair, today=today
    )


@pytest.fixture
def sheet(chair, school):
    make_member(school, "周敏", mobile="13987654321")
    return actions.begin_accounts(by=chair, member_ids=None, now=timezone.now())


def upload(content, name="名册.xlsx"):
    return {"file": SimpleUploadedFile(name, content)}


# --- who × what ----------------------------------------------------------------------------

SEATS = (
    "chair",
    "officer",
    "auditor",
    "leader",
    "handler",
    "teacher",
    "district_staff",
    "stranger",
)
# A page anyone may ask for has its own answer for each; one about a thing of another union's
# is not there (404) for those who may enter such pages in their own.
OK, MOVED, NO, GONE = 200, 302, 403, 404
PAGES = {
    # name: (method, thing, answers of SEATS)
    "list": ("get", None, (OK, OK, NO, NO, NO, NO, NO, OK)),
    "export": ("get", None, (OK, OK, NO, NO, NO, NO, NO, OK)),
    "new": ("get", None, (OK, NO, NO, NO, NO, NO, NO, OK)),
    "detail": ("get", "member", (OK, OK, NO, NO, NO, NO, NO, GONE)),
    "edit": ("get", "member", (OK, NO, NO, NO, NO, NO, NO, GONE)),
    "id_number": ("post", "member", (OK, NO, NO, NO, NO, NO, NO, GONE)),
    "password": ("post", "member", (MOVED, NO, NO, NO, NO, NO, NO, GONE)),
    "import": ("get", None, (OK, NO, NO, NO, NO, NO, NO, OK)),
    "import_form": ("get", None, (OK, NO, NO, NO, NO, NO, NO, OK)),
    "import_run": ("get", "brought", (OK, NO, NO, NO, NO, NO, NO, GONE)),
    "import_errors": ("get", "brought", (OK, NO, NO, NO, NO, NO, NO, GONE)),
    "import_apply": ("post", "brought", (MOVED, NO, NO, NO, NO, NO, NO, GONE)),
    "import_discard": ("post", "brought", (MOVED, NO, NO, NO, NO, NO, NO, GONE)),
    "import_undo": ("post", "brought", (MOVED, NO, NO, NO, NO, NO, NO, GONE)),
    "accounts": ("get", None, (OK, NO, NO, NO, NO, NO, NO, OK)),
    "accounts_open": ("post", None, (MOVED, NO, NO, NO, NO, NO, NO, MOVED)),
    "slips": ("get", "sheet", (OK, NO, NO, NO, NO, NO, NO, GONE)),
    "slips_pdf": ("get", "sheet", (OK, NO, NO, NO, NO, NO, NO, GONE)),
    "slips_destroy": ("post", "sheet", (MOVED, NO, NO, NO, NO, NO, NO, GONE)),
}


@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_each_seat_as_it_should(page, request, log_in):
    method, thing, expected = PAGES[page]
    arguments = [request.getfixturevalue(thing).pk] if thing else []
    url = reverse(f"members:{page}", args=arguments)
    answers = {}
    # The chair last: her post may use the thing up.
    for seat in reversed(SEATS):
        client = log_in(request.getfixturevalue(seat))
        answers[seat] = getattr(client, method)(url).status_code
    assert answers == dict(zip(SEATS, expected, strict=True))


@pytest.mark.parametrize("page", PAGES)
def test_who_is_not_logged_in_is_sent_to_the_login(page, request, client):
    _, thing, _ = PAGES[page]
    arguments = [request.getfixturevalue(thing).pk] if thing else []
    answer = client.get(reverse(f"members:{page}", args=arguments))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


def test_the_table_speaks_of_every_address():
    from members.urls import urlpatterns

    assert {pattern.name for pattern in urlpatterns} == set(PAGES)


@pytest.mark.parametrize("page", [name for name, row in PAGES.items() if row[0] == "post"])
def test_what_changes_something_is_not_done_by_following_a_link(page, request, log_in, chair):
    _, thing, _ = PAGES[page]
    arguments = [request.getfixturevalue(thing).pk] if thing else []
    assert log_in(chair).get(reverse(f"members:{page}", args=arguments)).status_code == 405


# --- the list ------------------------------------------------------------------------------


def names_on(page):
    return re.findall(
        r'<th scope="row">\s*<a href="/members/\d+/">(.*?)</a>', page.content.decode()
    )


@pytest.fixture
def people(school, other_school):
    first, second = make_group(school, "一组"), make_group(school, "二组")
    make_member(school, "陈㛃", mobile="13812345678", group=first, joined_union_on="2026-03-01")
    make_member(school, "单雄飞", sex="male", group=first, ethnicity="05", staff_no="T0042")
    make_member(school, "欧阳若兰", group=second, engagement="contract", title="一级教师")
    make_member(school, "周敏", status="retained", employment_status="retired")
    make_member(school, "走了的", status="resigned")
    make_member(other_school, "外校陈㛃")


def group_id(name):
    from members.models import UnionGroup

    return UnionGroup.objects.get(name=name).pk


ALL = ["陈㛃", "欧阳若兰", "单雄飞", "周敏"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ALL),
        ("status=active", ["陈㛃", "欧阳若兰", "单雄飞"]),
        ("status=retained", ["周敏"]),
        ("status=left", ["走了的"]),
        ("status=nonsense", ALL),
        ("sex=male", ["单雄飞"]),
        ("minority=1", ["单雄飞"]),
        ("engagement=other", ["欧阳若兰"]),
        ("account=without", ALL),
        ("account=with", []),
        ("from=2026-01-01&to=2026-12-31", ["陈㛃"]),
        ("from=2026-03-02", []),
        ("q=陈", ["陈㛃"]),
        ("q=雄飞", ["单雄飞"]),
        ("q=chenjie", ["陈㛃"]),
        ("q=sxf", ["单雄飞"]),
        ("q=Shan+Xiong", ["单雄飞"]),
        ("q=oyrl", ["欧阳若兰"]),
        ("q=138", ["陈㛃"]),
        ("q=5678", ["陈㛃"]),
        ("q=t0042", ["单雄飞"]),
        ("q=没有这个人", []),
        ("page=99", ALL),
    ],
)
def test_the_list_is_filtered_searched_and_sorted(query, names, people, log_in, chair):
    page = log_in(chair).get(f"/members/?{query}")
    assert names_on(page) == names


def test_the_list_is_sorted_by_surname_strokes(school, log_in, chair):
    for name in ("周敏", "陈㛃", "黄明", "丁一", "韩雪"):
        make_member(school, name)
    assert names_on(log_in(chair).get("/members/?order=strokes")) == [
        "丁一",
        "陈㛃",
        "周敏",
        "黄明",
        "韩雪",
    ]


def test_the_list_is_sorted_by_group_and_those_without_come_last(people, log_in, chair):
    assert names_on(log_in(chair).get("/members/?order=group")) == [
        "陈㛃",
        "单雄飞",
        "欧阳若兰",
        "周敏",
    ]


def test_the_list_is_filtered_by_group(people, log_in, chair):
    page = log_in(chair).get(f"/members/?group={group_id('二组')}")
    assert names_on(page) == ["欧阳若兰"]


def test_a_member_is_found_by_the_last_four_of_the_id_number(school, log_in, chair):
    member = make_member(school, "陈㛃")
    make_member(school, "别人", birth_date=rosters.born(7))
    page = log_in(chair).get(f"/members/?q={member.id_number[-4:].lower()}")
    assert "陈㛃" in names_on(page)
    assert names_on(log_in(chair).get("/members/?q=0000")) == []


@pytest.mark.parametrize(("role", "mobile"), [("chair", "13812345678"), ("officer", "13812345678")])
def test_the_list_masks_the_id_number_for_everyone(role, mobile, member, request, log_in):
    page = log_in(request.getfixturevalue(role)).get("/members/").content.decode()
    assert member.id_number not in page
    assert f"{member.id_number[:4]}**********{member.id_number[-4:]}" in page
    assert mobile in page


def queries_of(client, url):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    "url", ["/members/", "/members/export/", "/members/accounts/", "/members/import/"]
)
def test_a_list_takes_as_many_queries_for_five_rows_as_for_one(url, school, chair, log_in, today):
    client = log_in(chair)

    def add(number):
        make_member(school, group=make_group(school))
        actions.receive_roster(
            content=rosters.gbk_csv(rosters.people(number)),
            file_name="a.csv",
            by=chair,
            today=today,
        )

    add(1)
    first = queries_of(client, url)
    for number in range(2, 6):
        add(number)
    assert queries_of(client, url) == first
    assert first <= 12


def test_the_export_holds_exactly_the_filtered_rows_masked(people, log_in, chair):
    answer = log_in(chair).get("/members/export/?sex=male")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert len(rows) == 2
    row = dict(zip(rows[0], rows[1], strict=True))
    member = Member.objects.get(name="单雄飞")
    assert row["姓名"] == "单雄飞"
    assert row["证件号码"] == f"{member.id_number[:4]}**********{member.id_number[-4:]}"
    assert row["民族"] == "维吾尔族"
    assert "private" in answer["Cache-Control"]


def test_the_export_masks_mobiles_even_for_the_chair(member, log_in, chair):
    answer = log_in(chair).get("/members/export/")
    values = [
        cell for row in load_workbook(io.BytesIO(answer.content)).active.values for cell in row
    ]
    assert "138****5678" in values
    assert "13812345678" not in values


def test_an_empty_roster_says_what_to_do_next(log_in, chair, officer):
    assert "导入名册" in log_in(chair).get("/members/").content.decode()
    assert "请主席先导入或登记" in log_in(officer).get("/members/").content.decode()


# --- one member ----------------------------------------------------------------------------


def test_the_full_number_is_shown_for_a_reason_only(member, log_in, chair):
    client = log_in(chair)
    url = reverse("members:id_number", args=[member.pk])
    assert (
        member.id_number
        not in client.get(reverse("members:detail", args=[member.pk])).content.decode()
    )
    refused = client.post(url, {"reason": ""}).content.decode()
    assert member.id_number not in refused
    assert "请写明查看完整证件号码的用途" in refused
    answer = client.post(url, {"reason": "办理互助保障"})
    assert member.id_number in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert AuditEntry.objects.get(verb="members.disclose_id_number").note == "办理互助保障"


def form_of(client, url):
    """What the browser would send back unchanged."""
    form = client.get(url).context["form"]
    return {
        name: form[name].value() if form[name].value() is not None else ""
        for name in form.fields
        if form[name].value() is not False
    }


def test_a_member_is_registered_by_the_form(school, log_in, chair):
    client = log_in(chair)
    number = rosters.id_number(rosters.born(1), 4)
    data = form_of(client, "/members/new/") | {
        "name": "龚 䶮",
        "id_number": number,
        "mobile": "138-1234-5678",
    }
    answer = client.post("/members/new/", data)
    member = Member.objects.get()
    assert answer.url == reverse("members:detail", args=[member.pk])
    assert (member.name, member.mobile, member.id_number) == ("龚䶮", "13812345678", number)


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(log_in, chair):
    client = log_in(chair)
    data = form_of(client, "/members/new/") | {"name": "龚䶮", "id_number": "330106199001011234"}
    page = client.post("/members/new/", data)
    assert page.status_code == 200
    assert "校验码不对" in page.context["form"].errors["id_number"][0]
    assert 'value="龚䶮"' in page.content.decode()
    assert Member.objects.count() == 0


def test_the_edit_form_never_shows_the_number_and_keeps_it(member, log_in, chair):
    client = log_in(chair)
    url = reverse("members:edit", args=[member.pk])
    assert member.id_number not in client.get(url).content.decode()
    client.post(url, form_of(client, url) | {"title": "一级教师"})
    changed = Member.objects.get()
    assert (changed.title, changed.id_number, changed.revision) == ("一级教师", member.id_number, 2)


def test_a_form_filled_from_an_older_state_is_not_saved(member, log_in, chair, today):
    client = log_in(chair)
    url = reverse("members:edit", args=[member.pk])
    data = form_of(client, url) | {"title": "高级教师"}
    actions.amend(member=member, revision=1, by=chair, today=today, title="一级教师")
    page = client.post(url, data)
    assert "别人修改了这名会员" in page.content.decode()
    assert 'value="高级教师"' in page.content.decode()
    assert Member.objects.get().title == "一级教师"


# --- the import ----------------------------------------------------------------------------


def test_a_roster_is_uploaded_previewed_applied_and_undone(log_in, chair):
    client = log_in(chair)
    run = client.post("/members/import/", upload(rosters.official_form())).url
    page = client.get(run).content.decode()
    assert "核对通过" in page
    assert rosters.person(1)["姓名"] in page
    assert Member.objects.count() == 0
    seen = re.search(r'name="seen" value="(\w+)"', page).group(1)
    assert client.post(f"{run}apply/", {"seen": seen}).url == run
    assert Member.objects.active().count() == 48
    assert "名册已导入：新增 48 人，变更 0 人，无变化 0 人。" in client.get(run).content.decode()
    client.post(f"{run}undo/")
    assert Member.objects.count() == 0
    assert "恢复到导入之前" in client.get(run).content.decode()


def test_each_spoiled_row_stands_on_the_page_and_nothing_can_be_confirmed(log_in, chair):
    client = log_in(chair)
    run = client.post("/members/import/", upload(rosters.form_with_errors())).url
    page = client.get(run).content.decode()
    for row, (letter, header, _, words) in rosters.SPOILED.items():
        assert f"第 {row} 行 {letter} 列（{header}）" in page
        assert words in page
    assert "确认导入" not in page.replace("再点“确认导入”", "")
    client.post(f"{run}apply/", {"seen": RosterImport.objects.get().fingerprint})
    assert "还有 6 处须改正" in client.get(run).content.decode()
    assert Member.objects.count() == 0


def test_the_error_workbook_holds_the_rows_and_what_is_wrong_with_them(log_in, chair):
    client = log_in(chair)
    run = client.post("/members/import/", upload(rosters.form_with_errors())).url
    answer = client.get(f"{run}errors/")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[0] == ("哪里需要改正", *rosters.HEADINGS)
    assert len(rows) == 49
    wrong = [row for row in rows[1:] if row[0]]
    assert len(wrong) == 6
    assert [row for row in rows[1:7] if row[0]] == wrong
    assert any(
        row[0] == "“火星族”不在民族代码表中，请从列表中选择，如“汉族”“蒙古族”“回族”。"
        for row in wrong
    )
    assert AuditEntry.objects.filter(verb="members.download_errors").count() == 1


def test_the_error_workbook_can_be_corrected_and_uploaded_again(log_in, chair):
    client = log_in(chair)
    run = client.post("/members/import/", upload(rosters.form_with_errors())).url
    again = client.post("/members/import/", upload(client.get(f"{run}errors/").content)).url
    first, second = RosterImport.objects.order_by("pk")
    assert again != run
    assert (second.row_count, second.blocking_count) == (first.row_count, first.blocking_count)


def test_the_empty_form_is_the_official_one_and_is_read_by_the_import(log_in, chair, school):
    answer = log_in(chair).get("/members/import/form/")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[3] == tuple(rosters.HEADINGS)
    assert school.unit_name in rows[2][0]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "空.xlsx", "文件是空的"),
        (b"%PDF-1.7", "名册.xlsx", "这是PDF 文件"),
        (b"PK\x03\x04 broken", "名册.xlsx", "已损坏"),
        (bytes(range(256)) * 9, "名册.csv", "文字编码"),
        (rosters.official_form([]), "名册.xlsx", "下面没有会员的数据行"),
        (rosters.official_form(merged=["B5:B6"]), "名册.xlsx", "B5:B6 是合并单元格"),
    ],
)
def test_a_file_that_cannot_be_read_is_answered_with_a_sentence(
    content, name, words, log_in, chair
):
    page = log_in(chair).post("/members/import/", upload(content, name))
    assert page.status_code == 200
    assert words in page.content.decode()
    assert RosterImport.objects.count() == 0


def test_a_file_of_50_megabytes_is_refused_before_it_is_read(log_in, chair, monkeypatch):
    def read_nothing(**arguments):
        raise AssertionError("it was read")

    monkeypatch.setattr(actions, "receive_roster", read_nothing)
    page = log_in(chair).post("/members/import/", upload(b"x" * 50_000_000))
    assert "50.0 MB，超过上限 20 MB" in page.content.decode()


def test_an_id_column_that_excel_cut_is_named_row_by_row(log_in, chair):
    persons = rosters.people(2)
    persons[0]["证件号码"] = 3.30106199102100e17
    persons[1]["证件号码"] = "3.30106E+17"
    client = log_in(chair)
    page = client.get(client.post("/members/import/", upload(rosters.official_form(persons))).url)
    assert page.content.decode().count("请将证件号码列设为文本格式") == 2
    # Not even the digits that are left are repeated.
    assert "33010619910210" not in page.content.decode()


def test_no_file_is_asked_for(log_in, chair):
    assert "请先选择文件" in log_in(chair).post("/members/import/").content.decode()


def test_a_discarded_import_forgets_its_file(brought, log_in, chair):
    log_in(chair).post(reverse("members:import_discard", args=[brought.pk]))
    gone = RosterImport.objects.get()
    assert (gone.state, gone.file, gone.preview) == ("discarded", None, None)


# --- accounts ------------------------------------------------------------------------------


def test_slips_are_printed_and_destroyed(sheet, log_in, chair):
    client = log_in(chair)
    url = reverse("members:slips", args=[sheet.pk])
    slip = sheet.slips()[0]
    page = client.get(url)
    assert slip.password in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    client.post(f"{url}destroy/")
    assert slip.password not in client.get(url).content.decode()
    assert client.get(f"{url}pdf/").status_code == 302
    assert SlipSheet.objects.get().sealed is None


def test_the_sheet_of_slips_is_a_pdf_with_every_name_and_password(school, log_in, chair):
    pypdf = pytest.importorskip("pypdf")
    for name in ("陈㛃", "龚䶮", "𠮷野"):
        make_member(school, name)
    sheet = actions.begin_accounts(by=chair, member_ids=None, now=timezone.now())
    answer = log_in(chair).get(reverse("members:slips_pdf", args=[sheet.pk]))
    reader = pypdf.PdfReader(io.BytesIO(answer.content))
    text = "".join(page.extract_text() for page in reader.pages)
    for slip in sheet.slips():
        assert slip.name in text
        assert slip.password in text


def test_a_new_member_logs_in_with_the_slip_and_must_choose_a_password(sheet, client):
    slip = sheet.slips()[0]
    client.post(reverse("account_login"), {"login": "13987654321", "password": slip.password})
    assert client.get("/").url == reverse("account_change_password")


def test_the_page_of_accounts_lists_who_has_none(sheet, school, log_in, chair):
    make_member(school, "单雄飞")
    page = log_in(chair).get("/members/accounts/").content.decode()
    assert "单雄飞" in page
    assert "周敏" not in page
    assert "为 1 人开通账号" in page


# --- the workbench -------------------------------------------------------------------------


def test_the_workbench_shows_the_members_and_what_waits(member, brought, log_in, chair):
    page = log_in(chair).get("/").content.decode()
    assert "名册“名册.xlsx”已核对，还没有导入" in page
    assert "1 名会员还没有账号" in page


def test_the_search_above_all_pages_finds_members(member, log_in, chair, teacher):
    assert (
        reverse("members:detail", args=[member.pk])
        in log_in(chair).get("/search/?q=cj").content.decode()
    )
    assert "陈㛃" not in log_in(teacher).get("/search/?q=cj").content.decode()
