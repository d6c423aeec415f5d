"""Who may enter which page of the roster."""

from __future__ import annotations

import pytest
from django.urls import reverse

from members.models import CodeMap
from members.urls.roster import urlpatterns
from tests.factories import make_seat
from tests.members.factories import make_member

pytestmark = pytest.mark.django_db


SEATS = (
    "chair",
    "officer",
    "auditor",
    "leader",
    "handler",
    "owner",
    "colleague",
    "district_staff",
    "stranger",
)
# A page anyone may ask for has its own answer for each; one about a thing of another union's
# is not there (404) for those who may enter such pages in their own.
OK, MOVED, NO, GONE = 200, 302, 403, 404
PAGES = {
    # name: (method, thing, answers of SEATS)
    "list": ("get", None, (OK, OK, NO, NO, NO, NO, NO, NO, OK)),
    "export": ("get", None, (OK, OK, NO, NO, NO, NO, NO, NO, OK)),
    "export_choose": ("get", None, (OK, OK, NO, NO, NO, NO, NO, NO, OK)),
    "code_maps": ("get", None, (OK, NO, NO, NO, NO, NO, NO, NO, OK)),
    "code_map_new": ("get", None, (OK, NO, NO, NO, NO, NO, NO, NO, OK)),
    "code_map_edit": ("get", "code_map", (OK, NO, NO, NO, NO, NO, NO, NO, GONE)),
    "new": ("get", None, (OK, NO, NO, NO, NO, NO, NO, NO, OK)),
    "detail": ("get", "member", (OK, OK, NO, NO, NO, NO, NO, NO, GONE)),
    "edit": ("get", "member", (OK, NO, NO, NO, NO, NO, NO, NO, GONE)),
    "disclose": ("post", "member", (OK, NO, NO, NO, NO, NO, NO, NO, GONE)),
    "password": ("post", "member", (MOVED, NO, NO, NO, NO, NO, NO, NO, GONE)),
    "import": ("get", None, (OK, NO, NO, NO, NO, NO, NO, NO, OK)),
    "import_form": ("get", None, (OK, NO, NO, NO, NO, NO, NO, NO, OK)),
    "import_run": ("get", "brought", (OK, NO, NO, NO, NO, NO, NO, NO, GONE)),
    "import_columns": ("post", "brought", (OK, NO, NO, NO, NO, NO, NO, NO, GONE)),
    "import_errors": ("get", "brought", (OK, NO, NO, NO, NO, NO, NO, NO, GONE)),
    "import_apply": ("post", "brought", (MOVED, NO, NO, NO, NO, NO, NO, NO, GONE)),
    "import_discard": ("post", "brought", (MOVED, NO, NO, NO, NO, NO, NO, NO, GONE)),
    "import_undo": ("post", "brought", (MOVED, NO, NO, NO, NO, NO, NO, NO, GONE)),
    "accounts": ("get", None, (OK, NO, NO, NO, NO, NO, NO, NO, OK)),
    "accounts_open": ("post", None, (MOVED, NO, NO, NO, NO, NO, NO, NO, MOVED)),
    "slips": ("get", "sheet", (OK, NO, NO, NO, NO, NO, NO, NO, GONE)),
    "slips_pdf": ("get", "sheet", (OK, NO, NO, NO, NO, NO, NO, NO, GONE)),
    "slips_destroy": ("post", "sheet", (MOVED, NO, NO, NO, NO, NO, NO, NO, GONE)),
}


@pytest.fixture(autouse=True)
def everybody_has_a_member(member, other_school) -> None:
    """An export of nobody is refused: that would hide who may ask for one."""
    make_member(other_school, "外校会员")


@pytest.fixture
def owner(school, member):
    """The member that the pages are about."""
    member.seat = make_seat(school, "member", name=member.name)
    member.save()
    return member.seat


@pytest.fixture
def code_map(school):
    return CodeMap.objects.create(union=school, name="上级系统")


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
    assert {pattern.name for pattern in urlpatterns} == set(PAGES)


@pytest.mark.parametrize("page", [name for name, row in PAGES.items() if row[0] == "post"])
def test_what_changes_something_is_not_done_by_following_a_link(page, request, log_in, chair):
    _, thing, _ = PAGES[page]
    arguments = [request.getfixturevalue(thing).pk] if thing else []
    assert log_in(chair).get(reverse(f"members:{page}", args=arguments)).status_code == 405
