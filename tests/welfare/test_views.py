"""Pages of condolence and benefits: who sees what, what is masked, how many queries."""

from __future__ import annotations

import datetime
import re
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.members.factories import make_member
from tests.welfare.factories import make_campaign, make_gift, make_reason, make_visit
from union_site import figures
from union_site.models import AuditEntry
from welfare import desk
from welfare.models import CondolenceCampaign, Gift, Visit

READ = ["visit_list", "visit_export", "campaign_list", "campaign_export", "benefits"]
WRITE = ["visit_new", "duty_new", "campaign_new", "benefit_new", "birthdays", "reason_list"]
OF_VISIT = ["visit_edit", "visit_pay", "visit_drop"]
DETAILS = "阑尾炎手术，恢复良好"


def address(name: str, *args: object) -> str:
    return reverse(f"welfare:{name}", args=args)


def rows_of(answer) -> list[tuple]:
    workbook = openpyxl.load_workbook(BytesIO(b"".join(answer)))
    return list(workbook.active.iter_rows(values_only=True))


@pytest.fixture
def visit(school) -> Visit:
    return make_visit(school, make_member(school, "吴思远"), details=DETAILS)


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("chair", 200),
        ("officer", 200),
        ("auditor", 200),
        ("leader", 403),
        ("handler", 403),
        ("teacher", 403),
        ("district_staff", 403),
    ],
)
def test_the_ledger_is_for_the_committee_and_its_auditor(request, log_in, name, who, status):
    client = log_in(request.getfixturevalue(who))
    assert client.get(address(name)).status_code == status


@pytest.mark.parametrize("name", WRITE)
@pytest.mark.parametrize("who", ["auditor", "teacher", "leader"])
def test_who_only_reads_opens_no_form(request, log_in, school, name, who):
    make_reason(school)
    assert log_in(request.getfixturevalue(who)).get(address(name)).status_code == 403


@pytest.mark.parametrize("name", ["visit", *OF_VISIT])
def test_another_unions_chair_finds_no_visit(log_in, stranger, visit, name):
    client = log_in(stranger)
    assert client.get(address(name, visit.pk)).status_code == 404
    assert client.post(address(name, visit.pk), {}).status_code == 404


def test_another_unions_chair_reads_no_details(log_in, stranger, visit):
    answer = log_in(stranger).post(address("visit_details", visit.pk))
    assert (answer.status_code, AuditEntry.objects.count()) == (404, 0)


# --- what is sensitive --------------------------------------------------------------------


def test_the_details_are_shown_when_asked_for_and_only_then(log_in, chair, visit):
    client = log_in(chair)
    assert DETAILS not in client.get(address("visit", visit.pk)).content.decode()
    answer = client.post(address("visit_details", visit.pk))
    assert DETAILS in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert AuditEntry.objects.get().verb == "visit.read_details"


def test_an_auditor_sees_the_visit_and_not_the_illness(log_in, auditor, visit):
    client = log_in(auditor)
    for url in (address("visit_list"), address("visit", visit.pk)):
        page = client.get(url).content.decode()
        assert "吴思远" in page
        assert "健康原因" in page
        assert "生病住院" not in page
    assert client.post(address("visit_details", visit.pk)).status_code == 403


def test_an_auditors_export_has_the_category_and_is_recorded(log_in, auditor, visit):
    rows = rows_of(log_in(auditor).get(address("visit_export")))
    assert [(row[0], row[2]) for row in rows[1:]] == [("吴思远", "健康原因")]
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.note) == ("welfare.export", "慰问台账 1 条")


def test_not_even_the_chairs_export_has_the_details(log_in, chair, visit):
    cells = [cell for row in rows_of(log_in(chair).get(address("visit_export"))) for cell in row]
    assert "生病住院" in cells
    assert [cell for cell in cells if cell and "阑尾炎" in str(cell)] == []


def test_an_auditor_cannot_find_the_ill_by_filtering(log_in, auditor, school, visit):
    make_visit(school, reason="结婚")
    page = log_in(auditor).get(address("visit_list") + f"?reason={visit.reason_id}")
    assert page.context["page"].paginator.count == 2
    assert "reason" not in page.context["listed"].filter_form.fields


def test_the_form_for_changing_does_not_show_the_details(log_in, chair, visit):
    page = log_in(chair).get(address("visit_edit", visit.pk)).content.decode()
    assert "吴思远" in page
    assert DETAILS not in page


# --- forms --------------------------------------------------------------------------------


