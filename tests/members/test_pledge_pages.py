"""Pledges on pages and papers: figures, the two taps, who has not signed, the PDFs."""

from __future__ import annotations

import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from members.actions import pledges as actions
from members.models import Pledge, PledgeSignature
from members.papers import pledges as papers
from tests.members.factories import make_group, make_member, make_pledge, make_signature
from tests.union_site.documents.reading import texts
from union_site import figures
from union_site.documents import render_pdf

pytestmark = pytest.mark.django_db
TEXT = "我承诺：\n一、关爱学生。"


@pytest.fixture
def group(school):
    return make_group(school, "一组")


@pytest.fixture
def me(school, teacher, group):
    return make_member(school, "周敏", seat=teacher, group=group, post_category="teacher")


@pytest.fixture
def other(school, colleague):
    return make_member(school, "吴越", seat=colleague, post_category="staff")


@pytest.fixture
def pledge(school, me, other):
    return make_pledge(school)


def sign(pledge, by, *, agreed=True, seen=None, now=None):
    seen = pledge.fingerprint if seen is None else seen
    now = now or timezone.now()
    return actions.sign(pledge=pledge, by=by, agreed=agreed, seen=seen, now=now)


# --- figures ---------------------------------------------------------------------------------


def test_the_figures_are_the_sums_of_the_list_they_open(pledge, school, me, teacher, log_in, chair):
    sign(pledge, teacher)
    make_pledge(school, "草稿", state="draft")
    make_pledge(school, "往年", opens_on=datetime.date(2020, 9, 1))
    span = figures.calendar_year(pledge.opens_on.year)
    taken = figures.take("members.pledges_asked", union=school, span=span)
    assert (taken.value, taken.row_ids) == (2, (str(pledge.pk),))
    assert figures.value("members.pledges_signed", union=school, span=span) == 1
    page = log_in(chair).get(taken.url)
    assert [str(row.pledge.pk) for row in page.context["rows"]] == list(taken.row_ids)
    rate = next(rate for rate in figures.all_rates() if rate.code == "members.pledge_rate")
    assert (rate.numerator, rate.denominator) == (
        "members.pledges_signed",
        "members.pledges_asked",
    )


@pytest.mark.parametrize("state", ["open", "closed"])
@pytest.mark.parametrize("audience", ["all", "group", "category"])
def test_a_tally_counts_the_people_of_the_page(audience, state, school, me, other, group, teacher):
    more = {"group": {"group": group}, "category": {"post_category": "teacher"}}
    pledge = make_pledge(school, audience=audience, **more.get(audience, {}))
    make_member(school, "没签的", group=group, post_category="teacher")
    sign(pledge, teacher)
    if state == "closed":
        pledge.missed.set(pledge.unsigned())
        Pledge.objects.update(state="closed")
        pledge.refresh_from_db()
        make_member(school, "后来的", group=group, post_category="teacher")
    tally = Pledge.objects.all().tallies()[pledge.pk]
    people = pledge.people()
    assert (tally.asked, tally.signed) == (
        people.count(),
        people.filter(signed_at__isnull=False).count(),
    )


# --- pages -----------------------------------------------------------------------------------


def test_from_the_workbench_it_is_two_taps(pledge, me, teacher, log_in):
    client = log_in(teacher)
    errands = client.get("/").context["errands"]
    first = next(errand for errand in errands if "师德承诺书" in errand.title)
    page = client.get(first.url)
    sent = {"agreed": "yes", "seen": page.context["pledge"].fingerprint}
    answer = client.post(first.url, sent)
    assert answer.status_code == 302
    assert PledgeSignature.objects.get().member == me
    again = client.get("/").context["errands"]
    assert [errand for errand in again if "师德承诺书" in errand.title] == []
    assert "师德承诺书" in client.get("/members/me/").content.decode()


def test_a_chair_who_has_to_sign_is_told_among_the_things_to_do(pledge, chair, school, log_in):
    make_member(school, "陈晓岚", seat=chair)
    assert "签订《师德承诺书》" in log_in(chair).get("/").content.decode()


def test_the_page_of_a_closed_one_says_so(pledge, chair, colleague, log_in):
    actions.close_signing(pledge=pledge, by=chair)
    url = f"/members/pledges/{pledge.pk}/sign/"
    client = log_in(colleague)
    assert "签订已经结束" in client.get(url).content.decode()
    sent = {"agreed": "yes", "seen": pledge.fingerprint}
    page = client.post(url, sent, follow=True).content.decode()
    assert "签订已经结束" in page
    assert PledgeSignature.objects.count() == 0


