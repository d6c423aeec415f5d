"""Fields beyond the official form: cards, address, teaching group, retirement, birth months."""

from __future__ import annotations

import datetime

import pytest

from members import actions
from members.models import Member, RosterImport
from tests.members import rosters
from tests.members.factories import make_member
from tests.union_site.spreadsheets import files

pytestmark = pytest.mark.django_db


def confirm(brought, by, today):
    return actions.apply_roster(brought=brought, seen=brought.fingerprint, by=by, today=today)


LATER = {
    "年级组": ("teaching_group", "三年级组", "三年级组"),
    "教研组": ("teaching_group", "语文组", "语文组"),
    "会员服务卡号": ("card_no", "3300123456", "3300123456"),
    "发卡日期": ("card_issued_on", "2019年9月1日", datetime.date(2019, 9, 1)),
    "家庭住址": ("home_address", "滨海区港湾路 18 号", "滨海区港湾路 18 号"),
    "银行卡号": ("bank_card", "6222 0210 0101 2345 678", "6222021001012345678"),
    "退休日期": ("retires_on", "2040-03", datetime.date(2040, 3, 1)),
}


def with_column(heading, cell, number=1):
    someone = rosters.person(number)
    return files.xlsx([["姓名", "证件号码", heading], [someone["姓名"], someone["证件号码"], cell]])


@pytest.mark.parametrize("heading", LATER)
def test_a_later_field_is_imported_changed_and_restored(heading, receive, chair, today):
    key, cell, value = LATER[heading]
    confirm(receive(rosters.official_form(rosters.people(1))), chair, today)
    brought = receive(with_column(heading, cell))
    assert brought.updated_count == 1
    confirm(brought, chair, today)
    assert getattr(Member.objects.get(), key) == value
    assert found_by(Member.objects.get()) == found_by(derived())
    assert receive(with_column(heading, cell)).unchanged_count == 1
    actions.undo_roster(brought=RosterImport.objects.get(pk=brought.pk), by=chair)
    assert getattr(Member.objects.get(), key) in ("", None)


def derived():
    member = Member.objects.get()
    member.derive()
    return member


def found_by(member):
    keys = ("id_hash", "id_tail_hash", "bank_card_hash", "pinyin_order", "stroke_order")
    return member.values_of(keys)


def test_what_is_encrypted_at_rest_is_covered_in_the_preview(receive, chair, today):
    confirm(receive(with_column("银行卡号", "6222021001012345678")), chair, today)
    brought = receive(with_column("银行卡号", "6222021001012349999"))
    assert brought.shown["updated"][0]["changes"] == [
        {"label": "银行卡号", "old": "***************5678", "new": "***************9999"}
    ]
    assert Member.objects.get().bank_card_hash != ""


def test_a_bank_card_that_a_sheet_cut_off_is_refused(receive):
    brought = receive(with_column("银行卡号", 6.22202100101234e18))
    assert [f["code"] for f in brought.shown["findings"]] == ["card_cut_by_excel"]


def test_a_bank_card_belongs_to_one_member_only(school, receive):
    make_member(school, "沈若兰", bank_card="6222021001012345678")
    brought = receive(with_column("银行卡号", "6222021001012345678"))
    assert "名册中“沈若兰”已登记了这个银行卡号" in brought.shown["findings"][0]["message"]
    one, two = rosters.person(1), rosters.person(2)
    rows = [[p["姓名"], p["证件号码"], "6222021001010000001"] for p in (one, two)]
    brought = receive(files.xlsx([["姓名", "证件号码", "银行卡号"], *rows]))
    assert [f["code"] for f in brought.shown["findings"]] == ["card_repeated"]


@pytest.mark.parametrize(
    ("cell", "code"),
    [("1966-02", ""), ("1966年2月", ""), (196602, ""), ("1966-03", "birth_date_differs")],
)
def test_a_month_of_birth_is_enough_where_the_number_tells_the_day(
    cell, code, receive, chair, today
):
    # GB 11643: digits 7 to 14 are the date of birth.
    assert rosters.born(1) == datetime.date(1966, 2, 7)
    brought = receive(with_column("出生年月", cell))
    assert [f["code"] for f in brought.shown["findings"]] == ([code] if code else [])
    if not code:
        confirm(brought, chair, today)
        assert Member.objects.get().birth_date == rosters.born(1)


def test_a_month_of_birth_is_not_enough_for_a_passport(receive):
    rows = [
        ["姓名", "证件类型", "证件号码", "性别", "出生年月"],
        ["Anna", "护照", "X1234567", "女", "1985-03"],
    ]
    brought = receive(files.xlsx(rows))
    assert {f["code"] for f in brought.shown["findings"]} == {"date", "birth_date_missing"}
