"""Pages of accounts: what each chip selects, acts that ask first, the list, the slips."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members.models import Member, SlipSheet
from members.papers.accounts import slip_sheet
from members.tables import accounts as tables
from members.urls.accounts import urlpatterns
from tests.members.account_steps import (
    CLOSING,
    NOT_CHAIRS,
    RENEWAL,
    close,
)
from tests.members.factories import make_group, make_member, seated
from union_site.documents import render_pdf
from union_site.models import AuditEntry, Seat, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def zhou(school):
    return seated(school, "周敏", group=make_group(school, "一组"))


# --- the page ------------------------------------------------------------------------------


@pytest.fixture
def everybody(school, now):
    make_member(school, "无账号")
    seated(school, "未登录")
    used = seated(school, "在用")
    User.objects.filter(pk=used.seat.user_id).update(last_login=now)
    seated(school, "离会", status="resigned")
    closed = seated(school, "停用")
    Seat.objects.filter(pk=closed.seat_id).update(is_active=False)
    make_member(school, "早已离会", status="resigned")  # never had an account: nothing to do


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("", {"无账号"}),
        ("none", {"无账号"}),
        ("unused", {"未登录"}),
        ("used", {"在用"}),
        ("leaving", {"离会"}),
        ("closed", {"停用"}),
        ("all", {"无账号", "未登录", "在用", "离会", "停用"}),
    ],
)
def test_a_chip_selects_and_counts_the_same(everybody, log_in, chair, state, names):
    page = log_in(chair).get(f"{reverse('members:accounts')}?state={state}")
    assert {row["member"].name for row in page.context["rows"]} == names
    chip = next(chip for chip in page.context["listed"].chips if chip.is_active)
    assert chip.count == len(names)


def test_each_row_says_the_state_it_was_chosen_by(everybody, log_in, chair):
    client = log_in(chair)
    for key, label, _ in tables.PILES:
        rows = client.get(f"{reverse('members:accounts')}?state={key}").context["rows"]
        assert {row["state"] for row in rows} == {label}


def test_the_list_costs_the_same_for_one_and_for_five(school, log_in, chair):
    client, costs = log_in(chair), []
    url = f"{reverse('members:accounts')}?state=all"
    for count in (1, 4):
        for n in range(count):
            seated(school, f"会员{count}{n}", group=make_group(school))
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(url)
        costs.append((len(answer.context["rows"]), len(queries)))
    assert costs[0][0] == 1
    assert costs[1] == (5, costs[0][1])


def test_the_export_names_accounts_and_no_password(everybody, log_in, chair):
    answer = log_in(chair).get(f"{reverse('members:accounts_export')}?state=used")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[0] == ("姓名", "工会小组", "用户名", "账号", "最近登录", "会籍")
    username = Member.objects.get(name="在用").seat.user.username
    assert [row[:4] for row in rows[1:]] == [("在用", None, username, "在用")]
    assert AuditEntry.objects.get(verb="members.export_accounts").note == "1 行"


def test_a_whole_group_gets_new_passwords_after_a_confirmation(school, zhou, log_in, chair):
    seated(school, "外组")
    client = log_in(chair)
    url = f"{reverse('members:accounts_renew')}?state=unused&group={zhou.group_id}"
    asked = client.post(url, {"who": "all"})
    assert "将为 1 人重开一次性密码（周敏）" in asked.content.decode()
    assert f'name="member_ids" value="{zhou.pk}"' in asked.content.decode()
    done = client.post(url, {"member_ids": zhou.pk, "accepted": RENEWAL})
    assert done.url == reverse("members:slips", args=[SlipSheet.objects.get().pk])


def test_those_who_left_are_closed_in_one_act(everybody, log_in, chair):
    client = log_in(chair)
    url = f"{reverse('members:accounts_close')}?state=leaving"
    asked = client.post(url, {"who": "all"})
    assert "将停用 1 个账号（离会）" in asked.content.decode()
    member = Member.objects.get(name="离会")
    client.post(url, {"member_ids": member.pk, "accepted": CLOSING})
    assert not Seat.objects.get(pk=member.seat_id).is_active
    assert Seat.objects.get(pk=Member.objects.get(name="在用").seat_id).is_active


def test_a_closed_account_is_opened_again(everybody, log_in, chair):
    member = Member.objects.get(name="停用")
    log_in(chair).post(reverse("members:accounts_reopen"), {"member": member.pk})
    assert Seat.objects.get(pk=member.seat_id).is_active


def test_one_account_is_closed_and_opened_from_the_page_of_its_member(zhou, log_in, chair):
    client, url = log_in(chair), reverse("members:detail", args=[zhou.pk])
    assert reverse("members:accounts_close") in client.get(url).content.decode()
    close(chair, zhou, note="x")
    page = client.get(url).content.decode()
    assert reverse("members:accounts_reopen") in page
    assert reverse("members:password", args=[zhou.pk]) not in page


def test_a_chair_is_offered_no_end_of_the_own_account(school, log_in, chair):
    own = make_member(school, "陈晓岚", seat=chair)
    page = log_in(chair).get(reverse("members:detail", args=[own.pk])).content.decode()
    assert reverse("members:accounts_close") not in page


OK, MOVED, NO = 200, 302, 403
PAGES = {
    "accounts_renew": ("post", OK),
    "accounts_close": ("post", OK),
    "accounts_reopen": ("post", MOVED),
    "accounts_export": ("get", OK),
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", ["chair", "stranger", *NOT_CHAIRS])
def test_only_a_chair_enters(page, role, request, log_in, zhou):
    method, answer = PAGES[page]
    client = log_in(request.getfixturevalue(role))
    # A stranger's own page; the member that was named is not there for her.
    sent = {"member": zhou.pk} if method == "post" else {}
    status = getattr(client, method)(reverse(f"members:{page}"), sent).status_code
    assert status == (answer if role in ("chair", "stranger") else NO)
    assert Seat.objects.get(pk=zhou.seat_id).is_active


def test_the_table_speaks_of_every_address():
    assert {pattern.name for pattern in urlpatterns} == set(PAGES)


def test_sixty_slips_fit_the_page_and_none_is_cut_in_two(school, today):
    """Each name stands on the page on which its password stands."""
    pypdf = pytest.importorskip("pypdf")
    from members.models import Slip

    slips = [
        Slip(f"会员{n:02d}", "第一小组", f"1990000{n:04d}", f"pw{n:02d}-abcd") for n in range(60)
    ]
    paper = slip_sheet(slips, union=school, on=today, address="https://example.cn/accounts/login/")
    pages = [p.extract_text() for p in pypdf.PdfReader(io.BytesIO(render_pdf(paper))).pages]
    for slip in slips:
        on = [n for n, text in enumerate(pages) if slip.password in text]
        assert on == [n for n, text in enumerate(pages) if slip.name in text]
        assert len(on) == 1