def test_the_chair_goes_from_draft_to_close_on_the_page(chair, me, today, log_in):
    client = log_in(chair)
    sent = {
        "title": "廉洁承诺书",
        "text": TEXT,
        "audience": "all",
        "opens_on": today,
        "closes_on": today,
    }
    made = client.post("/members/pledges/new/", sent)
    pledge = Pledge.objects.get()
    assert made.url == f"/members/pledges/{pledge.pk}/"
    for step, state in (("open", "open"), ("remind", "open"), ("close", "closed")):
        client.post(f"{made.url}step/", {"step": step})
        pledge.refresh_from_db()
        assert pledge.state == state
    assert client.post(f"{made.url}step/", {"step": "nonsense"}).status_code == 404


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["吴越", "周敏"]),
        ("signed=yes", ["周敏"]),
        ("signed=no", ["吴越"]),
        ("q=wu", ["吴越"]),
        ("group=0", []),
    ],
)
def test_who_has_not_signed_comes_first_and_is_exported_alike(
    query, names, pledge, chair, teacher, log_in
):
    sign(pledge, teacher)
    client = log_in(chair)
    page = client.get(f"/members/pledges/{pledge.pk}/?{query}")
    assert [member.name for member in page.context["page"]] == names
    content = client.get(f"/members/pledges/{pledge.pk}/export/?{query}").content
    sheet = load_workbook(io.BytesIO(content)).active
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == names


def test_each_group_has_its_share_and_leads_to_its_people(pledge, chair, teacher, group, log_in):
    sign(pledge, teacher)
    client = log_in(chair)
    people = client.get(f"/members/pledges/{pledge.pk}/").context["people"]
    shown = {row.name: (row.signed, row.asked, row.share) for row in people.groups}
    assert shown == {"一组": (1, 1, "100%"), "未编组": (0, 1, "0.0%")}
    url = next(row.url for row in people.groups if row.name == "一组")
    page = client.get(f"/members/pledges/{pledge.pk}/{url}")
    assert [member.name for member in page.context["page"]] == ["周敏"]


@pytest.mark.parametrize("which", ["list", "detail", "export", "sign"])
def test_a_page_takes_as_many_queries_for_five_rows_as_for_one(
    which, pledge, chair, teacher, school, log_in
):
    client = log_in(teacher if which == "sign" else chair)
    base = "/members/pledges/"
    urls = {
        "list": base,
        "detail": f"{base}{pledge.pk}/",
        "export": f"{base}{pledge.pk}/export/",
        "sign": f"{base}{pledge.pk}/sign/",
    }

    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(urls[which]).status_code == 200
        return len(queries)

    few = count()
    for number in range(4):
        member = make_member(school, f"新来的{number}", group=make_group(school))
        make_pledge(school, f"第 {number} 份", audience="group", group=member.group)
        make_signature(pledge, member, chair)
    assert count() == few


# --- papers ----------------------------------------------------------------------------------


def words_of(content):
    return "".join("".join(texts(content)).split())


def test_the_list_as_pdf_names_who_signed_who_did_not_and_the_text(pledge, chair, teacher, log_in):
    sign(pledge, teacher)
    answer = log_in(chair).get(f"/members/pledges/{pledge.pk}/list.pdf")
    words = words_of(answer.content)
    for part in ("已签订（1人）", "周敏", "未签订（1人）", "吴越", "50.0%", "关爱学生"):
        assert part in words
    assert pledge.fingerprint[:20] in words


def test_the_text_as_pdf_has_room_for_a_name(pledge, chair, log_in):
    words = words_of(log_in(chair).get(f"/members/pledges/{pledge.pk}/pdf/").content)
    assert "关爱学生" in words
    assert "承诺人（签名）" in words


@pytest.mark.parametrize(("role", "status"), [("teacher", 200), ("chair", 200), ("colleague", 404)])
def test_ones_own_pledge_as_pdf_is_for_oneself_and_the_chair(
    role, status, request, pledge, me, teacher, log_in
):
    signed = sign(pledge, teacher)
    answer = log_in(request.getfixturevalue(role)).get(f"/members/pledges/signatures/{signed.pk}/")
    assert answer.status_code == status
    if status == 200:
        words = words_of(answer.content)
        for part in ("承诺人：周敏", "本人网上签订", signed.sha256[:20]):
            assert part in words


def test_a_name_with_rare_characters_is_printed(school, teacher, group):
    member = make_member(school, "龚䶮", seat=teacher, group=group)
    signed = make_signature(make_pledge(school), member, teacher)
    assert "龚䶮" in words_of(render_pdf(papers.own_pledge(signed)))
