"""Pages of accounts and slips, and what the workbench shows."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from django.utils import timezone

from members import actions
from members.models import SlipSheet
from tests.members.factories import make_member

pytestmark = pytest.mark.django_db


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