def test_a_duty_is_registered_and_waits_in_the_navigation(log_in, chair, school):
    client, member = log_in(chair), make_member(school, "罗一鸣")
    client.post(
        address("duty_new"),
        {
            "member": member.pk,
            "reason": make_reason(school).pk,
            "relation": "self",
            "event_on": "2024-11-10",
            "details": DETAILS,
        },
    )
    duty = Visit.objects.get()
    assert (duty.member, duty.state, duty.details) == (member, "due", DETAILS)
    groups = client.get("/").context["frame"]["navigation"]
    waiting = {entry.label: entry.count for group in groups for entry in group.entries}
    assert waiting["慰问走访"] == 1


def test_a_form_keeps_what_was_typed_beside_what_was_wrong(log_in, chair, visit):
    page = log_in(chair).post(
        address("visit_pay", visit.pk),
        {
            "visited_on": "2024-11-12",
            "form": "money",
            "amount": "500",
            "visitors": "陈晓岚、何书敏",
        },
    )
    assert page.context["form"].errors == {"fund_source": ["有金额的须写明经费来源。"]}
    text = page.content.decode()
    assert 'value="陈晓岚、何书敏"' in text
    assert 'value="2024-11-12"' in text


def test_a_late_visit_is_ticked_and_then_recorded(log_in, chair, visit):
    client, url = log_in(chair), address("visit_pay", visit.pk)
    late = {"visited_on": "2024-11-16", "form": "call", "amount": "0"}
    page = client.post(url, late).content.decode()
    assert re.findall(r'name="accepted"\s+value="([^"]+)"', page) == ["W-13"]
    client.post(url, {**late, "accepted": "W-13"})
    visit.refresh_from_db()
    assert visit.state == "visited"


def test_a_member_of_another_union_cannot_be_chosen(log_in, chair, school, other_school):
    make_reason(school)
    foreign, client = make_member(other_school, "外校会员"), log_in(chair)
    campaign = make_campaign(school)
    for url in (address("duty_new"), address("campaign_visits", campaign.pk)):
        assert "外校会员" not in client.get(url).content.decode()
    answer = client.post(
        address("duty_new"),
        {
            "member": foreign.pk,
            "reason": make_reason(school).pk,
            "relation": "self",
            "event_on": "2024-11-10",
        },
    )
    assert list(answer.context["form"].errors) == ["member"]
    assert Visit.objects.count() == 0


def test_without_reasons_one_is_led_to_set_them(log_in, chair):
    client = log_in(chair)
    assert client.get(address("visit_new")).url == address("reason_list")
    client.post(address("reason_common"))
    assert client.get(address("visit_new")).status_code == 200


def test_a_round_is_recorded_for_several_members(log_in, chair, school):
    campaign, members = make_campaign(school), [make_member(school) for _ in range(3)]
    log_in(chair).post(
        address("campaign_visits", campaign.pk),
        {
            "members": [member.pk for member in members],
            "reason": make_reason(school, "节日慰问", is_obligatory=False).pk,
            "visited_on": "2024-09-20",
            "form": "goods",
            "goods": "月饼",
            "amount": "200",
            "fund_source": "union",
        },
    )
    listed = CondolenceCampaign.objects.for_list().get()
    assert (listed.visit_count, listed.visit_amount) == (3, 600)


def test_namesakes_are_told_apart_by_their_group(log_in, chair, school):
    from tests.members.factories import make_group

    make_reason(school)
    for group in ("一年级组", "二年级组"):
        make_member(school, "何秀一", group=make_group(school, group))
    make_member(school, "周敏", group=make_group(school, "三年级组"))
    page = log_in(chair).get(address("campaign_visits", make_campaign(school).pk))
    labels = [str(choice.choice_label) for choice in page.context["form"]["members"]]
    assert labels == ["何秀一（一年级组）", "何秀一（二年级组）", "周敏"]


# --- birthdays ----------------------------------------------------------------------------


def test_the_birthdays_of_a_month_are_listed_by_day_without_the_year(log_in, chair, school):
    for name, month, day in (("周敏", 12, 20), ("吴越", 12, 3), ("何书敏", 11, 3)):
        make_member(school, name, birth_date=datetime.date(1985, month, day))
    page = log_in(chair).get(address("birthdays") + "?month=2026-12")
    assert [(row.member.name, row.words) for row in page.context["rows"]] == [
        ("吴越", "12月3日"),
        ("周敏", "12月20日"),
    ]
    assert "1985" not in page.content.decode()


