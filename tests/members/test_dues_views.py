"""Pages of dues: who may enter which, what they show, what they cost."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members.actions import dues, dues_bases, dues_payments
from members.models import BaseImport, DuesAccount, DuesPayment, DuesYear
from members.urls.dues import urlpatterns
from tests.members.factories import give_base, make_group, make_member, open_dues, pay
from union_site import desk, figures
from union_site.models import AuditEntry
from union_site.spreadsheets import write_xlsx

pytestmark = pytest.mark.django_db
D = Decimal
# All its months are over, whatever day it is today.
LAST = timezone.localdate().year - 1

SEATS = (
    "chair",
    "officer",
    "auditor",
    "leader",
    "handler",
    "teacher",
    "colleague",
    "district_staff",
    "stranger",
)
OK, MOVED, NO, GONE = 200, 302, 403, 404
READ = (OK, OK, OK, NO, NO, NO, NO, NO)
ACT = (OK, OK, NO, NO, NO, NO, NO, NO)
DONE = (MOVED, MOVED, NO, NO, NO, NO, NO, NO)
PAGES = {
    # name: (method, thing, answers of SEATS)
    "dues": ("get", None, (*READ, OK)),
    "dues_export": ("get", None, (*READ, MOVED)),
    "dues_lapsing": ("get", None, (*READ, OK)),
    "dues_payments": ("get", None, (*READ, OK)),
    "dues_payments_export": ("get", None, (*READ, OK)),
    "dues_mine": ("get", None, (OK, OK, OK, NO, NO, OK, OK, NO, OK)),
    "dues_account": ("get", "account", (*READ, GONE)),
    "dues_sheet": ("get", "year", (*READ, GONE)),
    "dues_open": ("get", None, (*ACT, OK)),
    "dues_truncation": ("get", "year", (*ACT, GONE)),
    "dues_close": ("get", "year", (*ACT, GONE)),
    "dues_reopen": ("get", "year", (*ACT, GONE)),
    "dues_payroll": ("get", "year", (*ACT, GONE)),
    "dues_bases": ("get", "year", (*ACT, GONE)),
    "dues_bases_form": ("get", "year", (*ACT, GONE)),
    "dues_bases_run": ("get", "brought", (*ACT, GONE)),
    "dues_pay": ("get", "account", (*ACT, GONE)),
    "dues_base": ("get", "account", (*ACT, GONE)),
    "dues_months": ("get", "account", (*ACT, GONE)),
    "dues_void": ("get", "payment", (*ACT, GONE)),
    "dues_follow": ("post", "year", (*DONE, GONE)),
    "dues_bases_apply": ("post", "brought", (*DONE, GONE)),
    "dues_bases_discard": ("post", "brought", (*DONE, GONE)),
}


@pytest.fixture
def zhou(school, teacher):
    return make_member(school, "周敏", seat=teacher, group=make_group(school, "一组"))


@pytest.fixture
def year(zhou, officer):
    return open_dues(officer, LAST)


@pytest.fixture
def account(year, officer):
    return give_base(year.accounts.get(), "4307.50", officer)


@pytest.fixture
def payment(account, officer, today):
    return pay(account, "64.50", officer, today)


@pytest.fixture
def brought(year, officer):
    with write_xlsx(["姓名", "工资基数"], [["周敏", 5000]]) as file:
        return dues_bases.bring(
            dues_year=year, content=file.read(), file_name="基数.xlsx", by=officer
        )


def url_of(page: str, request) -> str:
    thing = PAGES[page][1]
    arguments = [request.getfixturevalue(thing).pk] if thing else []
    return reverse(f"members:{page}", args=arguments)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_each_seat_as_it_should(page, request, log_in, payment):
    method, _, expected = PAGES[page]
    url = url_of(page, request)
    answers = {}
    # The chair last: her post may use the thing up.
    for seat in reversed(SEATS):
        client = log_in(request.getfixturevalue(seat))
        answers[seat] = getattr(client, method)(url).status_code
    assert answers == dict(zip(SEATS, expected, strict=True))


def test_the_table_speaks_of_every_address():
    assert {pattern.name for pattern in urlpatterns} == set(PAGES)


@pytest.mark.parametrize("page", [name for name, row in PAGES.items() if row[0] == "post"])
def test_what_changes_something_is_not_done_by_following_a_link(page, request, log_in, officer):
    assert log_in(officer).get(url_of(page, request)).status_code == 405


@pytest.mark.parametrize("page", PAGES)
def test_who_is_not_logged_in_is_sent_to_the_login(page, request, client):
    answer = client.get(url_of(page, request))
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("account_login"))


# --- one's own -----------------------------------------------------------------------------


def test_a_member_sees_own_base_and_payments_and_a_colleague_does_not(
    payment, log_in, teacher, colleague
):
    make_member(teacher.union, "吴越", seat=colleague)
    url = reverse("members:dues_mine")
    mine = log_in(teacher).get(url).content.decode()
    assert "4,307.50" in mine
    assert payment.receipt_no in mine
    theirs = log_in(colleague).get(url).content.decode()
    assert "还没有您的会费记录" in theirs
    assert "4,307.50" not in theirs


def test_a_voided_payment_is_not_among_ones_own(payment, log_in, teacher, officer):
    dues_payments.void(payment=payment, reason="误登", by=officer, now=timezone.now())
    page = log_in(teacher).get(reverse("members:dues_mine")).content.decode()
    assert payment.receipt_no not in page


# --- the year table ------------------------------------------------------------------------


@pytest.fixture
def mixed(school, officer, today):
    """Paid, in arrears, exempt, without a base."""
    for name in ("缴清", "欠缴", "无基数"):
        make_member(school, name)
    make_member(school, "退休者", status="retained")
    year = open_dues(officer, LAST)
    for name in ("缴清", "欠缴"):
        give_base(year.accounts.get(member__name=name), "4300", officer)
    pay(year.accounts.get(member__name="缴清"), "258", officer, today)
    pay(year.accounts.get(member__name="欠缴"), "215", officer, today)
    return year


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("", {"缴清", "欠缴", "退休者", "无基数"}),
        ("paid", {"缴清"}),
        ("arrears", {"欠缴"}),
        ("exempt", {"退休者"}),
        ("no_base", {"无基数"}),
    ],
)
def test_a_chip_selects_and_counts_the_same(mixed, log_in, auditor, state, names):
    page = log_in(auditor).get(f"{reverse('members:dues')}?year={LAST}&state={state}")
    assert {row.account.member.name for row in page.context["rows"]} == names
    chip = next(chip for chip in page.context["listed"].chips if chip.is_active)
    assert chip.count == len(names)


def test_the_totals_are_those_of_the_rows(mixed, log_in, auditor):
    client = log_in(auditor)
    totals = client.get(f"{reverse('members:dues')}?year={LAST}").context["totals"]
    assert (totals.due, totals.paid, totals.arrears, totals.in_arrears) == (516, 473, 43, 1)
    assert totals.rate == "91.7"
    some = client.get(f"{reverse('members:dues')}?year={LAST}&state=paid").context["totals"]
    assert (some.people, some.due, some.arrears) == (1, 258, 0)


def test_the_table_is_searched_and_sorted(mixed, log_in, auditor):
    client = log_in(auditor)
    found = client.get(f"{reverse('members:dues')}?year={LAST}&q=qj").context["rows"]
    assert [row.account.member.name for row in found] == ["欠缴"]
    first = client.get(f"{reverse('members:dues')}?year={LAST}&order=arrears").context["rows"][0]
    assert first.account.member.name == "欠缴"


def test_the_export_holds_what_the_table_shows_and_is_in_the_trail(mixed, log_in, auditor):
    url = f"{reverse('members:dues_export')}?year={LAST}&state=arrears"
    content = log_in(auditor).get(url).content
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.values)
    row = dict(zip(rows[0], rows[1], strict=True))
    assert (len(rows), row["姓名"], row["欠缴（到12月）"]) == (2, "欠缴", 43)
    assert AuditEntry.objects.get(verb="dues.export").note == "1 行"


def test_the_figures_are_those_of_the_pages_they_lead_to(mixed, school, log_in, chair):
    span = figures.calendar_year(LAST)
    expected = {"due": 516, "collected": 473, "paid_people": 1, "unpaid_people": 1}
    client = log_in(chair)
    for name, number in expected.items():
        taken = figures.take(f"members.dues_{name}", union=school, span=span)
        assert taken.value == number
        page = client.get(taken.url)
        shown = {row.pk for row in page.context["page"].object_list}
        assert shown == set(map(int, taken.row_ids))


@pytest.mark.parametrize("page", ["dues", "dues_payments", "dues_lapsing"])
def test_a_list_costs_the_same_for_one_and_for_five(page, school, officer, auditor, log_in, today):
    client, costs = log_in(auditor), []
    url = f"{reverse(f'members:{page}')}?year={LAST}"
    year = None
    for names in (["甲"], ["乙", "丙", "丁", "戊"]):
        for name in names:
            make_member(school, name, group=make_group(school))
        if year is None:
            year = open_dues(officer, LAST)
        else:
            dues.follow_membership(dues_year=year, by=officer, now=timezone.now())
        for account in year.accounts.filter(monthly_base=None):
            give_base(account, "4300", officer)
            pay(account, "21.50", officer, today)
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = client.get(url)
        rows = answer.context["rows"]
        costs.append((len(rows), len(queries)))
    assert [count for count, _ in costs] == [1, 5]
    assert costs[0][1] == costs[1][1]
    assert costs[0][1] <= 16


# --- acts through pages --------------------------------------------------------------------


def test_a_year_is_opened_from_the_empty_page(zhou, log_in, officer):
    client = log_in(officer)
    assert reverse("members:dues_open") in client.get(reverse("members:dues")).content.decode()
    answer = client.post(reverse("members:dues_open"), {"year": LAST, "truncation": "none"})
    assert answer.url == f"{reverse('members:dues')}?year={LAST}"
    assert DuesYear.objects.get().truncation == "none"


def test_a_payment_is_recorded_and_voided(account, log_in, officer, today):
    client = log_in(officer)
    url = reverse("members:dues_pay", args=[account.pk])
    sent = {"revision": account.revision, "amount": "21.50", "method": "cash", "paid_on": today}
    assert client.post(url, sent).status_code == 302
    again = client.post(url, sent)
    assert "刚刚有过变动" in again.content.decode()
    payment = DuesPayment.objects.get()
    void = reverse("members:dues_void", args=[payment.pk])
    assert "请填写" in client.post(void, {"reason": ""}).content.decode()
    client.post(void, {"reason": "误登"})
    page = client.get(reverse("members:dues_account", args=[account.pk])).content.decode()
    assert "已作废" in page
    assert "误登" in page


def test_a_month_is_deducted_from_its_list(account, log_in, officer, today):
    client = log_in(officer)
    url = reverse("members:dues_payroll", args=[account.dues_year_id])
    page = client.get(f"{url}?month=3")
    assert [item.amount for item in page.context["rows"]] == [D("21.50")]
    client.post(f"{url}?month=3", {"month": 3, "paid_on": today})
    assert DuesPayment.objects.get().payroll_month == 3
    again = client.post(f"{url}?month=3", {"month": 3, "paid_on": today})
    assert "3月没有需要代扣的会员" in again.content.decode()


def test_bases_months_and_truncation_are_set(account, log_in, officer):
    client = log_in(officer)
    client.post(
        reverse("members:dues_base", args=[account.pk]),
        {"revision": account.revision, "monthly_base": "5000"},
    )
    account.refresh_from_db()
    client.post(
        reverse("members:dues_months", args=[account.pk]),
        {"revision": account.revision, "months": ["1", "2"], "exemption_reason": "停薪"},
    )
    client.post(
        reverse("members:dues_truncation", args=[account.dues_year_id]), {"truncation": "none"}
    )
    account = DuesAccount.objects.select_related("dues_year").get()
    assert (account.year_due, account.exemption_reason) == (D(50), "停薪")
    assert account.dues_year.truncation == "none"


def test_a_year_is_closed_after_its_warning_is_accepted_and_reopened(account, log_in, officer):
    client, year = log_in(officer), account.dues_year
    close = reverse("members:dues_close", args=[year.pk])
    assert "1 人没有缴清" in client.post(close, {}).content.decode()
    assert client.post(close, {"accepted": "dues.arrears"}).status_code == 302
    assert DuesYear.objects.get().state == "closed"
    client.post(reverse("members:dues_reopen", args=[year.pk]), {"note": "漏登"})
    assert DuesYear.objects.get().state == "open"


def test_a_sheet_of_bases_is_uploaded_looked_at_and_written(account, log_in, officer):
    client = log_in(officer)
    with write_xlsx(["姓名", "工资基数"], [["周敏", 6000]]) as file:
        upload = SimpleUploadedFile("基数.xlsx", file.read())
    url = reverse("members:dues_bases", args=[account.dues_year_id])
    answer = client.post(url, {"file": upload})
    page = client.get(answer.url)
    assert "6,000.00" in page.content.decode()
    apply = reverse("members:dues_bases_apply", args=[BaseImport.objects.get().pk])
    client.post(apply, {"seen": "another"})
    account.refresh_from_db()
    assert account.monthly_base == D("4307.50")
    client.post(apply, {"seen": page.context["run"].fingerprint})
    account.refresh_from_db()
    assert account.monthly_base == 6000


# --- papers and the workbench --------------------------------------------------------------


def pdf_text(content: bytes) -> str:
    pypdf = pytest.importorskip("pypdf")
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def test_the_collection_sheet_hides_bases_unless_they_are_asked_for(payment, log_in, auditor):
    url = reverse("members:dues_sheet", args=[payment.account.dues_year_id])
    client = log_in(auditor)
    plain, full = (pdf_text(client.get(url + query).content) for query in ("", "?bases=1"))
    for word in ("会费收缴表", "周敏", "258.00", "64.50", "193.50", "签字"):
        assert word in plain
    assert "4,307.50" not in plain
    assert "4,307.50" in full
    assert AuditEntry.objects.filter(verb="dues.export").count() == 1


NOV = datetime.date(2026, 11, 22)


def test_the_workbench_names_the_months_nobody_has_collected(school, officer):
    make_member(school, "甲")
    make_member(school, "乙", joined_union_on=datetime.date(2026, 11, 25))
    year = open_dues(officer, 2026)
    give_base(year.accounts.get(member__name="甲"), "4300", officer)
    for month in range(1, 9):
        dues_payments.deduct_month(dues_year=year, month=month, paid_on=NOV, by=officer, today=NOV)
    titles = [todo.title for todo in desk.todos(officer, NOV)]
    assert "9—10月会费还没有收" in titles
    assert "1 名会员没有工资基数" in titles


def test_one_s_own_arrears_stand_on_ones_own_workbench(zhou, officer, teacher, colleague):
    account = give_base(open_dues(officer, 2026).accounts.get(), "4300", officer)
    pay(account, "172", officer, NOV)
    mine = [item.detail for item in desk.mine(teacher, NOV) if item.title == "会费"]
    assert mine == ["已缴至8月，欠 2 个月"]
    assert [item for item in desk.mine(colleague, NOV) if item.title == "会费"] == []


def test_who_manages_nothing_is_told_nothing(account, auditor, teacher):
    for seat in (auditor, teacher):
        assert [todo for todo in desk.todos(seat, NOV) if todo.badge == "会费"] == []
