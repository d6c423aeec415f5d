"""Pages of applications on the union's side: who opens them, the list, the paper."""

from __future__ import annotations

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.models import Application
from tests.members.factories import make_application, make_group
from tests.union_site.documents.reading import texts

pytestmark = pytest.mark.django_db

# --- pages ---------------------------------------------------------------------------------

OK, NO, GONE, MOVED = 200, 403, 404, 302
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
PAGES = {
    "applications/": ("get", (OK, OK, NO, NO, NO, NO, NO, OK)),
    "applications/export/": ("get", (OK, OK, NO, NO, NO, NO, NO, OK)),
    "applications/{}/": ("get", (OK, OK, GONE, NO, NO, GONE, NO, GONE)),
    "applications/{}/form.pdf": ("get", (OK, OK, NO, NO, NO, NO, NO, GONE)),
    "applications/{}/endorse/": ("get", (OK, OK, GONE, NO, NO, GONE, NO, GONE)),
    "applications/{}/approve/": ("get", (MOVED, MOVED, GONE, NO, NO, GONE, NO, GONE)),
    "applications/{}/nonsense/": ("get", (GONE, GONE, GONE, NO, NO, GONE, NO, GONE)),
    "join-address/": ("get", (OK, OK, NO, NO, NO, NO, NO, OK)),
    "join-address/poster.pdf": ("get", (OK, OK, NO, NO, NO, NO, NO, OK)),
    "join-address/renew/": ("post", (MOVED, NO, NO, NO, NO, NO, NO, MOVED)),
}


@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_each_seat_as_it_should(page, request, school, log_in):
    method, expected = PAGES[page]
    url = f"/members/{page.format(make_application(school).pk)}"
    answers = {
        seat: getattr(log_in(request.getfixturevalue(seat)), method)(url).status_code
        for seat in SEATS
    }
    assert answers == dict(zip(SEATS, expected, strict=True))


def names_on(page):
    return re.findall(
        r'<th scope="row">\s*<a href="/members/applications/\d+/">(.*?)</a>', page.content.decode()
    )


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["乙", "甲"]),
        ("state=submitted", ["甲"]),
        ("state=endorsed", ["乙"]),
        ("state=nonsense", ["乙", "甲"]),
        ("year=2026", ["乙"]),
        ("q=甲", ["甲"]),
        ("q=13900000000", ["乙"]),
    ],
)
def test_the_list_is_filtered_and_searched(query, names, school, other_school, chair, log_in):
    make_application(school, "甲", submitted_on=datetime.date(2025, 12, 31))
    make_application(
        school,
        "乙",
        state="endorsed",
        mobile="13900000000",
        submitted_on=datetime.date(2026, 1, 1),
    )
    make_application(other_school, "外校的")
    assert names_on(log_in(chair).get(f"/members/applications/?{query}")) == names


def test_the_list_asks_the_same_number_of_questions(school, chair, log_in):
    client, counts = log_in(chair), []
    for size in (1, 5):
        while Application.objects.count() < size:
            make_application(school, group=make_group(school))
        with CaptureQueriesContext(connection) as asked:
            client.get("/members/applications/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_page_masks_the_number(school, officer, log_in):
    application = make_application(school)
    page = log_in(officer).get(f"/members/applications/{application.pk}/").content.decode()
    assert application.id_number not in page
    assert application.id_number[:4] + "*" * 10 in page


def test_the_paper_holds_what_the_form_asks_and_neither_number_nor_family(school, chair, log_in):
    application = make_application(school, title="二级教师")
    answer = log_in(chair).get(f"/members/applications/{application.pk}/form.pdf")
    text = "".join("".join(texts(answer.content)).split())
    for word in ("入会申请书", "骆清扬", "二级教师", "1985年3月15日", "申请人签名"):
        assert word in text
    assert application.id_number not in text
    assert "家庭" not in text