def test_cards_are_given_to_those_who_were_ticked(log_in, chair, school, today):
    born = datetime.date(1985, today.month, 1)
    chosen, other = [make_member(school, name, birth_date=born) for name in ("周敏", "吴越")]
    client, url = log_in(chair), address("birthdays") + f"?month={today:%Y-%m}"
    given = {
        "members": [chosen.pk],
        "given_on": today.isoformat(),
        "goods": "生日蛋糕卡",
        "amount": "300.00",
        "fund_source": "union",
    }
    client.post(url, given)
    assert [gift.member for gift in Gift.objects.all()] == [chosen]
    again = client.post(url, {**given, "members": [chosen.pk, other.pk]})
    assert [finding.code for finding in again.context["form"].findings] == ["W-04"]
    assert Gift.objects.count() == 1


@pytest.mark.parametrize(
    ("day", "lines"),
    [
        (20, ["1 位会员11月生日"]),
        (21, ["1 位会员11月生日", "2 位会员12月生日"]),
    ],
)
def test_birthdays_without_a_card_wait_on_the_workbench(chair, auditor, school, day, lines):
    for month in (10, 11, 12, 12):
        make_member(school, birth_date=datetime.date(1985, month, 3))
    had = make_member(school, birth_date=datetime.date(1985, 11, 4))
    make_gift(school, had, given_on=datetime.date(2026, 11, 2))
    today = datetime.date(2026, 11, day)
    assert [todo.title for todo in desk.todos(chair, today)] == lines
    assert list(desk.todos(auditor, today)) == []


def test_a_card_that_was_entered_by_mistake_is_taken_back(log_in, chair, stranger, school):
    gift = make_gift(school)
    assert log_in(stranger).post(address("benefit_take_back", gift.pk)).status_code == 404
    log_in(chair).post(address("benefit_take_back", gift.pk))
    assert Gift.objects.count() == 0
    assert AuditEntry.objects.get().verb == "gift.take_back"


# --- lists and figures --------------------------------------------------------------------


def test_what_is_due_stands_on_top_the_earliest_first(log_in, chair, school):
    for name, due in (("周敏", 20), ("吴越", 15)):
        make_visit(school, make_member(school, name), due_on=datetime.date(2024, 11, due))
    make_visit(school, make_member(school, "何书敏"), visited_on=datetime.date(2024, 11, 13))
    rows = log_in(chair).get(address("visit_list")).context["rows"]
    assert [row.visit.member.name for row in rows] == ["吴越", "周敏", "何书敏"]


def test_a_visit_is_found_by_the_initials_of_the_member(log_in, chair, school, visit):
    make_visit(school, make_member(school, "周敏"))
    page = log_in(chair).get(address("visit_list") + "?q=wsy")
    assert [row.visit for row in page.context["rows"]] == [visit]


FIGURES = {
    "welfare.campaigns": 1,
    "welfare.visits": 2,
    "welfare.amount": 1000,
    "welfare.birthday_cards": 2,
    "welfare.birthday_amount": 600,
}


@pytest.mark.parametrize("code", FIGURES)
def test_a_figure_leads_to_exactly_its_rows(log_in, chair, school, other_school, code):
    this_year, last_year = datetime.date(2026, 12, 31), datetime.date(2025, 12, 31)
    for union in (school, other_school):
        make_visit(union)
        make_visit(union, visited_on=this_year)
        make_visit(union, visited_on=datetime.date(2026, 1, 1))
        make_visit(union, visited_on=last_year)
        make_campaign(union)
        make_campaign(union, starts_on=last_year)
        make_gift(union)
        make_gift(union)
        make_gift(union, kind="retirement")
        make_gift(union, given_on=last_year)
    taken = figures.take(code, union=school, span=figures.calendar_year(2026))
    assert taken.value == FIGURES[code]
    page = log_in(chair).get(taken.url).context["page"]
    assert sorted(str(row.pk) for row in page.paginator.object_list) == sorted(taken.row_ids)


@pytest.mark.parametrize("name", [*READ, "benefit_export", "birthdays", "reason_list"])
def test_a_list_asks_the_database_as_often_for_five_rows_as_for_one(log_in, chair, school, name):
    client, counts = log_in(chair), []
    for more in (1, 4):
        for number in range(more):
            born = datetime.date(1985, 11, number + 1)
            campaign = make_campaign(school)
            make_visit(school, visited_on=datetime.date(2024, 11, 12), campaign=campaign)
            make_visit(school)
            make_gift(school, make_member(school, birth_date=born))
            make_reason(school, f"事由{more}{number}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(name) + "?month=2024-11").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 12
