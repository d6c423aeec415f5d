"""Who may enter which page of one's own data, corrections, the privacy notice and pledges."""

from __future__ import annotations

import pytest
from django.urls import reverse

from members.actions import corrections as actions
from members.urls.personal import urlpatterns
from tests.members.factories import (
    make_acceptance,
    make_member,
    make_notice,
    make_pledge,
    make_signature,
)

pytestmark = pytest.mark.django_db

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
ALL = (OK,) * 9
OWN = (OK, OK, OK, NO, NO, OK, OK, NO, OK)
CHAIR = (OK, NO, NO, NO, NO, NO, NO, NO, OK)
CHAIR_THING = (OK, NO, NO, NO, NO, NO, NO, NO, GONE)
CHAIR_ACT = (MOVED, NO, NO, NO, NO, NO, NO, NO, GONE)
# Those who are not on the roster, or not the one it is about, find nothing.
PAGES = {
    # name: (method, thing, answers of SEATS)
    "me": ("get", None, OWN),
    "me_show": ("post", None, OWN),
    "me_records": ("get", None, (MOVED, MOVED, MOVED, NO, NO, OK, OK, NO, MOVED)),
    "who_sees": ("get", None, ALL),
    "me_copy": ("post", None, (MOVED, MOVED, MOVED, NO, NO, OK, OK, NO, MOVED)),
    "my_corrections": ("get", None, (MOVED, MOVED, MOVED, NO, NO, OK, OK, NO, MOVED)),
    "correction_new": ("get", None, (MOVED, MOVED, MOVED, NO, NO, MOVED, MOVED, NO, MOVED)),
    "corrections": ("get", None, CHAIR),
    "corrections_export": ("get", None, CHAIR),
    "correction": ("get", "correction", CHAIR_THING),
    "correction_show": ("post", "correction", CHAIR_THING),
    "correction_accept": ("post", "correction", CHAIR_THING),
    "correction_decline": ("get", "correction", CHAIR_THING),
    "correction_withdraw": (
        "post",
        "correction",
        (GONE, GONE, GONE, NO, NO, MOVED, GONE, NO, GONE),
    ),
    "correction_evidence": ("get", "correction", (OK, GONE, GONE, NO, NO, OK, GONE, NO, GONE)),
    "privacy": ("get", None, ALL),
    "privacy_accept": ("post", None, (MOVED,) * 9),
    "privacy_decline": ("get", None, ALL),
    "privacy_notices": ("get", None, CHAIR),
    "privacy_notice_draft": ("post", None, (MOVED, NO, NO, NO, NO, NO, NO, NO, MOVED)),
    "privacy_notice": ("get", "notice", CHAIR_THING),
    "privacy_notice_edit": (
        "get",
        "notice",
        (MOVED, NO, NO, NO, NO, NO, NO, NO, GONE),
    ),
    "privacy_notice_publish": ("post", "notice", CHAIR_ACT),
    "privacy_notice_export": ("get", "notice", CHAIR_THING),
    "pledges": ("get", None, CHAIR),
    "pledge_new": ("get", None, CHAIR),
    "pledge": ("get", "pledge", CHAIR_THING),
    "pledge_edit": ("get", "pledge", CHAIR_THING),
    "pledge_step": ("post", "pledge", (GONE, NO, NO, NO, NO, NO, NO, NO, GONE)),
    "pledge_revise": ("post", "pledge", CHAIR_ACT),
    "pledge_paper": ("post", "pledge", CHAIR_ACT),
    "pledge_export": ("get", "pledge", CHAIR_THING),
    "pledge_text_pdf": ("get", "pledge", CHAIR_THING),
    "pledge_list_pdf": ("get", "pledge", CHAIR_THING),
    # The colleague is asked too; officer and auditor are not on the roster here.
    "pledge_sign": ("get", "pledge", (OK, GONE, GONE, NO, NO, OK, OK, NO, GONE)),
    "pledge_signature": ("get", "signature", (OK, GONE, GONE, NO, NO, OK, GONE, NO, GONE)),
}


@pytest.fixture
def me(school, teacher):
    return make_member(school, "周敏", seat=teacher, title="二级教师")


@pytest.fixture
def correction(me, teacher, today):
    return actions.ask(
        member=me,
        by=teacher,
        today=today,
        field="title",
        value="一级教师",
        reason="新评",
        evidence=("证明.pdf", b"%PDF-1.7"),
    )


@pytest.fixture
def notice(request, chair):
    """Published, and read by everybody who knocks."""
    made = make_notice(chair)
    for role in SEATS:
        seat = request.getfixturevalue(role)
        if seat.union_id == chair.union_id:
            make_acceptance(made, seat)
    return made


@pytest.fixture
def pledge(school, me):
    return make_pledge(school)


@pytest.fixture
def signature(pledge, me, teacher):
    return make_signature(pledge, me, teacher)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_each_seat_as_it_should(page, request, log_in, me, school, colleague):
    make_member(school, "吴越", seat=colleague)
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
    assert {pattern.name for pattern in urlpatterns} == set(PAGES)


@pytest.mark.parametrize("page", [name for name, row in PAGES.items() if row[0] == "post"])
def test_what_changes_something_is_not_done_by_following_a_link(
    page, request, log_in, chair, teacher
):
    _, thing, _ = PAGES[page]
    arguments = [request.getfixturevalue(thing).pk] if thing else []
    who = teacher if page.startswith("me_") or page == "correction_withdraw" else chair
    assert log_in(who).get(reverse(f"members:{page}", args=arguments)).status_code == 405
